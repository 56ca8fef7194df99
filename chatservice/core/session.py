"""One connection's conversation: a state machine of three states.

                    a nickname that may be had
    Negotiating ───────────────────────────────────▶ Chatting
         │                                               │
         │ too many refusals, silence,                   │ /quit, the connection is lost,
         │ /quit, the connection is lost,                │ the server stops
         │ the server stops                              │
         └──────────────────────▶ Gone ◀─────────────────┘

Each state is a class with the same inputs, so that all that can happen in a state stands in one
place. The rule that keeps this simple: a state sets the next one *before* it calls out
(`Session.become`), so nothing that it calls meets a session in a state that is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from chatservice.core.actions import act
from chatservice.core.actions.history import show_last
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Rename
from chatservice.core.declaring import Command, Who
from chatservice.core.names import Name, parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    Declined,
    MessageOfTheDay,
    NicknameAsked,
    Reply,
    StillHere,
    WayOutShown,
    Welcomed,
)
from chatservice.core.settings import Settings
from chatservice.core.text import erase, is_blank, sanitise
from chatservice.core.waiting import Condition, Hearing

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.log import Search
    from chatservice.core.people import Person

T = TypeVar("T")


class Outlet(Protocol):
    """The way back to whoever is behind a connection; a transport's side of a session."""

    def send(self, data: bytes) -> None:
        """Send what the renderer made. Never raises; a closed outlet does nothing."""
        ...

    def close(self) -> None:
        """Close the connection once everything sent has gone out."""
        ...

    def go_on(self) -> None:
        """Hand on what the person says further: the session is no longer `Session.busy`."""
        ...


class State:
    """One state of a conversation, with everything that can happen to it.

    By itself, a state takes no notice of anything.
    """

    def line(self, session: Session, text: str) -> None:
        """Take a sanitised line that the person typed."""

    def command(self, session: Session, command: Command) -> None:
        """Take a command. Raises `Refused` when it can't be done."""

    def prompt(self, session: Session) -> None:
        """Ask again for what is wanted, after the person was told something else."""

    def deadline(self, session: Session) -> None:
        """End the conversation if the person was too long silent in this state."""

    def ended(self, session: Session, reason: str) -> None:
        """Tidy up: the conversation is over (the state is `Gone` already)."""


class Negotiating(State):
    """The person has no nickname yet."""

    def line(self, session: Session, text: str) -> None:
        """Take a nickname, or a command; an empty line gets the question again."""
        if text.lstrip().startswith("/"):
            session.perform(CATALOGUE.parse(text))
        elif is_blank(text):
            self.prompt(session)
        else:
            self._choose(session, text)

    def command(self, session: Session, command: Command) -> None:
        """Take one of the commands that need no nickname; `/rename` chooses the first."""
        if isinstance(command, Rename):
            self._choose(session, command.name)
        elif command.who > Who.ANYONE:
            raise Refused(Code.NAME_NEEDED)
        else:
            act(session, command)
            session.state.prompt(session)

    def _choose(self, session: Session, typed: str) -> None:
        hub = session.hub
        try:
            person = hub.arrive(session, parse_name(typed))
        except Refused as refused:
            session.refusals += 1
            if session.refusals < hub.policy.refusals:
                raise
            session.answer(Declined(refused))
            session.leave(Declined(Refused(Code.TOO_MANY_REFUSALS)))
            return
        session.become(CHATTING)
        session.answer(Welcomed(person.name.text))
        show_last(session, hub.enter(person, hub.lobby.name))

    def prompt(self, session: Session) -> None:
        """Ask for a nickname."""
        session.answer(NicknameAsked())

    def deadline(self, session: Session) -> None:
        """Give the place to somebody who knows what to be called."""
        seconds = session.hub.policy.nickname_seconds
        session.leave(Declined(Refused(Code.NAME_TOO_LATE, seconds=seconds)))


class Chatting(State):
    """The person has a nickname and is in at least one room."""

    def line(self, session: Session, text: str) -> None:
        """Take something to say, or a command; an empty line is nothing."""
        if not is_blank(text):
            session.perform(CATALOGUE.parse(text))

    def command(self, session: Session, command: Command) -> None:
        """Take any command."""
        session.named.spoke_at = session.hub.now()
        act(session, command)

    def ended(self, session: Session, reason: str) -> None:
        """Tell the others, and let go of the name."""
        session.hub.depart(session.named, reason)


class Gone(State):
    """The conversation is over; the connection may still be draining."""


NEGOTIATING = Negotiating()
CHATTING = Chatting()
GONE = Gone()

TRANSITIONS: dict[State, tuple[State, ...]] = {
    NEGOTIATING: (CHATTING, GONE),
    CHATTING: (GONE,),
    GONE: (),
}
"""Every state and where it can lead; `Session.become` refuses anything else."""


class Session:
    """One connection's conversation, from connecting to its end."""

    __slots__ = (
        "busy",
        "form",
        "further",
        "heard_at",
        "hub",
        "outlet",
        "person",
        "rang_at",
        "refusals",
        "representation",
        "settings",
        "state",
        "told_of_bad_bytes",
    )

    def __init__(self, hub: Hub, outlet: Outlet, form: str, settings: Settings) -> None:
        self.hub = hub
        self.outlet = outlet
        self.form = form
        self.state: State = NEGOTIATING
        self.person: Person | None = None
        self.settings = settings
        self.representation = settings.representation(form)
        self.heard_at = hub.now()
        self.rang_at: datetime | None = None
        self.refusals = 0
        self.busy = False
        """Whether an answer is being looked for: the next line has to wait until it is there."""
        self.further: Search | None = None
        """What `/search more` asks for."""
        self.told_of_bad_bytes = False

    # -- what a protocol tells -----------------------------------------------------------------

    def opened(self) -> None:
        """Greet: the message of the day, then the question for a nickname."""
        if self.hub.policy.motd:
            self.answer(MessageOfTheDay(self.hub.policy.motd))
        self.state.prompt(self)

    def line(self, raw: str) -> None:
        """Take one line as it was typed, still unsafe."""
        self.heard_at = self.hub.now()
        try:
            self.state.line(self, sanitise(erase(raw)))
        except Refused as refused:
            self.decline(refused)

    def perform(self, command: Command) -> None:
        """Do what ``command`` asks for, or tell why not."""
        try:
            self.state.command(self, command)
        except Refused as refused:
            self.decline(refused)

    def decline(self, refused: Refused) -> None:
        """Tell why something can't be done, and go on with the conversation."""
        self._tell(Declined(refused))

    def bad_bytes(self) -> None:
        """Tell, once, that what arrives is not UTF-8."""
        if not self.told_of_bad_bytes:
            self.told_of_bad_bytes = True
            self.decline(Refused(Code.NOT_UTF8))

    def are_you_there(self) -> None:
        """Answer a telnet user who wonders."""
        self._tell(StillHere())

    def interrupted(self) -> None:
        """Tell someone who pressed Ctrl+C how to leave."""
        self._tell(WayOutShown())

    def deadline(self) -> None:
        """End a conversation that is too slow for its state."""
        self.state.deadline(self)

    def leave(self, reply: Reply, reason: str = "") -> None:
        """End the conversation with a last ``reply``; ``reason`` is for the others."""
        if self.state is not GONE:
            self.hub.turn.answer(self, reply, last=True)
            self._end(reason)

    def stop(self, reply: Reply) -> None:
        """End the conversation because everybody's ends: no one is told who left."""
        if self.state is not GONE:
            self.hub.turn.answer(self, reply, last=True)
            self.become(GONE)

    def lost(self) -> None:
        """Take note that the connection is gone, in whatever state."""
        if self.state is not GONE:
            self._end("")
        self.hub.disconnected(self)

    # -- what states and actions use -------------------------------------------------------------

    @property
    def named(self) -> Person:
        """Who this is. Raises `Refused` before a nickname is chosen."""
        if self.person is None:
            raise Refused(Code.NAME_NEEDED)
        return self.person

    def answer(self, reply: Reply) -> None:
        """Tell this session alone something, after all that it was owed before."""
        self.hub.turn.answer(self, reply)

    def if_kept(
        self, reply: Reply | None = None, undo: Callable[[], None] | None = None
    ) -> Condition:
        """Return a condition for `Hub.happen`: ``reply`` if it is kept, ``undo`` if it is not."""
        return Condition(self, self.representation, reply, undo)

    def ask(self, look: Callable[[], T], answer: Callable[[T], Reply]) -> None:
        """Answer with what ``look`` returns, which may take long.

        Until then nothing more is taken from this person, so that answers come in the order of
        the questions, and none after a goodbye.
        """
        self.busy = True

        def done(found: T | Refused | None) -> None:
            self.busy = False
            if self.state is not GONE and found is not None:
                self.answer(Declined(found) if isinstance(found, Refused) else answer(found))
                self.outlet.go_on()

        # In a thread: whoever is gone by then needs no answer.
        self.hub.aside(lambda: None if self.state is GONE else look(), done)

    def after_turn(self, act: Callable[[], None]) -> None:
        """Call ``act``, which may raise `Refused`, when this turn has ended.

        Until then nothing more is taken from this person.
        """
        self.busy = True

        def go_on() -> None:
            self.busy = False
            if self.state is GONE:
                return
            try:
                act()
            except Refused as refused:
                self.decline(refused)
            self.outlet.go_on()

        self.hub.turn.after(go_on)

    def hearing(self) -> Hearing:
        """Return what decides what this session hears, and how, as things stand."""
        person = self.person
        rooms = () if person is None else tuple(person.rooms)
        ignored = frozenset[Name]() if person is None else frozenset(person.ignored)
        return Hearing(rooms, ignored, self.settings.echo, self.representation)

    def change_settings(self, settings: Settings) -> None:
        """Take other settings; what is shown from now on follows them."""
        self.hub.turn.changing(self)
        self.settings = settings
        self.representation = settings.representation(self.form)
        if self.person is not None:
            self.hub.ring(self.person, settings.bell)

    def become(self, state: State) -> None:
        """Go to another state; `TRANSITIONS` has what is possible."""
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"no way from {self.state!r} to {state!r}")
        self.state = state

    def _tell(self, reply: Reply) -> None:
        if self.state is not GONE:
            self.answer(reply)
            self.state.prompt(self)

    def _end(self, reason: str) -> None:
        before = self.state
        self.become(GONE)
        before.ended(self, reason)
