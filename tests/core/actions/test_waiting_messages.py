"""Private messages to registered people who are not here: they wait, and are shown once."""

from __future__ import annotations

from chatservice.core.actions import arriving
from chatservice.core.actions.talking import MOST_WAITING
from chatservice.core.pace import Rate, Windows
from tests.core.actions.waiting import WaitingTestCase, waited
from tests.core.conversation import PASSWORD, Chat
from tests.history.folders import in_a_folder

WAITS = "Ana is not here: your message waits until they come."


class Waiting(WaitingTestCase):
    def test_who_writes_is_told_that_it_waits(self) -> None:
        self.says("psst")

        self.assertEqual(self.juan.reads(), [WAITS])

    def test_who_writes_is_told_that_it_waits_in_spanish(self) -> None:
        self.juan.types("/lang es", "/susurro ana psst")

        self.assertEqual(self.juan.reads()[-1], "Ana no está: tu mensaje espera hasta que vuelva.")

    def test_nobody_else_reads_it(self) -> None:
        self.says("psst")

        self.assertEqual(self.berta.reads(), [])

    def test_one_is_shown_at_the_next_login(self) -> None:
        self.says("psst")

        self.assertEqual(
            waited(self.comes()),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): psst"],
        )

    def test_several_are_shown_in_their_order_after_all_else(self) -> None:
        self.says("one")
        self.berta.types("/msg ana two", "aloud")
        self.says("three")

        self.assertEqual(
            self.comes().reads()[1:],
            [
                "Type /help for commands.",
                "History:",
                "[14:35] Berta: aloud",
                "3 messages while you were away:",
                "[14:35] Juan (private to Ana): one",
                "[14:35] Berta (private to Ana): two",
                "[14:35] Juan (private to Ana): three",
            ],
        )

    def test_one_is_shown_in_spanish(self) -> None:
        self.in_spanish()
        self.says("psst")

        self.assertEqual(
            self.comes().reads()[-2:],
            ["1 mensaje mientras no estabas:", "[14:35] Juan (privado a Ana): psst"],
        )

    def test_several_are_shown_in_spanish(self) -> None:
        self.in_spanish()
        self.says("one", "two", "three")

        self.assertEqual(self.comes().reads()[-4], "3 mensajes mientras no estabas:")

    def in_spanish(self) -> None:
        """Let Ana come, choose Spanish and go."""
        self.comes().types("/lang es", "/salir")
        self.berta.reads()

    def test_where_there_is_none_nothing_is_told(self) -> None:
        self.assertEqual(waited(self.comes()), [])

    def test_they_are_not_shown_to_who_does_not_know_the_password(self) -> None:
        self.says("psst")
        visitor = self.chat.connect()
        visitor.types("Ana", "wrong")

        self.assertEqual(waited(visitor), [])

    def test_they_are_shown_once(self) -> None:
        self.says("psst")
        self.comes().types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_they_are_not_shown_in_a_further_session(self) -> None:
        self.says("psst")
        self.comes()

        self.assertEqual(waited(self.chat.logs_in("Ana")), [])

    def test_only_what_is_new_is_shown_the_next_time(self) -> None:
        self.says("one")
        self.comes().types("/quit")
        self.says("two")

        self.assertEqual(
            waited(self.comes()),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): two"],
        )

    def test_what_was_read_while_here_is_not_shown(self) -> None:
        self.comes()
        self.says("psst")
        self.ana.types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_what_somebody_wrote_before_registering_is_theirs(self) -> None:
        self.comes()
        self.berta.types("/msg Ana psst", "/register", PASSWORD, PASSWORD, "/quit")
        self.ana.types("/reply what?")

        self.assertIn("what?", waited(self.chat.logs_in("Berta"))[-1])

    def test_what_was_taken_back_is_not_shown(self) -> None:
        self.says("one", "two")
        self.juan.types("/delete")

        self.assertEqual(len(waited(self.comes())), 2)

    def test_what_was_corrected_is_shown_as_it_is(self) -> None:
        self.says("one")
        self.juan.types("/edit uno")

        self.assertIn("uno (edited)", waited(self.comes())[-1])

    def test_what_people_say_whom_they_ignore_is_not_shown(self) -> None:
        self.comes().types("/ignore Juan", "/quit")
        self.says("psst")

        self.assertEqual(waited(self.comes()), [])

    def test_the_history_shows_them_again(self) -> None:
        chat = Chat(log=in_a_folder(self))
        self.chats(chat)
        self.says("psst")
        self.comes().types("/quit")
        self.comes().reads()

        self.ana.types("/history Juan")

        self.assertEqual(self.ana.reads()[-1], "[14:35] Juan (private to Ana): psst")

    def test_of_very_many_the_last_are_shown_and_how_many_more_there_are(self) -> None:
        most = arriving.MOST_WAITED
        self.chat.hub.left = Windows(Rate(most + 1, 600))
        self.says(*map(str, range(most + 1)))

        head, more, first, *rest = waited(self.comes())
        self.assertEqual(head, f"{most + 1} messages while you were away:")
        self.assertEqual(more, "(1 older one is not shown: /history NAME shows it.)")
        self.assertEqual(first, "[14:35] Juan (private to Ana): 1")
        self.assertEqual(len(rest), most - 1)

    def test_so_many_wait_for_one_person_and_no_more(self) -> None:
        self.chat.hub.left = Windows(Rate(MOST_WAITING + 1, 600))
        self.says(*map(str, range(MOST_WAITING)))
        self.juan.reads()

        self.says("one more")

        self.assertEqual(
            self.juan.reads(),
            [
                (
                    "1000 messages wait for Ana already, so nothing was sent: "
                    "try again when they have been here."
                )
            ],
        )
        self.assertEqual(waited(self.comes())[0], f"{MOST_WAITING} messages while you were away:")

    def test_what_was_read_long_ago_does_not_count_among_those(self) -> None:
        self.comes()
        self.says(*map(str, range(MOST_WAITING)))
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.juan.reads()
            self.says("psst")

        self.assertEqual(self.juan.reads()[-1], WAITS)


class WhoIsMeant(WaitingTestCase):
    def test_a_name_that_is_neither_online_nor_registered_is_nobodys(self) -> None:
        self.juan.types("/msg Wolfgang psst")

        self.assertEqual(
            self.juan.reads(), ["There is nobody called Wolfgang. /users shows who is online."]
        )

    def test_the_registered_name_is_theirs_also_while_they_have_another_one(self) -> None:
        self.comes().types("/rename Lola")
        self.ana.reads()

        self.says("psst")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): psst"])

    def test_the_other_name_is_nobodys_once_they_are_gone(self) -> None:
        self.comes().types("/rename Lola", "/quit")
        self.juan.reads()

        self.juan.types("/msg Lola psst")

        self.assertIn("There is nobody called Lola.", self.juan.reads()[0])

    def test_an_answer_to_who_is_gone_waits_for_them(self) -> None:
        self.comes().types("/rename Lola", "/msg Juan psst", "/quit")
        self.juan.reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.juan.reads(), [WAITS])
        self.assertIn("what?", waited(self.comes())[-1])

    def test_an_answer_to_who_was_gone_and_came_back_reaches_them(self) -> None:
        self.comes().types("/msg Juan psst", "/quit")
        self.comes().reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): what?"])

    def test_an_answer_to_a_stranger_who_is_gone_waits_for_nobody(self) -> None:
        self.berta.types("/msg Juan psst", "/quit")
        self.juan.reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.juan.reads(), ["Berta is not here any more, so nothing was sent."])
