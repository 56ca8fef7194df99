"""Up to where registered people have read their private messages, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from chatservice.core.accounts import Account
from chatservice.core.log import NotKeptError

if TYPE_CHECKING:
    from chatservice.core.hub import Hub
    from chatservice.core.people import Person
    from chatservice.core.session import Session


class _Ended(NamedTuple):
    person: Person
    heard: Callable[[], int]


class Departures:
    """Notes for a ``hub`` the last message that somebody had read when their last session ended.

    What is in the log behind it, for them, is shown when they come the next time: neither less nor
    more, also where they left, or came, in the middle of a turn.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._ended: list[_Ended] = []
        """Sessions of registered people that ended in this turn."""
        self._not_kept: dict[int, int] = {}
        """`Account.left_at` of those for whom the disk did not take it."""

    def ended(self, session: Session, person: Person) -> None:
        """Take note that a session of a registered person is over.

        What is noted of one turn is kept together: each commit waits for the disk.
        """
        if not self._ended:
            self._hub.turn.after(self._keep)
        self._ended.append(_Ended(person, self._heard(session)))

    def left_at(self, account: Account) -> int | None:
        """Return `Account.left_at`, also of who left just now, or for whom it is not kept yet."""
        heard = [
            max(each.person.heard, each.heard())
            for each in self._ended
            if each.person.identity == account.identity
        ]
        if heard and self._hub.arrivals.with_identity(account.identity) is None:
            return max(heard)
        return self._not_kept.get(account.identity, account.left_at)

    def came(self, identity: int) -> None:
        """Take note that a registered person is here. Raises `NotKeptError`."""
        self._hub.accounts.came(identity)
        self._not_kept.pop(identity, None)

    def retry(self) -> None:
        """Keep what could not be kept before, if there is anything."""
        if self._not_kept:
            self._went({})

    def _heard(self, session: Session) -> Callable[[], int]:
        """Return what tells, when this turn is kept, the last message that a session was sent."""
        turn, behind = self._hub.turn, session.behind
        if behind is not None and behind.private:
            first = behind.private[0]
            return lambda: first - 1
        if behind is not None or session.is_lost:
            # Nothing that happened in this turn reaches them.
            before = turn.told.seq
            return lambda: before
        return turn.last_message()

    def _keep(self) -> None:
        ended, self._ended = self._ended, []
        for person, heard in ended:
            person.heard = max(person.heard, heard())
        here = self._hub.arrivals.with_identity
        self._went({p.identity: p.heard for p, _ in ended if here(p.identity) is None})

    def _went(self, left: dict[int, int]) -> None:
        left = self._not_kept | left
        try:
            if left:
                self._hub.accounts.went(left)
            self._not_kept = {}
        except NotKeptError as error:
            self._hub.not_kept(error)
            self._not_kept = left
