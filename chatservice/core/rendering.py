"""What the core asks of a renderer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chatservice.core.events import Event
from chatservice.core.log import Kept
from chatservice.core.replies import Reply
from chatservice.core.settings import Representation

Telling = Event | Reply | Kept
"""What somebody may be told: what happens, an answer, or what was said while they were away."""

Report = Callable[[str, Exception], None]
"""Logs an exception, with what failed."""


class Render(Protocol):
    """Makes what goes to a transport.

    ``labelled``: with the room's name, for another room. ``seq`` is the number that the log gave
    to an event, 0 where it gave none. ``request`` is what a program calls that which this answers.
    """

    def __call__(
        self,
        what: Telling,
        representation: Representation,
        *,
        labelled: bool = False,
        seq: int = 0,
        request: str | None = None,
    ) -> bytes:
        """Return what readers of ``representation`` get of ``what``."""
        ...

    def bell(self, representation: Representation) -> bytes:
        """Return what makes a reader's terminal ring."""
        ...


def rendered(
    render: Render,
    report: Report,
    what: Telling,
    representation: Representation,
    labelled: bool = False,
    seq: int = 0,
    request: str | None = None,
) -> bytes:
    """Return what ``render`` makes; nothing, with a report, if it fails.

    One thing that can't be shown must not cost anyone the rest of the turn.
    """
    try:
        return render(what, representation, labelled=labelled, seq=seq, request=request)
    except Exception as error:
        report("rendering", error)
        return b""
