"""People who talk all the time, in one thread, and remember what they read.

Each text begins with a number that no other message has, so that what somebody read can be found
again in the history.
"""

from __future__ import annotations

import random
import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tests.end_to_end.people import SECONDS

NAMES = ("ana", "bob", "eva", "leo")

IN_FLIGHT = 4
"""Lines that somebody sends before they have read what came of the first one."""

WORDS = ("hello", "there", "¿qué", "tal?", "niño", "日本", "👍", "of", "all", "things")

_SAID = re.compile(r"\[\d\d:\d\d\] (\w+)( \(private\))?: (m\d+ .*)")
_CORRECTED = re.compile(r"\* (\w+) corrected(?: \(private\))?: (m\d+ .*)")
_TAKEN_BACK = re.compile(r"\* (\w+) took back a (private )?message")
_SENT = re.compile(r"Message sent to \w+")
_JOINED = re.compile(r"\* \w+ joined")
_LAST_ON_JOINING = "chatservice "
"""How the answer to `/version` begins."""


@dataclass
class Message:
    """What somebody said to everyone, or to one person.

    `versions` are its texts: those it was changed to after the first. `read` is how many of them
    somebody has read. `deletion` is 1 once its author asked for that, 2 once somebody has read so.
    """

    author: str
    to: str | None
    versions: list[str]
    read: int = 0
    deletion: int = 0

    def wrong_in(self, kept: str | None) -> str:
        """Return what is wrong with a history that has this text of it, or none; empty: nothing."""
        if kept is None:
            return "is lost" if self.read and not self.deletion else ""
        if self.deletion == 2:
            return "is kept, though it was taken back"
        possible = self.versions[max(0, self.read - 1) :]
        return "" if kept in possible else f"is kept as {kept!r}, and may be {possible}"


def number_of(text: str) -> str:
    """Return what tells a message from all others."""
    return text.partition(" ")[0]


@dataclass
class Talker:
    """Somebody at the other end of a socket.

    `heard` are the numbers of the messages that they read, in order, and whether each was private;
    `on_joining` is what they were shown of the time before: authors and texts.
    """

    name: str
    socket: socket.socket
    heard: list[tuple[str, bool]] = field(default_factory=list)
    on_joining: list[tuple[str, str]] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    """Of their own what can be changed or taken back, the newest last."""
    taken_back: list[Message] = field(default_factory=list)
    deletions_heard: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    waiting: int = 0
    """Lines that they sent and read no answer to."""
    unread: bytes = b""

    def lines(self) -> Iterator[str]:
        """Read what there is; yield the whole lines. Raises `ConnectionError` at the end."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionResetError("the server has closed the connection")
        *whole, self.unread = (self.unread + data).split(b"\r\n")
        for line in whole:
            yield line.decode()


class Conversation:
    """What is said to one server, while it runs; `begin` and `end` are its two ends.

    `first` is the number of the first message. `messages` has all that anyone tried to say, by what
    it begins with.
    """

    def __init__(self, chance: random.Random, first: int = 1) -> None:
        self._chance = chance
        self.next = first
        self.messages: dict[str, Message] = {}
        self.talkers: dict[str, Talker] = {}

    def begin(self, port: int) -> None:
        """Let everyone come in, and read what was said before."""
        for name in NAMES:
            connected = socket.create_connection(("127.0.0.1", port), SECONDS)
            self.talkers[name] = Talker(name, connected)
            connected.sendall(f"{name}\r\n/set echo on\r\n/version\r\n".encode())
        for talker in self.talkers.values():
            is_in = False
            while not is_in:
                for line in talker.lines():
                    is_in = is_in or line.startswith(_LAST_ON_JOINING)
                    if found := _SAID.fullmatch(line):
                        talker.on_joining.append((found[1], found[3]))

    def talk(self, seconds: float) -> None:
        """Let everyone talk for so long."""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for talker in self.talkers.values():
                selector.register(talker.socket, selectors.EVENT_READ, talker)
                self._say_more(talker)
            while (left := until - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    self._read(key.data)
                    self._say_more(key.data)

    def end(self) -> None:
        """Let everyone read what was sent to them before the server's end, and hang up."""
        for talker in self.talkers.values():
            with suppress(ConnectionError):
                while True:
                    self._read(talker)
            talker.socket.close()

    # -- talking -------------------------------------------------------------------------------

    def _say_more(self, talker: Talker) -> None:
        if talker.waiting >= IN_FLIGHT:
            return
        # What is changed has been answered: that it waits in the same turn is tested elsewhere.
        lines = [self._line(talker, may_change=not talker.waiting)]
        lines += [self._line(talker) for _ in range(talker.waiting + 1, IN_FLIGHT)]
        talker.waiting += len(lines)
        talker.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _line(self, talker: Talker, *, may_change: bool = False) -> str:
        """Return what somebody types next: often something new, sometimes a change."""
        kind = self._chance.random()
        if may_change and talker.said and kind < 0.2:
            message = talker.said[-1]
            message.versions.append(self._text(number_of(message.versions[0])))
            return f"/edit {message.versions[-1]}"
        if may_change and talker.said and kind < 0.3:
            message = talker.said.pop()
            message.deletion = 1
            talker.taken_back.append(message)
            return "/delete"
        number = f"m{self.next}"
        self.next += 1
        text = self._text(number)
        to = None
        if kind > 0.85:
            to = self._chance.choice([name for name in NAMES if name != talker.name])
        message = self.messages[number] = Message(talker.name, to, [text])
        talker.said.append(message)
        return text if to is None else f"/whisper {to} {text}"

    def _text(self, number: str) -> str:
        words = self._chance.choices(WORDS, k=self._chance.randint(1, 12))
        return " ".join([number, *words])

    # -- reading -------------------------------------------------------------------------------

    def _read(self, talker: Talker) -> None:
        for line in talker.lines():
            author = talker.name
            if found := _SAID.fullmatch(line):
                author, private, text = found.groups()
                talker.heard.append((number_of(text), bool(private)))
                self._note(text)
            elif found := _CORRECTED.fullmatch(line):
                author, text = found.groups()
                self._note(text)
            elif found := _TAKEN_BACK.fullmatch(line):
                author = found[1]
                self._note_deletion(talker, author, private=bool(found[2]))
            elif _JOINED.fullmatch(line):
                continue
            else:
                assert _SENT.fullmatch(line), f"{talker.name} read {line!r}"
            if author == talker.name:
                talker.waiting -= 1

    def _note(self, text: str) -> None:
        message = self.messages[number_of(text)]
        message.read = max(message.read, message.versions.index(text) + 1)

    def _note_deletion(self, talker: Talker, author: str, *, private: bool) -> None:
        """Find what was taken back: nothing but the order tells which message it is."""
        if author == talker.name:
            of = [m for m in self.talkers[author].taken_back if bool(m.to) == private]
        else:
            to = talker.name if private else None
            of = [m for m in self.talkers[author].taken_back if m.to == to]
        key = (author, "private" if private else None)
        of[talker.deletions_heard[key]].deletion = 2
        talker.deletions_heard[key] += 1
