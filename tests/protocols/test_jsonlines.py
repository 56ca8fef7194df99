"""`chatservice.protocols.jsonlines`: a program's conversation over one connection."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from twisted.logger import LogEvent, formatEvent, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.actions import ACTIONS
from chatservice.core.commands import Time
from chatservice.core.flood import FloodLimit
from chatservice.core.refusals import Code
from chatservice.core.session import Session
from chatservice.protocols.jsonlines import JsonProtocol
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import PHRASES
from tests.protocols.chat import HERE, Chat
from tests.protocols.programs import Message, Program, program_called

LONGEST = JsonProtocol.MAX_LENGTH
SECONDS = 120


def codes(messages: list[Message]) -> list[str]:
    """Return the code of each error."""
    return [message["code"] for message in messages if message["type"] == "error"]


class ComingIn(SynchronousTestCase):
    def test_nothing_is_said_to_a_program_before_it_says_hello(self) -> None:
        self.assertEqual(Program(Chat()).reads(), [])

    def test_hello_is_answered_by_welcome_and_then_by_ok(self) -> None:
        welcome, ok = Program(Chat()).asks("hello", id="h", version=1, nick="bot")

        self.assertEqual((welcome["type"], welcome["nick"], welcome["id"]), ("welcome", "bot", "h"))
        self.assertEqual((ok["type"], ok["id"]), ("ok", "h"))

    def test_a_refused_nickname_is_told_and_another_one_may_be_tried(self) -> None:
        chat = Chat()
        program_called(chat, "bot")
        program = Program(chat)

        refused = program.asks("hello", version=1, nick="bot")
        taken = program.asks("hello", version=1, nick="bot2")

        self.assertEqual(codes(refused), ["name-taken"])
        self.assertEqual(taken[0]["nick"], "bot2")

    def test_another_version_of_the_protocol_is_refused_with_the_one_that_is_spoken(self) -> None:
        (refused,) = Program(Chat()).asks("hello", id="h", version=2, nick="bot")

        self.assertEqual((refused["code"], refused["id"]), ("unknown-version", "h"))
        self.assertEqual(refused["details"], {"value": 2, "allowed": 1})

    def test_a_command_before_hello_is_refused(self) -> None:
        self.assertEqual(codes(Program(Chat()).asks("say", text="hola")), ["name-needed"])

    def test_the_language_of_hello_is_that_of_the_sentences(self) -> None:
        program = Program(Chat())
        program.asks("hello", version=1, nick="bot", language="es")

        (refused,) = program.asks("reply", text="hola")

        self.assertEqual(refused["text"], phrasebook("es").say(PHRASES[Code.NOBODY_TO_ANSWER]))

    def test_a_program_that_may_not_come_in_reads_why_as_an_object(self) -> None:
        chat = Chat(connections=1)
        chat.reports = []
        chat.guest_called("ana")

        program = Program(chat)

        self.assertEqual(codes(program.reads()), ["server-full"])
        self.assertTrue(program.is_leaving)

    def test_a_program_that_never_says_hello_is_sent_away_with_an_object(self) -> None:
        chat = Chat(limits=replace(HERE, nickname_seconds=60))
        program = Program(chat)

        chat.clock.advance(60)
        chat.hub.sweep()

        self.assertEqual(codes(program.reads()), ["name-too-late"])
        self.assertTrue(program.is_leaving)


class Talking(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = self.chat.guest_called("ana")
        self.bot = program_called(self.chat, "bot")
        self.ana.reads()

    def test_what_a_program_says_others_read_and_it_gets_the_number(self) -> None:
        (ok,) = self.bot.asks("say", id="a1", text="hola")

        self.assertEqual(self.ana.reads(), ["bot: hola"])
        self.assertEqual(ok, {"type": "ok", "id": "a1", "seq": 1})

    def test_what_others_say_comes_as_objects_in_their_order(self) -> None:
        self.ana.types("hola", "/me baila")

        self.assertEqual(
            [(m["type"], m["from"], m["text"]) for m in self.bot.reads()],
            [("said", "ana", "hola"), ("acted", "ana", "baila")],
        )

    def test_a_message_may_arrive_in_any_pieces(self) -> None:
        for byte in '{"type":"say","text":"¡olé!"}\r\n'.encode():
            self.bot.arrives(bytes([byte]))

        self.assertEqual(self.ana.reads(), ["bot: ¡olé!"])

    def test_several_messages_may_arrive_in_one_packet(self) -> None:
        self.bot.sends(*({"type": "say", "text": str(n), "id": str(n)} for n in range(300)))
        self.chat.turns(5)

        self.assertEqual(self.ana.reads(), [f"bot: {n}" for n in range(300)])
        self.assertEqual([m["id"] for m in self.bot.reads()], [str(n) for n in range(300)])

    def test_an_empty_line_is_nothing(self) -> None:
        self.bot.arrives(b"\n\r\n \t\n")

        self.assertEqual(self.bot.reads(), [])

    def test_bytes_that_telnet_would_take_for_a_command_are_only_wrong(self) -> None:
        self.bot.arrives(b"\xff\xf4\xff\xfd\x06\n")

        self.assertEqual(codes(self.bot.reads()), ["not-json"])

    def test_what_is_no_message_is_told_with_its_id_and_the_next_one_is_taken(self) -> None:
        wrong = self.bot.asks("sya", id="a1", text="hola")
        right = self.bot.asks("say", id="a2", text="hola")

        self.assertEqual(
            [(m["type"], m["id"]) for m in wrong + right], [("error", "a1"), ("ok", "a2")]
        )

    def test_every_reason_is_told_in_the_language_of_the_session(self) -> None:
        self.bot.asks("lang", language="es")

        (refused,) = self.bot.asks("say")

        self.assertIn(phrasebook("es").say("it is missing"), refused["text"])

    def test_ping_is_answered(self) -> None:
        self.assertEqual([m["type"] for m in self.bot.asks("ping", id="p")], ["ok"])

    def test_the_end_of_the_input_says_goodbye_after_all_is_answered(self) -> None:
        self.bot.arrives(b'{"type":"say","id":"a1","text":"last"}\n{"type":"say","text":"half')

        self.bot.ends_the_input()

        self.assertEqual([m["type"] for m in self.bot.reads()], ["ok", "goodbye"])
        self.assertEqual(self.ana.reads(), ["bot: last", "* bot left"])
        self.assertTrue(self.bot.is_leaving)

    def test_others_read_that_a_program_is_gone(self) -> None:
        self.bot.vanishes()

        self.assertEqual(self.ana.reads(), ["* bot left"])

    def test_nothing_is_known_of_a_connection_that_is_closed(self) -> None:
        self.bot.asks("quit")
        self.bot.is_disconnected()

        self.assertEqual(len(self.chat.factory.connections), 1)
        self.assertEqual(len(self.chat.hub.sessions), 1)

    def test_a_program_is_told_that_the_server_stops(self) -> None:
        self.chat.hub.close()

        self.assertEqual([m["type"] for m in self.bot.reads()], ["closing"])


class Lines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(limits=replace(HERE, line_seconds=SECONDS))
        self.bot = program_called(self.chat, "bot")

    def ping(self, length: int) -> bytes:
        """Return a message of that many bytes."""
        start, end = b'{"type":"ping","id":"p","pad":"', b'"}'
        return start + b"x" * (length - len(start + end)) + end

    def test_the_longest_line_is_taken(self) -> None:
        self.bot.arrives(self.ping(LONGEST) + b"\n")

        self.assertEqual([m["type"] for m in self.bot.reads()], ["ok"])

    def test_a_longer_line_is_refused_and_the_next_one_taken(self) -> None:
        self.bot.arrives(self.ping(LONGEST + 1) + b"\n" + self.ping(100) + b"\n")

        refused, ok = self.bot.reads()
        self.assertEqual(refused["code"], "line-too-long")
        self.assertEqual(refused["details"], {"allowed": LONGEST})
        self.assertEqual(ok["type"], "ok")

    def test_a_line_without_end_is_refused_once(self) -> None:
        self.bot.arrives(*[b"x" * 10_000] * 20)

        self.assertEqual(codes(self.bot.reads()), ["line-too-long"])

    def test_a_line_that_takes_too_long_is_refused_and_its_rest_skipped(self) -> None:
        self.bot.arrives(b'{"type":"pi')
        self.chat.clock.advance(SECONDS)
        self.chat.factory.sweep()

        self.bot.arrives(b'ng"}\n' + self.ping(100) + b"\n")

        refused, ok = self.bot.reads()
        self.assertEqual((refused["code"], ok["type"]), ("line-too-slow", "ok"))

    def test_a_text_is_as_long_as_what_is_typed_at_most(self) -> None:
        refused = self.bot.asks("say", text="x" * 5000)

        self.assertEqual(codes(refused), ["line-too-long"])


class Floods(SynchronousTestCase):
    def test_what_is_no_message_counts_as_one(self) -> None:
        chat = Chat(limits=replace(HERE, flood=FloodLimit(5, 2.0)))
        bot = program_called(chat, "bot")

        bot.arrives(b"no json\n" * 20)
        chat.turns(5)

        self.assertLess(len(codes(bot.reads())), 10)


class Faults(SynchronousTestCase):
    def setUp(self) -> None:
        self.logged: list[LogEvent] = []
        globalLogPublisher.addObserver(self.logged.append)
        self.addCleanup(globalLogPublisher.removeObserver, self.logged.append)
        self.chat = Chat()

    def texts(self) -> str:
        """Return all that was logged."""
        return "".join(
            f"{formatEvent(event)}{event.get('log_failure', '')}" for event in self.logged
        )

    def test_a_fault_is_told_with_the_id_and_logged_and_the_next_message_is_taken(self) -> None:
        bot = program_called(self.chat, "bot")
        with patch.dict(ACTIONS, {Time: lambda session, command: 1 / 0}):
            (refused,) = bot.asks("time", id="a1")

        self.assertEqual((refused["code"], refused["id"]), ("internal", "a1"))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual([m["type"] for m in bot.asks("ping", id="p")], ["ok"])

    def test_of_a_fault_in_a_message_with_a_password_the_log_has_the_place_alone(self) -> None:
        def fail(session: Session, *given: object) -> None:
            raise KeyError(str(given))

        program = Program(self.chat)
        with patch.object(Session, "hello", fail), patch.object(Session, "secret", fail):
            told = program.asks("hello", version=1, nick="ana", password="correct horse")
            told += program.asks("secret", text="correct horse")

        self.assertEqual(codes(told), ["internal", "internal"])
        self.assertIn("raise KeyError(str(given))", self.texts())
        self.assertNotIn("horse", self.texts())
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_of_a_fault_in_reading_a_message_the_log_has_the_place_alone(self) -> None:
        def fail(line: bytes) -> None:
            raise KeyError(line)

        program = Program(self.chat)
        with patch("chatservice.protocols.jsonlines.read", fail):
            told = program.asks("secret", text="correct horse")

        self.assertEqual(codes(told), ["internal"])
        self.assertIn("raise KeyError(line)", self.texts())
        self.assertNotIn("horse", self.texts())
