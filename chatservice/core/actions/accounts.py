"""One's own account: registering, the password, being forgotten, one's sessions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account
from chatservice.core.actions.arriving import ask_for_password
from chatservice.core.actions.bots import own_account, send_away
from chatservice.core.actions.removing import number_in
from chatservice.core.asking import Question
from chatservice.core.auditing import note, note_refusal
from chatservice.core.commands import ForgetMe, LogIn, Password, Register, Sessions
from chatservice.core.later import after_turn, wait_for
from chatservice.core.names import Name, parse_name
from chatservice.core.people import new_identity
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    ClosedElsewhere,
    Forgotten,
    PasswordChanged,
    Registered,
    SessionClosed,
    SessionLine,
    SessionsListed,
    Wanted,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatservice.core.session import Session

MESSAGES = ("messages", "mensajes")
CLOSE = ("close", "cerrar")


def log_in(session: Session, command: LogIn) -> None:
    """Ask for the password of a name."""
    if session.person is not None:
        raise Refused(Code.ALREADY_NAMED)
    ask_for_password(session, parse_name(command.name))


def register(session: Session, command: Register) -> None:
    """Ask for a password, twice, and keep this person's name for them."""
    person = session.named
    if person.account is not None:
        raise Refused(Code.ALREADY_REGISTERED, name=own_account(session).name.text)
    _ask_for_new(session, person.name, partial(_register, person.name))


def _ask_for_new(session: Session, name: Name, make: Callable[[Session, str], None]) -> None:
    """Ask for a new password twice, and then call ``make`` with the proof of it."""

    def again(session: Session, first: str) -> None:
        session.ask_secret(Question(Wanted.AGAIN, name, partial(compare, first)))

    def compare(first: str, session: Session, second: str) -> None:
        if first != second:
            session.question = new
            raise Refused(Code.PASSWORDS_DIFFER)
        session.hub.logins.count(session.origin)
        wait_for(
            session, partial(session.hub.passwords.make, first), lambda proof: make(session, proof)
        )

    new = Question(Wanted.NEW, name, again)
    session.ask_secret(new)


def _register(name: Name, session: Session, proof: str) -> None:
    session.end_secret()
    hub, person = session.hub, session.named
    if person.account is not None or person.name != name:
        # In another session of theirs, or renamed, while the password was looked at.
        raise Refused(Code.NAME_TAKEN, name=name.text)
    hub.logins.count_registration(session.origin)
    account = hub.accounts.add(name, person.identity, proof, hub.now())
    hub.arrivals.registered(person, account, session.chosen)
    note(session, "register")
    session.answer(Registered(name.text))


def password(session: Session, command: Password) -> None:
    """Ask for this person's password, and for a new one."""
    _ask_own(session, _change_password)


def _change_password(session: Session, account: Account) -> None:
    _ask_for_new(session, account.name, partial(_password_changed, account.identity))


def _password_changed(identity: int, session: Session, proof: str) -> None:
    session.end_secret()
    session.hub.accounts.set_proof(identity, proof)
    session.hub.arrivals.reread_one(session.named)
    note(session, "password")
    for other in list(session.named.sessions):
        if other is not session:
            other.leave(ClosedElsewhere())  # whoever it was that knew the old one
    session.answer(PasswordChanged())


def forget_me(session: Session, command: ForgetMe) -> None:
    """Ask for the password, and remove the account, with all that was said if that is wanted."""
    if command.also is not None and command.also.lower() not in MESSAGES:
        raise Refused(Code.TOO_MANY_ARGUMENTS, command="/forget-me")
    _ask_own(session, partial(_forget, command.also is not None))


def _forget(messages: bool, session: Session, account: Account) -> None:
    session.end_secret()
    # What they said in this very turn is to be in the history by then.
    after_turn(session, partial(_forget_now, messages, session, account))


def _forget_now(messages: bool, session: Session, account: Account) -> None:
    hub, person = session.hub, session.named
    bots = hub.accounts.bots_of(account.identity)
    if messages:
        for each in (account, *bots):
            hub.log.forget(each.identity)
        person.said = []
    hub.accounts.remove(account.identity)
    note(session, "forget-me", detail="messages" if messages else "")
    hub.arrivals.forgotten(person)
    send_away(hub, bots)
    # Whoever they are from now on is nobody whom the history knows.
    person.identity = new_identity()
    session.answer(Forgotten(account.name.text, messages))


def _ask_own(session: Session, then: Callable[[Session, Account], None]) -> None:
    """Ask for this person's own password, and go on when it is right."""
    name = own_account(session).name

    def take(session: Session, typed: str) -> None:
        session.hub.logins.count(session.origin)
        now = session.hub.accounts.find(name)
        wait_for(
            session,
            partial(session.hub.logins.check, session, name, now, typed),
            partial(proven, session, now),
        )

    def proven(session: Session, now: Account | None, is_right: bool) -> None:
        if is_right and now is not None and session.named.account is not None:
            then(session, now)
            return
        note_refusal(session, Refused(Code.WRONG_PASSWORD))
        # However often: if the question ended, the next password that is tried would be said aloud.
        raise Refused(Code.WRONG_PASSWORD)

    session.ask_secret(Question(Wanted.OWN, name, take))


def sessions(session: Session, command: Sessions) -> None:
    """List this person's sessions, or end one of them."""
    person, hub = session.named, session.hub
    if command.what is None:
        now = hub.now()
        session.answer(
            SessionsListed(
                tuple(
                    SessionLine(
                        each.origin.text if each.origin is not None else "",
                        each.began_at,
                        now - each.heard_at,
                        each is session,
                    )
                    for each in person.sessions
                )
            )
        )
        return
    if command.what.lower() not in CLOSE or command.number is None:
        raise Refused(Code.MISSING_ARGUMENT, command="/sessions")
    try:
        number = number_in(command.number, len(person.sessions))
    except Refused as refused:
        raise Refused(Code.UNKNOWN_SESSION, **refused.details) from None
    closed = person.sessions[number - 1]
    note(session, "close-session", detail=str(number))
    closed.leave(ClosedElsewhere())
    if closed is not session:
        session.answer(SessionClosed(number))
