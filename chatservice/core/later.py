"""What has to be waited for: a search, a password, the end of the turn.

Until it is there, nothing more is taken from this person: answers come in the order of the
questions, and none after a goodbye.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from chatservice.core.refusals import Refused
from chatservice.core.replies import Declined, Reply

if TYPE_CHECKING:
    from chatservice.core.session import Session

T = TypeVar("T")


def wait_for(
    session: Session,
    begin: Callable[[Callable[[T | Refused], None]], None],
    then: Callable[[T], None],
) -> None:
    """Call ``then``, which may raise `Refused`, with what ``begin`` calls back with."""
    session.busy = True

    def done(found: T | Refused) -> None:
        session.busy = False
        if session.is_over:
            return
        session.heard_at = session.hub.now()  # it was not they who were silent
        if isinstance(found, Refused):
            session.decline(found)
        else:
            session.attempt(lambda: then(found))
        session.outlet.go_on()

    begin(done)


def ask(session: Session, look: Callable[[], T], answer: Callable[[T], Reply]) -> None:
    """Answer with what ``look`` returns, which may take long."""
    session.busy = True

    def done(found: T | Refused | None) -> None:
        session.busy = False
        if not session.is_over and found is not None:
            session.answer(Declined(found) if isinstance(found, Refused) else answer(found))
            session.outlet.go_on()

    # In a thread: whoever is gone by then needs no answer.
    session.hub.aside(lambda: None if session.is_over else look(), done)


def ask_then(session: Session, look: Callable[[], T], then: Callable[[T], None]) -> None:
    """Call ``then``, which may raise `Refused`, with what ``look`` returns, which takes long."""
    wait_for(session, lambda done: session.hub.aside(look, done), then)


def after_turn(session: Session, act: Callable[[], None]) -> None:
    """Call ``act``, which may raise `Refused`, when this turn has ended."""
    session.busy = True

    def go_on() -> None:
        session.busy = False
        if session.is_over:
            return
        session.attempt(act)
        session.outlet.go_on()

    session.hub.turn.after(go_on)
