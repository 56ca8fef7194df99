"""What was said before: shown again, and searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from chatservice.core.commands import History
from chatservice.core.commands import Search as SearchCommand
from chatservice.core.dates import parse_date
from chatservice.core.later import ask
from chatservice.core.log import Found, Kept, Last, Search
from chatservice.core.names import Name, parse_name
from chatservice.core.query import Query, parse_query
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import HistoryShown, Marks, SearchShown
from chatservice.core.rules import hidden_rooms

if TYPE_CHECKING:
    from chatservice.core.rooms import Room
    from chatservice.core.session import Session

MOST_SHOWN = 500
"""Messages that `/history` shows at once: reading and rendering them takes some 5 ms."""

PAGE = 10
"""Messages that `/search` shows at once."""

BEFORE = ("before", "antes")
PRIVATE = ("private", "privados", "privado")
MORE = ("more", "más", "mas")


class _Wanted(NamedTuple):
    number: int | None
    before: datetime | int | None
    of: Name | None
    private: bool = False


def show_last(session: Session, room: Room) -> None:
    """Show somebody who comes into a room what was said there, if anything was."""
    count = session.hub.policy.history
    if not count:
        return
    name, now = room.name.text, session.hub.now()

    def answer(messages: Sequence[Kept]) -> HistoryShown | None:
        return HistoryShown(name, tuple(messages), now) if messages else None

    wanted = Last(room.name.key, count, session.named.ignored_keys())
    session.hub.turn.ask(session, wanted, answer)


def history(session: Session, command: History) -> None:
    """Show the current room's messages again: the last ones, or those before others, or one's."""
    person = session.named
    room = session.current_room.name
    wanted = _read(command.which or "", session)
    before = wanted.before if isinstance(wanted.before, datetime) else None
    below = wanted.before if isinstance(wanted.before, int) else None
    now = session.hub.now()
    count = wanted.number or session.hub.policy.history or PAGE
    without = person.ignored_keys()
    if wanted.of is not None:
        of = wanted.of
        query = Query(room=room.key, before=before)
        search = Search(
            query,
            person.identity,
            count,
            without,
            partner=of.key,
            private=wanted.private,
            before=below,
        )
        ask(
            session,
            lambda: session.hub.log.search(search),
            lambda found: HistoryShown(
                room.text,
                found.messages[::-1],
                now,
                asked=True,
                of=of.text,
                before=wanted.before is not None,
            ),
        )
        return
    session.hub.turn.ask(
        session,
        Last(room.key, count, without, before, below=below),
        lambda messages: HistoryShown(
            room.text, tuple(messages), now, asked=True, before=wanted.before is not None
        ),
    )


def _read(typed: str, session: Session) -> _Wanted:
    """Return what `/history` was asked for: a number, "before" and a date, a name, in any order.

    Instead of the date there may be a message's sequence number, "#1041". "private" beside a name
    leaves only what is private with that person; alone it is a name. Raises `Refused`.
    """
    count = None
    names: list[str] = []
    before: datetime | int | None = None
    words = typed.split()
    while words:
        word = words.pop(0)
        if word.isascii() and word.isdigit():
            count = int(word[:7])
        elif word.lower() in BEFORE:
            if [each.lower() for each in words[:1]] == ["de"]:  # "antes de 2026-11-20"
                del words[0]
            before = _message_or_date(words, session)
        elif word.lower().partition(":")[0] in BEFORE:  # as in a search
            before = _message_or_date([word.partition(":")[2]], session)
        elif _is_message(word) or _is_date(word, session):
            raise Refused(Code.BEFORE_MISSING, value=word)
        elif not any(character.isalpha() for character in word):
            raise Refused(Code.NOT_A_NUMBER, value=word, allowed=MOST_SHOWN)
        else:
            names.append(word)
    if count is not None and not 0 < count <= MOST_SHOWN:
        raise Refused(Code.TOO_MANY_SHOWN, allowed=MOST_SHOWN)
    private = None
    if len(names) > 1:
        private = next((name for name in names if name.lower() in PRIVATE), None)
        if private is None or len(names) > 2:
            raise Refused(Code.TOO_MANY_ARGUMENTS, command="/history")
        names.remove(private)
    of = parse_name(names[0].removeprefix("@")) if names else None
    return _Wanted(count, before, of, private is not None)


def _message_or_date(words: list[str], session: Session) -> datetime | int:
    """Take a message's sequence number, or a date, off the front of ``words``."""
    if words and _is_message(words[0]):
        return int(words.pop(0)[1:])
    return _date(words, session)


def _is_message(word: str) -> bool:
    return word.startswith("#") and word[1:].isascii() and word[1:].isdigit()


def _is_date(word: str, session: Session) -> bool:
    try:
        parse_date(word, session.settings.zone, session.hub.now())
    except Refused:
        return False
    return True


def _date(words: list[str], session: Session) -> datetime:
    """Take a date off the front of ``words``: of two words if that is one, else of one."""
    zone, now = session.settings.zone, session.hub.now()
    if not words:
        raise Refused(Code.MISSING_ARGUMENT, command="/history")
    try:
        found = parse_date(" ".join(words[:2]), zone, now)
        del words[:2]
    except Refused:
        found = parse_date(words[0], zone, now)
        del words[:1]
    return found


def search(session: Session, command: SearchCommand) -> None:
    """Show what is found, newest first, or the next page of it."""
    if normalize("NFC", command.words.strip().lower()) in MORE:
        if session.further is None:
            raise Refused(Code.NO_MORE_FOUND)
        # They may have left a room meanwhile, or been thrown out.
        wanted, first = replace(session.further, hidden=hidden_rooms(session.hub, session)), False
    else:
        query = parse_query(command.words, session.settings.zone, session.hub.now())
        if query.is_empty:
            raise Refused(Code.NOTHING_TO_SEARCH)
        person = session.named
        without, hidden = person.ignored_keys(), hidden_rooms(session.hub, session)
        wanted, first = Search(query, person.identity, PAGE, without, hidden=hidden), True

    def look() -> tuple[Found, tuple[Marks, ...]]:
        # In a thread, too: where the words stand takes some milliseconds in long messages.
        found = session.hub.log.search(wanted)
        return found, tuple(tuple(wanted.query.marks(k.message.text)) for k in found.messages)

    def answer(looked: tuple[Found, tuple[Marks, ...]]) -> SearchShown:
        found, marks = looked
        more = found.next is not None
        session.further = replace(wanted, below=found.next) if more else None
        bad_date = wanted.query.bad_date
        return SearchShown(found.messages, marks, first=first, more=more, bad_date=bad_date)

    ask(session, look, answer)
