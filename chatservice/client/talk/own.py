"""The client's own commands: what a server need not be asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.client.talk.talks import Talk
from chatservice.client.talk.turning import Turning

if TYPE_CHECKING:
    from chatservice.client.talk.session import Session

LOCAL = {
    "close": ("close", "cerrar"),
    "jump": ("jump", "ir"),
    "talk": ("talk", "charla"),
    "keyring": ("keyring", "llavero"),
}
"""Their names and aliases, in every language."""

_MOST_DIGITS = 6
"""Of a number that is typed: Python refuses to read those of thousands (`int`)."""


def own(name: str) -> str | None:
    """Return which of them a name or an alias means; `None`: none."""
    return next((own for own, names in LOCAL.items() if name in names), None)


class Own:
    """Does them for a session. Each takes what was typed behind it, and where."""

    def __init__(self, session: Session, turning: Turning) -> None:
        self._session = session
        self._chat = session.chat
        self._turning = turning
        self._commands: dict[str, Callable[[str, Talk], None]] = {
            "close": self._close,
            "jump": self._jump,
            "talk": self._talk,
            "keyring": self._keyring,
        }

    def do(self, name: str, rest: str, here: Talk) -> None:
        """Do one of them."""
        self._commands[name](rest, here)

    def help(self) -> tuple[str, ...]:
        """Return the lines of help about them."""
        book = self._chat.book
        return (
            book.say("Of this client:"),
            "  /talk N  " + book.say("Turn to another room or conversation, as Alt+1…9 does."),
            "  /close  " + book.say("Close a private conversation."),
            "  /jump N  " + book.say("Go to a result of the last search."),
            "  /keyring  " + book.say("Keep your password in the system's keyring."),
        )

    def _close(self, rest: str, here: Talk) -> None:
        if here.is_room:
            self._chat.notice(
                self._chat.book.say("That is for a private conversation: /leave leaves a room.")
            )
            return
        is_here = self._chat.current is here
        self._chat.close(here)
        if is_here:
            self._turning.go(self._chat.current, self._chat.current)

    def _jump(self, rest: str, here: Talk) -> None:
        self._session.jump(_number(rest))

    def _talk(self, rest: str, here: Talk) -> None:
        talks, book = self._chat.talks, self._chat.book
        if 1 <= _number(rest) <= len(talks):
            self._turning.go(here, talks[_number(rest) - 1])
            return
        if rest:
            self._turning.fail(here)
        self._chat.notice(
            *(f"{number}. {talk.title}" for number, talk in enumerate(talks, 1)),
            book.say("/talk and one of these numbers turns there."),
        )

    def _keyring(self, rest: str, here: Talk) -> None:
        keyring, nick = self._session.keyring, self._chat.nick
        if rest.lower() in ("forget", "olvidar"):
            keyring.forget(nick)
        else:
            keyring.keep(nick, self._session.door.password)


def _number(text: str) -> int:
    """Return a number that was typed; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
