"""What the tests of the accounts share: a store in a folder and one in memory, and who is in it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.accounts import Account, Kind, Mode, RoomRecord, Sanction
from chatservice.core.declaring import Who
from chatservice.core.names import parse_name

NOW = datetime(2026, 11, 21, 14, 35, 2, 123456, tzinfo=timezone.utc)
JUAN, ANA, LUIS = 11, 2**62, 33
"""Identities; one is the greatest there is."""


COCINA = RoomRecord(
    parse_name("Cocina"),
    owner=ANA,
    moderators=frozenset({JUAN, LUIS}),
    invited=frozenset({JUAN}),
    modes=frozenset(Mode),
    slow=10,
)
BAN = Sanction(
    kind=Kind.BAN,
    room="",
    name="Peña",
    keys=frozenset({"peña", "pena"}),
    identity=LUIS,
    networks=("192.0.2.0/24", "2001:db8::/64"),
    until=NOW + timedelta(hours=1),
    reason="¡Grita!",
    by="Ana",
    at=NOW,
    power=Who.ADMIN.value,
)


class StoreTestCase(SynchronousTestCase):
    """A test with a folder, and with the time in its own hands.

    ``self.store`` is open; in a subclass where ``is_kept`` is false it is in memory.
    """

    is_kept = True

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.now = NOW
        self.reports: list[tuple[str, str]] = []
        self.store = self.opened()

    def opened(self, *, patience: int = 5, is_held: bool = False) -> Store:
        """Return one more store."""
        store = Store(
            self.directory if self.is_kept else IN_MEMORY,
            lambda: self.now,
            patience=patience,
            is_held=is_held,
            report=lambda what, error: self.reports.append((what, str(error))),
        )
        store.open()
        self.addCleanup(store.close)
        return store

    def add(self, name: str, identity: int, proof: str = "proof") -> Account:
        """Register somebody."""
        return self.store.add(parse_name(name), identity, proof, NOW)

    def add_bot(self, name: str, identity: int, owner: int, digest: str) -> Account:
        """Register somebody's bot."""
        return self.store.add_bot(parse_name(name), identity, owner, digest, NOW)

    def reopened(self) -> Store:
        """Return the store after the server has ended and begun again."""
        if self.is_kept:
            self.store.close()
            self.store = self.opened()
        return self.store
