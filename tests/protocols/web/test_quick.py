from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from websockets.frames import Frame, Opcode
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from chatservice.protocols.web.quick import Quick

LONGEST = 1000


def masked(text: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> bytes:
    """Return a frame as a browser sends it, made by another implementation."""
    return Frame(opcode, text, fin=fin).serialize(mask=True)


class TakingQuickly(SynchronousTestCase):
    def setUp(self) -> None:
        self.quick = Quick(LONGEST)

    def test_a_text_in_one_frame_is_taken(self) -> None:
        self.assertEqual(self.quick.take(masked(b"hola")), ([b"hola"], b""))

    def test_so_are_several(self) -> None:
        data = masked(b"one") + masked("dós".encode()) + masked(b"")

        self.assertEqual(self.quick.take(data), ([b"one", "dós".encode(), b""], b""))

    def test_so_is_one_of_each_length_that_fits(self) -> None:
        for length in (0, 1, 125, 126, 127, LONGEST):
            self.assertEqual(self.quick.take(masked(b"x" * length)), ([b"x" * length], b""))

    def test_one_that_is_too_long_is_left(self) -> None:
        frame = masked(b"x" * (LONGEST + 1))

        self.assertEqual(self.quick.take(frame), ([], frame))

    def test_what_is_no_utf_8_is_left(self) -> None:
        frame = masked(b"\xff")

        self.assertEqual(self.quick.take(frame), ([], frame))

    def test_whatever_follows_something_else_in_a_packet_is_left(self) -> None:
        ping, text = masked(b"", Opcode.PING), masked(b"two")

        self.assertEqual(self.quick.take(masked(b"one") + ping + text), ([b"one"], ping + text))

    def test_a_text_in_the_middle_of_a_message_is_left(self) -> None:
        self.quick.take(masked(b"a", fin=False))
        wrong = masked(b"b")

        self.assertEqual(self.quick.take(wrong), ([], wrong))


class Splitting(SynchronousTestCase):
    """However it is cut, nothing is lost, and nothing changes its place."""

    @given(
        st.lists(
            st.tuples(st.text(max_size=300), st.sampled_from(["text", "ping", "parts"])),
            max_size=8,
        ),
        st.lists(st.integers(1, 200), min_size=1, max_size=30),
    )
    def test_what_is_taken_and_what_is_left_are_all_of_it(
        self, messages: list[tuple[str, str]], sizes: list[int]
    ) -> None:
        data = b"".join(_frames(text, kind) for text, kind in messages)
        quick, frames = Quick(LONGEST), Connection(ConnectionType.SERVER)
        read: list[str] = []
        unfinished = ""
        position = turn = 0
        while position < len(data):
            size = sizes[turn % len(sizes)]
            texts, rest = quick.take(data[position : position + size])
            position, turn = position + size, turn + 1
            read += [text.decode() for text in texts]
            frames.receive_data(rest)
            for event in frames.events():
                if isinstance(event, TextMessage):
                    unfinished += event.data
                    if event.message_finished:
                        read.append(unfinished)
                        unfinished = ""

        self.assertEqual(read, [text for text, kind in messages if kind != "ping"])


def _frames(text: str, kind: str) -> bytes:
    if kind == "ping":
        return masked(b"ping", Opcode.PING)
    if kind == "text":
        return masked(text.encode())
    half = len(text) // 2
    return masked(text[:half].encode(), fin=False) + masked(text[half:].encode(), Opcode.CONT)
