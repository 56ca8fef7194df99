"""What a bot says without being connected: by its token alone, through an address of the server's.

All rules hold as for somebody who is there: bans and mutes, a room's kind, how fast and how often
the same may be said. A bot that is connected speaks as the person that it is there. For one that is
not, a person stands, who is in no room and of whose coming and going nobody hears, so that its pace
counts on from one call to the next.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from chatservice.core.actions.talking import say_as
from chatservice.core.auditing import By, Noted, note_refusal_of
from chatservice.core.intake import sanitised, short
from chatservice.core.log import NotKeptError, NotReadError
from chatservice.core.people import Person
from chatservice.core.refusals import Code, Refused
from chatservice.core.rules import check_entry
from chatservice.core.sanctions import seconds_left
from chatservice.core.session import AUDITED
from chatservice.core.text import erase, is_blank, sanitise
from chatservice.core.writing import Pace

if TYPE_CHECKING:
    from chatservice.core.accounts import Account
    from chatservice.core.addresses import Origin
    from chatservice.core.hub import Hub
    from chatservice.core.rooms import Room
    from chatservice.core.visits import Visit
    from chatservice.core.waiting import Happening

MOST_LINES = 10
"""Lines that may be said by one call."""

MOST_CALLS = 10
"""Calls of one bot that may wait for its pace at once."""

MOST_VOICES = 1000
"""Bots that are remembered: of more, those that say nothing are forgotten, the one that spoke last
the longest ago first."""

REMEMBERED = timedelta(minutes=10)
"""How long a bot is remembered that says nothing."""

Done = Callable[["int | Refused"], None]

Wanted = Callable[[], bool]
"""Tells whether who asked for something to be said is still there to read the answer."""


class Hooks:
    """Says what bots have to say, in a ``hub``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._voices: OrderedDict[int, _Voice] = OrderedDict()
        """By the bots' identities; those that spoke last are the last."""

    def say(
        self, token: str, room: str, text: str, visit: Visit, done: Done, is_wanted: Wanted
    ) -> None:
        """Say each line of ``text`` in ``room``, or in the first one, as the bot of that token.

        ``done`` is called once, perhaps before this returns: with the number of the last line when
        it is on the disk, or with why it was not said. The lines before it may have been. Once
        ``is_wanted`` tells that nobody waits for that, lines not yet said are refused
        (MUTED_FOR_FLOOD): who misses the answer asks for them again.
        """
        hub = self._hub
        if visit.refused is not None:
            done(visit.refused)
            return
        try:
            account = hub.logins.with_token(visit.origin, token)
            call = _Call(hub, account, visit.origin, room, _lines_of(text), done, is_wanted)
            self._voice(account).add(call)
        except Refused as refused:
            done(refused)
        except NotReadError as error:
            done(hub.not_kept(error))
        except Exception as error:
            hub.report("saying what a bot says", error)
            done(Refused(Code.INTERNAL))

    def sweep(self) -> None:
        """Forget the bots that have said nothing for long."""
        now = self._hub.now()
        for identity, voice in list(self._voices.items()):
            # The clock may be set back meanwhile, which is no reason to remember them for ever.
            if not voice.is_busy and abs(now - voice.used_at) > REMEMBERED:
                del self._voices[identity]

    def _voice(self, account: Account) -> _Voice:
        voice = self._voices.get(account.identity)
        if voice is None:
            self._make_place()
        if voice is None or voice.is_over:
            voice = self._voices[account.identity] = _Voice(self._hub, account)
        self._voices.move_to_end(account.identity)
        return voice

    def _make_place(self) -> None:
        """Forget a bot if there are too many; never one that has something to say just now.

        Raises `Refused` if all of them have.
        """
        if len(self._voices) >= MOST_VOICES:
            idle = (each for each, voice in self._voices.items() if not voice.is_busy)
            identity = next(idle, None)
            if identity is None:
                raise Refused(Code.SERVER_FULL)
            del self._voices[identity]


def _lines_of(text: str) -> deque[str]:
    """Return the lines of ``text`` that have something in them, made safe. Raises `Refused`."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused(Code.TOO_MANY_LINES, allowed=MOST_LINES)
    said = deque(sanitised(erase(short(line))).rstrip() for line in lines)
    if not said or any(map(is_blank, said)):
        raise Refused(Code.NOTHING_LEFT)
    return said


class _Call:
    """Some lines that are to be said, the first of ``lines`` next, by somebody at ``origin``."""

    __slots__ = ("_done", "_hub", "is_answered", "is_wanted", "lines", "origin", "room", "token")

    def __init__(
        self,
        hub: Hub,
        account: Account,
        origin: Origin | None,
        room: str,
        lines: deque[str],
        done: Done,
        is_wanted: Wanted,
    ) -> None:
        self._hub = hub
        self.token = account.token
        """The digest of the token that let the bot speak."""
        self.origin = origin
        self.room = room
        self.lines = lines
        self.is_answered = False
        self.is_wanted = is_wanted
        self._done = done

    def answer(self, found: int | Refused) -> None:
        """Tell what became of it, once."""
        if not self.is_answered:
            self.is_answered = True
            self.lines.clear()
            try:
                self._done(found)
            except Exception as error:
                # Whoever calls from here has others to go on with.
                self._hub.report("answering who said something as a bot", error)


class _Voice:
    """One bot, as it speaks without being connected."""

    def __init__(self, hub: Hub, account: Account) -> None:
        self.used_at: datetime = hub.now()
        self.is_over = False
        """Whether it wrote too fast for too long; another one begins anew, as who comes again."""
        self._hub = hub
        self._calls: deque[_Call] = deque()
        self._is_waiting = False
        self._person = Person(account.name, None, hub.now(), account)
        self._pace = Pace(hub.policy.limits.flood_registered)
        self._noted: Noted | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something waits to be said."""
        return bool(self._calls)

    def add(self, call: _Call) -> None:
        """Let something be said, after all that waits. Raises `Refused` if that is too much."""
        for each in self._calls:
            self._look_after(each)
        self._calls = deque(each for each in self._calls if each.lines)
        if len(self._calls) >= MOST_CALLS:
            raise Refused(Code.MUTED_FOR_FLOOD, seconds=self._seconds())
        self.used_at = self._hub.now()
        self._calls.append(call)
        if not self._is_waiting:
            self._go_on()

    def _go_on(self) -> None:
        """Say what waits, as far as that may be said now."""
        self._is_waiting = False
        while self._calls:
            call = self._calls[0]
            self._look_after(call)
            if not call.lines:
                self._calls.popleft()
                continue
            person, pace = self._speaker()
            if pace.is_delayed or self._hub.turn.is_full:
                wait = pace.wait if pace.is_delayed else self._hub.turn.after
                self._is_waiting = True
                wait(self._go_on)
                return
            self._say_next(call, person, pace)

    def _look_after(self, call: _Call) -> None:
        """Refuse what ``call`` has still to say if that is not to be said any more."""
        if call.lines and self.is_over:
            call.answer(Refused(Code.FLOODED))
        elif call.lines and not call.is_wanted():
            call.answer(Refused(Code.MUTED_FOR_FLOOD, seconds=self._seconds()))

    def _speaker(self) -> tuple[Person, Pace]:
        """Return who says it, and how fast they may: who is connected, or who stands for them."""
        here = self._hub.arrivals.with_identity(self._person.identity)
        if here is not None:
            return here, here.sessions[0].pace
        return self._person, self._pace

    def _say_next(self, call: _Call, person: Person, pace: Pace) -> None:
        hub, line = self._hub, call.lines.popleft()
        try:
            self._person.account = self._account(call)
            self._count(person, pace)
            said = say_as(hub, person, self._room(call, person), line)
        except Refused as refused:
            if refused.code in AUDITED or refused.code is Code.FLOODED:
                by = By(hub, person, call.origin)
                self._noted = note_refusal_of(by, refused, self._noted)
            call.answer(refused)
        except (NotKeptError, NotReadError) as error:
            call.answer(hub.not_kept(error))
        except Exception as error:
            hub.report("saying what a bot says", error)
            call.answer(Refused(Code.INTERNAL))
        else:
            person.spoke_at = self.used_at = hub.now()
            hub.turn.after(partial(_kept, call, said, is_last=not call.lines))

    def _account(self, call: _Call) -> Account:
        """Return the bot's account as it is now, which may have changed while lines waited.

        Raises `Refused` if the token that came with ``call`` is not its token any more.
        """
        account = self._hub.accounts.with_identity(self._person.identity)
        if account is None or account.token != call.token:
            raise Refused(Code.WRONG_TOKEN)
        return account

    def _count(self, person: Person, pace: Pace) -> None:
        """Count one line. Raises `Refused` for who is muted for a while, or writes no more."""
        verdict = pace.count(self._hub, person)
        if verdict.refused is not None:
            self.is_over = verdict.is_last
            raise verdict.refused

    def _room(self, call: _Call, person: Person) -> Room:
        """Return where it is to be said. Raises `Refused` if they may not be there."""
        hub = self._hub
        ban = hub.arrivals.ban(call.origin, person.name, person.account)
        if ban is not None:
            seconds = seconds_left(ban, hub.now())
            raise Refused(Code.BANNED, seconds=seconds, reason=ban.reason)
        name = sanitise(call.room).strip().removeprefix("#")
        room = hub.membership.room(name) if name else hub.lobby
        if room not in person.rooms:
            check_entry(hub, call.origin, person, room)
        return room

    def _seconds(self) -> int:
        """Return how long it takes, about, until all that waits is said."""
        limit = self._pace.limit
        lines = sum(len(call.lines) for call in self._calls)
        return max(1, ceil(lines / limit.per_second)) if limit is not None else 1


def _kept(call: _Call, said: Happening, *, is_last: bool) -> None:
    """Answer a call of which a line is on the disk, or is not."""
    if not said.seq:
        call.answer(Refused(Code.NOT_KEPT))
    elif is_last:
        call.answer(said.seq)
