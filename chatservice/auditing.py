"""The audit log of the server: who did what to whom, from where, one JSON object on each line.

What a line is, and how it gets into the file, is `chatservice.auditfile`'s matter.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.application.service import Service
from twisted.logger import FileLogObserver, Logger
from twisted.python.logfile import LogFile

from chatservice.auditfile import FILE, as_line, fields, open_at_end, write_line
from chatservice.core.audit import Audited
from chatservice.keeping import COMPLAINT_SECONDS, CannotServeError
from chatservice.render.phrasebook import locale_language, phrasebook
from chatservice.values import IN_MEMORY

log = Logger()

ROTATE_BYTES = 10 * 2**20
ROTATED_FILES = 9
"""Some 50,000 lines are in a file, and half a million in all of them."""


class AuditLog(Service):
    """Writes what is audited to a file in the folder ``data``, from start to stop.

    Where nothing is kept (``data`` is `IN_MEMORY`), and while the service does not run, it goes to
    the server's own log. A disk that is full disturbs nobody: what it does not take is left out,
    and the server's log says so, once a minute.
    """

    def __init__(self, data: str | Path, reactor: Any) -> None:
        self._path = None if data == IN_MEMORY else Path(data) / FILE
        self._reactor = reactor
        self._file: Any = None
        self._logger = Logger(namespace="chatservice.audit")
        self._complained_at = -COMPLAINT_SECONDS

    def startService(self) -> None:
        """Open the file, whose folder is there. Raises `CannotServeError` when that can't be."""
        try:
            self._open()
        except OSError as error:
            sentence = phrasebook(locale_language()).say(
                "{file} can't be written ({reason})", file=self._path, reason=error.strerror
            )
            raise CannotServeError(f"chat: {sentence}") from error
        Service.startService(self)

    def stopService(self) -> None:
        """Close the file."""
        Service.stopService(self)
        self._close()

    def _open(self) -> None:
        if self._path is not None:
            self._file = _opened(self._path)
            self._logger.observer = FileLogObserver(self._file, lambda event: event["line"])

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def __call__(self, audited: Audited) -> None:
        """Write one act down."""
        at = datetime.fromtimestamp(self._reactor.seconds(), timezone.utc)
        given = fields(audited, at)
        line = as_line(given)
        if self._path is None or not self.running:
            log.info("[AUDIT] {line}", line=line, audit=given)
            return
        try:
            if self._file is None:
                self._open()
            self._logger.info("{line}", line=line, audit=given)
        except (OSError, ValueError) as error:
            # Opened anew for the next one: a rotation that fails half-way leaves it closed.
            self._close()
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        now = self._reactor.seconds()
        if now - self._complained_at >= COMPLAINT_SECONDS:
            self._complained_at = now
            log.error("[SERVER] Failed: writing the audit log: {reason}", reason=error)


def _opened(path: Path) -> Any:
    kind: Any = _Lines  # most of Twisted's has no annotations
    return kind.fromFullPath(str(path), rotateLength=ROTATE_BYTES, maxRotatedFiles=ROTATED_FILES)


class _Lines(LogFile):
    """A file that holds whole lines, also after its disk was full, and those of others."""

    path: str
    size: int
    rotateLength: int  # noqa: N815  # Twisted's name

    def _openFile(self) -> None:  # noqa: N802  # Twisted's name
        self.closed = False
        self._file = os.fdopen(open_at_end(Path(self.path)), "ab+", buffering=0)
        self.size = self._file.tell()

    def write(self, line: str) -> None:
        """Write a line, wholly or not at all. Raises `OSError`."""
        self.size = os.fstat(self._file.fileno()).st_size  # `chatservice account` writes as well
        if self.size >= self.rotateLength:
            rotate: Any = self.rotate
            rotate()
        self.size += write_line(self._file.fileno(), line)
