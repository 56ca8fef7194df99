"""Connecting to a server, and finding out by itself what is spoken there.

Of a server of which nothing is known:

    connect, say nothing ─▶ its own greeting ─▶ connect with TLS ─────────────▶ JSON, encrypted
              │                                  │ it has none
              │ anything else, or nothing        ▼
              ▼                                 connect, ask in JSON ─────────▶ JSON
             lines, on this connection           │ it answers in lines
                                                 ▼
                                                connect ──────────────────────▶ lines

Where TLS was found once there is never less again: who is in between could else take it away. That
holds for the run of the program too, where no file says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from typing import Any

from twisted.internet import error
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import HostnameEndpoint, connectProtocol

from chatservice.client.lines.connection import Connection
from chatservice.client.network.address import Address
from chatservice.client.network.asking import Asking, NotJsonError
from chatservice.client.network.encrypted import NoTlsError, connect_encrypted
from chatservice.client.network.finding import ClosedError, Finding, Verdict
from chatservice.client.network.first_use import FirstUse, Unchecked
from chatservice.client.network.gate import ALPN, Gate, Talking
from chatservice.client.network.link import Link
from chatservice.client.network.memory import Memory, Spoken
from chatservice.client.network.trust import Trust, UnknownCertificateError

HANDSHAKE_SECONDS = 5.0
"""How long a handshake may take with a server that may have no TLS."""


class Tls(Enum):
    """Whether a connection is encrypted."""

    FOUND = "found"
    """If the server has TLS; nobody has to know that."""
    ALWAYS = "always"
    NEVER = "never"


class NotAcceptedError(Exception):
    """The person does not accept the server's certificate."""


class NoMoreTlsError(Exception):
    """A server had TLS, and has none any more, for a ``reason`` of the library's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Dialer:
    """Connects to a server, which has ``seconds`` for each step.

    Under `Tls.ALWAYS`, ``accept`` is asked about the fingerprint of a certificate that nobody
    knows, while no connection waits for the answer; what it raises, `dial` raises. Under
    `Tls.FOUND`, such a certificate is remembered, and is in ``remembered`` then. Servers of this
    machine have another each time: theirs are not looked at, and ``memory`` is not asked.

    ``again``, if it is set, is called when a connection in lines, on which nothing was heard yet,
    turns out to be to a server that speaks more: the connection is closed by then, without a word
    to whoever has it, and the next `dial` uses what is known.
    """

    def __init__(
        self,
        reactor: Any,
        address: Address,
        *,
        tls: Tls,
        trust: Trust,
        memory: Memory,
        seconds: float,
        accept: Callable[[str], Awaitable[bool]],
    ) -> None:
        self.again: Callable[[], None] | None = None
        self._reactor = reactor
        self._address = address
        self._tls = tls
        self._memory = None if address.is_loopback else memory
        self._seconds = seconds
        self._accept = accept
        self._is_pinned = trust.is_pinned
        self._first_use = FirstUse(trust)
        self._trust: Trust = trust
        if tls is Tls.FOUND:
            is_unchecked = address.is_loopback and not trust.is_pinned
            self._trust = Unchecked(trust.known) if is_unchecked else self._first_use
        self._names_protocol = True
        """Whether the server is told in the handshake what is to be spoken."""
        self._had_tls = False
        """Whether a connection was encrypted before: the file may not say so, nor be there."""
        self._was_ours = False
        self._dialing: Deferred[Link | Connection] | None = None
        self._learned: tuple[Verdict, bool] | None = None
        """What the last connection turned out to be to, and whether it was under TLS."""

    @property
    def remembered(self) -> str:
        """The fingerprint that the last `dial` put into the known hosts without asking, or ""."""
        return self._first_use.remembered

    def cancel(self) -> None:
        """Give up, whatever is waited for: `dial` raises `CancelledError`."""
        if self._dialing is not None:
            self._dialing.cancel()

    async def dial(
        self, make_link: Callable[[], Link], make_lines: Callable[[], Connection]
    ) -> Link | Connection:
        """Connect, and return what was made for what the server speaks, connected.

        Either function is called once at most, for what is returned. Raises what
        `chatservice.client.failures.not_connected` has words for, and `CancelledError`.
        """
        self._make_link = make_link
        self._make_lines = make_lines
        self._first_use.remembered = ""
        learned, self._learned = self._learned, None
        self._dialing = Deferred.fromCoroutine(self._begin(learned))
        try:
            connected = await self._dialing
        except error.ConnectingCancelledError:
            raise CancelledError from None
        finally:
            self._dialing = None
        self._had_tls = self._had_tls or connected.is_encrypted
        self._was_ours = self._was_ours or isinstance(connected, Link)
        return connected

    # -- the order in which it is tried ---------------------------------------------------------

    async def _begin(self, learned: tuple[Verdict, bool] | None) -> Link | Connection:
        if learned is not None:
            return await self._go_on(*learned)
        if self._was_ours:
            return await self._as_before()
        if self._tls is Tls.ALWAYS or self._is_pinned:
            return await self._accepted()
        spoken = None if self._memory is None else self._memory.spoken(self._address)
        if self._tls is Tls.FOUND and self._must_be_encrypted(spoken):
            return await self._still_encrypted(spoken)
        if spoken in (Spoken.PLAIN, Spoken.ENCRYPTED):
            try:
                return await self._json(encrypted=False)
            except NotJsonError:
                if spoken is Spoken.PLAIN and self._memory is not None:
                    self._memory.forget(self._address)
        found = await self._find(encrypted=False)
        return await self._go_on(found, False) if isinstance(found, Verdict) else found

    async def _as_before(self) -> Link | Connection:
        """Connect to our server again. One that is silent now is not taken for another one."""
        try:
            try:
                return await self._json(encrypted=self._had_tls)
            except NoTlsError as none:
                if self._tls is Tls.ALWAYS or self._must_be_encrypted(None):
                    raise NoMoreTlsError(none.reason) from none
                return await self._json(encrypted=False)
        except NotJsonError as other:
            if other.is_silent or (self._had_tls and self._memory is not None):
                raise error.TimeoutError from None
            return await self._lines(encrypted=False)

    async def _accepted(self) -> Link | Connection:
        """Connect under TLS with a certificate that the person may be asked about."""
        try:
            return await self._encrypted()
        except UnknownCertificateError as unknown:
            if not await self._accept(unknown.fingerprint):
                raise NotAcceptedError from unknown
            self._trust.known.add(self._address, unknown.fingerprint)
        return await self._encrypted()

    def _must_be_encrypted(self, spoken: Spoken | None) -> bool:
        if self._memory is None:  # a server of this machine
            return False
        if self._had_tls or spoken in (Spoken.ENCRYPTED, Spoken.LINES):
            return True
        return bool(self._trust.known.fingerprints(self._address))

    async def _still_encrypted(self, spoken: Spoken | None) -> Link | Connection:
        """Connect to a server that has TLS: with nothing less."""
        try:
            if spoken is Spoken.ENCRYPTED:
                try:
                    return await self._json(encrypted=True)
                except NotJsonError:
                    pass
            return await self._encrypted()
        except NoTlsError as none:
            raise NoMoreTlsError(none.reason) from none

    async def _encrypted(self, seconds: float | None = None) -> Link | Connection:
        """Connect under TLS to a server of which nothing else is known.

        It has ``seconds`` for the handshake, if that is to be less than for other steps.
        """
        found = await self._find(encrypted=True, seconds=seconds)
        if isinstance(found, Verdict):
            return await self._go_on(found, True)
        self._note(Spoken.ENCRYPTED if isinstance(found, Link) else Spoken.LINES)
        return found

    async def _go_on(self, verdict: Verdict, encrypted: bool) -> Link | Connection:
        """Connect to a server of which something is known."""
        if verdict is Verdict.TLS:
            try:
                return await self._encrypted(min(self._seconds, HANDSHAKE_SECONDS))
            except (NoTlsError, error.ConnectError) as none:
                raise ClosedError(perhaps_tls=True) from none
        if verdict is Verdict.GREETS and not encrypted and self._tls is Tls.FOUND:
            try:
                return await self._encrypted(min(self._seconds, HANDSHAKE_SECONDS))
            except (NoTlsError, error.TimeoutError):  # a handshake's
                pass  # nobody said that it has
        try:
            link = await self._json(encrypted=encrypted)
        except NotJsonError:
            return await self._lines(encrypted=encrypted)
        if encrypted:
            self._note(Spoken.ENCRYPTED)
        elif verdict is Verdict.JSON:
            # One that greets is asked for TLS each time: it may have it next time.
            self._note(Spoken.PLAIN)
        return link

    # -- one connection -------------------------------------------------------------------------

    async def _find(
        self, *, encrypted: bool, seconds: float | None = None
    ) -> Link | Connection | Verdict:
        """Listen to what a server says."""
        finding = Finding(
            self._reactor,
            self._make_link,
            self._make_lines,
            None if self.again is None else partial(self._turned, encrypted),
            may_be_tls=self._tls is Tls.FOUND and not encrypted,
        )
        await self._connect(finding, encrypted=encrypted, seconds=seconds)
        return await finding.found

    async def _lines(self, *, encrypted: bool) -> Connection:
        talking = Talking(self._reactor, self._make_lines)
        await self._connect(talking, encrypted=encrypted)
        return talking.lines

    async def _json(self, *, encrypted: bool) -> Link:
        """Ask a server in JSON. Raises `NotJsonError`."""
        asking = Asking(self._reactor, self._make_link, self._seconds)
        await self._connect(asking, encrypted=encrypted)
        return await asking.answered

    async def _connect(self, gate: Gate, *, encrypted: bool, seconds: float | None = None) -> None:
        host, port = self._address.host, self._address.port
        endpoint = HostnameEndpoint(self._reactor, host, port, timeout=self._seconds)
        if not encrypted:
            await connectProtocol(endpoint, gate)
            return
        limit = self._seconds if seconds is None else seconds
        connected = partial(
            connect_encrypted, self._reactor, endpoint, self._address, gate, self._trust, limit
        )
        try:
            await connected((ALPN,) if self._names_protocol else ())
        except NoTlsError as none:
            # Twisted's own servers answer a name that they don't know with "internal error", others
            # with "no application protocol" (RFC 7301 3.2).
            if not self._names_protocol or "alert" not in none.reason:
                raise
            self._names_protocol = False
            await connected()

    # -- what is remembered ---------------------------------------------------------------------

    def _turned(self, encrypted: bool, verdict: Verdict) -> None:
        self._learned = verdict, encrypted
        if self.again is not None:
            self.again()

    def _note(self, spoken: Spoken) -> None:
        """Remember what the server speaks, unless that is less than is known of it."""
        memory = self._memory
        if memory is None or (spoken is Spoken.PLAIN and memory.spoken(self._address) is not None):
            return
        memory.note(self._address, spoken)
