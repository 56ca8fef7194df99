"""A bot that copies a room to a file, corrections noted: `archive_room.py plaza plaza.log`.

Each line begins with its number. Started again it goes on behind the last: nothing is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chatservice.bot import Bot, Corrected, Deleted, Message, Removed

if len(sys.argv) != 3:
    sys.stderr.write("Usage: archive_room.py ROOM FILE\n")
    sys.exit(2)
ROOM, FILE = sys.argv[1], Path(sys.argv[2])


def last_number(file: Path) -> int:
    """Return the number of the last whole line; half a line, of a bot that was killed, goes."""
    whole, end, _ = file.read_bytes().rpartition(b"\n") if file.exists() else (b"", b"", b"")
    file.write_bytes(whole + end)
    return int(whole.rpartition(b"\n")[2].partition(b" ")[0] or 0)


bot = Bot("archive", rooms=[ROOM], since=last_number(FILE))


def note(event: Message | Corrected | Deleted | Removed, told: str) -> None:
    """Add a line to the file, if it is about the room."""
    if event.room == ROOM:
        with FILE.open("a", encoding="utf-8") as file:
            file.write(f"{event.seq} {event.at:%Y-%m-%d %H:%M:%S} {told}\n")


@bot.on(Message)
def said(message: Message) -> None:
    """Copy what somebody says."""
    note(message, f"{message.sender}{' ' if message.is_action else ': '}{message.text}")


@bot.on(Corrected)
def corrected(event: Corrected) -> None:
    """Note what a message says now; its own line stays."""
    note(event, f"{event.from_} corrects {event.message}: {event.text}")


@bot.on(Deleted)
def deleted(event: Deleted) -> None:
    """Note that somebody took a message back."""
    note(event, f"{event.from_} deletes {event.message}")


@bot.on(Removed)
def removed(event: Removed) -> None:
    """Note that a moderator removed messages."""
    note(event, f"{event.by} removes {', '.join(map(str, event.messages))}")


bot.run()
