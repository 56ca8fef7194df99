from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen

SAMS = ADDRESSES["Sam"]

BANNED = "You are banned from this server."


class Unbanning(InTheKitchen):
    def test_who_is_unbanned_in_the_room_enters_again(self) -> None:
        self.mona.types("/ban Sam")

        self.assertEqual(self.told(self.mona, "/unban SAM"), ["SAM is not banned any more."])
        self.assertEqual(self.told(self.sam, "/join kitchen"), ["You are in #kitchen now."])

    def test_it_is_told_in_spanish(self) -> None:
        self.mona.types("/ban Sam", "/lang es")

        self.assertEqual(self.told(self.mona, "/perdonar Sam"), ["Sam ya no está vetado."])

    def test_who_is_unbanned_on_the_server_comes_again_and_so_do_those_from_there(self) -> None:
        self.ada.types("/ban Sam", "/unban Sam")

        for name in ("Sam", "Tom"):
            self.assertEqual(self.comes(name, SAMS)[0], f"Welcome, {name}!")

    def test_it_holds_after_a_restart(self) -> None:
        self.ada.types("/ban Sam", "/unban Sam")

        self.restart()

        self.assertEqual(self.comes("Sam", SAMS)[0], "Welcome, Sam!")

    def test_a_network_is_unbanned_as_it_was_banned(self) -> None:
        self.ada.types("/ban 198.51.100.0/24")

        self.assertEqual(
            self.told(self.ada, "/unban 198.51.100.7/24"),
            ["198.51.100.7/24 is not banned any more."],
        )
        self.assertEqual(self.comes("Sam", SAMS)[0], "Welcome, Sam!")

    def test_without_the_address_the_name_stays_banned_after_a_restart_too(self) -> None:
        self.ada.types("/ban Sam", f"/unban {SAMS}")

        self.restart()

        self.assertEqual(self.comes("Tom", SAMS)[0], "Welcome, Tom!")
        self.assertEqual(self.comes("Sam", SAMS), [BANNED])

    def test_who_is_not_banned_here_can_not_be_unbanned(self) -> None:
        self.ada.types("/ban Sam")
        for language, sentence in {
            "en": "Sam is not banned here. /bans shows who is.",
            "es": "Sam no está vetado aquí. /bans muestra quién lo está.",
        }.items():
            self.mona.types(f"/lang {language}")
            self.assertEqual(self.told(self.mona, "/unban Sam"), [sentence])

    def test_nor_can_a_network_of_which_only_a_part_is_banned(self) -> None:
        self.ada.types("/ban 198.51.100.0/24")

        self.assertEqual(
            self.told(self.ada, "/unban 198.51.0.0/16"),
            ["198.51.0.0/16 is not banned here. /bans shows who is."],
        )


class ListOfBans(InTheKitchen):
    def test_a_room_without_any_says_so_in_both_languages(self) -> None:
        for language, sentence in {
            "en": "Nobody is banned or muted in #kitchen.",
            "es": "No hay nadie vetado ni silenciado en #kitchen.",
        }.items():
            self.mona.types(f"/lang {language}")
            self.assertEqual(self.told(self.mona, "/bans"), [sentence])

    def test_the_server_without_any_says_so_in_both_languages(self) -> None:
        for language, sentence in {
            "en": "Nobody is banned or muted on the server.",
            "es": "No hay nadie vetado ni silenciado en el servidor.",
        }.items():
            self.ada.types(f"/lang {language}")
            self.assertEqual(self.told(self.ada, "/bans"), [sentence])

    def test_a_moderator_reads_who_by_whom_how_long_and_why_but_nobodys_address(self) -> None:
        self.mona.types("/ban Sam 2h too loud", "/mute Rita")
        self.owen.types("/ban 203.0.113.0/24")

        self.assertEqual(
            self.told(self.mona, "/bans"),
            [
                "Banned or muted in #kitchen:",
                "  Sam: banned by Mona, for 2 hours (too loud)",
                "  Rita: muted by Mona, for ever",
                "  203.0.113.0/24: banned by Owen, for ever",
            ],
        )

    def test_it_is_told_in_spanish(self) -> None:
        self.mona.types("/ban Sam 2h por ruidoso", "/mute Rita", "/lang es")

        self.assertEqual(
            self.told(self.mona, "/vetos"),
            [
                "Vetados o silenciados en #kitchen:",
                "  Sam: vetado por Mona, durante 2 horas (por ruidoso)",
                "  Rita: silenciado por Mona, para siempre",
            ],
        )

    def test_an_administrator_reads_those_of_the_server_with_the_addresses(self) -> None:
        self.mona.types("/mute Rita")
        self.ada.types("/ban Sam 2h")

        self.assertEqual(
            self.told(self.ada, "/bans"),
            [
                "Banned or muted on the server:",
                f"  Sam ({SAMS}): banned by Ada, for 2 hours",
            ],
        )
