"""Why there is no connection, in a sentence that says what to check."""

from __future__ import annotations

import errno
from collections.abc import Callable

from twisted.internet import error as network

from chatservice.client.address import Address
from chatservice.render.phrasebook import Phrasebook


def not_connected(book: Phrasebook, address: Address, error: Exception, seconds: float) -> str:
    """Return why a server could not be reached, having been waited for ``seconds``."""
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


def lost(book: Phrasebook, address: Address) -> str:
    """Return what to check when a connection ended and nobody here wanted it to."""
    return book.say(
        "The connection to {server} was lost: check that the server is still running, and your "
        "network.",
        server=address,
    )


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
