"""Whose certificates are believed: the authorities', those of known hosts, and a given one.

A certificate that no authority vouches for is shown to the person once, by its fingerprint, and
remembered if they accept it (trust on first use). The file of known hosts has one line for each:

    chat.example.org:5051 SHA256:5D:0F:…:A2
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from chatservice.client.network.address import Address

_DIGEST = re.compile(
    r"(?:SHA-?256(?: Fingerprint)?[:= ] *)?((?:[0-9A-F]{2}:?){31}[0-9A-F]{2})", re.IGNORECASE
)
"""The SHA-256 of a certificate, as this program or `openssl x509 -fingerprint` writes it."""

_LINE = re.compile(r"(\S+)\s+(SHA256:\S+)")


class UntrustedError(Exception):
    """A certificate is not believed, whose fingerprint is ``fingerprint``."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(fingerprint)
        self.fingerprint = fingerprint


class UnknownCertificateError(UntrustedError):
    """Nobody vouches for it, and nothing is known of the host."""


class ChangedCertificateError(UntrustedError):
    """The host has had another one, which ``file`` knows."""

    def __init__(self, fingerprint: str, file: Path) -> None:
        super().__init__(fingerprint)
        self.file = file


class OtherCertificateError(UntrustedError):
    """It is not the one that was given on the command line."""


class KnownHostsError(Exception):
    """The ``file`` of known hosts can't be used, for a ``reason`` of the system's.

    ``line`` is set instead where a line of it means nothing.
    """

    def __init__(self, file: Path, reason: str = "", line: int = 0) -> None:
        super().__init__(file, reason, line)
        self.file = file
        self.reason = reason
        self.line = line


def parse_fingerprint(text: str) -> str | None:
    """Return a SHA-256 fingerprint as this program writes it; `None` for what is none."""
    found = _DIGEST.fullmatch(text.strip())
    return None if found is None else bytes.fromhex(found[1].replace(":", "")).hex(":").upper()


def usual_file(environment: Mapping[str, str]) -> Path:
    """Return where known hosts are kept if nobody says otherwise (XDG Base Directory 0.8)."""
    given = Path(environment.get("XDG_CONFIG_HOME") or "")
    home = Path(environment.get("HOME") or Path.home())
    # "All paths set in these environment variables must be absolute."
    folder = given if given.is_absolute() else home / ".config"
    return folder / "chatservice" / "known_hosts"


class KnownHosts:
    """The file of the certificates that were accepted."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def fingerprints(self, address: Address) -> set[str]:
        """Return those of a host; none if nothing is known of it. Raises `KnownHostsError`."""
        host = address.key
        return {fingerprint for known, fingerprint in self._entries() if known == host}

    def add(self, address: Address, fingerprint: str) -> None:
        """Remember a host's. Raises `KnownHostsError`."""
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
            with os.fdopen(os.open(self.file, flags, 0o600), "r+b") as file:
                os.fchmod(file.fileno(), 0o600)
                before = file.read()
                end = b"" if not before or before.endswith(b"\n") else b"\n"
                file.write(end + f"{address.key} SHA256:{fingerprint}\n".encode())
        except OSError as error:
            raise KnownHostsError(self.file, error.strerror or str(error)) from error

    def _entries(self) -> Iterator[tuple[str, str]]:
        try:
            lines = self.file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return
        except OSError as error:
            raise KnownHostsError(self.file, error.strerror or str(error)) from error
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            found = _LINE.fullmatch(line.strip())
            fingerprint = parse_fingerprint(found[2]) if found is not None else None
            if found is None or fingerprint is None:
                raise KnownHostsError(self.file, line=number)
            yield found[1].lower(), fingerprint


class Trust:
    """Decides about certificates. ``pinned`` is the fingerprint of the only one that will do."""

    def __init__(self, known: KnownHosts, pinned: str | None = None) -> None:
        self.known = known
        self._pinned = pinned

    @property
    def is_pinned(self) -> bool:
        """Whether only one certificate will do."""
        return self._pinned is not None

    def check(self, address: Address, fingerprint: str, *, vouched: bool) -> None:
        """Believe a host's certificate, or raise an `UntrustedError` or a `KnownHostsError`.

        ``vouched``: an authority that this machine trusts says that it is the host's.
        """
        if self._pinned is not None:
            if fingerprint != self._pinned:
                raise OtherCertificateError(fingerprint)
            return
        if vouched:
            return
        known = self.known.fingerprints(address)
        if not known:
            raise UnknownCertificateError(fingerprint)
        if fingerprint not in known:
            raise ChangedCertificateError(fingerprint, self.known.file)
