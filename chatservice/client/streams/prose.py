"""What happened, as lines of plain text: for who reads line by line, and for files.

    [14:35] ana: hola                       said in the room that one is in
    [14:35] #kitchen ana: hola              said in another one
    [14:35] * ana waves
    [14:35] ana (private): hola             told to oneself alone
    [14:35] juan (private to ana): hola     told to her alone
    [14:35] #kitchen * 3 people joined: ana, juan, zoe
    [14:35] ana: hola (Not sent: ...)       what the server did not take, and why
    --- 2026-11-22 ---                      a new day, for who is told no dates

No line has a colour or a control character in it: whatever a server sent, it moves no cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from chatservice.client.lines.colours import displayable, without_colours
from chatservice.client.talk.chat import Chat, Hit
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.client.talk.words import folded
from chatservice.core.text import sanitise
from chatservice.render.phrasebook import Phrasebook
from chatservice.render.reading.conversation import spans

MOST_NAMES = 20
"""Of those who came or went together, so many are named: somebody has to listen to it."""


class Prose:
    """Writes of one chat, in the language that it has at the moment."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def lines(self, talk: Talk, entry: Entry, time: str, *, here: bool) -> list[str]:
        """Return the lines of an entry, each with ``time`` before it.

        ``here``: the reader knows which talk it is. Otherwise its name stands behind the time.
        """
        place = "" if here else self._place(talk, entry)
        return [f"{time}{place}{line}" for line in self.sentences(talk, entry)]

    def sentences(self, talk: Talk, entry: Entry) -> list[str]:
        """Return the lines of an entry without when and where that was."""
        if entry.kind is Kind.PRESENCE:
            return presence(self._chat.book, entry.came, entry.went)
        if entry.kind is Kind.LINE:
            return [plain(entry.text)]
        if entry.kind is Kind.NOTICE:
            told = entry.text or entry.problem
            return [sanitise(line) for line in told.split("\n")]
        return [self._message(talk, entry, sanitise(entry.text))]

    def change(self, talk: Talk, entry: Entry, time: str, *, here: bool) -> list[str]:
        """Return the lines that tell that a message says something else now, or nothing."""
        place = "" if here else self._place(talk, entry)
        return [f"{time}{place}{self._changed(talk, entry)}"]

    def found(self, number: int, hit: Hit) -> str:
        """Return the line of something that a search found; what matched is between asterisks."""
        entry = hit.entry
        talk = Talk(hit.talk_name, hit.is_room)
        text = sanitise(entry.text)
        if text == entry.text:  # otherwise the marks are places in another text
            text = _marked(text, spans(hit.marks, len(text)))
        place = f"{sanitise(talk.title)} " if hit.is_room else ""
        when = f"{local(entry.at):%Y-%m-%d %H:%M}"
        return f"{number}. [{when}] {place}{self._message(talk, entry, text)}"

    # -- parts of lines ------------------------------------------------------------------------

    def _message(self, talk: Talk, entry: Entry, text: str) -> str:
        book, who = self._chat.book, sanitise(entry.who)
        if entry.gone:
            return f"* {text}"
        if entry.edited:
            text += " ({})".format(book.say("edited"))
        if entry.problem and entry.state is not State.TAKEN:
            text += f" ({sanitise(entry.problem)})"
        if entry.kind is Kind.ACTED:
            return f"* {who} {text}"
        if entry.kind is Kind.WHISPERED:
            if folded(entry.who) == talk.key[1:]:
                mark = book.say("private")
            else:
                mark = book.say("private to {name}", name=sanitise(talk.name))
            who += f" ({mark})"
        return f"{who}: {text}"

    def _changed(self, talk: Talk, entry: Entry) -> str:
        book, who, text = self._chat.book, sanitise(entry.who), sanitise(entry.text)
        if entry.gone:
            return f"* {text}"
        if entry.kind is Kind.WHISPERED:
            return book.say("* {name} corrected (private): {text}", name=who, text=text)
        return book.say("* {name} corrected: {text}", name=who, text=text)

    def _place(self, talk: Talk, entry: Entry) -> str:
        if talk.is_room:
            return f"{sanitise(talk.title)} "
        if entry.kind is Kind.WHISPERED or talk.name == self._chat.server:
            # A whisper names whoever it is from or to. What is of no talk stands in one that is
            # called as the server is.
            return ""
        return f"@{sanitise(talk.name)} "


def presence(book: Phrasebook, came: Sequence[str], went: Sequence[str]) -> list[str]:
    """Return who came and who went, a line each; nobody is named twice in one."""
    lines = []
    arrived, gone = (list(dict.fromkeys(map(sanitise, names))) for names in (came, went))
    if len(arrived) == 1:
        lines.append(book.say("* {name} joined", name=arrived[0]))
    elif arrived:
        lines.append(
            book.count(
                "* {number} person joined: {names}",
                "* {number} people joined: {names}",
                len(arrived),
                names=_names(book, arrived),
            )
        )
    if len(gone) == 1:
        lines.append(book.say("* {name} left", name=gone[0]))
    elif gone:
        lines.append(
            book.count(
                "* {number} person left: {names}",
                "* {number} people left: {names}",
                len(gone),
                names=_names(book, gone),
            )
        )
    return lines


def plain(text: str) -> str:
    """Return a text that may have colours, of a stranger's, without them."""
    return without_colours(displayable(text))


def local(at: datetime) -> datetime:
    """Return a time as it was on this machine's clock."""
    return at.astimezone()


def day_line(day: date) -> str:
    """Return the line above what happened on another day."""
    return f"--- {day:%Y-%m-%d} ---"


def _names(book: Phrasebook, names: Sequence[str]) -> str:
    named = list(names[:MOST_NAMES])
    more = len(names) - len(named)
    if more:
        named.append(book.count("and {number} more", "and {number} more", more))
    return ", ".join(named)


def _marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in marks:
        parts += [text[done:start], f"*{text[start:end]}*"]
        done = end
    return "".join((*parts, text[done:]))
