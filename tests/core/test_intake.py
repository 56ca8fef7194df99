from __future__ import annotations

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import commands
from chatservice.core.commands import Say, Whisper
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import LONGEST_LINE
from chatservice.core.log import NotKeptError
from chatservice.history.memory import MemoryHistory
from tests.core.accounts import WITHOUT_LIMITS
from tests.core.programs import Program, chat


class _Full(MemoryHistory):
    """A history whose disk may be full."""

    is_full = False

    def append(self, records: Any) -> list[int]:
        if self.is_full:
            raise NotKeptError("no space left on device")
        return super().append(records)


class Requests(SynchronousTestCase):
    def setUp(self) -> None:
        self.history = _Full()
        self.chat = chat(log=self.history)
        self.ana = self.chat.join("Ana")
        self.bot = Program(self.chat).comes("bot")
        self.bot.reads_objects()
        self.ana.reads()

    def test_what_was_said_is_acknowledged_by_its_number_and_heard_by_the_others(self) -> None:
        self.ana.types("one")
        self.bot.reads_objects()

        self.bot.asks(Say("hola"), "a1")

        self.assertEqual(self.bot.reads_objects(), [{"type": "ok", "id": "a1", "seq": 2}])
        self.assertEqual(self.ana.reads(), ["[14:35] bot: hola"])

    def test_who_asks_for_no_acknowledgement_gets_none(self) -> None:
        self.bot.asks(Say("hola"))

        self.assertEqual(self.bot.reads_objects(), [])

    def test_the_acknowledgement_stands_where_the_line_stands_among_the_others(self) -> None:
        with self.chat.one_turn():
            self.ana.types("before")
            self.bot.asks(Say("mine"), "a1")
            self.ana.types("after")

        self.assertEqual(
            [(each["type"], each["seq"]) for each in self.bot.reads_objects()],
            [("said", 1), ("ok", 2), ("said", 3)],
        )

    def test_several_lines_of_one_turn_are_acknowledged_each(self) -> None:
        with self.chat.one_turn():
            for number in range(3):
                self.bot.asks(Say(f"line {number}"), str(number))

        self.assertEqual(
            [(each["id"], each["seq"]) for each in self.bot.reads_objects()],
            [("0", 1), ("1", 2), ("2", 3)],
        )

    def test_who_wants_an_echo_gets_both(self) -> None:
        self.bot.asks(commands.Set("echo", "on"))
        self.bot.reads_objects()

        self.bot.asks(Say("hola"), "a1")

        self.assertEqual(self.bot.reads_types(), ["ok", "said"])

    def test_what_could_not_be_kept_is_an_error_and_no_acknowledgement(self) -> None:
        self.history.is_full = True

        self.bot.asks(Say("hola"), "a1")

        (answer,) = self.bot.reads_objects()
        self.assertEqual(
            (answer["type"], answer["id"], answer["code"]), ("error", "a1", "not-kept")
        )

    def test_an_answer_comes_first_and_then_that_it_is_all(self) -> None:
        self.bot.asks(commands.Users(), "u")

        self.assertEqual(
            [(each["type"], each["id"]) for each in self.bot.reads_objects()],
            [("users", "u"), ("ok", "u")],
        )

    def test_a_private_message_is_acknowledged_once_it_is_kept(self) -> None:
        self.bot.asks(Whisper("Ana", "hi"), "w")

        self.assertEqual(
            [(each["type"], each["id"]) for each in self.bot.reads_objects()],
            [("whisper-sent", "w"), ("ok", "w")],
        )

    def test_what_takes_another_turn_is_acknowledged_when_it_is_done(self) -> None:
        with self.chat.one_turn():
            self.bot.asks(Say("hola"), "a")
            self.bot.asks(commands.Edit("adiós"), "e")

        self.assertEqual(
            [(each["type"], each.get("id")) for each in self.bot.reads_objects()],
            [("ok", "a"), ("corrected", None), ("ok", "e")],
        )

    def test_a_search_is_answered_with_its_request(self) -> None:
        self.bot.asks(Say("hola a todos"))

        self.bot.asks(commands.Search("hola"), "s")

        self.assertEqual(
            [(each["type"], each["id"]) for each in self.bot.reads_objects()],
            [("found", "s"), ("ok", "s")],
        )

    def test_what_cannot_be_done_is_an_error_with_its_code_and_sentence(self) -> None:
        self.bot.asks(Whisper("Nobody", "hi"), "a2")

        (error,) = self.bot.reads_objects()
        self.assertEqual(
            (error["type"], error["id"], error["code"]), ("error", "a2", "unknown-user")
        )
        self.assertEqual(
            error["text"], "There is nobody called Nobody. /users shows who is online."
        )

    def test_news_from_elsewhere_belong_to_no_request(self) -> None:
        with self.chat.one_turn():
            self.ana.types("hi")
            self.bot.asks(Say("hola"), "a1")

        self.assertNotIn("id", self.bot.reads_objects()[0])

    def test_a_ping_is_answered(self) -> None:
        with self.chat.one_turn():
            self.bot.session.ping("p")

        self.assertEqual(self.bot.reads_types(), ["ok"])

    def test_goodbye_ends_the_conversation(self) -> None:
        self.bot.asks(commands.Leaving("bye"), "q")

        self.assertEqual(self.bot.reads_types(), ["goodbye"])
        self.assertTrue(self.bot.closed)
        self.assertEqual(self.ana.reads(), ["* bot left (bye)"])


class Texts(SynchronousTestCase):
    """What a program sends is as unsafe as what is typed."""

    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.join("Ana")
        self.bot = Program(self.chat).comes("bot")
        self.bot.reads_objects()
        self.ana.reads()

    def code(self) -> str:
        (error,) = self.bot.reads_objects()
        return str(error["code"])

    def test_escape_sequences_and_line_ends_reach_nobody(self) -> None:
        self.bot.asks(Say("a\x1b[31mb\r\n* Ana left\x07"))

        self.assertEqual(self.ana.reads(), ["[14:35] bot: ab * Ana left"])

    def test_nothing_is_said_that_cannot_be_seen(self) -> None:
        for text in ("", "  ", "\x1b[2J", "\u200b"):
            self.bot.asks(Say(text), "a")

            self.assertEqual(self.code(), "nothing-left")

    def test_a_line_may_be_as_long_as_one_that_is_typed(self) -> None:
        self.bot.asks(Say("ñ" * (LONGEST_LINE // 2)), "a")

        self.assertEqual(self.bot.reads_types(), ["ok"])

    def test_a_longer_one_is_refused(self) -> None:
        self.bot.asks(Say("ñ" * (LONGEST_LINE // 2) + "x"), "a")

        self.assertEqual(self.code(), "line-too-long")

    def test_every_argument_is_made_safe(self) -> None:
        self.bot.asks(commands.Away("\x1b]0;title\x07lunch"), "a")
        self.bot.reads_objects()

        self.ana.types("/whois bot")

        self.assertNotIn("title", "".join(self.ana.reads()))

    def test_a_blank_argument_that_is_needed_is_missing(self) -> None:
        self.bot.asks(commands.Join("  "), "a")

        self.assertEqual(self.code(), "missing-argument")

    def test_a_blank_argument_that_is_not_needed_is_none(self) -> None:
        self.bot.asks(commands.Users(" "), "a")

        self.assertEqual(self.bot.reads_types(), ["users", "ok"])

    def test_a_room_may_be_named_with_its_sign(self) -> None:
        self.bot.asks(commands.Join("#cocina"), "a")

        self.assertEqual(self.bot.reads_objects()[0]["room"], "cocina")

    def test_a_length_of_time_has_to_be_one(self) -> None:
        self.bot.asks(commands.Mute("Ana", "tomorrow"), "a")

        self.assertEqual(self.code(), "bad-period")


class Pace(SynchronousTestCase):
    def test_a_program_has_to_keep_to_the_pace_of_its_writing(self) -> None:
        chatting = chat(limits=replace(WITHOUT_LIMITS, flood=FloodLimit(2, 1.0)))
        bot = Program(chatting).comes("bot")
        bot.reads_objects()

        for number in range(30):
            bot.asks(Say(f"line {number}"), str(number))
            chatting.passes(0.6)

        codes = [each.get("code") for each in bot.reads_objects()]
        self.assertIn("muted-for-flood", codes)

    def test_what_is_refused_for_its_form_counts_as_well(self) -> None:
        chatting = chat(limits=replace(WITHOUT_LIMITS, flood=FloodLimit(2, 1.0)))
        bot = Program(chatting).comes("bot")

        for _ in range(100):
            bot.confides("nobody asked")
            chatting.passes(0.6)

        self.assertTrue(bot.closed)


class Rooms(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.join("Ana")
        self.bot = Program(self.chat).comes("bot", rooms=("cocina",))
        self.bot.reads_objects()
        self.ana.reads()

    def test_a_request_may_name_the_room_that_it_is_for(self) -> None:
        self.bot.asks(Say("here"), room="lobby")

        self.assertEqual(self.ana.reads(), ["[14:35] bot: here"])

    def test_it_has_to_be_one_of_theirs(self) -> None:
        self.bot.asks(Say("here"), "a", room="patio")

        (error,) = self.bot.reads_objects()
        self.assertEqual((error["code"], error["details"]), ("not-in-room", {"name": "patio"}))

    def test_what_happens_in_each_room_says_where(self) -> None:
        self.ana.types("hi")

        self.assertEqual(self.bot.reads_objects()[0]["room"], "lobby")


class TypedLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.join("Ana")
        self.program = Program(self.chat)

    def test_a_command_is_done_as_at_a_terminal(self) -> None:
        self.program.comes("bot").reads_objects()

        self.program.types_in("/msg Ana hi", "a")

        self.assertEqual(self.program.reads_types(), ["whisper-sent", "ok"])

    def test_without_a_nickname_a_line_is_none(self) -> None:
        self.program.types_in("Beto", "a")

        self.assertEqual(self.program.reads_objects()[0]["code"], "name-needed")

    def test_a_blank_line_is_refused(self) -> None:
        self.program.comes("bot").reads_objects()

        self.program.types_in("  ", "a")

        self.assertEqual(self.program.reads_objects()[0]["code"], "nothing-left")
