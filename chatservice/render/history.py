"""What was said before, in words: the lines of a history and of what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chatservice.core.events import Acted, Whispered
from chatservice.core.log import Kept, Message
from chatservice.core.replies import HistoryShown, Marks, SearchShown
from chatservice.render.view import View


def history(view: View, shown: HistoryShown) -> list[str]:
    """Return a history's lines, with the date wherever the day changes."""
    if not shown.messages:
        if shown.of:
            return [view.book.say("Nothing of {name} was found here.", name=shown.of)]
        if shown.before:
            return [view.book.say("Nothing was said in #{room} before that.", room=shown.room)]
        return [view.book.say("Nothing has been said in #{room} yet.", room=shown.room)]
    return [view.book.say("History:"), *messages(view, shown.messages, shown.now)]


def messages(view: View, shown: Sequence[Kept], now: datetime) -> list[str]:
    """Return the lines of messages that are shown again, with the date where the day changes."""
    lines = []
    day = view.local(now).date()
    for kept in shown:
        message = kept.message
        at = view.local(message.at).date()
        if at != day:
            day = at
            lines.append(f"--- {day:%Y-%m-%d} ---")
        text = message.text + _edited(view, kept)
        if isinstance(message, Acted):
            lines.append(f"* {view.name(message.who)} {text}")
        else:
            lines.append(view.said(message.at, "", message.who, _mark(view, message), text))
    return lines


def found(view: View, shown: SearchShown) -> list[str]:
    """Return the lines of what a search found, newest first, each with its date and room."""
    if not shown.messages:
        lines = [view.book.say("Nothing was found.")]
        if shown.bad_date:
            lines.append(view.book.say("before: and after: want a date, such as 2026-11-20."))
        return lines
    lines = [view.book.say("Found, the newest first:")] if shown.first else []
    lines += [_found(view, *each) for each in zip(shown.messages, shown.marks, strict=True)]
    if shown.more:
        lines.append(view.book.say("/search more shows older ones."))
    return lines


def _found(view: View, kept: Kept, marks: Marks) -> str:
    message = kept.message
    time = f"[{view.local(message.at):%Y-%m-%d %H:%M}] "
    place = "" if isinstance(message, Whispered) else f"#{message.room} "
    text = _marked(view, message.text, marks) + _edited(view, kept)
    name = view.name(message.who)
    if isinstance(message, Acted):
        return f"{time}{place}* {name} {text}"
    return f"{time}{place}{name}{_mark(view, message)}: {text}"


def _mark(view: View, message: Message) -> str:
    """Return what stands behind the name: who else reads it, for a private message."""
    if isinstance(message, Whispered):
        return " ({})".format(view.book.say("private to {name}", name=message.to))
    return ""


def _edited(view: View, kept: Kept) -> str:
    return " ({})".format(view.book.say("edited")) if kept.edited else ""


def _marked(view: View, text: str, marks: Marks) -> str:
    """Return ``text`` with what was looked for between marks."""
    parts = []
    done = 0
    for start, end in marks:
        parts += [text[done:start], view.marked(text[start:end])]
        done = end
    return "".join((*parts, text[done:]))
