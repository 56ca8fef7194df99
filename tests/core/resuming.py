"""Somebody whose program loses its connection anywhere, and others who talk meanwhile.

What such a program has read in the end is held against what was read on connections that were never
lost. Whoever changes what they hear (enters a room, ignores somebody) has read all up to then, and
reads the answer: what else is to be told is not known to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from chatservice.core import commands
from chatservice.core.accounts import Rank
from chatservice.core.declaring import Command
from chatservice.core.log import Log
from tests.core.conversation import PASSWORD
from tests.core.programs import Program, chat

LOBBY = "lobby"
OTHER_ROOMS = ("cocina", "taller")
WHO = "Sara"

SPOKEN = {"said", "acted", "whispered", "whisper-copied"}


class Message(NamedTuple):
    """A message as somebody has it: ``room`` is empty, and ``to`` is not, for a private one."""

    seq: int
    room: str
    to: str
    who: str
    text: str


class Reading:
    """All that one person has read, on whatever connections, as a program keeps it."""

    def __init__(self) -> None:
        self.since = 0
        """The greatest number that was read."""
        self.messages: dict[int, Message] = {}
        """By their numbers, in the order in which they came."""
        self.gone: set[int] = set()
        self.asked: dict[str, Message] = {}
        """What was said, by the name of the request; its number is not known yet."""
        self.numbers: dict[str, int] = {}
        """Its number, by the same, once it is."""
        self._changes: set[int] = set()

    def takes(self, objects: Iterable[dict[str, Any]]) -> None:
        """Keep what was read."""
        for each in objects:
            self._take(each)
            self.since = max(self.since, each.get("seq", 0))

    def _take(self, each: dict[str, Any]) -> None:
        kind, seq = each["type"], each.get("seq", 0)
        if kind in SPOKEN:
            room, to = each.get("room", ""), each.get("to", "")
            self._add(Message(seq, room, to, each["from"], each["text"]))
        elif kind == "ok" and each["id"] in self.asked:
            self._add(self.asked[each["id"]]._replace(seq=seq))
            self.numbers[each["id"]] = seq
        elif kind in {"corrected", "deleted", "removed"}:
            assert seq not in self._changes, f"{each} came twice"
            self._changes.add(seq)
            for number in each.get("messages") or [each["message"]]:
                if kind != "corrected":
                    self.gone.add(number)
                elif number in self.messages:
                    message = self.messages[number]._replace(text=each["text"])
                    self.messages[number] = message

    def _add(self, message: Message) -> None:
        assert message.seq, f"{message} has no number"
        assert message.seq not in self.messages, f"{message} came twice"
        self.messages[message.seq] = message

    def left(self) -> list[Message]:
        """Return the messages that are still there, in the order in which they came."""
        return [each for seq, each in self.messages.items() if seq not in self.gone]


class Reader:
    """Somebody with a program; ``reading`` outlives its connections."""

    def __init__(self, chatting: Any, name: str, **hello: Any) -> None:
        self.chat = chatting
        self.name = name
        self.reading = Reading()
        self.program: Program | None = None
        self.hello = hello
        self._requests = 0

    def comes(self, *rooms: str, since: int | None = None) -> None:
        """Connect, and say hello."""
        self.program = Program(self.chat)
        self.program.comes(self.name, "hello", rooms=rooms, since=since, **self.hello)

    def asks(self, command: Command, room: str = "", said: Message | None = None) -> str:
        """Ask for something, unless what was asked for before is still looked for.

        ``said`` is what that says, if it does. Returns the request's name.
        """
        assert self.program is not None
        self._requests += 1
        request = str(self._requests)
        if said is not None:
            self.reading.asked[request] = said
        if not self.program.session.must_wait:
            self.program.asks(command, request, room)
        return request

    def says(self, room: str, text: str) -> None:
        """Say something in a room."""
        said = Message(0, room, "", self.name, text)
        self.asks(commands.Say(text), room, said)

    def whispers(self, to: str, text: str) -> str:
        """Say something to one person. Return the request's name."""
        return self.asks(commands.Whisper(to, text), "", Message(0, "", to, self.name, text))

    def reads(self) -> None:
        """Read all that has come."""
        if self.program is not None:
            self.reading.takes(self.program.reads_objects())

    def is_cut(self, share: float) -> None:
        """Lose the connection, with a share of what has come read."""
        assert self.program is not None
        come = self.program.reads_objects()
        self.reading.takes(come[: round(len(come) * share)])
        self.program.vanishes()
        self.program = None


class Resuming:
    """A chat: Sara's connection is lost now and then; those of Beto, Carla and Twin never are.

    Where she ``has_two`` connections, the twin is another one of her own; else it is somebody who
    is in the same rooms and ignores whom she does.
    """

    def __init__(self, log: Log, *, has_two: bool, is_registered: bool) -> None:
        self.chat = chat(log=log, history=5)
        self.has_two, self.is_registered = has_two, is_registered
        for name in (WHO, "Beto", "Carla", "Twin"):
            if name != WHO or is_registered:
                self.chat.member(name).vanishes()
        carla = self.chat.accounts.find(self.chat.logs_in("Carla").person.name)
        assert carla is not None
        self.chat.accounts.set_rank(carla.identity, Rank.ADMIN)
        self.chat.hub.arrivals.reread()
        self.speakers = [Reader(self.chat, name, password=PASSWORD) for name in ("Beto", "Carla")]
        for each in self.speakers:
            each.comes(*OTHER_ROOMS)
        self.sara = Reader(self.chat, WHO, password=PASSWORD if is_registered else "")
        self.twin = Reader(self.chat, WHO if has_two else "Twin", password=PASSWORD)
        self.rooms: list[str] = []
        """Where Sara is besides the lobby."""
        self.ignored: set[str] = set()
        self.were_ignored: set[str] = set()
        self.unheard: list[tuple[Reader, str]] = []
        """What was whispered by whom she ignored, by the name of the request."""
        self.is_slow = False
        self.texts = 0
        self.twin.comes()
        self.sara.comes()
        self.read()

    def text(self) -> str:
        """Return what nobody has said yet."""
        self.texts += 1
        return f"line {self.texts}"

    def read(self) -> None:
        """Let everybody read all that has come."""
        for each in (*self.speakers, self.twin, self.sara):
            each.reads()

    # -- what the others do ------------------------------------------------------------------

    def others_say(self, speaker: int, room: int) -> None:
        """Let somebody say something in a room."""
        self.speakers[speaker].says((LOBBY, *OTHER_ROOMS)[room], self.text())

    def others_whisper(self, speaker: int) -> None:
        """Let somebody write to Sara privately."""
        who = self.speakers[speaker]
        if self.is_registered:
            request = who.whispers(WHO, self.text())
            if who.name in self.ignored:
                self.unheard.append((who, request))

    def others_correct(self, speaker: int) -> None:
        """Let somebody correct what they said last."""
        self.speakers[speaker].asks(commands.Edit(self.text()))

    def others_delete(self, speaker: int) -> None:
        """Let somebody take back what they said last."""
        self.speakers[speaker].asks(commands.Delete())

    def moderator_removes(self, room: int, number: int) -> None:
        """Let the last messages of Beto's in a room be removed."""
        where = (LOBBY, *OTHER_ROOMS)[room]
        self.speakers[1].asks(commands.Delete("Beto", str(number)), where)

    # -- what Sara does ----------------------------------------------------------------------

    @property
    def can_act(self) -> bool:
        """Whether Sara is there, and reads."""
        program = self.sara.program
        return program is not None and program.session.person is not None and not self.is_slow

    def says(self) -> None:
        """Let Sara say something where she talks."""
        if self.can_act:
            self.sara.says((LOBBY, *self.rooms)[-1], self.text())

    def whispers(self, to: int) -> None:
        """Let her write to somebody privately."""
        if self.can_act and self.is_registered:
            self.sara.whispers(self.speakers[to].name, self.text())

    def corrects(self) -> None:
        """Let her correct what she said last."""
        if self.can_act:
            self.sara.asks(commands.Edit(self.text()))

    def deletes(self) -> None:
        """Let her take back what she said last."""
        if self.can_act:
            self.sara.asks(commands.Delete())

    def is_cut(self, share: float) -> None:
        """Let her connection be lost, with a share of what has come read."""
        if self.sara.program is not None:
            self.sara.is_cut(share)
            self.is_slow = False

    def comes_back(self) -> None:
        """Let her go on where she was."""
        if self.sara.program is None:
            self.sara.comes(*self.rooms, since=self.sara.reading.since)

    # -- what is a turn of its own -----------------------------------------------------------

    def stops_reading(self, room: int) -> None:
        """Let Sara read no more, for whom so many bytes are held."""
        if self.can_act and self.sara.program is not None:
            self.is_slow = True
            self.sara.program.stops_reading(room)

    def reads_on(self) -> None:
        """Let her read all there is."""
        if self.is_slow and self.sara.program is not None:
            self.is_slow = False
            self.sara.program.reads_on()

    def joins(self, which: int) -> None:
        """Let Sara, and her twin, enter a room."""
        room = OTHER_ROOMS[which]
        if self.hears_otherwise(commands.Join(room)):
            self.rooms = [each for each in self.rooms if each != room] + [room]

    def leaves(self, which: int) -> None:
        """Let them leave a room."""
        room = OTHER_ROOMS[which]
        if room in self.rooms and self.hears_otherwise(commands.Leave(room)):
            self.rooms.remove(room)

    def ignores(self, whom: int) -> None:
        """Let them ignore somebody."""
        name = self.speakers[whom].name
        if self.is_registered and self.hears_otherwise(commands.Ignore(name)):
            self.ignored.add(name)
            self.were_ignored.add(name)

    def ignores_no_more(self, whom: int) -> None:
        """Let them read somebody again."""
        name = self.speakers[whom].name
        if self.is_registered and self.hears_otherwise(commands.Unignore(name)):
            self.ignored.discard(name)

    def hears_otherwise(self, command: Command) -> bool:
        """Let Sara and her twin do something that changes what they hear, if she can."""
        if not self.can_act:
            return False
        self.read()
        with self.chat.one_turn():
            self.sara.asks(command)
            if not self.has_two:
                self.twin.asks(command)
        self.read()
        return True

    # -- the end -----------------------------------------------------------------------------

    def ends(self) -> None:
        """Let Sara come back, if she is not there, and read all; then compare."""
        self.reads_on()
        self.comes_back()
        self.read()
        gone = self.twin.reading.gone.union(*(each.reading.gone for each in self.speakers))
        found = self._compared(self.sara.reading.left(), gone)
        expected = self._compared(self.expected(), gone)
        assert found == expected, f"{found}, and not {expected}"
        assert not self.chat.reports, self.chat.reports

    def _compared(self, messages: list[Message], gone: set[int]) -> list[Message]:
        """Return what is compared: of whom she ignored she was told no corrections."""
        return [
            each._replace(text="") if each.to and each.who in self.were_ignored else each
            for each in messages
            if each.seq not in gone
        ]

    def expected(self) -> list[Message]:
        """Return what Sara has to have read in the end."""
        heard = self.twin.reading.left()
        if self.has_two:
            return heard
        told = {each.seq: each for each in heard if not each.to}
        unheard = {who.reading.numbers.get(request) for who, request in self.unheard}
        for speaker in self.speakers:
            for each in speaker.reading.left():
                if each.to and WHO in (each.to, each.who) and each.seq not in unheard:
                    told[each.seq] = each
        return [told[seq] for seq in sorted(told)]
