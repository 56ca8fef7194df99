"""Why there is no connection, in a sentence that says what to check."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence

from twisted.internet import error as network

from chatservice.client.network.address import Address
from chatservice.client.network.dialing import NoMoreTlsError, NotAcceptedError
from chatservice.client.network.encrypted import NoTlsError
from chatservice.client.network.finding import ClosedError
from chatservice.client.network.trust import (
    ChangedCertificateError,
    KnownHostsError,
    OtherCertificateError,
    UnknownCertificateError,
)
from chatservice.render.phrasebook import Phrasebook


def not_connected(book: Phrasebook, address: Address, error: Exception, seconds: float) -> str:
    """Return why a server could not be reached, having been waited for ``seconds``."""
    told = _about_trust(book, address, error)
    if told:
        return told
    if isinstance(error, ClosedError):
        return lost(book, address, perhaps_tls=error.perhaps_tls)
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return sentence(book, address, seconds)
    if getattr(error, "osError", None) in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return _no_route(book, address, seconds)
    return book.say(
        "Can't connect to {server} ({reason}): check the address, the port and your network.",
        server=address,
        reason=_reason(error),
    )


def not_accepted(book: Phrasebook, address: Address) -> str:
    """Return that the person did not accept a certificate."""
    return book.say(
        "The certificate of {server} was not accepted, and nothing was sent.", server=address
    )


def _about_trust(book: Phrasebook, address: Address, error: Exception) -> str:
    """Return why a connection under TLS was not made; nothing for other reasons."""
    if isinstance(error, NoTlsError):
        return book.say(
            "There is no encrypted connection to {server} ({reason}): check that it is the port "
            "for TLS.",
            server=address,
            reason=error.reason,
        )
    if isinstance(error, NoMoreTlsError):
        return book.say(
            "{server} had TLS before, and now there is no encrypted connection to it ({reason}): "
            "somebody may be in between. If its operator confirms that it has none any more, "
            "connect with --no-tls.",
            server=address,
            reason=error.reason,
        )
    if isinstance(error, NotAcceptedError):
        return not_accepted(book, address)
    if isinstance(error, UnknownCertificateError):
        return book.say(
            "No authority vouches for the certificate of {server}: if its operator confirms the "
            "SHA-256 fingerprint, connect with --fingerprint {fingerprint}",
            server=address,
            fingerprint=error.fingerprint,
        )
    if isinstance(error, OtherCertificateError):
        return book.say(
            "The certificate of {server} is not the one of --fingerprint: somebody may be in "
            "between. Ask the server's operator whether its SHA-256 fingerprint is {fingerprint}",
            server=address,
            fingerprint=error.fingerprint,
        )
    if isinstance(error, ChangedCertificateError):
        return book.say(
            "The certificate of {server} has changed since you accepted it: somebody may be in "
            "between. If the server's operator confirms the SHA-256 fingerprint {fingerprint}, "
            "remove the line of {server} from {file} and connect again.",
            server=address,
            fingerprint=error.fingerprint,
            file=error.file,
        )
    if isinstance(error, KnownHostsError):
        return _known_hosts(book, error)
    return ""


def _known_hosts(book: Phrasebook, error: KnownHostsError) -> str:
    if error.line:
        return book.say(
            "Line {line} of {file} means nothing: HOST:PORT SHA256:FINGERPRINT is allowed. "
            "Correct it or remove it.",
            line=error.line,
            file=error.file,
        )
    return book.say(
        "The accepted certificates can't be kept in {file} ({reason}): choose another file with "
        "--known-hosts.",
        file=error.file,
        reason=error.reason,
    )


def lost(book: Phrasebook, address: Address, *, perhaps_tls: bool = False) -> str:
    """Return what to check when a connection ended and nobody here wanted it to.

    ``perhaps_tls`` is for one on which the server may have waited for a handshake.
    """
    if perhaps_tls:
        return book.say(
            "The connection to {server} was lost before it said anything: check that a chat server "
            "listens on that port; if it is a port for TLS, use --tls.",
            server=address,
        )
    return book.say(
        "The connection to {server} was lost: check that the server is still running, and your "
        "network.",
        server=address,
    )


def closed(
    book: Phrasebook, address: Address, heard: Sequence[str], *, perhaps_tls: bool = False
) -> str:
    """Return what to check when a line server, which last said what was ``heard``, has closed."""
    if not heard:
        return lost(book, address, perhaps_tls=perhaps_tls)
    for sign, protocol in (("SSH-", "SSH"), ("HTTP/", "HTTP")):
        if any(line.startswith(sign) for line in heard):
            return book.say(
                "{server} speaks {protocol}: check the address and the port.",
                server=address,
                protocol=protocol,
            )
    return book.say("{server} has closed the connection.", server=address)


def silent(book: Phrasebook, address: Address, seconds: float) -> str:
    """Return what to check when a server is connected and does not answer."""
    return book.say(
        "{server} has not answered for {seconds} seconds: check that a chat server listens on "
        "that port.",
        server=address,
        seconds=f"{seconds:g}",
    )


def unexpected(book: Phrasebook, error: BaseException | None) -> str:
    """Return a sentence about what nobody foresaw."""
    return book.say(
        "Something went wrong in the client ({reason}): try again, and report it if it comes back.",
        reason=_reason(error),
    )


def _reason(error: BaseException | None) -> str:
    # Twisted's own text repeats the kind of error before what the system said.
    text = error.args[0] if isinstance(error, network.ConnectError) and error.args else error
    return " ".join(str(text or "").split()).rstrip(".") or type(error).__name__


def _refused(book: Phrasebook, address: Address, seconds: float) -> str:
    return book.say(
        "{server} refused the connection: check that the server is running, and the port.",
        server=address,
    )


def _unknown(book: Phrasebook, address: Address, seconds: float) -> str:
    return book.say(
        "The host {host} can't be found: check how it is spelled, and your network.",
        host=address.host,
    )


def _timed_out(book: Phrasebook, address: Address, seconds: float) -> str:
    return book.say(
        "{server} did not answer within {seconds} seconds: check the address, the port, and the "
        "firewalls between.",
        server=address,
        seconds=f"{seconds:g}",
    )


def _no_route(book: Phrasebook, address: Address, seconds: float) -> str:
    return book.say(
        "There is no way to {server}: check the address, and your network.", server=address
    )


_SENTENCES: tuple[
    tuple[tuple[type[Exception], ...], Callable[[Phrasebook, Address, float], str]], ...
] = (
    ((network.ConnectionRefusedError,), _refused),
    ((network.DNSLookupError, network.UnknownHostError), _unknown),
    ((network.TimeoutError, network.TCPTimedOutError), _timed_out),
    ((network.NoRouteError,), _no_route),
)
