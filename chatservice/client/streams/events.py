"""`--json`: what the server tells, one JSON object a line, for `jq` and other programs.

Standard output is the protocol for programs (`docs/protocol.md`) as it came. Between that stand
objects of the client's own, whose types are no server's:

    {"type":"connection","status":"connected","server":"chat.example.org","encrypted":true}
    {"type":"connection","status":"lost","server":...,"retry_seconds":1.5,"problem":"..."}
        status: connecting, connected, lost, closed. How the connection is.
    {"type":"question","text":"Your nickname: ","hidden":false}
        The next line of standard input is the answer.
    {"type":"unsent","state":"refused","kind":"said","room":"lobby","text":...,"problem":...}
        state: refused, or doubtful where the connection was lost and nobody can know.
    {"type":"notice","text":"..."}
        The client did not do what was typed, or did it without the server, and says so.
    {"type":"line","at":...,"text":...,"own":false}
        A line of a server that speaks nothing but lines.

What one says oneself the server answers by `ok` alone. So that whoever keeps what is said has all
of it, the client writes it as it writes what others say, with `own`:

    {"type":"said","seq":7,"at":"2026-11-21T14:35:02.123456Z","room":"lobby","from":"ana",
     "text":"hola","own":true}

`at` is then this machine's clock when the `ok` came. `seq` is the server's, and every `seq` comes
once: what the server tells again of one's own is not written by the client.

Standard input is typed as a person types it, a line each. A line that begins with `{` is a request
of the protocol's and goes to the server as it is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.stdio import StandardIO

from chatservice.client.streams.prose import plain
from chatservice.client.streams.standard import Standard
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Chat, Question, Speaker, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.core.text import sanitise

_STATUSES = {
    Status.CONNECTING: "connecting",
    Status.CONNECTED: "connected",
    Status.WAITING: "lost",
    Status.CLOSED: "closed",
}

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What ends a line for somebody, or steers a terminal (ECMA-48, Unicode Technical Report 9). JSON
has all but the first 32 as they are (RFC 8259, 7)."""

_AGAIN = {"said", "acted", "whispered", "whisper-copied"}
"""Messages that tell of what one said oneself, in another connection or before this one."""


class Events(Standard):
    """A `Watcher`, and the protocol of standard input and output.

    ``request`` sends an object of the protocol's, and returns whether it could. With ``stays`` the
    end of input ends nothing: see `is_never_typed`.
    """

    def __init__(
        self,
        reactor: Any,
        chat: Chat,
        speaker: Speaker,
        request: Callable[[dict[str, Any]], bool],
        surroundings: Surroundings,
        standard_io: Callable[..., Any] = StandardIO,
        *,
        stays: bool = False,
    ) -> None:
        super().__init__(reactor, chat, speaker, surroundings, standard_io)
        self._request = request
        self._stays = stays
        self._status: Status | None = None
        self._retry_at: datetime | None = None
        self._question: Question | None = None
        self._last: dict[str, Any] = {}
        self._is_typing = False

    def message(self, raw: bytes) -> None:
        """Write a message of the server's: its line, before anybody has acted on it."""
        text = raw.decode(errors="replace").strip()
        fields = _object(text)
        if fields is None:
            return  # no message: whoever reads this is promised objects
        self._last = fields
        if _UNSAFE.search(text):
            text = _line(fields, ascii_only=True)
        self.write(f"{text}\n")

    def stop(self) -> Deferred[None]:
        """Write how the connection is now, and end."""
        self._look_at_connection()
        return super().stop()

    @property
    def stays(self) -> bool:
        """Whether one stays when the input is over."""
        return self._stays

    # -- typing --------------------------------------------------------------------------------

    def typed(self, line: str) -> None:
        """Pass on a line, or a request."""
        if not line.strip():
            return
        if not line.startswith("{"):
            self._is_typing = True
            super().typed(line)
            self._is_typing = False
            return
        say, fields = self.chat.book.say, _object(line)
        if fields is None:
            told = say("Not sent: a line that begins with a brace has to be one JSON object.")
        elif self._request(fields):
            return
        elif self.chat.status is Status.CONNECTED:
            told = say(
                "Not sent: it holds half a surrogate pair, or a number of more than 64 bits."
            )
        else:
            told = say("Not sent: there is no connection just now.")
        self._tell(type="notice", text=told)

    def answered(self) -> None:
        """Take note that a question was answered: where it still stands it is asked again."""
        self._question = None
        self.changed()

    # -- Watcher -------------------------------------------------------------------------------

    def added(self, talk: Talk, entry: Entry) -> None:
        """Write what the server's own messages do not tell."""
        super().added(talk, entry)
        if entry.kind is Kind.LINE:
            own = {"own": True} if entry.own else {}
            self._tell(type="line", at=_time(entry.at), text=plain(entry.text), **own)
        elif entry.kind is Kind.NOTICE and self._is_typing:
            # All others tell of a message, which is written already.
            told = entry.text or entry.problem
            self._tell(type="notice", text="\n".join(map(sanitise, told.split("\n"))))
        elif entry.own and entry.is_message and entry.state is State.TAKEN:
            self._tell_own(talk, entry)

    def taken(self, talk: Talk, entry: Entry) -> None:
        """Write what one said, or that it was not taken."""
        was_waiting = entry in self.waiting
        super().taken(talk, entry)
        if entry.state is not State.TAKEN:
            fields = _said(talk, entry)
            kind = fields.pop("type")
            self._tell(type="unsent", state=entry.state.value, kind=kind, **fields)
        elif was_waiting:
            self._tell_own(talk, entry)

    def changed(self) -> None:
        """Write how the connection is, and what is asked."""
        self._look_at_connection()
        question = self.chat.question
        if question != self._question:
            self._question = question
            if question is not None:
                self._tell(type="question", text=plain(question.text), hidden=question.hidden)
        super().changed()

    # -- writing -------------------------------------------------------------------------------

    def _look_at_connection(self) -> None:
        chat = self.chat
        is_again = chat.status is Status.WAITING and chat.retry_at != self._retry_at
        if chat.status is self._status and not is_again:
            return
        self._status, self._retry_at = chat.status, chat.retry_at
        fields: dict[str, Any] = {"status": _STATUSES[chat.status], "server": chat.server}
        if chat.status is Status.CONNECTED:
            fields["encrypted"] = chat.is_encrypted
        elif chat.status is Status.WAITING:
            seconds = (chat.retry_at - datetime.now(timezone.utc)).total_seconds()
            fields["retry_seconds"] = max(0.0, round(seconds, 1))
            if chat.trouble:
                fields["problem"] = sanitise(chat.trouble)
        self._tell(type="connection", **fields)

    def _tell_own(self, talk: Talk, entry: Entry) -> None:
        if self._last.get("type") in _AGAIN and self._last.get("seq") == entry.seq:
            return
        self._tell(**_said(talk, entry), own=True)

    def _tell(self, **fields: Any) -> None:
        self.write(f"{_line(fields)}\n")


def is_never_typed(descriptor: int) -> bool:
    """Return whether nothing will ever come from a descriptor: it is closed, or the null device.

    That is the standard input of a service, and of a cron job: its end says nothing.
    """
    try:
        given = os.fstat(descriptor)
    except OSError:
        return True
    null = Path(os.devnull).stat()
    return (given.st_dev, given.st_ino) == (null.st_dev, null.st_ino)


def _said(talk: Talk, entry: Entry) -> dict[str, Any]:
    """Return the fields of something said, as the server names them; none that is empty."""
    place = {"to": talk.name} if entry.kind is Kind.WHISPERED else {"room": talk.name}
    fields = {
        "type": entry.kind.value,
        "seq": entry.seq,
        "at": _time(entry.at),
        **place,
        "from": sanitise(entry.who),
        "text": sanitise(entry.text),
        "problem": sanitise(entry.problem) if entry.state is not State.TAKEN else "",
    }
    return {name: value for name, value in fields.items() if value}


def _time(at: datetime) -> str:
    """Return a time as the protocol writes it: in UTC (RFC 3339)."""
    return at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_constant(name: str) -> None:
    """Take no NaN and no Infinity: Python reads them, but they are no JSON (RFC 8259, 6)."""
    raise ValueError(name)


def _line(fields: dict[str, Any], *, ascii_only: bool = False) -> str:
    return json.dumps(fields, ensure_ascii=ascii_only, separators=(",", ":"))
