"""Reads what a program sent: a request, or what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from msgspec import DecodeError, MsgspecError, Raw, ValidationError, json
from msgspec.inspect import IntType, ListType, Metadata, Type, UnionType, type_info
from msgspec.json import Decoder
from msgspec.structs import FieldInfo, fields

from chatservice.core.catalogue import LONGEST_NAME, Declaration
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import sanitise
from chatservice.protocols.requests.commands import command_requests
from chatservice.protocols.requests.messages import WRITTEN_OUT, Request

_FAILURES = (MsgspecError, UnicodeDecodeError, RecursionError)

_object = Decoder(dict[str, Raw])


class BadRequestError(Refused):
    """A message can't be taken; ``request`` is its id, if one can be found in it."""

    def __init__(self, request: str | None, code: Code, **details: str | int) -> None:
        super().__init__(code, **details)
        self.request = request


class Reader:
    """Reads the messages that are written out, and those of some commands."""

    def __init__(self, declarations: Sequence[Declaration]) -> None:
        self.types: tuple[type[Request], ...] = (*WRITTEN_OUT, *command_requests(declarations))
        """The struct of each message, in the order of the documentation."""
        self._by_name = {str(each.__struct_config__.tag): each for each in self.types}
        self._names = {name: name for name in self._by_name}
        for declaration in declarations:
            for alias in declaration.aliases:
                self._names.setdefault(alias, declaration.name)
        self._decoder: Decoder[Request] = Decoder(reduce(or_, self.types))

    def read(self, line: bytes) -> Request:
        """Return what one line asks for. Raises `BadRequestError`."""
        try:
            return self._decoder.decode(line)
        except _FAILURES:
            # Seldom, so it may take longer: now it is asked what is wrong.
            raise self._wrong(line) from None

    def _wrong(self, line: bytes) -> BadRequestError:
        try:
            found = _object.decode(line)
        except _FAILURES as error:
            return BadRequestError(None, Code.NOT_JSON, reason=_no_json(error))
        request, wrong = None, None
        if "id" in found:
            request = _text(found["id"])
            wrong = _wrong_value(_field(Request, "id"), found["id"])
        if wrong is not None:
            return BadRequestError(None, wrong.code, **wrong.details)
        wrong = self._wrong_type(found) or self._wrong_field(found)
        return BadRequestError(request, wrong.code, **wrong.details)

    def _wrong_type(self, found: dict[str, Raw]) -> Refused | None:
        if "type" not in found:
            return Refused(Code.BAD_FIELD, name="type", reason="missing")
        name = _text(found["type"])
        if name is None:
            return Refused(Code.BAD_FIELD, name="type", reason="not-text")
        if name in self._by_name:
            return None
        value = sanitise(name)[:LONGEST_NAME]
        # A cutoff of nothing: the programmer always gets the nearest one there is.
        (nearest,) = difflib.get_close_matches(value, self._names, n=1, cutoff=0.0)
        return Refused(Code.UNKNOWN_TYPE, value=value, nearest=self._names[nearest])

    def _wrong_field(self, found: dict[str, Raw]) -> Refused:
        for field in fields(self._by_name[_text(found["type"]) or ""]):
            wrong = None
            if field.name in found:
                wrong = _wrong_value(field, found[field.name])
            elif field.required:
                wrong = Refused(Code.BAD_FIELD, name=field.name, reason="missing")
            if wrong is not None:
                return wrong
        return Refused(Code.NOT_JSON, reason="syntax")


def _no_json(error: Exception) -> str:
    """Return what is wrong with a line for which no object can be had, as a stable word."""
    if isinstance(error, RecursionError):
        return "too-deep"
    if isinstance(error, UnicodeDecodeError):
        return "not-utf-8"
    # What is JSON, and no object, is not valid for it.
    return "not-an-object" if isinstance(error, ValidationError) else "syntax"


def _text(raw: Raw) -> str | None:
    try:
        return json.decode(raw, type=str)
    except _FAILURES:
        return None


def _field(kind: type[Request], name: str) -> FieldInfo:
    (found,) = (field for field in fields(kind) if field.name == name)
    return found


def _wrong_value(field: FieldInfo, raw: Raw) -> Refused | None:
    try:
        json.decode(raw, type=field.type)
    except ValidationError:
        return Refused(Code.BAD_FIELD, name=field.name, reason=_wrong_for(field.type, raw))
    except (DecodeError, UnicodeDecodeError) as error:
        return Refused(Code.NOT_JSON, reason=_no_json(error))
    return None


def _wrong_for(wanted: Any, raw: Raw) -> str:
    """Return what is wrong with a value that is not as ``wanted``, as a stable word."""
    kinds = _kinds(type_info(wanted))
    if ListType in kinds:
        return "not-a-list"
    if IntType in kinds:
        return "out-of-range" if _is_number(raw) else "not-a-number"
    return "not-text" if _text(raw) is None else "too-long"


def _kinds(wanted: Type) -> set[type[Type]]:
    while isinstance(wanted, Metadata):
        wanted = wanted.type
    if isinstance(wanted, UnionType):
        return {type(each) for each in wanted.types}
    return {type(wanted)}


def _is_number(raw: Raw) -> bool:
    try:
        json.decode(raw, type=int)
    except ValidationError:
        return False
    return True
