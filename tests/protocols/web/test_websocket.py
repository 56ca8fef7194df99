from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.flood import FloodLimit
from chatservice.protocols.outbox import CLOSING_SECONDS, MARK
from chatservice.protocols.receiving import MOST_UNREAD
from chatservice.protocols.web.pacing import PER_SECOND
from chatservice.protocols.web.websocket import FRAMES_A_TURN
from tests.protocols.chat import HERE, Chat
from tests.protocols.test_line_fairness import one_turn
from tests.protocols.web.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    close,
    frame,
)
from tests.protocols.web.visiting import Browser

GOING_AWAY = 1001


def message(**fields: object) -> bytes:
    """Return a message in a frame."""
    return frame(TEXT, json.dumps(fields).encode())


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    """Return the type of each message."""
    return [each["type"] for each in messages]


class Talking(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana, self.bob = Browser(self.chat), Browser(self.chat)
        self.ana.enters_as("ana")
        self.bob.enters_as("bob")
        self.ana.reads()

    def test_what_one_says_the_other_reads(self) -> None:
        self.ana.says(type="say", id="a1", text="¡hola!")

        (ok,), (said,) = self.ana.reads(), self.bob.reads()
        self.assertEqual((ok["type"], ok["id"], ok["seq"]), ("ok", "a1", 1))
        self.assertEqual((said["type"], said["from"], said["text"]), ("said", "ana", "¡hola!"))

    def test_who_types_on_a_terminal_reads_it_too(self) -> None:
        carl = self.chat.guest_called("carl")

        self.ana.says(type="say", text="hola")

        self.assertEqual(carl.reads(), ["ana: hola"])

    def test_a_frame_for_a_room_is_made_once_for_all(self) -> None:
        carl = Browser(self.chat)
        carl.enters_as("carl")
        taken: list[bytes] = []

        def take(data: bytes) -> int:
            taken.append(data)
            return len(data)

        for each in (self.bob, carl):
            each.protocol._outbox.take = take

        self.ana.says(type="say", text="hola")

        self.assertEqual(len(taken), 2)
        self.assertIs(taken[0], taken[1])

    def test_line_ends_in_a_message_are_spaces_between_words(self) -> None:
        self.ana.sends(frame(TEXT, b'{\r\n "type": "say",\n "text": "hola"\n}\n'))

        self.assertEqual(kinds(self.bob.reads()), ["said"])

    def test_a_message_in_fragments_is_one(self) -> None:
        whole = b'{"type":"say","text":"hola"}'
        self.ana.sends(frame(TEXT, whole[:9], is_last=False), frame(PING))

        self.ana.sends(frame(CONTINUATION, whole[9:]))

        self.assertEqual(kinds(self.bob.reads()), ["said"])

    def test_many_messages_in_a_packet_are_taken_in_order(self) -> None:
        self.ana.sends(b"".join(message(type="say", text=str(at)) for at in range(300)))
        self.chat.turns(10)

        self.assertEqual(
            [each["text"] for each in self.bob.reads()], [str(at) for at in range(300)]
        )

    def test_what_comes_before_nonsense_is_said_and_answered(self) -> None:
        self.ana.sends(message(type="say", id="a", text="hola") + frame(BINARY, b"x"))

        self.assertEqual(kinds(self.ana.reads()), ["ok", "goodbye"])
        self.assertEqual(kinds(self.bob.reads()), ["said", "quit"])


class Leaving(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = Browser(self.chat)
        self.ana.enters_as("ana")
        self.bob = self.chat.guest_called("bob")
        self.ana.reads()

    def test_a_tab_that_is_closed_is_a_goodbye(self) -> None:
        self.ana.sends(close(GOING_AWAY))

        self.assertEqual(self.bob.reads(), ["* ana left"])
        self.assertEqual(self.ana.code(), GOING_AWAY)
        self.assertTrue(self.ana.is_leaving)

    def test_what_was_said_before_is_said(self) -> None:
        self.ana.sends(message(type="say", text="hola") + close(GOING_AWAY))

        self.assertEqual(self.bob.reads(), ["ana: hola", "* ana left"])

    def test_who_quits_is_told_so_and_then_both_say_goodbye(self) -> None:
        self.ana.says(type="quit")

        self.assertEqual([each.opcode for each in self.ana.frames()], [TEXT, CLOSE])
        self.assertFalse(self.ana.is_leaving)
        self.ana.sends(close(1000))
        self.assertTrue(self.ana.is_leaving)

    def test_nothing_is_sent_after_the_goodbye(self) -> None:
        self.ana.says(type="quit")
        self.ana.frames()
        self.bob.reads()

        self.bob.types("hola")
        self.ana.sends(frame(PING), message(type="say", text="x"))

        self.assertEqual((self.ana.frames(), self.bob.reads()), ([], []))

    def test_who_never_answers_the_goodbye_is_cut(self) -> None:
        self.ana.says(type="quit")
        self.chat.clock.advance(CLOSING_SECONDS - 1)
        self.assertFalse(self.ana.is_cut)

        self.chat.clock.advance(1)

        self.assertTrue(self.ana.is_cut)

    def test_nonsense_for_an_answer_ends_it_at_once(self) -> None:
        self.ana.says(type="quit")

        self.ana.sends(b"\xff" * 20)

        self.assertTrue(self.ana.is_leaving)

    def test_a_server_that_stops_says_that_it_goes_away(self) -> None:
        self.chat.hub.close()

        *_, closing, goodbye = self.ana.frames()

        self.assertEqual(json.loads(closing.payload)["type"], "closing")
        self.assertEqual(int.from_bytes(goodbye.payload[:2], "big"), GOING_AWAY)

    def test_who_chooses_no_name_is_told_and_sent_away(self) -> None:
        browser = Browser(self.chat)

        self.chat.clock.advance(self.chat.hub.policy.limits.nickname_seconds)
        self.chat.hub.sweep()

        (error,) = browser.reads()
        self.assertEqual((error["type"], error["code"]), ("error", "name-too-late"))

    def test_the_end_of_input_is_one_that_no_other_follows(self) -> None:
        self.ana.protocol.readConnectionLost()
        self.chat.turn()

        self.assertEqual((self.ana.code(), self.ana.is_leaving), (1000, True))

    def test_after_the_goodbye_it_is_the_answer(self) -> None:
        self.ana.says(type="quit")

        self.ana.protocol.readConnectionLost()

        self.assertTrue(self.ana.is_leaving)

    def test_a_connection_that_breaks_is_a_goodbye_too(self) -> None:
        self.ana.is_disconnected(cleanly=False)

        self.assertEqual(self.bob.reads(), ["* ana left"])


class HeldUp(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = Browser(self.chat)
        self.ana.enters_as("ana")
        self.transport = self.ana.transport

    def test_a_packet_of_tiny_frames_is_taken_in_turns(self) -> None:
        asked = [str(at) for at in range(3 * FRAMES_A_TURN)]
        many = b"".join(message(type="ping", id=each) for each in asked)
        self.ana.protocol.dataReceived(frame(PING) + many)
        self.assertEqual(self.transport.producerState, "paused")
        one_turn(self.chat)
        found = self.ana.reads(turn=False)

        self.chat.turns(30)

        self.assertLessEqual(len(found), FRAMES_A_TURN)
        self.assertEqual([each["id"] for each in found + self.ana.reads()], asked)
        self.assertEqual(self.transport.producerState, "producing")

    def test_what_follows_a_long_packet_is_taken_after_it(self) -> None:
        self.ana.protocol.dataReceived(frame(PING) + message(type="ping") * 2 * FRAMES_A_TURN)

        self.ana.sends(message(type="ping", id="p"))
        self.chat.turns(30)

        *_, last = self.ana.reads()
        self.assertEqual((last["type"], last["id"]), ("ok", "p"))

    def test_a_ping_is_answered_while_what_was_said_waits(self) -> None:
        self.ana.protocol.session.busy = True
        self.ana.sends(message(type="say", text="x") * 3)

        self.ana.sends(frame(PING, b"here?"))

        self.assertEqual([each.opcode for each in self.ana.frames()], [PONG])

    def test_who_says_more_than_is_taken_is_not_listened_to(self) -> None:
        self.ana.protocol.session.busy = True
        text = "x" * 4000
        for _ in range(MOST_UNREAD // len(text) + 1):
            self.ana.sends(message(type="say", text=text))

        self.assertEqual(self.transport.producerState, "paused")
        self.ana.protocol.session.busy = False
        self.ana.protocol.session.outlet.go_on()
        self.chat.turns(20)
        self.assertEqual(self.transport.producerState, "producing")

    def test_pongs_for_who_reads_nothing_fill_no_memory(self) -> None:
        self.ana.protocol._outbox.pauseProducing()
        for _ in range(100):
            if self.transport.producerState == "producing":
                self.ana.protocol.dataReceived(frame(PING, b"x" * 125) * PER_SECOND)
            self.chat.clock.advance(1)

        waiting = len(self.transport.value()) + len(self.ana.protocol._unsent)
        self.assertLess(waiting, MARK)
        self.assertEqual(self.transport.producerState, "paused")

    def test_who_writes_too_fast_is_slowed_down_as_everywhere(self) -> None:
        chat = Chat(limits=replace(HERE, flood=FloodLimit(2, 1.0)))
        ana, bob = Browser(chat), chat.guest_called("bob")
        ana.enters_as("ana")
        bob.reads()

        ana.sends(b"".join(message(type="say", text=str(at)) for at in range(9)))
        chat.turns(9)

        self.assertLess(len(bob.reads()), 5)

    def test_a_message_that_is_begun_and_not_ended_is_refused(self) -> None:
        chat = Chat(limits=replace(HERE, line_seconds=40))
        ana = Browser(chat)
        ana.enters_as("ana")
        for _ in range(41):
            ana.sends(frame(CONTINUATION if _ else TEXT, b" ", is_last=False))
            chat.clock.advance(1)
            chat.factory.sweep()

        (error,) = ana.reads()

        self.assertEqual(error["code"], "line-too-slow")
