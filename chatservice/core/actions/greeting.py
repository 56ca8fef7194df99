"""Coming in as a program does: by one message that says who, and where it goes on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.actions.arriving import choose_name, log_in, prove
from chatservice.core.later import after_turn
from chatservice.core.names import MAX_NAME_LENGTH, parse_name
from chatservice.core.passwords import prepare
from chatservice.core.refusals import Code, Refused
from chatservice.core.settings import change
from chatservice.core.text import sanitise

if TYPE_CHECKING:
    from chatservice.core.hello import Hello
    from chatservice.core.session import Session


LONGEST_NICK = 256
LONGEST_LANGUAGE = 32
"""Characters that are looked at: no name is as long, and none of a language."""


def greet(session: Session, hello: Hello) -> None:
    """Let ``session`` in as who ``hello`` says. Raises `Refused` when that can't be."""
    if session.person is not None or session.state.is_secret:
        raise Refused(Code.ALREADY_NAMED)
    session.heard_at = session.hub.now()
    if hello.language:
        with suppress(Refused):
            settings = change(session.settings, "language", hello.language[:LONGEST_LANGUAGE])
            session.change_settings(settings)
    if hello.history and hello.history != session.hub.log.name():
        hello = replace(hello, since=None)
    most = session.hub.policy.limits.rooms_each
    if len(set(hello.rooms)) > most:
        raise Refused(Code.TOO_MANY_ROOMS, allowed=most)
    try:
        # What lets them in is not to stay in memory for as long as they are here.
        _come(session, hello, replace(hello, password="", token=""))
    except Refused as refused:
        session.count_refusal(refused)


def _come(session: Session, hello: Hello, coming: Hello) -> None:
    hub = session.hub
    if hello.token:
        account = hub.logins.with_token(session.origin, hello.token)
        after_turn(session, partial(log_in, session, account, coming))
        return
    if not hello.nick:
        raise Refused(Code.BAD_FIELD, name="nick", reason="missing-with-token")
    if len(hello.nick) > LONGEST_NICK:
        raise Refused(Code.NAME_TOO_LONG, allowed=MAX_NAME_LENGTH)
    name = parse_name(sanitise(hello.nick))
    if hello.password:
        password = prepare(hello.password, new=False, name=name.text)
        prove(name, session, password, coming)
    elif hub.accounts.find(name) is not None:
        raise Refused(Code.NAME_REGISTERED, name=name.text)
    else:
        choose_name(session, name, coming)
