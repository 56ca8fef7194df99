"""The states of a conversation, and what can happen in each.

                    a nickname that may be had
    Negotiating ───────────────────────────────────▶ Chatting
     │  │    ▲                                       ▲ │  │ ▲
     │  │    │ an empty line        its password     │ │  │ │ all is answered,
     │  │    └──────────── Proving ──────────────────┘ │  │ │ an empty line
     │  │ a registered name ▲ │                        │  │ │
     │  └───────────────────┘ │ too many wrong ones,   │  ▼ │ a password is needed
     │                        │ silence                │ Confiding
     │ too many refusals,     ▼                        │  │
     └─────────────────────▶ Gone ◀────────────────────┴──┘
       silence, /quit, the connection is lost,   /quit, the connection is lost,
       the server stops                          the server stops

Each state is a class with the same inputs, so that all that can happen in a state stands in one
place. The rule that keeps this simple: a state sets the next one *before* it calls out
(`Session.become`), so nothing that it calls meets a session in a state that is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatservice.core.actions import act
from chatservice.core.actions.arriving import choose_name
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Leaving, Rename
from chatservice.core.declaring import Command, Who
from chatservice.core.names import parse_name
from chatservice.core.passwords import prepare
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    Declined,
    NicknameAsked,
    NothingChanged,
    PasswordAsked,
    Wanted,
)
from chatservice.core.standing import GUARDED, check_standing
from chatservice.core.text import is_blank

if TYPE_CHECKING:
    from chatservice.core.session import Session


class State:
    """One state of a conversation, with everything that can happen to it.

    By itself, a state takes no notice of anything. ``is_secret``: what the person types is a
    password.
    """

    is_secret = False

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
            self.command(session, CATALOGUE.parse(text))
        elif is_blank(text):
            self.prompt(session)
        else:
            self._choose(session, text)

    def _choose(self, session: Session, typed: str) -> None:
        try:
            choose_name(session, parse_name(typed))
        except Refused as refused:
            session.count_refusal(refused)

    def command(self, session: Session, command: Command) -> None:
        """Take one of the commands that need no nickname; `/rename` chooses the first."""
        if isinstance(command, Rename):
            self._choose(session, command.name)
        elif command.who > Who.ANYONE:
            raise Refused(Code.NAME_NEEDED)
        else:
            act(session, command)
            if session.state is self:
                self.prompt(session)

    def prompt(self, session: Session) -> None:
        """Ask for a nickname."""
        session.answer(NicknameAsked())

    def deadline(self, session: Session) -> None:
        """Give the place to somebody who knows what to be called.

        Not while a password is looked at.
        """
        if session.busy:
            return
        seconds = session.hub.policy.limits.nickname_seconds
        session.leave(Declined(Refused(Code.NAME_TOO_LATE, seconds=seconds)))


class Secret(State):
    """A password is asked for: the next line is the answer, whatever is in it."""

    is_secret = True

    def line(self, session: Session, text: str) -> None:
        """Take a password; an empty line goes back."""
        session.heard_at = session.hub.now()
        question = session.question
        if question is None or not text:
            session.answer(NothingChanged())
            session.end_secret()
            session.state.prompt(session)
        else:
            new = question.wanted is Wanted.NEW
            question.take(session, prepare(text, new=new, name=question.name.text))

    def command(self, session: Session, command: Command) -> None:
        """Refuse: what is wanted is a password. Leaving is always possible."""
        if not isinstance(command, Leaving):
            raise Refused(Code.PASSWORD_EXPECTED)
        act(session, command)

    def prompt(self, session: Session) -> None:
        """Ask for the password."""
        if session.question is not None:
            session.answer(PasswordAsked(session.question.wanted, session.question.name.text))


class Proving(Secret):
    """The person has typed a registered name, and is to prove that it is theirs."""

    def deadline(self, session: Session) -> None:
        """Give the place to somebody who knows the password, unless it is just looked at."""
        NEGOTIATING.deadline(session)


class Chatting(State):
    """The person has a nickname and is in at least one room."""

    def line(self, session: Session, text: str) -> None:
        """Take something to say, or a command; an empty line is nothing."""
        if not is_blank(text):
            self.command(session, CATALOGUE.parse(text))

    def command(self, session: Session, command: Command) -> None:
        """Take any command."""
        session.heard_at = session.named.spoke_at = session.hub.now()
        if type(command) in GUARDED:
            check_standing(session, command)
        act(session, command)

    def ended(self, session: Session, reason: str) -> None:
        """Tell the others, and let go of the name."""
        session.hub.arrivals.depart(session, reason)


class Confiding(Secret):
    """The person has a nickname, and is asked for a password."""

    def ended(self, session: Session, reason: str) -> None:
        """Tell the others, and let go of the name."""
        CHATTING.ended(session, reason)


class Gone(State):
    """The conversation is over; the connection may still be draining."""


NEGOTIATING = Negotiating()
PROVING = Proving()
CHATTING = Chatting()
CONFIDING = Confiding()
GONE = Gone()

TRANSITIONS: dict[State, tuple[State, ...]] = {
    NEGOTIATING: (PROVING, CHATTING, GONE),
    PROVING: (NEGOTIATING, CHATTING, GONE),
    CHATTING: (CONFIDING, GONE),
    CONFIDING: (CHATTING, GONE),
    GONE: (),
}
"""Every state and where it can lead; `Session.become` refuses anything else."""
