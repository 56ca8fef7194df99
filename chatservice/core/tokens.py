"""Tokens, by which bots come in: made here, and known by their digests alone.

A token has so much chance in it that a plain hash tells nothing of it, as a password's would: no
slow one is needed, and a look-up takes one search by the digest (NIST SP 800-63B, section 5.1.2.2).
"""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "chatbot_"
"""What every token begins with, so that programs that look for leaked secrets find it."""

RANDOM_BYTES = 24
"""192 bits of chance; as text, each 3 bytes are 4 characters."""


def new_token() -> str:
    """Return a new token: `PREFIX`, and letters, digits, `-` and `_` that nobody can foresee.

    It may stand in an address (RFC 3986, section 2.3) as it is.
    """
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token: the SHA-256 of it, as 64 hexadecimal digits.

    Of any text: what no encoding has (RFC 3629, section 3: surrogates) is hashed as it is.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
