from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout

from twisted.python import usage
from twisted.trial.unittest import SynchronousTestCase

from chatservice import __version__
from chatservice.client.options import Options
from chatservice.render.phrasebook import phrasebook

FINGERPRINT = ":".join(["AB"] * 32)


def options(*arguments: str) -> Options:
    found = Options(phrasebook("en"))
    found.parseOptions(list(arguments))
    return found


class WhatIsGiven(SynchronousTestCase):
    def test_nothing_leaves_everything_open(self) -> None:
        empty = dict.fromkeys(
            ("host", "port", "nick", "config", "fingerprint", "known-hosts", "once", "log")
        )
        flags = dict.fromkeys(("plain", "json", "tls", "no-tls"), 0)

        self.assertEqual(dict(options()), empty | flags | {"room": []})

    def test_the_server_stands_before_the_port(self) -> None:
        found = options("home", "5051")

        self.assertEqual((found["host"], found["port"]), ("home", "5051"))

    def test_options_may_stand_anywhere(self) -> None:
        for arguments in (
            ["--nick", "ana", "home", "5051", "--json"],
            ["home", "--nick", "ana", "--json", "5051"],
            ["home", "5051", "--json", "--nick=ana"],
        ):
            found = options(*arguments)
            taken = [found[name] for name in ("host", "port", "nick", "json")]
            self.assertEqual(taken, ["home", "5051", "ana", 1])

    def test_several_rooms_stay_in_their_order(self) -> None:
        found = options("--room", "kitchen", "home", "--room", "#garden")

        self.assertEqual(found["room"], ["kitchen", "garden"])

    def test_a_fingerprint_is_taken_as_it_is_written_elsewhere(self) -> None:
        for written in (FINGERPRINT, f"SHA256:{FINGERPRINT}", "ab" * 32):
            self.assertEqual(options("--fingerprint", written)["fingerprint"], FINGERPRINT)

    def test_what_is_said_once_may_begin_with_a_dash_and_have_several_lines(self) -> None:
        self.assertEqual(options("--once", "-1\n--json")["once"], "-1\n--json")

    def test_an_option_may_be_written_as_far_as_it_is_clear(self) -> None:
        self.assertEqual(options("--know", "file")["known-hosts"], "file")


class WhatIsWrong(SynchronousTestCase):
    def complaint(self, *arguments: str, language: str = "en") -> str:
        found = Options(phrasebook(language))
        error = self.assertRaises(usage.UsageError, found.parseOptions, list(arguments))
        self.assertNotIn("\n", str(error))
        return str(error)

    def test_two_that_contradict_each_other(self) -> None:
        for one, other in (
            (["--plain"], ["--json"]),
            (["--json"], ["--once", "done"]),
            (["--tls"], ["--no-tls"]),
            (["--fingerprint", FINGERPRINT], ["--no-tls"]),
            (["--known-hosts", "file"], ["--no-tls"]),
        ):
            expected = f"{one[0]} and {other[0]} do not go together: one of them is allowed"
            with self.subTest(expected):
                self.assertEqual(self.complaint(*one, *other), expected)
                self.assertEqual(self.complaint(*other, "home", *one), expected)

    def test_an_argument_too_many(self) -> None:
        self.assertEqual(self.complaint("home", "1", "more"), "'more' is one argument too many")

    def test_an_option_that_there_is_not(self) -> None:
        self.assertEqual(self.complaint("--colour"), "there is no option --colour")

    def test_an_option_that_is_nearly_one(self) -> None:
        for arguments in (["--nik", "ana"], ["home", "--nik", "ana"]):
            self.assertEqual(
                self.complaint(*arguments), "there is no option --nik: did you mean --nick?"
            )

    def test_an_option_of_one_letter(self) -> None:
        self.assertEqual(self.complaint("-n"), "there is no option -n")

    def test_an_option_that_may_be_several(self) -> None:
        self.assertEqual(
            self.complaint("--n", "x"), "--n may be one of --nick, --no-tls: write it in full"
        )

    def test_an_option_without_its_value(self) -> None:
        self.assertEqual(self.complaint("--nick"), "--nick needs a value behind it")

    def test_a_value_where_none_belongs(self) -> None:
        self.assertEqual(self.complaint("--json=yes"), "--json takes no value")

    def test_a_fingerprint_that_is_none(self) -> None:
        self.assertIn(
            "--fingerprint: 'AB:CD' is not a SHA-256 fingerprint: 64 hexadecimal digits",
            self.complaint("--fingerprint", "AB:CD"),
        )

    def test_names_that_the_server_would_take_for_something_else(self) -> None:
        for option in ("--nick", "--room"):
            for name in ("", " ", "/quit", " /quit", "ana\n/quit", "\x1b[2J"):
                with self.subTest(f"{option} {name!r}"):
                    self.assertEqual(
                        self.complaint(option, name),
                        f"{option}: {name!r} is not a name: letters, digits, _, - and . "
                        "are allowed",
                    )

    def test_nothing_to_say_once(self) -> None:
        for text in ("", " \n"):
            self.assertEqual(
                self.complaint("--once", text),
                f"--once: {text!r} says nothing: a text is allowed",
            )

    def test_what_is_said_once_is_utf8(self) -> None:
        """A byte that is no text comes as half a surrogate pair (PEP 383)."""
        self.assertEqual(
            self.complaint("--once", "caf\udcff"),
            "--once: 'caf\\udcff' is not UTF-8: a text is allowed",
        )

    def test_a_file_without_a_name(self) -> None:
        for option in ("--config", "--known-hosts", "--log"):
            self.assertEqual(self.complaint(option, ""), f"{option}: '' is not a file's name")


class Questions(SynchronousTestCase):
    """What is answered at once."""

    def answer(self, *arguments: str, language: str = "en") -> str:
        with redirect_stdout(io.StringIO()) as output:
            end = self.assertRaises(
                SystemExit, Options(phrasebook(language)).parseOptions, list(arguments)
            )
        assert isinstance(end, SystemExit)
        self.assertEqual(end.code, 0)
        return output.getvalue()

    def test_help_tells_of_every_option_in_both_languages(self) -> None:
        for language in ("en", "es"):
            answer = self.answer("--help", language=language)
            for name in Options(phrasebook(language)).longOpt:
                with self.subTest(f"{language} {name}"):
                    self.assertIn(f"\n  --{name.rstrip('=')} ", answer)

    def test_help_is_never_wider_than_100_columns(self) -> None:
        for language in ("en", "es"):
            lines = self.answer("--help", language=language).splitlines()
            self.assertLessEqual(max(map(len, lines)), 100)

    def test_help_may_stand_behind_an_address(self) -> None:
        self.assertEqual(self.answer("home", "--help"), self.answer("--help"))

    def test_the_version(self) -> None:
        self.assertEqual(self.answer("--version"), f"chatservice {__version__}\n")


class HowLongItTakes(SynchronousTestCase):
    def test_nothing_is_imported_that_a_prompt_need_not_wait_for(self) -> None:
        """Neither Twisted's reactor, nor the catalogue of commands, nor what reads TOML."""
        needed = "chatservice.client.choice, chatservice.client.options"
        imported = subprocess.run(
            [sys.executable, "-c", f"import sys, {needed}; print(*sys.modules)"],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()

        slow = {
            *("chatservice.core.catalogue", "chatservice.render.messages", "msgspec"),
            *("twisted.internet", "prompt_toolkit", "tomllib", "keyring"),
        }
        self.assertEqual(slow & set(imported), set())
