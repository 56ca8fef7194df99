"""Finding a host's addresses, in threads that nobody has to wait for at the end."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import Any

from twisted.internet._resolver import GAIResolver
from twisted.python.threadpool import ThreadPool

_MOST = 4
"""Look-ups at a time: one who tries again while the last is stuck needs no more."""


class _Patient(ThreadPool):
    """Threads that end with the program, whatever they are doing."""

    threadFactory = staticmethod(  # type: ignore[assignment]  # noqa: N815 - Twisted's name
        partial(Thread, daemon=True)
    )


def install(reactor: Any) -> None:
    """Have ``reactor`` look names up so that it can stop meanwhile.

    `getaddrinfo` can't be given up, and takes many seconds where no server of names answers. The
    reactor joins the threads of its own pool when it stops, and so would hold up who leaves. The
    resolver is the one that Twisted uses itself, which it has no public name for.
    """
    pool = _Patient(0, _MOST, "resolving")
    pool.start()
    reactor.installNameResolver(GAIResolver(reactor, lambda: pool))
