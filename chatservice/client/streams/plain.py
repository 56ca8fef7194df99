"""The front that prints line by line: for screen readers, braille lines and dumb terminals.

Nothing is drawn again, no cursor moves, nothing has a colour. The terminal lets the person edit the
line that they type, and shows it: what was said here is not printed once more, unless the server
did not take it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IDelayedCall
from twisted.internet.stdio import StandardIO

from chatservice.client.streams.asking import Asking
from chatservice.client.streams.prose import Prose, day_line, local
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Chat, Hit, Search, Speaker, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.core.text import sanitise

GATHER_SECONDS = 1.0
"""Who comes and goes within that time is told of together."""

AROUND = 5
"""So many messages before and after one that was looked for are printed with it."""


class Plain(Asking):
    """A `Watcher`, and the protocol of standard input and output.

    ``bell``: the terminal rings when somebody says one's name, or writes privately.
    """

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
        *,
        bell: bool = True,
    ) -> None:
        super().__init__(reactor, chat, speaker, surroundings, standard_io)
        self._rings = bell and surroundings.shown
        self._prose = Prose(chat)
        self._gathering: dict[Talk, IDelayedCall] = {}
        self._gathered: dict[Talk, Entry] = {}
        self._before: dict[Talk, list[Entry]] = {}
        """What was said before in talks, which is printed when they are turned to."""
        self._day = local(datetime.now(timezone.utc)).date()
        self._place: Talk | None = None
        self._status: Status | None = None
        self._trouble: str | None = None
        """Why the connection was lost, as last printed; `None` while there is one."""
        self._found: Search | None = None

    # -- typing --------------------------------------------------------------------------------

    def typed(self, line: str) -> None:
        """Pass on a line; whoever types reads at the end again."""
        self.chat.current.is_read_back = False
        super().typed(line)

    def stop(self) -> Deferred[None]:
        """Print what there is, and leave the terminal as it was."""
        self.look()
        for talk in list(self._gathering):
            self._tell_presence(talk)
        return super().stop()

    # -- Watcher -------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Print an entry, but for what was typed here."""
        super().added(talk, entry)
        if entry.kind is Kind.PRESENCE:
            self._gather(talk, entry)
        elif not (entry in self.waiting or (entry.own and entry.kind is Kind.LINE)):
            self._look_at_connection()
            self._tell_presence(talk)
            self._print_entry(talk, entry)

    def before(self, talk: Talk, entries: Sequence[Entry]) -> None:
        """Keep what was said before until its talk is turned to.

        What is read on the way to something that was searched for is not printed.
        """
        if not talk.is_read_back:
            self._before.setdefault(talk, []).extend(entries)

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Print what was not taken, and what somebody changed."""
        was_waiting = entry in self.waiting
        super().taken(talk, entry)
        if entry.state is not State.TAKEN:
            self._print_entry(talk, entry)
        elif not was_waiting and (entry.edited or entry.gone):
            here = talk is self.chat.current
            self.print(self._prose.change(talk, entry, "", here=here))

    def found(self, search: Search) -> None:
        """Print what was found, numbered; of what is found besides, that alone."""
        book, last = self.chat.book, self._found
        known = len(last.hits) if last is not None and _goes_on(last, search) else 0
        # The list itself may grow.
        self._found = Search(search.words, list(search.hits), search.more)
        lines = [] if known else [book.say("Found, the newest first:")]
        lines += [
            self._prose.found(number, hit)
            for number, hit in enumerate(search.hits, 1)
            if number > known
        ]
        if not search.hits:
            lines = [book.say("Nothing was found.")]
        elif not known:
            lines.append(book.say("/jump 1 shows what was said around the first of them."))
        if search.more:
            lines.append(book.say("/search more shows older ones."))
        self.print(lines)

    def rang(self) -> None:
        """Ring the terminal."""
        if self._rings:
            self.write("\a")

    # -- what is different ---------------------------------------------------------------------

    def look(self) -> None:
        """Print what is different since the last time."""
        self._look_at_connection()
        self._look_at_place()
        self._look_for_target()
        super().look()

    def _look_at_connection(self) -> None:
        chat, status = self.chat, self.chat.status
        if status is self._status:
            return
        before, self._status = self._status, status
        say, server = chat.book.say, chat.server
        if status is Status.CONNECTING and before is None:
            self.print([say("Connecting to {server}.", server=server)])
        elif status is Status.CONNECTED and self._trouble is None:
            self.print(
                [
                    say("Connected to {server}, encrypted.", server=server)
                    if chat.is_encrypted
                    else say("Connected to {server}, not encrypted.", server=server)
                ]
            )
        elif status is Status.CONNECTED:
            self._trouble = None  # a notice says that one is back
        elif status is Status.WAITING and self._trouble is None:
            self._trouble = chat.trouble  # a notice has told it
            self.print([say("It is tried again. What you type meanwhile is kept and sent then.")])
        elif status is Status.WAITING and chat.trouble != self._trouble:
            # Each further attempt that fails for the same reason would be noise.
            self._trouble = chat.trouble
            self.print([sanitise(chat.trouble)])

    def _look_at_place(self) -> None:
        chat, talk = self.chat, self.chat.current
        if talk not in chat.talks:
            return
        if talk is not self._place:
            self._place = talk
            name = sanitise(talk.name)
            lines = []
            if talk.is_room:
                lines.append(chat.book.say("You are in #{room} now.", room=name))
            elif talk.name != chat.server:  # such is the talk with any other line server
                lines.append(chat.book.say("You are talking to {name} alone now.", name=name))
            if talk.topic:
                lines.append(chat.book.say("Topic: {topic}", topic=sanitise(talk.topic)))
            self.print(lines)
        before = self._before.pop(talk, None)
        if before:
            self.print([chat.book.say("History:")])
            self._print_entries(talk, before)

    def _look_for_target(self) -> None:
        chat, talk, target = self.chat, self.chat.current, self.chat.target
        if target is None:
            return
        chat.target = None
        talk.is_read_back = False
        said = [entry for entry in talk.entries if entry.is_message]
        if target in said:
            at = said.index(target)
            name = sanitise(talk.title)
            self.print([chat.book.say("This was said in {place}:", place=name)])
            self._print_entries(talk, said[max(0, at - AROUND) : at + AROUND + 1], target)
        chat.look()

    # -- who comes and goes --------------------------------------------------------------------

    def _gather(self, talk: Talk, entry: Entry) -> None:
        gathered = self._gathered.get(talk)
        if gathered is None:
            # A copy: what follows is told in the first entry of those that stand together.
            gathered = self._gathered[talk] = Entry(Kind.PRESENCE, entry.at)
            self._gathering[talk] = self.reactor.callLater(
                GATHER_SECONDS, self._tell_presence, talk
            )
        gathered.came += entry.came
        gathered.went += entry.went

    def _tell_presence(self, talk: Talk) -> None:
        gathered = self._gathered.pop(talk, None)
        if gathered is None:
            return
        later = self._gathering.pop(talk)
        if later.active():
            later.cancel()
        self._print_entry(talk, gathered)

    # -- printing ------------------------------------------------------------------------------

    def _print_entries(
        self, talk: Talk, entries: Sequence[Entry], target: Entry | None = None
    ) -> None:
        for entry in entries:
            self._print_entry(talk, entry, "> " if entry is target else "")

    def _print_entry(self, talk: Talk, entry: Entry, sign: str = "") -> None:
        at = local(entry.at)
        here = talk is self.chat.current
        has_time = entry.is_message and not entry.gone
        time = f"[{at:%H:%M}] " if has_time else ""
        lines = self._prose.lines(talk, entry, sign + time, here=here)
        day = at.date()
        if day != self._day:
            self._day = day
            lines.insert(0, day_line(day))
        self.print(lines)


def _goes_on(last: Search, search: Search) -> bool:
    """Return whether a search is the last one with more that was found."""
    first: list[Hit] = last.hits[:1]
    return bool(first) and search.hits[:1] == first and len(search.hits) > len(last.hits)
