"""Chats to be shown, and somebody to act on them who only takes note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from twisted.internet.task import Clock

from chatservice.client.screen.pacing import Timer
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Person, Talk
from chatservice.render.phrasebook import phrasebook

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)


def a_chat(*rooms: str, language: str = "en") -> Chat:
    """Return a chat that is connected, with one in its rooms."""
    chat = Chat(phrasebook(language), "chat.example")
    chat.nick = "eva"
    chat.status = Status.CONNECTED
    for name in rooms:
        chat.talk(name, is_room=True).people["eva"] = Person("eva")
    return chat


def said(text: str, who: str = "ana", *, seq: int = 0, mention: bool = False) -> Entry:
    """Return something that somebody else said."""
    return Entry(Kind.SAID, NOON, text, who, seq=seq, mention=mention)


def whispered(text: str, who: str = "ana") -> Entry:
    """Return something said to oneself alone."""
    return Entry(Kind.WHISPERED, NOON, text, who)


def waits(at: datetime = NOON, text: str = "hello") -> Entry:
    """Return something that one has said oneself, and the server does not have."""
    return Entry(Kind.SAID, at, text, "eva", state=State.WAITING, own=True)


class Noting:
    """A `chatservice.client.talk.chat.Speaker` that notes what it was asked for."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.typed: list[str] = []
        self.asked: list[Talk] = []
        self.jumps: list[int] = []
        self.goodbyes = 0

    is_turning = False

    def type(self, text: str, *, is_attended: bool = True) -> bool:
        self.typed.append(text)
        return True

    def take_back(self) -> int:
        """Take back all that waits in the current talk."""
        entries = self.chat.current.entries
        waiting = [entry for entry in entries if entry.state is State.WAITING]
        for entry in waiting:
            self.chat.current.remove(entry)
        return len(waiting)

    def older(self, talk: Talk) -> None:
        self.asked.append(talk)

    def jump(self, number: int) -> None:
        self.jumps.append(number)

    def leave(self) -> None:
        self.goodbyes += 1


class Waiting:
    """An asyncio loop's time, as a test sets it: `chatservice.client.screen.pacing.Timing`."""

    def __init__(self) -> None:
        self.clock = Clock()

    def time(self) -> float:
        return self.clock.seconds()

    def call_later(self, delay: float, callback: Callable[[], object]) -> Timer:
        return self.clock.callLater(delay, callback)
