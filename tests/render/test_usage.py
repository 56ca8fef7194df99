from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.catalogue import CATALOGUE
from chatservice.render.phrasebook import phrasebook
from chatservice.render.usage import usage


class UsageLines(SynchronousTestCase):
    def assert_usage(self, name: str, english: str, spanish: str) -> None:
        for language, line in (("en", english), ("es", spanish)):
            self.assertEqual(usage(phrasebook(language), CATALOGUE.find(name)), line)

    def test_a_command_without_arguments_is_its_name(self) -> None:
        self.assert_usage("rooms", "/rooms", "/rooms")

    def test_arguments_stand_in_capitals_in_the_readers_language(self) -> None:
        self.assert_usage("msg", "/msg USER TEXT", "/msg USUARIO TEXTO")

    def test_an_argument_that_may_be_left_out_stands_in_brackets(self) -> None:
        self.assert_usage("away", "/away [REASON]", "/away [MOTIVO]")

    def test_an_argument_that_needs_the_one_before_stands_in_its_brackets(self) -> None:
        self.assert_usage("set", "/set [NAME [VALUE]]", "/set [NOMBRE [VALOR]]")

    def test_an_alias_is_shown_by_the_commands_name(self) -> None:
        self.assert_usage("salir", "/quit [REASON]", "/quit [MOTIVO]")
