"""`chatservice`: a menu, or what its first argument names."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from chatservice import __version__
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook

INTERRUPTED = 130
"""The status after Ctrl+C, as shells have it, of a command whose work is not done then."""

OPERATORS_COMMANDS = ("export", "import", "backup", "restore", "account", "schema")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `chatservice` with ``arguments`` (the command line's by default).

    Returns the exit status; what twistd or the client end by themselves raises `SystemExit`.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_standard_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Whatever the locale and whoever types: a character that can't be shown is no failure.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(given, phrasebook(locale_language()))
    except KeyboardInterrupt:  # before anything runs that knows better what to do about it
        return INTERRUPTED if given[:1] and given[0] in OPERATORS_COMMANDS else 0


def _open_standard_streams() -> None:
    """Let nothing fail because it was started with a standard stream closed (`<&-`, `>&-`)."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # It stays open as long as the process, like the stream that it stands for.
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115


def _run(given: list[str], book: Phrasebook) -> int:
    if not given:
        return _menu(book)
    name, *rest = given
    if name == "server":
        return _serve(rest)
    if name == "client":
        from chatservice.client.command import run

        return run(rest)
    if name in OPERATORS_COMMANDS:
        from chatservice.commands.command import run as run_command

        return run_command(name, rest)
    if name in ("-h", "--help"):
        print(_usage(book))
        return 0
    if name == "--version":
        print(f"chatservice {__version__}")
        return 0
    sentence = book.say(
        "there is no {name}: {allowed} are allowed",
        name=repr(name),
        allowed=", ".join(("server", "client", *OPERATORS_COMMANDS)),
    )
    print(f"chatservice: {sentence}", file=sys.stderr)
    return 1


def _usage(book: Phrasebook) -> str:
    return "\n".join(
        (
            book.say("Usage:"),
            "  chatservice                                     "
            + book.say("a menu: server or client"),
            "  chatservice server [HOST] [PORT] [--help]       "
            + book.say("serve in the foreground; --help lists the options"),
            "  chatservice client [SERVER] [PORT] [--help]     "
            + book.say("talk through a server; --help lists the options"),
            "  twistd -n chat --port 5050                      "
            + book.say("the same server, as a Twisted plugin"),
            "  chatservice export [--help]                     "
            + book.say("write what was said to standard output"),
            "  chatservice import FILE [--help]                "
            + book.say("add what an export, or another program, wrote"),
            "  chatservice backup FILE                         "
            + book.say("copy all that is kept, while the server runs"),
            "  chatservice restore FILE                        "
            + book.say("put such a copy in its place, while it does not"),
            "  chatservice account ACTION [NAME] [--help]      "
            + book.say("say who is registered, and change that"),
            "  chatservice schema                              "
            + book.say("describe the protocol for programs, as a JSON Schema"),
        )
    )


def _serve(arguments: list[str]) -> int:
    """Run twistd in the foreground: the same program, with its address as plain arguments.

    The options stand as they are behind the first one; before them may stand HOST and PORT.
    """
    from twisted.scripts import twistd

    plain: list[str] = []
    while arguments and len(plain) < 2 and not arguments[0].startswith("-"):
        plain.append(arguments.pop(0))
    # No address is a number alone: who types only one means the port.
    names = ["--port"] if len(plain) == 1 and plain[0].isdigit() else ["--host", "--port"]
    address = [word for pair in zip(names, plain, strict=False) for word in pair]
    sys.argv = ["twistd", "--nodaemon", "--pidfile=", "chat", *address, *arguments]
    twistd.run()
    return 0


def _menu(book: Phrasebook) -> int:
    try:
        print(book.say("Select mode:"))
        print("1. " + book.say("Server"))
        print("2. " + book.say("Client"))
        while True:
            chosen = input(book.say("Option: ")).strip()
            if chosen == "1":
                return _serve([])
            if chosen == "2":
                return _ask_and_connect(book)
            print(book.say("{value} is not an option: 1 or 2 is allowed.", value=repr(chosen)))
    except (EOFError, KeyboardInterrupt):
        print()  # the shell's prompt then stands on a line of its own
        return 0


def _ask_and_connect(book: Phrasebook) -> int:
    from chatservice.client.command import run
    from chatservice.client.network.address import WrongAddressError, server_address

    try:
        default = str(server_address(None, None, os.environ))
    except WrongAddressError as error:
        print(f"chatservice: {error.sentence(book)}", file=sys.stderr)
        return 1
    print(book.say("Just press Enter for {address}.", address=default))
    server = input(book.say("Enter server IP: ")).strip() or default
    nickname = input(book.say("Enter your nickname: ")).strip()
    return run([server, *(["--nick", nickname] if nickname else [])])


if __name__ == "__main__":
    sys.exit(main())
