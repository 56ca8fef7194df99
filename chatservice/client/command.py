"""`chatservice client`: its command line, the choice of front and reactor, and how it ends.

Nothing is imported here that takes long: a person waits for the first prompt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from twisted.python import usage

from chatservice.client.choice import perhaps_meant, resolve
from chatservice.client.config import ConfigError, load
from chatservice.client.ending import Ending
from chatservice.client.network.address import WrongAddressError
from chatservice.client.options import Options
from chatservice.client.running.wanted import Wanted
from chatservice.render.phrasebook import locale_language, phrasebook

CONNECT_SECONDS = 10.0
"""How long a server may take to accept the connection."""

_DUMB_TERMINALS = ("", "dumb", "unknown")


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    connect_seconds: float = CONNECT_SECONDS,
) -> int:
    """Run the client with the command line's ``arguments``; return the exit status.

    May be called once in a process: it runs the reactor. ``--help`` raises `SystemExit`.
    """
    surroundings = os.environ if environment is None else environment
    book = phrasebook(locale_language(surroundings))
    options = Options(book)
    try:
        options.parseOptions(list(arguments))
        config = load(surroundings, options["config"])
        choice = resolve(options, config, surroundings)
    except usage.UsageError as error:
        reason = str(error).rstrip(".")
        return _tell(
            Ending(1, (book.say("{reason} (--help lists what is allowed)", reason=reason),))
        )
    except (WrongAddressError, ConfigError) as error:
        return _tell(Ending(1, (error.sentence(book),)))
    wanted = Wanted(
        choice,
        surroundings,
        connect_seconds,
        token=surroundings.get("CHAT_TOKEN") or None,
        log=Path(options["log"]) if options["log"] is not None else None,
        once=options["once"],
        is_able=surroundings.get("TERM", "") not in _DUMB_TERMINALS,
    )
    book = phrasebook(choice.language)
    is_person = sys.stdin.isatty() and sys.stdout.isatty()
    if wanted.log is not None and not (is_person or options["json"] or wanted.once is not None):
        return _tell(
            Ending(
                1,
                (
                    book.say(
                        "--log is for a person at a terminal, --json and --once: a pipe "
                        "has its output"
                    ),
                ),
            )
        )
    try:
        ending = _converse(wanted, is_json=bool(options["json"]))
    except KeyboardInterrupt:
        ending = Ending(0)
    except Exception as error:  # no one who wants to chat should meet a traceback
        from chatservice.client import failures

        ending = Ending(1, (failures.unexpected(book, error),))
    if ending.is_unknown_host and (meant := perhaps_meant(book, config, choice)):
        ending = Ending(ending.status, (*ending.sentences, meant))
    return _tell(ending)


def _tell(ending: Ending) -> int:
    """Tell what there is to tell beside the conversation; return the exit status."""
    # Where standard output goes to a program, it has the conversation alone.
    stream = sys.stdout if sys.stdout.isatty() and not ending.status else sys.stderr
    for sentence in ending.sentences:
        stream.write(f"chatservice: {sentence}\n" if ending.status else f"{sentence}\n")
    return ending.status


def _converse(wanted: Wanted, *, is_json: bool) -> Ending:
    """Choose front and reactor, and run them until the conversation is over."""
    is_person = sys.stdin.isatty() and sys.stdout.isatty()
    is_simple = wanted.choice.plain or not wanted.is_able
    if is_person and not (is_simple or is_json or wanted.once is not None):
        from chatservice.client.running import screen
        from chatservice.client.surroundings import left_as_before

        with left_as_before(0, 1):
            return screen.run(wanted)
    from chatservice.client.running import streams

    if wanted.once is not None:
        return streams.run_once(wanted, wanted.once)
    if is_json:
        return streams.run(wanted, streams.events)
    return streams.run(wanted, streams.plain if is_person else streams.piped)
