"""The command line of `chatservice client`.

Nothing is imported here that takes long: before it is read, no prompt can be shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from getopt import GetoptError
from typing import NoReturn

from twisted.python import usage

from chatservice import __version__
from chatservice.client.config import NO_FINGERPRINT, NO_NAME, is_name, nearest, room_name
from chatservice.client.network.trust import parse_fingerprint
from chatservice.core.phrases import N_
from chatservice.render.phrasebook import Phrasebook

_COLUMNS = 100
"""How wide the help may be."""

_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        N_("Where to:"),
        (
            ("SERVER", N_("a server of client.toml, by its name there")),
            ("HOST", N_("name or address of the server, with :PORT if you like [127.0.0.1]")),
            ("PORT", N_("port of the server [5050]")),
            ("--nick NAME", N_("nickname; without it you are asked")),
            ("--room NAME", N_("room to enter; may be repeated, and you talk in the last one")),
            (
                "--config FILE",
                N_("file with your servers [~/.config/chatservice/client.toml]"),
            ),
        ),
    ),
    (
        N_("Encryption (used by itself where the server has it):"),
        (
            ("--tls", N_("never talk without it, and ask about a certificate that nobody knows")),
            ("--no-tls", N_("never encrypt")),
            ("--fingerprint SHA256", N_("the only certificate that will do")),
            (
                "--known-hosts FILE",
                N_("the certificates you accepted [~/.config/chatservice/known_hosts]"),
            ),
        ),
    ),
    (
        N_("What you see:"),
        (
            (
                "--plain",
                N_("line by line, without colours: for screen readers and simple terminals"),
            ),
            ("--json", N_("all that happens, an object of JSON on each line")),
            (
                "--once TEXT",
                N_("say that, or do that command, and leave; - is what stands in standard input"),
            ),
            ("--log FILE", N_("keep what is said in this file, too")),
            ("--version", N_("print the version")),
            ("--help", N_("print this")),
        ),
    ),
)

_CONFLICTS = (
    ("plain", "json"),
    ("json", "once"),
    ("tls", "no-tls"),
    ("fingerprint", "no-tls"),
    ("known-hosts", "no-tls"),
)


class Options(usage.Options):
    """What the command line says.

    ``host`` (which may be the name of a server in the file), ``port``, ``nick``, ``fingerprint``,
    ``known-hosts``, ``config``, ``once`` and ``log`` are texts, or `None`; ``room`` is a list of
    names; ``plain``, ``json``, ``tls`` and ``no-tls`` are 1 or 0. What is wrong with any of them
    raises `twisted.python.usage.UsageError`.
    """

    optParameters = (
        ["nick", None, None, "nickname"],
        ["config", None, None, "file with servers"],
        ["fingerprint", None, None, "fingerprint of the certificate"],
        ["known-hosts", None, None, "file of the certificates that were accepted"],
        ["once", None, None, "what to say before leaving"],
        ["log", None, None, "file for what is read"],
    )
    optFlags = (
        ["plain", None, "line by line"],
        ["json", None, "events on standard output"],
        ["tls", None, "always encrypt"],
        ["no-tls", None, "never encrypt"],
    )

    def __init__(self, book: Phrasebook) -> None:
        usage.Options.__init__(self)
        self._book = book
        self._missing = ["host", "port"]
        self.update(dict.fromkeys(self._missing))
        self["room"] = []

    def parseOptions(self, options: list[str]) -> None:  # type: ignore[override]
        """Take a command line."""
        try:
            usage.Options.parseOptions(self, options)
        except usage.UsageError as error:
            # Twisted has getopt's own sentence, which is English.
            if isinstance(error.__context__, GetoptError):
                raise usage.UsageError(self._unclear(error.__context__)) from None
            raise

    def parseArgs(self, *given: str) -> None:
        """Take SERVER or HOST, PORT, and the options that stand behind them."""
        if not given:
            return
        value, *rest = given
        if not self._missing:
            raise usage.UsageError(
                self._book.say("{value} is one argument too many", value=repr(value))
            )
        self[self._missing.pop(0)] = value
        # Twisted looks for options only as far as the first argument.
        self.parseOptions(rest)

    def opt_room(self, name: str) -> None:
        """Enter a room."""
        self["room"].append(name)

    def postOptions(self) -> None:
        """Check what the options say, and what does not go together."""
        for one, other in _CONFLICTS:
            if self[one] not in (None, 0) and self[other] not in (None, 0):
                raise usage.UsageError(
                    self._book.say(
                        "{one} and {other} do not go together: one of them is allowed",
                        one=f"--{one}",
                        other=f"--{other}",
                    )
                )
        if self["fingerprint"] is not None:
            found = parse_fingerprint(self["fingerprint"])
            if found is None:
                raise self._wrong("fingerprint", NO_FINGERPRINT, self["fingerprint"])
            self["fingerprint"] = found
        for option, name in (("nick", self["nick"]), *(("room", name) for name in self["room"])):
            if name is not None and not is_name(name):
                raise self._wrong(option, NO_NAME, name)
        self["room"] = [room_name(name) for name in self["room"]]
        if self["once"] is not None and not self["once"].strip():
            raise self._wrong("once", N_("{value} says nothing: a text is allowed"), self["once"])
        if self["once"] is not None and not _is_utf8(self["once"]):
            raise self._wrong("once", N_("{value} is not UTF-8: a text is allowed"), self["once"])
        for option in ("config", "known-hosts", "log"):
            if self[option] == "":
                raise self._wrong(option, N_("{value} is not a file's name"), "")

    def _wrong(self, option: str, message: str, value: str) -> usage.UsageError:
        return usage.UsageError(f"--{option}: {self._book.say(message, value=repr(value))}")

    def _unclear(self, error: GetoptError) -> str:
        """Return what is wrong with an option that getopt does not take."""
        name = error.opt
        names = {each.rstrip("="): each.endswith("=") for each in self.longOpt}
        if "--" not in error.msg:
            return self._book.say("there is no option {option}", option=f"-{name}")
        alike = [each for each in sorted(names) if each.startswith(name)]
        if name in names:
            alike = [name]
        if len(alike) > 1:
            return self._book.say(
                "{option} may be one of {allowed}: write it in full",
                option=f"--{name}",
                allowed=", ".join(f"--{each}" for each in alike),
            )
        if alike and names[alike[0]]:
            return self._book.say("{option} needs a value behind it", option=f"--{alike[0]}")
        if alike:
            return self._book.say("{option} takes no value", option=f"--{alike[0]}")
        if meant := nearest(name, names):
            return self._book.say(
                "there is no option {option}: did you mean {nearest}?",
                option=f"--{name}",
                nearest=f"--{meant}",
            )
        return self._book.say("there is no option {option}", option=f"--{name}")

    def opt_version(self) -> NoReturn:
        """Print the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def opt_help(self) -> NoReturn:
        """Print the usage and exit."""
        sys.stdout.write("".join(f"{line}\n" for line in self._help()))
        raise SystemExit(0)

    def _help(self) -> Iterator[str]:
        from textwrap import wrap

        book = self._book
        options = book.say("[options]")
        yield book.say("Usage:") + f" chatservice client [SERVER | HOST] [PORT] {options}"
        widest = max(len(left) for _, rows in _GROUPS for left, _ in rows)
        for title, rows in _GROUPS:
            yield from ("", book.say(title))
            for left, summary in rows:
                first, *more = wrap(book.say(summary), _COLUMNS - widest - 4)
                yield f"  {left:<{widest}}  {first}"
                yield from (" " * (widest + 4) + line for line in more)
        yield ""
        yield from wrap(
            book.say(
                "Without SERVER and HOST it is what CHAT_HOST and CHAT_PORT say, or the default of "
                "client.toml. With standard input from a pipe or a file, each of its lines is sent."
            ),
            _COLUMNS,
        )


def _is_utf8(text: str) -> bool:
    """Return whether a text has no bytes that were none (Python keeps those: PEP 383)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
