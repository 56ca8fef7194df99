from __future__ import annotations

from datetime import timedelta
from typing import Any

from chatservice.client.streams.plain import AROUND, GATHER_SECONDS, Plain
from chatservice.client.streams.prose import day_line, local
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Hit, Search, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from tests.client.streams.fronts import SERVER, FrontCase, InAndOut, clock_time, now, said, settle


class PlainCase(FrontCase):
    """A terminal at which a person reads line by line."""

    def setUp(self) -> None:
        super().setUp()
        self.begin()

    def begin(self, **options: Any) -> None:
        self.io = InAndOut()
        surroundings = Surroundings(True, True, False, self.echoes.append)
        self.plain = Plain(
            self.clock, self.chat, self.speaker, surroundings, self.standard_io, **options
        )
        self.over = self.plain.start()
        self.turn()

    def let_in(self) -> Talk:
        """Have the server let one in; what is printed of that is of no concern here."""
        lobby = super().let_in()
        self.written()
        return lobby

    def come(self, talk: Talk, *names: str) -> None:
        for name in names:
            self.chat.add(talk, Entry(Kind.PRESENCE, now(), came=[name]))

    def go(self, talk: Talk, *names: str) -> None:
        for name in names:
            self.chat.add(talk, Entry(Kind.PRESENCE, now(), went=[name]))


class WhatIsPrinted(PlainCase):
    def test_what_is_said_is_a_line(self) -> None:
        self.let_in()
        entry = said(self.chat, "hola")
        self.assertEqual(self.written(), f"{clock_time(entry)}ana: hola\n")

    def test_what_is_said_elsewhere_has_its_room_before_it(self) -> None:
        self.let_in()
        kitchen = self.chat.talk("kitchen", is_room=True)
        entry = said(self.chat, "hola", kitchen)
        self.assertEqual(self.written(), f"{clock_time(entry)}#kitchen ana: hola\n")

    def test_what_a_command_is_answered_is_printed_without_a_time(self) -> None:
        self.let_in()
        self.chat.notice("People in #lobby (2):", "  ana")
        self.assertEqual(self.written(), "People in #lobby (2):\n  ana\n")

    def test_what_was_typed_here_is_not_printed_when_it_is_taken(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        settle(self.chat, self.chat.current.entries[-1], State.TAKEN, seq=7)
        self.assertEqual(self.written(), "")

    def test_what_was_refused_is_printed_with_the_reason(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        entry = self.chat.current.entries[-1]
        settle(self.chat, entry, State.REFUSED, "Not sent: you are muted.")
        expected = f"{clock_time(entry)}juan: hola (Not sent: you are muted.)\n"
        self.assertEqual(self.written(), expected)

    def test_what_is_doubtful_is_printed(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        entry = self.chat.current.entries[-1]
        settle(self.chat, entry, State.DOUBTFUL, "Perhaps it was not sent.")
        self.assertIn("hola (Perhaps it was not sent.)", self.written())

    def test_what_one_says_in_another_connection_is_printed(self) -> None:
        self.let_in()
        said(self.chat, "hola", who="juan", own=True, seq=8)
        self.assertIn("juan: hola\n", self.written())

    def test_a_line_typed_to_another_kind_of_server_is_not_printed(self) -> None:
        self.let_in()
        said(self.chat, "Name: juan", kind=Kind.LINE, own=True)
        self.assertEqual(self.written(), "")

    def test_a_correction_is_told(self) -> None:
        self.let_in()
        entry = said(self.chat, "hloa", seq=7)
        self.written()
        entry.text, entry.edited = "hola", True
        self.chat.settled(self.chat.current, entry)
        self.assertEqual(self.written(), "* ana corrected: hola\n")

    def test_the_day_is_told_when_it_is_another_one(self) -> None:
        self.let_in()
        tomorrow = now() + timedelta(days=1)
        said(self.chat, "a", at=tomorrow)
        said(self.chat, "b", at=tomorrow)
        expected = day_line(local(tomorrow).date())
        self.assertEqual(self.written().split("\n").count(expected), 1)

    def test_no_day_is_told_of_today(self) -> None:
        self.let_in()
        said(self.chat, "hola")
        self.assertNotIn("---", self.written())


class TheBell(PlainCase):
    def test_the_terminal_rings(self) -> None:
        self.let_in()
        self.chat.ring()
        self.assertEqual(self.written(), "\a")

    def test_it_does_not_where_the_bell_is_off(self) -> None:
        self.chat.watchers.clear()
        self.begin(bell=False)
        self.let_in()
        self.chat.ring()
        self.assertEqual(self.written(), "")


class WhoComesAndGoes(PlainCase):
    def test_one_who_comes_is_told_of_after_a_second(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "eva")
        self.assertEqual(self.written(), "")
        self.clock.advance(GATHER_SECONDS)
        self.assertEqual(self.written(), "* eva joined\n")

    def test_those_who_come_within_a_second_are_told_of_together(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "eva", "zoe")
        self.go(lobby, "leo")
        self.clock.advance(GATHER_SECONDS)
        self.assertEqual(self.written(), "* 2 people joined: eva, zoe\n* leo left\n")

    def test_those_who_come_later_are_told_of_by_themselves(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "eva")
        self.clock.advance(GATHER_SECONDS)
        self.written()
        self.come(lobby, "zoe")
        self.clock.advance(GATHER_SECONDS)
        self.assertEqual(self.written(), "* zoe joined\n")

    def test_who_comes_is_told_of_before_what_they_say(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "ana")
        said(self.chat, "hola")
        self.assertTrue(self.written().startswith("* ana joined\n"))

    def test_rooms_are_told_apart(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "eva")
        self.come(self.chat.talk("kitchen", is_room=True), "eva")
        self.clock.advance(GATHER_SECONDS)
        self.assertEqual(self.written(), "* eva joined\n#kitchen * eva joined\n")


class Places(PlainCase):
    def test_the_first_room_is_told_with_its_topic(self) -> None:
        self.chat.talk("lobby", is_room=True).topic = "Village"
        super(PlainCase, self).let_in()
        self.assertIn("You are in #lobby now.\nTopic: Village\n", self.written())

    def test_another_room_is_told_when_one_turns_to_it(self) -> None:
        self.let_in()
        self.chat.open(self.chat.talk("kitchen", is_room=True))
        self.turn()
        self.assertEqual(self.written(), "You are in #kitchen now.\n")

    def test_a_private_conversation_is_told_as_such(self) -> None:
        self.let_in()
        self.chat.open(self.chat.talk("ana", is_room=False))
        self.turn()
        self.assertEqual(self.written(), "You are talking to ana alone now.\n")

    def test_the_conversation_with_another_kind_of_server_is_no_private_one(self) -> None:
        self.chat.open(self.chat.talk(SERVER, is_room=False))
        self.written()
        self.turn()
        self.assertEqual(self.written(), "")

    def test_what_was_said_before_in_a_room_is_printed_on_entering(self) -> None:
        lobby = self.let_in()
        entry = Entry(Kind.SAID, now(), "hola", "ana", 1)
        self.chat.put_before(lobby, [entry])
        self.turn()
        self.assertEqual(self.written(), f"History:\n{clock_time(entry)}ana: hola\n")

    def test_what_was_said_before_elsewhere_waits_until_one_turns_there(self) -> None:
        self.let_in()
        kitchen = self.chat.talk("kitchen", is_room=True)
        self.chat.put_before(kitchen, [Entry(Kind.SAID, now(), "hola", "ana", 1)])
        self.turn()
        self.assertEqual(self.written(), "")
        self.chat.open(kitchen)
        self.turn()
        self.assertIn("ana: hola", self.written())


class Searches(PlainCase):
    def hit(self, text: str) -> Hit:
        return Hit(Entry(Kind.SAID, now(), text, "ana", 1), "lobby", True)

    def numbers(self) -> list[str]:
        return [line.split(" ")[0] for line in self.written().split("\n") if "ana:" in line]

    def test_results_are_numbered(self) -> None:
        self.chat.show_found(Search("x", [self.hit("x1"), self.hit("x2")]))
        self.assertEqual(self.numbers(), ["1.", "2."])

    def test_further_results_go_on_counting(self) -> None:
        first = [self.hit("x1"), self.hit("x2")]
        self.chat.show_found(Search("x", first, more=True))
        self.written()
        self.chat.show_found(Search("x", [*first, self.hit("x3")]))
        self.assertEqual(self.numbers(), ["3."])

    def test_the_same_search_again_is_printed_again(self) -> None:
        self.chat.show_found(Search("x", [self.hit("x1")]))
        self.written()
        self.chat.show_found(Search("x", [self.hit("x1")]))
        self.assertEqual(self.numbers(), ["1."])

    def test_more_is_offered_where_there_is_more(self) -> None:
        self.chat.show_found(Search("x", [self.hit("x1")], more=True))
        self.assertIn("/search more", self.written())

    def test_nothing_found_is_said(self) -> None:
        self.chat.show_found(Search("x", []))
        self.assertTrue(self.written().endswith("Nothing was found.\n"))

    def test_a_jump_prints_what_stands_around(self) -> None:
        lobby = self.let_in()
        entries = [said(self.chat, f"m{number}", seq=number + 1) for number in range(30)]
        self.written()
        self.chat.target = entries[15]
        self.chat.changed()
        self.turn()
        texts = [line.split(" ")[-1] for line in self.written().splitlines()[1:]]
        expected = [f"m{number}" for number in range(15 - AROUND, 15 + AROUND + 1)]
        self.assertEqual(texts, expected)
        self.assertEqual((self.chat.target, lobby.is_read_back), (None, False))

    def test_the_one_that_was_looked_for_is_marked(self) -> None:
        self.let_in()
        entries = [said(self.chat, f"m{number}", seq=number + 1) for number in range(3)]
        self.written()
        self.chat.target = entries[1]
        self.chat.changed()
        self.turn()
        [marked] = [line for line in self.written().splitlines() if line.startswith("> ")]
        self.assertTrue(marked.endswith("ana: m1"))

    def test_what_was_told_between_is_not_printed_again(self) -> None:
        self.let_in()
        first = said(self.chat, "m1", seq=1)
        self.chat.notice("Users online (2):")
        self.written()
        self.chat.target = first
        self.chat.changed()
        self.turn()
        self.assertNotIn("Users", self.written())

    def test_what_is_read_on_the_way_there_is_not_printed(self) -> None:
        lobby = self.let_in()
        lobby.is_read_back = True
        self.chat.put_before(lobby, [Entry(Kind.SAID, now(), "hola", "ana", 1)])
        self.turn()
        self.assertEqual(self.written(), "")


class Questions(PlainCase):
    def test_a_question_has_no_line_end(self) -> None:
        self.written()
        self.ask("Your nickname: ")
        self.assertEqual(self.written(), "Your nickname: ")

    def test_the_next_line_is_the_answer(self) -> None:
        answers = self.ask()
        self.type(b"ana\n")
        self.assertEqual((answers, self.speaker.typed), (["ana"], []))

    def test_what_is_typed_behind_the_answer_waits_until_one_is_in(self) -> None:
        self.ask()
        self.type(b"ana\nhola\n")
        self.assertEqual(self.speaker.typed, [])
        self.let_in()
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_a_hidden_answer_is_not_shown_by_the_terminal(self) -> None:
        self.ask("Password: ", hidden=True)
        self.assertEqual(self.echoes, [False])

    def test_what_was_typed_before_it_is_not_the_hidden_answer(self) -> None:
        self.type(b"hola\n")
        self.written()
        answers = self.ask("Password: ", hidden=True)
        self.assertEqual(answers, [])
        self.assertEqual(self.written(), "What you typed before that was not sent.\nPassword: ")

    def test_nor_is_it_said_after_the_answer(self) -> None:
        self.type(b"hola\n")
        answers = self.ask("Password: ", hidden=True)
        self.type(b"secret\n")
        self.let_in()
        self.assertEqual((answers, self.speaker.typed), (["secret"], []))

    def test_a_hidden_answer_is_taken_while_something_is_printed(self) -> None:
        answers = self.ask("Password: ", hidden=True)
        self.chat.notice("The server is closing soon.")
        self.type(b"secret\n")
        self.turn()
        self.assertEqual(answers, ["secret"])

    def test_after_it_the_terminal_shows_what_is_typed(self) -> None:
        self.ask("Password: ", hidden=True)
        self.written()
        self.type(b"secret\n")
        self.turn()
        self.assertEqual((self.echoes, self.written()), ([False, True], "\n"))

    def test_a_question_that_still_stands_is_asked_again(self) -> None:
        self.ask("Name: ")
        question = self.chat.question
        self.written()
        assert question is not None
        self.type(b"\n")
        self.chat.question = question
        self.turn()
        self.assertEqual(self.written(), "Name: ")

    def test_a_line_between_stands_on_its_own_and_the_question_again_below(self) -> None:
        self.ask("Name: ")
        self.written()
        self.chat.notice("That name is taken.")
        self.turn()
        self.assertEqual(self.written(), "\nThat name is taken.\nName: ")

    def test_the_terminal_is_left_as_it_was(self) -> None:
        self.ask("Password: ", hidden=True)
        self.plain.stop()
        self.assertEqual(self.echoes, [False, True])


class TheConnection(PlainCase):
    def lose(self, trouble: str = "") -> None:
        """Lose the connection, or fail to make it again."""
        if self.chat.status is Status.WAITING:
            self.chat.status = Status.CONNECTING
            self.chat.changed()
            self.turn()
        self.chat.status, self.chat.trouble = Status.WAITING, trouble
        self.chat.changed()
        self.turn()

    def test_it_is_told_where_one_connects(self) -> None:
        self.assertEqual(self.written(), f"Connecting to {SERVER}.\n")

    def test_it_is_told_whether_it_is_encrypted(self) -> None:
        self.chat.is_encrypted = True
        super(PlainCase, self).let_in()
        self.assertIn(f"Connected to {SERVER}, encrypted.\n", self.written())

    def test_it_is_told_that_it_is_not_encrypted(self) -> None:
        super(PlainCase, self).let_in()
        self.assertIn(f"Connected to {SERVER}, not encrypted.\n", self.written())

    def test_a_lost_one_is_told_with_what_becomes_of_the_typing(self) -> None:
        self.let_in()
        self.lose()
        self.assertIn("What you type meanwhile is kept", self.written())

    def test_the_same_trouble_is_told_once(self) -> None:
        self.let_in()
        self.lose()
        self.lose("The server refused the connection.")
        self.written()
        self.lose("The server refused the connection.")
        self.assertEqual(self.written(), "")

    def test_another_trouble_is_told(self) -> None:
        self.let_in()
        self.lose()
        self.written()
        self.lose("There is no way to the server.")
        self.assertEqual(self.written(), "There is no way to the server.\n")

    def test_what_is_typed_meanwhile_goes_to_the_speaker(self) -> None:
        self.let_in()
        self.lose()
        self.type(b"hola\n")
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_when_it_is_back_nothing_is_told_twice(self) -> None:
        self.let_in()
        self.lose()
        self.written()
        super(PlainCase, self).let_in()
        self.assertEqual(self.written(), "")


class TheEnd(PlainCase):
    def test_the_end_of_input_leaves(self) -> None:
        self.let_in()
        self.end_input()
        self.assertEqual(self.speaker.left, 1)
        self.successResultOf(self.over)

    def test_it_leaves_without_a_connection(self) -> None:
        self.end_input()
        self.assertEqual(self.speaker.left, 1)

    def test_what_was_typed_is_waited_for(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        self.end_input()
        self.assertEqual(self.speaker.left, 0)
        settle(self.chat, self.chat.current.entries[-1], State.TAKEN, seq=1)
        self.assertEqual(self.speaker.left, 1)

    def test_stopping_writes_who_came_last(self) -> None:
        lobby = self.let_in()
        self.come(lobby, "eva")
        written = self.plain.stop()
        self.assertEqual(self.written(), "* eva joined\n")
        self.successResultOf(written)

    def test_nothing_is_left_to_do(self) -> None:
        self.let_in()
        self.plain.stop()
        self.assertEqual((self.clock.getDelayedCalls(), self.chat.watchers), ([], []))
