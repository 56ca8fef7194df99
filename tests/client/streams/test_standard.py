from __future__ import annotations

from chatservice.client.streams.standard import MOST_LINES, Standard
from chatservice.client.streams.waits import UNREAD_SECONDS, UNWRITTEN_SECONDS
from chatservice.client.surroundings import Surroundings
from chatservice.client.talk.chat import Status
from chatservice.client.talk.entries import State
from tests.client.streams.fronts import FrontCase, ServerSide, settle


class StandardCase(FrontCase):
    """A front that shows nothing, with a program at its input."""

    def setUp(self) -> None:
        super().setUp()
        self.front = Standard(self.clock, self.chat, self.speaker, Surroundings(), self.standard_io)
        self.over = self.front.start()
        self.turn()

    def take_all(self) -> None:
        """Have the server take what was said."""
        for entry in list(self.chat.current.entries):
            if entry.state is State.WAITING:
                settle(self.chat, entry, State.TAKEN, seq=1)


class TheInput(StandardCase):
    def test_lines_wait_until_one_is_in(self) -> None:
        self.type(b"hola\n")
        self.assertEqual(self.speaker.typed, [])
        self.let_in()
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_lines_that_wait_are_taken_in_their_order(self) -> None:
        self.type(b"a\nb\r\nc")
        self.end_input()
        self.let_in()
        self.assertEqual(self.speaker.typed, ["a", "b", "c"])

    def test_a_question_is_answered_before_one_is_in(self) -> None:
        self.type(b"ana\nhola\n")
        answers = self.ask()
        self.assertEqual((answers, self.speaker.typed), (["ana"], []))

    def test_bytes_that_are_no_text_are_told_of_once(self) -> None:
        self.let_in()
        self.type(b"\xff\n\xff\n")
        notices = [each.text for each in self.chat.current.entries if "UTF-8" in each.text]
        self.assertEqual((len(notices), self.speaker.typed), (1, ["\ufffd", "\ufffd"]))

    def test_the_end_leaves_when_all_is_taken(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        self.end_input()
        self.assertEqual(self.speaker.left, 0)
        self.take_all()
        self.assertEqual(self.speaker.left, 1)

    def test_the_end_leaves_when_all_is_answered(self) -> None:
        self.let_in()
        self.speaker.is_idle = False
        self.type(b"/users\n")
        self.end_input()
        self.assertEqual(self.speaker.left, 0)
        self.speaker.is_idle = True
        self.chat.changed()
        self.assertEqual(self.speaker.left, 1)

    def test_the_end_waits_until_what_a_program_says_can_be_said(self) -> None:
        self.type(b"hola\n")
        self.end_input()
        self.assertEqual(self.speaker.left, 0)
        self.let_in()
        self.take_all()
        self.assertEqual((self.speaker.typed, self.speaker.left), (["hola"], 1))

    def test_what_was_said_waits_for_a_lost_connection(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        self.chat.status = Status.WAITING
        self.end_input()
        self.assertEqual(self.speaker.left, 0)

    def test_a_line_waits_until_it_is_known_where_the_one_before_it_turns_somewhere(self) -> None:
        self.let_in()
        self.speaker.is_turning = True
        self.type(b"secret\n")
        self.assertEqual(self.speaker.typed, [])
        self.speaker.is_turning = False
        self.chat.changed()
        self.assertEqual(self.speaker.typed, ["secret"])

    def test_what_comes_from_a_pipe_is_said_to_be_typed_by_nobody(self) -> None:
        self.let_in()
        self.type(b"hola\n")
        self.assertEqual(self.speaker.attended, [False])

    def test_a_question_that_nobody_will_answer_ends_it(self) -> None:
        self.end_input()
        self.ask()
        self.assertEqual(self.speaker.left, 1)

    def test_one_leaves_once(self) -> None:
        self.let_in()
        self.end_input()
        self.chat.changed()
        self.assertEqual(self.speaker.left, 1)


class HowFastItIsRead(StandardCase):
    def test_what_is_not_yet_taken_slows_the_reading(self) -> None:
        self.let_in()
        self.type(b"hola\n" * (MOST_LINES + 1))
        self.assertFalse(self.is_reading)

    def test_when_it_is_taken_the_reading_goes_on(self) -> None:
        self.let_in()
        self.type(b"hola\n" * (MOST_LINES + 1))
        self.take_all()
        self.assertTrue(self.is_reading)

    def test_very_much_at_once_is_said_as_fast_as_it_is_taken(self) -> None:
        self.let_in()
        self.type(b"hola\n" * (3 * MOST_LINES))
        self.assertLess(len(self.speaker.typed), 2 * MOST_LINES)
        self.take_all()
        self.take_all()
        self.assertEqual(len(self.speaker.typed), 3 * MOST_LINES)

    def test_very_much_before_one_is_in_slows_the_reading(self) -> None:
        self.type(b"hola\n" * (MOST_LINES + 1))
        self.assertFalse(self.is_reading)

    def test_a_slow_output_slows_the_server(self) -> None:
        server = ServerSide()
        self.front.pace(server)
        assert self.io.producer is not None
        self.io.producer.pauseProducing()
        self.assertEqual(server.producerState, "paused")
        self.io.producer.resumeProducing()
        self.assertEqual(server.producerState, "producing")

    def test_a_slow_output_slows_the_next_server_as_well(self) -> None:
        self.front.pace(ServerSide())
        assert self.io.producer is not None
        self.io.producer.pauseProducing()
        server = ServerSide()
        self.front.pace(server)
        self.assertEqual(server.producerState, "paused")

    def test_a_slow_server_slows_the_reading(self) -> None:
        server = ServerSide()
        self.front.pace(server)
        assert server.producer is not None
        server.producer.pauseProducing()
        self.assertFalse(self.is_reading)
        server.producer.resumeProducing()
        self.assertTrue(self.is_reading)

    def test_a_new_connection_makes_up_for_a_slow_one_that_was_lost(self) -> None:
        server = ServerSide()
        self.front.pace(server)
        assert server.producer is not None
        server.producer.pauseProducing()
        self.front.pace(ServerSide())
        self.assertTrue(self.is_reading)


class TheOutput(StandardCase):
    def test_when_nobody_reads_it_one_leaves_quietly(self) -> None:
        self.let_in()
        self.front.writeConnectionLost()
        self.front.write("x")
        self.clock.advance(UNREAD_SECONDS)
        self.assertEqual((self.speaker.left, self.written()), (1, ""))
        self.successResultOf(self.over)

    def test_what_is_there_at_that_moment_gets_said(self) -> None:
        self.let_in()
        self.front.writeConnectionLost()
        self.type(b"hola\n")
        self.assertEqual(self.speaker.typed, ["hola"])

    def test_it_slows_nobody_any_more(self) -> None:
        server = ServerSide()
        self.front.pace(server)
        assert self.io.producer is not None
        self.io.producer.pauseProducing()
        self.front.writeConnectionLost()
        self.assertEqual(server.producerState, "producing")

    def test_stopping_ends_when_all_is_written(self) -> None:
        self.front.write("x")
        written = self.front.stop()
        self.assertEqual(self.written(), "x")
        self.successResultOf(written)

    def test_stopping_is_no_leaving(self) -> None:
        self.let_in()
        self.front.stop()
        self.assertEqual((self.speaker.left, self.chat.watchers), (0, []))

    def test_stopping_after_nobody_reads_leaves_nothing_to_do(self) -> None:
        self.front.writeConnectionLost()
        self.successResultOf(self.front.stop())
        self.assertEqual(self.clock.getDelayedCalls(), [])


class AnOutputThatNobodyReads(StandardCase):
    """A pipe that stays open, and full."""

    def setUp(self) -> None:
        super().setUp()
        self.io.is_read = False

    def test_whoever_reads_later_is_waited_for(self) -> None:
        written = self.front.stop()
        self.clock.advance(3600)
        self.assertNoResult(written)

    def test_a_signal_does_not_wait_for_it_long(self) -> None:
        self.front.hurry()
        written = self.front.stop()
        self.assertNoResult(written)
        self.clock.advance(UNWRITTEN_SECONDS)
        self.successResultOf(written)

    def test_nor_does_one_that_comes_meanwhile(self) -> None:
        written = self.front.stop()
        self.front.hurry()
        self.clock.advance(UNWRITTEN_SECONDS)
        self.successResultOf(written)

    def test_when_it_is_read_after_all_nothing_is_left_to_do(self) -> None:
        self.front.hurry()
        self.front.stop()
        self.front.connectionLost()
        self.assertEqual(self.clock.getDelayedCalls(), [])
