from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen

SAMS = ADDRESSES["Sam"]

BANNED = "You are banned from this server."


class BanningAddresses(InTheKitchen):
    def test_an_address_is_banned_and_who_is_there_from_it_is_thrown_off(self) -> None:
        self.assertEqual(
            self.told(self.ada, f"/ban {SAMS} 1h spam"),
            [
                f"{SAMS} is banned from the server for 1 hour.",
                "* Ada banned Sam (spam)",
                "* Sam left",
            ],
        )
        self.assertEqual(
            self.sam.reads()[-1], "You are banned from this server for 1 hour more. (spam)"
        )
        self.assertEqual(
            self.comes("Tom", SAMS), ["You are banned from this server for 1 hour more. (spam)"]
        )
        self.assertEqual(self.comes("Tom", "198.51.100.8")[0], "Welcome, Tom!")

    def test_a_network_is_banned(self) -> None:
        self.ada.types("/ban 198.51.100.0/24")

        self.assertTrue(self.sam.closed)
        self.assertEqual(self.comes("Tom", "198.51.100.255"), [BANNED])
        self.assertEqual(self.comes("Tom", "198.51.101.0")[0], "Welcome, Tom!")

    def test_an_ipv6_network_is_banned_also_one_that_begins_with_colons(self) -> None:
        self.ada.types("/ban 2001:db8::/32", "/ban ::ffff:198.51.100.7", "/ban ::1")

        self.assertEqual(self.comes("Tom", "2001:db8:ffff::1"), [BANNED])
        self.assertEqual(self.comes("Tom", SAMS), [BANNED])
        self.assertEqual(self.comes("Tom", "::1"), [BANNED])
        self.assertEqual(self.comes("Tom", "2001:db9::1")[0], "Welcome, Tom!")

    def test_it_outlives_a_restart(self) -> None:
        self.ada.types("/ban 198.51.100.0/24")

        self.restart()

        self.assertEqual(self.comes("Tom", "198.51.100.255"), [BANNED])

    def test_no_administrator_is_locked_out_or_thrown_off_not_by_all_addresses(self) -> None:
        ann = self.chat.admin("Ann", "192.0.2.9")

        self.ada.types("/ban 0.0.0.0/0")

        self.assertFalse(ann.closed or self.ada.closed)
        self.assertTrue(self.rita.closed and self.sam.closed)
        ann.types("/quit")
        self.assertEqual(
            self.chat.logs_in("Ann", "192.0.2.9").reads()[0].rpartition(": ")[2], "Welcome, Ann!"
        )

    def test_a_moderator_bans_addresses_and_learns_nothing_of_who_is_there(self) -> None:
        ron = self.chat.join("Ron", "198.51.100.77")
        ron.types("/join kitchen")
        self.all_read()

        self.assertEqual(
            self.told(self.mona, "/ban 198.51.100.0/24 noise"),
            ["198.51.100.0/24 is banned from #kitchen for ever."],
        )
        ron.types("/leave")
        self.assertEqual(
            self.told(ron, "/join kitchen")[-1], "You are banned from #kitchen. (noise)"
        )

    def test_a_moderator_does_not_ban_their_own_address(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban 0.0.0.0/0"), ["That is yourself: choose somebody else."]
        )

    def test_what_is_neither_a_name_nor_a_network_is_refused(self) -> None:
        for typed in ("192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "1.2", "Sam/24"):
            self.assertEqual(
                self.told(self.ada, f"/ban {typed}"),
                [
                    (
                        f"{typed} is no address and no network: one like 192.0.2.7, 192.0.2.0/24 "
                        "or 2001:db8::/32 is."
                    )
                ],
            )

    def test_that_is_told_in_spanish_too(self) -> None:
        self.ada.types("/lang es")

        self.assertEqual(
            self.told(self.ada, "/ban 192.0.2.256"),
            [
                (
                    "192.0.2.256 no es una dirección ni una red: lo son, por ejemplo, 192.0.2.7, "
                    "192.0.2.0/24 o 2001:db8::/32."
                )
            ],
        )

    def test_a_name_with_a_point_is_a_name(self) -> None:
        self.chat.join("s.t", "203.0.113.5")

        self.assertIn("s.t is banned from the server for ever.", self.told(self.ada, "/ban s.t"))
