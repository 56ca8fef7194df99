"""What a bot is told: typed events. Those that are not here are the protocol's own structs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred

from chatservice.render.messages.base import Event
from chatservice.render.messages.events import (
    Acted,
    Announced,
    Corrected,
    Deleted,
    Joined,
    Left,
    Quit,
    Removed,
    Renamed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.render.messages.moderation import (
    Appointed,
    Invited,
    ModeChanged,
    Silenced,
    ThrownOut,
)

if TYPE_CHECKING:
    from chatservice.bot.bot import Bot

__all__ = [
    "Announced",
    "Appointed",
    "Connected",
    "Corrected",
    "Deleted",
    "Event",
    "Invited",
    "Joined",
    "Left",
    "Message",
    "ModeChanged",
    "Quit",
    "Removed",
    "Renamed",
    "Silenced",
    "ThrownOut",
    "TopicChanged",
]


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody said something: in a room, or to the bot alone (``room`` is empty then).

    ``seq`` is its number in the server's log, ``at`` an aware time in UTC. ``is_action``: it was
    said with `/me`, and ``text`` is the predicate, as in "waves".
    """

    seq: int
    at: datetime
    room: str
    sender: str
    text: str
    is_action: bool = False
    bot: Bot | None = field(default=None, repr=False, compare=False)

    @property
    def is_private(self) -> bool:
        """Whether it was said to the bot alone."""
        return not self.room

    def reply(self, text: str) -> Deferred[int]:
        """Answer where it was said: in the room, or privately. As `Bot.say`."""
        if self.bot is None:
            raise RuntimeError("a message that no bot has heard can't be answered")
        if self.is_private:
            return self.bot.tell(self.sender, text)
        return self.bot.say(text, room=self.room)


@dataclass(frozen=True, slots=True)
class Connected:
    """The bot is in, as ``nick`` and in ``rooms``: after starting, and each time it comes back."""

    nick: str
    rooms: tuple[str, ...]


def message(said: Event, bot: Bot) -> Message | None:
    """Return what ``said`` is for a bot; `None` if nobody said anything."""
    if isinstance(said, Said | Acted):
        is_action = isinstance(said, Acted)
        return Message(said.seq, said.at, said.room, said.from_, said.text, is_action, bot)
    if isinstance(said, Whispered):
        return Message(said.seq, said.at, "", said.from_, said.text, bot=bot)
    return None


def is_by(event: Event, nick: str) -> bool:
    """Return whether ``nick`` did it, and nobody else."""
    if isinstance(event, Joined):
        return event.who == [nick]
    if isinstance(event, Left | Quit | Renamed | TopicChanged):
        return event.who == nick
    if isinstance(event, Said | Acted | Whispered | Corrected | Deleted | Announced):
        return event.from_ == nick
    return isinstance(event, Appointed | ModeChanged | Removed | Silenced | ThrownOut) and (
        event.by == nick
    )
