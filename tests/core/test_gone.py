"""Whoever is gone is not kept: each test looks for them among all that Python holds."""

from __future__ import annotations

import gc

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.people import Person
from chatservice.core.session import Session
from tests.core.conversation import Chat, Visitor


def people() -> list[Person]:
    """Return all people in memory, of whatever chat."""
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, Person)]


class Gone(SynchronousTestCase):
    """People whose names begin with G- come and go; Ana stays."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = self.chat.join("Ana")
        self.others = set(people())  # those of earlier tests, and Ana

    def kept(self) -> list[str]:
        """Return who is in memory and came after Ana, and how many sessions are beside hers."""
        sessions = [t for t in gc.get_objects() if isinstance(t, Session)]
        of_this_chat = [session for session in sessions if session.hub is self.chat.hub]
        names = [person.name.text for person in people() if person not in self.others]
        return names + ["a session"] * (len(of_this_chat) - 1)

    def leave(self, *people: Visitor) -> None:
        for person in people:
            person.types("/quit")
            person.vanishes()
        for person in people:
            person.__dict__.clear()  # the test's own hold on them

    def test_who_only_came(self) -> None:
        self.leave(self.chat.join("G-one"))

        self.assertEqual(self.kept(), [])

    def test_who_was_registered(self) -> None:
        visitor = self.chat.member("G-one")
        visitor.types("/join cocina", "/topic Tea", "/password")

        self.leave(visitor, self.chat.logs_in("G-one"))

        self.assertEqual(self.kept(), [])

    def test_who_was_asked_for_a_password(self) -> None:
        self.leave(self.chat.member("G-one"))
        visitor = self.chat.connect()
        visitor.types("G-one", "wrong", "wrong")  # the second of which has to wait

        self.leave(visitor)
        self.chat.passes(1)

        self.assertEqual(self.kept(), [])

    def test_who_never_had_a_name(self) -> None:
        visitor = self.chat.connect()
        visitor.vanishes()
        visitor.__dict__.clear()

        self.assertEqual(self.kept(), [])

    def test_who_vanished_with_a_bell_in_several_rooms_and_away(self) -> None:
        visitor = self.chat.join("G-one")
        visitor.types("/set bell on", "/join cocina", "/topic Tea", "/away lunch", "hola")
        visitor.vanishes()
        visitor.__dict__.clear()

        self.assertEqual(self.kept(), [])

    def test_who_was_ignored_under_several_names(self) -> None:
        visitor = self.chat.join("G-one")
        self.ana.types("/ignore G-one")
        visitor.types("/rename G-two", "/rename G-three")

        self.leave(visitor)

        self.assertEqual(self.kept(), [])

    def test_two_who_whispered_to_each_other(self) -> None:
        one, two = self.chat.join("G-one"), self.chat.join("G-two")
        one.types("/msg G-two psst")
        two.types("/reply psst")

        self.leave(one, two)

        self.assertEqual(self.kept(), [])

    def test_a_row_of_people_each_of_whom_whispered_to_the_next(self) -> None:
        before = self.chat.join("G-0")
        for number in range(1, 20):
            visitor = self.chat.join(f"G-{number}")
            before.types(f"/msg G-{number} psst")
            self.leave(before)
            before = visitor
        before.types("/msg Ana psst")
        self.leave(before)

        # Ana may still ask to answer, and is told that the last one is gone.
        self.assertEqual(self.kept(), ["G-19"])

    def test_all_but_the_last_who_whispered_to_somebody_who_stays(self) -> None:
        for number in range(20):
            visitor = self.chat.join(f"G-{number}")
            visitor.types("/msg Ana psst")
            self.leave(visitor)

        self.assertEqual(self.kept(), ["G-19"])

    def test_who_whispered_and_left_in_the_same_turn(self) -> None:
        one, two = self.chat.join("G-one"), self.chat.join("G-two")
        with self.chat.one_turn():
            one.types("/msg G-two psst", "/quit")
            two.types("/quit")
        self.leave(one, two)

        self.assertEqual(self.kept(), [])
