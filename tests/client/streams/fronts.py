"""What fronts without a screen stand between, in memory: a chat, a speaker, input and output."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.streams.prose import local
from chatservice.client.streams.standard import Standard
from chatservice.client.talk.chat import Chat, Question, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook

SERVER = "chat.example.org"


class FakeSpeaker:
    """Says everything in the current talk, but commands, which it only remembers.

    What was said waits until a test settles it.
    """

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.typed: list[str] = []
        self.left = 0
        self.takes = True
        self.is_idle = True
        self.is_turning = False
        self.attended: list[bool] = []

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        self.typed.append(text)
        self.attended.append(is_attended)
        if not self.takes:
            self.chat.notice("Not sent: that is too long.")
        elif not text.startswith("/"):
            said(self.chat, text, who=self.chat.nick, own=True, state=State.WAITING)
        return self.takes

    def take_back(self) -> int:
        return 0

    def older(self, talk: Talk) -> None:
        pass

    def jump(self, number: int) -> None:
        pass

    def leave(self) -> None:
        self.left += 1


class InAndOut(StringTransport):
    """Standard input and output. Without ``is_read`` nobody takes what is written."""

    protocol: Standard
    is_read = True

    def loseConnection(self) -> None:
        super().loseConnection()
        if self.is_read:
            self.protocol.connectionLost()


class ServerSide(StringTransport):
    """The transport of a connection to a server."""


def said(chat: Chat, text: str, talk: Talk | None = None, **fields: Any) -> Entry:
    """Have something said now, by ana unless told otherwise."""
    given = {"kind": Kind.SAID, "at": now(), "who": "ana", **fields}
    return chat.add(talk or chat.current, Entry(text=text, **given))


def settle(chat: Chat, entry: Entry, state: State, problem: str = "", seq: int = 0) -> None:
    """Have the server answer something that was said."""
    entry.state, entry.problem, entry.seq = state, problem, seq
    chat.settled(chat.current, entry)


def now() -> datetime:
    return datetime.now(timezone.utc)


def clock_time(entry: Entry) -> str:
    """Return what stands before an entry that was said."""
    return f"[{local(entry.at):%H:%M}] "


class FrontCase(SynchronousTestCase):
    """A front between a chat and standard input and output, all in memory."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.chat = Chat(phrasebook("en"), SERVER)
        self.speaker = FakeSpeaker(self.chat)
        self.io = InAndOut()
        self.echoes: list[bool] = []

    def standard_io(self, protocol: Standard, reactor: Any) -> None:
        self.io.protocol = protocol
        protocol.makeConnection(self.io)

    def let_in(self) -> Talk:
        """Have the server let one in, in a room called lobby."""
        self.chat.nick = "juan"
        self.chat.status = Status.CONNECTED
        lobby = self.chat.talk("lobby", is_room=True)
        self.chat.open(lobby)
        self.turn()
        return lobby

    def turn(self) -> None:
        """Let one turn of the reactor go by."""
        self.clock.advance(0)

    def type(self, data: bytes) -> None:
        self.io.protocol.dataReceived(data)

    def end_input(self) -> None:
        readable: Any = self.io.protocol
        readable.readConnectionLost()

    def written(self) -> str:
        """Return what was written since the last time."""
        data = self.io.value()
        self.io.clear()
        return data.decode()

    def ask(self, text: str = "Your nickname: ", *, hidden: bool = False) -> list[str]:
        """Ask; return where the answers will be."""
        answers: list[str] = []

        def answer(given: str) -> None:
            self.chat.question = None
            answers.append(given)
            self.chat.changed()

        self.chat.question = Question(text, answer, hidden)
        self.chat.changed()
        self.turn()
        return answers

    @property
    def is_reading(self) -> bool:
        return self.io.producerState == "producing"
