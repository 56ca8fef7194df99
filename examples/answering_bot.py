"""A bot that answers: `!roll 2d6`, `!time`, `!help`, and a greeting for whoever comes.

Run it beside a server on this machine, or give it one:

    python examples/answering_bot.py
    CHAT_HOST=chat.example.org python examples/answering_bot.py
"""

from __future__ import annotations

import random
import re
from datetime import datetime, timezone

from chatservice.bot import Bot, Joined, Message

MOST_DICE = 20
_dice = random.SystemRandom()

bot = Bot("dicebot")


@bot.command
async def roll(message: Message, dice: str = "1d6") -> None:
    """Roll dice, such as 2d6: two with six sides."""
    found = re.fullmatch(r"(\d{1,2})d(\d{1,3})", dice.casefold())
    number, sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= number <= MOST_DICE and sides >= 2):
        await message.reply(f"{dice} can't be rolled: 1d2 to {MOST_DICE}d999 is allowed")
        return
    rolled = [_dice.randint(1, sides) for _ in range(number)]
    total = f" = {sum(rolled)}" if number > 1 else ""
    await message.reply(f"{message.sender} rolls {' + '.join(map(str, rolled))}{total}")


@bot.command
async def time(message: Message) -> None:
    """Tell the time, in UTC."""
    await message.reply(f"It is {datetime.now(timezone.utc):%H:%M} (UTC)")


@bot.on(Joined)
async def greet(joined: Joined) -> None:
    """Greet whoever comes, all in one line."""
    await bot.say(f"Hello, {', '.join(joined.who)}! !help tells what I can do.", room=joined.room)


@bot.on(Message)
async def answer_greeting(message: Message) -> None:
    """Answer "hello dicebot" by name."""
    if re.match(rf"(hello|hi|hola),? @?{re.escape(bot.name)}\b", message.text, re.IGNORECASE):
        await message.reply(f"Good to see you, {message.sender}!")


bot.run()
