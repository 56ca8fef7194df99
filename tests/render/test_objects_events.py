from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import (
    Acted,
    Announced,
    Appointed,
    Corrected,
    Deleted,
    Event,
    Gathered,
    Invited,
    Joined,
    Left,
    ModeChanged,
    Quit,
    Removed,
    Renamed,
    Said,
    Silenced,
    ThrownOut,
    TopicChanged,
    Whispered,
)
from chatservice.render.making.events import EVENTS
from tests.render.told import ALL_EVENTS, AT, NOW, as_json


class Events(SynchronousTestCase):
    def assert_told(self, event: Event, seq: int, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(event, seq=seq), {"at": AT, **expected})

    def test_every_kind_of_event_is_told(self) -> None:
        self.assertEqual(set(EVENTS), set(ALL_EVENTS))

    def test_something_said(self) -> None:
        self.assert_told(
            Said(NOW, "lobby", "ana", "¡hola, bot!"),
            1043,
            {"type": "said", "seq": 1043, "room": "lobby", "from": "ana", "text": "¡hola, bot!"},
        )

    def test_something_done(self) -> None:
        self.assert_told(
            Acted(NOW, "lobby", "ana", "waves"),
            7,
            {"type": "acted", "seq": 7, "room": "lobby", "from": "ana", "text": "waves"},
        )

    def test_something_whispered(self) -> None:
        self.assert_told(
            Whispered(NOW, "ana", "beto", "psst"),
            8,
            {"type": "whispered", "seq": 8, "from": "ana", "to": "beto", "text": "psst"},
        )

    def test_somebody_comes(self) -> None:
        self.assert_told(
            Joined(NOW, "lobby", "ana"), 0, {"type": "joined", "room": "lobby", "who": ["ana"]}
        )

    def test_several_come(self) -> None:
        self.assert_told(
            Gathered(NOW, "lobby", ("ana", "beto")),
            0,
            {"type": "joined", "room": "lobby", "who": ["ana", "beto"]},
        )

    def test_of_many_who_come_all_are_named(self) -> None:
        names = tuple(f"guest{number}" for number in range(500))

        self.assertEqual(as_json(Gathered(NOW, "lobby", names))["who"], list(names))

    def test_somebody_leaves_a_room(self) -> None:
        self.assert_told(
            Left(NOW, "lobby", "ana"), 0, {"type": "left", "room": "lobby", "who": "ana"}
        )

    def test_somebody_leaves_the_chat(self) -> None:
        self.assert_told(Quit(NOW, "ana"), 0, {"type": "quit", "who": "ana"})

    def test_somebody_leaves_the_chat_and_says_why(self) -> None:
        self.assert_told(
            Quit(NOW, "ana", "lunch"), 0, {"type": "quit", "who": "ana", "reason": "lunch"}
        )

    def test_somebody_has_another_name(self) -> None:
        self.assert_told(
            Renamed(NOW, "ana", "eva"), 0, {"type": "renamed", "who": "ana", "name": "eva"}
        )

    def test_somebody_sets_a_topic(self) -> None:
        self.assert_told(
            TopicChanged(NOW, "lobby", "ana", "Tea"),
            9,
            {"type": "topic-changed", "room": "lobby", "who": "ana", "topic": "Tea"},
        )

    def test_somebody_takes_the_topic_away(self) -> None:
        self.assert_told(
            TopicChanged(NOW, "lobby", "ana", ""),
            9,
            {"type": "topic-changed", "room": "lobby", "who": "ana", "topic": ""},
        )

    def test_somebody_corrects_what_they_said(self) -> None:
        self.assert_told(
            Corrected(NOW, "lobby", "ana", "hola", 3),
            9,
            {
                "type": "corrected",
                "seq": 9,
                "room": "lobby",
                "from": "ana",
                "text": "hola",
                "message": 3,
            },
        )

    def test_somebody_corrects_what_they_whispered(self) -> None:
        self.assert_told(
            Corrected(NOW, "", "ana", "hola", 3),
            9,
            {"type": "corrected", "seq": 9, "from": "ana", "text": "hola", "message": 3},
        )

    def test_somebody_takes_back_what_they_said(self) -> None:
        self.assert_told(
            Deleted(NOW, "lobby", "ana", 3),
            9,
            {"type": "deleted", "seq": 9, "room": "lobby", "from": "ana", "message": 3},
        )

    def test_somebody_takes_back_what_they_whispered(self) -> None:
        self.assert_told(
            Deleted(NOW, "", "ana", 3),
            9,
            {"type": "deleted", "seq": 9, "from": "ana", "message": 3},
        )

    def test_messages_are_removed(self) -> None:
        self.assert_told(
            Removed(NOW, "lobby", "eva", "ana", (3, 5)),
            9,
            {
                "type": "removed",
                "seq": 9,
                "room": "lobby",
                "by": "eva",
                "from": "ana",
                "messages": [3, 5],
            },
        )

    def test_something_is_announced(self) -> None:
        self.assert_told(
            Announced(NOW, "eva", "We close at ten"),
            0,
            {"type": "announced", "from": "eva", "text": "We close at ten"},
        )


class Order(SynchronousTestCase):
    def assert_told(self, event: Event, expected: dict[str, Any]) -> None:
        self.assertEqual(as_json(event), {"at": AT, **expected})

    def test_somebody_is_thrown_out_of_a_room(self) -> None:
        self.assert_told(
            ThrownOut(NOW, "lobby", "eva", "ana", "spam", False),
            {
                "type": "thrown-out",
                "room": "lobby",
                "by": "eva",
                "who": "ana",
                "reason": "spam",
                "banned": False,
            },
        )

    def test_somebody_is_banned_from_the_server(self) -> None:
        self.assert_told(
            ThrownOut(NOW, "", "eva", "ana", "", True),
            {"type": "thrown-out", "by": "eva", "who": "ana", "banned": True},
        )

    def test_somebody_is_muted_for_a_while(self) -> None:
        self.assert_told(
            Silenced(NOW, "lobby", "eva", "ana", True, 60),
            {
                "type": "silenced",
                "room": "lobby",
                "by": "eva",
                "who": "ana",
                "muted": True,
                "seconds": 60,
            },
        )

    def test_somebody_may_speak_again_everywhere(self) -> None:
        self.assert_told(
            Silenced(NOW, "", "eva", "ana", False),
            {"type": "silenced", "by": "eva", "who": "ana", "muted": False},
        )

    def test_somebody_is_made_a_moderator(self) -> None:
        self.assert_told(
            Appointed(NOW, "lobby", "eva", "ana", True),
            {"type": "appointed", "room": "lobby", "by": "eva", "who": "ana", "moderator": True},
        )

    def test_a_room_becomes_slow(self) -> None:
        self.assert_told(
            ModeChanged(NOW, "lobby", "eva", "slow", "30s"),
            {"type": "mode-changed", "room": "lobby", "by": "eva", "mode": "slow", "value": "30s"},
        )

    def test_somebody_is_invited(self) -> None:
        self.assert_told(
            Invited(NOW, "kitchen", "eva", "ana"),
            {"type": "invited", "room": "kitchen", "by": "eva", "who": "ana"},
        )
