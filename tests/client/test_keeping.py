"""Connecting, and connecting again: with a server and a clock in the test's hands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.address import UNIXAddress
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectError, ConnectionLost, DNSLookupError
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer

from chatservice.client.ending import Ending
from chatservice.client.keeping import GOODBYE_SECONDS, STEADY_SECONDS, Keeper
from chatservice.client.lines.connection import Connection
from chatservice.client.network.address import Address
from chatservice.client.network.link import Link
from chatservice.client.network.trust import ChangedCertificateError
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.keyring import Keyring
from chatservice.client.talk.session import Session
from chatservice.render.phrasebook import phrasebook

ADDRESS = Address("chat.example.org", 5050)


class Transport(StringTransport):
    """A transport that can be cut."""

    aborted = False

    def abortConnection(self) -> None:
        self.aborted = True


@implementer(ISSLTransport)
class EncryptedTransport(Transport):
    """The same under TLS."""

    def getPeerCertificate(self) -> None:
        """Return none: a test has none."""


class Dialing:
    """Takes the place of the dialer: each attempt waits for the test to decide what comes of it."""

    def __init__(self) -> None:
        self.again: Callable[[], None] | None = None
        self.remembered = ""
        self.attempts = 0
        self.waiting: Deferred[Any] | None = None

    def cancel(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()

    async def dial(
        self, make_link: Callable[[], Link], make_lines: Callable[[], Connection]
    ) -> Any:
        self.attempts += 1
        self.make_link, self.make_lines = make_link, make_lines
        self.waiting = Deferred()
        return await self.waiting

    def fails(self, error: Exception) -> None:
        assert self.waiting is not None
        self.waiting.errback(error)

    def connects(self, made: Any) -> Any:
        transport = Transport()
        made.makeConnection(transport)
        assert self.waiting is not None
        self.waiting.callback(made)
        return made


class KeepingTestCase(SynchronousTestCase):
    nick: str | None = "ana"
    address = ADDRESS
    token: str | None = None

    def setUp(self) -> None:
        self.clock = Clock()
        self.chat = Chat(phrasebook("en"), str(ADDRESS))
        self.dialing = Dialing()
        self.keeper = Keeper(
            self.clock,
            self.address,
            self.dialing,  # type: ignore[arg-type]
            self.chat,
            lambda over: Session(
                self.clock,
                self.chat,
                nick=self.nick,
                token=self.token,
                keyring=Keyring(self.chat, self.address, None),
                over=over,
            ),
            nick=self.nick,
            seconds=10,
            guards_token=self.token is not None,
            pause=lambda failures: 2.0**failures,
        )
        self.running = Deferred.fromCoroutine(self.keeper.run())

    def connect(self) -> Link:
        link: Link = self.dialing.connects(self.dialing.make_link())
        return link

    def tells(self, link: Link, **message: Any) -> None:
        link.dataReceived(json.dumps(message).encode() + b"\n")

    def come_in(self) -> Link:
        link = self.connect()
        self.tells(
            link,
            type="welcome",
            nick="ana",
            room="lobby",
            server="1",
            limits={},
            seq=1,
            history_id="h",
        )
        return link

    def lose(self, link: Link) -> None:
        link.connectionLost(Failure(ConnectionLost()))

    def ending(self) -> Ending:
        ending: Ending = self.successResultOf(self.running)
        return ending


class Keeping(KeepingTestCase):
    def test_a_first_attempt_that_fails_is_the_end(self) -> None:
        self.dialing.fails(ConnectError())
        ending = self.ending()
        self.assertEqual(ending.status, 1)
        self.assertIn("Can't connect", ending.sentences[0])

    def test_a_lost_connection_is_told_and_made_again(self) -> None:
        self.lose(self.come_in())
        self.assertIs(self.chat.status, Status.WAITING)
        self.assertIn("lost", self.chat.current.entries[-1].text)
        self.clock.advance(1)
        self.assertEqual(self.dialing.attempts, 2)

    def test_the_pauses_grow(self) -> None:
        self.lose(self.come_in())
        made = []
        for pause in (1, 2, 4):
            self.clock.advance(pause - 0.1)
            made.append(self.dialing.attempts)
            self.clock.advance(0.1)
            self.dialing.fails(ConnectError())
        self.assertEqual(made, [1, 2, 3])

    def test_once_one_has_been_in_again_for_a_while_they_are_short_again(self) -> None:
        self.lose(self.come_in())
        self.clock.advance(1)
        link = self.come_in()
        self.clock.advance(STEADY_SECONDS)
        self.lose(link)
        self.clock.advance(1)
        self.assertEqual(self.dialing.attempts, 3)

    def test_a_server_that_lets_in_and_drops_is_called_ever_more_seldom(self) -> None:
        self.lose(self.come_in())
        made = []
        for pause in (1, 2, 4):
            self.clock.advance(pause - 0.1)
            made.append(self.dialing.attempts)
            self.clock.advance(0.1)
            self.lose(self.come_in())
        self.assertEqual(made, [1, 2, 3])

    def test_a_host_that_is_not_found_is_told_apart(self) -> None:
        self.dialing.fails(DNSLookupError())
        self.assertTrue(self.ending().is_unknown_host)

    def test_any_other_failure_is_not_that_of_a_name(self) -> None:
        self.dialing.fails(ConnectError())
        self.assertFalse(self.ending().is_unknown_host)

    def test_the_transport_of_each_connection_is_told_of(self) -> None:
        opened: list[Any] = []
        self.keeper.opened = opened.append
        first = self.come_in()
        self.lose(first)
        self.clock.advance(1)
        second = self.come_in()
        self.assertEqual(opened, [first.transport, second.transport])

    def test_another_certificate_is_not_tried_again(self) -> None:
        self.lose(self.come_in())
        self.clock.advance(1)
        self.dialing.fails(ChangedCertificateError("AB", Path("known")))
        self.assertEqual(self.ending().status, 1)

    def test_who_leaves_waits_for_the_goodbye(self) -> None:
        link = self.come_in()
        self.keeper.leave()
        self.assertNoResult(self.running)
        self.tells(link, type="goodbye", id="client-quit")
        self.lose(link)
        self.assertEqual(self.ending().status, 0)

    def test_a_goodbye_that_does_not_come_is_not_waited_for_longer(self) -> None:
        link = self.come_in()
        self.keeper.leave()
        self.clock.advance(GOODBYE_SECONDS)
        self.assertTrue(link.transport.aborted)
        self.lose(link)
        self.assertEqual(self.ending().status, 0)

    def test_who_leaves_while_there_is_no_connection_leaves_at_once(self) -> None:
        self.lose(self.come_in())
        self.keeper.leave()
        self.assertEqual(self.ending().status, 0)

    def test_who_leaves_during_an_attempt_leaves_at_once(self) -> None:
        self.keeper.leave()
        self.assertEqual(self.ending().status, 0)

    def test_who_leaves_by_a_command_does_not_wait_for_ever_either(self) -> None:
        link = self.come_in()
        self.keeper.speaker.type("exit")
        self.clock.advance(GOODBYE_SECONDS)
        self.assertTrue(link.transport.aborted)
        self.lose(link)
        self.assertEqual(self.ending().status, 0)

    def test_a_connection_lost_while_one_leaves_is_the_end(self) -> None:
        for leave in (self.keeper.leave, lambda: self.keeper.speaker.type("/quit")):
            link = self.come_in()
            leave()
            self.lose(link)
            self.assertEqual((self.ending().status, self.dialing.attempts), (0, 1))
            self.assertIs(self.chat.status, Status.CLOSED)
            self.setUp()

    def test_one_says_goodbye_once(self) -> None:
        link = self.come_in()
        self.keeper.speaker.leave()
        self.keeper.leave()
        self.keeper.leave()
        self.assertEqual(link.transport.value().decode().split('"quit"')[2:], [])

    def test_nothing_is_left_to_be_called_later(self) -> None:
        link = self.come_in()
        self.keeper.leave()
        self.tells(link, type="goodbye", id="client-quit")
        self.lose(link)
        self.assertEqual(self.clock.getDelayedCalls(), [])


class WithoutANickname(KeepingTestCase):
    nick = None

    def test_a_server_that_does_not_wait_so_long_is_called_again_with_the_answer(self) -> None:
        link = self.connect()
        self.tells(link, type="error", code="name-too-late", text="Late.", details={"seconds": 60})
        self.lose(link)
        self.clock.advance(3600)
        self.assertEqual(self.dialing.attempts, 1)
        assert self.chat.question is not None
        self.chat.question.answer("ana")
        self.assertEqual(self.dialing.attempts, 2)

    def test_an_answer_during_an_attempt_does_not_end_it(self) -> None:
        link = self.connect()
        self.lose(link)
        assert self.chat.question is not None
        self.chat.question.answer("ana")
        link = self.come_in()
        self.assertIs(self.chat.status, Status.CONNECTED)
        self.assertNoResult(self.running)


class WithAToken(KeepingTestCase):
    nick = None
    token = "secret-of-a-bot"

    def test_it_is_not_said_where_others_may_read_it(self) -> None:
        link = self.connect()
        self.lose(link)
        ending = self.ending()
        self.assertEqual(ending.status, 1)
        for part in ("CHAT_TOKEN", "--tls", "--no-tls"):
            self.assertIn(part, ending.sentences[0])
        self.assertNotIn(b"secret-of-a-bot", link.transport.value())

    def test_it_is_where_nobody_can(self) -> None:
        made = self.dialing.make_link()
        made.makeConnection(EncryptedTransport(UNIXAddress("a server")))
        assert self.dialing.waiting is not None
        self.dialing.waiting.callback(made)
        self.assertIn(b"secret-of-a-bot", made.transport.value())


class WithATokenOnThisMachine(KeepingTestCase):
    nick = None
    token = "secret-of-a-bot"
    address = Address("127.0.0.1", 5050)

    def test_it_is_said(self) -> None:
        link = self.connect()
        self.assertIn(b"secret-of-a-bot", link.transport.value())


class InLines(KeepingTestCase):
    def test_another_server_is_spoken_to_in_lines(self) -> None:
        spoken = []
        self.keeper.spoken = spoken.append
        lines = self.dialing.connects(self.dialing.make_lines())
        lines.dataReceived(b"hello\r\n")
        self.assertEqual(self.chat.current.entries[-1].text, "hello")
        spoken[0].type("hi")
        self.assertEqual(lines.transport.value(), b"hi\r\n")

    def test_what_it_said_while_it_was_found_out_is_not_lost(self) -> None:
        made = self.dialing.make_lines()
        made.makeConnection(Transport())
        made.dataReceived(b"Welcome to the machine\r\n")
        assert self.dialing.waiting is not None
        self.dialing.waiting.callback(made)
        self.assertEqual(self.chat.current.entries[-1].text, "Welcome to the machine")

    def test_whoever_meets_one_that_says_nothing_is_told(self) -> None:
        self.dialing.connects(self.dialing.make_lines())
        self.assertIn("says nothing", self.chat.current.entries[-1].text)

    def test_its_last_words_are_told_at_the_end(self) -> None:
        lines = self.dialing.connects(self.dialing.make_lines())
        lines.dataReceived(b"The server is full: try again later.\r\n")
        lines.connectionLost(Failure(ConnectionLost()))
        self.assertEqual(
            self.ending().sentences,
            ("The server is full: try again later.", f"{ADDRESS} has closed the connection."),
        )

    def test_one_that_speaks_something_else_is_named(self) -> None:
        lines = self.dialing.connects(self.dialing.make_lines())
        lines.dataReceived(b"SSH-2.0-OpenSSH_9.2\r\n")
        lines.connectionLost(Failure(ConnectionLost()))
        self.assertIn("speaks SSH", self.ending().sentences[-1])

    def test_its_end_is_the_end(self) -> None:
        lines = self.dialing.connects(self.dialing.make_lines())
        lines.dataReceived(b"hello\r\n")
        lines.connectionLost(Failure(ConnectionLost()))
        self.assertEqual(self.ending().status, 1)

    def test_its_transport_is_told_of_too(self) -> None:
        opened: list[Any] = []
        self.keeper.opened = opened.append
        lines = self.dialing.connects(self.dialing.make_lines())
        self.assertEqual(opened, [lines.transport])

    def test_one_that_turns_out_to_be_ours_is_not_called_again_by_who_leaves(self) -> None:
        self.dialing.connects(self.dialing.make_lines())
        self.keeper.leave()
        assert self.dialing.again is not None
        self.dialing.again()
        self.assertEqual((self.ending().status, self.dialing.attempts), (0, 1))

    def test_one_that_turns_out_to_be_ours_is_called_again(self) -> None:
        self.dialing.connects(self.dialing.make_lines())
        assert self.dialing.again is not None
        self.dialing.again()
        self.assertEqual(self.dialing.attempts, 2)
        self.come_in()
        self.assertEqual([talk.title for talk in self.chat.talks], ["#lobby"])
