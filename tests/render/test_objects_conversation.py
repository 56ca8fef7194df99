from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    AwaySet,
    BackSet,
    Declined,
    Done,
    HistoryShown,
    Ignored,
    LeftOut,
    PasswordAsked,
    Reply,
    RoomEntered,
    RoomLeft,
    RoomsListed,
    SearchShown,
    TopicShown,
    Unignored,
    UsersListed,
    WaitedShown,
    Wanted,
    Welcomed,
    WhisperSent,
)
from tests.render.told import AT, NOW, as_json

SAID = Said(NOW, "lobby", "ana", "hola")
SAID_AGAIN = {"at": AT, "room": "lobby", "from": "ana", "text": "hola"}


class Conversation(SynchronousTestCase):
    def assert_told(self, reply: Reply, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(reply), expected)

    def test_something_is_done(self) -> None:
        self.assertEqual(as_json(Done(1042), request="a1"), {"type": "ok", "id": "a1", "seq": 1042})

    def test_where_the_log_stands_is_told_of_an_empty_one_too(self) -> None:
        self.assert_told(Done(0), {"type": "ok", "seq": 0})

    def test_a_refusal_is_told_in_the_sessions_language(self) -> None:
        declined = Declined(Refused(Code.NAME_TAKEN, name="Ana"))

        self.assertEqual(
            as_json(declined, "es", request="a2"),
            {
                "type": "error",
                "id": "a2",
                "code": "name-taken",
                "text": "El nombre Ana está ocupado: elige otro.",
                "details": {"name": "Ana"},
            },
        )

    def test_a_program_is_told_what_it_can_do_and_not_what_to_type(self) -> None:
        declined = Declined(Refused(Code.NAME_NEEDED))

        self.assertEqual(
            as_json(declined)["text"], "Nobody knows who you are yet: send hello first."
        )

    def test_a_refusal_without_details_has_none(self) -> None:
        self.assertEqual(as_json(Declined(Refused(Code.NOT_UTF8)))["details"], {})

    def test_the_numbers_of_a_refusal_are_numbers(self) -> None:
        declined = Declined(Refused(Code.ROOM_SLOW, name="lobby", seconds=90))

        self.assertEqual(as_json(declined)["details"], {"name": "lobby", "seconds": 90})

    def test_a_welcome(self) -> None:
        welcomed = Welcomed(
            "bot",
            "lobby",
            elsewhere=2,
            away="",
            server="1.2",
            limits=(("text", 4096), ("rooms", 20)),
            topic="Tea",
            seq=1041,
        )

        self.assert_told(
            welcomed,
            {
                "type": "welcome",
                "topic": "Tea",
                "nick": "bot",
                "room": "lobby",
                "server": "1.2",
                "limits": {"text": 4096, "rooms": 20},
                "seq": 1041,
                "elsewhere": 2,
                "away": "",
            },
        )

    def test_whoever_is_not_away_and_nowhere_else_is_not_told_so(self) -> None:
        welcome = as_json(Welcomed("bot", "lobby"))

        self.assertEqual(set(welcome), {"type", "nick", "room", "server", "limits", "seq"})

    def test_each_question_for_a_password_says_which(self) -> None:
        self.assertEqual(
            [as_json(PasswordAsked(wanted, "ana")) for wanted in Wanted],
            [
                {"type": "password-asked", "wanted": wanted, "nick": "ana"}
                for wanted in ("login", "new", "again", "own")
            ],
        )

    def test_a_history(self) -> None:
        waved = Acted(NOW, "lobby", "beto", "waves")
        shown = HistoryShown("lobby", (Kept(1, SAID), Kept(2, waved, edited=True)), NOW)

        self.assert_told(
            shown,
            {
                "type": "history",
                "room": "lobby",
                "messages": [
                    {"type": "said", "seq": 1, **SAID_AGAIN},
                    {
                        "type": "acted",
                        "seq": 2,
                        "at": AT,
                        "room": "lobby",
                        "from": "beto",
                        "text": "waves",
                        "edited": True,
                    },
                ],
            },
        )

    def test_a_history_that_was_asked_for(self) -> None:
        self.assert_told(
            HistoryShown("lobby", (), NOW, asked=True, of="ana", before=True),
            {
                "type": "history",
                "room": "lobby",
                "messages": [],
                "asked": True,
                "of": "ana",
                "before": True,
            },
        )

    def test_what_waited(self) -> None:
        whispered = Whispered(NOW, "ana", "bot", "psst")

        self.assert_told(
            WaitedShown((Kept(3, whispered),), 5, NOW),
            {
                "type": "waited",
                "messages": [
                    {
                        "type": "whispered",
                        "seq": 3,
                        "at": AT,
                        "from": "ana",
                        "to": "bot",
                        "text": "psst",
                    }
                ],
                "total": 5,
            },
        )

    def test_what_is_left_out(self) -> None:
        self.assert_told(
            LeftOut(12, "lobby", NOW, NOW.replace(hour=20)),
            {"type": "left-out", "number": 12, "room": "lobby", "before": AT},
        )

    def test_what_was_found(self) -> None:
        found = SearchShown((Kept(1, SAID),), (((0, 2), (3, 4)),), first=True, more=False)

        self.assert_told(
            found,
            {
                "type": "found",
                "messages": [{"type": "said", "seq": 1, **SAID_AGAIN}],
                "marks": [[[0, 2], [3, 4]]],
                "more": False,
                "first": True,
            },
        )

    def test_nothing_found_for_something_that_is_no_date(self) -> None:
        self.assert_told(
            SearchShown((), (), first=True, more=False, bad_date=True),
            {
                "type": "found",
                "messages": [],
                "marks": [],
                "more": False,
                "first": True,
                "bad_date": True,
            },
        )

    def test_the_users_of_the_server(self) -> None:
        self.assert_told(
            UsersListed("", (("ana", None), ("beto", ""), ("eva", "lunch"))),
            {
                "type": "users",
                "people": [
                    {"name": "ana"},
                    {"name": "beto", "away": ""},
                    {"name": "eva", "away": "lunch"},
                ],
            },
        )

    def test_the_users_of_an_empty_room(self) -> None:
        self.assert_told(UsersListed("lobby", ()), {"type": "users", "room": "lobby", "people": []})

    def test_the_rooms(self) -> None:
        self.assert_told(
            RoomsListed((("kitchen", 1, "Tea"), ("lobby", 2, "")), ("kitchen", "lobby"), more=4),
            {
                "type": "rooms",
                "rooms": [
                    {"name": "kitchen", "people": 1, "topic": "Tea"},
                    {"name": "lobby", "people": 2},
                ],
                "joined": ["kitchen", "lobby"],
                "more": 4,
            },
        )

    def test_a_room_is_entered(self) -> None:
        self.assert_told(
            RoomEntered("kitchen", "Tea"),
            {"type": "room-entered", "room": "kitchen", "topic": "Tea"},
        )

    def test_a_room_without_a_topic_is_entered(self) -> None:
        self.assert_told(RoomEntered("kitchen", ""), {"type": "room-entered", "room": "kitchen"})

    def test_a_room_is_left(self) -> None:
        self.assert_told(
            RoomLeft("kitchen", "lobby"),
            {"type": "room-left", "room": "kitchen", "current": "lobby"},
        )

    def test_a_topic(self) -> None:
        self.assert_told(TopicShown("lobby", ""), {"type": "topic", "room": "lobby", "topic": ""})

    def test_a_private_message_is_sent(self) -> None:
        self.assert_told(WhisperSent("ana", None), {"type": "whisper-sent", "to": "ana"})

    def test_a_private_message_is_sent_to_somebody_who_is_away(self) -> None:
        self.assert_told(WhisperSent("ana", ""), {"type": "whisper-sent", "to": "ana", "away": ""})

    def test_away_and_back(self) -> None:
        self.assert_told(AwaySet(""), {"type": "away", "reason": ""})
        self.assert_told(BackSet(), {"type": "back"})

    def test_somebody_is_ignored_and_not_any_more(self) -> None:
        self.assert_told(Ignored("ana"), {"type": "ignored", "who": "ana"})
        self.assert_told(Unignored("ana"), {"type": "unignored", "who": "ana"})
