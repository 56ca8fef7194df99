"""Keep a small history as this version of the program writes it, for the tests of migrations.

    python tools/keep_history_version.py

writes `tests/history/versions/N.sqlite`, N being the version of the tables. Run it before the first
commit of a new version; a file that is there already is left alone, for it can't be made again.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Removed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Record
from chatservice.history import schema
from chatservice.history.disk import DiskHistory
from chatservice.history.files import DATABASE

VERSIONS = Path(__file__).resolve().parents[1] / "tests" / "history" / "versions"
BEGINNING = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
JUAN, ANA = 11, 12


def write(to: Path) -> None:
    """Write a history with something of everything that there is in one."""
    moments = [BEGINNING + timedelta(seconds=number) for number in range(10)]
    with TemporaryDirectory() as directory:
        history = DiskHistory(Path(directory))
        history.open()
        numbers = history.append(
            [
                Record(Said(moments[0], "lobby", "Juan", "¿cómo estás?"), JUAN),
                Record(Acted(moments[1], "lobby", "Ana", "waves"), ANA),
                Record(TopicChanged(moments[2], "Cocina", "Ana", "Tea at five"), ANA),
                Record(Whispered(moments[3], "Juan", "Ana", "between us"), JUAN, ANA),
                Record(Said(moments[4], "Cocina", "Ana", "tee"), ANA),
                Record(Corrected(moments[5], "Cocina", "Ana", "tea", 4), ANA),
                Record(Whispered(moments[6], "Ana", "Juan", "never mind"), ANA, JUAN),
                Record(Said(moments[7], "lobby", "Juan", "buy tea"), JUAN),
            ]
        )
        private, spam = numbers[-2:]
        history.append(
            [
                Record(Deleted(moments[8], "", "Ana", private), ANA),
                Record(Removed(moments[9], "lobby", "Ana", "Juan", (spam,)), ANA),
            ]
        )
        history.close()
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
