from __future__ import annotations

import json
from pathlib import Path

from chatservice.configuration import configuration
from tests.configured import (
    DEFAULTS,
    NAMES,
    REPEATABLE,
    WRONG,
    ConfigurationTestCase,
    file,
    flag,
    variable,
)


class WrongValues(ConfigurationTestCase):
    def test_one_of_a_flag_names_the_flag_and_what_is_allowed(self) -> None:
        for name in NAMES:
            value, allowed = WRONG[name]
            sentence = self.complaint(flag(name, value), {})

            self.assertTrue(sentence.startswith(f"--{name}: "), sentence)
            self.assertIn(allowed, sentence)

    def test_one_of_the_environment_names_the_variable_and_what_is_allowed(self) -> None:
        for name in NAMES:
            value, allowed = WRONG[name]
            sentence = self.complaint({}, {variable(name): value})

            self.assertTrue(sentence.startswith(f"{variable(name)}: "), sentence)
            self.assertIn(allowed, sentence)

    def test_one_of_the_file_names_the_file_and_the_key_and_what_is_allowed(self) -> None:
        for name in NAMES:
            value, allowed = WRONG[name]
            sentence = self.complaint(file(f"{name} = {json.dumps(value)}"), {})

            self.assertTrue(sentence.startswith(f"chat.toml: {name}: "), sentence)
            self.assertIn(allowed, sentence)

    def test_one_is_shown_as_it_was_given(self) -> None:
        for name in [name for name in NAMES if name != "room"]:
            self.assertIn(repr(WRONG[name][0]), self.complaint(flag(name, WRONG[name][0]), {}))

    def test_one_is_explained_in_spanish_where_the_locale_is(self) -> None:
        for name in NAMES:
            sentence = self.complaint(flag(name, WRONG[name][0]), {"LANG": "es_ES.UTF-8"})

            self.assertTrue(sentence.startswith(f"--{name}: "), sentence)
            self.assertTrue("se admite" in sentence or "se permiten" in sentence)

    def test_one_of_a_kind_that_no_option_has_is_refused(self) -> None:
        for value in ["true", "1.5", "{ a = 1 }"]:
            for name in NAMES:
                if (name, value) in {("tls", "true"), ("no-plain", "true")}:
                    continue  # what is on or off may be said so, too
                sentence = self.complaint(file(f"{name} = {value}"), {})

                self.assertTrue(sentence.startswith(f"chat.toml: {name}: "), sentence)
                self.assertIn("a text in quotes or a whole number is allowed", sentence)

    def test_several_are_refused_where_one_is_wanted(self) -> None:
        for name in [name for name in NAMES if name not in REPEATABLE]:
            self.assertIn("one is allowed", self.complaint(file(f'{name} = ["a", "b"]'), {}))

    def test_one_with_line_ends_is_told_in_one_line(self) -> None:
        self.assertIn("\\n", self.complaint(flag("style", "a\nb\rc"), {}))

    def test_a_port_is_ascii_digits_of_at_most_65535(self) -> None:
        for value in ["", "-1", "65536", "5050.0", "0x50", "５０５０", "9" * 5000]:
            self.assertTrue(self.complaint(flag("port", value), {}).startswith("--port: "))

    def test_a_port_may_be_any_of_those_there_are(self) -> None:
        for value in ["0", "1", "65535", "05050"]:
            self.assertEqual(
                configuration(flag("port", value), {}).address, ("0.0.0.0", int(value))
            )

    def test_a_port_in_the_file_may_stand_without_quotes(self) -> None:
        self.assertEqual(configuration(file("port = 4001"), {}).address, ("0.0.0.0", 4001))

    def test_a_number_too_long_for_python_is_told_in_a_sentence_too(self) -> None:
        self.assertIn("chat.toml", self.complaint(file(f"port = {'9' * 5000}"), {}))


class TheFile(ConfigurationTestCase):
    def test_an_unknown_key_is_refused_with_those_there_are(self) -> None:
        sentence = self.complaint(file('colour = "red"'), {})

        self.assertEqual(
            sentence,
            "chat.toml: there is no option 'colour': port, host, listen, language, style, room, "
            "motd, data, sync, retain, history, max-connections, address-connections, "
            "address-arrivals, arrivals, flood, flood-registered, renames, rooms-each, strangers, "
            "repeats, logins, nickname-seconds, line-seconds, trusted, tls, "
            "tls-port, tls-certificate, tls-key, no-plain, handshake-seconds, web-host are allowed",
        )

    def test_one_that_is_not_there_is_refused(self) -> None:
        self.assertEqual(
            self.complaint({"config": "no-such-file"}, {}),
            "--config: 'no-such-file' can't be read (No such file or directory): "
            "a TOML file is allowed",
        )

    def test_one_that_the_environment_names_is_refused_by_the_variables_name(self) -> None:
        self.assertTrue(
            self.complaint({}, {"CHAT_CONFIG": "no-such-file"}).startswith("CHAT_CONFIG: ")
        )

    def test_one_that_is_not_toml_is_refused_with_an_example(self) -> None:
        sentence = self.complaint(file("port: 5050\n"), {})

        self.assertTrue(sentence.startswith("--config: 'chat.toml' is not TOML ("), sentence)
        self.assertTrue(sentence.endswith("lines like port = 5050 are allowed"), sentence)

    def test_one_that_is_not_text_is_refused(self) -> None:
        Path("chat.toml").write_bytes(b"room = '\xff\xfe'")

        self.assertIn("is not TOML", self.complaint({"config": "chat.toml"}, {}))

    def test_an_empty_one_changes_nothing(self) -> None:
        self.assertEqual(configuration(file(""), {}), DEFAULTS)
