"""Targets for one line: as text, as a name, a password, a command, an address."""

from __future__ import annotations

from dataclasses import fields

from chatservice.core.addresses import Networks, network_has, origin_of, parse_network
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Say
from chatservice.core.names import MAX_NAME_LENGTH, Name, Names, names_in, parse_name
from chatservice.core.passwords import MAX_LENGTH, MIN_LENGTH, prepare
from chatservice.core.refusals import Code, Refused
from chatservice.core.text import erase, sanitise
from chatservice.core.words import folded, words
from tests.fuzzing.judging import check_refusal, check_shown


def text(data: bytes) -> None:
    """Let a line be what an editor leaves of it, and safe."""
    # What is no UTF-8 becomes lone surrogates, which a file of JSON may have as well.
    typed = data.decode(errors="surrogateescape")
    edited = erase(typed)
    assert not set(edited) & set("\x08\x7f\x15")
    assert len(edited) <= len(typed)
    for raw in (typed, edited):
        safe = sanitise(raw)
        check_shown(safe)
        assert len(safe) <= len(raw)
        assert sanitise(safe) == safe
        assert sanitise(f"{safe}\0") == safe  # by the other way, which looks at each character
        assert folded(safe) == " ".join(word.text for word in words(safe))


def nickname(data: bytes) -> None:
    """Let a name that is allowed stay the same name, and belong to one person."""
    typed = data.decode(errors="replace")
    _check_typed(typed)
    _check_typed(sanitise(typed))


def _check_typed(typed: str) -> None:
    names: Names[str] = Names()
    names.claim(parse_name("paul"), "Paul")
    near = names.nearest(typed)
    assert near is None or near.text == "paul"
    try:
        name = parse_name(typed)
    except Refused as refused:
        check_refusal(refused)
    else:
        _check_name(name)
        _check_owner(names, name)


def _check_name(name: Name) -> None:
    check_shown(name.text)
    assert 0 < len(name.text) <= MAX_NAME_LENGTH
    assert sanitise(name.text) == name.text
    assert not set(name.text) & set(" :*()@#/")  # what stands around names
    again = parse_name(name.text)
    assert (again.text, again.key, again.key_skeleton) == (name.text, name.key, name.key_skeleton)
    if len(name.key) <= MAX_NAME_LENGTH:  # the small form of İ is two characters
        assert parse_name(name.key).key == name.key
    assert name.key in names_in(f"({name.text})") or not name.key.isascii()


def _check_owner(names: Names[str], name: Name) -> None:
    refused = _refused(names, name)
    if refused is not None:
        assert refused.code in (Code.NAME_TAKEN, Code.NAME_LOOKS_LIKE)
        check_refusal(refused)
        return
    assert names.find(name.text) == names.with_key(name.key) == "somebody"
    assert _refused(names, name) is not None
    names.release(name)
    assert names.find(name.text) is None
    assert names.owners() == ["Paul"]


def _refused(names: Names[str], name: Name) -> Refused | None:
    """Claim a name for somebody; return why that can't be."""
    try:
        names.claim(name, "somebody")
    except Refused as refused:
        return refused
    return None


def password(data: bytes) -> None:
    """Let a password stay the same password, and no refusal have any of it in it."""
    typed = data.decode(errors="replace")
    for new in (True, False):
        prepared = _prepared(typed, new=new)
        if isinstance(prepared, Refused):
            check_refusal(prepared)
            assert prepared.__cause__ is prepared.__context__ is None
            assert not [value for value in prepared.details.values() if isinstance(value, str)]
        else:
            assert _prepared(prepared, new=new) == prepared
            assert not new or len(prepared) >= MIN_LENGTH
            assert len(prepared) <= MAX_LENGTH


def _prepared(typed: str, *, new: bool) -> str | Refused:
    try:
        return prepare(typed, new=new, name="paul")
    except Refused as refused:
        return refused


def address(data: bytes) -> None:
    """Let a network stay the same network, and an address be in its own."""
    typed = data.decode(errors="replace")
    try:
        network = parse_network(sanitise(typed))
    except Refused as refused:
        check_refusal(refused)
    else:
        assert parse_network(network) == network
        assert Networks((network,)).texts == (network,)
    # A proxy's header may have anything in the place of an address.
    origin = origin_of(typed)
    if origin is not None:
        check_shown(origin.text)
        assert network_has(parse_network(origin.text), origin)
        assert network_has(parse_network(origin.group), origin)


def command(data: bytes) -> None:
    """Let a line be said as it stands, be a command made of its own words, or be refused."""
    line = sanitise(erase(data.decode(errors="replace")))
    try:
        asked = CATALOGUE.parse(line)
    except Refused as refused:
        assert line.lstrip().startswith("/")
        check_refusal(refused)
        return
    if isinstance(asked, Say):
        said = line.rstrip()
        assert asked.text == (said.lstrip()[1:] if said.lstrip().startswith("//") else said)
        return
    assert line.lstrip().startswith("/")
    for field in fields(asked):  # type: ignore[arg-type]  # each command is a dataclass
        value = getattr(asked, field.name)
        assert value is None or (value in line and sanitise(value) == value), field.name
