from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from chatservice.core.events import Event, Said
from chatservice.core.replies import Done, NicknameAsked, StillHere, TypingSeen, WayOutShown
from chatservice.core.settings import Settings
from chatservice.render.frames import FORM, FrameRenderer
from chatservice.render.objects import JsonRenderer
from tests.render.told import EVENTS, NOW

frame = FrameRenderer()
REPRESENTATION = Settings().representation(FORM)
HOSTILE = '\n\r\x00\x81\x7f\u2028"\\</script>\U0001f600'


def read(data: bytes) -> list[Frame]:
    """Return the frames that a client of another make reads."""
    client = ClientProtocol(parse_uri("ws://chat.example/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    if client.parser_exc is not None:
        raise client.parser_exc
    return [each for each in client.events_received() if isinstance(each, Frame)]


class Frames(SynchronousTestCase):
    def assert_one_text(self, data: bytes, text: bytes) -> None:
        """Check that ``data`` is one whole text message, ``text``, and nothing else."""
        self.assertEqual(read(data), [Frame(Opcode.TEXT, text, fin=True)])
        self.assertTrue(data.endswith(text))
        self.assertEqual(
            read(data + frame(Done(1), REPRESENTATION))[1].data, b'{"type":"ok","seq":1}'
        )

    def test_a_frame_is_one_text_that_ends_without_a_line_feed(self) -> None:
        self.assert_one_text(
            frame(Done(7), REPRESENTATION, request="a1"), b'{"type":"ok","id":"a1","seq":7}'
        )

    def test_each_kind_of_length_is_read(self) -> None:
        # RFC 6455, section 5.2: up to 125 in one byte, up to 65,535 in two more, else in eight.
        empty = len(JsonRenderer()(Said(NOW, "a", "b", ""), REPRESENTATION)) - 1
        for length in (125, 126, 127, 65535, 65536):
            said = Said(NOW, "a", "b", "x" * (length - empty))
            (made,) = read(frame(said, REPRESENTATION))
            self.assertEqual(len(made.data), length)

    def test_hostile_text_stays_in_its_frame(self) -> None:
        (made,) = read(frame(Said(NOW, "lobby", "ana", HOSTILE), REPRESENTATION))

        self.assertEqual(json.loads(bytes(made.data))["text"], HOSTILE)

    def test_half_a_character_makes_no_frame_that_is_not_utf_8(self) -> None:
        (made,) = read(frame(Said(NOW, "lobby", "ana", "a\udc00b"), REPRESENTATION))

        self.assertEqual(json.loads(bytes(made.data).decode())["text"], "a?b")

    def test_what_is_for_terminals_is_not_told(self) -> None:
        for reply in (NicknameAsked(), TypingSeen(), WayOutShown(), StillHere()):
            self.assertEqual(frame(reply, REPRESENTATION), b"")

    def test_there_is_no_bell(self) -> None:
        self.assertEqual(frame.bell(REPRESENTATION), b"")

    @given(EVENTS, st.integers(0, 2**53 - 1))
    def test_every_event_is_framed_as_the_line_that_programs_read(
        self, event: Event, seq: int
    ) -> None:
        line = JsonRenderer()(event, REPRESENTATION, seq=seq)

        self.assert_one_text(frame(event, REPRESENTATION, seq=seq), line.removesuffix(b"\n"))
