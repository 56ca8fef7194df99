from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

from twisted.trial.unittest import SynchronousTestCase

from chatservice import __version__
from chatservice.client.command import run


class WrongValues(SynchronousTestCase):
    """Each ends the client before it connects: one line, status 1."""

    def complaint(self, *arguments: str, **environment: str) -> str:
        with redirect_stderr(io.StringIO()) as errors, redirect_stdout(io.StringIO()) as output:
            status = run(arguments, environment)
        self.assertEqual((status, output.getvalue()), (1, ""))
        sentence = errors.getvalue()
        self.assertTrue(sentence.startswith("chatservice: "), sentence)
        self.assertEqual(sentence.count("\n"), 1)
        return sentence

    def test_a_port_that_is_none(self) -> None:
        sentence = self.complaint("localhost", "99999")
        self.assertIn("PORT: '99999' is not a port: a whole number from 1 to 65535", sentence)

    def test_a_variable_that_is_no_port(self) -> None:
        self.assertIn("CHAT_PORT: 'x'", self.complaint(CHAT_PORT="x"))

    def test_a_host_that_is_none(self) -> None:
        self.assertIn("HOST: 'a b' is not a host", self.complaint("a b"))

    def test_an_option_that_there_is_not(self) -> None:
        sentence = self.complaint("localhost", "--nosuch")
        self.assertIn("nosuch", sentence)
        self.assertIn("--help", sentence)

    def test_an_option_without_its_value(self) -> None:
        self.assertIn("nick", self.complaint("--nick"))

    def test_an_argument_too_many(self) -> None:
        self.assertIn("'more'", self.complaint("localhost", "1", "--nick", "ana", "more"))

    def test_nicknames_that_the_server_would_take_for_something_else(self) -> None:
        for name in ("", " ", "/quit", "ana\n/quit", "\x1b[2J"):
            with self.subTest(repr(name)):
                self.assertIn("--nick: ", self.complaint("--nick", name))

    def test_a_fingerprint_that_is_none(self) -> None:
        sentence = self.complaint("--tls", "--fingerprint", "AB:CD")
        self.assertIn("--fingerprint: 'AB:CD' is not a SHA-256 fingerprint", sentence)

    def test_what_does_not_go_without_tls(self) -> None:
        for option, value in (("--fingerprint", "AB" * 32), ("--known-hosts", "file")):
            with self.subTest(option):
                said = self.complaint(option, value, "--no-tls")
                self.assertIn(option, said)
                self.assertIn("--no-tls", said)

    def test_options_may_stand_anywhere(self) -> None:
        for arguments in (
            ["--nick", "ana", "localhost", "0"],
            ["localhost", "--nick", "ana", "0"],
            ["localhost", "0", "--nick=ana"],
            ["--tls", "localhost", "0"],
            ["localhost", "0", "--tls", "--fingerprint", "AB" * 32],
        ):
            with self.subTest(arguments):
                self.assertIn("PORT: '0'", self.complaint(*arguments))


class Questions(SynchronousTestCase):
    """What is answered without connecting."""

    def answer(self, *arguments: str) -> str:
        with redirect_stdout(io.StringIO()) as output:
            end = self.assertRaises(SystemExit, run, arguments, {})
        assert isinstance(end, SystemExit)
        self.assertEqual(end.code, 0)
        return output.getvalue()

    def test_help_tells_everything_that_may_be_given(self) -> None:
        answer = self.answer("--help")
        options = ("--nick NAME", "--tls", "--fingerprint SHA256", "--known-hosts FILE")
        for word in ("HOST", "PORT", *options, "CHAT_HOST", "CHAT_PORT"):
            with self.subTest(word):
                self.assertIn(word, answer)

    def test_help_may_stand_behind_an_address(self) -> None:
        self.assertIn("--nick NAME", self.answer("localhost", "--help"))

    def test_the_version(self) -> None:
        self.assertEqual(self.answer("--version"), f"chatservice {__version__}\n")
