"""The states of a conversation, and what can happen in each.

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

from typing import TYPE_CHECKING

from chatservice.core.actions import act
from chatservice.core.actions.history import show_last
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Rename
from chatservice.core.declaring import Command, Who
from chatservice.core.names import parse_name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined, NicknameAsked, Welcomed
from chatservice.core.text import is_blank

if TYPE_CHECKING:
    from chatservice.core.session import Session


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
        session.heard_at = session.hub.now()
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
            person = hub.arrivals.arrive(session, parse_name(typed))
        except Refused as refused:
            session.refusals += 1
            if session.refusals < hub.policy.refusals:
                raise
            session.answer(Declined(refused))
            session.leave(Declined(Refused(Code.TOO_MANY_REFUSALS)))
            return
        session.become(CHATTING)
        session.answer(Welcomed(person.name.text))
        show_last(session, hub.membership.enter(session, hub.lobby.name))

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
        session.hub.arrivals.depart(session, reason)


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
