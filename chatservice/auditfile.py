"""The file of the audit log: what a line of it is, and how one is added.

    {"at": "2026-11-21T14:35:02.123456Z", "act": "ban", "outcome": "done", "who": "Ana", …}

The server writes it, and so does whoever changes its accounts from outside, both at once perhaps:
it is opened by its path, for the server may have renamed the last one, and written to at its end,
wherever that is by then.
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from chatservice.accounts.making import make_file
from chatservice.core.audit import Audited
from chatservice.core.text import sanitise

FILE = "audit.log"


def fields(audited: Audited, at: datetime) -> dict[str, str]:
    """Return what a line holds: the fields of an act that are not empty, and when it was."""
    given = {name: sanitise(value) for name, value in asdict(audited).items() if value}
    return {"at": f"{at.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%S.%fZ}", **given}


def as_line(of_it: dict[str, str]) -> str:
    """Return the line, without its end, that holds those `fields`."""
    return json.dumps(of_it, ensure_ascii=False)


def add(directory: Path, audited: Audited, at: datetime) -> None:
    """Add a line to the file in a folder. Raises `OSError`."""
    file = open_at_end(directory / FILE)
    try:
        write_line(file, as_line(fields(audited, at)))
    finally:
        os.close(file)


def open_at_end(path: Path) -> int:
    """Return the file, opened, which is made if there is none; it is for its owner alone.

    What is written goes to its end, whoever else has written meanwhile. Raises `OSError`.
    """
    while True:
        make_file(path)
        # It is not there if the server renamed it just now. No link is followed: whoever owns the
        # folder could lead `root` to files of others.
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
            break
    with suppress(OSError):  # file systems without modes
        os.fchmod(file, 0o600)
    return file


def write_line(file: int, line: str) -> int:
    """Write a line, wholly or not at all; return how many bytes it has. Raises `OSError`."""
    data = f"{line}\n".encode()
    written = os.write(file, data)
    if written < len(data):
        # A disk with room for a part of it takes that part, and no error is raised.
        end = os.lseek(file, 0, os.SEEK_CUR)
        if os.fstat(file).st_size == end:  # nobody has written after it
            os.ftruncate(file, end - written)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return written
