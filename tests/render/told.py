"""What may be told, made up: by hypothesis from the core's own classes, and told as JSON."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from chatservice.core import events, replies
from chatservice.core.catalogue import CATALOGUE, Declaration
from chatservice.core.events import Event
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Reply
from chatservice.core.settings import LANGUAGES, Settings
from chatservice.render.objects import FORM, JsonRenderer
from tests.render.test_refusals import promised

NOW = datetime(2026, 11, 21, 14, 35, 2, 123456, tzinfo=timezone.utc)
AT = "2026-11-21T14:35:02.123456Z"


def as_json(what: Event | Reply, language: str = "en", **options: Any) -> Any:
    """Return the one object that is told of ``what``, as another reader of JSON reads it."""
    line = JsonRenderer()(what, Settings(language).representation(FORM), **options)
    return json.loads(line)


def kinds(module: Any, base: type) -> set[type]:
    """Return the classes of ``module`` that are kinds of ``base``."""
    return {
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, base) and each is not base
    }


ALL_EVENTS = sorted(kinds(events, Event), key=lambda kind: kind.__name__)
ALL_REPLIES = sorted(kinds(replies, Reply), key=lambda kind: kind.__name__)

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(0, 2**53 - 1),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(timezones=st.just(timezone.utc)),
    timedelta: st.timedeltas(timedelta(), timedelta(days=9999)),
    Refused: st.sampled_from(Code).map(lambda code: Refused(code, **promised(code))),
    Declaration: st.sampled_from(list(CATALOGUE)),
    Settings: st.sampled_from(list(LANGUAGES)).map(Settings),
}


def made_up(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy that makes what has the type ``hint``."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*map(made_up, parts))
    if origin is frozenset:
        return st.frozensets(made_up(parts[0]), max_size=2)
    if origin is tuple and parts[-1] is ...:
        return st.lists(made_up(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(made_up, parts))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    hints = get_type_hints(hint)
    names = [each.name for each in fields(hint)] if is_dataclass(hint) else hint._fields
    return st.builds(hint, **{name: made_up(hints[name]) for name in names})


EVENTS: st.SearchStrategy[Event] = st.one_of(*map(made_up, ALL_EVENTS))
REPLIES: st.SearchStrategy[Reply] = st.one_of(*map(made_up, ALL_REPLIES))
