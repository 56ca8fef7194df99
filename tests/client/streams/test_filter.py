from __future__ import annotations

from chatservice.client.ending import Ending
from chatservice.client.streams.waits import (
    GOODBYE_SECONDS,
    SILENCE_SECONDS,
    UNREAD_SECONDS,
    UNWRITTEN_SECONDS,
)
from tests.client.filters import GOODBYE, QUESTION, WELCOME, FilterCase

LEFT = "Disconnected from the server"


class TheWayIn(FilterCase):
    """When standard input is read, and what becomes of it."""

    def test_input_waits_for_the_question(self) -> None:
        self.start(nickname=None)
        self.assertFalse(self.reading)

    def test_input_waits_for_the_welcome(self) -> None:
        self.start()
        self.says(QUESTION)
        self.assertFalse(self.reading)

    def test_a_nickname_of_the_command_line_is_sent_first(self) -> None:
        self.start()
        self.says(QUESTION)
        self.assertEqual(self.sent(), b"ana\r\n")

    def test_without_one_the_first_line_is_the_nickname_and_nothing_follows_it(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.filter.dataReceived(b"ana\nhola\n")
        self.assertEqual((self.sent(), self.reading), (b"ana\r\n", False))

    def test_after_the_welcome_the_other_lines_follow(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.filter.dataReceived(b"ana\nhola\n")
        self.sent()
        self.says(WELCOME)
        self.assertEqual((self.sent(), self.reading), (b"hola\r\n", True))

    def test_a_command_may_stand_before_the_nickname(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.filter.dataReceived(b"/lang es\nana\n")
        self.assertEqual(self.sent(), b"/lang es\r\n")
        self.says(b"language is es now.\r\nUsuario: ")
        self.assertEqual(self.sent(), b"ana\r\n")
        self.assertEqual(self.written(), b"language is es now.\n")

    def test_the_end_of_input_says_goodbye_behind_the_last_line(self) -> None:
        self.named()
        self.filter.dataReceived(b"hola")
        self.filter.readConnectionLost()
        self.assertEqual(self.sent(), b"hola\r\n/quit\r\n")

    def test_a_line_that_leaves_ends_the_reading(self) -> None:
        self.named()
        self.filter.dataReceived(b"exit\nhola\n")
        self.assertEqual((self.sent(), self.reading), (b"/quit\r\n", False))

    def test_a_server_that_is_slow_slows_the_reading(self) -> None:
        self.named()
        assert self.server.producer is not None
        self.server.producer.pauseProducing()
        self.assertFalse(self.reading)
        self.server.producer.resumeProducing()
        self.assertTrue(self.reading)

    def test_bytes_that_are_no_text_are_told_of_once(self) -> None:
        self.named()
        self.filter.dataReceived(b"\xff\n\xfe\n")
        self.assertEqual(self.sent(), "\ufffd\r\n\ufffd\r\n".encode())
        self.filter.readConnectionLost()
        self.says(GOODBYE)
        self.server.protocol.connectionLost()
        [notice] = self.successResultOf(self.ending).sentences
        self.assertIn("UTF-8", notice)


class TheWayOut(FilterCase):
    """What standard output gets."""

    def test_lines_and_no_questions(self) -> None:
        self.start()
        self.says(b"The village.\r\n" + QUESTION)
        self.says(WELCOME)
        self.assertEqual(self.written(), b"The village.\nWelcome, ana!\n")

    def test_no_colours_and_no_bell(self) -> None:
        self.named()
        self.says(b"\a\x1b[31mJuan\x1b[0m: hola\r\n")
        self.assertEqual(self.written(), b"Juan: hola\n")

    def test_a_terminal_gets_both(self) -> None:
        self.named(shown=True, colours=True)
        self.says(b"\a\x1b[31mJuan\x1b[0m: hola\r\n")
        self.assertEqual(self.written(), b"\a\x1b[31mJuan\x1b[0m: hola\x1b[0m\n")

    def test_whoever_types_is_asked(self) -> None:
        self.start(nickname=None, typed=True, shown=True)
        self.says(QUESTION)
        self.assertEqual(self.written(), QUESTION)

    def test_an_output_that_is_slow_slows_the_server(self) -> None:
        self.named()
        assert self.io.producer is not None
        self.io.producer.pauseProducing()
        self.assertEqual(self.server.producerState, "paused")
        self.io.producer.resumeProducing()
        self.assertEqual(self.server.producerState, "producing")


class TheEnd(FilterCase):
    """With which status, and which words."""

    def close(self) -> Ending:
        self.server.protocol.connectionLost()
        return self.successResultOf(self.ending)

    def test_goodbye_after_the_end_of_input_is_quiet_success(self) -> None:
        self.named()
        self.filter.readConnectionLost()
        self.says(GOODBYE)
        self.assertEqual(self.close(), Ending(0))

    def test_whoever_asked_to_leave_reads_that_it_happened(self) -> None:
        self.named()
        self.filter.dataReceived(b"exit\n")
        self.says(GOODBYE)
        self.assertEqual(self.close(), Ending(0, (LEFT,)))

    def test_without_the_goodbye_nobody_knows_what_was_taken(self) -> None:
        self.named()
        self.filter.readConnectionLost()
        ending = self.close()
        self.assertEqual(ending.status, 1)
        self.assertIn("was lost", ending.sentences[0])

    def test_a_server_that_closes_is_told_of(self) -> None:
        self.named()
        self.says(b"The server is closing.\r\n")
        ending = self.close()
        self.assertEqual((ending.status, self.written()), (1, b"The server is closing.\n"))

    def test_a_refused_nickname_sends_nothing_and_tells_why(self) -> None:
        self.start()
        self.says(QUESTION)
        self.sent()
        self.says(b"The name ana is taken.\r\n" + QUESTION)
        self.assertEqual(self.sent(), b"/quit\r\n")
        self.says(GOODBYE)
        self.assertEqual(self.close(), Ending(1, ("The name ana is taken.", "Nothing was sent.")))

    def test_a_refused_first_line_sends_nothing(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.filter.dataReceived(b"12\nhola\n")
        self.sent()
        self.says(b"A name needs at least one letter.\r\n" + QUESTION)
        self.assertEqual((self.sent(), self.reading), (b"/quit\r\n", False))

    def test_whoever_types_may_choose_another_nickname(self) -> None:
        self.start(nickname=None, typed=True, shown=True)
        self.says(QUESTION)
        self.filter.dataReceived(b"12\n")
        self.written()
        self.says(b"A name needs at least one letter.\r\n" + QUESTION)
        self.assertEqual(self.written(), b"A name needs at least one letter.\n" + QUESTION)
        self.filter.dataReceived(b"ana\n")
        self.assertEqual(self.sent(), b"12\r\nana\r\n")

    def test_an_interrupt_leaves_cleanly(self) -> None:
        self.named()
        self.filter.interrupt()
        self.assertEqual(self.sent(), b"/quit\r\n")
        self.says(GOODBYE)
        self.assertEqual(self.close(), Ending(0, (LEFT,)))

    def test_an_interrupt_waits_a_moment_only(self) -> None:
        self.named()
        self.filter.interrupt()
        self.says(b"Juan: hola\r\n")
        self.clock.advance(GOODBYE_SECONDS)
        self.assertEqual(self.successResultOf(self.ending), Ending(0, (LEFT,)))

    def test_output_that_nobody_reads_does_not_hold_up_an_interrupt(self) -> None:
        self.named()
        self.io.loseConnection = lambda: None  # type: ignore[method-assign]
        self.filter.readConnectionLost()
        self.says(GOODBYE)
        self.server.protocol.connectionLost()
        self.assertNoResult(self.ending)
        self.filter.interrupt()
        self.assertEqual(self.successResultOf(self.ending).status, 0)

    def test_nor_does_output_that_nobody_reads_when_the_goodbye_comes_after_it(self) -> None:
        self.named()
        self.io.loseConnection = lambda: None  # type: ignore[method-assign]
        self.filter.interrupt()
        self.says(GOODBYE)
        self.server.protocol.connectionLost()
        self.assertNoResult(self.ending)
        self.clock.advance(UNWRITTEN_SECONDS)
        self.assertEqual(self.successResultOf(self.ending), Ending(0, (LEFT,)))


class Patience(FilterCase):
    """How long a server may be silent."""

    def gives_up(self) -> bool:
        self.clock.advance(SILENCE_SECONDS)
        if self.server.aborted:
            ending = self.successResultOf(self.ending)
            self.assertEqual(ending.status, 1)
            self.assertIn("has not answered", ending.sentences[0])
        return self.server.aborted

    def test_a_server_that_asks_nothing_is_given_up(self) -> None:
        self.start()
        self.assertTrue(self.gives_up())

    def test_a_server_that_does_not_welcome_is_given_up(self) -> None:
        self.start()
        self.says(QUESTION)
        self.assertTrue(self.gives_up())

    def test_a_server_that_says_no_goodbye_is_given_up(self) -> None:
        self.named()
        self.filter.readConnectionLost()
        self.assertTrue(self.gives_up())

    def test_a_server_that_has_other_things_to_say_first_is_not(self) -> None:
        self.named()
        self.filter.readConnectionLost()
        self.clock.advance(SILENCE_SECONDS - 1)
        self.says(b"Juan: hola\r\n")
        self.clock.advance(SILENCE_SECONDS - 1)
        self.assertFalse(self.server.aborted)

    def test_a_quiet_chat_is_not_given_up(self) -> None:
        self.named()
        self.assertFalse(self.gives_up())

    def test_a_quiet_input_is_not_given_up(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.assertFalse(self.gives_up())


class NobodyReads(FilterCase):
    """The output's reader has gone (`| head -1`)."""

    def setUp(self) -> None:
        self.named()
        self.filter.writeConnectionLost()

    def test_what_there_is_to_say_is_still_said(self) -> None:
        self.filter.dataReceived(b"hola\n")
        self.filter.readConnectionLost()
        self.assertEqual(self.sent(), b"hola\r\n/quit\r\n")
        self.says(GOODBYE)
        self.server.protocol.connectionLost()
        self.assertEqual(self.successResultOf(self.ending), Ending(0))

    def test_an_endless_input_ends(self) -> None:
        self.clock.advance(UNREAD_SECONDS)
        self.assertEqual(self.sent(), b"/quit\r\n")


class Passwords(FilterCase):
    """A registered nickname: the next line of the input is its password."""

    ASKED = b"\xff\xfb\x01Password for ana: "
    SHOWN = b"\r\n\xff\xfc\x01"
    DO_ECHO = b"\xff\xfd\x01"

    def test_the_next_line_is_the_password_and_nothing_follows_it(self) -> None:
        self.start()
        self.says(QUESTION)
        self.sent()
        self.says(self.ASKED)
        self.filter.dataReceived(b"secret\nhola\n")
        self.assertEqual(self.sent(), self.DO_ECHO + b"secret\r\n")

    def test_what_is_to_be_said_follows_the_welcome(self) -> None:
        self.start(nickname=None)
        self.says(QUESTION)
        self.filter.dataReceived(b"ana\nsecret\nhola\n")
        self.says(self.ASKED)
        self.sent()
        self.says(self.SHOWN + WELCOME)
        self.assertTrue(self.sent().endswith(b"hola\r\n"))

    def test_question_and_password_stand_nowhere_in_a_pipe(self) -> None:
        self.start()
        self.says(QUESTION)
        self.says(self.ASKED)
        self.filter.dataReceived(b"secret\n")
        self.says(self.SHOWN + WELCOME)
        self.assertEqual(self.written(), b"Welcome, ana!\n")

    def test_a_wrong_password_ends_it_and_nothing_is_said(self) -> None:
        self.start()
        self.says(QUESTION)
        self.says(self.ASKED)
        self.filter.dataReceived(b"wrong\nhola\n")
        self.sent()
        self.says(b"\r\nName or password are wrong.\r\n" + self.ASKED[3:])
        self.assertNotIn(b"hola", self.sent())
        self.server.protocol.connectionLost()
        ending = self.successResultOf(self.ending)
        self.assertEqual(ending, Ending(1, ("Name or password are wrong.", "Nothing was sent.")))

    def test_an_input_without_a_password_leaves(self) -> None:
        self.start()
        self.says(QUESTION)
        self.says(self.ASKED)
        self.sent()
        self.filter.readConnectionLost()
        self.assertEqual(self.sent(), b"\r\n/quit\r\n")

    def test_a_terminal_shows_the_question_and_not_what_is_typed(self) -> None:
        echoes: list[bool] = []
        self.start(typed=True, shown=True, echo=echoes.append)
        self.says(QUESTION)
        self.written()
        self.says(self.ASKED)
        self.assertEqual((self.written(), echoes[-1]), (b"Password for ana: ", False))

    def test_a_terminal_moves_on_to_the_next_line_after_a_password(self) -> None:
        self.start(typed=True, shown=True)
        self.says(QUESTION)
        self.says(self.ASKED)
        self.written()
        self.filter.dataReceived(b"secret\n")
        self.says(self.SHOWN + WELCOME)
        self.assertEqual(self.written(), b"\nWelcome, ana!\n")

    def test_a_terminal_shows_what_is_typed_again_afterwards(self) -> None:
        echoes: list[bool] = []
        self.start(typed=True, shown=True, echo=echoes.append)
        self.says(QUESTION)
        self.says(self.ASKED)
        self.filter.dataReceived(b"secret\n")
        self.says(self.SHOWN + WELCOME)
        self.assertTrue(echoes[-1])

    def test_a_terminal_asks_for_a_new_password_in_the_chat_too(self) -> None:
        self.named(typed=True, shown=True)
        self.filter.dataReceived(b"/register\n")
        self.says(b"\xff\xfb\x01New password for ana: ")
        self.assertEqual(self.written(), b"New password for ana: ")
