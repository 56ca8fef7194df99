"""What others learn of rooms that are secret, invite-only, or from which they are banned."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from chatservice.core.log import Log
from chatservice.history.disk import DiskHistory
from tests.core.actions.kitchen import InTheKitchen

NOTHING = ["Nothing was found."]
NO_SUCH_ROOM = "There is no room called #kitchen. /rooms shows them all."


class Secret(InTheKitchen):
    def setUp(self) -> None:
        super().setUp()
        self.owen.types("/room secret on")
        self.sam.types("/leave kitchen")
        self.all_read()

    def test_it_is_not_in_the_list_of_rooms(self) -> None:
        self.assertEqual(
            self.told(self.sam, "/rooms"),
            ["Rooms (1); * where you talk, + where you are too:", "* #lobby (5 people)"],
        )

    def test_who_is_there_is_not_told(self) -> None:
        self.assertEqual(self.told(self.sam, "/users kitchen"), [NO_SUCH_ROOM])

    def test_that_somebody_is_there_is_not_told_of_them(self) -> None:
        self.assertIn("  in #lobby", self.told(self.sam, "/whois Owen"))

    def test_administrators_who_are_not_there_are_shown_all_of_it(self) -> None:
        self.ada.types("/leave kitchen")

        self.assertIn("  #kitchen (3 people)", self.told(self.ada, "/rooms"))
        self.assertEqual(
            self.told(self.ada, "/users kitchen"),
            ["Users in #kitchen (3):", "  Mona", "  Owen", "  Rita"],
        )
        self.assertIn("  in #lobby, #kitchen", self.told(self.ada, "/whois Owen"))

    def test_an_owner_of_another_room_is_not_shown_it(self) -> None:
        pia = self.chat.member("Pia")
        pia.types("/join cellar")

        self.assertNotIn("kitchen", "".join(self.told(pia, "/rooms", "/whois Owen")))

    def test_leaving_it_does_not_tell_that_it_is_there(self) -> None:
        self.assertEqual(self.told(self.sam, "/leave kitchen"), [NO_SUCH_ROOM])

    def test_members_are_shown_all_of_it(self) -> None:
        self.assertIn("* #kitchen (4 people)", self.told(self.rita, "/rooms"))
        self.assertEqual(
            self.told(self.rita, "/users kitchen"),
            ["Users in #kitchen (4):", "  Ada", "  Mona", "  Owen", "  Rita"],
        )
        self.assertIn("  in #lobby, #kitchen", self.told(self.rita, "/whois Owen"))

    def test_who_knows_it_may_enter(self) -> None:
        self.assertEqual(self.told(self.sam, "/join kitchen")[0], "You are in #kitchen now.")


class SearchingInMemory(InTheKitchen):
    """Owen has said something in the lobby and in the kitchen, and Sam has left the latter."""

    def setUp(self) -> None:
        super().setUp()
        self.owen.types("lunch in the kitchen", "/join lobby", "lunch in the lobby")
        self.owen.types("/join kitchen")
        self.sam.types("/leave")
        self.all_read()

    def finds(self, words: str = "lunch") -> list[str]:
        """Return in which rooms Sam finds it."""
        lines = self.told(self.sam, f"/search {words}")
        return [line.split()[2] for line in lines if line.startswith("[")]

    def test_an_open_room_is_searched_by_everyone(self) -> None:
        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_what_was_said_in_a_closed_one_is_not_found_by_who_is_not_there(self) -> None:
        for kind in ("secret", "invite-only"):
            self.owen.types(f"/room {kind} on")
            for words in ("lunch", "from:Owen", "in:kitchen", "lunch in:kitchen", "after:today"):
                self.assertNotIn("#kitchen", self.finds(words), f"{kind}: {words}")
            self.owen.types(f"/room {kind} off")

    def test_one_for_registered_people_is_closed_to_strangers_alone(self) -> None:
        self.owen.types("/room registered on")
        self.rita.types("/leave kitchen")

        self.assertEqual(self.finds(), ["#lobby"])
        self.sam = self.rita
        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_the_lobby_is_searched_by_everyone_of_whatever_kind_it_is(self) -> None:
        self.ada.types("/join lobby", "/room registered on", "/join kitchen")
        self.sam.types("/join hall", "/leave lobby")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_who_is_invited_finds_it(self) -> None:
        self.owen.types("/room invite-only on", "/invite Sam")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_its_owner_and_its_moderators_who_are_elsewhere_find_it(self) -> None:
        self.owen.types("/room invite-only on")
        for visitor in (self.owen, self.mona):
            visitor.types("/leave kitchen")
            self.sam = visitor
            self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_one_that_is_secret_administrators_find_wherever_they_are(self) -> None:
        self.owen.types("/room secret on")
        self.ada.types("/leave kitchen")
        self.sam = self.ada

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_a_moderator_whose_neighbour_is_banned_finds_it(self) -> None:
        self.owen.types("/ban 192.0.2.3")
        self.mona.types("/leave kitchen")
        self.sam = self.mona

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_who_is_there_finds_it(self) -> None:
        self.owen.types("/room secret on")

        self.sam.types("/join kitchen")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_nobody_is_told_that_there_was_something_to_find(self) -> None:
        self.owen.types("/room secret on")

        self.assertEqual(self.told(self.sam, "/search lunch in:kitchen"), NOTHING)

    def test_it_is_not_found_while_nobody_is_there_either(self) -> None:
        self.owen.types("/room secret on")
        for visitor in (self.ada, self.mona, self.rita, self.owen):
            visitor.types("/leave kitchen")

        self.assertEqual(self.finds(), ["#lobby"])

    def test_when_it_is_open_again_everyone_finds_it(self) -> None:
        self.owen.types("/room secret on", "/room secret off")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_from_where_one_is_banned_one_finds_nothing(self) -> None:
        self.mona.types("/ban Sam 10m")
        self.assertEqual(self.finds(), ["#lobby"])

        self.chat.passes(600)
        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_nor_if_it_is_ones_address_that_is_banned(self) -> None:
        self.mona.types("/ban 198.51.100.0/24")

        self.assertEqual(self.finds(), ["#lobby"])

    def test_who_is_muted_there_finds_it(self) -> None:
        self.mona.types("/mute Sam")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_the_next_page_has_nothing_of_where_one_was_thrown_out(self) -> None:
        self.owen.types("/room invite-only on", "/invite Sam")
        self.sam.types("/join kitchen")
        self.owen.types(*(f"lunch {number}" for number in range(12)))
        self.assertEqual(self.finds(), ["#kitchen"] * 10)

        self.mona.types("/kick Sam")

        self.assertEqual(self.finds("more"), ["#lobby"])

    def test_the_history_of_the_current_room_has_all_that_somebody_said_there(self) -> None:
        self.owen.types("/room secret on")
        self.sam.types("/join kitchen")

        self.assertEqual(
            self.told(self.sam, "/history Owen"),
            ["History:", "[14:35] Owen: lunch in the kitchen"],
        )


class SearchingOnDisk(SearchingInMemory):
    def make_log(self) -> Log:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        log = DiskHistory(Path(folder.name))
        log.open()
        self.addCleanup(log.close)
        return log

    def test_very_many_are_closed_each_of_them(self) -> None:
        owners = (self.ada, self.mona, self.rita)  # none may have them all
        for number in range(60):
            owner = owners[number % len(owners)]
            owner.types(f"/join room{number}", f"lunch {number}", "/room secret on", "/leave")

        self.assertEqual(self.finds(), ["#lobby", "#kitchen"])

    def test_after_a_restart_it_is_closed_while_nobody_is_there(self) -> None:
        self.owen.types("/room secret on")

        self.restart()

        self.sam = self.chat.join("Sam")
        self.assertEqual(self.finds(), ["#lobby"])
