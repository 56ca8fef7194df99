from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class Renaming(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_one_reads_ones_own_new_name(self) -> None:
        self.juan.types("/rename Pedro")

        self.assertEqual(self.juan.reads(), ["* Juan is now Pedro"])

    def test_what_one_says_then_stands_under_the_new_name(self) -> None:
        self.juan.types("/rename Pedro", "hola")

        self.assertEqual(self.ana.reads()[-1], "[14:35] Pedro: hola")

    def test_what_one_said_before_stays_under_the_old_name(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one", "/rename Pedro", "two")

        self.assertEqual(
            self.ana.reads(), ["[14:35] Juan: one", "* Juan is now Pedro", "[14:35] Pedro: two"]
        )

    def test_the_old_name_is_free_for_others(self) -> None:
        self.juan.types("/rename Pedro")

        self.ana.types("/rename Juan")

        self.assertEqual(self.ana.reads()[-1], "* Ana is now Juan")

    def test_a_name_that_is_taken_is_refused(self) -> None:
        self.juan.types("/rename ANA")

        self.assertEqual(self.juan.reads(), ["The name Ana is taken: choose another one."])
        self.assertEqual(self.ana.reads(), [])

    def test_a_name_that_looks_like_one_in_use_is_refused(self) -> None:
        self.juan.types("/rename Аna")  # with a Cyrillic А

        self.assertIn("looks too much like Ana", self.juan.reads()[0])

    def test_a_name_that_is_none_is_refused(self) -> None:
        self.juan.types("/rename a b")

        self.assertIn("A name can't contain", self.juan.reads()[0])

    def test_after_a_refusal_one_keeps_ones_name(self) -> None:
        self.juan.types("/rename ANA", "hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_other_capitals_are_another_name(self) -> None:
        self.juan.types("/rename JUAN")

        self.assertEqual(self.ana.reads(), ["* Juan is now JUAN"])

    def test_the_name_that_one_has_is_refused(self) -> None:
        self.juan.types("/rename Juan")

        self.assertEqual(self.juan.reads(), ["Your name is Juan already."])


class BeingAway(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def users(self) -> list[str]:
        self.juan.types("/users")
        return self.juan.reads()[1:]

    def test_who_is_away_is_listed_so_with_the_reason(self) -> None:
        self.ana.types("/away having lunch")

        self.assertEqual(self.users(), ["  Ana (away: having lunch)", "  Juan"])

    def test_no_reason_is_needed(self) -> None:
        self.ana.types("/away")

        self.assertEqual(self.users(), ["  Ana (away)", "  Juan"])

    def test_who_is_back_is_listed_without_it(self) -> None:
        self.ana.types("/away having lunch", "/back")

        self.assertEqual(self.users(), ["  Ana", "  Juan"])

    def test_who_was_never_away_can_be_back(self) -> None:
        self.ana.types("/back")

        self.assertEqual(self.ana.reads(), ["You are back."])


class Ignoring(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def ignore(self) -> None:
        self.ana.types("/ignore juan")
        self.ana.reads()

    def test_the_lines_of_somebody_ignored_do_not_arrive(self) -> None:
        self.ignore()

        self.juan.types("hola", "/me waves", "/msg Ana psst")

        self.assertEqual(self.ana.reads(), [])

    def test_everybody_else_still_reads_them(self) -> None:
        self.ignore()

        self.juan.types("hola")

        self.assertEqual(self.beto.reads(), ["[14:35] Juan: hola"])

    def test_the_lines_of_others_still_arrive(self) -> None:
        self.ignore()

        with self.chat.one_turn():
            self.juan.types("one")
            self.beto.types("two")

        self.assertEqual(self.ana.reads(), ["[14:35] Beto: two"])

    def test_another_name_does_not_end_it(self) -> None:
        self.ignore()

        with self.chat.one_turn():
            self.juan.types("one", "/rename Pedro", "two")

        self.assertEqual(self.ana.reads(), ["* Juan is now Pedro"])

    def test_it_ends_under_the_new_name(self) -> None:
        self.ignore()
        self.juan.types("/rename Pedro")

        self.ana.types("/unignore Pedro")
        self.juan.types("hola")

        self.assertEqual(self.ana.reads()[-1], "[14:35] Pedro: hola")

    def test_leaving_and_coming_back_does_not_end_it(self) -> None:
        self.ignore()
        self.juan.types("/quit")
        self.juan = self.chat.join("Juan")
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), [])

    def test_the_old_name_is_no_longer_ignored(self) -> None:
        self.ignore()
        self.juan.types("/rename Pedro")
        (other,) = self.chat.people("Juan")
        self.ana.reads()

        other.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_somebody_who_left_can_be_read_again(self) -> None:
        self.ignore()
        self.juan.types("/quit")
        self.ana.types("/unignore Juan")
        self.juan = self.chat.join("Juan")
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_nobody_ignores_themselves(self) -> None:
        self.ana.types("/ignore ANA")

        self.assertEqual(self.ana.reads(), ["That is yourself: choose somebody else."])

    def test_somebody_who_is_not_there_cannot_be_ignored(self) -> None:
        self.ana.types("/ignore Jaun")

        self.assertEqual(
            self.ana.reads(),
            ["There is nobody called Jaun. Did you mean Juan? /users shows who is online."],
        )

    def test_who_is_not_ignored_cannot_be_read_again(self) -> None:
        for typed in ("Beto", "Beto!"):
            self.ana.types(f"/unignore {typed}")
            self.assertEqual(self.ana.reads(), [f"You are not ignoring anybody called {typed}."])

    def test_somebody_ignored_rings_no_bell(self) -> None:
        self.ana.types("/set bell on")
        self.ignore()

        self.juan.types("ana!", "/msg Ana psst")

        self.assertEqual(self.ana.reads_bytes(), b"")


class LeavingTheChat(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_one_says_goodbye_and_the_connection_is_closed(self) -> None:
        self.juan.types("/quit")

        self.assertEqual(self.juan.reads(), ["See you soon!"])
        self.assertTrue(self.juan.closed)

    def test_the_others_read_the_reason(self) -> None:
        self.juan.types("/exit see you tomorrow")

        self.assertEqual(self.ana.reads(), ["* Juan left (see you tomorrow)"])

    def test_what_was_said_just_before_still_arrives(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola", "/quit")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola", "* Juan left"])

    def test_goodbye_comes_after_what_one_was_owed_before(self) -> None:
        with self.chat.one_turn():
            self.ana.types("hola")
            self.juan.types("/quit")
            self.ana.types("bye")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola", "See you soon!"])
