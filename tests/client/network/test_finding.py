from __future__ import annotations

from collections.abc import Sequence

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.connection import Connection
from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import Happening, Line, NicknameAsked
from chatservice.client.network.finding import (
    REST_SECONDS,
    SILENCE_SECONDS,
    ClosedError,
    Finding,
    Verdict,
)
from chatservice.client.network.gate import LONGEST_GREETING
from chatservice.client.network.link import Link

QUESTION = b"Enter your nickname: "
NOT_JSON = (
    b'{"type":"error","code":"not-json","text":"That is no JSON object.",'
    b'"details":{"reason":"syntax"}}\n'
)


class Transport(StringTransport):
    """One that tells its protocol when it is closed."""

    def abortConnection(self) -> None:
        self.loseConnection()
        self.protocol.connectionLost()

    protocol: Finding


class Case(SynchronousTestCase):
    """Somebody who has connected to a server, and says nothing yet."""

    may_be_tls = True

    def setUp(self) -> None:
        self.clock = Clock()
        self.told: list[Happening | str] = []
        self.turned: list[Verdict] = []
        self.transport = Transport()
        self.finding = Finding(
            self.clock,
            self.no_link,
            lambda: Connection(Conversation(), self),
            self.turned.append,
            may_be_tls=self.may_be_tls,
        )
        self.transport.protocol = self.finding
        self.finding.makeConnection(self.transport)

    def no_link(self) -> Link:
        raise AssertionError("nothing is known of this server")

    def heard(self, happenings: Sequence[Happening]) -> None:
        self.told += happenings

    def lost(self) -> None:
        self.told.append("lost")

    def says(self, *data: bytes, after: float = 0) -> None:
        """Let the server say something, in packets."""
        self.clock.advance(after)
        for each in data:
            self.finding.dataReceived(each)

    def lines(self) -> Connection:
        """Return what was found, which is a connection in lines."""
        found = self.successResultOf(self.finding.found)
        assert isinstance(found, Connection)
        return found


class Greetings(Case):
    def test_our_question_is_known_in_every_language(self) -> None:
        for question in (QUESTION, b"Usuario: "):
            with self.subTest(question):
                self.setUp()
                self.says(question, after=0.2)

                self.assertIs(self.successResultOf(self.finding.found), Verdict.GREETS)

    def test_the_connection_is_closed_then(self) -> None:
        self.says(QUESTION, after=0.2)

        self.assertTrue(self.transport.disconnecting)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_server_that_takes_its_time_is_known_too(self) -> None:
        self.says(QUESTION, after=SILENCE_SECONDS - 0.1)

        self.assertIs(self.successResultOf(self.finding.found), Verdict.GREETS)

    def test_it_may_come_in_pieces_behind_a_message_of_the_day(self) -> None:
        self.says(b"Welcome!\r\nBe kind.\r\nEnter your", b" nickname: ")

        self.assertIs(self.successResultOf(self.finding.found), Verdict.GREETS)

    def test_its_rest_is_waited_for_until_the_line_is_somebody_elses(self) -> None:
        self.says(b"Welcome!\r\n")
        self.clock.advance(REST_SECONDS - 0.1)
        self.assertNoResult(self.finding.found)

        self.clock.advance(0.1)

        self.lines()

    def test_the_question_of_another_server_is_not_ours(self) -> None:
        self.says(b"login: ")
        self.clock.advance(REST_SECONDS)

        self.lines()

    def test_the_question_in_the_middle_of_a_line_is_none(self) -> None:
        self.says(b"ana: Enter your nickname: ")
        self.clock.advance(REST_SECONDS)

        self.lines()


class Lines(Case):
    def test_whoever_says_nothing_gets_lines(self) -> None:
        self.clock.advance(SILENCE_SECONDS)

        self.lines()

    def test_nothing_is_sent_before_that(self) -> None:
        self.clock.advance(SILENCE_SECONDS)

        self.assertEqual(self.transport.value(), b"")

    def test_no_byte_is_lost(self) -> None:
        self.says(b"one\r\n", b"two\r\nth")
        self.clock.advance(REST_SECONDS)
        self.says(b"ree\r\n")

        self.assertEqual(self.told, [Line("one"), Line("two"), Line("three")])

    def test_whoever_dialled_has_the_connection_before_anything_is_heard(self) -> None:
        self.finding.found.addCallback(lambda _: self.told.append("found"))
        self.says(b"one\r\n")
        self.clock.advance(REST_SECONDS)

        self.assertEqual(self.told, ["found", Line("one")])

    def test_what_has_no_end_is_not_held_back(self) -> None:
        self.says(b"x" * (LONGEST_GREETING + 1))

        self.lines()

    def test_the_end_of_the_connection_is_told(self) -> None:
        self.clock.advance(SILENCE_SECONDS)
        self.lines().send(["hola"])
        self.says(b"one\r\n")
        self.clock.advance(REST_SECONDS)

        self.finding.connectionLost()

        self.assertEqual(self.told, [Line("one"), "lost"])

    def test_what_was_said_before_the_end_is_told(self) -> None:
        self.says(b"The server is full.\r\n")

        self.finding.connectionLost()

        self.lines()
        self.assertEqual(self.told, [Line("The server is full."), "lost"])


class Late(Case):
    """What shows when the lines have begun."""

    def setUp(self) -> None:
        super().setUp()
        self.clock.advance(SILENCE_SECONDS)
        self.connection = self.lines()

    def test_our_question_is_known_while_nothing_was_sent(self) -> None:
        self.says(QUESTION, after=10)

        self.assertEqual((self.turned, self.told), ([Verdict.GREETS], []))

    def test_it_is_for_people_once_something_was_sent(self) -> None:
        self.connection.send(["hola"])
        self.says(QUESTION)
        self.clock.advance(REST_SECONDS)

        self.assertEqual((self.turned, self.told), ([], [NicknameAsked(QUESTION.decode())]))

    def test_who_took_a_line_for_json_speaks_json(self) -> None:
        self.connection.send(["hola"])
        self.says(NOT_JSON[:20], NOT_JSON[20:])

        self.assertEqual((self.turned, self.told), ([Verdict.JSON], []))

    def test_json_that_says_something_else_is_for_people(self) -> None:
        self.connection.send(["hola"])
        self.says(b'{"type":"error"}\n')
        self.clock.advance(REST_SECONDS)

        self.assertEqual((self.turned, self.told), ([], [Line('{"type":"error"}')]))

    def test_what_follows_an_answer_of_anothers_is_theirs(self) -> None:
        self.connection.send(["hola"])
        self.says(b"what?\n")
        self.clock.advance(REST_SECONDS)
        self.says(NOT_JSON)

        self.assertEqual(self.turned, [])

    def test_who_took_a_line_for_tls_speaks_tls(self) -> None:
        self.connection.send(["hola"])
        self.says(b"\x15\x03\x01\x00\x02\x02\x46")

        self.assertEqual((self.turned, self.told), ([Verdict.TLS], []))

    def test_who_closes_without_a_word_may_speak_tls(self) -> None:
        self.connection.send(["hola"])
        self.finding.connectionLost()

        self.assertEqual((self.turned, self.told), ([Verdict.TLS], []))


class WhereTlsIsOutOfTheQuestion(Case):
    may_be_tls = False

    def test_an_alert_is_for_people(self) -> None:
        self.clock.advance(SILENCE_SECONDS)
        self.lines().send(["hola"])
        self.says(b"\x15\x03\x01\x00\x02\x02\x46")
        self.clock.advance(REST_SECONDS)

        self.assertEqual(self.turned, [])

    def test_an_end_without_a_word_is_one(self) -> None:
        self.finding.connectionLost()

        self.failureResultOf(self.finding.found, ClosedError)

    def test_an_end_in_lines_is_told(self) -> None:
        self.clock.advance(SILENCE_SECONDS)
        self.finding.connectionLost()

        self.assertEqual((self.turned, self.told), ([], ["lost"]))


class GivingUp(Case):
    def test_the_connection_is_closed(self) -> None:
        self.finding.found.cancel()

        self.failureResultOf(self.finding.found)
        self.assertTrue(self.transport.disconnecting)
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_what_comes_afterwards_is_nothing(self) -> None:
        self.finding.found.cancel()
        self.failureResultOf(self.finding.found)

        self.says(QUESTION)

        self.assertEqual((self.turned, self.told), ([], []))
