"""Everything that a front shows: the talks, who one is, how the connection is, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Protocol

from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Person, Talk
from chatservice.client.talk.words import key_of
from chatservice.render.phrasebook import Phrasebook


class Status(Enum):
    """How the connection is."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    """It was lost, or could not be made: it is tried again at ``Chat.retry_at``."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Question:
    """What the next line typed is the answer to: a nickname, a password, yes or no.

    ``hidden``: nobody may see what is typed, and it is remembered nowhere. ``answer`` takes it;
    ``give_up`` is called instead by whoever does not want to answer, where that is possible.
    """

    text: str
    answer: Callable[[str], None]
    hidden: bool = False
    give_up: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: the entry, the talk where it stands, and which parts match.

    ``marks`` are pairs of places in the text, in code points.
    """

    entry: Entry
    talk_name: str
    is_room: bool
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Search:
    """What was looked for, and found: the newest first. ``more``: `/search more` finds older."""

    words: str
    hits: list[Hit]
    more: bool = False


class Watcher(Protocol):
    """Who shows a chat, or records it."""

    def added(self, talk: Talk, entry: Entry) -> None:
        """Take note of an entry that came now: nothing that is read back, or was there before."""
        ...

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Take note of entries that were there before, oldest first."""
        ...

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Take note of what became of an entry: it was taken or not, corrected, taken back."""
        ...

    def changed(self) -> None:
        """Take note that something else may be different: called often, does no more than note."""
        ...

    def found(self, search: Search) -> None:
        """Take note of what a search found, or found besides."""
        ...

    def rang(self) -> None:
        """Ring: somebody said one's name, or wrote privately."""
        ...


class Chat:
    """What is known. Its attributes are read by everyone, and written by who converses.

    ``talks`` are in the order of their keys Alt+1 to Alt+9; there is always one. ``is_seen`` is
    whether somebody looks: what comes to a talk at whose end somebody looks is read.
    """

    def __init__(self, book: Phrasebook, server: str) -> None:
        self.book = book
        self.server = server
        """How the server is called on the screen."""
        self.nick = ""
        self.away: str | None = None
        self.status = Status.CONNECTING
        self.is_encrypted = False
        self.retry_at = datetime.now(timezone.utc)
        """When the next attempt is made, while the status is `WAITING`."""
        self.trouble = ""
        """Why there is no connection, as a sentence."""
        self.question: Question | None = None
        self.is_seen = True
        self.search: Search | None = None
        """The last search; `None` before any, or when it was closed."""
        self.target: Entry | None = None
        """An entry of the current talk that is to be shown; `None` once it is."""
        self.rooms: dict[str, str] = {}
        """The rooms that the server has told of, and their topics."""
        self._placeholder = Talk(server, is_room=False)
        self.talks: list[Talk] = []
        self.current: Talk = self._placeholder
        self.watchers: list[Watcher] = []

    # -- talks ---------------------------------------------------------------------------------

    def find(self, name: str, *, is_room: bool) -> Talk | None:
        """Return a talk, if there is one of that name."""
        key = ("#" if is_room else "@") + key_of(name)
        return next((talk for talk in self.talks if talk.key == key), None)

    def talk(self, name: str, *, is_room: bool) -> Talk:
        """Return a talk, made if there is none."""
        talk = self.find(name, is_room=is_room)
        if talk is None:
            talk = Talk(name, is_room)
            if not self.talks and not self._placeholder.is_room:
                # What the client told before there was any room stays above.
                talk.entries, self._placeholder.entries = self._placeholder.entries, []
            self.talks.append(talk)
            if self.current is self._placeholder:
                self.current = talk
            self.changed()
        return talk

    def open(self, talk: Talk) -> None:
        """Turn to a talk: it is read now."""
        if talk is not self.current:
            self.current.mark = None
            self.current.is_read_back = False
            self.current = talk
        self.look()

    def look(self) -> None:
        """Take note that somebody looks at the end of the current talk."""
        if self.is_seen and not self.current.is_read_back:
            self.current.unread = self.current.mentions = 0
        self.changed()

    def close(self, talk: Talk) -> None:
        """Take a talk away; the one before it is turned to."""
        if talk not in self.talks:
            return
        at = self.talks.index(talk)
        self.talks.remove(talk)
        if self.current is talk:
            self.current = self.talks[max(0, at - 1)] if self.talks else self._placeholder
            self.look()
        self.changed()

    # -- people --------------------------------------------------------------------------------

    def people(self) -> list[Person]:
        """Return who is in the current talk, sorted by name."""
        talk = self.current
        if not talk.is_room:
            return [Person(talk.name)] if talk in self.talks else []
        return sorted(talk.people.values(), key=lambda each: key_of(each.name))

    def is_me(self, name: str) -> bool:
        """Return whether a name is one's own."""
        return bool(self.nick) and key_of(name) == key_of(self.nick)

    # -- what comes ----------------------------------------------------------------------------

    def add(self, talk: Talk, entry: Entry) -> Entry:
        """Put an entry that came now into a talk, and tell the watchers."""
        is_read = self.is_seen and talk is self.current and not talk.is_read_back
        added = talk.add(entry)
        if not entry.own and not is_read and entry.kind is not Kind.PRESENCE:
            if not talk.unread:
                talk.mark = added
            talk.unread += 1
            if entry.mention or entry.kind is Kind.WHISPERED:
                talk.mentions += 1
        for watcher in self.watchers:
            watcher.added(talk, entry)
        self.changed()
        return added

    def put_before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Put entries where they belong that were there before, and tell the watchers."""
        if not entries:
            return
        talk.extend(entries)
        for watcher in self.watchers:
            watcher.before(talk, entries)
        self.changed()

    def notice(self, *lines: str, talk: Talk | None = None) -> Entry:
        """Tell something in a talk, the current one unless another is named."""
        now = datetime.now(timezone.utc)
        entry = Entry(Kind.NOTICE, now, "\n".join(lines))
        place = talk or self.current
        return self.add(place, entry)

    def problem(self, sentence: str, talk: Talk | None = None) -> Entry:
        """Tell in a talk why something that was asked for can't be done."""
        entry = Entry(Kind.NOTICE, datetime.now(timezone.utc), state=State.REFUSED)
        entry.problem = sentence
        return self.add(talk or self.current, entry)

    def settled(self, talk: Talk, entry: Entry) -> None:
        """Take note that something became of an entry, and tell the watchers."""
        talk.change(entry)
        for watcher in self.watchers:
            watcher.taken(talk, entry)
        self.changed()

    def changed(self) -> None:
        """Tell the watchers that there may be something else to show."""
        for watcher in self.watchers:
            watcher.changed()

    def show_found(self, search: Search) -> None:
        """Take note of what a search found, and tell the watchers."""
        self.search = search
        for watcher in self.watchers:
            watcher.found(search)
        self.changed()

    def ring(self) -> None:
        """Have the watchers ring."""
        for watcher in self.watchers:
            watcher.rang()


class Speaker(Protocol):
    """Who converses with the server for a front: `chatservice.client.talk.session` and others."""

    chat: Chat

    @property
    def is_idle(self) -> bool:
        """Whether everything that was typed is taken, refused or answered.

        ``chat.changed()`` follows when that becomes so.
        """
        ...

    def type(self, text: str) -> bool:
        """Take what was typed: a command, or something to say, perhaps of several lines.

        Several lines are one message. Return whether it was taken; if not, a notice says why, and
        what was typed should stay where it can be changed. Not for answers to ``chat.question``.
        """
        ...

    def older(self, talk: Talk) -> None:
        """Have what was said before the first entry of a talk put before it, if there is more."""
        ...

    def jump(self, number: int) -> None:
        """Go to the search's result with that number, from 1.

        The talk where it stands becomes the current one. Where the entry is not in it yet, it and
        what stands around it is asked for; ``chat.target`` is set as soon as it is there.
        """
        ...

    def leave(self) -> None:
        """Say goodbye, once."""
        ...
