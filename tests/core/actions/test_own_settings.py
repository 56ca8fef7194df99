from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class OwnSettings(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_all_settings_are_shown_with_their_values_and_what_is_allowed(self) -> None:
        self.ana.types("/set")

        self.assertEqual(
            self.ana.reads(),
            [
                "Your settings:",
                "  echo off     your own lines come back to you (on, off)",
                "  style clock  how a message is shown (clock, bracket)",
                "  language en  the language of what the server tells you (en, es)",
                "  colour off   a colour for each person (on, off)",
                "  bell off     rings when someone names you or writes to you alone (on, off)",
                "  times on     the time before each message (on, off)",
                (
                    "  zone UTC     the time zone of those times (server, Europe/Madrid, "
                    "America/Bogota, UTC)"
                ),
                "/set NAME VALUE changes one.",
            ],
        )

    def test_all_settings_are_shown_in_spanish(self) -> None:
        self.ana.types("/lang es")
        self.ana.reads()

        self.ana.types("/ajustes")

        shown = self.ana.reads()
        self.assertEqual(shown[0], "Tus ajustes:")
        self.assertEqual(shown[1], "  echo off     tus propias líneas te vuelven (on, off)")
        self.assertEqual(shown[-1], "/set NOMBRE VALOR cambia uno.")

    def test_one_setting_is_shown(self) -> None:
        self.ana.types("/set style")

        self.assertEqual(self.ana.reads(), ["style is clock."])

    def test_a_setting_has_a_name_in_spanish_too(self) -> None:
        self.ana.types("/set estilo corchete")

        self.assertEqual(self.ana.reads(), ["style is bracket now."])

    def test_an_unknown_setting_is_refused_with_all_there_are(self) -> None:
        self.ana.types("/set volume 11")

        self.assertEqual(
            self.ana.reads(),
            [
                (
                    "There is no setting volume. The settings are: echo, style, language, colour, "
                    "bell, times, zone."
                )
            ],
        )

    def test_a_wrong_value_is_refused_with_what_is_allowed(self) -> None:
        self.ana.types("/set echo loud")

        self.assertEqual(self.ana.reads(), ["loud is not a value for echo. Allowed are: on, off."])

    def test_the_style_is_each_persons_own(self) -> None:
        (beto,) = self.chat.people("Beto")
        self.ana.types("/set style bracket")
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads()[-1], "[Juan] hola")
        self.assertEqual(beto.reads(), ["[14:35] Juan: hola"])

    def test_without_times_a_message_begins_with_the_name(self) -> None:
        self.ana.types("/set times off")
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["Juan: hola"])

    def test_times_are_shown_in_the_zone_that_one_chose(self) -> None:
        self.ana.types("/set zone America/Bogota")  # five hours behind UTC, all the year
        self.ana.reads()

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[09:35] Juan: hola"])

    def test_in_colour_each_name_has_one_and_the_rest_has_none(self) -> None:
        self.ana.types("/set colour on")
        self.ana.reads()

        self.juan.types("hola")

        self.assertRegex(self.ana.reads()[0], "^\\[14:35\\] \x1b\\[3[1-6]mJuan\x1b\\[0m: hola$")

    def test_the_language_changes_at_once(self) -> None:
        self.ana.types("/lang es")

        self.assertEqual(self.ana.reads(), ["Cambiado: language = es"])

    def test_the_language_can_be_asked_for(self) -> None:
        self.ana.types("/idioma")

        self.assertEqual(self.ana.reads(), ["language is en."])

    def test_an_unknown_language_is_refused_with_those_there_are(self) -> None:
        self.ana.types("/lang fr")

        self.assertEqual(self.ana.reads(), ["fr is not a value for language. Allowed are: en, es."])

    def test_the_language_is_each_persons_own(self) -> None:
        self.ana.types("/lang es")
        self.ana.reads()

        self.chat.join("Beto")

        self.assertEqual(self.ana.reads(), ["* Beto entró"])
        self.assertEqual(self.juan.reads(), ["* Beto joined"])

    def test_what_was_told_before_another_language_stays_in_the_first(self) -> None:
        with self.chat.one_turn():
            self.ana.types("/back", "/lang es", "/back")

        self.assertEqual(
            self.ana.reads(), ["You are back.", "Cambiado: language = es", "Has vuelto."]
        )
