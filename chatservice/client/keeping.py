"""Keeps the client connected: the first time, and again whenever the connection is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from twisted.application.internet import backoffPolicy
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IDelayedCall
from twisted.python.failure import Failure

from chatservice.client import failures
from chatservice.client.ending import Ending
from chatservice.client.lines.connection import Connection
from chatservice.client.network.address import Address
from chatservice.client.network.dialing import Dialer
from chatservice.client.network.link import Link, Listener
from chatservice.client.network.trust import KnownHostsError, UntrustedError
from chatservice.client.talk.chat import Chat, Speaker, Status
from chatservice.client.talk.plain import LineSession
from chatservice.client.talk.session import Session
from chatservice.render.messages import Message

GOODBYE_SECONDS = 2.0
"""How long a person who leaves waits for the server's goodbye."""

STEADY_SECONDS = 30.0
"""How long one has to have been in for the next attempts to be made soon again: a server that lets
in and drops at once is called no more often than one that can't be reached."""

pause_after = backoffPolicy(initialDelay=0.5, maxDelay=30.0, factor=1.6, jitter=random.random)
"""How many seconds after the first, second, … attempt in a row that fails the next one is made: a
server that starts again is not to be run down by its own people."""


class Keeper:
    """Connects a session, until it is over. ``speaker`` is who converses; it may change once.

    ``guards_token``: one comes in by the token in CHAT_TOKEN, which is said on no connection that
    others may read.

    ``session`` is for our server. Any other one gets a `LineSession`, whose end is the end of all:
    there is nothing to resume.
    """

    def __init__(
        self,
        reactor: Any,
        address: Address,
        dialer: Dialer,
        chat: Chat,
        make_session: Callable[[Callable[[bool, str], None]], Session],
        *,
        nick: str | None,
        seconds: float,
        guards_token: bool = False,
        make_link: Callable[[Listener, Any], Link] = Link,
        pause: Callable[[int], float] = pause_after,
    ) -> None:
        self._reactor = reactor
        self._address = address
        self._dialer = dialer
        self._chat = chat
        self._nick = nick
        self._seconds = seconds
        self.spoken: Callable[[Speaker], None] = lambda speaker: None
        """Told who converses, where that changes."""
        self.opened: Callable[[Any], None] = lambda transport: None
        """Told the transport of each connection that is made."""
        self._guards_token = guards_token and not address.is_loopback
        self._new_link = make_link
        self._pause = pause
        self._failures = 0
        self._came_in = 0.0
        """When one was let in last, by the reactor's clock."""
        self._is_leaving = False
        self._ending: Ending | None = None
        self._resting: Deferred[None] | None = None
        self._open: Deferred[None] | None = None
        """Fires when the connection is closed."""
        self._timer: IDelayedCall | None = None
        self._giving_up: IDelayedCall | None = None
        self._link: Link | None = None
        self._connection: Connection | None = None
        self.session = make_session(self._over)
        self.session.wanted = self._wake
        self.session.leaving = self.leave
        dialer.again = self._speaks_more
        self.lines: LineSession | None = None
        self._unread: list[str] = []
        """What was typed to a server that took it for the beginning of TLS, or of JSON."""
        self.speaker: Speaker = self.session

    async def run(self) -> Ending:
        """Stay connected until it is over; return how it ended."""
        while self._ending is None:
            self._chat.status = Status.CONNECTING
            self._chat.changed()
            await self._connection_of_mine()
            if self._ending is None and self.session.door.is_asking:
                # The server does not wait as long as a person may take.
                await self._rest(None)
            elif self._ending is None and self._connection is None:
                await self._rest(self._pause(self._failures))
            self._connection = None  # one in lines turned out to be to our server: at once
        if self._giving_up is not None and self._giving_up.active():
            self._giving_up.cancel()
        return self._ending

    def leave(self) -> None:
        """Leave, once: the server's goodbye is waited for, but not for long.

        A connection that is lost meanwhile is the end, too.
        """
        if self._is_leaving:
            return
        self._is_leaving = True
        if self._link is None and self._connection is None:
            self.session.end(is_well=True)
            self._dialer.cancel()
            return
        self._giving_up = self._reactor.callLater(GOODBYE_SECONDS, self._give_up)
        self.speaker.leave()

    # -- one connection ------------------------------------------------------------------------

    async def _connection_of_mine(self) -> None:
        chat = self._chat
        closed = self._open = Deferred()
        try:
            connected = await self._dialer.dial(self._make_link, self._make_lines)
        except CancelledError:
            return
        except Exception as error:  # a resolver and a socket have many ways to fail
            sentence = failures.not_connected(chat.book, self._address, error, self._seconds)
            is_hopeless = isinstance(error, UntrustedError | KnownHostsError)
            if is_hopeless or not self.session.was_in:
                is_unknown = isinstance(error, DNSLookupError)
                self._end(Ending(1, (sentence,), is_unknown_host=is_unknown))
            chat.trouble = sentence
            return
        if self._ending is not None:
            connected.transport.loseConnection()
            return
        chat.is_encrypted = connected.is_encrypted
        if self._dialer.remembered:
            chat.notice(
                chat.book.say(
                    "The connection is encrypted. No authority vouches for the server's "
                    "certificate, so it is remembered. Its SHA-256 fingerprint is {fingerprint}",
                    fingerprint=self._dialer.remembered,
                )
            )
        if isinstance(connected, Connection) and self.lines is not None:
            self._connection, self.speaker = connected, self.lines
            self.opened(connected.transport)
            self.spoken(self.lines)
            self.lines.connected(connected)
            unread, self._unread = self._unread, []
            for line in unread:
                self.lines.type(line)
        chat.changed()
        await closed

    def _make_link(self) -> Link:
        return self._new_link(self, self._reactor)

    def _make_lines(self) -> Connection:
        nick = self.session.nick or self._nick
        self.lines = LineSession(self._reactor, self._chat, nick, self._closed)
        return Connection(self.lines.conversation, self.lines)

    def _speaks_more(self) -> None:
        """Take note that what was taken for a line server is ours, and was not yet spoken to."""
        if self.lines is not None:
            self._unread = self.lines.typed
            self._chat.close(self.lines.talk)
        if self._is_leaving:
            self._over(True, "")
        self.lines, self.speaker = None, self.session
        self.spoken(self.session)
        self._close()

    def _closed(self, is_well: bool) -> None:
        """Take note that a conversation in lines is over."""
        book = self._chat.book
        perhaps_tls = self._connection is not None and self._connection.may_want_tls
        self._connection = None
        if is_well:
            self._end(Ending(0, (book.say("Disconnected from the server"),)))
        else:
            heard = self.lines.last_words if self.lines is not None else ()
            sentence = failures.closed(book, self._address, heard, perhaps_tls=perhaps_tls)
            self._end(Ending(1, (*heard, sentence)))

    # -- Listener ------------------------------------------------------------------------------

    def connected(self, link: Link) -> None:
        """Begin on a connection to our server."""
        if self._guards_token and not link.is_encrypted:
            self._end(Ending(1, (self._token_not_sent(),)))
            return  # whoever dials closes it
        self._link = link
        self.opened(link.transport)
        self.session.connected(link)

    def heard(self, message: Message) -> None:
        """Pass on what the server says."""
        was_in = self.session.is_in
        self.session.heard(message)
        if self.session.is_in and not was_in:
            self._came_in = self._reactor.seconds()

    def lost(self, reason: Failure) -> None:
        """Take note that the connection is lost."""
        was_in = self.session.is_in
        self._link = None
        self.session.lost(reason)
        if self._is_leaving:
            self.session.end(is_well=True)
        if was_in:
            if self._reactor.seconds() - self._came_in >= STEADY_SECONDS:
                self._failures = 0
            if self._ending is None:
                self._chat.notice(
                    self._chat.trouble
                    or self._chat.book.say("The connection to the server was lost.")
                )
        self._close()

    # -- in between ----------------------------------------------------------------------------

    async def _rest(self, seconds: float | None) -> None:
        """Wait until the next attempt; `None`: until the person says something to the server."""
        chat = self._chat
        self._resting = Deferred()
        if seconds is not None:
            self._failures += 1
            chat.status = Status.WAITING
            chat.retry_at = datetime.now(timezone.utc) + timedelta(seconds=seconds)
            self._timer = self._reactor.callLater(seconds, self._wake)
        chat.changed()
        await self._resting

    def _over(self, is_well: bool, sentence: str) -> None:
        """Take note that the session is over."""
        book = self._chat.book
        if is_well:
            self._end(Ending(0, (book.say("Disconnected from the server"),)))
        else:
            told = sentence or failures.lost(book, self._address)
            self._end(Ending(1, (told,)))

    def _token_not_sent(self) -> str:
        return self._chat.book.say(
            "The connection to {server} is not encrypted, and others could read the token in "
            "CHAT_TOKEN: it was not sent. Connect with --tls; or with --no-tls, if nobody is in "
            "between.",
            server=self._address,
        )

    def _end(self, ending: Ending) -> None:
        if self._ending is None:
            self._ending = ending
        self._wake()
        if self._link is None:
            self._close()

    def _give_up(self) -> None:
        for each in (self._link, self._connection):
            if each is not None:
                each.transport.abortConnection()
        self._over(True, "")

    def _wake(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        resting, self._resting = self._resting, None
        if resting is not None:
            resting.callback(None)

    def _close(self) -> None:
        closed, self._open = self._open, None
        if closed is not None:
            closed.callback(None)
