from __future__ import annotations

from dataclasses import fields
from zoneinfo import ZoneInfo

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.core.settings import (
    SETTINGS,
    Settings,
    _zones,
    change,
    find_setting,
    value_text,
)

BEFORE = Settings()


class Declarations(SynchronousTestCase):
    def test_every_field_of_the_settings_can_be_set_and_nothing_else(self) -> None:
        self.assertEqual(
            {setting.name for setting in SETTINGS}, {field.name for field in fields(Settings)}
        )

    def test_the_settings_are_those_that_were_promised(self) -> None:
        self.assertEqual(
            [setting.name for setting in SETTINGS],
            ["echo", "style", "language", "colour", "bell", "times", "zone"],
        )

    def test_every_value_that_is_said_to_be_allowed_is(self) -> None:
        for setting in SETTINGS:
            for value in setting.allowed:
                changed = change(BEFORE, setting.name, value)
                self.assertEqual(value_text(changed, setting.name), value)

    def test_no_two_settings_share_a_name(self) -> None:
        names = [name for setting in SETTINGS for name in (setting.name, *setting.aliases)]

        self.assertEqual(len(names), len(set(names)))

    def test_a_setting_is_found_under_each_of_its_names_in_any_case(self) -> None:
        for setting in SETTINGS:
            for name in (setting.name, *setting.aliases):
                self.assertIs(find_setting(name.upper()), setting)


class Defaults(SynchronousTestCase):
    def test_ones_own_lines_do_not_come_back(self) -> None:
        self.assertFalse(BEFORE.echo)

    def test_no_escape_sequence_is_sent_unasked(self) -> None:
        self.assertFalse(BEFORE.colour)

    def test_no_bell_rings_unasked(self) -> None:
        self.assertFalse(BEFORE.bell)

    def test_times_are_shown(self) -> None:
        self.assertTrue(BEFORE.times)

    def test_the_zone_is_the_servers(self) -> None:
        self.assertEqual(value_text(BEFORE, "zone"), "server")


class Changing(SynchronousTestCase):
    def assert_refused(self, setting: str, typed: str, code: Code, **details: str) -> None:
        refused = self.assertRaises(Refused, change, BEFORE, setting, typed)
        self.assertEqual((refused.code, refused.details), (code, details))

    def test_a_change_leaves_the_old_settings_as_they_were(self) -> None:
        change(BEFORE, "echo", "on")

        self.assertEqual(BEFORE, Settings())

    def test_a_change_leaves_the_other_settings_as_they_were(self) -> None:
        self.assertEqual(change(BEFORE, "style", "bracket"), Settings(style="bracket"))

    def test_a_switch_is_turned_on_in_either_language(self) -> None:
        for typed in ("on", "ON", "yes", "sí", "SÍ", "si"):
            self.assertTrue(change(BEFORE, "echo", typed).echo)

    def test_a_switch_is_turned_off_in_either_language(self) -> None:
        for typed in ("off", "no", "No"):
            self.assertFalse(change(Settings(echo=True), "echo", typed).echo)

    def test_a_language_has_its_name_in_either_language(self) -> None:
        for typed in ("es", "español", "espanol", "Spanish"):
            self.assertEqual(change(BEFORE, "idioma", typed).language, "es")

    def test_a_style_has_a_name_in_spanish(self) -> None:
        self.assertEqual(change(BEFORE, "estilo", "corchete").style, "bracket")

    def test_an_unknown_setting_is_refused_with_those_there_are(self) -> None:
        self.assert_refused(
            "volume",
            "11",
            Code.UNKNOWN_SETTING,
            name="volume",
            allowed="echo, style, language, colour, bell, times, zone",
        )

    def test_a_value_that_is_not_allowed_is_refused_with_those_that_are(self) -> None:
        self.assert_refused(
            "color", "red", Code.SETTING_VALUE, name="colour", value="red", allowed="on, off"
        )


class Zones(SynchronousTestCase):
    def test_a_zone_is_found_in_any_case_and_with_spaces(self) -> None:
        self.assertEqual(
            change(BEFORE, "zone", "america/argentina/buenos aires").zone,
            "America/Argentina/Buenos_Aires",
        )

    def test_the_servers_zone_can_be_had_back(self) -> None:
        for typed in ("server", "servidor"):
            self.assertEqual(change(Settings(zone="UTC"), "zone", typed), BEFORE)

    def test_a_city_alone_is_refused_with_its_zone(self) -> None:
        for typed, nearest in {"Madrid": "Europe/Madrid", "bogotá": "America/Bogota"}.items():
            refused = self.assertRaises(Refused, change, BEFORE, "zone", typed)
            self.assertEqual(refused.code, Code.UNKNOWN_ZONE)
            self.assertEqual(refused.details, {"value": typed, "nearest": nearest})

    def test_what_is_like_no_zone_is_refused_with_an_example(self) -> None:
        refused = self.assertRaises(Refused, change, BEFORE, "zone", "../../etc/passwd")

        self.assertIn(refused.details["nearest"], _zones().values())

    def test_every_zone_that_may_be_chosen_can_be_shown(self) -> None:
        for name in _zones().values():
            ZoneInfo(name)


class Representations(SynchronousTestCase):
    def test_who_reads_alike_has_equal_representations(self) -> None:
        self.assertEqual(
            Settings(echo=True, bell=True).representation("plain"),
            Settings().representation("plain"),
        )

    def test_who_reads_otherwise_has_other_ones(self) -> None:
        others = [
            Settings(language="es"),
            Settings(style="bracket"),
            Settings(colour=True),
            Settings(times=False),
            Settings(zone="UTC"),
        ]

        self.assertEqual(
            len({settings.representation("plain") for settings in (BEFORE, *others)}), 6
        )

    def test_another_form_is_another_representation(self) -> None:
        self.assertNotEqual(BEFORE.representation("plain"), BEFORE.representation("json"))
