"""What is typed behind a command that turns somewhere, before it is known where that is.

    /msg ana hi ──▶ asked ──ok──▶ turned: what was typed behind it goes to ana
    psst            │
                    └──error────▶ astray: it goes nowhere, and stays to be read

Whoever types ahead, pastes or writes a file means each line for where the one before it leads. A
line that was meant for one person must never be said in a room because that person is not there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.saying import one_line
from chatservice.client.talk.talks import Talk


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and what was to be seen then.

    ``here`` is the talk where it goes, ``writer`` who had written privately last; empty: nobody.
    """

    text: str
    here: Talk
    writer: str = ""


class Turning:
    """Keeps what is typed behind such a command, and has it taken in its order.

    ``take`` takes a line and returns whether it was; ``leads`` returns whether a line says itself
    where it goes.
    """

    def __init__(
        self, clock: Any, chat: Chat, take: Callable[[Typed], bool], leads: Callable[[str], bool]
    ) -> None:
        self._clock = clock
        self._chat = chat
        self._take = take
        self._leads = leads
        self._from: Talk | None = None
        """Where a command was typed that is not answered yet; `None` where there is none."""
        self._place: Talk | None = None
        """Where what is typed goes, as far as whoever does not look can know; `None` at first."""
        self._lost_at: Talk | None = None
        """Where one stands since such a command failed; `None` when one has turned somewhere."""
        self._is_fresh = False
        """Whether that was just now: what is typed already was typed before anybody saw it."""
        self._is_going_on = False
        """Whether what was typed behind a command is taken just now."""
        self._behind: deque[tuple[Typed, Entry]] = deque()

    @property
    def is_turning(self) -> bool:
        """Whether it is not known yet where what is typed now goes."""
        return self._from is not None or self._is_going_on

    def begin(self, here: Talk) -> None:
        """Take note that a command was sent that turns somewhere."""
        self._from = here

    def go(self, here: Talk, there: Talk) -> None:
        """Turn from a talk to another one, unless the person has turned elsewhere meanwhile."""
        self._place, self._lost_at = there, None
        # Whoever watches may type something at once.
        if self._chat.current is here:
            self._chat.open(there)

    def turned(self, here: Talk, there: Talk | None) -> None:
        """Take note of where a command has turned; `None`: nowhere."""
        self._is_going_on = True
        self._from = None
        try:
            if there is None:
                self.fail(here)
            else:
                self.go(here, there)
            self._go_on()
        finally:
            self._is_going_on = False
        self._chat.changed()

    def fail(self, here: Talk) -> None:
        """Take note that a command that was typed here turns nowhere."""
        self._lost_at, self._is_fresh = here, True
        # Until this turn of the reactor is over: nobody has seen it before.
        self._clock.callLater(0, self._is_seen)

    def _is_seen(self) -> None:
        self._is_fresh = False

    def type(self, typed: Typed, *, is_attended: bool) -> bool:
        """Take a line, keep it, or refuse it; return whether it need not be typed again.

        ``is_attended``: a person types it, and sees where. All others know only where they have
        turned to: nothing is said in another place, as where they were thrown out.
        """
        if self.is_turning and (typed.here is self._from or not is_attended):
            self._behind.append((typed, self._show(typed)))
            return True
        if is_attended:
            is_astray = self._is_fresh and typed.here is self._lost_at
        else:
            is_astray = self._lost_at is not None or self._place not in (None, typed.here)
        if is_astray and not self._leads(typed.text):
            self._refuse(self._show(typed), typed.here, is_attended=is_attended)
            return True
        taken = self._take(typed)
        current = self._chat.current
        if self._from is None and not is_astray and current in self._chat.talks:
            self._place = current
        return taken

    def _go_on(self) -> None:
        """Take what was typed behind it, as far as the next such command."""
        while self._behind and self._from is None:
            typed, entry = self._behind.popleft()
            here = self._place if self._lost_at is None else self._lost_at
            is_astray = self._lost_at is not None and not self._leads(typed.text)
            if here is None or here not in self._chat.talks or is_astray:
                self._refuse(entry, typed.here)
            else:
                place = self._place_of(entry, typed.here)
                place.remove(entry)
                if not self._take(replace(typed, here=here)):
                    place.add(entry)
                    self._refuse(entry, place, self._chat.book.say("Not sent."))

    # -- what is shown of them -----------------------------------------------------------------

    def _show(self, typed: Typed) -> Entry:
        kind = Kind.SAID if typed.here.is_room else Kind.WHISPERED
        now, text = datetime.now(timezone.utc), one_line(typed.text)
        entry = Entry(kind, now, text, self._chat.nick, state=State.WAITING, own=True)
        self._chat.add(typed.here, entry)
        return entry

    def _refuse(
        self, entry: Entry, talk: Talk, problem: str = "", *, is_attended: bool = True
    ) -> None:
        say = self._chat.book.say
        entry.state = State.REFUSED
        entry.problem = problem or say(
            "Not sent: the command before it failed, and this may be meant for where that leads."
        )
        if not is_attended:
            entry.problem += " " + say("/join, /msg or /talk turns somewhere again.")
        self._chat.settled(self._place_of(entry, talk), entry)

    def _place_of(self, entry: Entry, talk: Talk) -> Talk:
        """Return where an entry stands: it was moved if its talk was closed."""
        return next((each for each in self._chat.talks if entry in each.entries), talk)
