"""Files in the server's folder that a command may make before the server does."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def make_file(file: Path) -> None:
    """Make an empty file, for its owner alone, if there is none. Raises `OSError`.

    One that `root` makes, by a command on the server's machine, belongs to the folder's owner:
    the server may run as that one. One that is there is not opened.
    """
    try:
        made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    try:
        if os.geteuid() == 0:
            owner = file.parent.stat()
            with suppress(OSError):  # file systems without owners
                os.fchown(made, owner.st_uid, owner.st_gid)
    finally:
        os.close(made)
