"""Coming in: by a nickname that is free, or by a registered one and its password."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account
from chatservice.core.actions.history import MOST_SHOWN, show_last
from chatservice.core.actions.rooms import LONGEST_TOPIC, enter, tell_elsewhere
from chatservice.core.asking import Question
from chatservice.core.audit import Audited
from chatservice.core.auditing import note
from chatservice.core.hello import Hello
from chatservice.core.later import after_turn, wait_for
from chatservice.core.limits import LONGEST_LINE
from chatservice.core.log import NotReadError
from chatservice.core.missed import Missed
from chatservice.core.names import MAX_NAME_LENGTH, Name
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined, EnteredElsewhere, WaitedShown, Wanted, Welcomed
from chatservice.core.settings import change

if TYPE_CHECKING:
    from chatservice.core.session import Session

NOT_SAID = Hello()
"""How somebody comes in who types a name: with nothing else."""

MOST_WAITED = 100
"""Private messages that waited for somebody, of which so many are shown; `/history` has all."""


def choose_name(session: Session, name: Name, coming: Hello = NOT_SAID) -> None:
    """Let ``session`` in by a name, or ask for the password of one that is registered.

    ``coming`` is how a program wants to come in, here and below. Raises `Refused` when the name
    can't be had.
    """
    hub = session.hub
    if hub.accounts.find(name) is not None:
        ask_for_password(session, name)
        return
    person = hub.arrivals.arrive(session, name)
    if person is not None:
        _come_in(session, Welcomed(person.name.text, hub.lobby.name.text), coming)


def ask_for_password(session: Session, name: Name) -> None:
    """Ask for the password of a name: in the same way where nobody has registered it."""
    session.ask_secret(Question(Wanted.LOGIN, name, partial(prove, name)))


def prove(name: Name, session: Session, password: str, coming: Hello = NOT_SAID) -> None:
    """Take the password of a name. Raises `Refused` for too many attempts."""
    hub = session.hub
    hub.logins.count(session.origin)
    account = hub.accounts.find(name)
    wait_for(
        session,
        partial(hub.logins.check, session, name, account, password),
        lambda is_right: _proven(session, account, coming, is_right=is_right),
    )


def _proven(session: Session, account: Account | None, coming: Hello, *, is_right: bool) -> None:
    if account is not None and is_right:
        # What is said in this turn was said before they came, and waits for them in the log then.
        after_turn(session, partial(log_in, session, account, coming))
        return
    hub = session.hub
    address = session.origin.text if session.origin is not None else ""
    wrong = Code.WRONG_PASSWORD
    # What is nobody's name may be a password that was typed in the wrong place.
    who = account.name.text if account is not None else ""
    hub.audit(Audited("log-in", wrong.value, who=who, address=address))
    session.wrong_passwords += 1
    if session.wrong_passwords < hub.policy.wrong_passwords:
        raise Refused(wrong)
    session.leave(Declined(Refused(Code.TOO_MANY_WRONG_PASSWORDS)))


def log_in(session: Session, account: Account, coming: Hello = NOT_SAID) -> None:
    """Let ``session`` in as the person who has that account, who may be here already.

    Nothing may wait for the end of a turn.
    """
    hub = session.hub
    now = hub.accounts.with_identity(account.identity)
    if now is None or (now.proof, now.token) != (account.proof, account.token):
        # It was changed, or removed, while it was looked at.
        raise Refused(Code.WRONG_TOKEN if account.is_bot else Code.WRONG_PASSWORD)
    if hub.turn.holds_for(now.identity):
        # Said to them by somebody who came before them at the end of the turn before.
        after_turn(session, partial(log_in, session, account, coming))
        return
    left_at = hub.departures.left_at(now)
    person = hub.arrivals.log_in(session, now)
    if person is None:
        return
    note(session, "log-in")
    elsewhere = len(person.sessions) - 1
    _come_in(
        session,
        Welcomed(person.name.text, hub.lobby.name.text, elsewhere, person.away),
        coming,
    )
    if left_at is not None and coming.since is None:
        _show_what_waited(session, now.identity, left_at)


def _show_what_waited(session: Session, identity: int, after: int) -> None:
    hub = session.hub
    try:
        unread = hub.log.waiting(identity, after, MOST_WAITED, session.named.ignored_keys())
    except NotReadError as error:
        session.tell(Declined(hub.turn.failed(error, "reading what waited for somebody")))
        return
    if unread.total:
        session.answer(WaitedShown(unread.messages, unread.total, hub.now()))


def _come_in(session: Session, welcome: Welcomed, coming: Hello) -> None:
    hub, person = session.hub, session.named
    session.come_in()
    limits = tuple(sorted(limits_of(session).items()))
    version, topic = hub.policy.version, hub.lobby.topic
    session.answer(
        replace(
            welcome,
            server=version,
            limits=limits,
            topic=topic,
            since=coming.since,
            history=hub.log.name(),
        )
    )
    if coming.language:
        # What is kept for them is for where they chose it.
        with suppress(Refused):
            session.change_settings(change(session.settings, "language", coming.language))
    was_there = hub.lobby in person.rooms
    room = hub.membership.enter(session, hub.lobby.name)
    if coming.since is None:
        show_last(session, room)
    if not was_there:
        tell_elsewhere(session, EnteredElsewhere(hub.lobby.name.text))
    for name in dict.fromkeys(coming.rooms):
        _enter(session, name, show=coming.since is None)
    if coming.since is not None:
        rooms = tuple(room.name.key for room in person.rooms)
        identity = person.identity if person.account is not None else 0
        missed = Missed(rooms, coming.since, identity, person.ignored_keys())
        hub.turn.resume(session, missed)


def _enter(session: Session, name: str, *, show: bool) -> None:
    """Enter a room if that can be; if not, tell why, and go on."""
    try:
        enter(session, name, show=show)
    except Refused as refused:
        session.tell(Declined(refused))


def limits_of(session: Session) -> dict[str, int]:
    """Return what programs have to know of the limits, by names; 0 is for none."""
    hub, pace = session.hub, session.pace.limit
    return {
        "burst": 0 if pace is None else pace.burst,
        "per_minute": 0 if pace is None else int(pace.per_second * 60),
        "text": LONGEST_LINE,
        "nick": MAX_NAME_LENGTH,
        "topic": LONGEST_TOPIC,
        "rooms": hub.policy.limits.rooms_each,
        "shown": MOST_SHOWN,
    }
