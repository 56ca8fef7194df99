"""A message of a room as a file holds it, in each of the three formats.

    jsonl   {"time": "2026-11-21T14:35:02.123456Z", "room": "lobby", "user": "Juan", "message": "…"}
            and, where it is so, "kind": "action" (what /me says) and "edited": true behind them
    json    a list of the same objects, one a line
    txt     2026-11-21T14:35:02.123456Z #lobby Juan: hola
            2026-11-21T14:35:02.123456Z #lobby Juan (edited): hola
            2026-11-21T14:35:02.123456Z #lobby * Juan waves
            2026-11-21T14:35:02.123456Z #lobby * (edited) Juan waves

No name has a space, a colon, an asterisk or a parenthesis in it, so what is said in a line of txt
is all that stands behind the name, whatever it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chatservice.core.names import parse_name
from chatservice.core.phrases import N_
from chatservice.core.refusals import Refused
from chatservice.core.text import is_blank, sanitise
from chatservice.exchange.failures import ExchangeError, WrongEntryError, shown, wrong
from chatservice.exchange.times import EXAMPLE, read_time, written_time

LONGEST_TEXT = 65_536
"""Characters of a message that is imported."""

FIELDS: dict[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "at", "date"),
    "room": ("room",),
    "user": ("user", "from", "name", "nick", "author"),
    "message": ("message", "text", "msg"),
    "kind": ("kind",),
    "edited": ("edited",),
}
"""For each field of an object its names: the one written here, and those read as well."""

NEEDED = ("time", "user", "message")

TEXT_EXAMPLE = f"{EXAMPLE} #lobby Juan: hola"
OBJECT_EXAMPLE = f'{{"time": "{EXAMPLE}", "user": "Juan", "message": "hola"}}'

_MEANINGS = {name: meaning for meaning, names in FIELDS.items() for name in names}
_LINE = re.compile(
    r"(?P<time>\S+) #(?P<room>\S+) (?:"
    r"\* (?P<acted>\(edited\) )?(?P<actor>\S+) (?P<action>.*)"
    r"|(?P<user>[^\s:]+)(?P<said> \(edited\))?: (?P<text>.*))",
    re.DOTALL,
)
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Entry(NamedTuple):
    """A message of a room. ``at`` is in microseconds since 1970, the names are as written."""

    at: int
    room: str
    user: str
    text: str
    action: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How messages follow each other in a format: ``line`` is one, the others stand around them."""

    line: Callable[[Entry], str]
    first: str
    between: str
    last: str
    none: str

    def written(self, chunks: Iterable[list[Entry]]) -> Iterator[str]:
        """Yield the text of a whole file, a piece for each of ``chunks``."""
        before = self.first
        for chunk in chunks:
            if chunk:
                yield before + self.between.join(map(self.line, chunk))
                before = self.between
        yield self.last if before is not self.first else self.none


@dataclass(frozen=True, slots=True)
class Checks:
    """What an import goes by: the room of messages that name none, and the latest time allowed."""

    room: str
    latest: int
    """In microseconds since 1970."""


def _as_object(entry: Entry) -> str:
    record: dict[str, object] = {
        "time": written_time(entry.at),
        "room": entry.room,
        "user": entry.user,
        "message": entry.text,
    }
    if entry.action:
        record["kind"] = "action"
    if entry.edited:
        record["edited"] = True
    return _encode(record)


def _as_line(entry: Entry) -> str:
    if entry.action:
        who = f"* {'(edited) ' if entry.edited else ''}{entry.user}"
    else:
        who = f"{entry.user}{' (edited)' if entry.edited else ''}:"
    return f"{written_time(entry.at)} #{entry.room} {who} {entry.text}"


SHAPES: dict[str, Shape] = {
    "jsonl": Shape(_as_object, first="", between="\n", last="\n", none=""),
    "json": Shape(_as_object, first="[\n", between=",\n", last="\n]\n", none="[\n]\n"),
    "txt": Shape(_as_line, first="", between="\n", last="\n", none=""),
}
"""The formats by what they are called on a command line."""


def entry_of_line(line: str, checks: Checks) -> Entry:
    """Return the message in a ``line`` of txt. Raises `WrongEntryError`."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise wrong(
            N_("this is not a message: a line like {example} is allowed"), example=TEXT_EXAMPLE
        )
    action = parts["actor"] is not None
    return Entry(
        _time(parts["time"], "time", checks),
        _room(parts["room"], "room"),
        _user(parts["actor"] or parts["user"], "user"),
        _text(parts["action"] if action else parts["text"], "message"),
        action=action,
        edited=(parts["acted"] or parts["said"]) is not None,
    )


def entry_of_object(record: Mapping[str, object], checks: Checks) -> Entry:
    """Return the message in an object of JSON. Raises `WrongEntryError`."""
    time, user, message, others = _fields(tuple(record))
    at = _time(record[time], time, checks)
    who = _user(record[user], user)
    text = _text(record[message], message)
    if not others:
        return Entry(at, checks.room, who, text)
    room = _room(record["room"], "room") if "room" in record else checks.room
    if len(record) == len(NEEDED) + 1 and "room" in record:
        return Entry(at, room, who, text)
    kind, edited = record.get("kind"), record.get("edited", False)
    if "kind" in record and kind != "action":
        raise wrong(
            N_("{value} is not allowed: {allowed} is"), "kind", value=shown(kind), allowed="action"
        )
    if not isinstance(edited, bool):
        raise wrong(N_("{value} is not allowed: true and false are"), "edited", value=shown(edited))
    return Entry(at, room, who, text, action=kind is not None, edited=edited)


@lru_cache(maxsize=256)
def _fields(names: tuple[str, ...]) -> tuple[str, str, str, bool]:
    """Return an object's fields for time, user and message, and whether there are others.

    Raises `WrongEntryError` for those that are unknown, double or missing.
    """
    found: dict[str, str] = {}
    for name in names:
        meaning = _MEANINGS.get(name)
        if meaning is None:
            raise wrong(
                N_("there is no such field: {allowed} are allowed"),
                shown(name)[1:-1],
                allowed=", ".join(_MEANINGS),
            )
        if meaning in found:
            raise wrong(
                N_("it means the same as the field {other}: one of them is allowed"),
                name,
                other=found[meaning],
            )
        found[meaning] = name
    for meaning in NEEDED:
        if meaning not in found:
            raise wrong(
                N_("it is missing: an object like {example} is allowed"),
                meaning,
                example=OBJECT_EXAMPLE,
            )
    return found["time"], found["user"], found["message"], len(found) > len(NEEDED)


def _time(value: object, field: str, checks: Checks) -> int:
    try:
        at = read_time(value)
    except ExchangeError as error:
        raise WrongEntryError(error, field) from error
    if not 0 <= at <= checks.latest:
        raise wrong(
            N_("{value} is too early or too late: times from 1970 to a day from now are allowed"),
            field,
            value=shown(value),
        )
    return at


def _string(value: object, field: str) -> str:
    if isinstance(value, str):
        return value
    raise wrong(N_("{value} is not a text: a text in quotes is allowed"), field, value=shown(value))


def _text(value: object, field: str) -> str:
    text = sanitise(_string(value, field))
    if is_blank(text):
        raise wrong(N_("it is empty: at least one letter or sign that is seen is needed"), field)
    if len(text) > LONGEST_TEXT:
        raise wrong(
            N_("it is too long: at most {allowed} characters are allowed"),
            field,
            allowed=LONGEST_TEXT,
        )
    return text


def _user(value: object, field: str) -> str:
    return _name(_string(value, field), field)


def _room(value: object, field: str) -> str:
    return _name(_string(value, field).removeprefix("#"), field)


@lru_cache(maxsize=4096)
def _name(text: str, field: str) -> str:
    try:
        return parse_name(text).text
    except Refused as refused:
        raise WrongEntryError(refused, field) from refused
