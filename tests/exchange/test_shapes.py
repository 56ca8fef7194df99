"""Messages as lines and objects: written, and read again without loss."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.text import is_blank, sanitise
from chatservice.exchange.shapes import SHAPES, Entry
from tests.exchange.folders import AT, read, written

TEXTS = st.text(min_size=1).map(sanitise).filter(lambda text: not is_blank(text))
# What an action's mark looks like, and what stands around names.
TRICKY = st.sampled_from(["(edited) waves", "* Ana waves", ": hola", "#lobby Ana: hola", "  x  "])
ENTRIES = st.builds(
    Entry,
    at=st.integers(0, AT),
    room=st.sampled_from(["lobby", "Cocina", "дом", "a.b-c_1"]),
    user=st.sampled_from(["Juan", "Ángel", "李雷", "edited", "x-.", "_x"]),
    text=TEXTS | TRICKY,
    action=st.booleans(),
    edited=st.booleans(),
)
HOLA = Entry(AT, "lobby", "Juan", "hola")


class Shapes(SynchronousTestCase):
    @given(st.lists(ENTRIES), st.sampled_from(sorted(SHAPES)))
    def test_what_is_written_is_read_again(self, entries: list[Entry], shape: str) -> None:
        self.assertEqual(read(written(entries, shape)), entries)

    @given(st.lists(ENTRIES))
    def test_a_list_is_json(self, entries: list[Entry]) -> None:
        found = json.loads(written(entries, "json"))

        self.assertEqual([record["message"] for record in found], [e.text for e in entries])

    def test_a_file_is_the_same_however_it_was_cut_into_chunks(self) -> None:
        for shape in SHAPES.values():
            whole = "".join(shape.written([[HOLA, HOLA, HOLA]]))

            self.assertEqual("".join(shape.written([[], [HOLA], [], [HOLA, HOLA]])), whole)

    def test_an_object_has_its_fields_in_order(self) -> None:
        self.assertEqual(
            written([HOLA]),
            '{"time": "2026-09-21T14:13:20.123456Z", "room": "lobby", "user": "Juan", '
            '"message": "hola"}\n',
        )

    def test_an_object_says_what_is_an_action_and_what_was_edited(self) -> None:
        self.assertEqual(
            written([HOLA._replace(text="canta", action=True, edited=True)]),
            '{"time": "2026-09-21T14:13:20.123456Z", "room": "lobby", "user": "Juan", '
            '"message": "canta", "kind": "action", "edited": true}\n',
        )

    def test_letters_stay_letters(self) -> None:
        self.assertIn("qué 👍", written([HOLA._replace(text="qué 👍")]))

    def test_a_line_of_text_is_read_by_people(self) -> None:
        time = "2026-09-21T14:13:20.123456Z"
        for changes, line in (
            ({}, "Juan: hola"),
            ({"edited": True}, "Juan (edited): hola"),
            ({"action": True}, "* Juan hola"),
            ({"action": True, "edited": True}, "* (edited) Juan hola"),
        ):
            self.assertEqual(written([HOLA._replace(**changes)], "txt"), f"{time} #lobby {line}\n")
