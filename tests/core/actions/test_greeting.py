from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import commands
from chatservice.core.commands import Say
from chatservice.core.tokens import digest, new_token
from tests.core.conversation import PASSWORD
from tests.core.programs import Program, chat


class Coming(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.member("Ana")
        self.program = Program(self.chat)

    def code(self) -> str:
        (error,) = self.program.reads_objects()
        return str(error["code"])

    def test_the_welcome_says_who_where_and_what_is_allowed(self) -> None:
        self.ana.types("one", "two")

        self.program.comes("bot")

        welcome = self.program.reads_objects()[0]
        self.assertEqual(
            (welcome["type"], welcome["id"], welcome["nick"], welcome["room"], welcome["seq"]),
            ("welcome", "hello", "bot", "lobby", 2),
        )
        self.assertEqual(welcome["server"], "1.2.3")
        self.assertEqual(welcome["limits"]["text"], 4096)

    def test_what_was_said_before_is_shown_and_then_it_is_done(self) -> None:
        self.ana.types("one")

        self.program.comes("bot")

        self.assertEqual(self.program.reads_types(), ["welcome", "history", "ok"])

    def test_the_others_hear_who_came(self) -> None:
        self.program.comes("bot")

        self.assertEqual(self.ana.reads(), ["* bot joined"])

    def test_errors_come_in_the_language_that_was_asked_for(self) -> None:
        self.program.comes("Ana", language="es")

        self.assertEqual(
            self.program.reads_objects()[0]["text"],
            "El nombre Ana está registrado: elige otro.",
        )

    def test_an_unknown_language_changes_nothing(self) -> None:
        self.program.comes("Ana", language="tlh")

        self.assertTrue(self.program.reads_objects()[0]["text"].startswith("The name Ana"))

    def test_a_registered_name_needs_its_password(self) -> None:
        self.program.comes("Ana")

        self.assertEqual(self.code(), "name-registered")

    def test_with_its_password_it_is_theirs(self) -> None:
        self.program.comes("Ana", password=PASSWORD)

        welcome = self.program.reads_objects()[0]
        self.assertEqual((welcome["nick"], welcome["elsewhere"]), ("Ana", 1))

    def test_a_wrong_password_is_refused_and_another_may_be_tried(self) -> None:
        self.program.comes("Ana", password="something else")
        self.assertEqual(self.code(), "wrong-password")

        self.program.comes("Ana", password=PASSWORD)
        self.chat.passes(10)

        self.assertEqual(self.program.reads_types()[0], "welcome")

    def test_a_name_that_nobody_has_registered_has_no_password(self) -> None:
        self.program.comes("Beto", password=PASSWORD)

        self.assertEqual(self.code(), "wrong-password")

    def test_a_name_that_is_not_allowed_is_refused(self) -> None:
        self.program.comes("two words")

        self.assertEqual(self.code(), "name-character")

    def test_who_gives_neither_a_name_nor_a_token_is_told_what_is_missing(self) -> None:
        self.program.comes("", token="")

        told = self.program.reads_objects()[0]
        self.assertEqual(told["details"], {"name": "nick", "reason": "missing-with-token"})

    def test_too_many_names_that_are_refused_end_it(self) -> None:
        for _ in range(10):
            self.program.comes("two words")

        self.assertEqual(self.program.reads_objects()[-1]["code"], "too-many-refusals")
        self.assertTrue(self.program.closed)

    def test_who_is_there_cannot_come_again(self) -> None:
        self.program.comes("bot").reads_objects()

        self.program.comes("bot2")

        self.assertEqual(self.code(), "already-named")

    def test_a_language_for_one_session_is_not_kept(self) -> None:
        self.program.comes("Ana", password=PASSWORD, language="es")
        self.program.reads_objects()

        self.program.asks(commands.Whisper("Nobody", "hi"), "a")

        self.assertTrue(self.program.reads_objects()[0]["text"].startswith("No hay nadie"))
        account = self.chat.hub.accounts.with_identity(self.ana.person.identity)
        assert account is not None
        self.assertEqual(account.settings.get("language"), None)

    def test_rooms_are_entered_in_their_order(self) -> None:
        self.program.comes("bot", rooms=("cocina", "patio"))

        entered = [e for e in self.program.reads_objects() if e["type"] == "room-entered"]
        self.assertEqual([each["room"] for each in entered], ["cocina", "patio"])

    def test_a_room_that_cannot_be_entered_keeps_nobody_out_of_the_others(self) -> None:
        self.program.comes("bot", rooms=("two words", "patio"))

        self.assertEqual(self.program.reads_types(), ["welcome", "error", "room-entered", "ok"])

    def test_that_a_room_cannot_be_entered_is_no_answer_to_the_hello(self) -> None:
        self.program.comes("bot", rooms=("two words",))

        errors = [e for e in self.program.reads_objects() if e["type"] == "error"]
        self.assertEqual(
            [("id" in each, each["code"]) for each in errors], [(False, "name-character")]
        )

    def test_nobody_asks_for_more_rooms_than_they_may_be_in(self) -> None:
        self.program.comes("bot", rooms=tuple(f"room{number}" for number in range(51)))

        self.assertEqual(self.code(), "too-many-rooms")

    def test_a_room_that_is_named_again_and_again_is_entered_once(self) -> None:
        self.program.comes("bot", rooms=("cocina",) * 5000)

        self.assertEqual(self.program.reads_types(), ["welcome", "room-entered", "ok"])

    def test_what_a_refused_program_wanted_is_forgotten(self) -> None:
        self.program.comes("two words", rooms=("cocina",))
        self.program.reads_objects()

        self.program.asks(commands.Rename("bot"), "a")

        self.assertEqual(self.program.reads_types(), ["welcome", "ok"])

    def test_the_last_refusal_of_a_request_is_its_only_answer(self) -> None:
        for _ in range(10):
            self.program.comes("two words", "h")

        codes = [e["code"] for e in self.program.reads_objects()[-2:] if e.get("id") == "h"]
        self.assertEqual(codes, ["too-many-refusals"])

    def test_a_nickname_without_end_is_too_long(self) -> None:
        self.program.comes("x" * 30_000)

        self.assertEqual(self.code(), "name-too-long")


class Tokens(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.member("Ana")
        self.ana.types("/token pulse")
        self.token = next(
            word for line in self.ana.reads() for word in line.split() if word.startswith("chat")
        )

    def test_a_bot_comes_in_by_its_token(self) -> None:
        program = Program(self.chat).comes(token=self.token)

        self.assertEqual(program.reads_objects()[0]["nick"], "pulse")

    def test_a_token_that_nobody_has_is_refused(self) -> None:
        program = Program(self.chat).comes(token=new_token())

        self.assertEqual(program.reads_objects()[0]["code"], "wrong-token")

    def test_what_is_kept_of_a_token_lets_nobody_in(self) -> None:
        program = Program(self.chat).comes(token=digest(self.token))

        self.assertEqual(program.reads_objects()[0]["code"], "wrong-token")


class GoingOn(SynchronousTestCase):
    """A connection is lost, and another one goes on where it was."""

    def setUp(self) -> None:
        self.chat = chat()
        self.ana = self.chat.member("Ana")
        self.beto = self.chat.member("Beto")

    def told_again(self, since: int, **details: Any) -> list[tuple[str, int, str]]:
        program = Program(self.chat).comes("bot", since=since, **details)
        return [
            (each["type"], each["seq"], each.get("text", ""))
            for each in program.reads_objects()
            if each["type"] not in {"welcome", "ok", "room-entered"}
        ]

    def test_what_was_said_meanwhile_comes_once_in_its_order(self) -> None:
        self.ana.types("one", "two", "three")

        self.assertEqual(self.told_again(1), [("said", 2, "two"), ("said", 3, "three")])

    def test_nothing_comes_of_what_was_read(self) -> None:
        self.ana.types("one")

        self.assertEqual(self.told_again(1), [])

    def test_what_comes_in_the_same_turn_comes_once(self) -> None:
        self.ana.types("one")
        with self.chat.one_turn():
            self.ana.types("two")
            program = Program(self.chat).comes("bot", since=1)
            self.ana.types("three")

        said = [each["text"] for each in program.reads_objects() if each["type"] == "said"]
        self.assertEqual(said, ["two", "three"])

    def test_what_is_said_afterwards_comes_as_ever(self) -> None:
        program = Program(self.chat).comes("bot", since=0)
        program.reads_objects()

        self.ana.types("one")

        self.assertEqual(program.reads_types(), ["said"])

    def test_rooms_that_are_entered_again_are_told_in_one_order_with_the_others(self) -> None:
        self.ana.types("in the lobby", "/join cocina", "in the kitchen", "/join lobby", "again")

        self.assertEqual(
            self.told_again(0, rooms=("cocina",)),
            [("said", 1, "in the lobby"), ("said", 2, "in the kitchen"), ("said", 3, "again")],
        )

    def test_their_own_lines_are_among_them(self) -> None:
        before = Program(self.chat).comes("bot")
        before.asks(Say("mine"))
        before.vanishes()

        self.assertEqual(self.told_again(0), [("said", 1, "mine")])

    def test_numbers_of_another_history_mean_nothing(self) -> None:
        self.ana.types("one", "two")
        history = self.chat.hub.log.name()

        before = Program(self.chat).comes("bot1", since=1, history=history)
        after = Program(self.chat).comes("bot2", since=1, history="another one")

        self.assertEqual(before.reads_types()[:2], ["welcome", "said"])
        welcome, shown = after.reads_objects()[:2]
        self.assertEqual((welcome["history_id"], shown["type"]), (history, "history"))

    def test_what_was_corrected_before_it_is_told_says_so(self) -> None:
        self.ana.types("one", "/edit uno")

        told = Program(self.chat).comes("bot", since=0).reads_objects()

        self.assertEqual(
            [(e["text"], e.get("edited")) for e in told if e["type"] == "said"], [("uno", True)]
        )

    def test_of_very_many_changes_the_last_are_told_and_that_there_were_more(self) -> None:
        for number in range(20):
            self.ana.types(f"line {number}")
        after = self.chat.hub.log.last_number()
        for _ in range(20):
            self.ana.types("/delete")
        for number in range(490):
            self.beto.types(f"more {number}")

        told = Program(self.chat).comes("bot", since=after).reads_objects()

        kinds = [e["type"] for e in told]
        self.assertEqual(kinds[1], "left-out")
        self.assertEqual((kinds.count("deleted"), kinds.count("said")), (10, 490))

    def test_what_was_corrected_and_taken_back_is_told(self) -> None:
        self.ana.types("one")
        self.beto.types("two")
        self.ana.types("/edit uno")
        self.beto.types("/delete")

        told = Program(self.chat).comes("bot", since=2).reads_objects()
        self.assertEqual(
            [(e["type"], e["message"]) for e in told if e["type"] in {"corrected", "deleted"}],
            [("corrected", 1), ("deleted", 2)],
        )

    def test_nothing_is_told_of_what_somebody_ignored_corrected(self) -> None:
        self.ana.types("one", "/ignore Beto")
        self.beto.types("two", "/edit dos")
        self.ana.vanishes()

        program = Program(self.chat).comes("Ana", password=PASSWORD, since=2)

        self.assertNotIn("corrected", program.reads_types())

    def test_private_messages_are_told_to_who_is_registered(self) -> None:
        self.beto.vanishes()
        self.ana.types("one", "/msg Beto psst")

        program = Program(self.chat).comes("Beto", password=PASSWORD, since=1)

        whispered = [e for e in program.reads_objects() if e["type"] == "whispered"]
        self.assertEqual([each["text"] for each in whispered], ["psst"])

    def test_nobody_is_told_what_was_private_to_another_one_of_that_name(self) -> None:
        guest = self.chat.join("bot")
        self.ana.types("/msg bot secret")
        guest.vanishes()

        self.assertEqual(self.told_again(0), [])

    def test_of_very_much_the_last_is_told_and_that_there_was_more(self) -> None:
        for number in range(510):
            self.ana.types(f"line {number}")

        told = Program(self.chat).comes("bot", since=0).reads_objects()

        self.assertEqual([e["type"] for e in told][:2], ["welcome", "left-out"])
        said = [e["seq"] for e in told if e["type"] == "said"]
        self.assertEqual(said, list(range(11, 511)))
