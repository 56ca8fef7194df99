from __future__ import annotations

import os
import time
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core import events
from chatservice.core.events import (
    Acted,
    Corrected,
    Deleted,
    Event,
    Joined,
    Left,
    Quit,
    Renamed,
    Said,
    TopicChanged,
    Whispered,
)
from chatservice.core.log import Kept
from chatservice.core.replies import HistoryShown, NicknameAsked
from chatservice.core.settings import Settings
from chatservice.core.text import sanitise
from chatservice.render.plain import EVENTS, FORM, PlainRenderer

NOW = datetime(2026, 11, 21, 14, 35, 59, tzinfo=timezone.utc)
ENGLISH = Settings(zone="UTC")
SPANISH = Settings("es", zone="UTC")
HELLO = Said(NOW, "cocina", "Juan", "Hola")


def shown(what: Event, settings: Settings = ENGLISH, *, labelled: bool = False) -> str:
    """Return the one line that is read of an event, without its end."""
    line = PlainRenderer()(what, settings.representation(FORM), labelled=labelled).decode()
    assert line.endswith("\r\n")
    return line.removesuffix("\r\n")


class Events(SynchronousTestCase):
    def assert_shown(self, event: Event, english: str, spanish: str) -> None:
        self.assertEqual((shown(event), shown(event, SPANISH)), (english, spanish))

    def test_something_said(self) -> None:
        self.assert_shown(HELLO, "[14:35] Juan: Hola", "[14:35] Juan: Hola")

    def test_something_done(self) -> None:
        self.assert_shown(Acted(NOW, "cocina", "Juan", "waves"), "* Juan waves", "* Juan waves")

    def test_something_whispered(self) -> None:
        self.assert_shown(
            Whispered(NOW, "Juan", "Ana", "psst"),
            "[14:35] Juan (private): psst",
            "[14:35] Juan (privado): psst",
        )

    def test_somebody_comes(self) -> None:
        self.assert_shown(Joined(NOW, "cocina", "Juan"), "* Juan joined", "* Juan entró")

    def test_somebody_leaves_a_room(self) -> None:
        self.assert_shown(Left(NOW, "cocina", "Juan"), "* Juan left", "* Juan salió")

    def test_somebody_leaves_the_chat(self) -> None:
        self.assert_shown(Quit(NOW, "Juan"), "* Juan left", "* Juan salió")

    def test_somebody_leaves_the_chat_and_says_why(self) -> None:
        self.assert_shown(Quit(NOW, "Juan", "lunch"), "* Juan left (lunch)", "* Juan salió (lunch)")

    def test_somebody_has_another_name(self) -> None:
        self.assert_shown(Renamed(NOW, "Juan", "Ana"), "* Juan is now Ana", "* Juan ahora es Ana")

    def test_somebody_sets_a_topic(self) -> None:
        self.assert_shown(
            TopicChanged(NOW, "cocina", "Juan", "Tea"),
            "* Juan set the topic: Tea",
            "* Juan cambió el tema: Tea",
        )

    def test_somebody_takes_the_topic_away(self) -> None:
        self.assert_shown(
            TopicChanged(NOW, "cocina", "Juan", ""),
            "* Juan took the topic away",
            "* Juan quitó el tema",
        )

    def test_somebody_corrects_what_they_said(self) -> None:
        self.assert_shown(
            Corrected(NOW, "cocina", "Juan", "Hola", 1),
            "* Juan corrected: Hola",
            "* Juan corrigió: Hola",
        )

    def test_somebody_corrects_what_they_whispered(self) -> None:
        self.assert_shown(
            Corrected(NOW, "", "Juan", "Hola", 1),
            "* Juan corrected (private): Hola",
            "* Juan corrigió (privado): Hola",
        )

    def test_somebody_takes_back_what_they_said(self) -> None:
        self.assert_shown(
            Deleted(NOW, "cocina", "Juan", 1),
            "* Juan took back a message",
            "* Juan retiró un mensaje",
        )

    def test_somebody_takes_back_what_they_whispered(self) -> None:
        self.assert_shown(
            Deleted(NOW, "", "Juan", 1),
            "* Juan took back a private message",
            "* Juan retiró un mensaje privado",
        )

    def test_every_kind_of_event_can_be_shown(self) -> None:
        kinds = {
            each
            for each in vars(events).values()
            if isinstance(each, type) and issubclass(each, Event)
        }

        self.assertEqual(set(EVENTS), kinds - {Event})


class Styles(SynchronousTestCase):
    def test_the_bracket_stands_around_the_name(self) -> None:
        self.assertEqual(shown(HELLO, Settings(style="bracket")), "[Juan] Hola")

    def test_the_bracket_holds_the_mark_of_a_private_message(self) -> None:
        whispered = Whispered(NOW, "Juan", "Ana", "hola")

        self.assertEqual(shown(whispered, Settings("es", "bracket")), "[Juan (privado)] hola")

    def test_without_times_the_name_comes_first(self) -> None:
        self.assertEqual(shown(HELLO, Settings(times=False)), "Juan: Hola")

    def test_the_name_of_another_room_stands_behind_the_time(self) -> None:
        self.assertEqual(shown(HELLO, labelled=True), "[14:35] #cocina Juan: Hola")

    def test_what_is_changed_in_another_room_comes_with_its_name(self) -> None:
        self.assertEqual(
            (
                shown(Corrected(NOW, "cocina", "Juan", "Hola", 1), labelled=True),
                shown(Deleted(NOW, "cocina", "Juan", 1), labelled=True),
            ),
            ("#cocina * Juan corrected: Hola", "#cocina * Juan took back a message"),
        )

    def test_the_name_of_another_room_stands_before_the_bracket(self) -> None:
        self.assertEqual(
            shown(HELLO, Settings(style="bracket"), labelled=True), "#cocina [Juan] Hola"
        )

    def test_what_happened_in_no_room_has_no_label(self) -> None:
        for event in (
            Quit(NOW, "Juan"),
            Renamed(NOW, "Juan", "Ana"),
            Corrected(NOW, "", "Juan", "Hola", 1),
            Deleted(NOW, "", "Juan", 1),
        ):
            self.assertEqual(shown(event, labelled=True), shown(event))

    def test_without_colour_no_escape_sequence_is_sent(self) -> None:
        self.assertNotIn("\x1b", shown(HELLO))

    def test_a_colour_ends_behind_the_name(self) -> None:
        self.assertRegex(
            shown(HELLO, Settings(colour=True, style="bracket")),
            "^\\[\x1b\\[3[1-6]mJuan\x1b\\[0m\\] Hola$",
        )

    def test_a_person_always_has_the_same_colour(self) -> None:
        coloured = Settings(colour=True, times=False)
        waved = Acted(NOW, "cocina", "Juan", "waves")

        self.assertEqual(
            shown(HELLO, coloured).partition(":")[0],
            shown(waved, coloured).removeprefix("* ").partition(" waves")[0],
        )


class Times(SynchronousTestCase):
    def test_a_time_is_shown_in_the_readers_zone(self) -> None:
        # Bogotá is five hours behind UTC, all the year; Madrid one ahead in winter.
        for zone, clock in (("America/Bogota", "09:35"), ("Europe/Madrid", "15:35")):
            self.assertEqual(shown(HELLO, Settings(zone=zone)), f"[{clock}] Juan: Hola")

    def test_summer_time_is_that_of_the_day(self) -> None:
        july = Said(NOW.replace(month=7), "cocina", "Juan", "Hola")

        self.assertEqual(shown(july, Settings(zone="Europe/Madrid")), "[16:35] Juan: Hola")

    def test_without_a_zone_it_is_the_servers(self) -> None:
        before = os.environ.get("TZ")

        def restore() -> None:
            if before is None:
                os.environ.pop("TZ", None)
            else:
                os.environ["TZ"] = before
            time.tzset()

        self.addCleanup(restore)
        os.environ["TZ"] = "XYZ-3"  # POSIX: three hours ahead of UTC
        time.tzset()

        # At a time of its own: how the last one looked is remembered, and no server moves.
        moment = Said(NOW.replace(second=1), "cocina", "Juan", "Hola")
        self.assertEqual(shown(moment, Settings()), "[17:35] Juan: Hola")


class Lines(SynchronousTestCase):
    def test_the_prompt_has_no_line_end(self) -> None:
        render = PlainRenderer()

        self.assertEqual(
            [render(NicknameAsked(), s.representation(FORM)) for s in (ENGLISH, SPANISH)],
            [b"Enter your nickname: ", b"Usuario: "],
        )

    def test_text_is_utf_8_and_lines_end_in_crlf(self) -> None:
        said = Said(NOW, "cocina", "María", "¿qué? 日本 😀")

        self.assertEqual(
            PlainRenderer()(said, ENGLISH.representation(FORM)),
            "[14:35] María: ¿qué? 日本 😀\r\n".encode(),
        )

    def test_the_bell_is_one_byte(self) -> None:
        self.assertEqual(PlainRenderer().bell(ENGLISH.representation(FORM)), b"\x07")

    def test_a_history_has_a_head_and_a_line_for_each_message(self) -> None:
        waved = Acted(NOW, "cocina", "Ana", "waves")
        shown = HistoryShown("cocina", (Kept(1, HELLO), Kept(2, waved)), NOW, asked=True)

        self.assertEqual(
            PlainRenderer()(shown, SPANISH.representation(FORM)),
            b"Historial:\r\n[14:35] Juan: Hola\r\n* Ana waves\r\n",
        )

    def test_an_empty_history_says_so(self) -> None:
        shown = HistoryShown("cocina", (), NOW, asked=True)

        self.assertEqual(
            PlainRenderer()(shown, SPANISH.representation(FORM)),
            "Todavía no se ha dicho nada en #cocina.\r\n".encode(),
        )

    @given(st.text(), st.booleans(), st.sampled_from(["clock", "bracket"]))
    def test_whatever_is_said_is_one_line(self, text: str, labelled: bool, style: str) -> None:
        said = Said(NOW, "cocina", "Juan", sanitise(text))

        line = shown(said, Settings(style=style), labelled=labelled)

        self.assertEqual(line.splitlines(), [line])
        self.assertTrue(line.endswith(sanitise(text)))
