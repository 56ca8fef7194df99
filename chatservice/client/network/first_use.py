"""Certificates of servers whose TLS nobody asked for: what is believed without a question."""

from __future__ import annotations

from contextlib import suppress

from chatservice.client.network.address import Address
from chatservice.client.network.trust import KnownHostsError, Trust, UnknownCertificateError


class FirstUse(Trust):
    """Believes what nobody knows, and remembers it (trust on first use).

    That is what OpenSSH calls `StrictHostKeyChecking accept-new`: a certificate that has changed
    is not believed. Who asks for TLS is asked instead; without it, anyone could be in between.
    """

    def __init__(self, trust: Trust) -> None:
        super().__init__(trust.known)
        self._trust = trust
        self.remembered = ""
        """The fingerprint that was put into the known hosts, if one was."""

    def check(self, address: Address, fingerprint: str, *, vouched: bool) -> None:
        """Believe a host's certificate, or raise an `UntrustedError` or a `KnownHostsError`."""
        try:
            self._trust.check(address, fingerprint, vouched=vouched)
        except UnknownCertificateError:
            # Where it can't be kept, the conversation is still better encrypted than not.
            with suppress(KnownHostsError):
                self.known.add(address, fingerprint)
                self.remembered = fingerprint


class Unchecked(Trust):
    """Believes every certificate: for servers of this machine, to which nobody is in between.

    Each new one has another, and none is remembered: OpenSSH's `NoHostAuthenticationForLocalhost`.
    """

    def check(self, address: Address, fingerprint: str, *, vouched: bool) -> None:
        """Believe it."""
