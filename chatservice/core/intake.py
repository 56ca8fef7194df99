"""What a program asks for, in whole requests: commands, secrets, who it is.

A person at a terminal types lines (`Session.line`). A program sends each command with its
arguments apart, and a name for the request: all that answers it carries that name, and the last
answer is `Done`, or `Declined`. The same rules hold for both: texts are sanitised, the pace is
counted, states decide what can be done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.core.actions.greeting import greet
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Leaving, Say
from chatservice.core.declaring import Command
from chatservice.core.limits import LONGEST_LINE
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import erase, is_blank, sanitise

if TYPE_CHECKING:
    from chatservice.core.hello import Hello
    from chatservice.core.session import Session

GOODBYE = "/quit"

LONGEST_SHOWN = 100
"""Characters of something wrong that are shown again."""


def sanitised(typed: str) -> str:
    """Return ``typed`` made safe. Raises `Refused` if there was something, and nothing is seen."""
    text = sanitise(typed)
    if is_blank(text) and typed.strip():
        raise Refused(Code.NOTHING_LEFT)
    return text


def short(typed: str) -> str:
    """Return ``typed``. Raises `Refused` if it is longer than a line may be."""
    # Surrogates, which JSON can name alone, have no bytes in UTF-8: they are dropped later.
    if len(typed) > LONGEST_LINE or len(typed.encode(errors="replace")) > LONGEST_LINE:
        raise Refused(Code.LINE_TOO_LONG, allowed=LONGEST_LINE)
    return typed


def _cleaned(text: str) -> str:
    return sanitised(short(text))


def _is_plain(text: str) -> bool:
    """Return whether a text is one that `_cleaned` would leave as it is."""
    is_clean = text.isascii() and text.isprintable() and len(text) <= LONGEST_LINE
    return is_clean and not text.isspace() and text[-1:] not in ("", " ")


def perform(session: Session, command: Command, request: str | None, room: str) -> None:
    """Do what ``command`` asks for, in ``room`` where that is not empty."""

    def act() -> None:
        # Most is plainly said, and there is nothing to change in it: to see that saves 3 µs of 10.
        is_plain = type(command) is Say and _is_plain(command.text)
        checked = command if is_plain else CATALOGUE.checked(command, _cleaned)
        turn_to(session, room)
        session.state.command(session, checked)

    said = GOODBYE if isinstance(command, Leaving) else ""
    ask(session, act, request, said)


def typed(session: Session, text: str, request: str | None, room: str) -> None:
    """Do what a line asks for, as somebody typed it."""

    def act() -> None:
        line = sanitised(erase(short(text)))
        if is_blank(line):
            raise Refused(Code.NOTHING_LEFT)
        turn_to(session, room)
        session.state.command(session, CATALOGUE.parse(line))

    ask(session, act, request, text)


def secret(session: Session, text: str, request: str | None) -> None:
    """Take the password that was asked for; an empty one gives up."""

    def act() -> None:
        if not session.state.is_secret:
            raise Refused(Code.NO_QUESTION)
        session.state.line(session, erase(short(text)))

    ask(session, act, request)


def hello(session: Session, hello: Hello, request: str | None) -> None:
    """Let a program in, by who it says that it is."""
    ask(session, lambda: greet(session, hello), request)


def ping(session: Session, request: str | None) -> None:
    """Answer, and do nothing."""
    ask(session, lambda: None, request)


def turn_to(session: Session, name: str) -> None:
    """Let ``session`` talk in the room of that name, if there is one. Raises `Refused`."""
    if not name:
        return
    room = session.hub.rooms.find(name.removeprefix("#"))
    if room is None or room not in session.named.rooms:
        raise Refused(Code.NOT_IN_ROOM, name=sanitise(name))
    if room is not session.room:
        session.changing()
        session.room = room


def refuse(session: Session, refused: Refused, request: str | None) -> None:
    """Tell a program what is wrong with its request; that counts as one, too."""
    safe = {
        name: sanitise(value)[:LONGEST_SHOWN] if isinstance(value, str) else value
        for name, value in refused.details.items()
    }

    def act() -> None:
        raise Refused(refused.code, **safe)

    ask(session, act, request)


def ask(session: Session, act: Callable[[], None], request: str | None, said: str = "") -> None:
    """Call ``act`` for a request of that name, and answer it.

    ``said`` is what would have been typed, if somebody who is muted for a while may do even that.
    """
    session.request, session.promised = request, None

    def go_on() -> None:
        if session.pace.limit is None or not session.pace.holds_up(session, said):
            act()

    try:
        session.attempt(go_on)
    finally:
        session.end_request()
