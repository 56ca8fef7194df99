"""In a big room, those who come within a moment are told of together."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.gathering import BIG_ROOM, GATHERING_SECONDS
from chatservice.render.plain import MOST_NAMES
from tests.core.conversation import Chat, Visitor


class ABigRoom(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(history=0)
        self.juan, self.ana, *_ = self.members = [
            self.chat.join(name)
            for name in ("Juan", "Ana", *(f"guest-{number}" for number in range(BIG_ROOM - 2)))
        ]
        self.a_moment_passes()
        self.juan.reads()

    def a_moment_passes(self) -> None:
        self.chat.passes(GATHERING_SECONDS)

    def come(self, *names: str) -> list[Visitor]:
        return [self.chat.join(name) for name in names]

    def test_those_who_come_within_a_moment_are_told_of_together(self) -> None:
        self.come("Beto", "Carla", "Dani")
        self.assertEqual(self.juan.reads(), [])

        self.a_moment_passes()

        self.assertEqual(self.juan.reads(), ["* 3 people joined: Beto, Carla, Dani"])

    def test_one_timer_serves_all_who_come_within_a_moment(self) -> None:
        self.come("Beto", "Carla", "Dani")

        self.assertEqual(len(self.chat._later), 1)

    def test_a_single_one_is_told_of_as_ever(self) -> None:
        self.come("Beto")

        self.a_moment_passes()

        self.assertEqual(self.juan.reads(), ["* Beto joined"])

    def test_nobody_is_told_of_twice(self) -> None:
        self.come("Beto", "Carla")
        self.a_moment_passes()
        self.juan.reads()

        self.come("Dani")
        self.a_moment_passes()
        self.a_moment_passes()

        self.assertEqual(self.juan.reads(), ["* Dani joined"])

    def test_not_more_than_so_many_are_named(self) -> None:
        names = [f"new-{number}" for number in range(MOST_NAMES + 17)]
        self.come(*names)

        self.a_moment_passes()

        self.assertEqual(
            self.juan.reads(),
            [f"* 37 people joined: {', '.join(names[:MOST_NAMES])}, and 17 more"],
        )

    def test_so_many_are_all_named(self) -> None:
        names = [f"new-{number}" for number in range(MOST_NAMES)]
        self.come(*names)

        self.a_moment_passes()

        self.assertEqual(self.juan.reads(), [f"* 20 people joined: {', '.join(names)}"])

    def test_they_are_told_of_before_one_of_them_speaks(self) -> None:
        beto, _ = self.come("Beto", "Carla")

        beto.types("hola")

        self.assertEqual(
            self.juan.reads(), ["* 2 people joined: Beto, Carla", "[14:35] Beto: hola"]
        )

    def test_they_are_told_of_before_one_of_them_goes(self) -> None:
        for leaving, told in (("/quit bye", "* Beto left (bye)"), ("/leave lobby", "* Beto left")):
            beto, carla = self.come("Beto", "Carla")
            self.assertEqual(self.juan.reads(), [])

            beto.types("/join cocina", leaving)

            self.assertEqual(self.juan.reads(), ["* 2 people joined: Beto, Carla", told])
            for visitor in (beto, carla):
                visitor.vanishes()
            self.juan.reads()

    def test_they_are_told_of_before_one_of_them_vanishes(self) -> None:
        beto, _ = self.come("Beto", "Carla")

        beto.vanishes()

        self.assertEqual(self.juan.reads(), ["* 2 people joined: Beto, Carla", "* Beto left"])

    def test_they_are_told_of_by_the_name_with_which_they_came(self) -> None:
        (beto,) = self.come("Beto")

        beto.types("/rename Berto")

        self.assertEqual(self.juan.reads(), ["* Beto joined", "* Beto is now Berto"])

    def test_they_are_told_of_before_one_of_them_sets_the_topic(self) -> None:
        (beto,) = self.come("Beto")

        beto.types("/topic Tea")

        self.assertEqual(self.juan.reads(), ["* Beto joined", "* Beto set the topic: Tea"])

    def test_others_may_speak_before_they_are_told_of(self) -> None:
        self.come("Beto")

        self.ana.types("hola")

        self.assertEqual(self.juan.reads(), ["[14:35] Ana: hola"])

    def test_a_newcomer_hears_what_the_others_say_meanwhile(self) -> None:
        (beto,) = self.come("Beto")

        self.ana.types("hola")

        self.assertEqual(beto.reads(), ["[14:35] Ana: hola"])

    def test_who_comes_back_within_the_moment_is_told_of_each_time(self) -> None:
        (beto,) = self.come("Beto")
        beto.types("/join cocina", "/leave lobby", "/join lobby")

        self.a_moment_passes()

        self.assertEqual(self.juan.reads(), ["* Beto joined", "* Beto left", "* Beto joined"])

    def test_another_room_of_theirs_is_told_at_once(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()
        (beto,) = self.come("Beto")

        beto.types("/join cocina")

        self.assertEqual(self.ana.reads(), ["* Beto joined"])
        self.assertEqual(self.juan.reads(), [])

    def test_nothing_is_told_in_a_room_that_they_all_have_left(self) -> None:
        for visitor in self.members:
            visitor.types("/join cocina")
        self.a_moment_passes()
        (beto,) = self.come("Beto")
        for visitor in (*self.members, beto):
            visitor.vanishes()

        self.a_moment_passes()

        self.assertEqual(self.chat.reports, [])


class ASmallRoom(SynchronousTestCase):
    def test_everyone_is_told_of_at_once(self) -> None:
        chat = Chat(history=0)
        juan = chat.join("Juan")
        for number in range(BIG_ROOM - 2):
            chat.join(f"guest-{number}")
            self.assertEqual(juan.reads(), [f"* guest-{number} joined"])

    def test_those_who_still_wait_are_told_of_when_the_room_is_small_again(self) -> None:
        chat = Chat(history=0)
        juan, *others = [chat.join(f"guest-{number}") for number in range(BIG_ROOM)]
        for visitor in others[:-1]:
            visitor.types("/quit")
        juan.reads()

        chat.join("Beto")

        self.assertEqual(juan.reads(), [f"* 2 people joined: guest-{BIG_ROOM - 1}, Beto"])
