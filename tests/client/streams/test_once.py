from __future__ import annotations

import io
from typing import Any

import pytest
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.ending import Ending
from chatservice.client.streams.once import NothingToSayError, Once, text_of
from chatservice.client.streams.waits import GOODBYE_SECONDS, SILENCE_SECONDS
from chatservice.client.talk.chat import Chat, Hit, Question, Search, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.core.limits import LONGEST_LINE
from chatservice.render.phrasebook import phrasebook
from tests.client.streams.fronts import FakeSpeaker, now, settle

LEFT = Ending(0, ("Disconnected from the server",))
"""How a connection ends that one has left."""

BOOK = phrasebook("en")


class OnceCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.chat = Chat(BOOK, "chat.example.org")
        self.speaker = FakeSpeaker(self.chat)
        self.written: list[str] = []

    def start(self, text: str, **options: Any) -> None:
        self.once = Once(self.clock, self.chat, self.speaker, text, self.written.append, **options)
        self.over = self.once.start()
        self.turn()

    def turn(self) -> None:
        self.clock.advance(0)

    def let_in(self) -> None:
        self.chat.nick = "juan"
        self.chat.status = Status.CONNECTED
        self.chat.open(self.chat.talk("lobby", is_room=True))
        self.turn()

    def lose(self, trouble: str = "") -> None:
        self.chat.status, self.chat.trouble = Status.WAITING, trouble
        self.chat.changed()
        self.turn()

    def ask(self, text: str, *, hidden: bool = False) -> None:
        self.chat.question = Question(text, lambda answer: None, hidden)
        self.chat.changed()
        self.turn()

    def settle(self, state: State, problem: str = "") -> None:
        settle(self.chat, self.chat.current.entries[-1], state, problem, seq=1)
        self.turn()

    def answer(self, text: str = "", problem: str = "") -> None:
        """Answer a command, and have nothing more to answer."""
        if problem:
            self.chat.problem(problem)
        else:
            self.chat.notice(text)
        self.speaker.is_idle = True
        self.chat.changed()
        self.turn()

    def end(self, ending: Ending = LEFT) -> Ending:
        """Have the server close the connection, and return how the program ends."""
        self.chat.status = Status.CLOSED
        self.chat.changed()
        self.turn()
        self.successResultOf(self.over)
        return self.once.stop(ending)


class AMessage(OnceCase):
    def test_it_is_said_as_soon_as_one_is_in(self) -> None:
        self.start("hola")
        self.assertEqual(self.speaker.typed, [])
        self.let_in()
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_it_is_said_once(self) -> None:
        self.start("hola")
        self.let_in()
        self.let_in()
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_one_stays_until_the_server_has_it(self) -> None:
        self.start("hola")
        self.let_in()
        self.assertEqual(self.speaker.left, 0)
        self.settle(State.TAKEN)
        self.assertEqual((self.speaker.left, self.end()), (1, Ending(0)))

    def test_what_is_refused_says_why(self) -> None:
        self.start("hola")
        self.let_in()
        self.settle(State.REFUSED, "Not sent: you are muted.")
        self.assertEqual(self.end(), Ending(1, ("Not sent: you are muted.",)))

    def test_what_is_doubtful_is_no_success(self) -> None:
        self.start("hola")
        self.let_in()
        self.settle(State.DOUBTFUL, "Perhaps it was not sent.")
        self.assertEqual(self.end(), Ending(1, ("Perhaps it was not sent.",)))

    def test_a_server_that_answers_nothing_is_sent_nothing(self) -> None:
        self.start("hello")
        self.chat.talk("chat.example.org", is_room=False).is_server = True
        self.chat.status = Status.CONNECTED
        self.chat.changed()
        self.turn()
        ending = self.end()
        self.assertEqual((ending.status, self.speaker.typed), (1, []))

    def test_what_the_client_does_not_take_says_why(self) -> None:
        self.start("hola")
        self.speaker.takes = False
        self.let_in()
        self.assertEqual(self.end(), Ending(1, ("Not sent: that is too long.",)))

    def test_what_one_says_in_another_connection_is_another_message(self) -> None:
        self.start("hola")
        self.let_in()
        other = Entry(Kind.SAID, now(), "otra", "juan", 7, own=True)
        self.chat.add(self.chat.current, other)
        self.turn()
        self.assertEqual(self.speaker.left, 0)

    def test_nothing_is_printed(self) -> None:
        self.start("hola")
        self.let_in()
        self.chat.notice("Welcome!")
        self.settle(State.TAKEN)
        self.assertEqual(self.written, [])


class ARoom(OnceCase):
    def test_the_message_is_said_there(self) -> None:
        self.start("hola", room="kitchen")
        self.chat.talk("Kitchen", is_room=True)
        self.let_in()
        self.assertEqual((self.speaker.typed, self.chat.current.name), (["hola"], "Kitchen"))

    def test_it_is_entered_first(self) -> None:
        self.start("hola", room="#kitchen")
        self.speaker.is_idle = False
        self.let_in()
        self.assertEqual(self.speaker.typed, ["/join #kitchen"])
        self.chat.open(self.chat.talk("kitchen", is_room=True))
        self.turn()
        self.assertEqual(self.speaker.typed, ["/join #kitchen", "hola"])

    def test_where_it_can_not_be_entered_nothing_is_said(self) -> None:
        self.start("hola", room="kitchen")
        self.speaker.is_idle = False
        self.let_in()
        self.answer(problem="#kitchen is for people who are invited.")
        expected = Ending(1, ("#kitchen is for people who are invited.",))
        self.assertEqual((self.end(), self.speaker.typed), (expected, ["/join #kitchen"]))


class ACommand(OnceCase):
    def test_its_answer_is_printed(self) -> None:
        self.start("/users")
        self.speaker.is_idle = False
        self.let_in()
        self.answer("People in #lobby (1):\n  juan")
        expected = ["People in #lobby (1):\n", "  juan\n"]
        self.assertEqual((self.written, self.end()), (expected, Ending(0)))

    def test_what_was_told_before_is_not(self) -> None:
        self.start("/users")
        self.speaker.is_idle = False
        self.chat.notice("Welcome!")
        self.let_in()
        self.answer("answer")
        self.assertEqual(self.written, ["answer\n"])

    def test_a_refusal_is_the_sentence_of_the_end(self) -> None:
        self.start("/topic x")
        self.speaker.is_idle = False
        self.let_in()
        self.answer(problem="Only its moderators may do that.")
        expected = Ending(1, ("Only its moderators may do that.",))
        self.assertEqual((self.written, self.end()), ([], expected))

    def test_what_a_search_finds_is_printed(self) -> None:
        self.start("/search x")
        self.speaker.is_idle = False
        self.let_in()
        self.chat.show_found(Search("x", [Hit(Entry(Kind.SAID, now(), "x", "ana"), "lobby", True)]))
        self.speaker.is_idle = True
        self.turn()
        self.assertEqual(len(self.written), 1)

    def test_one_that_leaves_is_well(self) -> None:
        self.start("/quit")
        self.speaker.is_idle = False
        self.let_in()
        self.assertEqual(self.end(), LEFT)


class TheConnection(OnceCase):
    def test_one_that_can_not_be_made_ends_with_the_reason(self) -> None:
        self.start("hola")
        failed = Ending(1, ("The server refused the connection.",))
        self.assertEqual(self.once.stop(failed), failed)

    def test_one_lost_before_anything_was_said_is_not_made_again(self) -> None:
        self.start("hola")
        self.lose("The server is full.")
        self.assertEqual(self.speaker.left, 1)
        self.assertEqual(self.end(), Ending(1, ("The server is full. Nothing was sent.",)))

    def test_one_lost_after_it_was_said_is_doubtful(self) -> None:
        self.start("hola")
        self.let_in()
        self.lose()
        [sentence] = self.end().sentences
        self.assertIn("perhaps it was not sent", sentence)

    def test_a_server_that_says_nothing_is_given_up(self) -> None:
        self.start("hola")
        self.clock.advance(SILENCE_SECONDS)
        self.assertEqual(self.speaker.left, 1)
        self.assertEqual(self.end().status, 1)

    def test_the_goodbye_is_not_waited_for_long(self) -> None:
        self.start("hola")
        self.let_in()
        self.settle(State.TAKEN)
        self.assertNoResult(self.over)
        self.clock.advance(GOODBYE_SECONDS)
        self.successResultOf(self.over)

    def test_leaving_before_anything_was_said_is_no_success(self) -> None:
        self.start("hola")
        self.assertEqual(self.end(), Ending(1, ("Nothing was sent.",)))

    def test_nothing_is_left_to_do(self) -> None:
        self.start("hola")
        self.let_in()
        self.settle(State.TAKEN)
        self.end()
        self.assertEqual((self.clock.getDelayedCalls(), self.chat.watchers), ([], []))


class Questions(OnceCase):
    def test_a_password_that_nobody_can_type_is_told(self) -> None:
        self.start("hola")
        self.ask("Password of juan: ", hidden=True)
        [sentence] = self.end().sentences
        self.assertIn("keyring", sentence)

    def test_another_question_is_told_with_why_it_is_asked(self) -> None:
        self.start("hola")
        self.chat.notice("The name ana is taken.")
        self.ask("Your nickname: ")
        [sentence] = self.end().sentences
        self.assertTrue(sentence.startswith("The name ana is taken. "))
        self.assertTrue(sentence.endswith("Your nickname:"))

    def test_where_a_person_is_there_they_are_waited_for(self) -> None:
        self.start("hola", is_attended=True)
        self.ask("Password of juan: ", hidden=True)
        self.assertEqual(self.speaker.left, 0)


def read(data: bytes) -> str:
    return text_of("-", io.BytesIO(data), BOOK)


def test_a_text_is_said_as_it_is_given() -> None:
    assert text_of("hola", io.BytesIO(b"x"), BOOK) == "hola"


def test_a_dash_stands_for_all_of_standard_input() -> None:
    assert read("uno\ndós\n".encode()) == "uno\ndós"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "nothing to send"),
        (b" \n", "nothing to send"),
        (b"\xff", "UTF-8"),
        (b"x" * (LONGEST_LINE + 1), str(LONGEST_LINE)),
    ],
)
def test_what_can_not_be_said_is_told(data: bytes, part: str) -> None:
    with pytest.raises(NothingToSayError, match=part):
        read(data)


def test_as_much_as_a_message_holds_is_said() -> None:
    assert len(read(b"x" * LONGEST_LINE)) == LONGEST_LINE


def test_an_endless_input_is_not_read_to_its_end() -> None:
    stream = io.BytesIO(b"x" * (LONGEST_LINE * 10))
    with pytest.raises(NothingToSayError):
        text_of("-", stream, BOOK)
    assert stream.tell() < LONGEST_LINE * 2
