"""By which names people with a browser may come.

Whoever owns a name can make it point at any address, this machine's too. To a browser, what it then
loads from here is of the same site as what it loaded by that name before: a page of theirs could
talk here, and read, from inside a network that they can't reach (DNS rebinding). An address can't
be made to point elsewhere, so those are safe, and so are names that nobody else can have.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from datetime import datetime

from twisted.logger import Logger

from chatservice.core.pace import Rate, Window

ANY = "*"
"""Stands for every name."""

LOCAL = ".local"
"""What multicast DNS (RFC 6762) puts behind the name of a machine."""

_PLACE = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d*)?\Z")
_COMPLAINTS = Rate(1, 60)


class WebHosts:
    """Knows which names are this server's: those ``named``, and the ``own`` of the moment.

    Each of ``own`` may be a pattern, as in a certificate: "*.example.org".
    """

    log = Logger()

    def __init__(self, named: Iterable[str] = (), own: Callable[[], Iterable[str]] = tuple) -> None:
        self._named = frozenset(map(_plain, named))
        self._own = own
        self._complaints = Window(_COMPLAINTS)

    def knows(self, host: str) -> bool:
        """Return whether people may come by ``host``, a request's field of that name."""
        found = _PLACE.match(host)
        name = _plain(found["name"]) if found is not None else ""
        if ANY in self._named or name in self._named or _is_always_own(name):
            return True
        return any(_matches(name, _plain(each)) for each in self._own())

    def refused(self, host: str, now: datetime) -> None:
        """Tell the operator's log, now and then, that somebody came by another name."""
        if self._complaints.allows(now):
            self.log.warn(
                "[SERVER] A browser came by the name {name}, which this server does not know as "
                "its own, and was refused: --web-host {name} lets people come by that name",
                name=shown(host),
            )


def shown(host: str) -> str:
    """Return the name in a request's `Host` as `--web-host` takes it."""
    found = _PLACE.match(host)
    return _plain(found["name"] if found is not None else host)[:253]


def own_hosts(machine: str) -> tuple[str, ...]:
    """Return the names by which a ``machine`` of that name is reached in its own network."""
    first = machine.partition(".")[0]
    return tuple(dict.fromkeys((machine, first, f"{first}{LOCAL}")))


def _plain(name: str) -> str:
    """Return a name in the one form in which names are compared."""
    return name.lower().removesuffix(".")


def _is_always_own(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, 6.3
        return True
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _matches(name: str, pattern: str) -> bool:
    """Return whether ``name`` is ``pattern``, whose first label may be a `*` (RFC 9525, 6.3)."""
    if not pattern.startswith("*."):
        return name == pattern
    label, _, rest = name.partition(".")
    return bool(label) and bool(rest) and rest == pattern[2:]
