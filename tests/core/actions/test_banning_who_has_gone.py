from __future__ import annotations

from tests.core.actions.kitchen import InTheKitchen

TROLLS = "203.0.113.50"
ELSEWHERE = "203.0.113.51"


class BanningWhoHasGone(InTheKitchen):
    def test_who_said_something_and_left_is_known_by_where_they_were(self) -> None:
        self.chat.join("Troll", TROLLS).types("/quit")

        self.ada.types("/ban Troll")

        self.assertIn("You are banned from this server.", self.comes("Other", TROLLS)[-1])

    def test_so_is_who_is_registered(self) -> None:
        self.chat.member("Troll", TROLLS).types("/quit")

        self.ada.types("/ban Troll")

        self.assertIn("You are banned from this server.", self.comes("Other", TROLLS)[-1])

    def test_who_was_never_there_is_banned_by_name_alone_and_that_is_said(self) -> None:
        self.assertEqual(
            self.told(self.ada, "/ban Trolll"),
            [
                "Trolll is banned from the server for ever.",
                "But nobody called Trolll was here, or is registered.",
            ],
        )

    def test_who_has_another_name_now_is_told_by_it_and_nobody_is_banned(self) -> None:
        self.chat.join("Bad1", TROLLS).types("/rename Bad2")
        self.all_read()

        self.assertEqual(
            self.told(self.ada, "/ban Bad1"),
            ["Nobody is called Bad1 any more: that is Bad2 now."],
        )
        self.assertEqual(self.chat.hub.sanctions.of(None, "", self.chat.now), [])

    def test_others_from_the_same_address_are_named_to_an_administrator(self) -> None:
        self.chat.join("Troll", TROLLS)
        self.chat.join("Alt", TROLLS)
        self.chat.join("Bystander", ELSEWHERE)
        self.all_read()

        self.assertIn(
            "From there are here, and stay until you ban them: Alt",
            self.told(self.ada, "/ban Troll"),
        )

    def test_and_not_to_a_moderator(self) -> None:
        for name in ("Troll", "Alt"):
            self.chat.join(name, TROLLS).types("/join kitchen")
        self.all_read()

        told = self.told(self.mona, "/ban Troll")

        self.assertEqual([line for line in told if "Alt" in line], [])
