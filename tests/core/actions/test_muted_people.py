"""What somebody who is muted can not do either; strangers are muted by their address, too."""

from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen
from tests.core.conversation import Visitor

MUTED = "You are muted in #kitchen, so nothing was sent."


class ByAddress(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.mona.types("/mute Sam")
        self.sam.types("/quit")
        self.all_read()

    def talks(self, visitor: Visitor) -> list[str]:
        """Return what is read by somebody who says something in the kitchen."""
        return self.told(visitor, "/join kitchen", "hello")[-1:]

    def test_a_stranger_who_comes_back_by_another_name_is_muted(self) -> None:
        self.assertEqual(self.talks(self.chat.join("Tom", ADDRESSES["Sam"])), [MUTED])

    def test_a_stranger_from_elsewhere_is_not(self) -> None:
        self.assertNotEqual(self.talks(self.chat.join("Tom", "198.51.100.8")), [MUTED])

    def test_somebody_registered_who_comes_from_there_is_not(self) -> None:
        self.rita.types("/quit")

        self.assertNotEqual(self.talks(self.chat.logs_in("Rita", ADDRESSES["Sam"])), [MUTED])

    def test_it_outlives_a_restart(self) -> None:
        self.restart()

        self.assertEqual(self.talks(self.chat.join("Tom", ADDRESSES["Sam"])), [MUTED])

    def test_it_ends_with_the_mute(self) -> None:
        self.mona.types("/unmute Sam")

        self.assertNotEqual(self.talks(self.chat.join("Tom", ADDRESSES["Sam"])), [MUTED])

    def test_the_mute_of_somebody_registered_holds_for_nobody_beside_them(self) -> None:
        self.mona.types("/mute Rita")

        self.assertNotEqual(self.talks(self.chat.join("Tom", ADDRESSES["Rita"])), [MUTED])

    def test_nor_does_it_for_all_who_share_an_address_that_is_trusted(self) -> None:
        self.mona.types("/unmute Sam")
        self.chat.join("Tim", "127.0.0.1").types("/join kitchen")
        self.mona.types("/mute Tim")

        self.assertNotEqual(self.talks(self.chat.join("Tom", "127.0.0.1")), [MUTED])

    def test_a_network_of_ipv6_is_one_address(self) -> None:
        self.chat.join("Tim", "2001:db8::1").types("/join kitchen")
        self.mona.types("/mute Tim")

        self.assertEqual(self.talks(self.chat.join("Tom", "2001:db8::2")), [MUTED])


class Muted(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.mona.types("/mute Sam")
        self.all_read()

    def test_they_say_nothing_by_the_reason_of_their_being_away(self) -> None:
        self.assertEqual(self.told(self.sam, "/away insult"), [MUTED])
        self.assertIsNone(self.sam.person.away)

    def test_they_may_be_away(self) -> None:
        self.sam.types("/away")

        self.assertEqual(self.sam.person.away, "")

    def test_they_say_nothing_by_a_name(self) -> None:
        self.assertEqual(self.told(self.sam, "/rename Insult"), [MUTED])
        self.assertEqual(self.owen.reads(), [])

    def test_nor_from_another_room_while_they_are_in_this_one(self) -> None:
        self.sam.types("/join lobby")

        for line in ("/rename Insult", "/away insult"):
            self.assertEqual(self.told(self.sam, line), [MUTED])

    def test_a_moderator_whom_the_owner_muted_invites_nobody(self) -> None:
        self.sam.types("/leave")
        self.owen.types("/mute Mona")
        self.all_read()

        self.assertEqual(self.told(self.mona, "/invite Sam"), [MUTED])
        self.assertEqual(self.sam.reads(), [])


class Elsewhere(InTheKitchen):
    def test_who_is_muted_in_a_room_that_they_left_takes_another_name(self) -> None:
        self.mona.types("/mute Sam")

        self.assertEqual(
            self.told(self.sam, "/leave kitchen", "/rename Tom")[-1], "* Sam is now Tom"
        )
