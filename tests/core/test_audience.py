from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Event, Said
from chatservice.core.log import NotKeptError
from chatservice.core.replies import Reply, TimeTold
from chatservice.core.settings import Representation
from chatservice.render.plain import PlainRenderer
from tests.core.conversation import Chat, Visitor
from tests.core.naive_chat import NaiveChat
from tests.core.unwilling import Unwilling


class Several(SynchronousTestCase):
    """What is done in one turn reaches everyone as if each thing had had a turn of its own."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def test_who_comes_in_the_middle_hears_live_only_what_comes_after(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        with self.chat.one_turn():
            self.juan.types("before")
            visitor.types("Carla")
            self.juan.types("after")

        self.assertEqual(
            visitor.reads()[2:], ["History:", "[14:35] Juan: before", "[14:35] Juan: after"]
        )

    def test_who_leaves_a_room_in_the_middle_hears_what_came_before(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        with self.chat.one_turn():
            self.juan.types("before")
            self.ana.types("/leave lobby")
            self.juan.types("after")

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] #lobby Juan: before", "You left #lobby. You are in #cocina now."],
        )

    def test_who_comes_back_in_the_middle_misses_what_came_between(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        with self.chat.one_turn():
            self.ana.types("/leave lobby")
            self.juan.types("between")
            self.ana.types("/join lobby")
            self.juan.types("after")

        self.assertEqual(
            [line for line in self.ana.reads() if "after" in line or "between" in line],
            [
                "[14:35] Juan: between",  # of the history
                "[14:35] Juan: after",
            ],
        )

    def test_who_vanishes_in_the_middle_disturbs_nobody(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.beto.vanishes()
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(), ["[14:35] Juan: one", "* Beto left", "[14:35] Juan: two"]
        )

    def test_a_line_from_a_room_that_was_the_current_one_then_has_no_label(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.ana.types("/join cocina")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola", "You are in #cocina now."])

    def test_a_line_said_before_asking_for_echo_does_not_come_back(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola", "/set echo on")

        self.assertEqual(self.juan.reads(), ["echo is on now."])

    def test_a_line_said_while_there_was_echo_comes_back(self) -> None:
        with self.chat.one_turn():
            self.juan.types("/set echo on", "hola", "/set echo off")

        self.assertEqual(
            self.juan.reads(), ["echo is on now.", "[14:35] Juan: hola", "echo is off now."]
        )

    def test_a_line_said_before_its_speaker_was_ignored_arrives(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.ana.types("/ignore Juan")

        self.assertEqual(self.ana.reads()[0], "[14:35] Juan: hola")

    def test_a_line_said_while_its_speaker_was_ignored_does_not_arrive(self) -> None:
        with self.chat.one_turn():
            self.ana.types("/ignore Juan")
            self.juan.types("hola")
            self.ana.types("/unignore Juan")

        self.assertEqual(len(self.ana.reads()), 2)

    def test_a_line_said_before_another_style_was_chosen_has_the_style_of_then(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/set style bracket")
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(), ["[14:35] Juan: one", "style is bracket now.", "[Juan] two"]
        )

    def test_a_reply_comes_after_what_was_owed_before(self) -> None:
        with self.chat.one_turn():
            self.juan.types("one")
            self.ana.types("/version")
            self.juan.types("two")

        self.assertEqual(
            self.ana.reads(), ["[14:35] Juan: one", "chatservice 1.2.3", "[14:35] Juan: two"]
        )

    def test_everyone_hears_the_end_of_the_server_after_what_they_were_owed(self) -> None:
        with self.chat.one_turn():
            self.juan.types("hola")
            self.chat.closes()

        self.assertEqual(
            self.ana.reads(),
            ["[14:35] Juan: hola", "The server is closing. Try again in a moment."],
        )


class _Flawed(PlainRenderer):
    """A renderer with a fault, for all or for one representation."""

    def __init__(self, cannot: Callable[[Any, Representation], bool]) -> None:
        self._cannot = cannot

    def __call__(
        self,
        what: Event | Reply,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        if self._cannot(what, representation):
            raise ValueError("no words for this")
        return super().__call__(what, representation, labelled=labelled)


def _is_cursed(what: Any, representation: Representation) -> bool:
    return isinstance(what, Said) and what.text == "cursed"


class Faults(SynchronousTestCase):
    def test_one_event_that_cannot_be_shown_costs_nobody_the_others(self) -> None:
        chat = Chat(render=_Flawed(_is_cursed))
        juan, ana, beto = chat.people("Juan", "Ana", "Beto")
        beto.types("/ignore Juan")  # who is served by herself, one by one
        beto.reads()

        with chat.one_turn():
            juan.types("one", "cursed", "two", "/me waves")
            ana.types("three")

        self.assertEqual(ana.reads(), ["[14:35] Juan: one", "[14:35] Juan: two", "* Juan waves"])
        self.assertEqual(beto.reads(), ["[14:35] Ana: three"])

    def test_a_fault_is_reported_once_for_each_representation(self) -> None:
        chat = Chat(render=_Flawed(_is_cursed))
        juan, *_, ana = chat.people("Juan", "Beto", "Carla", "Ana")
        ana.types("/set style bracket")

        juan.types("cursed")

        self.assertEqual(len(chat.reports), 2)
        self.assertTrue(all("no words for this" in report for report in chat.reports))

    def test_a_fault_in_one_representation_leaves_the_others_alone(self) -> None:
        chat = Chat(render=_Flawed(lambda what, seen: seen.style == "bracket"))
        juan, ana, beto = chat.people("Juan", "Ana", "Beto")
        ana.types("/set style bracket")

        juan.types("hola")

        self.assertEqual(beto.reads(), ["[14:35] Juan: hola"])

    def test_a_reply_that_cannot_be_shown_costs_nobody_anything(self) -> None:
        chat = Chat(render=_Flawed(lambda what, seen: isinstance(what, TimeTold)))
        juan, ana = chat.people("Juan", "Ana")

        with chat.one_turn():
            juan.types("/time", "hola")
            ana.types("hello")

        self.assertEqual(juan.reads(), ["[14:35] Ana: hello"])
        self.assertEqual(ana.reads(), ["[14:35] Juan: hola"])

    def test_who_leaves_is_let_go_even_if_goodbye_cannot_be_shown(self) -> None:
        chat = Chat(render=_Flawed(lambda what, seen: True))
        visitor = chat.connect()

        visitor.types("/quit")

        self.assertTrue(visitor.closed)


class Speed(SynchronousTestCase):
    def test_an_event_is_rendered_once_for_each_representation(self) -> None:
        rendered: list[Said] = []

        def note(what: Any, representation: Representation) -> bool:
            if isinstance(what, Said):
                rendered.append(what)
            return False

        chat = Chat(render=_Flawed(note))
        juan, *others = chat.people("Juan", *(f"guest-{number}" for number in range(20)))
        for guest in others[:7]:
            guest.types("/lang es")

        others[0].types("/ignore guest-19")  # who is served by themselves, one by one
        others[10].types("/ignore guest-19")

        juan.types("hola")

        self.assertEqual(len(rendered), 2)


PEOPLE = ("Ana", "Beto", "Carla", "Dani")
NAMES = (*PEOPLE, "Eva", "Fran")
ROOMS = ("lobby", "cocina", "taller")
persons = st.sampled_from(range(len(PEOPLE)))
steps = st.one_of(
    st.tuples(persons, st.just("arrive"), st.sampled_from(NAMES)),
    st.tuples(persons, st.just("say"), st.sampled_from(("hola", "adiós"))),
    st.tuples(persons, st.just("me"), st.just("waves")),
    st.tuples(persons, st.just("whisper"), persons),
    st.tuples(persons, st.just("edit"), st.just("hello")),
    st.tuples(persons, st.just("delete"), st.just("")),
    st.tuples(persons, st.just("join"), st.sampled_from(ROOMS)),
    st.tuples(persons, st.just("leave"), st.sampled_from(ROOMS)),
    st.tuples(persons, st.just("rename"), st.sampled_from(NAMES)),
    st.tuples(persons, st.just("ignore"), persons),
    st.tuples(persons, st.just("unignore"), persons),
    st.tuples(persons, st.just("echo"), st.sampled_from(("on", "off"))),
    st.tuples(persons, st.just("topic"), st.just("Tea")),
    st.tuples(persons, st.just("quit"), st.just("")),
    st.tuples(persons, st.just("vanish"), st.just("")),
)
turns = st.tuples(st.booleans(), st.lists(steps, min_size=1, max_size=8))
scripts = st.lists(turns, min_size=1, max_size=6)
"""Of each turn whether the log can't keep it, and what is done in it."""


LATE_REFUSALS = ("topic", "edit", "delete")
"""What has an effect within the turn that is undone at its end if it is not kept."""


class AgainstTheSimplestChat(SynchronousTestCase):
    @given(scripts)
    def test_everyone_reads_what_they_would_if_each_thing_were_told_at_once(
        self, script: list[tuple[bool, list[tuple[int, str, Any]]]]
    ) -> None:
        log = Unwilling()
        chat, naive = Chat(history=0, log=log), NaiveChat(ROOMS[0])
        visitors: list[Visitor] = []
        here: dict[int, int] = {}  # who is here, with the number of their connection

        def arrive(who: int, name: str) -> None:
            naive_name = naive.arrive(name)
            if naive_name:
                here[who] = len(visitors)
                visitors.append(chat.connect())
                visitors[-1].types(name)

        for who, name in enumerate(PEOPLE):
            arrive(who, name)
        for disk_is_full, turn in script:
            naive.disk_is_full = disk_is_full
            log.not_kept = NotKeptError("full") if disk_is_full else None
            with chat.one_turn():
                for who, verb, argument in turn:
                    if disk_is_full and verb in LATE_REFUSALS:
                        continue
                    if verb == "arrive":
                        if who not in here:
                            arrive(who, argument)
                        continue
                    if who not in here:
                        continue
                    if verb in ("whisper", "ignore", "unignore"):
                        if argument not in here:
                            continue
                        argument = naive.people[here[argument]].name
                    if verb == "vanish":
                        visitors[here[who]].vanishes()
                    if verb in ("edit", "delete"):
                        # What was said in this turn has no number yet: it is changed in the next.
                        chat.end_turn()
                    line = naive.do(here[who], verb, argument)
                    if line:
                        visitors[here[who]].types(line)
                    if verb in ("quit", "vanish"):
                        del here[who]

        for visitor, person in zip(visitors, naive.people, strict=True):
            if not person.vanished:
                read = visitor.reads_bytes().decode().removeprefix("Enter your nickname: ")
                self.assertEqual(read.split("\r\n")[:-1], person.read)
        for report in chat.reports:
            self.assertTrue(report.startswith("keeping what is said: "), report)
