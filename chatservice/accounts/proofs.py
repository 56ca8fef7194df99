"""Proofs of passwords: hashes by argon2id (RFC 9106), with argon2-cffi's recommended parameters.

These are the RFC's second recommended option (section 4): 64 MiB, three passes, four lanes. Each
takes a tenth of a second or two on two processors, so the server makes and checks them in threads
(`chatservice.passwords`).
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from chatservice.core.refusals import Refused

_hasher = PasswordHasher()


def make(password: str) -> str:
    """Return a new proof of a password, which says with which parameters it was made.

    Raises `argon2.exceptions.HashingError` when there is no memory for it.
    """
    return _hasher.hash(password)


def check(proof: str | None, password: str) -> bool:
    """Return whether ``proof`` is of that password.

    Without a proof it is not, and the answer takes as long. Raises
    `argon2.exceptions.VerificationError` when there is no memory for it, that or
    `argon2.exceptions.InvalidHashError` when the proof is damaged.
    """
    try:
        return _hasher.verify(_nobodys() if proof is None else proof, password)
    except VerifyMismatchError:
        return False


class AtOnce:
    """Proofs for programs that have nobody to hold up (`chatservice.core.accounts.Passwords`)."""

    def make(self, password: str, done: Callable[[str | Refused], None]) -> None:
        """Make the proof of a password; see `Passwords.make`."""
        done(make(password))

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        """Find out whether ``proof`` is of that password; see `Passwords.check`."""
        done(check(proof, password))


def _nobodys() -> str:
    """Return a proof of no password: nobody knows one that has this hash."""
    salt, found = (
        b64encode(os.urandom(length)).decode().rstrip("=")
        for length in (_hasher.salt_len, _hasher.hash_len)
    )
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${found}"
