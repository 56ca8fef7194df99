"""What the status row tells of one's own lines that the server does not have yet."""

from __future__ import annotations

from datetime import timedelta

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.status import Moment, until_another
from chatservice.client.talk.chat import Chat, Question, Status
from chatservice.client.talk.entries import State
from tests.client.screen.talking import NOON, a_chat, waits
from tests.client.screen.test_status import NOW, row


class WhatWaits(SynchronousTestCase):
    """One's own lines that the server does not have."""

    def chat(self, *seconds: float) -> Chat:
        """Return a chat with lines that were typed so many seconds before noon."""
        chat = a_chat("lobby", "kitchen")
        for each in seconds:
            chat.add(chat.talks[1], waits(NOON - timedelta(seconds=each)))
        return chat

    def test_for_how_long_there_is_no_answer(self) -> None:
        self.assertIn("  no answer for 12 s  ", row(self.chat(12.4, 3)))

    def test_for_a_moment_nothing_is_told(self) -> None:
        self.assertNotIn("no answer", row(self.chat(5.9)))

    def test_a_server_that_tells_something_else_is_no_silent_one(self) -> None:
        heard = Moment(NOON, heard_at=NOON - timedelta(seconds=2))

        self.assertNotIn("no answer", row(self.chat(60), moment=heard))

    def test_without_a_connection_that_is_what_is_told(self) -> None:
        chat = self.chat(60)
        chat.status = Status.WAITING

        self.assertNotIn("no answer", row(chat))

    def test_while_one_is_asked_something_the_server_waits(self) -> None:
        chat = self.chat(60)
        chat.question = Question("Password: ", lambda text: None, hidden=True)

        self.assertNotIn("no answer", row(chat))

    def test_what_was_taken_waits_no_more(self) -> None:
        chat = self.chat(60)
        entry = chat.talks[1].entries[0]
        entry.state = State.TAKEN
        chat.settled(chat.talks[1], entry)

        self.assertNotIn("no answer", row(chat))

    def test_how_much_waits_and_what_stops_it(self) -> None:
        self.assertIn("  4 waiting, Ctrl+C stops  ", row(self.chat(1, 1, 1, 1)))

    def test_of_a_few_lines_nothing_is_told(self) -> None:
        self.assertNotIn("waiting", row(self.chat(1, 1, 1)))

    def test_the_row_is_another_one_when_six_seconds_are_over(self) -> None:
        self.assertAlmostEqual(until_another(self.chat(4.5), NOW) or 0, 1.5)

    def test_then_it_is_with_each_second(self) -> None:
        self.assertAlmostEqual(until_another(self.chat(8.25), NOW) or 0, 0.75)

    def test_it_counts_the_seconds_until_the_next_attempt(self) -> None:
        chat = self.chat()
        chat.status = Status.WAITING
        chat.retry_at = NOON + timedelta(seconds=7.25)

        self.assertAlmostEqual(until_another(chat, NOW) or 0, 0.25)

    def test_where_nothing_is_counted_it_stays(self) -> None:
        self.assertIsNone(until_another(self.chat(), NOW))
