from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from tests.protocols.telnet_bytes import (
    ARE_YOU_THERE,
    DO,
    DONT,
    IAC,
    IGNORED,
    INTERRUPT,
    KIB,
    SB,
    SE,
    WILL,
    WONT,
    answers_to,
    chunkings,
    outcome,
    single_bytes,
    text_of,
)

PARTS = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(str.encode),
    st.lists(
        st.sampled_from([0, 6, 10, 13, 13, 13, 31, *range(0xEB, 0x100), 0xFF, 0xFF]), max_size=12
    ).map(bytes),
    # What takes a sub-negotiation past its longest.
    st.builds(lambda start, length: start + b"x" * length, st.just(SB), st.integers(1015, 1030)),
)
STREAMS = st.lists(PARTS, max_size=12).map(b"".join)


def escaped(data: bytes) -> bytes:
    return data.replace(IAC, IAC + IAC)


# Each is what a correct client sends, and the text in it.
SENT = st.one_of(
    st.binary(max_size=12)
    # Ends in a whole letter: a command within one is a byte of it (see LettersTakenForKeys).
    .map(lambda data: data.translate(None, b"\r") + b".")
    .map(lambda data: (escaped(data), data)),
    st.sampled_from([*IGNORED, INTERRUPT, ARE_YOU_THERE]).map(lambda command: (command, b"")),
    st.builds(
        lambda verb, option: (verb + bytes([option]), b""),
        st.sampled_from([WILL, WONT, DO, DONT]),
        st.integers(0, 255),
    ),
    st.binary(max_size=KIB).map(lambda data: (SB + escaped(data) + SE, b"")),
)


class Packets(SynchronousTestCase):
    @given(STREAMS, st.data())
    def test_how_bytes_are_cut_into_packets_makes_no_difference(
        self, stream: bytes, data: st.DataObject
    ) -> None:
        packets = data.draw(chunkings(stream))
        self.assertEqual(outcome(*packets), outcome(stream))

    @given(STREAMS)
    def test_single_bytes_make_no_difference(self, stream: bytes) -> None:
        self.assertEqual(outcome(*single_bytes(stream)), outcome(stream))

    @given(st.lists(SENT, max_size=12), st.data())
    def test_all_text_and_nothing_but_the_text_is_left(
        self, sent: list[tuple[bytes, bytes]], data: st.DataObject
    ) -> None:
        packets = data.draw(chunkings(b"".join([stream for stream, _ in sent])))
        self.assertEqual(text_of(*packets), b"".join([text for _, text in sent]))

    @given(STREAMS)
    def test_a_byte_ff_in_the_text_was_sent_as_two(self, stream: bytes) -> None:
        self.assertLessEqual(2 * text_of(stream).count(IAC), stream.count(IAC))

    @given(STREAMS)
    def test_answers_are_refusals_and_never_longer_than_what_was_asked(self, stream: bytes) -> None:
        answers = answers_to(stream)
        self.assertLessEqual(len(answers), len(stream))
        for start in range(0, len(answers), 3):
            self.assertIn(answers[start : start + 2], (WONT, DONT))

    @given(STREAMS)
    def test_after_whatever_was_sent_a_kib_and_a_line_end_make_one_heard_again(
        self, stream: bytes
    ) -> None:
        self.assertTrue(text_of(stream, b"x" * (KIB + 2) + b"\nheard\n").endswith(b"\nheard\n"))
