"""One person's transcript, held against the order in which everything happened."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.end_to_end.crowd_order import LOBBY, Command, Event, Order

_PRIVATE = re.compile(r"(\S+) \(private\): (w\d+ .*)")


@dataclass(slots=True)
class Moment:
    """Between which two of the order's events something happened, as far as somebody knows."""

    after: int
    before: int

    def is_before(self, other: Moment) -> bool:
        """Tell whether it certainly happened before `other`."""
        return self.before <= other.after


class Private(NamedTuple):
    """A private message from or to somebody; not `is_certain`: perhaps it was never sent."""

    partner: str
    text: str
    moment: Moment
    is_certain: bool = True


class Transcript:
    """What somebody typed and read, without the times, from the beginning on.

    `who` is the name that they came with. `was_behind`: comings, goings and topics may be
    missing, but no message. `breaks_off`: they went without reading to the end.
    """

    def __init__(
        self,
        who: str,
        program: Sequence[Command],
        lines: Sequence[str],
        *,
        was_behind: bool = False,
        breaks_off: bool = False,
    ) -> None:
        self.who = who
        self.breaks_off = breaks_off
        self._program = program
        self._lines = lines
        self._was_behind = was_behind
        self._at = self._step = 0
        self._rooms = [LOBBY]
        self._echo = False
        self._ignored: set[str] = set()
        self._heard_again: set[str] = set()
        """Who is not ignored any more, from a moment on that is not known exactly."""
        self._last = -1
        """The last event that they read, or did."""
        self._asked_at: list[Moment] = []
        self._received_at: list[Moment] = []
        """Moments whose end is not known yet: of answers, and of private messages."""
        self._changes: defaultdict[str, list[tuple[Moment, bool]]] = defaultdict(list)
        """When they began (true) or ceased to ignore somebody."""
        self.sent: list[Private] = []
        self.received: list[Private] = []

    def walk(self, order: Order) -> None:
        """Raise `AssertionError` unless each line is the one that had to come next."""
        for index, event in enumerate(order.events):
            self._take_answers(order)
            if self.breaks_off and self._at == len(self._lines):
                break
            if event.who == self.who:
                self._did(index, event)
            elif not event.rooms.isdisjoint(self._rooms):
                self._hears(index, event)
        else:
            self._take_answers(order)
            self._passes(len(order.events))
            assert self._at == len(self._lines), self._wrong("the end")
            assert self._next is None, f"{self.who}: no answer to {self._next}"
        for command in self._program[self._step :]:
            if command.kind == "whisper":
                self._sends(command, order, is_certain=False)

    def ignored(self, who: str, moment: Moment) -> set[bool]:
        """Return whether somebody was ignored at a moment: both values where that is not known."""
        possible = {False}
        for at, value in self._changes[who]:
            if moment.is_before(at):
                break
            possible = {value} if at.is_before(moment) else possible | {value}
        return possible

    # -- events --------------------------------------------------------------------------------

    def _did(self, index: int, event: Event) -> None:
        command = self._next
        done = (event.kind, event.subject)
        assert command is not None, f"{self.who} did what they did not ask for: {done}"
        assert (command.kind, command.subject) == done, self._wrong(f"the answer to {command}")
        self._step += 1
        lines = self._told_of_own(event)
        for line in lines:
            assert self._line == line, self._wrong(line)
            self._at += 1
        self._passes(index, unseen=not lines)

    def _told_of_own(self, event: Event) -> list[str]:
        """Return what somebody reads of what they did, and follow them into and out of rooms."""
        if event.kind == "joined":
            self._rooms.append(event.room)
            topic = [f"Topic: {event.topic}"] if event.topic else []
            return [f"You are in #{event.room} now.", *topic]
        if event.kind == "left":
            self._rooms.remove(event.room)
            return [f"You left #{event.room}. You are in #{self._rooms[-1]} now."]
        if event.kind == "quit":
            self._rooms.clear()
            return ["See you soon!"]
        if event.is_message and not self._echo:
            return []
        return [event.seen_from(self._rooms[-1])]

    def _hears(self, index: int, event: Event) -> None:
        if event.speaks and event.who in self._ignored:
            return
        line = event.seen_from(self._rooms[-1])
        if self._line == line:
            self._at += 1
            self._passes(index)
            return
        # It may have been said before: the answer to /unignore tells no exact moment.
        if not (event.speaks and event.who in self._heard_again):
            assert self._was_behind, self._wrong(line)
            assert not event.is_message, self._wrong(line)

    def _passes(self, index: int, *, unseen: bool = False) -> None:
        """Note that all they did so far was before an event, and what they read if it was seen."""
        self._last = index
        self._heard_again.clear()
        known = [self._asked_at] if unseen else [self._asked_at, self._received_at]
        for moments in known:
            for moment in moments:
                moment.before = index
            moments.clear()

    # -- what no room hears of -----------------------------------------------------------------

    def _take_answers(self, order: Order) -> None:
        while (line := self._line) is not None:
            command = self._next
            if found := _PRIVATE.fullmatch(line):
                author = order.owners[found[1]]
                self.received.append(Private(author, found[2], self._moment(self._received_at)))
            elif command is not None and command.is_answered_by(line):
                self._step += 1
                self._does(command, order)
            elif command is not None and command.is_refused_by(line):
                self._step += 1
            else:
                return
            self._at += 1

    def _does(self, command: Command, order: Order) -> None:
        if command.kind == "echo":
            self._echo = command.subject == "on"
        elif command.kind == "whisper":
            self._sends(command, order)
        elif command.kind == "switch":
            self._rooms.remove(command.subject)
            self._rooms.append(command.subject)
            topics = [f"Topic: {topic}" for topic in order.topics[command.subject]]
            if self._at + 1 < len(self._lines) and self._lines[self._at + 1] in topics:
                self._at += 1
        elif command.kind in ("ignore", "unignore"):
            self._listens(order.owners[command.subject], ignores=command.kind == "ignore")

    def _listens(self, who: str, *, ignores: bool) -> None:
        self._changes[who].append((self._moment(self._asked_at), ignores))
        if ignores:
            self._ignored.add(who)
            self._heard_again.discard(who)
        else:
            self._ignored.discard(who)
            self._heard_again.add(who)

    def _sends(self, command: Command, order: Order, *, is_certain: bool = True) -> None:
        to = order.owners[command.to]
        moment = self._moment(self._asked_at)
        self.sent.append(Private(to, command.subject, moment, is_certain))

    def _moment(self, of_the_kind: list[Moment]) -> Moment:
        moment = Moment(self._last, sys.maxsize)
        of_the_kind.append(moment)
        return moment

    # -- where the walk stands -----------------------------------------------------------------

    @property
    def _line(self) -> str | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    @property
    def _next(self) -> Command | None:
        return self._program[self._step] if self._step < len(self._program) else None

    def _wrong(self, expected: str) -> str:
        before = "".join(f"\n    {line[:200]}" for line in self._lines[: self._at][-3:])
        after = "".join(f"\n    {line[:200]}" for line in self._lines[self._at :][:3])
        return (
            f"{self.who} (in {self._rooms}) should have read {expected[:200]!r} after{before}\n"
            f"  and read{after}"
        )


def compare_private(transcripts: Mapping[str, Transcript]) -> int:
    """Compare the private messages of people whose transcripts have been walked; return how many.

    Raises `AssertionError` unless everyone read each that was for them, once, in the order of its
    author, when it was sent, and none of whom they ignored.
    """
    compared = 0
    for reader in transcripts.values():
        received: defaultdict[str, list[Private]] = defaultdict(list)
        for private in reader.received:
            received[private.partner].append(private)
        for author in transcripts.values():
            sent = [private for private in author.sent if private.partner == reader.who]
            _compare_pair(author, reader, sent, received[author.who])
            compared += len(received[author.who])
    return compared


def _compare_pair(
    author: Transcript, reader: Transcript, sent: Sequence[Private], received: Sequence[Private]
) -> None:
    pair = f"{author.who} to {reader.who}:"
    left = list(received)
    for private in sent:
        ignored = reader.ignored(author.who, private.moment)
        if left and left[0].text == private.text:
            came = left.pop(0).moment
            at = private.moment
            assert not came.is_before(at), f"{pair} read too early: {private}"
            assert not at.is_before(came), f"{pair} read too late: {private}"
            assert False in ignored, f"{pair} read, and ignored: {private}"
        else:
            excused = True in ignored or reader.breaks_off or not private.is_certain
            assert excused, f"{pair} never read: {private}"
    assert not left, f"{pair} read twice, or in another order, or never said: {left[0]}"
