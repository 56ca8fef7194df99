from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.settings import Settings
from tests.core.conversation import Chat, Visitor

PROMPT = "Enter your nickname: "


class ChoosingANickname(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def stranger(self) -> Visitor:
        visitor = self.chat.connect()
        visitor.reads()
        return visitor

    def assert_asked_again(self, typed: str, sentence: str) -> None:
        visitor = self.stranger()

        visitor.types(typed)

        self.assertEqual(visitor.reads(), [sentence, PROMPT])
        self.assertFalse(visitor.closed)

    def test_a_name_that_is_taken_is_refused_as_its_owner_writes_it(self) -> None:
        self.chat.join("María")

        self.assert_asked_again("MARÍA", "The name María is taken: choose another one.")

    def test_a_name_that_looks_like_one_in_use_is_refused(self) -> None:
        self.chat.join("ana")

        self.assert_asked_again(
            "аna",  # with a Cyrillic а
            "The name аna looks too much like ana, which is in use: choose another one.",
        )

    def test_a_name_that_differs_by_an_accent_is_another_name(self) -> None:
        self.chat.join("María")
        visitor = self.stranger()

        visitor.types("Maria")

        self.assertEqual(visitor.reads()[0], "Welcome, Maria!")

    def test_a_name_of_25_characters_is_refused_with_the_limit(self) -> None:
        self.assert_asked_again(
            "a" * 25, "That name is too long: at most 24 characters are allowed."
        )

    def test_a_name_with_a_character_that_is_not_allowed_is_refused_with_that_character(
        self,
    ) -> None:
        self.assert_asked_again(
            "ana!", "A name can't contain !: letters, digits, _, - and . are allowed."
        )

    def test_a_name_without_a_letter_is_refused(self) -> None:
        self.assert_asked_again("2026", "A name needs at least one letter.")

    def test_every_refusal_can_be_read_in_spanish(self) -> None:
        self.chat = Chat(settings=Settings("es", zone="UTC"))
        visitor = self.stranger()

        visitor.types("2026")

        self.assertEqual(visitor.reads(), ["Un nombre necesita al menos una letra.", "Usuario: "])

    def test_the_name_of_somebody_who_left_is_free(self) -> None:
        self.chat.join("Ana").types("/quit")
        visitor = self.stranger()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_of_two_who_ask_for_a_name_in_one_turn_the_first_gets_it(self) -> None:
        first, second = self.stranger(), self.stranger()

        with self.chat.one_turn():
            first.types("Ana")
            second.types("ana")

        self.assertEqual(first.reads()[0], "Welcome, Ana!")
        self.assertEqual(second.reads(), ["The name Ana is taken: choose another one.", PROMPT])

    def test_nine_refusals_leave_one_more_try(self) -> None:
        visitor = self.stranger()

        visitor.types(*["!"] * 9)
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_the_tenth_refusal_closes_the_connection_with_a_reason(self) -> None:
        visitor = self.stranger()
        visitor.types(*["!"] * 9)
        visitor.reads()

        visitor.types("!")

        self.assertEqual(
            visitor.reads(),
            [
                "A name can't contain !: letters, digits, _, - and . are allowed.",
                "Too many names were refused: connect again to go on trying.",
            ],
        )
        self.assertTrue(visitor.closed)

    def test_59_silent_seconds_are_not_too_many(self) -> None:
        visitor = self.stranger()

        self.chat.passes(59)

        self.assertEqual(visitor.reads(), [])
        self.assertFalse(visitor.closed)

    def test_60_silent_seconds_close_the_connection_with_a_reason(self) -> None:
        visitor = self.stranger()

        self.chat.passes(60)

        self.assertEqual(
            visitor.reads(), ["No nickname in 60 seconds: connect again when you have one."]
        )
        self.assertTrue(visitor.closed)

    def test_the_deadline_is_put_off_by_nothing_that_is_typed(self) -> None:
        for line in ("", "!", "/help"):
            visitor = self.stranger()
            self.chat.passes(59)
            visitor.types(line)

            self.chat.passes(1)

            self.assertTrue(visitor.closed, line)

    def test_it_is_put_off_by_a_password_that_is_looked_at(self) -> None:
        self.chat.member("Rita").types("/quit")
        visitor = self.stranger()
        self.chat.passes(59)
        visitor.types("Rita", "wrong")

        self.chat.passes(59)

        self.assertFalse(visitor.closed)

    def test_it_is_not_put_off_by_the_name_of_who_has_one(self) -> None:
        self.chat.member("Rita").types("/quit")
        visitor = self.stranger()
        self.chat.passes(59)
        visitor.types("Rita", "", "Rita")

        self.chat.passes(1)

        self.assertTrue(visitor.closed)

    def test_the_commands_that_need_a_name_ask_for_one(self) -> None:
        for line in ("/users", "/msg Ana hola", "/me waves", "/rooms", "/history", "//hola"):
            self.assert_asked_again(line, "First choose a nickname: type it and press Enter.")

    def test_a_command_that_needs_a_name_is_no_refused_name(self) -> None:
        visitor = self.stranger()

        visitor.types(*["/users"] * 20)
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_the_language_can_be_chosen_before_a_name(self) -> None:
        visitor = self.stranger()

        visitor.types("/lang es")

        self.assertEqual(visitor.reads()[-1], "Usuario: ")

    def test_settings_made_before_a_name_stay(self) -> None:
        visitor = self.stranger()

        visitor.types("/set echo on", "Ana", "hola")

        self.assertEqual(visitor.reads()[-1], "[14:35] Ana: hola")

    def test_help_before_a_name_shows_what_can_be_used_now(self) -> None:
        visitor = self.stranger()

        visitor.types("/help")

        shown = " ".join(visitor.reads())
        self.assertIn("/lang", shown)
        self.assertNotIn("/users", shown)

    def test_the_first_name_can_be_chosen_by_the_command_that_changes_it(self) -> None:
        for alias in ("rename", "nick", "nombre", "name"):
            visitor = self.stranger()
            visitor.types(f"/{alias} Ana-{alias}")
            self.assertEqual(visitor.reads()[0], f"Welcome, Ana-{alias}!")

    def test_somebody_without_a_name_can_leave(self) -> None:
        visitor = self.stranger()

        visitor.types("/salir")

        self.assertEqual(visitor.reads(), ["See you soon!"])
        self.assertTrue(visitor.closed)

    def test_somebody_without_a_name_reads_nothing_of_the_room(self) -> None:
        (juan,) = self.chat.people("Juan")
        visitor = self.stranger()

        juan.types("hola", "/rename Pedro", "/quit")

        self.assertEqual(visitor.reads(), [])

    def test_nobody_hears_of_somebody_who_never_chose_a_name(self) -> None:
        (juan,) = self.chat.people("Juan")

        self.stranger().vanishes()

        self.assertEqual(juan.reads(), [])
