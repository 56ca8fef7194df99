"""What standard input and output are, and how they are left as they were."""

from __future__ import annotations

import os
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_LOCAL = 3
"""Where termios(3) keeps ECHO: its local modes."""


def _nothing(wanted: bool) -> None:
    """Do nothing: what comes from a pipe is shown nowhere."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Whether standard input and output are terminals, and whether colours may be shown.

    ``echo`` lets the terminal of standard input show what is typed, or not.
    """

    typed: bool = False
    shown: bool = False
    colours: bool = False
    echo: Callable[[bool], None] = _nothing


def echo_of(descriptor: int) -> Callable[[bool], None]:
    """Return what lets a terminal show what is typed, or not."""

    def echo(wanted: bool) -> None:
        settings = termios.tcgetattr(descriptor)
        changed = settings[_LOCAL] | termios.ECHO if wanted else settings[_LOCAL] & ~termios.ECHO
        if changed != settings[_LOCAL]:
            settings[_LOCAL] = changed
            termios.tcsetattr(descriptor, termios.TCSADRAIN, settings)

    return echo


@contextmanager
def left_as_before(*descriptors: int) -> Iterator[None]:
    """Give back descriptors and their terminals as they were: the shell and others share them."""
    blocking = {each: os.get_blocking(each) for each in descriptors}
    terminals = {each: termios.tcgetattr(each) for each in descriptors if os.isatty(each)}
    try:
        yield
    finally:
        for descriptor, blocked in blocking.items():
            os.set_blocking(descriptor, blocked)
        for descriptor, settings in terminals.items():
            # Whoever sets anything from the background is stopped (SIGTTOU).
            if termios.tcgetattr(descriptor) != settings:
                termios.tcsetattr(descriptor, termios.TCSADRAIN, settings)
