"""What a typed line is: something to say, a command of the client's own, or one for the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.client.network.requests import Refused, Unanswered
from chatservice.client.talk.saying import one_line
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.telling import reason
from chatservice.core import commands as server
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.declaring import Command
from chatservice.core.refusals import Refused as Unknown
from chatservice.render.messages import Answer, Message
from chatservice.render.messages.conversation import Found

if TYPE_CHECKING:
    from chatservice.client.talk.session import Session

_LINE = re.compile(r"/(?P<name>[^\s/]\S*|\?)\s*(?P<rest>.*)", re.DOTALL)
_LEAVING = "exit"
"""The word that leaves without a slash, alone on a line."""

LOCAL = {
    "close": ("close", "cerrar"),
    "jump": ("jump", "ir"),
    "talk": ("talk", "charla"),
    "keyring": ("keyring", "llavero"),
}
"""The client's own commands: names and aliases, in every language."""

_OF_ROOMS = (
    server.Topic,
    server.Leave,
    server.RoomMode,
    server.Op,
    server.Deop,
    server.Kick,
    server.Invite,
)
"""What turns to the current room, and means nothing in a private conversation."""


class Commands:
    """Takes lines for a session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._chat = session.chat
        self._local: dict[str, Callable[[str], bool]] = {
            "close": self._close,
            "jump": self._jump,
            "talk": self._talk,
            "keyring": self._keyring,
        }

    def take(self, text: str) -> bool:
        """Take what was typed; return whether it was."""
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            return True
        line = lines[0].strip()
        found = _LINE.fullmatch(line) if len(lines) == 1 else None
        if len(lines) == 1 and line == _LEAVING:
            self._session.leave()
            return True
        if found is not None:
            return self._command(found["name"].lower(), found["rest"].strip(), line)
        said = one_line(text)
        return self._say(said.removeprefix("/") if said.startswith("//") else said)

    # -- saying --------------------------------------------------------------------------------

    def _say(self, text: str) -> bool:
        saying, talk = self._session.saying, self._chat.current
        if saying.is_too_long(text):
            return False
        if talk not in self._chat.talks:
            return self._no_connection()
        saying.say(talk, text)
        return True

    def _act(self, text: str) -> bool:
        talk = self._chat.current
        if self._session.saying.is_too_long(text):
            return False
        if not talk.is_room:
            self._chat.notice(self._chat.book.say("That is for a room: type it there."))
            return False
        self._session.saying.act(talk, text)
        return True

    def _whisper(self, to: str, text: str) -> bool:
        """Write privately, in a talk of its own; it is only made for somebody who is there."""
        chat, saying = self._chat, self._session.saying
        if saying.is_too_long(text):
            return False
        talk = chat.find(to, is_room=False)
        if talk is not None:
            chat.open(talk)
            saying.say(talk, text)
            return True
        if not self._session.is_in:
            return self._no_connection()
        here = chat.current
        asked = self._session.requests.make("msg", {"to": to, "text": text})

        def sent(answers: list[Message]) -> None:
            talk = chat.talk(to, is_room=False)
            chat.open(talk)
            saying.said(talk, text, answers)

        asked.addCallbacks(sent, self._refused, errbackArgs=(here,))
        return True

    # -- commands ------------------------------------------------------------------------------

    def _command(self, name: str, rest: str, line: str) -> bool:
        for local, names in LOCAL.items():
            if name in names:
                return self._local[local](rest)
        try:
            command: type[Command] | None = CATALOGUE.find(name).command
        except Unknown:
            command = None
        if command is server.Leaving and not self._session.is_in:
            self._session.leave()
            return True
        if command is server.Me and rest:
            return self._act(rest)
        if command is server.Whisper:
            to, _, text = rest.partition(" ")
            if to and text.strip():
                return self._whisper(to.removeprefix("@"), text.strip())
        if command is server.Reply and rest and self._session.hearing.writer:
            return self._whisper(self._session.hearing.writer, rest)
        if not self._session.is_in:
            return self._no_connection()
        if command in _OF_ROOMS and not self._chat.current.is_room:
            self._chat.notice(self._chat.book.say("That is for a room: type it there."))
            return False
        if self._session.saying.is_too_long(line):
            return False
        self._ask(command, rest, line)
        return True

    def _ask(self, command: type[Command] | None, rest: str, line: str) -> None:
        chat, talk = self._chat, self._chat.current
        room = self._room()
        asked = self._session.requests.make(
            "line", {"text": line, "room": room.name if room else None}
        )

        def answered(answers: list[Message]) -> None:
            for answer in answers:
                if isinstance(answer, Found):
                    self._session.past.found(answer, rest)
                elif isinstance(answer, Answer):
                    self._session.hearing.take(answer, talk)
            if command is server.Help and not rest:
                chat.notice(*self._own_help(), talk=talk)

        asked.addCallbacks(answered, self._refused, errbackArgs=(talk,))

    def _room(self) -> Talk | None:
        """Return the room that a command turns to: the current one, or the last one there was."""
        if self._chat.current.is_room:
            return self._chat.current
        return next((talk for talk in self._chat.talks if talk.is_room), None)

    def _refused(self, failure: object, talk: Talk) -> None:
        value = getattr(failure, "value", None)
        if isinstance(value, Refused):
            self._chat.problem(reason(self._chat.book, value), talk=talk)
        elif isinstance(value, Unanswered):
            self._chat.problem(
                self._chat.book.say("The connection was lost: perhaps it was not done."), talk=talk
            )
        else:
            raise value if isinstance(value, BaseException) else TypeError(failure)

    def _no_connection(self) -> bool:
        self._chat.notice(self._chat.book.say("Not sent: there is no connection just now."))
        return False

    # -- the client's own ----------------------------------------------------------------------

    def _own_help(self) -> tuple[str, ...]:
        book = self._chat.book
        return (
            book.say("Of this client:"),
            "  /talk N  "
            + book.say("Turn to another room or conversation, as Alt+1…9 does."),
            "  /close  " + book.say("Close a private conversation."),
            "  /jump N  " + book.say("Go to a result of the last search."),
            "  /keyring  " + book.say("Keep your password in the system's keyring."),
        )

    def _close(self, rest: str) -> bool:
        talk = self._chat.current
        if talk.is_room:
            self._chat.notice(
                self._chat.book.say("That is for a private conversation: /leave leaves a room.")
            )
        else:
            self._chat.close(talk)
        return True

    def _jump(self, rest: str) -> bool:
        self._session.jump(int(rest) if rest.isascii() and rest.isdigit() else 0)
        return True

    def _talk(self, rest: str) -> bool:
        talks, book = self._chat.talks, self._chat.book
        if rest.isascii() and rest.isdigit() and 1 <= int(rest) <= len(talks):
            self._chat.open(talks[int(rest) - 1])
            return True
        self._chat.notice(
            *(f"{number}. {talk.title}" for number, talk in enumerate(talks, 1)),
            book.say("/talk and one of these numbers turns there."),
        )
        return True

    def _keyring(self, rest: str) -> bool:
        keyring, nick = self._session.keyring, self._chat.nick
        if rest.lower() in ("forget", "olvidar"):
            keyring.forget(nick)
        else:
            keyring.keep(nick, self._session.door.password)
        return True
