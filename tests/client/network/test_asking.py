from __future__ import annotations

import json

from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.asking import Asking, NotJsonError
from chatservice.client.network.gate import LONGEST_GREETING
from chatservice.client.network.link import Link
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import Error, Ok

SECONDS = 5.0
ANSWER = b'{"type":"ok","id":"?","seq":7}\n'
FULL = b'{"type":"error","code":"server-full","text":"The server is full.","details":{}}\n'


class Transport(StringTransport):
    """One that tells its protocol when it is closed."""

    def abortConnection(self) -> None:
        self.loseConnection()
        self.protocol.connectionLost()

    protocol: Asking


class Asked(SynchronousTestCase):
    """A server that was asked whether it speaks JSON."""

    def setUp(self) -> None:
        self.clock = Clock()
        self.told: list[Message | str] = []
        self.transport = Transport()
        self.asking = Asking(self.clock, lambda: Link(self, self.clock), SECONDS)
        self.transport.protocol = self.asking
        self.asking.makeConnection(self.transport)

    def connected(self, link: Link) -> None:
        self.told.append("connected")

    def heard(self, message: Message) -> None:
        self.told.append(message)

    def lost(self, reason: Failure) -> None:
        self.told.append("lost")

    def is_in_vain(self) -> None:
        """Make sure that it speaks something else."""
        self.failureResultOf(self.asking.answered, NotJsonError)
        self.assertTrue(self.transport.disconnecting)
        self.assertEqual((self.told, self.clock.getDelayedCalls()), ([], []))

    def test_it_reads_nothing_but_a_question_for_a_sign_of_life(self) -> None:
        self.assertEqual(json.loads(self.transport.value()), {"type": "ping", "id": "?"})

    def test_an_answer_makes_a_link(self) -> None:
        self.asking.dataReceived(ANSWER[:9])
        self.asking.dataReceived(ANSWER[9:])

        self.assertIsInstance(self.successResultOf(self.asking.answered), Link)
        self.assertEqual(self.told, ["connected"])

    def test_what_follows_the_answer_is_heard(self) -> None:
        self.asking.dataReceived(ANSWER + b'{"type":"ok","id":"a","seq":8}\n')

        self.assertEqual(self.told, ["connected", Ok(id="a", seq=8)])

    def test_so_is_what_comes_later(self) -> None:
        self.asking.dataReceived(ANSWER)
        self.asking.dataReceived(b'{"type":"ok","id":"a","seq":8}\n')

        self.assertEqual(self.told, ["connected", Ok(id="a", seq=8)])

    def test_any_other_message_is_an_answer_too_and_is_heard(self) -> None:
        self.asking.dataReceived(FULL)

        first, error = self.told
        assert isinstance(error, Error)
        self.assertEqual((first, error.code), ("connected", "server-full"))

    def test_the_end_of_the_connection_is_heard(self) -> None:
        self.asking.dataReceived(FULL)
        self.asking.connectionLost()

        self.assertEqual(self.told[-1], "lost")

    def test_words_are_no_answer(self) -> None:
        self.asking.dataReceived(b"E")

        self.is_in_vain()

    def test_what_only_looks_like_an_object_is_no_answer(self) -> None:
        for line in (b"{}\n", b"{hello}\n", b'{"type":"ping","id":"?"}\n', b'{"type":7}\n'):
            with self.subTest(line):
                self.setUp()
                self.asking.dataReceived(line)

                self.is_in_vain()

    def test_what_has_no_end_is_no_answer(self) -> None:
        self.asking.dataReceived(b"{" + b" " * LONGEST_GREETING)

        self.is_in_vain()

    def test_silence_is_no_answer(self) -> None:
        self.clock.advance(SECONDS)

        self.is_in_vain()

    def test_the_end_is_no_answer(self) -> None:
        self.transport.abortConnection()

        self.is_in_vain()

    def test_who_gives_up_hears_nothing_more(self) -> None:
        self.asking.answered.cancel()

        self.failureResultOf(self.asking.answered)
        self.assertEqual((self.told, self.clock.getDelayedCalls()), ([], []))
