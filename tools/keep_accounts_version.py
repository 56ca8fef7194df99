"""Keep some accounts as this version of the program writes them, for the tests of migrations.

    python tools/keep_accounts_version.py

writes `tests/accounts/versions/N.sqlite`, N being the version of the tables. Run it before the
first commit of a new version; a file that is there already is left alone, for it can't be made
again.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from chatservice.accounts import schema
from chatservice.accounts.files import DATABASE
from chatservice.accounts.store import Store
from chatservice.core.accounts import Kind, Mode, Rank, RoomRecord, Sanction
from chatservice.core.names import parse_name

VERSIONS = Path(__file__).resolve().parents[1] / "tests" / "accounts" / "versions"
BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN, ANA, ROBOT = 11, 12, 13


def write(to: Path) -> None:
    """Write accounts with something of everything that there is among them."""
    with TemporaryDirectory() as directory:
        store = Store(directory, lambda: BEGINNING)
        store.open()
        store.add(parse_name("Juan"), JUAN, "proof of Juan", BEGINNING)
        store.set_rank(JUAN, Rank.ADMIN)
        store.add(parse_name("Ana"), ANA, "proof of Ana", BEGINNING + timedelta(hours=1))
        store.remember(
            ANA,
            settings={"language": "es"},
            ignored={"Peña": {"pena": BEGINNING}},
            away="café",
        )
        store.went({ANA: 7})
        store.add_bot(parse_name("robot"), ROBOT, ANA, "0" * 64, BEGINNING)
        store.save_room(
            RoomRecord(
                parse_name("Cocina"),
                owner=ANA,
                moderators=frozenset({JUAN}),
                modes=frozenset({Mode.MODERATED}),
                slow=10,
            )
        )
        store.sanction(
            Sanction(
                kind=Kind.BAN,
                room="",
                name="Luis",
                keys=frozenset({"luis"}),
                identity=0,
                networks=("192.0.2.0/24",),
                until=None,
                reason="¡Grita!",
                by="Juan",
                at=BEGINNING,
            )
        )
        store.close()
        connection = apsw.Connection(str(Path(directory) / DATABASE))
        connection.pragma("journal_mode", "delete")
        connection.close()
        to.write_bytes((Path(directory) / DATABASE).read_bytes())


def main() -> int:
    """Write the file; return the exit status."""
    to = VERSIONS / f"{schema.VERSION}.sqlite"
    if to.exists():
        print(f"{to.name} is there already", file=sys.stderr)
        return 1
    to.parent.mkdir(exist_ok=True)
    write(to)
    print(f"{to.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
