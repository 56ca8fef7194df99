"""What servers spoke last, so that it need not be found out at the next start.

The file has one line for each address, the latest last:

    chat.example.org:5050 tls json

It saves time. And it prevents a downgrade: a server in it that had TLS is never talked to without
again, whoever is in between and hides that it has. For one whose certificate an authority vouches
for nothing else says so; the others are among the known hosts as well. A server that has given TLS
up takes `--no-tls` each time, until its line is removed here (and there).

What can't be read in it is nothing, and where it can't be written nothing is remembered: then that
holds for one run of the program alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from tempfile import mkstemp

from chatservice.client.network.address import Address

MOST_SERVERS = 200
"""Addresses that are remembered; the one that was noted first goes first."""

LONGEST_FILE = 256 * 1024
"""Bytes of a file that is read; a longer one is none of ours."""


class Spoken(Enum):
    """What a server speaks."""

    ENCRYPTED = "tls json"
    LINES = "tls"
    """Lines, under TLS. Those without it are not remembered: such a server may be another soon."""
    PLAIN = "json"


def usual_file(environment: Mapping[str, str]) -> Path:
    """Return where this is kept if nobody says otherwise (XDG Base Directory 0.8)."""
    given = Path(environment.get("XDG_STATE_HOME") or "")
    home = Path(environment.get("HOME") or Path.home())
    # "All paths set in these environment variables must be absolute."
    folder = given if given.is_absolute() else home / ".local" / "state"
    return folder / "chatservice" / "servers"


class Memory:
    """The ``file`` of what servers spoke last. Nothing that is wrong with it raises an error."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def spoken(self, address: Address) -> Spoken | None:
        """Return what a server spoke last; `None` where that is not known."""
        return self._read().get(address.key)

    def note(self, address: Address, spoken: Spoken) -> None:
        """Remember what a server speaks."""
        known = self._read()
        if known.get(address.key) is spoken:
            return
        known.pop(address.key, None)
        known[address.key] = spoken
        self._write(known)

    def forget(self, address: Address) -> None:
        """Know nothing of a server any more."""
        known = self._read()
        if known.pop(address.key, None) is not None:
            self._write(known)

    def _read(self) -> dict[str, Spoken]:
        known: dict[str, Spoken] = {}
        try:
            if self.file.stat().st_size > LONGEST_FILE:
                return known
            lines = self.file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return known
        for line in lines:
            key, _, spoken = line.strip().partition(" ")
            with suppress(ValueError):
                known[key] = Spoken(spoken)
        return known

    def _write(self, known: dict[str, Spoken]) -> None:
        kept = list(known.items())[-MOST_SERVERS:]
        text = "".join(f"{key} {spoken.value}\n" for key, spoken in kept)
        # Another client may read it meanwhile: it is there whole, or not yet. Such a file can be
        # read and written by its owner alone.
        with suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = mkstemp(dir=self.file.parent, prefix=".servers-")
            new = Path(name)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                new.replace(self.file)
            except OSError:
                new.unlink(missing_ok=True)
