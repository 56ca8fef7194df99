"""Passwords and tokens that are tried: how often, and how soon after a wrong one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.accounts import Account
from chatservice.core.addresses import Origin
from chatservice.core.audit import Audited
from chatservice.core.names import Name
from chatservice.core.pace import MOST_KEYS, Attempts, Rate, Windows
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Declined
from chatservice.core.tokens import digest

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.session import Session

LONGEST_FOR_A_NAME = 10.0
"""Seconds. However many wrong passwords are tried for a name, its owner, who comes from an address
that is not known, waits no longer for each of those who try."""

TELLS_FROM = 3
"""Seconds of waiting from which on somebody is told of it."""

REGISTRATIONS = Rate(10, 86_400)
"""Names that may be registered from one address in a day."""

Done = Callable[["bool | Refused"], None]


class _Attempt(NamedTuple):
    session: Session
    account: Account | None
    password: str
    done: Done


class Logins:
    """The attempts at passwords of a ``hub``.

    Each wrong one makes the next wait longer: for the address that it came from, and, up to a
    limit, for the name. Those who wait for a name are looked at in turn, one from each address, so
    that who tries wrong passwords can't keep its owner out; from an address where the password was
    right before, the name makes nobody wait at all.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        rate = hub.policy.limits.logins
        self._windows = Windows(rate) if rate is not None else None
        self._registrations = Windows(REGISTRATIONS)
        self._of_addresses = Attempts()
        self._of_names = Attempts(longest=LONGEST_FOR_A_NAME)
        self._waiting: dict[str, OrderedDict[str, _Attempt]] = {}
        """Who waits for a name's turn, by the name's key and where they come from."""
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        """Names, each with an address from which its password was right; digests of tokens, too."""

    def count(self, origin: Origin | None) -> None:
        """Count one attempt. Raises `Refused` (TOO_MANY_ATTEMPTS) for one too many."""
        if self._windows is not None:
            self._count(self._windows, origin, Code.TOO_MANY_ATTEMPTS)

    def count_registration(self, origin: Origin | None) -> None:
        """Count one registration. Raises `Refused` (TOO_MANY_REGISTRATIONS) for one too many."""
        self._count(self._registrations, origin, Code.TOO_MANY_REGISTRATIONS)

    def with_token(self, origin: Origin | None, token: str) -> Account:
        """Return the account of the bot that ``token`` lets in, for somebody who is at ``origin``.

        A wrong one counts as a wrong password does: for the address, which has to wait for the next
        one. One that was right from there before is never kept waiting: a bot comes back often, and
        others at its address are none of its concern. Raises `Refused` (WRONG_TOKEN,
        TOO_MANY_ATTEMPTS, TOKEN_TOO_SOON) and `NotReadError`.
        """
        hub, key = self._hub, digest(token)
        home, address = _home(origin), self._address(origin)
        if address and (key, home) not in self._known:
            self._check_address(address)
        account = hub.accounts.with_token(key)
        if account is not None:
            self._remember(key, home)
            return account
        if address:
            self._of_addresses.failed(address, hub.now())
            if self._windows is not None:
                self._windows.allows(address, hub.now())
        where = origin.text if origin is not None else ""
        hub.audit(Audited("log-in", Code.WRONG_TOKEN.value, address=where))
        raise Refused(Code.WRONG_TOKEN)

    def _check_address(self, address: str) -> None:
        """Raise `Refused` if nothing more is to be tried from an address just now."""
        now = self._hub.now()
        seconds = self._windows.wait(address, now) if self._windows is not None else 0
        if seconds:
            raise Refused(Code.TOO_MANY_ATTEMPTS, seconds=seconds)
        wait = self._of_addresses.delay(address, now)
        if wait:
            raise Refused(Code.TOKEN_TOO_SOON, seconds=ceil(wait))

    def _count(self, windows: Windows, origin: Origin | None, code: Code) -> None:
        if origin is None or self._hub.policy.limits.trusts(origin):
            return
        now = self._hub.now()
        if not windows.allows(origin.group, now):
            raise Refused(code, seconds=windows.wait(origin.group, now))

    def check(
        self, session: Session, name: Name, account: Account | None, password: str, done: Done
    ) -> None:
        """Find out, when it is time for another attempt, whether a password is right.

        Without an account it is wrong, and that takes as long. ``done`` is not called for a
        session that is over by then.
        """
        attempt = _Attempt(session, account, password, done)
        address = self._address(session.origin)
        wait = self._of_addresses.delay(address, self._hub.now()) if address else 0.0
        if wait:
            self._tell(session, wait)
            self._hub.later(wait, lambda: self._enter(attempt, name.key))
        else:
            self._enter(attempt, name.key)

    def _enter(self, attempt: _Attempt, key: str) -> None:
        """Look at an attempt, or let it wait for its turn."""
        home = _home(attempt.session.origin)
        wait = self._of_names.delay(key, self._hub.now())
        queue = self._waiting.get(key)
        if attempt.session.is_over:
            return
        if (key, home) in self._known or not (wait or queue):
            self._look(attempt, key)
        elif queue is None:
            self._waiting[key] = OrderedDict({home: attempt})
            self._tell(attempt.session, wait)
            self._hub.later(wait, lambda: self._next(key))
        elif home in queue and not queue[home].session.is_over:
            attempt.done(Refused(Code.ATTEMPT_TOO_SOON, seconds=max(1, ceil(wait))))
        else:
            queue[home] = attempt
            queue.move_to_end(home)
            self._tell(attempt.session, len(queue) * LONGEST_FOR_A_NAME)

    def _next(self, key: str) -> None:
        """Look at who has waited longest for a name."""
        queue = self._waiting[key]
        wait = self._of_names.delay(key, self._hub.now())
        if not wait:
            while queue:
                _, attempt = queue.popitem(last=False)
                if not attempt.session.is_over:
                    self._look(attempt, key)
                    break
            wait = self._of_names.delay(key, self._hub.now())
        if queue:
            self._hub.later(wait, lambda: self._next(key))
        else:
            del self._waiting[key]

    def _look(self, attempt: _Attempt, key: str) -> None:
        hub, account = self._hub, attempt.account
        origin = attempt.session.origin
        address, home = self._address(origin), _home(origin)
        # Counted as wrong until it is known: others that are tried meanwhile have to wait.
        self._of_names.failed(key, hub.now())

        def checked(found: bool | Refused) -> None:
            if found is True:
                # The address is not forgiven: who has one account may be trying another's.
                self._of_names.succeeded(key)
                self._remember(key, home)
            elif isinstance(found, Refused):
                self._of_names.take_back(key)  # it was not looked at
            elif address:
                self._of_addresses.failed(address, hub.now())
            attempt.done(found)

        # A bot has no password: that takes as long as for a name that nobody has.
        proof = account.proof if account is not None and not account.is_bot else None
        hub.passwords.check(proof, attempt.password, checked)

    def _address(self, origin: Origin | None) -> str:
        """Return the address that waits for its wrong passwords; nothing for a trusted one."""
        return "" if self._hub.policy.limits.trusts(origin) else _home(origin)

    def _tell(self, session: Session, wait: float) -> None:
        if wait >= TELLS_FROM:
            session.tell(Declined(Refused(Code.ATTEMPT_WAITS, seconds=ceil(wait))))

    def _remember(self, key: str, home: str) -> None:
        self._known[key, home] = None
        self._known.move_to_end((key, home))
        if len(self._known) > MOST_KEYS:
            self._known.popitem(last=False)


def _home(origin: Origin | None) -> str:
    """Return where somebody comes from, as far as attempts go; the same for all without address."""
    return origin.group if origin is not None else ""
