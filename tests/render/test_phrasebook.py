from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.settings import LANGUAGES
from chatservice.render.phrasebook import Phrasebook, locale_language, phrasebook


class Phrases(SynchronousTestCase):
    def test_english_is_the_phrase_itself(self) -> None:
        self.assertEqual(phrasebook("en").say("Welcome, {name}!", name="Ana"), "Welcome, Ana!")

    def test_spanish_comes_from_the_catalogue(self) -> None:
        self.assertEqual(phrasebook("es").say("Welcome, {name}!", name="Ana"), "¡Bienvenido, Ana!")

    def test_what_is_filled_in_is_not_looked_into(self) -> None:
        self.assertEqual(
            phrasebook("en").say("Welcome, {name}!", name="{0}{name.__class__}"),
            "Welcome, {0}{name.__class__}!",
        )

    def test_a_number_chooses_between_one_and_many(self) -> None:
        book = phrasebook("es")

        self.assertEqual(
            [book.count("{number} person", "{number} people", n) for n in (0, 1, 2)],
            ["0 personas", "1 persona", "2 personas"],
        )

    def test_every_language_that_can_be_chosen_has_a_book(self) -> None:
        for language in LANGUAGES:
            self.assertEqual(phrasebook(language).language, language)

    def test_a_book_is_read_once(self) -> None:
        self.assertIs(phrasebook("es"), phrasebook("es"))

    def test_a_language_without_a_catalogue_has_no_book(self) -> None:
        self.assertRaises(FileNotFoundError, Phrasebook, "tlh")


class LanguageOfTheLocale(SynchronousTestCase):
    def test_it_is_the_beginning_of_the_variable(self) -> None:
        for value in ("es", "es_CO.UTF-8", "ES", "es_ES@euro"):
            self.assertEqual(locale_language({"LANG": value}), "es")

    def test_it_is_english_where_nothing_is_set(self) -> None:
        self.assertEqual(locale_language({}), "en")

    def test_it_is_english_where_the_catalogues_have_no_other(self) -> None:
        for value in ("C", "POSIX", "C.UTF-8", "fr_FR.UTF-8"):
            self.assertEqual(locale_language({"LANG": value}), "en")

    def test_all_variables_yield_to_the_first(self) -> None:
        self.assertEqual(locale_language({"LC_ALL": "es", "LC_MESSAGES": "en", "LANG": "en"}), "es")

    def test_messages_come_before_the_rest(self) -> None:
        self.assertEqual(locale_language({"LC_MESSAGES": "es", "LANG": "en"}), "es")

    def test_a_variable_that_is_empty_is_not_set(self) -> None:
        self.assertEqual(locale_language({"LC_ALL": "", "LANG": "es"}), "es")

    def test_the_first_one_counts_even_in_another_language(self) -> None:
        self.assertEqual(locale_language({"LC_ALL": "C", "LANG": "es"}), "en")
