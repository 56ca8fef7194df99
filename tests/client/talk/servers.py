"""Our server, played by hand: what it says is decided by the test, what it hears is looked at."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.address import UNIXAddress
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import directlyProvides

from chatservice.client.network.address import Address
from chatservice.client.network.link import Link
from chatservice.client.talk.chat import Chat, Search
from chatservice.client.talk.entries import Entry, Kind
from chatservice.client.talk.keyring import Keyring
from chatservice.client.talk.session import Session
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook

AT = "2026-11-22T14:35:00Z"
LIMITS = {"burst": 0, "per_minute": 0, "text": 4096}


class Watching:
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []
        self.settled: list[Entry] = []
        self.older: list[Entry] = []
        self.searches: list[Search] = []
        self.bells = 0

    def added(self, talk: Talk, entry: Entry) -> None:
        self.entries.append((talk.title, entry))

    def before(self, talk: Talk, entries: Any) -> None:
        self.older += entries

    def taken(self, talk: Talk, entry: Entry) -> None:
        self.settled.append(entry)

    def changed(self) -> None:
        pass

    def found(self, search: Search) -> None:
        self.searches.append(search)

    def rang(self) -> None:
        self.bells += 1


class SessionTestCase(SynchronousTestCase):
    """A session whose server is the test."""

    language = "en"
    nick: str | None = "ana"
    rooms: tuple[str, ...] = ()
    token: str | None = None

    def setUp(self) -> None:
        self.clock = Clock()
        self.chat = Chat(phrasebook(self.language), "chat.example.org:5050")
        self.watching = Watching()
        self.chat.watchers.append(self.watching)
        self.over: list[tuple[bool, str]] = []
        self.kept: dict[str, str] = {}
        self.session = Session(
            self.clock,
            self.chat,
            nick=self.nick,
            rooms=self.rooms,
            token=self.token,
            keyring=self.keyring(),
            over=lambda is_well, sentence: self.over.append((is_well, sentence)),
        )
        self.connect()

    def keyring(self) -> Keyring:
        return Keyring(self.chat, Address("127.0.0.1", 5050), None)

    # -- the connection ------------------------------------------------------------------------

    def connect(self, *, is_encrypted: bool = False) -> None:
        """Make a connection."""
        self.link = Link(self.session, self.clock)
        self.transport = StringTransport(UNIXAddress("chat"))
        if is_encrypted:
            directlyProvides(self.transport, ISSLTransport)
        self.link.makeConnection(self.transport)

    def comes_back(self, seq: int = 11, **fields: Any) -> None:
        """Make a connection, and let the person in again; nothing is answered yet."""
        self.connect()
        self.transport.clear()
        given = {"nick": "ana", "room": "lobby", "server": "1", "limits": LIMITS}
        welcome = {**given, "seq": seq, "history_id": "h", "id": "client-hello", **fields}
        self.tells("welcome", **welcome)

    def is_told(self) -> None:
        """Have all been told that was missed: the server answers the ping that is sent first."""
        self.ok({"id": "client-resumed"})

    def lose(self) -> None:
        """Cut the connection."""
        self.transport.clear()
        self.link.connectionLost(Failure(ConnectionLost()))

    def tells(self, kind: str, **fields: Any) -> None:
        """Have the server say something; ``from_`` is "from"."""
        message = {"type": kind, **{name.rstrip("_"): each for name, each in fields.items()}}
        self.link.dataReceived(json.dumps(message).encode() + b"\n")

    def heard(self) -> list[dict[str, Any]]:
        """Return what the server has been sent since it was last asked."""
        sent = [json.loads(line) for line in self.transport.value().splitlines()]
        self.transport.clear()
        return sent

    def next(self, kind: str) -> dict[str, Any]:
        """Return the next request of that type, having answered chores on the way to it."""
        for _ in range(20):
            for each in self.heard():
                if each["type"] == kind:
                    return each
                if each["type"] in ("users", "rooms", "ping"):
                    self.ok(each)
        raise AssertionError(f"no {kind}")

    def ok(self, request: dict[str, Any], seq: int = 1) -> None:
        """Answer a request."""
        self.tells("ok", id=request["id"], seq=seq)

    def welcome(self, seq: int = 10, **fields: Any) -> None:
        """Let the person in, and have done with what the client asks for by itself."""
        given = {"nick": "ana", "room": "lobby", "server": "1", "limits": LIMITS}
        self.tells(
            "welcome", **{**given, "seq": seq, "history_id": "h", "id": "client-hello", **fields}
        )
        self.settle(seq)

    def settle(self, seq: int = 10) -> None:
        """Answer what the client asks for by itself."""
        for _ in range(20):
            requests = self.heard()
            for each in requests:
                self.ok(each, seq)
            if not requests:
                return

    def said(self, text: str, seq: int, who: str = "juan", room: str = "lobby") -> None:
        """Have somebody say something."""
        self.tells("said", seq=seq, at=AT, room=room, from_=who, text=text)

    # -- what is shown -------------------------------------------------------------------------

    def texts(self) -> list[str]:
        """Return what stands in the current talk."""
        return [entry.text for entry in self.chat.current.entries]

    def notices(self) -> list[str]:
        """Return all that was told in sentences, wherever it stands."""
        return [entry.text for _, entry in self.watching.entries if entry.kind is Kind.NOTICE]

    def last(self) -> Entry:
        """Return the last entry of the current talk."""
        return self.chat.current.entries[-1]
