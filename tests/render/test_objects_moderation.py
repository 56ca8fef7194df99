from __future__ import annotations

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Kind, Sanction
from chatservice.core.replies import (
    BanSet,
    BansListed,
    InviteSent,
    MuteSet,
    OutOfRoom,
    OutOfServer,
    Reply,
    ReportSent,
    RoomShown,
    Unbanned,
    Unmuted,
)
from tests.render.told import AT, NOW, as_json

BAN = Sanction(
    Kind.BAN,
    "lobby",
    "ana",
    frozenset({"ana"}),
    77,
    ("192.0.2.0/24",),
    NOW,
    "spam",
    "eva",
    NOW.replace(hour=1),
)


class Moderation(SynchronousTestCase):
    def assert_told(self, reply: Reply, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(reply), expected)

    def test_one_is_thrown_out_of_a_room(self) -> None:
        self.assert_told(
            OutOfRoom("kitchen", "eva", "spam", "lobby", False),
            {
                "type": "out-of-room",
                "room": "kitchen",
                "by": "eva",
                "reason": "spam",
                "current": "lobby",
                "banned": False,
            },
        )

    def test_one_is_thrown_off_the_server(self) -> None:
        self.assert_told(OutOfServer("eva", ""), {"type": "out-of-server", "by": "eva"})

    def test_somebody_is_banned_from_the_server_for_ever(self) -> None:
        self.assert_told(
            BanSet("ana", "", ("192.0.2.7/32",), 0, ("beto",), is_unknown=False, trusted=True),
            {
                "type": "ban-set",
                "who": "ana",
                "networks": ["192.0.2.7/32"],
                "others": ["beto"],
                "trusted": True,
            },
        )

    def test_somebody_unknown_is_banned_from_a_room_for_a_while(self) -> None:
        self.assert_told(
            BanSet("ana", "lobby", (), 60, (), is_unknown=True, trusted=False),
            {
                "type": "ban-set",
                "who": "ana",
                "room": "lobby",
                "networks": [],
                "seconds": 60,
                "others": [],
                "unknown": True,
            },
        )

    def test_somebody_is_muted(self) -> None:
        self.assert_told(
            MuteSet("ana", "lobby", 60),
            {"type": "mute-set", "who": "ana", "room": "lobby", "seconds": 60},
        )

    def test_somebody_may_come_and_speak_again(self) -> None:
        self.assert_told(Unbanned("ana"), {"type": "unbanned", "who": "ana"})
        self.assert_told(Unmuted("ana"), {"type": "unmuted", "who": "ana"})

    def test_the_bans_for_somebody_who_may_see_addresses(self) -> None:
        self.assert_told(
            BansListed("lobby", (BAN,), networks=True, now=NOW),
            {
                "type": "bans",
                "room": "lobby",
                "sanctions": [
                    {
                        "kind": "ban",
                        "who": "ana",
                        "networks": ["192.0.2.0/24"],
                        "until": AT,
                        "by": "eva",
                        "reason": "spam",
                    }
                ],
            },
        )

    def test_the_bans_for_somebody_who_may_not_see_addresses(self) -> None:
        mute = replace(BAN, kind=Kind.MUTE, until=None, reason="")

        self.assert_told(
            BansListed("", (mute,), networks=False, now=NOW),
            {"type": "bans", "sanctions": [{"kind": "mute", "who": "ana", "by": "eva"}]},
        )

    def test_a_room_that_is_somebodys(self) -> None:
        self.assert_told(
            RoomShown("kitchen", ("secret",), 30, "eva", ("ana", "beto")),
            {
                "type": "room-shown",
                "room": "kitchen",
                "modes": ["secret"],
                "slow": 30,
                "owner": "eva",
                "moderators": ["ana", "beto"],
            },
        )

    def test_a_room_that_is_nobodys(self) -> None:
        self.assert_told(
            RoomShown("kitchen", (), 0, "", ()),
            {"type": "room-shown", "room": "kitchen", "modes": [], "moderators": []},
        )

    def test_a_report_is_sent(self) -> None:
        self.assert_told(ReportSent(2), {"type": "report-sent", "number": 2})

    def test_an_invitation_is_sent(self) -> None:
        self.assert_told(
            InviteSent("ana", "kitchen"), {"type": "invite-sent", "who": "ana", "room": "kitchen"}
        )
