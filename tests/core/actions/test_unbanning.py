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


class WhatSomebodyHigherDid(InTheKitchen):
    """In the lobby a ban is for the whole server, an administrator's like a moderator's."""

    ADAS = "Ada decided that about {}: changing it is for the administrators of the server."

    def setUp(self) -> None:
        super().setUp()
        self.ada.types("/join lobby", "/op Mona", "/ban Sam because")
        self.mona.types("/join lobby")
        self.all_read()

    def test_a_moderator_does_not_lift_an_administrators_ban(self) -> None:
        self.assertEqual(self.told(self.mona, "/unban sam"), [self.ADAS.format("sam")])
        self.assertEqual(self.comes("Sam"), [f"{BANNED} (because)"])

    def test_nor_do_they_replace_it_by_a_shorter_one(self) -> None:
        self.assertEqual(self.told(self.mona, "/ban Sam 1s"), [self.ADAS.format("Sam")])
        self.chat.passes(1)
        self.assertEqual(self.comes("Sam"), [f"{BANNED} (because)"])

    def test_nor_do_they_let_in_the_address_or_learn_whose_it_is(self) -> None:
        self.assertEqual(self.told(self.mona, f"/unban {SAMS}"), [self.ADAS.format(SAMS)])
        self.assertEqual(self.comes("Tom", SAMS), [f"{BANNED} (because)"])

    def test_after_a_restart_they_do_not_either(self) -> None:
        self.restart()
        mona = self.chat.logs_in("Mona")

        self.assertEqual(self.told(mona, "/unban Sam"), [self.ADAS.format("Sam")])

    def test_a_network_stays_banned_for_all_when_one_of_its_bans_is_an_administrators(self) -> None:
        self.mona.types(f"/ban {SAMS}")
        self.told(self.mona, f"/unban {SAMS}")

        banned = [line for line in self.told(self.mona, "/bans") if "banned by Mona" in line]
        self.assertEqual(banned, [f"  {SAMS}: banned by Mona, for ever"])

    def test_an_administrator_lifts_a_moderators(self) -> None:
        self.mona.types("/ban Tom")

        self.assertEqual(self.told(self.ada, "/unban Tom"), ["Tom is not banned any more."])

    def test_what_an_administrator_made_longer_is_an_administrators(self) -> None:
        self.mona.types("/ban Tom 1h")
        self.ada.types("/ban Tom")

        self.assertEqual(self.told(self.mona, "/unban Tom"), [self.ADAS.format("Tom")])

    def test_a_moderator_lifts_another_moderators(self) -> None:
        self.ada.types("/op Rita")
        self.mona.types("/ban Tom")
        self.rita.types("/join lobby")

        self.assertEqual(self.told(self.rita, "/unban Tom"), ["Tom is not banned any more."])

    def test_in_a_room_it_is_the_owner_who_stands_higher(self) -> None:
        self.owen.types("/ban Tom")
        self.mona.types("/join kitchen")

        self.assertEqual(
            self.told(self.mona, "/unban Tom"),
            ["Owen decided that about Tom: changing it is for the owner of a room."],
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
