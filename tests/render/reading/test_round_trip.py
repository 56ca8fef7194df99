from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE
from chatservice.core.declaring import Who
from chatservice.core.events import Event, Said
from chatservice.core.log import Kept
from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    CommandExplained,
    CommandsListed,
    Declined,
    Done,
    HistoryShown,
    LeftOut,
    MessageOfTheDay,
    PasswordAsked,
    Reply,
    SettingsShown,
    Wanted,
)
from chatservice.core.settings import LANGUAGES, STYLES, Representation, Settings
from chatservice.render.messages import SERVER_MESSAGES
from chatservice.render.plain import FORM, PlainRenderer
from chatservice.render.reading import READ, sentences, told
from tests.render.reading.tellable import TOLD, as_message, tellable, when_told
from tests.render.test_refusals import promised
from tests.render.told import NOW

REPRESENTATIONS = [
    Settings(language, style, colour=colour, zone="UTC").representation(FORM)
    for language, style, colour in product(LANGUAGES, STYLES, (False, True))
]
ENGLISH = Settings("en", zone="UTC").representation(FORM)
SPANISH = Settings("es", zone="UTC").representation(FORM)


def plain(what: Event | Reply, representation: Representation, **options: Any) -> str:
    """Return what somebody at a terminal of the server's reads."""
    return PlainRenderer()(what, representation, **options).decode()


class RoundTrips(SynchronousTestCase):
    def assert_read_alike(self, what: Event | Reply, asked_in: str = "en") -> None:
        for each in REPRESENTATIONS:
            self.assert_read_so(what, asked_in, each)

    def assert_read_so(self, what: Event | Reply, asked_in: str, wanted: Representation) -> None:
        lines = sentences(as_message(what, asked_in), wanted, now=when_told(what))

        end = "" if isinstance(what, PasswordAsked) else "\r\n"
        self.assertEqual("".join(line + end for line in lines), plain(what, wanted))

    def test_every_message_can_be_read(self) -> None:
        self.assertEqual(set(READ), set(SERVER_MESSAGES))

    def test_every_event_and_every_reply_reads_as_the_server_tells_it(self) -> None:
        for kind in TOLD:

            @settings(max_examples=15)
            @given(tellable(kind), st.sampled_from([*LANGUAGES]), st.sampled_from(REPRESENTATIONS))
            def read(what: Any, asked_in: str, wanted: Representation) -> None:
                self.assert_read_so(what, asked_in, wanted)

            with self.subTest(kind.__name__):
                read()

    def test_every_message_is_made_of_something_that_was_read_so(self) -> None:
        made: set[type] = set()
        for kind in TOLD:

            @settings(max_examples=1)
            @given(tellable(kind))
            def read(what: Any) -> None:
                made.add(type(as_message(what)))

            read()

        self.assertEqual(made, set(SERVER_MESSAGES))

    def test_every_refusal_reads_as_people_are_told_it(self) -> None:
        for code in Code:
            with self.subTest(code):
                self.assert_read_alike(Declined(Refused(code, **promised(code))))

    def test_every_command_reads_in_the_readers_own_language(self) -> None:
        for declaration, who, asked_in in product(CATALOGUE, Who, LANGUAGES):
            with self.subTest(declaration.name, who=who, asked_in=asked_in):
                self.assert_read_alike(CommandExplained(declaration, who), asked_in)

    def test_the_list_of_commands_is_that_of_whoever_asked(self) -> None:
        for who in Who:
            with self.subTest(who):
                commands = tuple(each for each in CATALOGUE if each.who <= who)
                self.assert_read_alike(CommandsListed(commands, who), "es")

    def test_every_password_is_asked_for(self) -> None:
        for wanted in Wanted:
            with self.subTest(wanted):
                self.assert_read_alike(PasswordAsked(wanted, "ana"))

    def test_every_setting_is_shown(self) -> None:
        changed = Settings("es", "bracket", True, True, True, False, "America/Bogota")

        self.assert_read_alike(SettingsShown(changed))

    def test_an_event_is_again_what_it_was(self) -> None:
        said = Said(NOW, "lobby", "ana", "hola")

        self.assertEqual(told(as_message(said)), said)


class Lines(SynchronousTestCase):
    def test_what_happened_in_another_room_can_have_its_name(self) -> None:
        message = as_message(Said(NOW, "lobby", "ana", "hola"))

        self.assertEqual(sentences(message, ENGLISH, labelled=True), ["[14:35] #lobby ana: hola"])

    def test_what_is_done_needs_no_words(self) -> None:
        self.assertEqual(sentences(as_message(Done(7)), ENGLISH), [])

    def test_an_empty_line_of_the_greeting_is_one(self) -> None:
        greeting = as_message(MessageOfTheDay(("Hola", "", "adiós", "")))

        self.assertEqual(sentences(greeting, ENGLISH), ["Hola", "", "adiós", ""])

    def test_a_question_is_asked_on_the_line_where_it_is_answered(self) -> None:
        asked = as_message(PasswordAsked(Wanted.LOGIN, "ana"))

        self.assertEqual(sentences(asked, SPANISH), ["Contraseña de ana: "])

    def test_a_day_is_named_that_is_not_the_day_when_it_is_read(self) -> None:
        said = Kept(5, Said(NOW, "lobby", "ana", "hola"))
        history = as_message(HistoryShown("lobby", (said,), NOW))
        line = "[14:35] ana: hola"

        self.assertEqual(sentences(history, ENGLISH, now=NOW), ["History:", line])
        self.assertEqual(
            sentences(history, ENGLISH, now=NOW + timedelta(days=1)),
            ["History:", "--- 2026-11-21 ---", line],
        )

    def test_it_is_read_now_unless_it_is_said_when(self) -> None:
        long_ago = NOW.replace(year=2001)
        left_out = as_message(LeftOut(3, "lobby", long_ago, long_ago))

        self.assertIn("before 2001-11-21", sentences(left_out, ENGLISH)[0])
