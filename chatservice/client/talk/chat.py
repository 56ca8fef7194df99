"""Everything that a front shows: the talks, who one is, how the connection is, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum

from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.shelf import MOST_UNREAD, Shelf
from chatservice.client.talk.speaker import Speaker
from chatservice.client.talk.talks import Person, Talk
from chatservice.client.talk.watcher import Hit, Search, Watcher
from chatservice.client.talk.words import folded
from chatservice.render.phrasebook import Phrasebook

__all__ = ("Chat", "Hit", "Question", "Search", "Speaker", "Status", "Watcher")


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
    ``is_connected``: there is a connection, over which the answer will be sent.
    """

    text: str
    answer: Callable[[str], None]
    hidden: bool = False
    give_up: Callable[[], None] | None = None
    is_connected: bool = True


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
        self.current: Talk = self._placeholder
        self.watchers: list[Watcher] = []
        self._shelf = Shelf()
        self._is_crowded = False
        """Whether it was told that talks are closed which nobody has read."""

    # -- talks ---------------------------------------------------------------------------------

    @property
    def talks(self) -> list[Talk]:
        """All talks, in their order."""
        return self._shelf.talks

    def find(self, name: str, *, is_room: bool) -> Talk | None:
        """Return a talk, if there is one of that name."""
        return self._shelf.find(name, is_room=is_room)

    def talk(self, name: str, *, is_room: bool) -> Talk:
        """Return a talk, made if there is none."""
        talk = self.find(name, is_room=is_room)
        if talk is not None:
            return talk
        talk = Talk(name, is_room)
        if not self.talks:
            # What the client told before there was any room stays above.
            talk.entries, self._placeholder.entries = self._placeholder.entries, []
        self._shelf.put(talk)
        if self.current is self._placeholder:
            self.current = talk
        self._close_one(talk)
        self.changed()
        return talk

    def rename(self, talk: Talk, name: str) -> bool:
        """Call a talk otherwise; return whether it is: not where another one is called that."""
        is_renamed = self._shelf.rename(talk, name)
        self.changed()
        return is_renamed

    def open(self, talk: Talk) -> None:
        """Turn to a talk: it is read now."""
        if talk is not self.current:
            self.current.mark = None
            self.current.is_read_back = False
            self.current = talk
            self._shelf.use(talk)
        self.look()

    def look(self) -> None:
        """Take note that somebody looks at the end of the current talk."""
        if self.is_seen and not self.current.is_read_back:
            self.current.unread = self.current.mentions = 0
        self.changed()

    def close(self, talk: Talk) -> None:
        """Take a talk away; the one before it is turned to.

        What one wrote there and the server did not take, or has not yet, moves to the talk that is
        turned to.
        """
        if not self._shelf.holds(talk):
            return
        at = self.talks.index(talk)
        self._shelf.take(talk)
        if self.current is talk:
            self.current = self.talks[max(0, at - 1)] if self.talks else self._placeholder
            self.look()
        self._move(talk)
        self.changed()

    def _move(self, closed: Talk) -> None:
        """Put what was written in a closed talk into the current one; the watchers know of it."""
        now, here = datetime.now(timezone.utc), self.current
        own = [each for each in closed.entries if each.own and each.state is not State.TAKEN]
        if closed.draft:
            # No draft there as well: it would be sent to other people than it was meant for.
            kind = Kind.SAID if closed.is_room else Kind.WHISPERED
            draft = Entry(kind, now, closed.draft, self.nick, state=State.REFUSED, own=True)
            draft.problem = self.book.say("You had not sent this yet.")
            own.append(draft)
            closed.draft = ""
        if not own:
            return
        title = self.book.say(
            "{talk} is closed now. What you wrote there and was not taken:", talk=closed.title
        )
        here.add(Entry(Kind.NOTICE, now, title))
        for entry in own:
            closed.remove(entry)
            here.add(entry)

    def _close_one(self, new: Talk) -> None:
        """Close the longest unused talk where there are too many."""
        talk = self._shelf.superfluous(new, self.current)
        if talk is None:
            self._is_crowded = False
            return
        self.close(talk)
        if talk.unread and not self._is_crowded:
            self._is_crowded = True
            self.notice(
                self.book.count(
                    "More than {number} conversation is unread: the oldest ones are closed.",
                    "More than {number} conversations are unread: the oldest ones are closed.",
                    MOST_UNREAD,
                )
            )

    def _standing(self, talk: Talk) -> Talk:
        """Return a talk; where it is closed, what stands for it."""
        if self._shelf.holds(talk):
            return talk
        return self.find(talk.name, is_room=talk.is_room) or self.current

    def _place_of(self, entry: Entry, talk: Talk) -> Talk:
        """Return where an entry stands: where it has moved, if its talk was closed."""
        if self._shelf.holds(talk):
            return talk
        places = (talk, *self.talks, self._placeholder)
        return next((each for each in reversed(places) if entry in each.entries), talk)

    # -- people --------------------------------------------------------------------------------

    def people(self) -> list[Person]:
        """Return who is in the current talk, sorted by name."""
        talk = self.current
        if not talk.is_room:
            return [Person(talk.name)] if talk in self.talks else []
        return sorted(talk.people.values(), key=lambda each: folded(each.name))

    def is_me(self, name: str) -> bool:
        """Return whether a name is one's own."""
        return bool(self.nick) and folded(name) == folded(self.nick)

    # -- what comes ----------------------------------------------------------------------------

    def add(self, talk: Talk, entry: Entry) -> Entry:
        """Put an entry that came now into a talk, and tell the watchers.

        Where the talk was closed meanwhile, it stands in what it is called now, or else in the
        current one. What has the number of one that is there is not put there again.
        """
        talk = self._standing(talk)
        is_read = self.is_seen and talk is self.current and not talk.is_read_back
        added = talk.add(entry)
        if added is not entry and entry.kind is not Kind.PRESENCE:
            return added
        self._shelf.use(talk)
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

    def put_before(
        self, talk: Talk, entries: Sequence[Entry], *, before: int | None = None
    ) -> None:
        """Put entries where they belong that were there before, and tell the watchers.

        Those that are there already are left out; ``before`` is as for `Talk.extend`.
        """
        new = talk.extend(entries, before=before)
        if not new:
            return
        now = datetime.now(timezone.utc)
        talk.shorten(Entry(Kind.NOTICE, now, self.book.say("Some messages are left out here.")))
        for watcher in self.watchers:
            watcher.before(talk, new)
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
        place = self._place_of(entry, talk)
        if place is not talk and entry.state is State.TAKEN:
            # It was said where it was meant to be, so it does not stand elsewhere.
            place.remove(entry)
            place = self.find(talk.name, is_room=talk.is_room) or talk
            place.add(entry)
        talk = place
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
