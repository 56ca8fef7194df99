"""`/help` shows exactly what whoever asks may do."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.actions.roles import House

WITHOUT_A_NAME = {"help", "rename", "set", "lang", "time", "version", "login", "quit"}
WITH_A_NAME = {
    *WITHOUT_A_NAME,
    *("users", "msg", "reply", "me", "edit", "delete", "rooms", "join", "leave", "topic"),
    *("history", "search", "away", "back", "ignore", "unignore", "whois", "register"),
    *("sessions", "report", "room"),
}
REGISTERED = {*WITH_A_NAME, "password", "forget-me", "token"}
MODERATOR = {*REGISTERED, "invite", "kick", "ban", "unban", "bans", "mute", "unmute"}
OWNER = {*MODERATOR, "op", "deop"}
ADMIN = {*OWNER, "announce"}

SHOWN = {
    "kitchen": {
        "unnamed": WITHOUT_A_NAME,
        "stranger": WITH_A_NAME,
        "registered": REGISTERED,
        "moderator": MODERATOR,
        "owner": OWNER,
        "admin": ADMIN,
    },
    "lobby": {
        "unnamed": WITHOUT_A_NAME,
        "stranger": WITH_A_NAME,
        "registered": REGISTERED,
        "moderator": MODERATOR,
        "owner": REGISTERED,
        "admin": ADMIN,
    },
}


def shown(house: House, role: str) -> dict[str, str]:
    """Return the usage of each command that `/help` shows to somebody of that role."""
    lines = [line for line in house.reads(role, "/help") if line.startswith("  /")]
    usages = [line.strip().split("  ")[0] for line in lines]
    return {usage.split()[0].removeprefix("/"): usage for usage in usages}


class Help(SynchronousTestCase):
    def test_it_shows_what_one_may_do_where_one_is_and_nothing_else(self) -> None:
        for room, roles in SHOWN.items():
            house = House(room)
            for role, commands in roles.items():
                self.assertEqual(set(shown(house, role)), commands, f"{role} in #{room}")

    def test_so_it_does_in_spanish(self) -> None:
        house = House("kitchen", "es")
        for role, commands in SHOWN["kitchen"].items():
            self.assertEqual(set(shown(house, role)), commands, role)

    def test_arguments_that_one_may_not_give_are_not_shown(self) -> None:
        house = House("kitchen")
        for role, delete, room in (
            ("registered", "/delete", "/room"),
            ("moderator", "/delete [USER [N]]", "/room"),
            ("owner", "/delete [USER [N]]", "/room [KIND [VALUE]]"),
            ("admin", "/delete [USER [N]]", "/room [KIND [VALUE]]"),
        ):
            usages = shown(house, role)
            self.assertEqual((usages["delete"], usages["room"]), (delete, room), role)

    def test_one_command_is_explained_to_those_who_may_use_it(self) -> None:
        house = House("kitchen")

        self.assertEqual(house.reads("moderator", "/help kick")[0], "/kick USER [REASON]")
        self.assertEqual(
            house.reads("stranger", "/help kick"),
            ["/kick is for the moderators of a room. /help shows what you can do."],
        )

    def test_before_a_nickname_what_can_be_done_with_one_is_explained(self) -> None:
        self.assertEqual(House("kitchen").reads("unnamed", "/help msg")[0], "/msg USER TEXT")
