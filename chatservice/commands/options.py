"""The command lines of the operator's commands, in the locale's language."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from twisted.python import usage

from chatservice import __version__
from chatservice.configuration import configuration
from chatservice.core.accounts import Rank
from chatservice.core.phrases import N_
from chatservice.exchange.failures import ExchangeError
from chatservice.exchange.shapes import SHAPES
from chatservice.render.phrasebook import Phrasebook
from chatservice.values import IN_MEMORY, WrongValueError

_IN_CONFIGURATION = ("CHAT_CONFIG", "CHAT_DATA", "CHAT_ROOM", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that have a say in where the history is; those about anything else may be wrong."""

Rows = tuple[tuple[str, str], ...]


class CommandError(Exception):
    """The command line is wrong. ``sentence`` says so in words."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Options(usage.Options):
    """The command line of one command; what `usage` raises is for `read` to put into words.

    ``file`` holds the argument FILE of the commands that have one.
    """

    command = ""
    takes_file = False
    about = ""
    """What the command does: an English catalogue phrase."""
    interrupted = N_("interrupted")
    """What to say after Ctrl+C: an English catalogue phrase."""
    rows: Rows = ()
    """What `--help` lists: arguments and options, each with an English catalogue phrase."""
    signs = ""
    """How the arguments and options are written one after the other; else as in ``rows``."""
    has_place = False
    """Whether it has to do with what a server keeps, and where that is can be told."""

    def __init__(self, book: Phrasebook) -> None:
        usage.Options.__init__(self)
        self.book = book
        self["file"] = None

    def parseArgs(self, *given: str) -> None:
        """Take FILE and the options that stand behind it."""
        if not given:
            return
        value, *rest = given
        if not self.takes_file or self["file"] is not None:
            raise usage.UsageError(
                self.book.say("{value} is one argument too many", value=repr(value))
            )
        self["file"] = value
        # Twisted looks for options only as far as the first argument.
        usage.Options.parseOptions(self, rest)

    def postOptions(self) -> None:
        """Refuse a command line without the FILE that is needed."""
        if self.takes_file and not self["file"]:
            raise usage.UsageError(self.book.say("FILE is missing"))

    def opt_version(self) -> NoReturn:
        """Print the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def opt_help(self) -> NoReturn:
        """Print the usage and exit."""
        book = self.book
        signs = self.signs or " ".join(
            f"[{name}]" if name.startswith("-") else name for name, _ in self.rows
        )
        rows = (*self.rows, *(_OF_PLACE if self.has_place else ()), *_COMMON)
        width = max(18, *(len(left) for left, _ in rows))
        data = "[--data DIRECTORY]" if self.has_place else ""
        words = (book.say("Usage:"), "chatservice", self.command, signs, data)
        lines = [
            " ".join(word for word in words if word),
            book.say(self.about),
            *(f"  {left:<{width}}  {book.say(right)}" for left, right in rows),
        ]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        raise SystemExit(0)


_OF_PLACE: Rows = (
    ("--data DIRECTORY", N_("where the server keeps its history; else CHAT_DATA, or the file")),
    ("--config FILE", N_("TOML file with the server's options; else CHAT_CONFIG")),
)
_COMMON: Rows = (
    ("--version", N_("print the version")),
    ("--help", N_("print this")),
)


class OptionsOfPlace(Options):
    """The command line of a command that has to do with what a server keeps."""

    has_place = True
    optParameters: Any = (["data", None, None], ["config", None, None])


class ExportOptions(OptionsOfPlace):
    """The command line of `chatservice export`."""

    command = "export"
    about = N_("Writes what was said in the rooms to standard output, oldest first.")
    rows = (
        ("--room ROOM", N_("of this room alone")),
        ("--since DATE", N_("from this date on: 2026-11-20, perhaps with a time behind it")),
        ("--format FORMAT", N_("jsonl (an object on each line), json (a list) or txt [jsonl]")),
    )
    optParameters = (
        ["room", None, None],
        ["since", None, None],
        ["format", None, "jsonl"],
    )

    def opt_format(self, name: str) -> None:
        """jsonl, json or txt."""
        if name not in SHAPES:
            raise usage.UsageError(f"--format: {_unknown(self.book, name, SHAPES)}")
        self["format"] = name


class ImportOptions(OptionsOfPlace):
    """The command line of `chatservice import`."""

    command = "import"
    takes_file = True
    about = N_(
        "Adds the messages in a file that export wrote, or in a list of objects with time, user "
        "and message, at their time; those that are there already are left out."
    )
    interrupted = N_(
        "interrupted: what was imported so far stays, and the same command imports the rest"
    )
    rows = (
        ("FILE", N_("the file, in any of the formats")),
        ("--room ROOM", N_("the room of messages that name none; else the one that all start in")),
    )
    optParameters = (["room", None, None],)


class BackupOptions(OptionsOfPlace):
    """The command line of `chatservice backup`."""

    command = "backup"
    takes_file = True
    about = N_("Copies the whole history, private messages too, also while the server runs.")
    rows = (("FILE", N_("the copy, a new file")),)


class RestoreOptions(OptionsOfPlace):
    """The command line of `chatservice restore`."""

    command = "restore"
    takes_file = True
    about = N_(
        "Puts a copy that backup made in the place of the history; the server must not run. What "
        "was there is kept beside it under another name."
    )
    rows = (("FILE", N_("the copy")),)


class AccountOptions(OptionsOfPlace):
    """The command line of `chatservice account`; ``words`` holds its arguments."""

    command = "account"
    about = N_(
        "Says who is registered with the server, and changes that, also while it runs. Passwords "
        "are asked for, or come as a line of standard input."
    )
    signs = "ACTION [NAME] [ROLE] [--yes]"
    rows = (
        ("list", N_("list the accounts")),
        ("add NAME", N_("register a name, with a password")),
        ("password NAME", N_("give somebody another password")),
        ("role NAME", N_("tell what somebody is: admin or member")),
        ("role NAME ROLE", N_("make somebody admin or member")),
        ("remove NAME", N_("remove somebody's account, not what they said")),
        ("--yes", N_("remove without asking back")),
    )
    optFlags: Any = (["yes", "y"],)

    ARGUMENTS: ClassVar[dict[str, tuple[int, int]]] = {
        "list": (0, 0),
        "add": (1, 1),
        "password": (1, 1),
        "role": (1, 2),
        "remove": (1, 1),
    }
    """The actions: how many arguments each needs, and may have."""

    def __init__(self, book: Phrasebook) -> None:
        OptionsOfPlace.__init__(self, book)
        self["words"] = []

    def parseArgs(self, *given: str) -> None:
        """Take the arguments, and the options that stand among them."""
        if given:
            value, *rest = given
            self["words"].append(value)
            usage.Options.parseOptions(self, rest)

    def postOptions(self) -> None:
        """Refuse an action that is not known, and arguments that it does not have."""
        book = self.book
        if not self["words"]:
            raise usage.UsageError(
                book.say("ACTION is missing: {allowed} are allowed", allowed=_list(self.ARGUMENTS))
            )
        action, *arguments = self["words"]
        if action not in self.ARGUMENTS:
            raise _unknown(book, action, self.ARGUMENTS)
        least, most = self.ARGUMENTS[action]
        if len(arguments) < least:
            raise usage.UsageError(book.say("NAME is missing"))
        if len(arguments) > most and action in ("add", "password"):
            # It may be one: it is not said again.
            raise usage.UsageError(
                book.say("a password is no argument: it is asked for, or read from standard input")
            )
        if len(arguments) > most:
            value = repr(arguments[most])
            raise usage.UsageError(book.say("{value} is one argument too many", value=value))
        ranks = [rank.value for rank in Rank]
        if len(arguments) == 2 and arguments[1] not in ranks:
            raise _unknown(book, arguments[1], ranks)


class SchemaOptions(Options):
    """The command line of `chatservice schema`."""

    command = "schema"
    about = N_(
        "Writes the JSON Schema of the protocol for programs, JSON lines, to standard output."
    )


def _unknown(book: Phrasebook, value: str, allowed: Iterable[str]) -> usage.UsageError:
    return usage.UsageError(
        book.say(
            "{value} is not known: {allowed} are allowed", value=repr(value), allowed=_list(allowed)
        )
    )


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def read(options: Options, arguments: Sequence[str]) -> None:
    """Let ``options`` parse a command line. Raises `CommandError`; `--help` raises `SystemExit`."""
    book = options.book
    try:
        usage.Options.parseOptions(options, list(arguments))
    except usage.UsageError as error:
        reason = str(error).rstrip(".")
        sentence = book.say("{reason} (--help lists what is allowed)", reason=reason)
        raise CommandError(sentence) from error


def place(options: Options, environment: Mapping[str, str]) -> tuple[Path, str]:
    """Return the history's directory and the server's first room.

    Raises `CommandError` or `ExchangeError`.
    """
    flags = {name: options[name] for name in ("data", "config") if options[name] is not None}
    relevant = {name: environment[name] for name in _IN_CONFIGURATION if name in environment}
    try:
        found = configuration(flags, relevant)
    except SystemExit as end:
        raise CommandError(str(end.code).removeprefix("chat: ")) from end
    except WrongValueError as error:  # the default
        raise CommandError(error.sentence(options.book)) from error
    if found.data == IN_MEMORY:
        raise ExchangeError(
            N_("a server with --data :memory: keeps nothing: a directory is needed here")
        )
    return Path(found.data), found.room
