"""The command line of `chatservice client`."""

from __future__ import annotations

import sys
from typing import NoReturn

from twisted.python import usage

from chatservice import __version__
from chatservice.client.network.trust import parse_fingerprint
from chatservice.render.phrasebook import Phrasebook


class Options(usage.Options):
    """``host``, ``port``, ``nick``, ``fingerprint`` and ``known-hosts`` may be `None`.

    ``tls`` is 1 where the connection is to be encrypted, otherwise 0. What is wrong with any of
    them raises `twisted.python.usage.UsageError`.
    """

    optParameters = (
        ["nick", None, None, "nickname"],
        ["fingerprint", None, None, "fingerprint of the certificate"],
        ["known-hosts", None, None, "file of the certificates that were accepted"],
    )
    optFlags = (["tls", None, "encrypt the connection"],)

    def __init__(self, book: Phrasebook) -> None:
        usage.Options.__init__(self)
        self._book = book
        self._missing = ["host", "port"]
        self.update(dict.fromkeys(self._missing))

    def parseArgs(self, *given: str) -> None:
        """Take HOST, PORT and the options that stand behind them."""
        if not given:
            return
        value, *rest = given
        if not self._missing:
            raise usage.UsageError(
                self._book.say("{value} is one argument too many", value=repr(value))
            )
        self[self._missing.pop(0)] = value
        # Twisted looks for options only as far as the first argument.
        usage.Options.parseOptions(self, rest)

    def postOptions(self) -> None:
        """Check what goes with TLS alone."""
        for name in ("fingerprint", "known-hosts"):
            if self[name] is not None and not self["tls"]:
                raise usage.UsageError(
                    self._book.say("{option} is of use with --tls alone", option=f"--{name}")
                )
        if self["fingerprint"] is not None:
            self["fingerprint"] = self._fingerprint(self["fingerprint"])

    def _fingerprint(self, text: str) -> str:
        fingerprint = parse_fingerprint(text)
        if fingerprint is None:
            reason = self._book.say(
                "{value} is not a SHA-256 fingerprint: 64 hexadecimal digits are allowed, with : "
                "between each two",
                value=repr(text),
            )
            raise usage.UsageError(f"--fingerprint: {reason}")
        return fingerprint

    def opt_version(self) -> NoReturn:
        """Print the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def opt_help(self) -> NoReturn:
        """Print the usage and exit."""
        book = self._book
        rows = (
            ("HOST", book.say("name or address of the server, with :PORT if you like [127.0.0.1]")),
            ("PORT", book.say("port of the server [5050]")),
            ("--nick NAME", book.say("nickname; without it you are asked")),
            ("--tls", book.say("encrypt the connection")),
            ("--fingerprint SHA256", book.say("the only certificate that will do, for --tls")),
            (
                "--known-hosts FILE",
                book.say("the certificates you accepted [~/.config/chatservice/known_hosts]"),
            ),
            ("--version", book.say("print the version")),
            ("--help", book.say("print this")),
        )
        widest = max(len(left) for left, _ in rows)
        lines = [
            book.say("Usage:") + " chatservice client [HOST] [PORT] [--nick NAME] [--tls]",
            *(f"  {left:<{widest}}  {right}" for left, right in rows),
            book.say(
                "CHAT_HOST and CHAT_PORT are used where HOST and PORT are left out. With standard "
                "input from a pipe or a file, each of its lines is sent."
            ),
        ]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        raise SystemExit(0)
