"""How many files the process may have open at once: each connection is one of them."""

from __future__ import annotations

import sys
from contextlib import suppress
from math import ceil
from typing import Any

from twisted.application.service import Service
from twisted.internet.selectreactor import SelectReactor
from twisted.logger import Logger

from chatservice.core.limits import READERS

if sys.platform != "win32":  # where there is no such limit
    import resource

log = Logger()

SHARED_BY = 5
"""Of so many files that people may have, one is for those who read pages (HTTP)."""

OWN_FILES = 256
"""Files that are left to the server itself. It has about 20 open, and some more for each of the
threads that search; those who just came and are turned away have the others: up to
`chatservice.core.door.MOST_LEAVING` and `chatservice.accepting.ACCEPTED_A_TURN`."""

WITH_SELECT = 1024
"""Descriptors that select(2) knows (FD_SETSIZE). It is what Twisted takes on macOS by itself."""

UNLIMITED_TRIES = (1_048_576, 65_536, 10_240)
"""What is asked for where the hard limit is "unlimited": macOS takes no such number for the soft
one, and at most 10,240 (OPEN_MAX) is sure to be taken there (getrlimit(2))."""


def open_files() -> int | None:
    """Return how many files may be open at once; `None` where there is no limit."""
    if sys.platform == "win32":
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def raise_open_files() -> int | None:
    """Raise that limit as far as this user may; return what it is then."""
    before = open_files()
    if sys.platform == "win32" or before is None:
        return None
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in UNLIMITED_TRIES if hard == resource.RLIM_INFINITY else (hard,):
        if wanted <= before:
            break
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    return open_files()


def usable(limit: int | None, reactor: Any) -> int | None:
    """Return how many of so many files the ``reactor`` can look after."""
    if isinstance(reactor, SelectReactor):
        return WITH_SELECT if limit is None else min(limit, WITH_SELECT)
    return limit


def places(wanted: int, limit: int | None) -> int | None:
    """Return how many connections there may be at once, ``wanted`` or as many as fit.

    ``wanted`` is what `--max-connections` says, with 0 for as many as fit; ``limit`` is how many
    files may be open. `None` is for any number.
    """
    if limit is None:
        return wanted or None
    fit = _spare(limit) - readers(limit)
    return min(wanted or fit, fit)


def readers(limit: int | None) -> int:
    """Return how many more connections there may be that read pages, with so many open files."""
    return READERS if limit is None else min(READERS, _spare(limit) // SHARED_BY)


def needed(wanted: int) -> int:
    """Return how many files have to be open at once for ``wanted`` connections."""
    return wanted + min(READERS, ceil(wanted / (SHARED_BY - 1))) + OWN_FILES


def _spare(limit: int) -> int:
    return limit - min(OWN_FILES, limit // 2)


class LimitService(Service):
    """Tells the operator, at the start, how many connections there is room for.

    ``before`` is how many files might be open when the process began, ``limit`` how many now.
    """

    def __init__(self, wanted: int, before: int | None, limit: int | None, reactor: Any) -> None:
        self._wanted = wanted
        self._before = before
        self._limit = limit
        self._reactor = reactor

    def startService(self) -> None:
        """Tell."""
        Service.startService(self)
        limit = usable(self._limit, self._reactor)
        room = places(self._wanted, limit)
        if self._limit is None or limit is None or room is None:
            return
        if self._limit == self._before:
            log.info(
                "[SERVER] {limit} files may be open at once: room for {connections} connections",
                limit=self._limit,
                connections=room,
            )
        else:
            log.info(
                "[SERVER] {limit} files may be open at once (it was {before}): room for "
                "{connections} connections",
                limit=self._limit,
                before=self._before,
                connections=room,
            )
        if room >= self._wanted:
            return
        if limit < self._limit:
            log.warn(
                "[SERVER] Too few for --max-connections {wanted}: twistd's default reactor here "
                "looks after {limit} open files. Start it with --reactor kqueue or --reactor poll",
                wanted=self._wanted,
                limit=limit,
            )
            return
        log.warn(
            "[SERVER] Too few for --max-connections {wanted}: {connections} will fit. To raise the "
            "limit to {needed} open files: ulimit -n {needed} (in a shell, as root), "
            "LimitNOFILE={needed} (systemd), --ulimit nofile={needed} (docker)",
            wanted=self._wanted,
            connections=room,
            needed=needed(self._wanted),
        )
