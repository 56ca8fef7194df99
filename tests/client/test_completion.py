from __future__ import annotations

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.completion import CommandCompleter, suggestions
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.settings import LANGUAGES, SETTINGS
from chatservice.render.phrasebook import phrasebook


def texts(before: str) -> list[str]:
    return [suggestion.text for suggestion in suggestions(before)]


class WhatTabOffers(SynchronousTestCase):
    """Everything comes from the declarations of commands and settings."""

    def test_a_slash_offers_every_command_by_its_name(self) -> None:
        self.assertEqual(texts("/"), [f"/{declaration.name}" for declaration in CATALOGUE])

    def test_the_beginning_of_a_command(self) -> None:
        self.assertEqual(texts("/ren"), ["/rename"])

    def test_an_alias_is_offered_where_the_name_does_not_begin_so(self) -> None:
        self.assertEqual(texts("/sus"), ["/susurro"])

    def test_of_a_command_and_its_alias_one_is_offered(self) -> None:
        self.assertEqual(texts("/vers"), ["/version"])

    def test_of_a_setting_and_its_alias_one_is_offered(self) -> None:
        self.assertEqual(texts("/set co"), ["colour"])

    def test_case_makes_no_difference(self) -> None:
        self.assertEqual(texts("/REN"), ["/rename"])

    def test_what_is_said_is_not_completed(self) -> None:
        for before in ("", "ren", "hello /ren", "//ren"):
            with self.subTest(before):
                self.assertEqual(texts(before), [])

    def test_an_unknown_command_has_no_arguments(self) -> None:
        self.assertEqual(texts("/nosuch "), [])

    def test_names_of_settings(self) -> None:
        self.assertEqual(texts("/set "), [setting.name for setting in SETTINGS])

    def test_the_beginning_of_a_setting(self) -> None:
        self.assertEqual(texts("/set be"), ["bell"])

    def test_aliases_of_settings(self) -> None:
        self.assertEqual(texts("/ajustes idi"), ["idioma"])

    def test_values_of_a_setting(self) -> None:
        self.assertEqual(texts("/set echo "), ["on", "off"])

    def test_values_of_a_setting_by_its_alias(self) -> None:
        self.assertEqual(texts("/set estilo br"), ["bracket"])

    def test_an_unknown_setting_has_no_values(self) -> None:
        self.assertEqual(texts("/set nosuch "), [])

    def test_behind_the_last_argument_there_is_nothing(self) -> None:
        self.assertEqual(texts("/set echo on "), [])

    def test_languages(self) -> None:
        self.assertEqual(texts("/lang "), list(LANGUAGES))

    def test_commands_of_the_help(self) -> None:
        self.assertEqual(texts("/help ren"), ["rename"])

    def test_commands_of_the_help_with_a_slash(self) -> None:
        self.assertEqual(texts("/help /ren"), ["/rename"])

    def test_text_is_not_completed(self) -> None:
        self.assertEqual(texts("/me h"), [])

    def test_only_what_was_typed_is_replaced(self) -> None:
        self.assertEqual([suggestion.typed for suggestion in suggestions("/set be")], [2])

    def test_every_suggestion_goes_on_from_what_was_typed(self) -> None:
        for before in ("/", "/s", "/set ", "/set c", "/set style ", "/help /q", "/idioma e"):
            for each in suggestions(before):
                with self.subTest(before, text=each.text):
                    typed = before[len(before) - each.typed :]
                    self.assertTrue(each.text.startswith(typed))


class TheMenu(SynchronousTestCase):
    """The suggestions as prompt_toolkit wants them."""

    def test_a_command_is_explained_in_the_readers_language(self) -> None:
        book = phrasebook("es")
        completer = CommandCompleter(book)
        [found] = completer.get_completions(Document("/ren"), CompleteEvent())
        self.assertEqual((found.text, found.start_position), ("/rename", -4))
        self.assertEqual(found.display_meta_text, book.say("Take another nickname."))
