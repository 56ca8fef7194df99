"""What everybody in a crowd must have read, computed from the order in which it happened.

An observer who is in every room, ignores nobody and reads at once has read all that rooms were
told, in the server's own order: `Order` is made of that. What somebody did that no room heard of
(`/ignore`, `/set echo on`, a private message, …) was done where the answer to it stands in their
own transcript. So a transcript can be walked along the order, and the next line in it is either
one that may come there, or wrong: see `tests.end_to_end.crowd_transcript`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LOBBY = "lobby"

PUBLIC = ("said", "acted", "topic", "renamed", "joined", "left", "quit")
"""What rooms hear of."""

_ANSWERS = {
    "echo": r"echo is {subject} now\.$",
    "ignore": r"You are ignoring {subject}\. ",
    "unignore": r"You are no longer ignoring {subject}\.$",
    "whisper": r"Message sent to {to}$",
    "switch": r"You are in #{subject} now\.$",
    "version": r"chatservice \d",
}
_REFUSALS = {
    "ignore": r"There is nobody called {subject}\. ",
    "unignore": r"You are not ignoring anybody called {subject}\.$",
    "whisper": r"There is nobody called {to}\. ",
}
_TIME = re.compile(r"^\[(?:\S+ )?\d\d:\d\d\] ")
_EVENT = re.compile(
    r"(?:#(?P<room>\S+) )?(?P<line>"
    r"(?P<speaker>\S+): (?P<said>m\d+ .*)"
    r"|\* (?P<who>\S+) (?:(?P<acted>a\d+ .*)|set the topic: (?P<topic>t\d+ .*)"
    r"|is now (?P<renamed>\S+)|(?P<joined>joined)|(?P<left>left)))"
)


def without_time(line: str) -> str:
    """Return a line without the time before it: minutes pass, and are not compared."""
    return _TIME.sub("", line)


class Command(NamedTuple):
    """A line that somebody typed: what it does, its subject, and for a private message to whom."""

    kind: str
    subject: str
    typed: str
    to: str = ""

    def is_answered_by(self, line: str) -> bool:
        """Tell whether a line says that this was done. Of what rooms hear of, none does."""
        return self._is_meant(_ANSWERS, line)

    def is_refused_by(self, line: str) -> bool:
        """Tell whether a line says that the person was gone, or called otherwise, by then."""
        return self._is_meant(_REFUSALS, line)

    def _is_meant(self, patterns: dict[str, str], line: str) -> bool:
        pattern = patterns.get(self.kind)
        if pattern is None:
            return False
        names = {"subject": re.escape(self.subject), "to": re.escape(self.to)}
        return re.match(pattern.format(**names), line) is not None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that rooms were told: `line`, with `#room` before it where that is not current.

    `who` did it, by the name that they came with. `rooms` are those that heard of it; `room` is
    empty for what is told without one. `topic` is what the room had when somebody joined it.
    """

    kind: str
    who: str
    subject: str
    line: str
    rooms: frozenset[str]
    room: str = ""
    topic: str = ""

    @property
    def is_message(self) -> bool:
        """Whether it must reach even who was behind."""
        return self.kind in ("said", "acted")

    @property
    def speaks(self) -> bool:
        """Whether who ignores its author does not read it."""
        return self.kind in ("said", "acted", "topic")

    def seen_from(self, room: str) -> str:
        """Return what somebody reads whose current room is `room`."""
        return self.line if self.room in ("", room) else f"#{self.room} {self.line}"


class Order:
    """All that rooms were told, in order.

    `lines` are the observer's, without the times. Their current room is one that nobody else ever
    enters, so that all others are named. `people` are the names of those who were there when it
    began, all of them in the lobby.
    Raises `AssertionError` for a line that tells nothing that can have happened.
    """

    def __init__(self, lines: Sequence[str], people: Sequence[str]) -> None:
        self.events: list[Event] = []
        self.owners = {name: name for name in people}
        """Who came as whom, by each name they ever had; none is used twice."""
        self.topics: defaultdict[str, list[str]] = defaultdict(lambda: [""])
        """All that each room ever had."""
        self._rooms = {name: {LOBBY} for name in people}
        for line in lines:
            found = _EVENT.fullmatch(line)
            assert found is not None, f"the observer read {line!r}"
            self._take(found)

    def by(self, who: str) -> list[tuple[str, str]]:
        """Return what somebody did, in order: kinds and subjects."""
        return [(event.kind, event.subject) for event in self.events if event.who == who]

    def _take(self, found: re.Match[str]) -> None:
        who = self.owners.get(found["who"] or found["speaker"])
        assert who is not None, f"nobody is called so: {found[0]!r}"
        kind = next(kind for kind in PUBLIC if found[kind])
        room, subject, topic = found["room"] or "", found[kind], ""
        rooms = self._rooms[who]
        heard = frozenset([room] if room else rooms)
        if kind == "joined":
            rooms.add(room)
            subject, topic = room, self.topics[room][-1]
        elif kind == "left" and not room:
            kind, subject = "quit", ""
            rooms.clear()
        elif kind == "left":
            rooms.remove(room)
            subject = room
        elif kind == "renamed":
            self.owners[subject] = who
        elif kind == "topic":
            self.topics[room].append(subject)
        self.events.append(Event(kind, who, subject, found["line"], heard, room, topic))
