"""What everyone has read in the end, some of whom did not read all the time.

Somebody slow types nothing until they have read on, as it is with a real connection. Names are
given once: whom they ignore they know by name, and a log can't tell two of one name apart. Nothing
is changed or taken back here: `tests.core.test_behind` has what becomes of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import Log, NotKeptError
from chatservice.history.disk import DiskHistory
from tests.core.conversation import Chat, Visitor
from tests.core.naive_chat import NaiveChat
from tests.core.unwilling import Unwilling

ROOMS = ("lobby", "cocina", "taller")
LABEL = re.compile(r"^(\[14:35\] )?#\w+ ")
TELNET = "telnet"
"""What a protocol sends by itself, at once: an answer to telnet's negotiation."""

persons = st.sampled_from(range(5))
steps = st.one_of(
    st.tuples(persons, st.just("say"), st.sampled_from(("hola", "adiós", "x" * 100))),
    st.tuples(persons, st.just("say"), st.sampled_from(("hola", "adiós", "x" * 100))),
    st.tuples(persons, st.just("me"), st.just("waves")),
    st.tuples(persons, st.just("whisper"), persons),
    st.tuples(persons, st.just("join"), st.sampled_from(ROOMS)),
    st.tuples(persons, st.just("leave"), st.sampled_from(ROOMS)),
    st.tuples(persons, st.just("rename"), st.just("")),
    st.tuples(persons, st.just("ignore"), persons),
    st.tuples(persons, st.just("unignore"), persons),
    st.tuples(persons, st.just("echo"), st.sampled_from(("on", "off"))),
    st.tuples(persons, st.just("topic"), st.just("Tea")),
    st.tuples(persons, st.sampled_from(("quit", "vanish")), st.just("")),
    st.tuples(persons, st.just("arrive"), st.just("")),
)
rooms = st.sampled_from((0, 60, 300, 10**6))


class Transcripts(RuleBasedStateMachine):
    """A chat and the simplest one, in which everyone reads at once."""

    def log(self) -> Log:
        """Return the log of the chat."""
        self.unwilling = Unwilling()
        return self.unwilling

    @initialize(slow=st.dictionaries(persons, rooms, max_size=2))
    def begin(self, slow: dict[int, int]) -> None:
        self.chat = Chat(history=0, log=self.log())
        self.naive = NaiveChat(ROOMS[0])
        self.names = (f"guest-{number}" for number in count())
        self.visitors: list[Visitor] = []
        self.here: dict[int, int] = {}
        """Who is here, with the number of their connection."""
        self.slow: set[int] = set()
        """Numbers of connections of those who do not read."""
        self.were_slow: set[int] = set()
        for who in range(4):
            self.arrive(who)
        for who, room in slow.items():
            self.stops_reading(who, room)

    def arrive(self, who: int) -> None:
        name = next(self.names)
        self.naive.arrive(name)
        self.here[who] = len(self.visitors)
        self.visitors.append(self.chat.connect())
        self.visitors[-1].types(name)

    @rule(
        disk_is_full=st.sampled_from((False, False, False, True)),
        script=st.lists(steps, min_size=3, max_size=10),
        clogged=st.dictionaries(persons, rooms, max_size=2),
    )
    def turn(
        self, disk_is_full: bool, script: list[tuple[int, str, Any]], clogged: dict[int, int]
    ) -> None:
        """Let things be done in one turn, at the end of which some are full already."""
        self.chat.now += timedelta(milliseconds=1)
        self.fill_the_disk(disk_is_full)
        read_before = [len(person.read) for person in self.naive.people]
        with self.chat.one_turn():
            for who, verb, argument in script:
                if verb == "arrive":
                    if who not in self.here:
                        self.arrive(who)
                elif who in self.here and not (verb == "topic" and self.naive.disk_is_full):
                    self.does(who, verb, argument)
            for who, room in clogged.items():
                number = self.here.get(who, len(read_before))
                if number < len(read_before) and number not in self.slow:
                    self.naive.people[number].read.insert(read_before[number], TELNET)
                    self.stops(number, room)
                    self.visitors[number].send(f"{TELNET}\r\n".encode())

    def fill_the_disk(self, is_full: bool) -> None:
        """Let the log keep nothing in this turn, or all."""
        self.naive.disk_is_full = is_full
        self.unwilling.not_kept = NotKeptError("full") if is_full else None

    def does(self, who: int, verb: str, argument: Any) -> None:
        number = self.here[who]
        if verb == "vanish":
            self.visitors[number].vanishes()
        elif number in self.slow:
            return  # what they type waits
        if verb == "rename":
            argument = next(self.names)
        if verb in ("whisper", "ignore", "unignore"):
            if argument not in self.here:
                return
            argument = self.naive.people[self.here[argument]].name
        line = self.naive.do(number, verb, argument)
        if line:
            self.visitors[number].types(line)
        if verb in ("quit", "vanish"):
            del self.here[who]

    @rule(who=persons, room=rooms)
    def stops_reading(self, who: int, room: int) -> None:
        if who in self.here and self.here[who] not in self.slow:
            self.stops(self.here[who], room)

    def stops(self, number: int, room: int) -> None:
        self.slow.add(number)
        self.were_slow.add(number)
        self.visitors[number].stops_reading(room)

    @rule(who=persons)
    def reads_on(self, who: int) -> None:
        if self.here.get(who) in self.slow:
            self.read_on([self.here[who]])

    @rule(who=persons)
    def reads_what_is_held(self, who: int) -> None:
        """Let somebody read a little: there is no room for more than one step then."""
        if self.here.get(who) in self.slow:
            self.visitors[self.here[who]].reads_held()
            self.chat.goes_on()

    def read_on(self, numbers: Iterable[int]) -> None:
        for number in list(numbers):
            self.slow.discard(number)
            self.visitors[number].reads_on()

    def teardown(self) -> None:
        if not hasattr(self, "visitors"):
            return
        self.read_on(self.slow)
        for number, (visitor, person) in enumerate(
            zip(self.visitors, self.naive.people, strict=True)
        ):
            if not person.vanished:
                read = visitor.reads_bytes().decode().removeprefix("Enter your nickname: ")
                lines, expected = read.split("\r\n")[:-1], person.read
                if number in self.were_slow:
                    # A room's name stands before a line if they talk elsewhere when they read it.
                    lines = [LABEL.sub(r"\1", line) for line in lines]
                    expected = [LABEL.sub(r"\1", line) for line in expected]
                assert lines == expected, f"{person.name} read {lines}, and not {expected}"
        for report in self.chat.reports:
            assert report.startswith("keeping what is said: "), report


class TranscriptsOnDisk(Transcripts):
    """The same with a log that is never full."""

    def log(self) -> Log:
        self.folder = TemporaryDirectory()
        self.disk = DiskHistory(Path(self.folder.name))
        self.disk.open()
        return self.disk

    def fill_the_disk(self, is_full: bool) -> None:
        self.naive.disk_is_full = False

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.disk.close()
            self.folder.cleanup()


class Everyone(SynchronousTestCase):
    def test_reads_in_the_end_what_they_would_have_read_at_once(self) -> None:
        run_state_machine_as_test(
            Transcripts, settings=settings(max_examples=100, stateful_step_count=15)
        )

    def test_reads_it_from_a_log_on_disk_too(self) -> None:
        run_state_machine_as_test(
            TranscriptsOnDisk, settings=settings(max_examples=15, stateful_step_count=15)
        )
