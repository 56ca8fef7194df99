"""The rows above and below the log: the talk and its topic; the talks, and the connection."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.containers import ConditionalContainer, Container, Window
from prompt_toolkit.layout.controls import FormattedTextControl

from chatservice.client.screen.fitting import CUT, clipped, shown, width_of
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.talks import Talk

NUMBERS = "1234567890"
"""The keys, with Alt, of the first ten talks."""

_GAP = "  "


def row(text: Callable[[int], StyleAndTextTuples], style: str, *, least_rows: int) -> Container:
    """Return a row of the screen, made for its width; none where the screen has fewer rows."""
    window = Window(
        FormattedTextControl(lambda: text(get_app().output.get_size().columns)),
        height=1,
        style=style,
    )
    is_room = Condition(lambda: get_app().output.get_size().rows >= least_rows)
    return ConditionalContainer(window, is_room)


# -- above the log -----------------------------------------------------------------------------


def title_row(chat: Chat, width: int) -> StyleAndTextTuples:
    """Return which talk this is, and its topic."""
    talk = chat.current
    title = clipped(shown(talk.title), width)
    if talk.is_room:
        rest = shown(talk.topic)
    elif talk in chat.talks and not talk.is_server:
        rest = chat.book.say("only the two of you read this")
    else:
        rest = ""
    left = width - width_of(title) - len(_GAP)
    if not rest or left <= 0:
        return [("class:title.name", title)]
    return [("class:title.name", title), ("class:title", _GAP + clipped(rest, left))]


# -- below it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """What the status row tells besides the chat. ``now`` is aware."""

    now: datetime
    is_at_end: bool = True
    is_leaving: bool = False
    hint: str = ""


def status_row(chat: Chat, width: int, moment: Moment) -> StyleAndTextTuples:
    """Return the talks at the left and what else is to be known at the right, in ``width`` cells.

    What is most needed stays on a narrow screen: where one is, where one was named, and that there
    is no connection.
    """
    talks = _talks(chat)
    pieces = _fitting(_pieces(chat, moment), talks, width)
    right: StyleAndTextTuples = []
    for style, text in pieces:
        right += [("class:status", _GAP), (style, text)]
    right_width = sum(width_of(text) for _, text, *_ in right)
    left = _chosen(talks, width - right_width)
    left_width = sum(width_of(text) for _, text, *_ in left)
    return [*left, ("class:status", " " * (width - left_width - right_width)), *right]


@dataclass(frozen=True, slots=True)
class _Name:
    """A talk in the row. The ones with the lowest ``rank`` are shown before all others."""

    style: str
    text: str
    rank: int
    width: int


def _talks(chat: Chat) -> list[_Name]:
    if not chat.talks:
        text = shown(chat.server)
        return [_Name("class:status.current", text, 0, width_of(text))]
    return [_name(chat, talk, at) for at, talk in enumerate(chat.talks)]


def _name(chat: Chat, talk: Talk, at: int) -> _Name:
    text = f"{NUMBERS[at]} {shown(talk.title)}" if at < len(NUMBERS) else shown(talk.title)
    style, rank = "class:status", 3
    if talk.unread:
        text += f" {talk.unread}" if talk.is_room or talk.unread > 1 else ""
        style, rank = "class:status.unread", 2
    if talk.mentions:
        text += "!" if talk.is_room else " ●"
        style, rank = "class:status.mention", 1
    if talk is chat.current:
        style, rank = "class:status.current", 0
    return _Name(style, text, rank, width_of(text))


def _width(names: list[_Name]) -> int:
    return sum(name.width for name in names) + len(_GAP) * max(0, len(names) - 1)


def _chosen(names: list[_Name], width: int) -> StyleAndTextTuples:
    """Return as many of the talks as fit, in their order."""
    chosen = list(names)
    while len(chosen) > 1 and _width(chosen) + (0 if chosen == names else 2) > width:
        # The last one of those that are needed least; an index tells equal ones apart.
        worst = max(range(len(chosen)), key=lambda at: (chosen[at].rank, at))
        del chosen[worst]
    row: StyleAndTextTuples = []
    left = width
    for name in chosen:
        if row:
            row.append(("class:status", _GAP))
            left -= len(_GAP)
        text = clipped(name.text, left)
        row.append((name.style, text))
        left -= width_of(text)
    if len(chosen) < len(names) and left >= 2:
        row.append(("class:status", f" {CUT}"))
    return row


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something at the right. ``forms`` are ways to say it, the longest first.

    Those that are not ``needed`` are left out before any talk is.
    """

    forms: tuple[str, ...]
    style: str = "class:status"
    is_needed: bool = False


def _pieces(chat: Chat, moment: Moment) -> list[_Piece]:
    """Return what there is to tell, the most important first."""
    book = chat.book
    if moment.is_leaving:
        return [_Piece((book.say("Leaving…"),), "class:status.alert", is_needed=True)]
    pieces = []
    if moment.hint:
        pieces.append(_Piece((moment.hint,), "class:status.hint", is_needed=True))
    if not moment.is_at_end:
        forms = (book.say("↓ End: to the newest"), book.say("↓ End"))
        if new := chat.current.unread:
            forms = (
                book.count("↓ {number} new line (End)", "↓ {number} new lines (End)", new),
                book.say("↓ {number} (End)", number=new),
            )
        pieces.append(_Piece(forms, "class:status.below", is_needed=True))
    if chat.status is not Status.CONNECTED:
        pieces.append(_Piece(_trouble(chat, moment), "class:status.alert", is_needed=True))
    if chat.away is not None:
        pieces.append(_Piece((book.say("away"),), is_needed=True))
    if chat.current.is_room and (people := len(chat.current.people)):
        pieces.append(_Piece((book.count("{number} person here", "{number} people here", people),)))
    if chat.status is Status.CONNECTED:
        connection = book.say("encrypted") if chat.is_encrypted else book.say("not encrypted")
        pieces.append(_Piece((connection,)))
    pieces.append(_Piece((book.say("F1: help"),)))
    return pieces


def _trouble(chat: Chat, moment: Moment) -> tuple[str, ...]:
    say = chat.book.say
    if chat.status is Status.CLOSED:
        return (say("Not connected"),)
    seconds = math.ceil((chat.retry_at - moment.now).total_seconds())
    if chat.status is Status.CONNECTING or seconds <= 0:
        return (say("Connecting…"),)
    return (
        say("No connection: trying again in {seconds} s", seconds=seconds),
        say("Again in {seconds} s", seconds=seconds),
    )


def _fitting(pieces: list[_Piece], talks: list[_Name], width: int) -> list[tuple[str, str]]:
    """Return the pieces that fit beside the talks, with their styles.

    First each is shortened or left out until there is room for all talks; what is needed is left
    out only where there would be none for the current one.
    """
    forms = [list(piece.forms) for piece in pieces]
    needed = [piece.is_needed for piece in pieces]

    def taken() -> int:
        return sum(len(_GAP) + width_of(each[0]) for each in forms if each)

    for at in reversed(range(len(pieces))):
        while taken() > width - _width(talks) and len(forms[at]) > needed[at]:
            del forms[at][0]
    current = min(talks, key=lambda name: name.rank)
    for at in reversed(range(len(pieces))):
        if taken() > width - min(current.width, width // 2):
            forms[at].clear()
    return [(piece.style, each[0]) for piece, each in zip(pieces, forms, strict=True) if each]
