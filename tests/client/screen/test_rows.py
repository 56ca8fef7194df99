from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.clusters import part_of
from chatservice.client.screen.colours import PALETTE, Colours
from chatservice.client.screen.rows import MOST_NAMES, Layout, Row
from chatservice.client.screen.wrapping import width_of
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.render.phrasebook import phrasebook
from tests.client.screen.test_clusters import CLUSTERS

AT = datetime(2026, 11, 20, 9, 5).astimezone()
"""In the time of wherever this runs."""

ESCAPE = "[ZeroWidthEscape]"


def layout(nick: str = "juan", *, colours: bool = True) -> Layout:
    return Layout(phrasebook("en"), Colours(enabled=colours), nick)


def said(text: str, **more: object) -> Entry:
    return replace(Entry(Kind.SAID, AT, text, "ana"), **more)


def text_of(row: Row) -> str:
    """Return what a row shows."""
    return "".join(
        character if (part := part_of(character)) is None else "" if part.cell else part.cluster
        for style, text, *_ in row
        if style != ESCAPE
        for character in text
    ).rstrip()


def texts(entry: Entry, width: int = 80, *, in_room: bool = True) -> list[str]:
    return [text_of(row) for row in layout().entry(entry, width, in_room=in_room)]


def style_of(text: str, rows: list[Row]) -> str:
    """Return the style of the fragment that is a text, or begins with it."""
    for row in rows:
        for style, shown, *_ in row:
            if style != ESCAPE and shown.startswith(text):
                return style
    raise AssertionError(f"{text!r} is in none of {rows}")


class WhatIsSaid(SynchronousTestCase):
    def test_the_time_and_the_name_stand_before_it(self) -> None:
        self.assertEqual(texts(said("hello")), ["09:05 ana  hello"])

    def test_rows_of_a_long_text_stand_below_each_other(self) -> None:
        self.assertEqual(
            texts(said("one two three four five six seven eight nine"), 50),
            ["09:05 ana  one two three four five six seven eight", "           nine"],
        )

    def test_a_narrow_screen_has_little_indentation(self) -> None:
        self.assertEqual(texts(said("one two three"), 20), ["09:05 ana  one two", "  three"])

    def test_a_long_name_leaves_room_for_the_text(self) -> None:
        entry = said("one two " * 8, who="a" * 30)

        second = texts(entry, 60)[1]
        self.assertEqual(len(second) - len(second.lstrip()), 2)

    def test_what_was_done_is_told_as_such(self) -> None:
        entry = Entry(Kind.ACTED, AT, "waves", "ana")

        self.assertEqual(texts(entry), ["09:05 * ana waves"])

    def test_lines_of_one_message_stand_in_rows(self) -> None:
        self.assertEqual(texts(said("one ⏎ two")), ["09:05 ana  one ⏎", "           two"])

    def test_what_was_changed_says_so(self) -> None:
        self.assertEqual(texts(said("hello", edited=True)), ["09:05 ana  hello (edited)"])

    def test_what_was_taken_back_is_who_did_that(self) -> None:
        entry = said("ana took this back", gone=True, edited=False)

        self.assertEqual(texts(entry), ["09:05 ana  ana took this back"])

    def test_what_was_taken_back_looks_different(self) -> None:
        rows = layout(colours=False).entry(said("ana took this back", gone=True), 80)

        self.assertIn("italic", style_of("ana took", rows))

    def test_nothing_steers_the_terminal(self) -> None:
        entry = said("a\x1b[2Jb\x07", who="a\x1b]0;x\x07na", problem="c\x1bcd")

        self.assertNotIn("\x1b", "".join(texts(entry)))


class Whose(SynchronousTestCase):
    def test_everybody_has_a_colour(self) -> None:
        rows = layout().entry(said("hello"), 80)

        self.assertIn(PALETTE[0], style_of("ana", rows))

    def test_ones_own_name_has_none(self) -> None:
        rows = layout().entry(said("hello", who="juan", own=True), 80)

        self.assertNotIn("#", style_of("juan", rows))

    def test_a_private_message_looks_different(self) -> None:
        rows = layout(colours=False).entry(said("psst", kind=Kind.WHISPERED), 80, in_room=False)

        self.assertIn("italic", style_of("ana", rows))

    def test_a_private_message_in_a_room_says_so(self) -> None:
        self.assertEqual(texts(said("psst", kind=Kind.WHISPERED)), ["09:05 ana (privately)  psst"])

    def test_a_name_and_a_text_from_right_to_left_are_parted(self) -> None:
        self.assertIn("\u200e", texts(said("שלום", who="דני"))[0])

    def test_nothing_is_put_between_others(self) -> None:
        for entry in (said("hello", who="דני"), said("שלום"), said("hello")):
            self.assertNotIn("\u200e", texts(entry)[0])


class Mentions(SynchronousTestCase):
    def test_ones_name_is_marked(self) -> None:
        rows = layout(colours=False).entry(said("hi @juan!", mention=True), 80)

        self.assertIn("reverse", style_of("@juan", rows))

    def test_the_entry_is_marked(self) -> None:
        rows = layout(colours=False).entry(said("hi juan", mention=True), 80)

        self.assertIn("bold", style_of("09:05", rows))

    def test_an_address_with_the_name_in_it_is_no_mention(self) -> None:
        rows = layout(colours=False).entry(said("juan: http://a.b/juan", mention=True), 80)

        self.assertNotIn("reverse", style_of("h", rows))


class WhatBecameOfIt(SynchronousTestCase):
    def test_what_waits_is_marked(self) -> None:
        entry = said("hello", state=State.WAITING)

        self.assertEqual(texts(entry), ["09:05 ana  hello …"])

    def test_why_it_was_refused_stands_below(self) -> None:
        entry = said("hello", state=State.REFUSED, problem="There is no such room.")

        self.assertEqual(texts(entry), ["09:05 ana  hello", "           ! There is no such room."])


class WhoCameAndWent(SynchronousTestCase):
    def presence(self, came: list[str], went: list[str]) -> str:
        return texts(Entry(Kind.PRESENCE, AT, came=came, went=went), 200)[0].removeprefix(
            "09:05 * "
        )

    def test_they_are_told_of_together(self) -> None:
        self.assertEqual(self.presence(["ana", "juan"], ["eva"]), "ana, juan joined · eva left")

    def test_only_the_first_ones_are_named(self) -> None:
        names = [f"user{number}" for number in range(MOST_NAMES + 3)]

        self.assertEqual(
            self.presence([], names), f"{', '.join(names[:MOST_NAMES])} and 3 more left"
        )

    def test_somebody_who_came_twice_is_named_once(self) -> None:
        self.assertEqual(self.presence(["ana", "ana"], []), "ana joined")


class WhatIsTold(SynchronousTestCase):
    def test_each_sentence_is_a_row(self) -> None:
        entry = Entry(Kind.NOTICE, AT, "One.\nTwo.")

        self.assertEqual(texts(entry), ["09:05  One.", "       Two."])

    def test_a_line_keeps_its_colours(self) -> None:
        rows = layout().entry(Entry(Kind.LINE, AT, "a \x1b[31mred\x1b[0m one"), 80)

        self.assertIn("ansired", style_of("red", rows))

    def test_without_colours_it_has_none(self) -> None:
        rows = layout(colours=False).entry(Entry(Kind.LINE, AT, "\x1b[31mred\x1b[0m"), 80)

        self.assertEqual(style_of("red", rows), "")

    def test_a_link_that_changes_its_colour_is_one_link(self) -> None:
        (row,) = layout().entry(Entry(Kind.LINE, AT, "http://a\x1b[31m.b/c\x1b[0m"), 80)

        escapes = {text for style, text, *_ in row if style == ESCAPE}
        self.assertEqual(len(escapes), 1)
        self.assertIn(";http://a.b/c\x1b", escapes.pop())


class Links(SynchronousTestCase):
    def test_each_cell_of_a_link_has_it(self) -> None:
        (row,) = layout().entry(said("see http://a.b/c."), 80)

        escapes = [text for style, text, *_ in row if style == ESCAPE]
        self.assertEqual(len(escapes), len("http://a.b/c"))

    def test_the_parts_of_one_that_is_wrapped_belong_together(self) -> None:
        rows = layout().entry(said(f"http://a.b/{'c' * 100}"), 40)

        escapes = {text for row in rows for style, text, *_ in row if style == ESCAPE}
        self.assertEqual(len(escapes), 1)

    def test_one_that_fits_a_row_stands_in_one(self) -> None:
        link = f"http://a.b/{'c' * 60}"

        self.assertIn(link, [row.strip() for row in texts(said(f"please see {link}"), 76)])

    def test_its_text_is_not_changed(self) -> None:
        self.assertEqual(texts(said("https://ñ.es/¿qué?")), ["09:05 ana  https://ñ.es/¿qué?"])


class Lines(SynchronousTestCase):
    def test_a_day_has_its_name(self) -> None:
        (row,) = layout().day(date(2026, 11, 20), 80)

        self.assertEqual(text_of(row), "── Friday, 20 November 2026 ──")

    def test_what_is_new_stands_below_a_line(self) -> None:
        (row,) = layout().mark(80)

        self.assertEqual(text_of(row), "── new ──")


entries = st.builds(
    Entry,
    kind=st.sampled_from(Kind),
    at=st.just(AT),
    text=st.lists(
        st.sampled_from([*"abc  漢\u200e\xa0", " ⏎ ", "\n", "http://example.org/abc", *CLUSTERS])
        | st.characters(),
        max_size=30,
    ).map("".join),
    who=st.sampled_from(["ana", "דני", "漢字漢字", "👩\u200d👧", ""]),
    state=st.sampled_from(State),
    mention=st.booleans(),
    edited=st.booleans(),
    problem=st.sampled_from(["", "It is too long for one message."]),
    came=st.lists(st.sampled_from(["ana", "दनी"])),
)


class AtAnyWidth(SynchronousTestCase):
    @given(entries, st.integers(1, 60))
    def test_no_row_is_wider_than_the_screen(self, entry: Entry, width: int) -> None:
        for row in layout().entry(entry, width):
            shown = "".join(text for style, text, *_ in row if style != ESCAPE)
            self.assertLessEqual(width_of(shown), width)

    @given(st.integers(1, 60))
    def test_neither_are_the_lines_between(self, width: int) -> None:
        made = layout()
        rows = [*made.day(AT.date(), width), *made.mark(width), *made.aside("A sentence.", width)]

        self.assertLessEqual(max(width_of(text_of(row)) for row in rows), width)
