from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.web.languages import language_of


class Languages(SynchronousTestCase):
    def test_the_first_that_there_is_of_those_alike_is_taken(self) -> None:
        self.assertEqual(language_of("fr, es, en", "en"), "es")

    def test_the_heaviest_is_taken(self) -> None:
        self.assertEqual(language_of("en;q=0.5, es;q=0.8", "en"), "es")

    def test_a_browsers_whole_list_is_understood(self) -> None:
        self.assertEqual(language_of("es-419,es;q=0.9,en-US;q=0.8,en;q=0.7", "en"), "es")

    def test_capitals_and_spaces_make_no_difference(self) -> None:
        self.assertEqual(language_of(" en ; q=0.1 ,ES-es ; Q = 0.2 ".replace("Q", "q"), "en"), "es")

    def test_what_is_not_wanted_at_all_is_not_taken(self) -> None:
        self.assertEqual(language_of("es;q=0", "en"), "en")

    def test_nothing_leaves_the_servers_own(self) -> None:
        for accepted in ("", "*", "fr", ",;=", "es;q=2", "es;q=\u00b2", "e" * 9000):
            self.assertEqual(language_of(accepted, "en"), "en", accepted)
