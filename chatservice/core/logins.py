"""Passwords that are tried: how often, and how soon after a wrong one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.core.accounts import Account
from chatservice.core.addresses import Origin
from chatservice.core.names import Name
from chatservice.core.pace import MOST_KEYS, Attempts, Windows
from chatservice.core.refusals import Code, Refused

if TYPE_CHECKING:
    from chatservice.core.hub import Hub


class Logins:
    """The attempts at passwords of a ``hub``.

    Each wrong one makes the next wait longer, for the address that it came from, and for the name:
    neither many names nor many addresses make it faster. From an address where it was right before,
    the name makes nobody wait.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        rate = hub.policy.limits.logins
        self._windows = Windows(rate) if rate is not None else None
        self._attempts = Attempts()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        """Names, each with an address from which its password was right."""

    def count(self, origin: Origin | None) -> None:
        """Count one attempt. Raises `Refused` (TOO_MANY_ATTEMPTS) for one too many."""
        if self._windows is None or origin is None or self._hub.policy.limits.trusts(origin):
            return
        now = self._hub.now()
        if not self._windows.allows(origin.group, now):
            raise Refused(Code.TOO_MANY_ATTEMPTS, seconds=self._windows.wait(origin.group, now))

    def check(
        self,
        origin: Origin | None,
        name: Name,
        account: Account | None,
        password: str,
        done: Callable[[bool | Refused], None],
    ) -> None:
        """Find out, when it is time for another attempt, whether a password is right.

        Without an account it is wrong, and that takes as long.
        """
        hub = self._hub
        named, address = f"name {name.key}", ""
        if origin is not None and not hub.policy.limits.trusts(origin):
            address = f"address {origin.group}"
        now = hub.now()
        wait = self._attempts.delay(address, now) if address else 0.0
        if (named, address) not in self._known:
            # Others who try wrong passwords must not keep somebody out who comes from home.
            wait = max(wait, self._attempts.delay(named, now))
        if wait:
            hub.later(wait, lambda: self.check(origin, name, account, password, done))
            return
        # Counted as wrong until it is known: others that are tried meanwhile have to wait.
        self._attempts.failed(named, now)

        def checked(found: bool | Refused) -> None:
            if found is True:
                # The address is not forgiven: who has one account may be trying another's.
                self._attempts.succeeded(named)
                self._remember(named, address)
            elif found is False and address:
                self._attempts.failed(address, hub.now())
            done(found)

        hub.passwords.check(account.proof if account is not None else None, password, checked)

    def _remember(self, named: str, address: str) -> None:
        if address:
            self._known[named, address] = None
            self._known.move_to_end((named, address))
            if len(self._known) > MOST_KEYS:
                self._known.popitem(last=False)
