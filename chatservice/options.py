"""The command line of the server, in the way that twistd wants it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from twisted.python import usage

from chatservice import __version__
from chatservice.configuration import (
    CONFIG_SUMMARY,
    OPTIONS,
    Configuration,
    configuration,
    fail,
)
from chatservice.render.phrasebook import locale_language, phrasebook

SWITCHES = tuple(option for option in OPTIONS if option.is_switch)


class Options(usage.Options):
    """Reads the command line of `twistd chat` and of `chatservice server`.

    After `parseOptions`, ``configuration`` holds the result. Whatever is wrong ends the program
    with one line and status 1: twistd would print the whole usage text before the reason, and
    end with status 0 or 1 as it pleases its version.
    """

    synopsis = "[options]"
    longdesc = "A chat server for telnet, netcat and its own client, in English and Spanish."
    optParameters = (
        *(
            [option.name, None, None, option.summary + (option.default and f" [{option.default}]")]
            for option in OPTIONS
            if not (option.repeatable or option.is_switch)
        ),
        ["config", None, None, CONFIG_SUMMARY],
    )
    optFlags = tuple([option.name, None, option.summary] for option in SWITCHES)

    configuration: Configuration

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        usage.Options.__init__(self)
        self._environment = os.environ if environment is None else environment
        self.update({option.name: [] for option in OPTIONS if option.repeatable})

    def opt_version(self) -> NoReturn:
        """Print the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def opt_listen(self, description: str) -> None:
        """Listen there; the text of `--help` is put in this one's place."""
        self["listen"].append(description)

    def opt_web_host(self, name: str) -> None:
        """Let people come by that name; the text of `--help` is put here, too."""
        self["web-host"].append(name)

    opt_listen.__doc__ = next(option.summary for option in OPTIONS if option.name == "listen")
    opt_web_host.__doc__ = next(option.summary for option in OPTIONS if option.name == "web-host")

    def parseOptions(self, options: Any = None) -> None:
        """Parse the command line; see the class for what happens to mistakes."""
        try:
            usage.Options.parseOptions(self, options)
        except usage.UsageError as error:
            book = phrasebook(locale_language(self._environment))
            reason = str(error).rstrip(".")
            fail(book.say("wrong usage ({reason}): --help lists what is allowed", reason=reason))

    def parseArgs(self) -> None:
        """Take no arguments besides the options."""

    def postOptions(self) -> None:
        """Put flags, environment, file and defaults together."""
        flags = {name: value for name, value in self.items() if value not in (None, [])}
        for option in SWITCHES:
            # usage.Options has 1 for a flag that is there, and 0 for one that is not.
            if flags.pop(option.name):
                flags[option.name] = "yes"
        self.configuration = configuration(flags, self._environment)
