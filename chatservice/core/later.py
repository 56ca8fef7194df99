"""What has to be waited for: a search, a password, the end of the turn.

Until it is there, nothing more is taken from this person: answers come in the order of the
questions, and none after a goodbye.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Reply

if TYPE_CHECKING:
    from chatservice.core.session import Session

T = TypeVar("T")


def wait_for(
    session: Session,
    begin: Callable[[Callable[[T | Refused], None]], None],
    then: Callable[[T], None],
) -> None:
    """Call ``then``, which may raise `Refused`, with what ``begin`` calls back with."""

    def done(found: T | Refused) -> None:
        session.busy = False
        if session.is_over:
            return
        # It was not they who were silent.
        session.heard_at = session.asked_at = session.hub.now()

        def act() -> None:
            if isinstance(found, Refused):
                # Another one: raised, it knows this frame, which knows what was typed, and if the
                # frame knew it too, all that would stay until the collector comes.
                raise Refused(found.code, **found.details)
            then(found)

        _go_on(session, act)

    _begin(session, lambda: begin(done))


def ask(session: Session, look: Callable[[], T], answer: Callable[[T], Reply]) -> None:
    """Answer with what ``look`` returns, which may take long."""
    ask_then(session, look, lambda found: session.answer(answer(found)))


def ask_then(session: Session, look: Callable[[], T], then: Callable[[T], None]) -> None:
    """Call ``then``, which may raise `Refused`, with what ``look`` returns, which takes long."""

    def look_if_there() -> Any:
        # In a thread: whoever is gone by then needs no answer.
        return None if session.is_over else look()

    wait_for(session, lambda done: session.hub.aside(look_if_there, done), then)


def after_turn(session: Session, act: Callable[[], None]) -> None:
    """Call ``act``, which may raise `Refused`, when this turn has ended."""

    def go_on() -> None:
        session.busy = False
        if not session.is_over:
            _go_on(session, act)

    _begin(session, lambda: session.hub.turn.after(go_on))


def _begin(session: Session, begin: Callable[[], None]) -> None:
    """Take nothing more from this person; if there is a fault in ``begin``, they need not wait."""
    session.busy = True
    try:
        begin()
    except BaseException:
        session.busy = False
        raise


def _go_on(session: Session, act: Callable[[], None]) -> None:
    """Call ``act``, and take what this person says further, also if there is a fault in it."""
    try:
        session.attempt(act)
    except Exception as error:
        session.hub.report("answering somebody who waited", error)
        session.decline(Refused(Code.INTERNAL))
    finally:
        session.end_request()
        session.outlet.go_on()
