"""The server's certificate and its key: read from files, or made where there are none yet."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chatservice.core.phrases import N_

CERTIFICATE = "tls-certificate.pem"
KEY = "tls-key.pem"
"""What the files of a certificate that the server made are called, in its data directory."""

DIRECTORY_CERTIFICATE = "fullchain.pem"
DIRECTORY_KEY = "privkey.pem"
"""What Let's Encrypt's tools call them (https://eff-certbot.readthedocs.io, "Where are my
certificates?")."""

LIFETIME = timedelta(days=3653)
"""How long a certificate that the server made is valid: ten years. Nobody renews it, and who has
taken note of its fingerprint is to see another one only after an accident."""

MOST_BYTES = 1 << 20
"""What is larger than this is no certificate."""

LONGEST_COMMON_NAME = 64
"""Characters (RFC 5280, appendix A.1: ub-common-name)."""

PrivateKey = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)
"""The kinds of key that TLS 1.3 has signatures for (RFC 8446 4.2.3)."""

_UNREADABLE = N_(
    "{file} can't be read ({reason}): a certificate or key in PEM format that the server's user "
    "may read is allowed"
)
_NO_CERTIFICATE = N_(
    "{file} holds no certificate: one in PEM format is allowed, which begins with "
    "-----BEGIN CERTIFICATE-----"
)
_NO_KEY = N_(
    "{file} holds no private key: one in PEM format is allowed, which begins with "
    "-----BEGIN PRIVATE KEY-----"
)
_LOCKED = N_("the key in {file} has a passphrase: one without is allowed")
_OTHERS_KEY = N_(
    "the key in {key} is not that of the certificate in {file}: a pair that belongs together is "
    "allowed, the server's own certificate first in its file"
)
_NOT_WRITTEN = N_("the certificate can't be kept in {file} ({reason})")


class CertificateError(Exception):
    """A certificate can't be used. ``message`` (an English catalogue phrase) says why."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message.format(**details))
        self.message = message
        self.details = details


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server proves with who it is: its private key, and its certificate.

    ``chain`` are the certificates that it shows, its own first.
    """

    key: PrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def fingerprint(self) -> str:
        """The certificate's SHA-256, as `openssl x509 -fingerprint -sha256` prints it."""
        return self.chain[0].fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of hosts that the certificate is for, each of which may begin with "*."."""
        try:
            found = self.chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
            return ()
        return tuple(found.value.get_values_for_type(x509.DNSName))

    def doubt(self, now: datetime) -> str | None:
        """Return why clients refuse the certificate at a time of day, in English, if they do."""
        certificate = self.chain[0]
        if now > certificate.not_valid_after_utc:
            return f"expired on {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
        if now < certificate.not_valid_before_utc:
            return f"is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        return None


@dataclass(frozen=True, slots=True)
class Files:
    """Where a certificate and its key are kept; that may be the same file."""

    certificate: Path
    key: Path

    def state(self) -> tuple[object, ...]:
        """Return what is different when one of the files is; that takes no reading."""
        return (_state(self.certificate), _state(self.key))


def _state(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def given(certificate: str, key: str | None) -> Files:
    """Return the files that an operator named: two, one with both in it, or a directory."""
    if not Path(certificate).is_dir():
        return Files(Path(certificate), Path(key or certificate))
    directory = Path(certificate)
    return Files(directory / DIRECTORY_CERTIFICATE, Path(key) if key else directory / DIRECTORY_KEY)


def kept_in(directory: Path) -> Files:
    """Return where a server that was given no certificate keeps its own."""
    return Files(directory / CERTIFICATE, directory / KEY)


def read(files: Files) -> Credentials:
    """Return what the files hold. Raises `CertificateError` for what can't be used together."""
    chain = _read_chain(files.certificate)
    key = _read_key(files.key)
    if _public(key.public_key()) != _public(chain[0].public_key()):
        raise CertificateError(_OTHERS_KEY, key=files.key, file=files.certificate)
    return Credentials(key, chain)


def _public(key: Any) -> bytes:
    form: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return form


def _read_chain(file: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(_content(file)))
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateError(_NO_CERTIFICATE, file=file) from None


def _read_key(file: Path) -> PrivateKey:
    try:
        key = load_pem_private_key(_content(file), password=None)
    except TypeError:
        raise CertificateError(_LOCKED, file=file) from None
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateError(_NO_KEY, file=file) from None
    if not isinstance(key, PrivateKey):
        raise CertificateError(_NO_KEY, file=file)
    return key


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise CertificateError(_UNREADABLE, file=file, reason=error.strerror) from None


def make(names: Iterable[str], now: datetime) -> Credentials:
    """Return a new key (ECDSA on P-256), and a certificate for it that it has signed itself.

    ``names`` are this machine's: host names, and addresses.
    """
    return _certified(ec.generate_private_key(ec.SECP256R1()), names, now)


def make_missing(files: Files, names: Iterable[str], now: datetime) -> bool:
    """Make what is not there of a certificate and its key; return whether anything was missing.

    Each file appears whole or not at all. Two servers must not do so at once: who holds the data
    directory's lock may. Raises `CertificateError`.
    """
    if files.certificate.exists() and files.key.exists():
        return False
    if files.key.exists():  # the program ended between the two, or somebody wants the key again
        made = _certified(_read_key(files.key), names, now)
    elif files.certificate.exists():
        raise CertificateError(_UNREADABLE, file=files.key, reason=os.strerror(errno.ENOENT))
    else:
        made = make(names, now)
        form = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(files.key, form, 0o600)
    _write(files.certificate, made.chain[0].public_bytes(Encoding.PEM), 0o644)
    return True


def _write(file: Path, content: bytes, mode: int) -> None:
    new = file.with_name(f"{file.name}.part")
    try:
        new.unlink(missing_ok=True)  # an unfinished one may have another mode, or be a link
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(new, flags, mode), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except OSError as error:
        raise CertificateError(_NOT_WRITTEN, file=file, reason=error.strerror) from None


def own_names(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return this machine's names and ``addresses``, by which clients may call it; its own first.

    The name service is not asked: it may be far away, and asleep.
    """
    return tuple(dict.fromkeys((socket.gethostname(), "localhost", *addresses)))


def _certified(key: PrivateKey, names: Iterable[str], now: datetime) -> Credentials:
    known = tuple(names)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, known[0][:LONGEST_COMMON_NAME])])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    now = now.replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Somebody's clock may be slow.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(_alternatives(known)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNATURES_ALONE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    edwards = isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    return Credentials(key, (builder.sign(key, None if edwards else hashes.SHA256()),))


_SIGNATURES_ALONE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _alternatives(names: Iterable[str]) -> list[x509.GeneralName]:
    # A host name that is not ASCII is none to clients.
    return [_alternative(name) for name in names if name.isascii()]


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
