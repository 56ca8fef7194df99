"""The client's half of the conversation in lines of text: bytes in, happenings out; sans I/O.

                     the question for a nickname                a welcome
    a line typed ◀──────────────────────────────▶ nameless ─────────────────▶ named
                                                     │                          │
                                                     │         /quit            │
                                                     └──────▶ leaving ◀─────────┘
                                                                 │ the goodbye
                                                                 ▼
                                              everything sent before was taken

What the server said is recognised by its phrases in each language of the catalogues, so that it
makes no difference which one the server starts with. Nobody else in the chat can imitate them:
other people's words always stand behind their name. A question for a password is recognised by
the server's wish that what is typed be hidden (`chatservice.client.lines.hiding`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache

from chatservice.client.lines.colours import displayable, without_colours
from chatservice.client.lines.happenings import (
    Happening,
    Line,
    NicknameAsked,
    NicknameOffered,
    NicknameRefused,
    PasswordAsked,
    PasswordRefused,
    Rang,
    SaidGoodbye,
    Welcomed,
)
from chatservice.client.lines.hiding import Hiding
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Leaving, Rename
from chatservice.core.declaring import Command
from chatservice.core.refusals import Refused
from chatservice.core.settings import LANGUAGES
from chatservice.core.text import is_blank, sanitise
from chatservice.render.phrasebook import phrasebook

LONGEST_LINE = 16_384
"""Bytes of the server's that are kept while their line has no end; then it is cut."""

_QUESTION_END = b": "
"""What every question of the server's ends with."""

_LEAVING = "exit"
"""The word that leaves without a slash, alone on a line."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The server's phrases, in every language."""

    questions: tuple[str, ...]
    welcomes: tuple[tuple[str, str], ...]
    goodbyes: tuple[str, ...]


@cache
def _phrases() -> _Phrases:
    books = [phrasebook(language) for language in LANGUAGES]
    welcomes = [book.say("Welcome, {name}!", name="\0").split("\0") for book in books]
    return _Phrases(
        questions=tuple(book.say("Enter your nickname: ") for book in books),
        welcomes=tuple((before, after) for before, after in welcomes),
        goodbyes=tuple(book.say("See you soon!") for book in books),
    )


def _welcomed(line: str) -> str | None:
    """Return the name that a line welcomes."""
    for before, after in _phrases().welcomes:
        if line.startswith(before) and line.endswith(after):
            name = line[len(before) : len(line) - len(after)]
            if name:
                return name
    return None


def _asked_for(line: str) -> type[Command] | None:
    """Return which command a line is; `None` for what is said, and for what there is not."""
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    if not word.startswith("/") or word.startswith("//"):
        return None
    try:
        return CATALOGUE.find(word).command
    except Refused:
        return None


class Conversation:
    """One connection's conversation. ``nickname``, if any, answers the server's first question.

    ``prompt`` is what stands before the line being typed. ``named`` tells whether the server has
    taken a nickname, ``leaving`` whether it was told goodbye, ``hides`` whether what is typed is a
    password, which nobody may see.
    """

    def __init__(self, nickname: str | None = None) -> None:
        self.prompt = ""
        self.named = False
        self.leaving = False
        self._nickname = nickname
        self._unfinished = b""
        self._asked = False
        self._unanswered: deque[bool] = deque()
        """For each line that went out before there is a name: whether it was one."""
        self._outgoing = b""
        self._hiding = Hiding()
        self._tried = False
        """Whether a password was sent before there is a name."""
        self._line_ends = 0
        """How many hidden lines were sent whose end the server has yet to show."""

    @property
    def hides(self) -> bool:
        """Whether what is typed is a password."""
        return self._hiding.hides

    def receive(self, data: bytes) -> list[Happening]:
        """Take bytes, cut anywhere; return what they mean, in order."""
        data = self._hiding.feed(data)
        happenings: list[Happening] = [Rang()] if b"\a" in data else []
        *lines, self._unfinished = (self._unfinished + data.replace(b"\a", b"")).split(b"\n")
        for line in lines:
            happenings.extend(self._line(line.removesuffix(b"\r")))
        while len(self._unfinished) > LONGEST_LINE:
            line, self._unfinished = (
                self._unfinished[:LONGEST_LINE],
                self._unfinished[LONGEST_LINE:],
            )
            happenings.extend(self._line(line))
        if not self.named:
            happenings.extend(self._question())
        happenings.extend(self._password_question())
        return happenings

    def take_outgoing(self) -> bytes:
        """Return what is to be sent because of what was received."""
        outgoing, self._outgoing = self._hiding.take_answers() + self._outgoing, b""
        return outgoing

    def send(self, line: str) -> bytes:
        """Return what to send for a line that was typed; `exit` and the like begin to leave."""
        if self.leaving:
            return b""
        if self.hides:
            return self._secret(line)
        line = sanitise(line)
        asked_for = _asked_for(line)
        if line.strip() == _LEAVING:
            return self.leave()
        self.prompt = ""
        if asked_for is Leaving:
            self.leaving = True
        elif not self.named:
            offer = asked_for is None and not line.lstrip().startswith("/") and not is_blank(line)
            self._unanswered.append(offer or asked_for is Rename)
        return f"{line}\r\n".encode()

    def _secret(self, line: str) -> bytes:
        """Return what to send for a password, which is no command, and whose characters count."""
        self.take_for_prompt()
        self.prompt = ""
        self._line_ends += 1
        self._tried = not self.named and bool(line)
        return "".join(line.splitlines()).encode(errors="replace") + b"\r\n"

    def leave(self) -> bytes:
        """Return what to send to leave; nothing if that was done."""
        if self.leaving:
            return b""
        self.leaving = True
        self.prompt = ""
        if not self.hides:
            return b"/quit\r\n"
        self._line_ends += 2
        return b"\r\n/quit\r\n"  # an empty password goes back to where there are commands

    def unfinished(self) -> bool:
        """Tell whether the server stopped in the middle of a line, other than its question."""
        return bool(self._unfinished)

    def take_for_prompt(self) -> None:
        """Show the line that the server began, and did not go on with, as the prompt."""
        # Whole, since marks at its seams pile up; and of the end alone, which a server can't fill.
        prompt = displayable(self.prompt + self._unfinished.decode(errors="replace"))
        self.prompt = prompt[-LONGEST_LINE:]
        self._unfinished = b""

    def end(self) -> list[Happening]:
        """Return the last happening of a connection that is closed: the line in the middle."""
        rest, self._unfinished = self._unfinished + self._hiding.end(), b""
        return list(self._line(rest)) if rest else []

    def _line(self, raw: bytes) -> Iterator[Happening]:
        if not raw and self._line_ends:
            self._line_ends -= 1  # whoever types has moved on to the next line already
            return
        if not self.named:
            raw = yield from self._without_questions(raw)
        text = displayable(raw.decode(errors="replace"))
        plain = without_colours(text)
        self.prompt = ""
        yield Line(text)
        if any(self._unanswered):
            name = _welcomed(plain)
            if name is not None:
                self.named = True
                self._unanswered.clear()
                yield Welcomed(name)
        if self.leaving and plain in _phrases().goodbyes:
            yield SaidGoodbye()

    def _without_questions(self, raw: bytes) -> Generator[Happening, None, bytes]:
        """Take away the questions that were answered before they arrived."""
        while self._unanswered or self.leaving:
            for question in _phrases().questions:
                if raw.startswith(question.encode()):
                    raw = raw[len(question.encode()) :]
                    yield from self._answer(question)
                    break
            else:
                break
        return raw

    def _question(self) -> Iterator[Happening]:
        for question in _phrases().questions:
            if self._unfinished == question.encode():
                self._unfinished = b""
                self.prompt = question
                yield from self._answer(question)
                return

    def _password_question(self) -> Iterator[Happening]:
        if self.hides and self._unfinished.endswith(_QUESTION_END):
            self.take_for_prompt()
            if self._tried:
                self._tried = False
                yield PasswordRefused()
            yield PasswordAsked(self.prompt)

    def _answer(self, question: str) -> Iterator[Happening]:
        # The first question comes by itself, each further one after a line of ours.
        if self._asked and self._unanswered and self._unanswered.popleft():
            yield NicknameRefused()
        self._asked = True
        self._tried = False
        if self.leaving:
            self.prompt = ""
        elif self._nickname is None or self._unanswered:
            yield NicknameAsked(question)
        else:
            name, self._nickname = self._nickname, None
            self._unanswered.append(True)
            self._outgoing += f"{name}\r\n".encode()
            self.prompt = ""
            yield NicknameOffered(question, name)
