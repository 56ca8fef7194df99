"""The certificate of a server that runs: found or made at the start, read again when renewed."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from twisted.application.internet import TimerService
from twisted.application.service import Service
from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatservice.certificates import (
    CertificateError,
    Credentials,
    Files,
    kept_in,
    make,
    make_missing,
    own_names,
    read,
)
from chatservice.keeping import CannotServeError
from chatservice.listening import own_address
from chatservice.render.phrasebook import locale_language, phrasebook
from chatservice.tls import Contexts
from chatservice.values import IN_MEMORY

log = Logger()

LOOK_SECONDS = 60.0
"""How often is looked whether the files are others than before."""


class CertificateService(Service):
    """Keeps ``contexts`` supplied with the newest certificate.

    ``given`` are the operator's files; without them the server makes its own in the directory
    ``data``, by the folder and the user that twistd has changed to by then, or keeps it nowhere.
    ``host`` is the address that it listens on.
    """

    def __init__(
        self,
        contexts: Contexts,
        given: Files | None,
        data: str,
        host: str,
        reactor: Any,
    ) -> None:
        self._contexts = contexts
        self._given = given
        self._data = data
        self._host = host
        self._reactor = reactor
        self._files: Files | None = None
        self._taken: tuple[object, ...] | None = None
        """What the files were like when they were read the last time."""
        self._seen: tuple[object, ...] | None = None
        """What they were like when they were looked at the last time."""
        self._doubt: str | None = None
        self._newest: Credentials | None = None
        self._looking = TimerService(LOOK_SECONDS, self._look)
        self._looking.clock = reactor

    def startService(self) -> None:
        """Find a certificate, or make it. Raises `CannotServeError` when there is none to use."""
        try:
            self._start()
        except CertificateError as error:
            raise CannotServeError(f"chat: {why_no_certificate(error)}") from error
        Service.startService(self)
        self._looking.startService()

    def _start(self) -> None:
        now = self._now()
        names = own_names(("127.0.0.1", "::1", own_address(self._host)))
        if self._given is None and self._data == IN_MEMORY:
            self._use(make(names, now), IN_MEMORY)
            log.info(
                "[SERVER] This certificate is for this run alone (--data {data})", data=IN_MEMORY
            )
            return
        self._files = self._given or kept_in(Path(self._data))
        if self._given is None and make_missing(self._files, names, now):
            log.info(
                "[SERVER] Made a TLS certificate, {file}, and its key",
                file=self._files.certificate,
            )
        self._read(self._files)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._reactor.seconds(), timezone.utc)

    def _read(self, files: Files) -> None:
        # Before the files: what is written meanwhile is different at the next look.
        self._taken = self._seen = files.state()
        self._use(read(files), files.certificate)

    def _use(self, credentials: Credentials, source: object) -> None:
        self._contexts.use(credentials, source)
        self._newest = credentials
        self._doubt = None
        log.info(
            "[SERVER] TLS certificate SHA-256 {fingerprint}", fingerprint=credentials.fingerprint
        )
        self._tell_doubt()

    def _tell_doubt(self) -> None:
        doubt = self._newest.doubt(self._now()) if self._newest else None
        if doubt != self._doubt:
            self._doubt = doubt
            if doubt is not None:
                log.warn("[SERVER] The TLS certificate {doubt}: clients refuse it", doubt=doubt)

    def reload(self) -> None:
        """Read the files again. What can't be used changes nothing, and the log says why."""
        if self._files is None:
            return
        try:
            self._read(self._files)
        except CertificateError as error:
            # The sentence says it all.
            log.error(  # noqa: TRY400
                "[SERVER] The TLS certificate stays as it was: {reason}", reason=str(error)
            )

    def _look(self) -> None:
        self._tell_doubt()
        if self._files is None:
            return
        before, self._seen = self._seen, self._files.state()
        # Two files are not written at once: they are read when they have been left alone.
        if self._seen == before != self._taken:
            self.reload()

    def stopService(self) -> Deferred[None]:
        """Look no more."""
        Service.stopService(self)
        stopping: Deferred[None] = self._looking.stopService()
        return stopping


def check_certificate(given: Files | None, data: str, run_directory: str) -> None:
    """Look at a certificate before a daemon leaves its terminal: what there is to say is read then.

    Ends the program with one sentence and status 1 when it can't be used.
    """
    files = given
    if files is None and data != IN_MEMORY:
        own = kept_in(Path(run_directory) / data)
        files = own if own.certificate.exists() else None
    try:
        if files is not None:
            Contexts().use(read(files), files.certificate)
    except CertificateError as error:
        raise SystemExit(f"chat: {why_no_certificate(error)}") from error


def why_no_certificate(error: CertificateError) -> str:
    """Return one sentence about a certificate that can't be used, and what is allowed."""
    return phrasebook(locale_language()).say(error.message, **error.details)
