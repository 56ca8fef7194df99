"""What Tab completes: commands, their arguments, people and rooms.

Everything that is said of commands comes from the catalogue, which is imported when Tab is first
pressed: that takes longer than the first prompt may.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from chatservice.client.screen.declared import (
    commands,
    known_values,
    mode_names,
    own_command,
    text_of,
)
from chatservice.client.screen.fitting import shown
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.words import folded
from chatservice.core.phrases import N_
from chatservice.core.text import sanitise

if TYPE_CHECKING:
    from chatservice.core.catalogue import Declaration

LOCAL = {
    "talk": N_("Turn to another room or conversation, as Alt+1…9 does."),
    "close": N_("Close a private conversation."),
    "jump": N_("Go to a result of the last search."),
    "keyring": N_("Keep your password in the system's keyring."),
}
"""The commands that the client does by itself, and what they do."""

RECENT = 500
"""Entries of the current talk in which the most recent speakers are looked for."""

MOST = 200
"""Suggestions of one menu: nobody reads more."""

_LONGEST_MEANING = 60
_NARROW = 40
"""On a screen with fewer columns than this there is no room for what something means."""

_NAMED = re.compile(r"(?<![\w@#/])([@#]\S*)$")
"""A name that is being typed within a text, and is no part of an address."""

_WORD = re.compile(r"(?<!\S)(\w\S+)$")
"""What may be a name as well, though nothing says so: two letters at least."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on: ``text`` takes the place of the last ``typed`` characters.

    ``meaning`` explains it, or is empty. ``goes_on``: something may stand behind it.
    """

    text: str
    typed: int
    meaning: str = ""
    goes_on: bool = False


_Values = Iterable[tuple[str, str]]
"""What an argument may be, and what that means, in the person's language."""


class ChatCompleter(Completer):
    """Knows how a line may go on in a chat, and shows it in prompt_toolkit's menu."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Return what the menu offers."""
        found = self.suggestions(document.text_before_cursor)
        has_room = get_app().output.get_size().columns >= _NARROW
        for each in found:
            # What comes next can be typed at once, as in a shell.
            ends = len(found) == 1 and each.goes_on and document.current_char != " "
            yield Completion(
                f"{each.text} " if ends else each.text,
                -each.typed,
                display=shown(each.text.strip()),
                display_meta=shown(_short(each.meaning)) if has_room else "",
            )

    def suggestions(self, before: str) -> list[Suggestion]:
        """Return how the text ``before`` the cursor may go on, best first."""
        line = before.lstrip()
        if line.startswith("/") and not line.startswith("//") and "\n" not in line:
            found = self._of_command(line)
        else:
            found = self._of_text(line)
        return list(islice(found, MOST))

    # -- texts ---------------------------------------------------------------------------------

    def _of_text(self, line: str) -> Iterator[Suggestion]:
        named = _NAMED.search(line)
        if named:
            typed = named[1]
            values = self._rooms(typed) if typed[0] == "#" else self._people(typed)
            for value, meaning in _fitting(values, typed):
                yield Suggestion(value, len(typed), meaning, goes_on=True)
        elif line and not any(map(str.isspace, line)):
            for value, meaning in _fitting(self._people(line), line):
                yield Suggestion(f"{value}: ", len(line), meaning)
        else:
            yield from self._of_word(line)

    def _of_word(self, line: str) -> Iterator[Suggestion]:
        word = _WORD.search(line)
        if word:
            for value, meaning in _fitting(self._people(word[1]), word[1]):
                yield Suggestion(value, len(word[1]), meaning, goes_on=True)

    # -- commands ------------------------------------------------------------------------------

    def _of_command(self, line: str) -> Iterator[Suggestion]:
        from chatservice.core.catalogue import CATALOGUE
        from chatservice.core.refusals import Refused

        name, space, rest = line.partition(" ")
        if not space:
            yield from self._commands(name)
            return
        # The last word is being typed; it may be empty still.
        *given, typed = rest.split(" ")
        given = [word for word in given if word]
        if (own := own_command(name)) is not None:
            if not given:
                yield from self._of_own(own, typed)
            return
        try:
            declaration = CATALOGUE.find(name)
        except Refused:
            return
        values: _Values = ()
        if len(given) < len(declaration.parameters):
            values = self._arguments(declaration, given, typed)
        goes_on = len(given) + 1 < len(declaration.parameters)
        offered = list(_fitting(values, typed))
        for value, meaning in offered:
            yield Suggestion(value, len(typed), meaning, goes_on)
        if not offered and _NAMED.search(rest):
            yield from self._of_text(rest)
        elif not offered and len(given) >= text_of(declaration):
            yield from self._of_word(rest)

    def _of_own(self, name: str, typed: str) -> Iterator[Suggestion]:
        """Yield the numbers that one of the client's own commands takes, or whose names fit."""
        numbered = {"jump": self._results, "talk": self._talks}.get(name)
        for number, title in numbered() if numbered else ():
            if number.startswith(typed) or _folded(title).startswith(_folded(typed)):
                yield Suggestion(number, len(typed), title)

    def _commands(self, typed: str) -> Iterator[Suggestion]:
        from chatservice.core.catalogue import CATALOGUE

        for name, found in commands(CATALOGUE, typed[1:]):
            meaning = self._chat.book.say(found.command.summary)
            yield Suggestion(f"/{name}", len(typed), meaning, bool(found.parameters))
        for name, summary in LOCAL.items():
            if name.startswith(typed[1:].lower()):
                meaning = self._chat.book.say(summary)
                yield Suggestion(f"/{name}", len(typed), meaning, goes_on=name in ("jump", "talk"))

    def _arguments(
        self, declaration: Declaration, given: Sequence[str], typed: str
    ) -> Iterable[tuple[str, str]]:
        """Return what the argument that is being typed may be."""
        from chatservice.core.declaring import Kind

        parameter = declaration.parameters[len(given)]
        if parameter.kind in (Kind.PERSON, Kind.TARGET):
            return self._people(typed, everyone=True)
        if parameter.kind is Kind.ROOM:
            return self._rooms(typed)
        if parameter.kind is Kind.COMMAND:
            return self._command_names(typed)
        if parameter.kind is Kind.SETTING:
            return self._setting_names(typed)
        if parameter.kind is Kind.MODE:
            return mode_names()
        if parameter.kind is Kind.VALUE:
            return known_values(declaration, parameter, given)
        return ()

    def _command_names(self, typed: str) -> _Values:
        from chatservice.core.catalogue import CATALOGUE

        slash = "/" if typed.startswith("/") else ""
        for name, found in commands(CATALOGUE, typed.removeprefix("/")):
            yield f"{slash}{name}", self._chat.book.say(found.command.summary)

    def _setting_names(self, typed: str) -> _Values:
        from chatservice.core.settings import SETTINGS

        for setting in SETTINGS:
            names = (setting.name, *setting.aliases)
            for name in islice((name for name in names if name.startswith(typed.lower())), 1):
                yield name, self._chat.book.say(setting.summary)

    # -- who and what is there -----------------------------------------------------------------

    def _people(self, typed: str, *, everyone: bool = False) -> _Values:
        """Yield people, as they are typed: those who spoke last first, the others by name.

        ``everyone``: also who is in other talks only.
        """
        chat = self._chat
        sign = "@" if typed.startswith("@") else ""
        recent = (entry.who for entry in reversed(chat.current.entries[-RECENT:]) if entry.who)
        present = {person.name: person.away for person in chat.people()}
        names = [*recent, *present]
        if everyone:
            elsewhere = {each.name for talk in chat.talks for each in talk.people.values()}
            elsewhere |= {talk.name for talk in chat.talks if not talk.is_room}
            names += sorted(elsewhere, key=folded)
        told: set[str] = set()
        for name in names:
            key = folded(name)
            if key not in told and not chat.is_me(name):
                told.add(key)
                reason = present.get(name)
                yield f"{sign}{sanitise(name)}", "" if reason is None else self._away(reason)

    def _away(self, reason: str) -> str:
        say = self._chat.book.say
        return say("away: {reason}", reason=reason) if reason else say("away")

    def _rooms(self, typed: str) -> _Values:
        chat = self._chat
        sign = "#" if typed.startswith("#") else ""
        topics = {talk.name: talk.topic for talk in chat.talks if talk.is_room} | chat.rooms
        for name in sorted(topics, key=folded):
            yield f"{sign}{sanitise(name)}", topics[name]

    def _talks(self) -> _Values:
        for number, talk in enumerate(self._chat.talks, 1):
            yield str(number), talk.title

    def _results(self) -> _Values:
        search = self._chat.search
        for number, hit in enumerate(search.hits if search else (), 1):
            where = f"#{hit.talk_name}" if hit.is_room else hit.talk_name
            yield str(number), f"{where} {hit.entry.who}: {hit.entry.text}"


def _fitting(values: _Values, typed: str) -> _Values:
    """Yield the values that begin as what is typed, whatever the case and the accents."""
    beginning = _folded(typed)
    return (each for each in values if _folded(each[0]).startswith(beginning))


def _folded(text: str) -> str:
    """Return a text without case and accents: `@jo` finds José."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _short(meaning: str) -> str:
    return meaning if len(meaning) <= _LONGEST_MEANING else f"{meaning[: _LONGEST_MEANING - 1]}…"
