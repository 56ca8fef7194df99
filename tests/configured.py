"""What the tests of the configuration share: values right and wrong, and a folder of one's own."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.configuration import OPTIONS, Configuration, configuration

NAMES = [option.name for option in OPTIONS]

VALUES: dict[str, tuple[str, str, str]] = {
    "port": ("4001", "4002", "4003"),
    "host": ("127.0.0.1", "127.0.0.2", "127.0.0.3"),
    "listen": ("tcp:4001", "tcp:4002", "tcp:4003"),
    "language": ("es", "en", "en"),
    "style": ("bracket", "clock", "clock"),
    "room": ("plaza", "patio", "porche"),
    "motd": ("one.txt", "two.txt", "three.txt"),
    "data": ("one", "two", "three"),
    "sync": ("full", "normal", "normal"),
    "retain": ("90d", "1y", "12h"),
    "history": ("20", "10", "5"),
    "max-connections": ("200", "100", "50"),
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
}
"""For each option a value that is wrong, and what must be said to be allowed."""

DEFAULTS = Configuration(
    address=("0.0.0.0", 5050),
    listen=("tcp:5050:interface=0.0.0.0",),
    language="en",
    style="clock",
    room="lobby",
    motd=(),
    data="chat-data",
    sync="normal",
    retain=None,
    history=50,
    max_connections=10_000,
)

LENGTHS = {"12h": timedelta(hours=12), "90d": timedelta(days=90), "1y": timedelta(days=365)}
"""What the lengths of time above are."""


Flags = dict[str, str | list[str]]


def variable(name: str) -> str:
    """Return the environment variable of an option."""
    return f"CHAT_{name.upper().replace('-', '_')}"


def flag(name: str, value: str) -> Flags:
    return {name: [value] if name == "listen" else value}


def file(content: str) -> Flags:
    """Return the flag that names a file of that content."""
    Path("chat.toml").write_text(content, encoding="utf-8")
    return {"config": "chat.toml"}


def chosen(name: str, configured: Configuration) -> str:
    """Return the value of an option as it was typed."""
    if name in ("port", "host"):
        assert configured.address is not None
        return str(configured.address[name == "port"])
    if name == "retain":
        return next(text for text, length in LENGTHS.items() if length == configured.retain)
    if name == "listen":
        return configured.listen[-1]
    if name == "motd":
        return "".join(configured.motd)
    return str(getattr(configured, name.replace("-", "_")))


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
