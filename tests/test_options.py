from __future__ import annotations

import io
import sys

from twisted.trial.unittest import SynchronousTestCase

from chatservice import __version__
from chatservice.configuration import OPTIONS, configuration
from chatservice.options import Options
from tests.configured import NEEDED


def parsed(*arguments: str, **environment: str) -> Options:
    options = Options(environment)
    options.parseOptions(list(arguments))
    return options


class CommandLine(SynchronousTestCase):
    def complaint(self, *arguments: str) -> str:
        """Return what a program that is started so ends with."""
        sentence = self.assertRaises(SystemExit, parsed, *arguments).code
        assert isinstance(sentence, str)  # which Python prints, and ends with status 1
        self.assertEqual(len(sentence.splitlines()), 1, sentence)
        return sentence

    def test_without_arguments_everything_is_as_by_default(self) -> None:
        self.assertEqual(parsed().configuration, configuration({}, {}))

    def test_every_option_is_a_flag(self) -> None:
        values = {
            "port": "1",
            "host": "::1",
            "listen": "tcp:1",
            "language": "es",
            "style": "bracket",
            "room": "plaza",
            "motd": __file__,
            "data": ".",
            "sync": "full",
            "retain": "90d",
            "history": "0",
            "max-connections": "100",
            "address-connections": "100",
            "address-arrivals": "100",
            "arrivals": "100",
            "flood": "off",
            "flood-registered": "off",
            "renames": "off",
            "rooms-each": "100",
            "strangers": "off",
            "repeats": "off",
            "logins": "off",
            "nickname-seconds": "100",
            "line-seconds": "100",
            "trusted": "none",
            "tls": "yes",
            "tls-port": "1",
            "tls-certificate": __file__,
            "tls-key": __file__,
            "no-plain": "yes",
            "handshake-seconds": "1",
            "web-host": "chat.example.org",
        }
        for option in OPTIONS:
            value = values[option.name]
            flags = {option.name: [value] if option.repeatable else value}
            needed = NEEDED.get(option.name, {})
            needed = {
                name: __file__ if text == "one.txt" else text for name, text in needed.items()
            }
            typed = [f"--{option.name}"] if option.is_switch else [f"--{option.name}", value]

            self.assertEqual(parsed(*typed, **needed).configuration, configuration(flags, needed))
            self.assertNotEqual(configuration(flags, needed), configuration({}, needed))

    def test_what_is_on_or_off_takes_no_value(self) -> None:
        sentence = self.complaint("--tls=yes")

        self.assertTrue(sentence.endswith("--help lists what is allowed"), sentence)

    def test_a_flag_that_is_not_there_leaves_the_environment_its_word(self) -> None:
        self.assertIsNotNone(parsed(CHAT_TLS="yes").configuration.tls_address)

    def test_an_endpoint_may_be_repeated(self) -> None:
        options = parsed("--listen", "tcp:1", "--listen", "tcp:2")

        self.assertEqual(options.configuration.listen, (("auto", "tcp:1"), ("auto", "tcp:2")))

    def test_one_set_of_options_knows_nothing_of_another(self) -> None:
        parsed("--listen", "tcp:1")

        self.assertEqual(parsed().configuration, configuration({}, {}))

    def test_the_environment_is_read(self) -> None:
        self.assertEqual(parsed(CHAT_ROOM="plaza").configuration.room, "plaza")

    def test_a_flag_beats_the_environment(self) -> None:
        options = parsed("--room", "patio", CHAT_ROOM="plaza")

        self.assertEqual(options.configuration.room, "patio")

    def test_a_wrong_value_ends_the_program_with_a_sentence(self) -> None:
        self.assertEqual(
            self.complaint("--style", "baroque"),
            "chat: --style: 'baroque' is not known: clock, bracket are allowed",
        )

    def test_what_is_no_option_ends_the_program_with_where_to_look(self) -> None:
        for arguments in (["--colour", "red"], ["--port"], ["5050"]):
            sentence = self.complaint(*arguments)
            self.assertTrue(sentence.endswith("--help lists what is allowed"), sentence)

    def test_the_version_is_told(self) -> None:
        printed = io.StringIO()
        self.patch(sys, "stdout", printed)

        ended = self.assertRaises(SystemExit, parsed, "--version")

        self.assertEqual(ended.code, 0)
        self.assertEqual(printed.getvalue(), f"chatservice {__version__}\n")


class Usage(SynchronousTestCase):
    def setUp(self) -> None:
        self.shown = " ".join(str(Options({})).split())

    def test_every_option_is_there_with_what_it_is_and_its_default(self) -> None:
        for option in OPTIONS:
            self.assertIn(f"--{option.name}{' ' if option.is_switch else '='}", self.shown)
            self.assertIn(option.summary, self.shown)
            self.assertIn(option.default, self.shown)

    def test_the_file_is_there_too(self) -> None:
        self.assertIn("--config=", self.shown)
