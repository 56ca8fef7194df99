from __future__ import annotations

from tests.core.actions.kitchen import ADDRESSES, InTheKitchen
from tests.core.conversation import PASSWORD

SAMS = ADDRESSES["Sam"]
ELSEWHERE = "203.0.113.99"

BANNED = "You are banned from this server."
BANNED_FROM_THE_ROOM = "You are banned from #kitchen."
NOW_IN = "You are in #kitchen now."


class BanningFromARoom(InTheKitchen):
    def test_the_moderator_reads_that_it_is_done_and_the_room_that_they_are_out(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban Sam 2h too loud"),
            ["Sam is banned from #kitchen for 2 hours.", "* Mona banned Sam (too loud)"],
        )
        self.assertEqual(self.owen.reads(), ["* Mona banned Sam (too loud)"])

    def test_who_is_banned_is_told_so_and_lands_in_the_lobby(self) -> None:
        self.mona.types("/ban Sam 2h too loud")

        self.assertEqual(
            self.sam.reads(),
            ["Mona banned you from #kitchen. (too loud)", "You are in #lobby now."],
        )

    def test_without_a_time_it_is_for_ever_and_all_else_is_the_reason(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban Sam hours are not enough"),
            [
                "Sam is banned from #kitchen for ever.",
                "* Mona banned Sam (hours are not enough)",
            ],
        )

    def test_it_is_told_in_spanish(self) -> None:
        for visitor in (self.mona, self.sam):
            visitor.types("/lang es")
            visitor.reads()

        self.assertEqual(
            self.told(self.mona, "/vetar Sam 2h por ruidoso"),
            [
                "Sam queda vetado en #kitchen durante 2 horas.",
                "* Mona ha vetado a Sam (por ruidoso)",
            ],
        )
        self.assertEqual(
            self.sam.reads(),
            ["Mona te ha vetado en #kitchen. (por ruidoso)", "Ahora estás en #lobby."],
        )

    def test_they_can_not_enter_again_and_are_told_how_long_and_why(self) -> None:
        self.mona.types("/ban Sam 2h too loud")
        self.chat.passes(3600)

        for language, sentence in {
            "en": "You are banned from #kitchen for 1 hour more. (too loud)",
            "es": "Estás vetado en #kitchen durante 1 hora más. (too loud)",
        }.items():
            self.sam.types(f"/lang {language}")
            self.assertEqual(self.told(self.sam, "/join kitchen"), [sentence])

    def test_for_ever_and_without_a_reason_is_told_in_both_languages(self) -> None:
        self.mona.types("/ban Sam")

        for language, sentence in {
            "en": BANNED_FROM_THE_ROOM,
            "es": "Estás vetado en #kitchen.",
        }.items():
            self.sam.types(f"/lang {language}")
            self.assertEqual(self.told(self.sam, "/join kitchen"), [sentence])

    def test_they_are_heard_elsewhere(self) -> None:
        self.mona.types("/ban Sam", "/join lobby")
        self.mona.reads()

        self.sam.types("hello")

        self.assertEqual(self.mona.reads(), ["[14:35] Sam: hello"])

    def test_what_they_said_there_they_do_not_change_any_more(self) -> None:
        self.sam.types("hello")
        self.mona.types("/ban Sam")
        self.all_read()

        self.assertEqual(self.told(self.sam, "/edit insult"), ["You are not in #kitchen."])
        self.assertEqual(self.owen.reads(), [])

    def test_by_another_case_or_another_name_they_can_not_enter(self) -> None:
        self.mona.types("/ban Sam")

        for name in ("SAM", "Tom"):
            self.assertEqual(
                self.told(self.sam, f"/rename {name}", "/join kitchen")[-1], BANNED_FROM_THE_ROOM
            )

    def test_nor_by_another_name_when_they_connect_again_from_the_same_address(self) -> None:
        self.mona.types("/ban Sam")
        self.sam.types("/quit")

        self.assertEqual(self.enters("Tom", SAMS), [BANNED_FROM_THE_ROOM])

    def test_nor_by_the_same_name_from_another_address(self) -> None:
        self.mona.types("/ban Sam")
        self.sam.types("/quit")

        self.assertEqual(self.enters("sam", ELSEWHERE), [BANNED_FROM_THE_ROOM])

    def test_nor_where_they_have_no_address_by_another_name(self) -> None:
        tom = self.chat.join("Tom")
        tom.types("/join kitchen")
        self.mona.types("/ban Tom")

        self.assertEqual(self.told(tom, "/rename Tim", "/join kitchen")[-1], BANNED_FROM_THE_ROOM)

    def test_nor_when_they_have_registered(self) -> None:
        self.mona.types("/ban Sam")
        self.sam.types("/rename Tom", "/register", PASSWORD, PASSWORD, "/quit")

        tom = self.chat.logs_in("Tom", ELSEWHERE)

        self.assertEqual(self.told(tom, "/join kitchen"), [BANNED_FROM_THE_ROOM])

    def test_nor_after_a_restart(self) -> None:
        self.mona.types("/ban Sam 2h too loud")

        self.restart()

        sentence = "You are banned from #kitchen for 2 hours more. (too loud)"
        self.assertEqual(self.enters("Sam", ELSEWHERE), [sentence])
        self.assertEqual(self.enters("Tom", SAMS), [sentence])

    def test_it_outlives_that_everybody_leaves_and_the_room_stays_its_owners(self) -> None:
        self.rita.types("/join pantry")
        self.sam.types("/join pantry")
        self.rita.types("/ban Sam", "/leave")

        self.assertEqual(self.told(self.sam, "/join pantry"), ["You are banned from #pantry."])
        self.assertIn("  Owner: Rita", self.told(self.mona, "/join pantry", "/room"))

    def test_a_registered_person_is_banned_by_whatever_name_they_go(self) -> None:
        self.rita.types("/rename Tom")
        self.mona.types("/ban Tom")
        self.rita.types("/quit")

        for name in ("/rename Tim", "/rename Rita"):
            rita = self.chat.logs_in("Rita", ELSEWHERE)
            self.assertEqual(self.told(rita, name, "/join kitchen")[-1], BANNED_FROM_THE_ROOM)
            rita.types("/quit")

    def test_who_has_no_account_any_more_is_banned_by_the_name_that_they_had(self) -> None:
        self.rita.types("/rename Tom")
        self.mona.types("/ban Tom")
        self.rita.types("/quit")
        rita = self.chat.logs_in("Rita", ELSEWHERE)

        self.assertEqual(
            self.told(rita, "/forget-me", PASSWORD, "/join kitchen")[-1], BANNED_FROM_THE_ROOM
        )

    def test_it_ends_when_its_time_is_over(self) -> None:
        self.mona.types("/ban Sam 10m")

        self.chat.passes(599)
        self.assertEqual(
            self.told(self.sam, "/join kitchen"),
            ["You are banned from #kitchen for 1 second more."],
        )
        self.chat.passes(1)
        self.assertEqual(self.told(self.sam, "/join kitchen"), [NOW_IN])

    def test_it_is_not_in_the_list_any_more_then(self) -> None:
        self.mona.types("/ban Sam 10m")
        self.chat.passes(600)

        self.assertEqual(self.told(self.mona, "/bans"), ["Nobody is banned or muted in #kitchen."])

    def test_a_moderator_from_the_same_address_may_enter(self) -> None:
        self.mona.types("/leave")
        self.owen.types(f"/ban {ADDRESSES['Mona']}")

        self.assertEqual(self.told(self.mona, "/join kitchen"), [NOW_IN])

    def test_a_moderator_whom_the_owner_bans_may_not(self) -> None:
        self.owen.types("/ban Mona")

        self.assertEqual(self.told(self.mona, "/join kitchen"), [BANNED_FROM_THE_ROOM])

    def test_who_is_invited_is_banned_all_the_same(self) -> None:
        self.owen.types("/invite Rita", "/ban Rita")

        self.assertEqual(self.told(self.rita, "/join kitchen"), [BANNED_FROM_THE_ROOM])

    def test_what_is_no_time_is_part_of_the_reason(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban Sam ten hours"),
            ["Sam is banned from #kitchen for ever.", "* Mona banned Sam (ten hours)"],
        )

    def test_what_was_meant_to_be_a_time_and_is_none_is_refused(self) -> None:
        for typed in ("10", "2 hours are enough", "2days", "0h"):
            self.assertEqual(
                self.told(self.mona, f"/ban Sam {typed}"),
                [f"{typed.split()[0]} is no length of time: one like 30s, 10m, 2h, 3d or 1w is."],
            )
            self.assertFalse(self.sam.closed)

    def test_what_can_be_nobodys_name_is_refused(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban S*m"),
            ["A name can't contain *: letters, digits, _, - and . are allowed."],
        )

    def test_who_is_not_here_may_be_banned_by_name(self) -> None:
        self.assertEqual(
            self.told(self.mona, "/ban Tom"),
            [
                "Tom is banned from #kitchen for ever.",
                "But nobody called Tom was here, or is registered.",
            ],
        )
        self.assertEqual(self.enters("tom", ELSEWHERE), [BANNED_FROM_THE_ROOM])

    def test_in_the_lobby_a_moderators_ban_is_off_the_server(self) -> None:
        self.ada.types("/join lobby", "/op Mona")
        self.mona.types("/join lobby", "/ban Sam")

        self.assertTrue(self.sam.closed)
        self.assertEqual(self.comes("Sam", ELSEWHERE), [BANNED])
