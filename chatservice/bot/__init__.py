"""Bots: programs that talk in a chat, on Twisted, over JSON lines.

    from chatservice.bot import Bot, Message

    bot = Bot("echo")

    @bot.command
    async def echo(message: Message, text: str) -> None:
        "Says it again."
        await message.reply(text)

    bot.run()

`docs/bots.md` tells how to write one.
"""

from __future__ import annotations

from chatservice.bot.bot import Bot
from chatservice.bot.events import (
    Announced,
    Appointed,
    Connected,
    Corrected,
    Deleted,
    Event,
    Invited,
    Joined,
    Left,
    Message,
    ModeChanged,
    Quit,
    Removed,
    Renamed,
    Silenced,
    ThrownOut,
    TopicChanged,
)
from chatservice.bot.service import BotService
from chatservice.client.network.requests import Refused, Unanswered

__all__ = [
    "Announced",
    "Appointed",
    "Bot",
    "BotService",
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
    "Refused",
    "Removed",
    "Renamed",
    "Silenced",
    "ThrownOut",
    "TopicChanged",
    "Unanswered",
]
