"""What is said in the turn in which somebody comes or goes is neither lost nor shown twice."""

from __future__ import annotations

from chatservice.core.replies import Goodbye
from tests.core.actions.waiting import WaitingTestCase, waited
from tests.core.conversation import PASSWORD, Visitor


class OneTurn(WaitingTestCase):
    """What is said in the same turn in which somebody comes or goes is neither lost nor twice."""

    def shown(self) -> list[str]:
        """Return what Ana read of Juan's until now, and at the next login."""
        lines = self.ana.reads() + waited(self.comes())
        return [line.rpartition(": ")[2] for line in lines if " Juan (private" in line]

    def test_before_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.ana.types("/quit")

        self.assertEqual(self.shown(), ["psst"])

    def test_after_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.says("psst")

        self.assertEqual(self.shown(), ["psst"])

    def test_before_and_after_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("one")
            self.juan.types("aloud")
            self.ana.types("/quit")
            self.says("two")

        self.assertEqual(self.shown(), ["one", "two"])

    def test_before_their_connection_is_lost(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.ana.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_after_their_connection_is_lost(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.vanishes()
            self.says("psst")

        self.assertEqual(self.shown(), ["psst"])

    def test_in_the_turn_before_their_connection_is_lost(self) -> None:
        self.comes()
        self.says("psst")
        self.ana.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_before_the_last_of_two_sessions_is_lost_and_the_other_had_read_it(self) -> None:
        self.comes()
        other = self.chat.logs_in("Ana")
        with self.chat.one_turn():
            self.says("psst")
            self.ana.types("/quit")
            other.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_while_they_come(self) -> None:
        with self.chat.one_turn():
            ana = self.chat.connect()
            self.says("one")
            ana.types("Ana", PASSWORD)
            self.says("two")
        self.chat.settles()
        self.ana = ana
        self.says("three")

        lines = [line for line in ana.reads() if " Juan (private" in line]
        self.assertEqual([line.rpartition(": ")[2] for line in lines], ["one", "two", "three"])
        self.ana.types("/quit")
        self.assertEqual(waited(self.comes()), [])

    def test_from_somebody_who_comes_at_the_same_moment(self) -> None:
        self.chat.member("Carla").types("/quit")
        with self.chat.one_turn():
            carla, ana = self.chat.connect(), self.chat.connect()
            carla.types("Carla", PASSWORD, "/msg Ana psst")
            ana.types("Ana", PASSWORD)
        self.chat.settles()

        self.assertEqual(sum("psst" in line for line in ana.reads()), 1)

    def test_while_they_leave_and_come_back(self) -> None:
        self.comes()
        with self.chat.one_turn():
            ana = self.chat.connect()
            ana.types("Ana", PASSWORD)
            self.says("one")
            self.ana.types("/quit")
            self.says("two")
        self.chat.settles()
        self.assertEqual(self.private(self.ana), ["one"])
        self.assertEqual(self.private(ana), ["two"])

    def test_while_they_leave_and_come_back_later_in_the_turn(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.says("psst")
            ana = self.chat.connect()
            ana.types("Ana", PASSWORD)
        self.chat.settles()

        self.assertEqual(self.private(ana), ["psst"])

    def private(self, visitor: Visitor) -> list[str]:
        lines = [line for line in visitor.reads() if " Juan (private" in line]
        return [line.rpartition(": ")[2] for line in lines]

    def test_while_the_server_stops(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.chat.closes()

        self.assertEqual(self.private(self.ana), ["psst"])


class NotReading(WaitingTestCase):
    """What somebody was not sent because they read too slowly waits as well."""

    def setUp(self) -> None:
        super().setUp()
        self.comes()
        self.says("read")
        self.ana.reads()
        self.ana.stops_reading()
        self.ana.session.are_you_there()
        self.chat.end_turn()

    def test_until_they_are_lost(self) -> None:
        self.says("one", "two")
        self.ana.vanishes()

        self.assertEqual(waited(self.comes())[0], "2 messages while you were away:")

    def test_until_they_say_goodbye(self) -> None:
        self.says("one", "two")
        self.ana.session.leave(Goodbye())
        self.chat.end_turn()

        self.assertEqual(waited(self.comes())[0], "2 messages while you were away:")

    def test_until_the_server_ends_it(self) -> None:
        self.says("one")
        self.chat.passes(60 * 6)
        self.assertIsNotNone(self.ana.cut_after)

        self.assertEqual(waited(self.comes())[0], "1 message while you were away:")

    def test_in_the_turn_in_which_they_are_lost(self) -> None:
        with self.chat.one_turn():
            self.says("one")
            self.ana.vanishes()

        self.assertEqual(waited(self.comes())[0], "1 message while you were away:")

    def test_but_not_what_they_were_brought_when_they_read_on(self) -> None:
        self.says("one")
        self.ana.reads_on()
        self.assertIn("[14:35] Juan (private): one", self.ana.reads())
        self.ana.types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_but_not_what_another_session_of_theirs_read(self) -> None:
        other = self.chat.logs_in("Ana")
        self.says("one")
        other.types("/quit")
        self.ana.vanishes()

        self.assertEqual(waited(self.comes()), [])
