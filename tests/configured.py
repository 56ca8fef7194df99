"""What the tests of the configuration share: values right and wrong, and a folder of one's own."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.configuration import OPTIONS, Configuration, configuration
from chatservice.core.addresses import Networks
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.values import Door

NAMES = [option.name for option in OPTIONS]
REPEATABLE = [option.name for option in OPTIONS if option.repeatable]

VALUES: dict[str, tuple[str, str, str]] = {
    "port": ("4001", "4002", "4003"),
    "host": ("127.0.0.1", "127.0.0.2", "127.0.0.3"),
    "listen": ("line=tcp:4001", "json=tcp:4002", "web=tcp:4003"),
    "language": ("es", "en", "en"),
    "style": ("bracket", "clock", "clock"),
    "room": ("plaza", "patio", "porche"),
    "motd": ("one.txt", "two.txt", "three.txt"),
    "data": ("one", "two", "three"),
    "sync": ("full", "normal", "normal"),
    "retain": ("90d", "1y", "12h"),
    "history": ("20", "10", "5"),
    "max-connections": ("200", "100", "50"),
    "address-connections": ("8", "4", "2"),
    "address-arrivals": ("80", "40", "20"),
    "arrivals": ("800", "400", "200"),
    "flood": ("4/1", "3/2", "2/0.5"),
    "flood-registered": ("8/4", "7/3", "6/2.5"),
    "renames": ("1/30s", "2/20s", "3/10s"),
    "rooms-each": ("30", "20", "10"),
    "strangers": ("4/60s", "3/20s", "2/10s"),
    "repeats": ("4/60s", "3/20s", "2/10s"),
    "logins": ("4/60s", "3/20s", "2/10s"),
    "nickname-seconds": ("90", "30", "15"),
    "line-seconds": ("off", "90", "30"),
    "trusted": ("10.0.0.0/8,192.0.2.7/32", "none", "2001:db8::/32"),
    "tls": ("yes", "no", "no"),
    "tls-port": ("4001", "4002", "4003"),
    "tls-certificate": ("one.txt", "two.txt", "three.txt"),
    "tls-key": ("one.txt", "two.txt", "three.txt"),
    "no-plain": ("yes", "no", "no"),
    "handshake-seconds": ("20", "15", "5"),
    "web-host": ("chat.example.org", "chat.example", "*"),
}
"""For each option a value for the flag, one for the environment and one for the file."""

WRONG: dict[str, tuple[str, str]] = {
    "port": ("70000", "a whole number from 0 to 65535 is allowed"),
    "host": ("chat.example", "an address of this machine is allowed"),
    "listen": ("carrier-pigeon:5050", "a Twisted server endpoint is allowed"),
    "language": ("tlh", "en, es are allowed"),
    "style": ("baroque", "clock, bracket are allowed"),
    "room": ("co cina", "letters, digits, _, - and . are allowed"),
    "motd": ("no-such-file.txt", "a text file in UTF-8 is allowed"),
    "data": ("a\0b", "a path is allowed, or :memory:"),
    "sync": ("always", "normal, full are allowed"),
    "retain": ("90 days", "a number and h, d, w, m or y is allowed"),
    "history": ("501", "a whole number from 0 to 500 is"),
    "max-connections": ("1000001", "a whole number from 0 to 1000000 is"),
    "address-connections": ("1000001", "a whole number from 1 to 1000000 is, or off"),
    "address-arrivals": ("many", "a whole number from 1 to 1000000 is, or off"),
    "arrivals": ("-1", "a whole number from 1 to 1000000 is, or off"),
    "flood": ("5", "such as 5/2, or off"),
    "flood-registered": ("5/0", "such as 5/2, or off"),
    "renames": ("5/m", "such as 5/60s, or off"),
    "rooms-each": ("0", "a whole number from 1 to 1000 is"),
    "strangers": ("0/60s", "such as 5/60s, or off"),
    "repeats": ("3", "such as 5/60s, or off"),
    "logins": ("10/25h", "such as 5/60s, or off"),
    "nickname-seconds": ("off", "a whole number from 1 to 3600 is"),
    "line-seconds": ("3601", "a whole number from 1 to 3600 is, or off"),
    "trusted": ("chat.example", "such as 127.0.0.0/8,::1, or none"),
    "tls": ("true", "yes, no are allowed"),
    "tls-port": ("65536", "a whole number from 0 to 65535 is allowed"),
    "tls-certificate": ("no-such-file.pem", "a file in PEM format is allowed"),
    "tls-key": ("no-such-file.pem", "a file in PEM format is allowed"),
    "no-plain": ("1", "yes, no are allowed"),
    "handshake-seconds": ("0", "a whole number from 1 to 600 is"),
    "web-host": ("http://chat.example", "such as chat.example.org, without http:// and port"),
}
"""For each option a value that is wrong, and what must be said to be allowed."""

DEFAULTS = Configuration(
    host="0.0.0.0",
    address=("0.0.0.0", 5050),
    listen=(Door("auto", "tcp:5050:interface=0.0.0.0"),),
    language="en",
    style="clock",
    room="lobby",
    motd=(),
    data="chat-data",
    sync="normal",
    retain=None,
    history=50,
    max_connections=10_000,
    limits=Limits(
        address_connections=16,
        address_arrivals=32,
        arrivals=20_000,
        flood=FloodLimit(5, 2),
        flood_registered=FloodLimit(10, 5),
        renames=Rate(5, 60),
        rooms_each=50,
        strangers=Rate(5, 60),
        repeats=Rate(3, 30),
        logins=Rate(10, 60),
        nickname_seconds=60,
        line_seconds=120,
        trusted=Networks(("127.0.0.0/8", "::1/128")),
    ),
    tls_address=None,
    tls_certificate=None,
    tls_key=None,
    handshake_seconds=10,
    web_host=(),
)

LENGTHS = {"12h": timedelta(hours=12), "90d": timedelta(days=90), "1y": timedelta(days=365)}
"""What the lengths of time above are."""


NEEDED: dict[str, dict[str, str]] = {
    "tls-port": {"CHAT_TLS": "yes"},
    "tls-key": {"CHAT_TLS_CERTIFICATE": "one.txt"},
    "no-plain": {"CHAT_TLS": "yes"},
}
"""For an option that makes no sense alone the variables of those that it needs."""

Flags = dict[str, str | list[str]]


def variable(name: str) -> str:
    """Return the environment variable of an option."""
    return f"CHAT_{name.upper().replace('-', '_')}"


def flag(name: str, value: str) -> Flags:
    return {name: [value] if name in REPEATABLE else value}


def file(content: str) -> Flags:
    """Return the flag that names a file of that content."""
    Path("chat.toml").write_text(content, encoding="utf-8")
    return {"config": "chat.toml"}


def chosen(name: str, configured: Configuration) -> str:
    """Return the value of an option as it was typed."""
    if name in ("port", "host"):
        assert configured.address is not None
        return str(configured.address[name == "port"])
    if name == "tls":
        return "no" if configured.tls_address is None else "yes"
    if name == "tls-port":
        assert configured.tls_address is not None
        return str(configured.tls_address[1])
    if name == "no-plain":
        return "yes" if configured.address is None else "no"
    if name in ("tls-certificate", "tls-key"):
        return Path(getattr(configured, name.replace("-", "_"))).name
    if name == "retain":
        return next(text for text, length in LENGTHS.items() if length == configured.retain)
    if name == "listen":
        return "=".join(configured.listen[-1])
    if name == "motd":
        return "".join(configured.motd)
    if name == "web-host":
        return "".join(configured.web_host)
    if hasattr(configured.limits, name.replace("-", "_")):
        return limit(getattr(configured.limits, name.replace("-", "_")))
    return str(getattr(configured, name.replace("-", "_")))


def limit(value: object) -> str:
    """Return a limit as it was typed."""
    if isinstance(value, FloodLimit):
        return f"{value.burst}/{value.per_second:g}"
    if isinstance(value, Rate):
        return f"{value.count}/{value.seconds}s"
    if isinstance(value, Networks):
        return ",".join(value.texts) or "none"
    return "off" if value is None else str(value)


class ConfigurationTestCase(SynchronousTestCase):
    """Runs in a folder of its own, with messages of the day whose text is their name."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, Path.cwd())
        os.chdir(folder.name)
        for name in VALUES["motd"]:
            Path(name).write_text(f"{name}\n", encoding="utf-8")

    def complaint(self, flags: Flags, environment: dict[str, str]) -> str:
        """Return what a program that is configured so ends with."""
        sentence = self.assertRaises(SystemExit, configuration, flags, environment).code
        assert isinstance(sentence, str)  # which Python prints, and ends with status 1
        self.assertEqual(len(sentence.splitlines()), 1, sentence)
        self.assertEqual(sentence[:6], "chat: ")
        return sentence.removeprefix("chat: ")
