"""A chat without turns: whatever happens is told at once, to each person by themselves.

It is here to be obviously right, so that the real one can be held to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from chatservice.core.people import MOST_REMEMBERED
from tests.core.unwilling import NOT_KEPT


class NaivePerson:
    """Somebody with all that they have read."""

    def __init__(self, name: str, room: str) -> None:
        self.name = name
        self.rooms = [room]
        self.ignored: set[str] = set()
        self.echo = False
        self.here = True
        self.vanished = False
        self.said: list[str | NaivePerson] = []
        """For each message the room where it was said, or whom it was for."""
        self.read: list[str] = []

    def hears(self, room: str, line: str) -> None:
        """Read a line of a room, with the room's name unless it is the current one."""
        if room in self.rooms:
            time, space, rest = line.rpartition("] ") if line.startswith("[") else ("", "", line)
            label = "" if room == self.rooms[-1] else f"#{room} "
            self.read.append(f"{time}{space}{label}{rest}")


class NaiveChat:
    """People and rooms; `do` tells everyone at once and returns what to type for the same.

    While ``disk_is_full``, nothing that is said is told.
    """

    def __init__(self, lobby: str) -> None:
        self.lobby = lobby
        self.disk_is_full = False
        self.people: list[NaivePerson] = []
        self.topics: dict[str, str] = {}

    def _here(self) -> Iterable[NaivePerson]:
        return [person for person in self.people if person.here]

    def arrive(self, name: str) -> bool:
        """Let somebody in; False if there is one of that name."""
        if any(person.name == name for person in self._here()):
            return False
        newcomer = NaivePerson(name, self.lobby)
        newcomer.read += [f"Welcome, {name}!", "Type /help for commands."]
        for person in self._here():
            person.hears(self.lobby, f"* {name} joined")
        self.people.append(newcomer)
        return True

    def do(self, number: int, verb: str, argument: str) -> str:
        """Let a person do something; returns the line that asks the real chat for it."""
        line: str = getattr(self, f"_{verb}")(self.people[number], argument)
        return line

    def _is_kept(self, me: NaivePerson, where: str | NaivePerson) -> bool:
        if self.disk_is_full:
            me.read.append(NOT_KEPT)
            return False
        me.said = [*me.said, where][-MOST_REMEMBERED:]
        return True

    def _spoken(self, speaker: NaivePerson, line: str) -> None:
        if not self._is_kept(speaker, speaker.rooms[-1]):
            return
        for person in self._here():
            wanted = person.echo if person is speaker else speaker.name not in person.ignored
            if wanted:
                person.hears(speaker.rooms[-1], line)

    def _say(self, me: NaivePerson, text: str) -> str:
        self._spoken(me, f"[14:35] {me.name}: {text}")
        return text

    def _me(self, me: NaivePerson, text: str) -> str:
        self._spoken(me, f"* {me.name} {text}")
        return f"/me {text}"

    def _whisper(self, me: NaivePerson, name: str) -> str:
        for person in self._here():
            if person.name == name and person is me:
                me.read.append("That is yourself: choose somebody else.")
            elif person.name == name and self._is_kept(me, person):
                if me.name not in person.ignored:
                    person.read.append(f"[14:35] {me.name} (private): psst")
                me.read.append(f"Message sent to {name}")
        return f"/msg {name} psst"

    def _edit(self, me: NaivePerson, text: str) -> str:
        self._changed(
            me, f"* {me.name} corrected: {text}", f"* {me.name} corrected (private): {text}"
        )
        return f"/edit {text}"

    def _delete(self, me: NaivePerson, _: str) -> str:
        self._changed(
            me, f"* {me.name} took back a message", f"* {me.name} took back a private message"
        )
        del me.said[-1:]
        return "/delete"

    def _changed(self, me: NaivePerson, line: str, private_line: str) -> None:
        if not me.said:
            me.read.append("You have said nothing (more) that could be changed or taken back.")
            return
        where = me.said[-1]
        if isinstance(where, NaivePerson):
            me.read.append(private_line)
            if where.here and me.name not in where.ignored:
                where.read.append(private_line)
            return
        me.read.append(line if where == me.rooms[-1] else f"#{where} {line}")
        for person in self._here():
            if person is not me and me.name not in person.ignored:
                person.hears(where, line)

    def _join(self, me: NaivePerson, room: str) -> str:
        if room in me.rooms:
            me.rooms.remove(room)
        else:
            for person in self._here():
                person.hears(room, f"* {me.name} joined")
        me.rooms.append(room)
        me.read.append(f"You are in #{room} now.")
        if self.topics.get(room):
            me.read.append(f"Topic: {self.topics[room]}")
        return f"/join {room}"

    def _leave(self, me: NaivePerson, room: str) -> str:
        exists = room == self.lobby or room in self.topics or self._anybody_in(room)
        if not exists:
            me.read.append(f"There is no room called #{room}. /rooms shows them all.")
        elif room not in me.rooms:
            me.read.append(f"You are not in #{room}.")
        elif len(me.rooms) == 1:
            me.read.append(
                f"#{room} is your only room: enter another one first with /join, "
                "or leave with /quit."
            )
        else:
            me.rooms.remove(room)
            for person in self._here():
                person.hears(room, f"* {me.name} left")
            me.read.append(f"You left #{room}. You are in #{me.rooms[-1]} now.")
        return f"/leave {room}"

    def _anybody_in(self, room: str) -> bool:
        return any(room in person.rooms for person in self._here())

    def _topic(self, me: NaivePerson, topic: str) -> str:
        self.topics[me.rooms[-1]] = topic
        for person in self._here():
            if person is me or me.name not in person.ignored:
                person.hears(me.rooms[-1], f"* {me.name} set the topic: {topic}")
        return f"/topic {topic}"

    def _rename(self, me: NaivePerson, name: str) -> str:
        if name == me.name:
            me.read.append(f"Your name is {name} already.")
        elif any(person.name == name for person in self._here()):
            me.read.append(f"The name {name} is taken: choose another one.")
        else:
            for person in self._here():
                if me.name in person.ignored:
                    person.ignored.remove(me.name)
                    person.ignored.add(name)
                if set(person.rooms) & set(me.rooms):
                    person.read.append(f"* {me.name} is now {name}")
            me.name = name
        return f"/rename {name}"

    def _ignore(self, me: NaivePerson, name: str) -> str:
        if name == me.name:
            me.read.append("That is yourself: choose somebody else.")
        else:
            me.ignored.add(name)
            me.read.append(f"You are ignoring {name}. /unignore {name} ends it.")
        return f"/ignore {name}"

    def _unignore(self, me: NaivePerson, name: str) -> str:
        if name in me.ignored:
            me.ignored.remove(name)
            me.read.append(f"You are no longer ignoring {name}.")
        else:
            me.read.append(f"You are not ignoring anybody called {name}.")
        return f"/unignore {name}"

    def _echo(self, me: NaivePerson, value: str) -> str:
        me.echo = value == "on"
        me.read.append(f"echo is {value} now.")
        return f"/set echo {value}"

    def _quit(self, me: NaivePerson, _: str) -> str:
        me.read.append("See you soon!")
        self._gone(me)
        return "/quit"

    def _vanish(self, me: NaivePerson, _: str) -> str:
        me.vanished = True
        self._gone(me)
        return ""

    def _gone(self, me: NaivePerson) -> None:
        me.here = False
        for person in self._here():
            if set(person.rooms) & set(me.rooms):
                person.read.append(f"* {me.name} left")
