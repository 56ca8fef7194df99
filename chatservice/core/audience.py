"""Who hears it: hands the happenings of one reactor turn to everyone concerned.

This page is the core's fast path. In a room of 1,000, whatever is done for each member is done a
thousand times for each line, and with one line in the turn nothing counts but that. So:

  - Each event is rendered once for each representation among the listeners, not for each of them.
  - The lines of the turn are joined to one blob, and everyone gets that: `hand_out` is a loop with
    one system call for each listener and next to nothing around it.
  - Who spoke gets the blob without their own lines: the slices of it between them (`around`). A
    program that asked to be told that its line is kept is told so in the place of the line.

All others are served one by one (`chatservice.core.singly`).

An outlet that is full takes nothing. Its session is *behind* then (`chatservice.core.behind`): it
costs the turn nothing, and gets from the log what it missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from chatservice.core.concerns import Concerns, Pieces, Position
from chatservice.core.listeners import Kind
from chatservice.core.outlet import Outlet
from chatservice.core.rendering import Render, Report
from chatservice.core.session import Session
from chatservice.core.singly import Singly
from chatservice.core.waiting import Item

BEGINNING = Position()


def hand_out(data: bytes, listeners: Iterable[tuple[Session, Outlet]]) -> list[Session]:
    """Give ``data`` to all ``listeners``; returns those whose outlet is too full to take it.

    The loop takes 0.1 µs for each listener, the call from Python some 0.4, the kernel 3 or more.
    """
    full = []
    size = len(data)
    for session, outlet in listeners:
        try:
            taken = outlet.take(data)
        except OSError:  # also that nothing goes just now; what else it is, the transport will see
            taken = 0
        if taken != size and not outlet.keep(data, taken):
            full.append(session)
    return full


def deliver(
    items: Sequence[Item], render: Render, report: Report, before: Position = BEGINNING
) -> None:
    """Hand a turn's ``items``, in their order, to the outlets of everyone concerned.

    ``report`` logs an exception, with what failed. ``before`` is where the log ended before this
    turn: whose outlet takes nothing of it will look for it behind there.
    """
    concerns = Concerns(items, before)
    pieces = Pieces(items, render, report)
    singly = Singly(concerns, pieces, render)
    groups = _groups(concerns)
    speaking = _speaking(concerns)
    full = []
    for kind, group, indexes in groups:
        full += _tell_group(kind, group, indexes, pieces, concerns.singly, speaking)
    for session in concerns.singly:
        try:
            singly.tell(session)
        except Exception as error:  # noqa: PERF203  # a fault in one must not cost the others theirs
            report("telling", error)
    for session in full:
        singly.fall_behind(session)
    for room, spoken in concerns.spoken.items():
        room.said += spoken


Group = tuple[Kind, Mapping[Session, Outlet], Sequence[int]]


def _groups(concerns: Concerns) -> list[Group]:
    """Return who is sent the same bytes, with the indexes of what these are made of."""
    several = len(concerns.of_room) > 1
    groups: list[Group] = []
    for room, indexes in concerns.of_room.items():
        room.listeners.sort(room)
        concerns.serve_singly(room.listeners.choosy)
        for kind, group in room.listeners.groups.items():
            if several and kind.roaming:
                concerns.serve_singly(group)
            else:
                groups.append((kind, group, indexes))
        if concerns.spoken.get(room, 0) < len(indexes):
            # What was said they will find in the log, but not who came and went.
            concerns.serve_singly(room.listeners.behind)
    return groups


def _speaking(concerns: Concerns) -> dict[Session, list[int]]:
    """Return who did nothing but speak in this turn, with the indexes of what they said."""
    return {
        session: indexes
        for person, indexes in concerns.of_person.items()
        for session in person.sessions
        if session not in concerns.singly and not session.settings.echo
    }


def _tell_group(
    kind: Kind,
    group: Mapping[Session, Outlet],
    indexes: Sequence[int],
    pieces: Pieces,
    apart: Iterable[Session],
    speaking: Mapping[Session, Sequence[int]],
) -> list[Session]:
    """Tell all of a group but those ``apart``; returns who is too full to take it."""
    made = pieces.of(indexes, kind.representation, kind.labelled)
    blob = b"".join(made)
    listeners = dict(group)
    for session in apart:
        listeners.pop(session, None)
    speakers = [session for session in speaking if listeners.pop(session, None) is not None]
    full = hand_out(blob, listeners.items())
    if speakers:
        ends = [0, *accumulate(map(len, made))]
        at = {index: position for position, index in enumerate(indexes)}
        view = memoryview(blob)
        for session in speakers:
            own = speaking[session]
            receipts = [pieces.receipt(index) for index in own]
            parts = around(view, ends, [at[index] for index in own], receipts)
            if parts and not session.outlet.send_parts(parts):
                full.append(session)
    return full


def around(
    view: memoryview, ends: Sequence[int], own: Iterable[int], instead: Iterable[bytes]
) -> list[memoryview]:
    """Return the slices of ``view`` that are left without some of its pieces.

    ``ends`` are where its pieces end, after a 0; ``own`` the positions of those to be left out, and
    ``instead`` what stands in the place of each.
    """
    parts = []
    start = 0
    for position, other in zip(own, instead, strict=True):
        if ends[position] > start:
            parts.append(view[start : ends[position]])
        if other:
            parts.append(memoryview(other))
        start = ends[position + 1]
    if start < ends[-1]:
        parts.append(view[start:])
    return parts
