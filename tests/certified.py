"""Certificates for tests: an authority of their own, which their clients trust, and its files."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import trustme

AUTHORITY = trustme.CA()


def client_context(*, authority: bool = True) -> ssl.SSLContext:
    """Return what a client begins with that trusts the authority alone, or everyone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authority:
        AUTHORITY.configure_trust(context)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def issue(certificate: Path, key: Path, *names: str, **wanted: Any) -> None:
    """Write a certificate for ``names`` (localhost by itself), its chain and its key to files."""
    issued = AUTHORITY.issue_cert(*(names or ("localhost", "127.0.0.1")), **wanted)
    certificate.unlink(missing_ok=True)
    for each in issued.cert_chain_pems:
        each.write_to_path(certificate, append=True)
    issued.private_key_pem.write_to_path(key)
