"""A house with people of every role in it, and how tables about them are read."""

from __future__ import annotations

from collections.abc import Iterator

from chatservice.core.accounts import Kind, Sanction
from chatservice.core.names import parse_name
from chatservice.core.sanctions import EVERYWHERE
from chatservice.core.settings import Settings
from tests.core.conversation import Chat, Visitor

ACTORS = {
    "stranger": "Sam",
    "registered": "Rob",
    "moderator": "Max",
    "owner": "Owen",
    "admin": "Ada",
}
TARGETS = {**ACTORS, "stranger": "Sue", "registered": "Rita", "moderator": "Mona", "admin": "Ann"}
"""Others of the same roles, to whom something is done. A room has one owner."""

BANNED_NETWORK = "203.0.113.0/24"


class House:
    """A lobby, a kitchen that Owen made, and people of each role who are in both.

    Max and Mona are moderators of both. Everyone has said something in both, and talks in ``room``.
    With ``kind``, everyone is banned or muted in both, by name alone; a network is banned anyway.
    """

    def __init__(self, room: str, language: str = "en", kind: Kind | None = None) -> None:
        self.language = language
        self.chat = Chat(settings=Settings(language=language, zone="UTC"))
        people = {name: self.chat.admin(name) for name in ("Ada", "Ann")}
        people |= {name: self.chat.member(name) for name in ("Owen", "Max", "Mona", "Rob", "Rita")}
        people |= {name: self.chat.join(name) for name in ("Sam", "Sue")}
        for owner, place in (("Owen", "kitchen"), ("Ada", "lobby")):
            people[owner].types(f"/join {place}", "/op Max", "/op Mona")
        for visitor in people.values():
            visitor.types("/join kitchen", "hello", "/join lobby", "hello", f"/join {room}")
        for name, visitor in people.items() if kind is not None else ():
            self._keep_out(kind, name, visitor.person.identity)
        self._keep_out(Kind.BAN, BANNED_NETWORK, 0)
        self._people: dict[str, Visitor] = {**people, "": self.chat.connect()}
        for visitor in self._people.values():
            visitor.reads()

    def _keep_out(self, kind: Kind | None, name: str, identity: int) -> None:
        is_network = not identity
        for room in ("kitchen", EVERYWHERE):
            self.chat.hub.sanctions.add(
                Sanction(
                    kind=kind or Kind.BAN,
                    room=room,
                    name=name,
                    keys=frozenset() if is_network else frozenset((parse_name(name).key,)),
                    identity=identity,
                    networks=(name,) if is_network else (),
                    until=None,
                    reason="",
                    by="Ada",
                    at=self.chat.now,
                )
            )

    def reads(self, role: str, line: str) -> list[str]:
        """Return what somebody of that role reads who types ``line``; "unnamed" is a role, too."""
        visitor = self._people[ACTORS.get(role, "")]
        visitor.types(line)
        self.chat.settles()
        return visitor.reads()


def target_of(role: str, to: str) -> str:
    """Return the name of somebody of the role ``to``, or of who does it for "oneself"."""
    return ACTORS.get(role, "Nobody") if to == "oneself" else TARGETS[to]


def cells(table: str) -> Iterator[tuple[str, str, str]]:
    """Return the row, the column and the content of each cell of a table.

    A row's name may have single spaces in it.
    """
    head, *lines = [line for line in table.splitlines() if line.strip()]
    columns = head.split()
    for line in lines:
        row, *contents = [each.strip() for each in line.split("  ") if each.strip()]
        for column, content in zip(columns, contents, strict=True):
            yield row, column, content
