"""What the people of a crowd think of: who says what next, to whom, and where they go."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from tests.end_to_end.crowd_order import LOBBY, Command

LONG_WINDED = "library"
"""The room where lines are long, so that few of them are more than a slow reader's buffers hold."""

SMALL_ROOMS = tuple(f"room{letter}" for letter in "ABCDEFGHIJ")
MOST_MEMBERS = 80
"""Of each of the small rooms: in large ones, arrivals may be told some of them together."""

MOST_LEAVING = 50
"""How many leave the lobby, which is to stay a large room."""

WORDS = (
    "hello",
    "there",
    "¿qué",
    "tal?",
    "niño",
    "日本",
    "👍",
    "of",
    "all",
    "things",
    "#room",
    "*",
)

_WEIGHTS = {
    "say": 50,
    "act": 8,
    "whisper": 12,
    "go": 16,
    "leave": 4,
    "rename": 2,
    "ignore": 8,
    "unignore": 4,
    "echo": 4,
    "topic": 2,
}


class Person(Protocol):
    """What the author has to know of somebody, as they have asked for it so far."""

    name: str
    rooms: list[str]
    """The current one last."""
    ignoring: list[str]
    echo: bool
    speaks_at_length: bool
    stays_in_lobby: bool


class Author:
    """Thinks of lines, each message with a number of its own."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._number = 0
        self._members: Counter[str] = Counter()

    def batch(self, person: Person, others: Sequence[Person], most: int = 5) -> list[Command]:
        """Return some lines that a person types at once."""
        found = []
        for _ in range(self._chance.randint(1, most)):
            kinds = ("say", "act") if person.speaks_at_length else tuple(_WEIGHTS)
            kind = self._chance.choices(kinds, [_WEIGHTS[kind] for kind in kinds])[0]
            command: Command | None = getattr(self, kind)(person, others)
            found.append(command or self.say(person))
        return found

    def say(self, person: Person, _: object = None) -> Command:
        """Say something in the current room."""
        text = self._text("m", person)
        return Command("said", text, text)

    def act(self, person: Person, _: object = None) -> Command:
        """Do something in the current room."""
        text = self._text("a", person)
        return Command("acted", text, f"/me {text}")

    def topic(self, person: Person, _: object = None) -> Command:
        """Set the current room's topic."""
        text = self._text("t")
        return Command("topic", text, f"/topic {text}")

    def whisper(self, person: Person, others: Sequence[Person]) -> Command | None:
        """Say something to another person alone, now and then to one who would rather not read."""
        unwilling = [someone for someone in others if person.name in someone.ignoring]
        wanted = unwilling if unwilling and self._chance.random() < 0.3 else others
        other = self._chance.choice(wanted)
        if other is person:
            return None
        text = self._text("w")
        return Command("whisper", text, f"/msg {other.name} {text}", other.name)

    def go(self, person: Person, _: object = None) -> Command:
        """Talk in another room: often one where the person is already."""
        room = self._chance.choice([LOBBY, self._chance.choice(SMALL_ROOMS)])
        if room in person.rooms or room == LOBBY or self._members[room] >= MOST_MEMBERS:
            return self._switch(person, self._chance.choice(person.rooms))
        return self.enter(person, room)

    def enter(self, person: Person, room: str) -> Command:
        """Enter a room where the person is not yet."""
        self._members[room] += 1
        person.rooms.append(room)
        return Command("joined", room, f"/join {room}")

    def _switch(self, person: Person, room: str) -> Command:
        person.rooms.remove(room)
        person.rooms.append(room)
        return Command("switch", room, f"/join {room}")

    def leave(self, person: Person, _: object = None) -> Command | None:
        """Leave a small room, or the lobby for ever: who comes back there may be told later."""
        found = [room for room in person.rooms if room in SMALL_ROOMS]
        if LOBBY in person.rooms and not person.stays_in_lobby:
            found += [LOBBY] * (self._members[LOBBY] > -MOST_LEAVING)
        if len(person.rooms) == 1 or not found:
            return None
        room = self._chance.choice(found)
        self._members[room] -= 1
        person.rooms.remove(room)
        return Command("left", room, f"/leave {room}")

    def rename(self, person: Person, _: object = None) -> Command:
        """Take a name that nobody has had."""
        base, _dot, number = person.name.partition(".")
        person.name = f"{base}.{int(number or 0) + 1}"
        return Command("renamed", person.name, f"/rename {person.name}")

    def ignore(self, person: Person, others: Sequence[Person]) -> Command | None:
        """Read nothing more of another person, who may just be getting another name."""
        other = self._chance.choice(others)
        if other is person:
            return None
        person.ignoring.append(other.name)
        return Command("ignore", other.name, f"/ignore {other.name}")

    def unignore(self, person: Person, _: object = None) -> Command | None:
        """Read again who was ignored, if they still go by that name."""
        if not person.ignoring:
            return None
        name = person.ignoring.pop(self._chance.randrange(len(person.ignoring)))
        return Command("unignore", name, f"/unignore {name}")

    def echo(self, person: Person, _: object = None) -> Command:
        """Read one's own lines, or no more."""
        person.echo = not person.echo
        value = "on" if person.echo else "off"
        return Command("echo", value, f"/set echo {value}")

    def _text(self, kind: str, person: Person | None = None) -> str:
        self._number += 1
        words = self._chance.choices(WORDS, k=self._chance.randint(1, 12))
        if person is not None and person.speaks_at_length:
            words.append("x" * self._chance.randint(3700, 3900))
        return " ".join([f"{kind}{self._number}", *words])
