from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen

SAMS = ADDRESSES["Sam"]
ELSEWHERE = "203.0.113.99"

BANNED = "You are banned from this server."


class BanningFromTheServer(InTheKitchen):
    def test_the_administrator_reads_who_else_is_kept_out(self) -> None:
        self.assertEqual(
            self.told(self.ada, "/ban Sam 2h too loud"),
            [
                "Sam is banned from the server for 2 hours.",
                f"So is everyone from {SAMS}.",
                "* Ada banned Sam (too loud)",
                "* Sam left",
            ],
        )

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.ada, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(
            self.told(self.ada, "/ban Sam 2h"),
            [
                "Sam queda vetado en el servidor durante 2 horas.",
                f"También todos los que vengan de {SAMS}.",
                "* Ada ha vetado a Sam",
                "* Sam salió",
            ],
        )
        self.assertEqual(self.sam.reads()[-1], "Estás vetado en este servidor durante 2 horas más.")

    def test_who_is_banned_is_told_how_long_and_why_and_is_gone(self) -> None:
        self.ada.types("/ban Sam 2h too loud")

        self.assertEqual(
            self.sam.reads()[-1], "You are banned from this server for 2 hours more. (too loud)"
        )
        self.assertTrue(self.sam.closed)

    def test_they_come_back_by_no_other_case(self) -> None:
        self.ada.types("/ban Sam")

        for name in ("Sam", "SAM", "sAm"):
            self.assertEqual(self.comes(name, ELSEWHERE), [BANNED], name)

    def test_nor_by_another_name_from_the_same_address(self) -> None:
        self.ada.types("/ban Sam")

        self.assertEqual(self.comes("Tom", SAMS), [BANNED])

    def test_nor_by_taking_the_name_later(self) -> None:
        self.ada.types("/ban Sam")

        self.assertEqual(
            self.told(self.rita, "/rename SAM"), ["The name SAM is taken: choose another one."]
        )

    def test_nor_after_a_restart(self) -> None:
        self.ada.types("/ban Sam 2h")

        self.restart()

        sentence = "You are banned from this server for 2 hours more."
        self.assertEqual(self.comes("sam", ELSEWHERE), [sentence])
        self.assertEqual(self.comes("Tom", SAMS), [sentence])

    def test_nor_by_a_registered_name_from_the_same_address(self) -> None:
        self.ada.types("/ban Sam")
        self.rita.types("/quit")

        rita = self.chat.logs_in("Rita", SAMS)

        self.assertTrue(rita.reads()[-1].endswith(BANNED))
        self.assertTrue(rita.closed)

    def test_a_registered_person_does_not_come_back_by_their_name_from_elsewhere(self) -> None:
        self.rita.types("/rename Tom")
        self.ada.types("/ban Tom")

        for name in ("Rita", "Tom"):
            visitor = self.chat.logs_in(name, ELSEWHERE)
            self.assertEqual(visitor.reads()[-1].rpartition(": ")[2], BANNED, name)

    def test_all_their_sessions_end(self) -> None:
        phone = self.chat.logs_in("Rita", ELSEWHERE)

        self.ada.types("/ban Rita")

        self.assertTrue(self.rita.closed and phone.closed)
        self.assertEqual(self.comes("Tom", ELSEWHERE), [BANNED])

    def test_of_an_ipv6_address_the_whole_64_is_kept_out_and_no_more(self) -> None:
        self.chat.join("Tom", "2001:db8:1:2:aaaa::1")

        self.assertIn("So is everyone from 2001:db8:1:2::/64.", self.told(self.ada, "/ban Tom"))
        self.assertEqual(self.comes("Tim", "2001:db8:1:2:bbbb::2"), [BANNED])
        self.assertEqual(self.comes("Tim", "2001:db8:1:3::1")[0], "Welcome, Tim!")

    def test_it_ends_when_its_time_is_over(self) -> None:
        self.ada.types("/ban Sam 10m")

        self.chat.passes(599)
        self.assertEqual(
            self.comes("Sam", SAMS), ["You are banned from this server for 1 second more."]
        )
        self.chat.passes(1)
        self.assertEqual(self.comes("Sam", SAMS)[0], "Welcome, Sam!")

    def test_banned_again_from_afar_they_are_kept_out_by_the_address_too(self) -> None:
        self.ada.types("/ban Sam 10m", "/ban sam 2h")
        self.chat.passes(3600)

        self.assertEqual(
            self.comes("Tom", SAMS), ["You are banned from this server for 1 hour more."]
        )
        self.assertEqual(len(self.told(self.ada, "/bans")), 2)

    def test_an_administrator_from_the_same_address_comes_in(self) -> None:
        self.ada.types("/ban Sam", "/quit")

        ada = self.chat.logs_in("Ada", SAMS)

        self.assertEqual(ada.reads()[0].rpartition(": ")[2], "Welcome, Ada!")

    def test_a_trusted_address_is_named_as_one_from_which_others_may_come(self) -> None:
        self.chat.join("Tom", "127.0.0.1")

        self.assertEqual(
            self.told(self.ada, "/ban Tom")[:3],
            [
                "Tom is banned from the server for ever.",
                "So is everyone from 127.0.0.1.",
                ("That is a trusted address, from which others may come: /unban lets them in."),
            ],
        )
        self.assertEqual(
            self.told(self.ada, "/unban 127.0.0.1"), ["127.0.0.1 is not banned any more."]
        )
        self.assertEqual(self.comes("Tim", "127.0.0.1")[0], "Welcome, Tim!")
        self.assertEqual(self.comes("Tom", "127.0.0.1"), [BANNED])
