"""The rows above and below the log: the talk and its topic; the talks, and the connection."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.containers import ConditionalContainer, Container, Window
from prompt_toolkit.layout.controls import FormattedTextControl

from chatservice.client.screen.arranging import Part, Rank, arranged
from chatservice.client.screen.fitting import clipped, shown, width_of
from chatservice.client.screen.waiting import MANY, SILENT_SECONDS, silent_seconds, waiting
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.talks import Talk

NUMBERS = "1234567890"
"""The keys, with Alt, of the first ten talks."""

_GAP = "  "

_SHORT = 6
"""Cells of a talk without a number where its name has no room."""


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
    """What the status row tells besides the chat. ``now`` is aware.

    ``heard_at`` is when the server told anything last, `None` where nobody has taken note.
    """

    now: datetime
    is_at_end: bool = True
    is_leaving: bool = False
    hint: str = ""
    heard_at: datetime | None = None


class StatusRow:
    """The row, as time goes on. ``hint`` is told until it is taken away.

    ``is_at_end``: whether the newest of the log is shown.
    """

    def __init__(self, chat: Chat, is_at_end: Callable[[], bool]) -> None:
        self.hint = ""
        self.is_leaving = False
        self._chat = chat
        self._is_at_end = is_at_end
        self._status = chat.status
        self._heard_at = datetime.now(timezone.utc)

    def hear(self) -> None:
        """Take note that the server tells something, or may do so from now on."""
        self._heard_at = datetime.now(timezone.utc)

    def follow(self) -> None:
        """Take note that the connection may be another one."""
        if self._chat.status is not self._status:
            self._status = self._chat.status
            self.hear()

    def stopped(self, number: int) -> None:
        """Tell how much was taken back; where nothing was, how one leaves."""
        book = self._chat.book
        taken = book.count("{number} line taken back", "{number} lines taken back", number)
        self.hint = taken if number else book.say("Ctrl+D leaves")

    def row(self, width: int) -> StyleAndTextTuples:
        """Return the row as it is now."""
        return status_row(self._chat, width, self._moment())

    def until_another(self) -> float | None:
        """Return in how many seconds it counts on; `None`: it does not."""
        return until_another(self._chat, self._moment())

    def _moment(self) -> Moment:
        now = datetime.now(timezone.utc)
        return Moment(now, self._is_at_end(), self.is_leaving, self.hint, self._heard_at)


def status_row(chat: Chat, width: int, moment: Moment) -> StyleAndTextTuples:
    """Return the talks at the left and what else is to be known at the right, in ``width`` cells.

    What is most needed stays on a narrow screen: where one is, where one was named, that there is
    no connection, and whether it is encrypted.
    """
    return arranged(_talks(chat), _told(chat, moment), width)


def until_another(chat: Chat, moment: Moment) -> float | None:
    """Return in how many seconds the row counts on by itself; `None`: it does not."""
    if chat.status is Status.WAITING:
        left = (chat.retry_at - moment.now).total_seconds()
        return left % 1 if left > 0 else None
    if not waiting(chat):
        return None
    silent = silent_seconds(chat, moment.now, moment.heard_at)
    return SILENT_SECONDS - silent if silent < SILENT_SECONDS else 1 - silent % 1


def _talks(chat: Chat) -> list[Part]:
    if not chat.talks:
        return [Part("class:status.current", (shown(chat.server),), Rank.CURRENT)]
    return [_talk(chat, talk, at) for at, talk in enumerate(chat.talks)]


def _talk(chat: Chat, talk: Talk, at: int) -> Part:
    """Return a talk by its number and name, or in short `4`, `4+` (unread), `4!` or `4●`."""
    title = shown(talk.title)
    number = NUMBERS[at] if at < len(NUMBERS) else ""
    text, short = f"{number} {title}".strip(), number or clipped(title, _SHORT)
    style, rank = "class:status", Rank.QUIET
    if talk.unread:
        text += f" {talk.unread}" if talk.is_room or talk.unread > 1 else ""
        style, rank, sign = "class:status.unread", Rank.UNREAD, "+"
        if talk.mentions:
            sign = "!" if talk.is_room else "●"
            text += sign if talk.is_room else f" {sign}"
            style, rank = "class:status.mention", Rank.MENTION
        short += sign
    if talk is chat.current:
        return Part("class:status.current", (text,), Rank.CURRENT)
    return Part(style, (text, short), rank)


def _told(chat: Chat, moment: Moment) -> list[Part]:
    """Return what there is to tell, the most important first."""
    book = chat.book
    if moment.is_leaving:
        return [Part("class:status.alert", (book.say("Leaving…"),), Rank.NEEDED)]
    parts = []
    if moment.hint:
        parts.append(Part("class:status.hint", (moment.hint,), Rank.NEEDED))
    if not moment.is_at_end:
        forms = (book.say("↓ End: to the newest"), book.say("↓ End"))
        if new := chat.current.unread:
            forms = (
                book.count("↓ {number} new line (End)", "↓ {number} new lines (End)", new),
                book.say("↓ {number} (End)", number=new),
            )
        parts.append(Part("class:status.below", forms, Rank.NEEDED))
    if trouble := _trouble(chat, moment):
        parts.append(Part("class:status.alert", trouble, Rank.NEEDED))
    if (number := len(waiting(chat))) > MANY:
        forms = (
            book.say("{number} waiting, Ctrl+C stops", number=number),
            book.say("{number} waiting", number=number),
        )
        parts.append(Part("class:status.hint", forms, Rank.NEEDED))
    if chat.away is not None:
        parts.append(Part("class:status", (book.say("away"),), Rank.NEEDED))
    if chat.current.is_room and (people := len(chat.current.people)):
        here = book.count("{number} person here", "{number} people here", people)
        parts.append(Part("class:status", (here,), Rank.PEOPLE))
    if chat.status is Status.CONNECTED or _is_at_the_door(chat):
        connection = book.say("encrypted") if chat.is_encrypted else book.say("not encrypted")
        parts.append(Part("class:status", (connection,), Rank.CONNECTION))
    parts.append(Part("class:status", (book.say("F1: help"), "F1"), Rank.HELP))
    return parts


def _is_at_the_door(chat: Chat) -> bool:
    """Return whether there is a connection, over which a nickname or a password will be sent."""
    asked = chat.question
    return chat.status is Status.CONNECTING and asked is not None and asked.is_connected


def _trouble(chat: Chat, moment: Moment) -> tuple[str, ...]:
    """Return ways to say what is wrong with the connection; none: nothing is."""
    say = chat.book.say
    if chat.status is Status.CLOSED:
        return (say("Not connected"),)
    if chat.status is Status.CONNECTED:
        silent = silent_seconds(chat, moment.now, moment.heard_at)
        if silent < SILENT_SECONDS:
            return ()
        return (say("no answer for {seconds} s", seconds=int(silent)),)
    if _is_at_the_door(chat):
        return ()
    seconds = math.ceil((chat.retry_at - moment.now).total_seconds())
    if chat.status is Status.CONNECTING or seconds <= 0:
        return (say("Connecting…"),)
    return (
        say("No connection: trying again in {seconds} s", seconds=seconds),
        say("Again in {seconds} s", seconds=seconds),
    )
