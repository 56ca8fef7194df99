from __future__ import annotations

import json
from typing import Any, Union, get_type_hints

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Event, Said
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    Declined,
    Done,
    HistoryShown,
    NicknameAsked,
    Reply,
    StillHere,
    TypingSeen,
    WayOutShown,
)
from chatservice.core.settings import LANGUAGES, Settings
from chatservice.render.messages import SERVER_MESSAGES, Answer, Message, Part
from chatservice.render.objects import FORM, REPLIES, UNTOLD, JsonRenderer
from tests.render.told import ALL_REPLIES, EVENTS, NOW, as_json
from tests.render.told import REPLIES as MADE_UP

render = JsonRenderer()
ENGLISH = Settings().representation(FORM)
HELLO = Said(NOW, "lobby", "ana", "hola")
HOSTILE = '\n\r\x00\x1b[2J\x7f\x85\u2028\u2029"\\/</script>{}\ufeff\u202e\U0001f600'

# Read as a program reads them that knows the messages and nothing else of the server.
decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(
    Union[SERVER_MESSAGES],  # noqa: UP007  # made at run time
    strict=True,
)


class Messages(SynchronousTestCase):
    def test_each_has_a_type_of_its_own_in_kebab_case(self) -> None:
        types = [str(each.__struct_config__.tag) for each in SERVER_MESSAGES]

        self.assertEqual(len(set(types)), len(SERVER_MESSAGES))
        for each in types:
            self.assertRegex(each, "^[a-z]+(-[a-z]+)*$")

    def test_every_message_is_among_them(self) -> None:
        def leaves(kind: type[Message]) -> set[type[Message]]:
            below = kind.__subclasses__()
            return set().union(*map(leaves, below)) if below else {kind}

        self.assertEqual(set(SERVER_MESSAGES), leaves(Message))

    def test_each_and_each_of_its_fields_is_described(self) -> None:
        silent = [
            f"{kind.__name__}.{field.name}"
            for kind in (*SERVER_MESSAGES, *set(Part.__subclasses__()) - {Message})
            for field in msgspec.structs.fields(kind)
            if not _description(kind, field.name)
        ]

        self.assertEqual(silent, [])
        self.assertEqual([kind.__name__ for kind in SERVER_MESSAGES if not kind.__doc__], [])

    def test_the_names_of_fields_are_in_snake_case(self) -> None:
        for kind in SERVER_MESSAGES:
            for field in msgspec.structs.fields(kind):
                self.assertRegex(field.encode_name, "^[a-z]+(_[a-z]+)*$")


def _description(kind: type[Any], field: str) -> str:
    """Return the one sentence that is said of a field."""
    hint = get_type_hints(kind, include_extras=True)[field]
    texts = [each.description or "" for each in getattr(hint, "__metadata__", ())]
    return "".join(texts) if all(text.endswith(".") for text in texts) else ""


class Lines(SynchronousTestCase):
    def test_every_kind_of_reply_is_told_or_is_not_to_be(self) -> None:
        self.assertEqual({*REPLIES, *UNTOLD}, set(ALL_REPLIES))
        self.assertEqual(set(REPLIES) & UNTOLD, set())

    def test_what_is_for_terminals_is_not_told(self) -> None:
        for reply in (NicknameAsked(), TypingSeen(), WayOutShown(), StillHere()):
            self.assertEqual(render(reply, ENGLISH, request="a1"), b"")

    def test_there_is_no_bell(self) -> None:
        self.assertEqual(render.bell(ENGLISH), b"")

    def test_the_type_comes_first_and_the_line_ends_in_a_line_feed(self) -> None:
        self.assertEqual(
            render(HELLO, ENGLISH, seq=5),
            b'{"type":"said","seq":5,"at":"2026-11-21T14:35:02.123456Z","room":"lobby",'
            b'"from":"ana","text":"hola"}\n',
        )

    def test_text_is_utf_8(self) -> None:
        self.assertIn(
            "¿qué? 日本 😀".encode(), render(Said(NOW, "a", "b", "¿qué? 日本 😀"), ENGLISH)
        )

    def test_an_answer_carries_the_name_of_its_request(self) -> None:
        for reply in (Done(1), Declined(Refused(Code.NOT_UTF8)), HistoryShown("lobby", (), NOW)):
            self.assertEqual(as_json(reply, request="a 1")["id"], "a 1")

    def test_what_answers_no_request_names_none(self) -> None:
        self.assertNotIn("id", as_json(Done(1)))

    def test_an_empty_name_of_a_request_is_one(self) -> None:
        self.assertEqual(as_json(Done(1), request="")["id"], "")

    def test_in_another_room_it_is_the_same_line(self) -> None:
        self.assertEqual(render(HELLO, ENGLISH, labelled=True), render(HELLO, ENGLISH))

    def test_a_time_on_the_second_has_no_fraction(self) -> None:
        said = Said(NOW.replace(microsecond=0), "lobby", "ana", "hola")

        self.assertEqual(as_json(said)["at"], "2026-11-21T14:35:02Z")

    def test_hostile_text_stays_in_its_line(self) -> None:
        line = render(Said(NOW, HOSTILE, HOSTILE, HOSTILE), ENGLISH)

        self.assertEqual(line.splitlines(keepends=True), [line])
        self.assertEqual(json.loads(line)["text"], HOSTILE)

    def test_half_a_character_is_told_as_a_question_mark(self) -> None:
        declined = Declined(Refused(Code.UNKNOWN_USER, name="a\ud800b"))

        self.assertEqual(as_json(declined, request="a1")["details"], {"name": "a?b"})

    @given(EVENTS, st.integers(0, 2**53 - 1))
    def test_every_event_is_read_as_its_message(self, event: Event, seq: int) -> None:
        self._assert_read(render(event, ENGLISH, seq=seq))

    @given(MADE_UP, st.sampled_from(list(LANGUAGES)), st.none() | st.text(max_size=64))
    def test_every_reply_is_read_as_its_message(
        self, reply: Reply, language: str, request: str | None
    ) -> None:
        line = render(reply, Settings(language).representation(FORM), request=request)

        if type(reply) in UNTOLD:
            self.assertEqual(line, b"")
        else:
            message = self._assert_read(line)
            self.assertIsInstance(message, Answer)

    def _assert_read(self, line: bytes) -> Message:
        message = decoder.decode(line)
        self.assertEqual(msgspec.json.encode(message) + b"\n", line)
        self.assertEqual(line.splitlines(keepends=True), [line])
        self.assertEqual(json.loads(line)["type"], message.__struct_config__.tag)
        return message
