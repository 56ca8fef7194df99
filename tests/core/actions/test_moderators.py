from __future__ import annotations

from chatservice.core.accounts import Rank
from tests.core.actions.kitchen import InTheKitchen
from tests.core.conversation import PASSWORD

KEPT_FOR_MODERATORS = "/bans is for the moderators of a room. /help shows what you can do."


class Appointing(InTheKitchen):
    def test_the_room_is_told(self) -> None:
        self.owen.types("/op Rita")

        for visitor in (self.owen, self.rita, self.sam):
            self.assertEqual(visitor.reads(), ["* Owen made Rita a moderator of #kitchen"])

    def test_it_is_told_in_spanish(self) -> None:
        self.sam.types("/lang es")
        self.sam.reads()

        self.owen.types("/moderador Rita")

        self.assertEqual(self.sam.reads(), ["* Owen ha hecho a Rita moderador de #kitchen"])

    def test_who_it_is_is_told_wherever_they_are(self) -> None:
        self.rita.types("/leave")
        self.rita.reads()

        self.owen.types("/op Rita")

        self.assertEqual(self.rita.reads(), ["* Owen made Rita a moderator of #kitchen"])

    def test_they_may_do_what_moderators_do_there_and_nowhere_else(self) -> None:
        self.owen.types("/op Rita")

        self.assertEqual(self.told(self.rita, "/bans"), ["Nobody is banned or muted in #kitchen."])
        self.assertEqual(self.told(self.rita, "/join lobby", "/bans")[-1], KEPT_FOR_MODERATORS)

    def test_they_need_not_be_here(self) -> None:
        self.rita.types("/quit")
        self.owen.types("/op rita")

        rita = self.chat.logs_in("Rita")

        self.assertIn("  Moderators: Mona, Rita", self.told(rita, "/join kitchen", "/room"))

    def test_under_another_name_they_are_meant_by_either(self) -> None:
        for typed in ("Tom", "Rita"):
            self.owen.types("/deop Rita")
            self.rita.types("/rename Tom")
            self.owen.types(f"/op {typed}")
            self.assertIn("  Moderators: Mona, Rita", self.told(self.owen, "/room"))

    def test_it_outlives_a_restart(self) -> None:
        self.restart()

        mona = self.chat.logs_in("Mona")

        self.assertEqual(
            self.told(mona, "/join kitchen", "/bans"),
            ["You are in #kitchen now.", "Nobody is banned or muted in #kitchen."],
        )

    def test_it_is_over_when_their_account_is_gone(self) -> None:
        self.mona.types("/forget-me", PASSWORD)

        self.assertEqual(self.told(self.mona, "/bans"), [KEPT_FOR_MODERATORS])

    def test_who_there_is_not_is_not_made_one(self) -> None:
        self.assertEqual(
            self.told(self.owen, "/op Ritta"),
            ["There is nobody called Ritta. Did you mean Rita? /users shows who is online."],
        )


class Dismissing(InTheKitchen):
    def test_the_room_is_told(self) -> None:
        self.owen.types("/deop Mona")

        self.assertEqual(self.sam.reads(), ["* Mona is no moderator of #kitchen any more (Owen)"])

    def test_it_is_told_in_spanish(self) -> None:
        self.sam.types("/lang es")
        self.sam.reads()

        self.owen.types("/quitarmoderador Mona")

        self.assertEqual(self.sam.reads(), ["* Mona ya no es moderador de #kitchen (Owen)"])

    def test_they_may_do_no_more_than_others_at_once_and_after_a_restart(self) -> None:
        self.owen.types("/deop Mona")
        self.assertEqual(self.told(self.mona, "/bans"), [KEPT_FOR_MODERATORS])

        self.restart()

        mona = self.chat.logs_in("Mona")
        self.assertEqual(self.told(mona, "/join kitchen", "/bans")[-1], KEPT_FOR_MODERATORS)


class Owning(InTheKitchen):
    def test_who_makes_a_room_and_is_registered_owns_it(self) -> None:
        self.assertEqual(
            self.told(self.rita, "/join pantry", "/room")[1:],
            ["#pantry: open to all", "  Owner: Rita"],
        )

    def test_it_is_told_in_spanish(self) -> None:
        self.assertEqual(
            self.told(self.owen, "/lang es", "/sala")[1:],
            ["#kitchen: abierta a todos", "  De: Owen", "  Moderadores: Mona"],
        )

    def test_a_room_that_a_stranger_makes_has_no_owner(self) -> None:
        self.assertEqual(self.told(self.sam, "/join pantry", "/room")[1:], ["#pantry: open to all"])

    def test_it_is_theirs_when_they_register(self) -> None:
        self.sam.types("/join pantry", "/register", PASSWORD, PASSWORD)

        self.assertEqual(self.told(self.sam, "/room"), ["#pantry: open to all", "  Owner: Sam"])

    def test_it_is_nobodys_when_somebody_else_registers(self) -> None:
        self.sam.types("/join pantry")
        self.chat.join("Tom").types("/join pantry", "/register", PASSWORD, PASSWORD)

        self.assertEqual(self.told(self.sam, "/room"), ["#pantry: open to all"])

    def test_a_room_with_a_topic_from_before_is_nobodys(self) -> None:
        self.sam.types("/join pantry", "/topic Jam", "/leave")

        self.assertEqual(self.told(self.rita, "/join pantry", "/room")[-1], "#pantry: open to all")

    def test_the_owner_stays_so_after_a_restart(self) -> None:
        self.restart()

        owen = self.chat.logs_in("Owen")

        self.assertEqual(
            self.told(owen, "/join kitchen", "/room")[1:],
            ["#kitchen: open to all", "  Owner: Owen", "  Moderators: Mona"],
        )

    def test_an_empty_room_with_nothing_special_is_forgotten_and_the_next_owns_it(self) -> None:
        self.rita.types("/join pantry", "/leave")

        self.assertIsNone(self.chat.accounts.room("pantry"))
        self.assertIn("  Owner: Mona", self.told(self.mona, "/join pantry", "/room"))

    def test_so_is_one_that_an_administrator_changed_and_changed_back(self) -> None:
        self.sam.types("/join pantry")
        self.ada.types("/join pantry", "/room moderated on", "/room moderated off", "/leave")
        self.sam.types("/leave")

        self.assertIn("  Owner: Rita", self.told(self.rita, "/join pantry", "/room"))

    def test_an_empty_room_with_something_special_stays_its_owners(self) -> None:
        for special in ("/room slow 10s", "/room secret on", "/op Mona", "/invite Mona"):
            self.rita.types("/join pantry", special, "/leave")
            self.assertIn("  Owner: Rita", self.told(self.ada, "/join pantry", "/room"), special)
            self.ada.types("/leave")
            self.rita.types("/join pantry", "/room slow off", "/room secret off", "/deop Mona")
            self.rita.types("/leave")

    def test_an_empty_room_from_which_somebody_is_banned_stays_its_owners(self) -> None:
        self.rita.types("/join pantry", "/ban Sam", "/leave")

        self.assertIn("  Owner: Rita", self.told(self.ada, "/join pantry", "/room"))

    def test_nobody_owns_it_when_the_owners_account_is_gone(self) -> None:
        self.owen.types("/forget-me", PASSWORD)

        self.assertEqual(
            self.told(self.owen, "/room"), ["#kitchen: open to all", "  Moderators: Mona"]
        )
        self.assertEqual(
            self.told(self.owen, "/op Rita"),
            ["/op is for the owner of a room. /help shows what you can do."],
        )


class Administrators(InTheKitchen):
    def test_who_is_made_one_while_here_may_do_it_at_once(self) -> None:
        self.chat.accounts.set_rank(self.rita.person.identity, Rank.ADMIN)
        self.chat.hub.arrivals.reread()

        self.assertEqual(
            self.told(self.rita, "/bans"), ["Nobody is banned or muted on the server."]
        )

    def test_who_is_one_no_more_may_not(self) -> None:
        self.chat.accounts.set_rank(self.ada.person.identity, Rank.MEMBER)
        self.chat.hub.arrivals.reread()

        self.assertEqual(self.told(self.ada, "/bans"), [KEPT_FOR_MODERATORS])

    def test_they_stay_so_after_a_restart(self) -> None:
        self.restart()

        ada = self.chat.logs_in("Ada")
        ada.reads()

        self.assertEqual(self.told(ada, "/bans"), ["Nobody is banned or muted on the server."])
