from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import alsoProvides

from chatservice.client.network.link import LONGEST_LINE, LONGEST_WAIT, SILENCE, Link
from chatservice.render.messages import Message
from chatservice.render.messages.conversation import Ok

PING = {"type": "ping", "id": "silence"}
OK = b'{"type":"ok","id":"a","seq":7}\n'


class Transport(StringTransport):
    """One that tells how it was closed."""

    is_aborted = False

    def abortConnection(self) -> None:
        self.is_aborted = True
        self.loseConnection()


class Case(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.told: list[Any] = []
        self.transport = Transport()
        self.link = Link(self, self.clock)
        self.link.makeConnection(self.transport)

    def connected(self, link: Link) -> None:
        self.told.append(link)

    def heard(self, message: Message) -> None:
        self.told.append(message)

    def lost(self, reason: Failure) -> None:
        self.told.append(reason.type)

    def says(self, data: bytes) -> None:
        self.link.dataReceived(data)

    def sent(self) -> list[Any]:
        """Return what was sent since this was asked last."""
        lines = self.transport.value().splitlines()
        self.transport.clear()
        return [json.loads(line) for line in lines]


class Talking(Case):
    def test_the_listener_begins(self) -> None:
        self.assertEqual(self.told, [self.link])

    def test_what_is_sent_is_an_object_on_a_line(self) -> None:
        self.link.send({"type": "say", "text": "hola\n"})

        self.assertEqual(self.transport.value(), b'{"type":"say","text":"hola\\n"}\n')

    def test_what_is_heard_is_a_message(self) -> None:
        self.says(OK[:5])
        self.says(OK[5:] + OK.replace(b"\n", b"\r\n"))

        self.assertEqual(self.told[1:], [Ok(id="a", seq=7)] * 2)

    def test_what_this_version_does_not_know_is_ignored(self) -> None:
        self.says(b'{"type":"dance","with":"ana"}\n' + OK)

        self.assertEqual(self.told[1:], [Ok(id="a", seq=7)])

    def test_the_end_is_told(self) -> None:
        self.link.connectionLost(Failure(ConnectionDone()))

        self.assertEqual(self.told[1:], [ConnectionDone])
        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_a_message_without_end_ends_the_connection(self) -> None:
        self.says(b"{" * (LONGEST_LINE + 1))

        self.assertTrue(self.transport.is_aborted)

    def test_it_knows_whether_it_is_encrypted(self) -> None:
        self.assertFalse(self.link.is_encrypted)
        alsoProvides(self.transport, ISSLTransport)
        self.assertTrue(self.link.is_encrypted)

    @given(st.binary(max_size=100) | st.sampled_from([b"[" * 5000, b'{"type":[]}', b"null"]))
    def test_nothing_that_a_server_says_does_harm(self, data: bytes) -> None:
        self.setUp()

        self.says(data + b"\n" + OK)

        self.assertEqual(self.told[-1], Ok(id="a", seq=7))


class Silence(Case):
    def waits(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def test_a_silent_server_is_asked_for_a_sign_of_life(self) -> None:
        self.waits(SILENCE - 1)
        self.assertEqual(self.sent(), [])
        self.waits(1)
        self.assertEqual(self.sent(), [PING])

    def test_one_that_gives_none_is_given_up(self) -> None:
        self.waits(SILENCE)
        self.waits(SILENCE)

        self.assertTrue(self.transport.is_aborted)

    def test_any_word_is_one(self) -> None:
        self.waits(SILENCE)
        self.says(b"?\n")
        self.waits(SILENCE)

        self.assertFalse(self.transport.is_aborted)
        self.assertEqual(self.sent(), [PING] * 2)

    def test_one_that_looks_at_a_password_is_waited_for_as_long_as_it_says(self) -> None:
        self.says(self.error(seconds=60))
        self.waits(SILENCE + 59)
        self.assertEqual(self.sent(), [])
        self.waits(1)
        self.assertEqual(self.sent(), [PING])

    def test_but_not_for_ever(self) -> None:
        for seconds in (10**18, -(10**18), "a while"):
            with self.subTest(seconds):
                self.setUp()
                self.says(self.error(seconds=seconds))
                self.waits(SILENCE + LONGEST_WAIT)
                self.waits(SILENCE)

                self.assertTrue(self.transport.is_aborted)

    def error(self, seconds: object) -> bytes:
        told = {"code": "attempt-waits", "text": "Wait.", "details": {"seconds": seconds}}
        return json.dumps({"type": "error", **told}).encode() + b"\n"
