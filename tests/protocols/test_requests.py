"""What programs send: `chatservice.protocols.requests` reads it, or says what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE, Catalogue
from chatservice.core.commands import Say
from chatservice.core.declaring import Command, HowMany, Person, Room, Text
from chatservice.core.refusals import Code
from chatservice.protocols.requests import REQUESTS, BadRequestError, Reader, Request, read
from chatservice.protocols.requests.messages import LONGEST_ID
from chatservice.render.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Wave(Command):
    """A command that is in no table."""

    names = ("wave", "saludar")
    summary = "Wave at somebody."
    person: Person
    times: HowMany | None = None


@dataclass(frozen=True, slots=True)
class Meet(Command):
    """Another one, which has a room of its own."""

    names = ("meet-there",)
    summary = "Meet somebody in a room."
    room: Room


class Asked:
    """A session that notes what it is asked for."""

    def __init__(self) -> None:
        self.performed: list[tuple[Command, str | None, str]] = []

    def perform(self, command: Command, request: str | None = None, room: str = "") -> None:
        """Note a command."""
        self.performed.append((command, request, room))


def line(**fields: object) -> bytes:
    """Return a message with those fields."""
    return json.dumps(fields).encode()


def performed(request: Request) -> tuple[Command, str | None, str]:
    """Return what a request asks a session to do."""
    session: Any = Asked()
    request.ask(session)
    (found,) = session.performed
    return found  # type: ignore[no-any-return]


class Reading(SynchronousTestCase):
    def refused(self, sent: bytes) -> BadRequestError:
        """Return why a message is not taken."""
        return self.assertRaises(BadRequestError, read, sent)

    def reason(self, sent: bytes) -> tuple[Code, object]:
        """Return why a message is not taken, and the reason among the details."""
        refused = self.refused(sent)
        self.assertIn(refused.details["reason"], REASONS[refused.code])
        return refused.code, refused.details["reason"]

    def wrong_field(self, sent: bytes) -> tuple[object, object]:
        """Return which field of a message is wrong, and why."""
        code, reason = self.reason(sent)
        self.assertEqual(code, Code.BAD_FIELD)
        return self.refused(sent).details["name"], reason


class WhatIsRead(Reading):
    def test_a_command_has_its_arguments_its_id_and_its_room(self) -> None:
        found = performed(read(line(type="msg", id="a1", room="kitchen", to="ana", text="hola")))

        command = CATALOGUE.parse("/msg ana hola")
        self.assertEqual(found, (command, "a1", "kitchen"))

    def test_without_an_id_and_a_room_there_are_none(self) -> None:
        self.assertEqual(performed(read(line(type="say", text="hola"))), (Say("hola"), None, ""))

    def test_an_argument_that_may_be_left_out_may_be_null(self) -> None:
        bare = performed(read(line(type="topic")))

        self.assertEqual(performed(read(line(type="topic", topic=None))), bare)
        self.assertEqual(bare[0], CATALOGUE.parse("/topic"))

    def test_a_number_may_be_one_or_a_string(self) -> None:
        wanted = CATALOGUE.parse("/sessions close 2")

        for number in (2, "2"):
            sent = line(type="sessions", what="close", number=number)
            self.assertEqual(performed(read(sent))[0], wanted)

    def test_a_room_of_the_commands_own_is_no_place_to_turn_to(self) -> None:
        self.assertEqual(
            performed(read(line(type="join", room="kitchen"))),
            (CATALOGUE.parse("/join kitchen"), None, ""),
        )

    def test_unknown_fields_are_ignored(self) -> None:
        sent = line(type="say", text="hola", colour={"red": [1, 2]}, text2=None)

        self.assertEqual(performed(read(sent))[0], Say("hola"))

    def test_fields_may_come_in_any_order_and_with_white_space(self) -> None:
        sent = b' { "text" : "hola" ,\t"id":"a1", "type":"say" } \r'

        self.assertEqual(performed(read(sent)), (Say("hola"), "a1", ""))

    def test_every_command_has_its_message_and_say_too(self) -> None:
        names = {str(each.__struct_config__.tag) for each in REQUESTS}

        commands = {declaration.name for declaration in CATALOGUE}
        self.assertEqual(names, commands | {"say", "hello", "secret", "line", "ping"})

    def test_the_longest_id_is_taken(self) -> None:
        longest = "ñ" * LONGEST_ID

        self.assertEqual(read(line(type="ping", id=longest)).id, longest)

    def test_nothing_of_a_password_or_a_token_is_shown(self) -> None:
        hello = read(line(type="hello", version=1, nick="ana", password="horse", token="battery"))
        secret = read(line(type="secret", text="staple"))

        for word in ("horse", "battery", "staple"):
            self.assertNotIn(word, f"{hello!r} {secret}")


class WhatIsNotRead(Reading):
    def test_what_is_not_written_as_json_is(self) -> None:
        for sent in (
            b"",
            b"hola",
            b"{",
            b'{"type":"ping"',
            b'{"type":"ping"} {}',
            b"\xff",
            b"{'a':1}",
        ):
            self.assertEqual(self.reason(sent), (Code.NOT_JSON, "syntax"))

    def test_what_is_json_and_no_object(self) -> None:
        for sent in (b"[]", b"1", b'"hola"', b"null", b"true"):
            self.assertEqual(self.reason(sent), (Code.NOT_JSON, "not-an-object"))

    def test_what_is_no_utf_8(self) -> None:
        for sent in (b'{"type":"say","text":"\xe1"}', b'{"\xe1":1}'):
            self.assertEqual(self.reason(sent), (Code.NOT_JSON, "not-utf-8"))

    def test_a_lone_surrogate_is_no_character(self) -> None:
        self.assertEqual(self.reason(b'{"type":"say","text":"\\ud800"}'), (Code.NOT_JSON, "syntax"))

    def test_what_is_nested_as_deeply_as_a_line_can_be(self) -> None:
        for sent in (b'{"a":' * 6000, b'{"type":"say","text":"","a":' + b"[" * 30_000):
            self.assertEqual(self.reason(sent), (Code.NOT_JSON, "too-deep"))

    def test_an_unknown_type_is_told_with_the_nearest_one(self) -> None:
        refused = self.refused(line(type="sya", id="a1", text="hola"))

        self.assertEqual(refused.code, Code.UNKNOWN_TYPE)
        self.assertEqual(refused.details, {"value": "sya", "nearest": "say"})

    def test_another_name_of_a_command_is_told_with_its_type(self) -> None:
        refused = self.refused(line(type="susurro", to="ana", text="hola"))

        self.assertEqual(refused.details["nearest"], "msg")

    def test_of_a_long_type_the_beginning_is_told_and_nothing_that_harms(self) -> None:
        value = str(self.refused(line(type="\x1b[31m" + "x" * 10_000)).details["value"])

        self.assertEqual(value, "x" * len(value))
        self.assertLessEqual(len(value), 64)

    def test_a_type_is_needed_and_is_a_string(self) -> None:
        self.assertEqual(self.wrong_field(b"{}"), ("type", "missing"))
        self.assertEqual(self.wrong_field(line(type=1)), ("type", "not-text"))

    def test_a_field_that_is_needed_and_missing(self) -> None:
        self.assertEqual(self.wrong_field(line(type="msg", to="ana")), ("text", "missing"))

    def test_a_field_of_the_wrong_type(self) -> None:
        for sent, wrong in (
            (line(type="say", text=1), ("text", "not-text")),
            (line(type="say", text=None), ("text", "not-text")),
            (line(type="say", text="hola", room=["a"]), ("room", "not-text")),
            (line(type="sessions", what="close", number=1.5), ("number", "not-a-number")),
            (line(type="sessions", what="close", number=True), ("number", "not-a-number")),
            (line(type="hello", version="1"), ("version", "not-a-number")),
            (line(type="hello", version=1, rooms="kitchen"), ("rooms", "not-a-list")),
            (line(type="hello", version=1, rooms=["kitchen", 1]), ("rooms", "not-a-list")),
            (line(type="ping", id=7), ("id", "not-text")),
        ):
            self.assertEqual(self.wrong_field(sent), wrong)

    def test_a_number_that_no_message_has(self) -> None:
        for since in (-1, 2**63):
            sent = line(type="hello", version=1, since=since)
            self.assertEqual(self.wrong_field(sent), ("since", "out-of-range"))

    def test_a_number_longer_than_python_reads(self) -> None:
        sent = b'{"type":"sessions","what":"close","number":' + b"1" * 5000 + b"}"

        self.assertEqual(self.wrong_field(sent), ("number", "not-a-number"))

    def test_an_id_that_is_too_long(self) -> None:
        sent = line(type="ping", id="x" * (LONGEST_ID + 1))

        self.assertEqual(self.wrong_field(sent), ("id", "too-long"))


class TheIdOfWhatIsRefused(Reading):
    def test_it_is_found_whatever_else_is_wrong(self) -> None:
        for sent in (
            line(type="say", id="a1"),
            line(type="sya", id="a1"),
            line(id="a1"),
            line(type="say", text=1, id="a1"),
            b'{"type":"say","id":"a1","text":"\xe1"}',
            b'{"type":"say","text":1,"other":1e999,"id":"a1"}',
        ):
            self.assertEqual(self.refused(sent).request, "a1")

    def test_there_is_none_if_it_is_none_itself(self) -> None:
        for name in (7, None, "x" * (LONGEST_ID + 1)):
            self.assertIsNone(self.refused(line(type="sya", id=name)).request)


class NewCommands(SynchronousTestCase):
    reader: ClassVar = Reader(tuple(Catalogue(Wave, Meet)))

    def test_a_message_of_its_own_asks_for_one(self) -> None:
        request = self.reader.read(
            line(type="wave", id="a1", person="ana", times=3, room="kitchen")
        )

        self.assertEqual(performed(request), (Wave("ana", "3"), "a1", "kitchen"))

    def test_one_with_a_room_among_its_arguments_keeps_it(self) -> None:
        request = self.reader.read(line(type="meet-there", room="kitchen"))

        self.assertEqual(performed(request), (Meet("kitchen"), None, ""))

    def test_what_it_needs_is_asked_for(self) -> None:
        refused = self.assertRaises(BadRequestError, self.reader.read, line(type="wave"))

        self.assertEqual(refused.details, {"name": "person", "reason": "missing"})

    def test_its_description_is_its_summary(self) -> None:
        self.assertEqual(self.reader.types[-2].__doc__, Wave.summary)

    def test_an_argument_called_like_what_every_message_has_is_refused(self) -> None:
        @dataclass(frozen=True, slots=True)
        class Wrong(Command):
            """A command whose argument hides something."""

            names = ("wrong",)
            summary = "Nothing."
            id: Text

        self.assertRaises(TypeError, Reader, tuple(Catalogue(Wrong)))
