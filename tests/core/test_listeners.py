"""Who is sent the same bytes: sorted anew whenever something about them changes."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.listeners import Kind, Listeners
from tests.core.conversation import Chat, Visitor


class Sorting(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")
        self.lobby = self.chat.hub.lobby
        self.plain = self.juan.session.representation

    @property
    def listeners(self) -> Listeners:
        """Those in the lobby, as the next turn finds them."""
        self.lobby.listeners.sort(self.lobby)
        return self.lobby.listeners

    def kind(self, visitor: Visitor) -> Kind:
        """Return the one kind of which somebody is, and that with their outlet."""
        (found,) = (
            kind for kind, group in self.listeners.groups.items() if visitor.session in group
        )
        self.assertIs(self.listeners.groups[found][visitor.session], visitor)
        return found

    def test_most_are_of_one_kind(self) -> None:
        self.assertEqual(
            {kind: len(group) for kind, group in self.listeners.groups.items()},
            {Kind(self.plain, labelled=False, roaming=False): 3},
        )

    def test_who_talks_elsewhere_reads_labels_and_roams(self) -> None:
        self.ana.types("/join cocina")

        self.assertEqual(self.kind(self.ana), Kind(self.plain, labelled=True, roaming=True))

    def test_who_talks_here_and_is_elsewhere_too_roams(self) -> None:
        self.ana.types("/join cocina", "/join lobby")

        self.assertEqual(self.kind(self.ana), Kind(self.plain, labelled=False, roaming=True))

    def test_who_is_back_from_elsewhere_is_of_the_kind_of_all(self) -> None:
        self.ana.types("/join cocina", "/leave cocina")

        self.assertEqual(self.kind(self.ana), self.kind(self.juan))

    def test_who_reads_otherwise_is_of_another_kind(self) -> None:
        self.ana.types("/set style bracket")

        self.assertEqual(self.kind(self.ana).representation, self.ana.session.representation)
        self.assertNotEqual(self.kind(self.ana), self.kind(self.juan))

    def test_a_kind_of_which_nobody_is_left_is_forgotten(self) -> None:
        self.ana.types("/set style bracket")
        self.assertEqual(len(self.listeners.groups), 2)

        self.ana.types("/quit")

        self.assertEqual(len(self.listeners.groups), 1)

    def test_who_ignores_somebody_stands_apart_until_they_do_not(self) -> None:
        self.ana.types("/ignore Juan")
        self.assertEqual(list(self.listeners.choosy), [self.ana.session])

        self.ana.types("/unignore Juan")

        self.assertEqual(list(self.listeners.choosy), [])
        self.assertEqual(self.kind(self.ana), self.kind(self.juan))

    def test_who_is_behind_stands_apart_until_they_have_read_all(self) -> None:
        self.ana.stops_reading()
        self.beto.types("held")
        self.beto.types("missed")
        self.beto.types("missed, too")
        self.assertEqual(list(self.listeners.behind), [self.ana.session])

        self.ana.reads_on()
        self.beto.types("live")

        self.assertEqual(list(self.listeners.behind), [])

    def test_who_is_behind_and_ignores_somebody_is_still_choosy(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.stops_reading()
        self.beto.types("held")
        self.beto.types("missed")
        self.beto.types("missed, too")

        self.assertEqual(list(self.listeners.choosy), [self.ana.session])

    def test_who_is_gone_is_forgotten_however_they_stood(self) -> None:
        self.ana.types("/ignore Juan")
        self.beto.stops_reading()
        self.juan.types("held", "missed")
        self.ana.session.hub.changing(self.ana.person)  # to be sorted, and not sorted yet

        for visitor in (self.juan, self.ana, self.beto):
            visitor.vanishes()

        found = self.listeners
        self.assertEqual((found.groups, found.choosy, found.behind), ({}, {}, {}))

    def test_everybody_stands_in_one_place_only(self) -> None:
        self.ana.types("/ignore Juan", "/set style bracket")
        self.beto.types("/set style bracket", "/join cocina", "/set echo on")
        found = self.listeners

        places = [
            *found.choosy,
            *found.behind,
            *(s for group in found.groups.values() for s in group),
        ]

        self.assertEqual(len(places), len(set(places)), 3)
