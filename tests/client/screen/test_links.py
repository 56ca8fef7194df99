from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.links import LONGEST, links, opening


def found(text: str) -> list[str]:
    return [link.address for link in links(text)]


class WhatIsALink(SynchronousTestCase):
    """The same as on the web page."""

    def test_an_address_is_found_in_a_sentence(self) -> None:
        self.assertEqual(
            found("see https://example.org/a?b=c#d now"), ["https://example.org/a?b=c#d"]
        )

    def test_the_place_is_that_of_the_address(self) -> None:
        text = "see https://example.org."
        (link,) = links(text)

        self.assertEqual(text[link.start : link.end], link.address)

    def test_what_ends_the_sentence_is_no_part_of_it(self) -> None:
        for end in (".", "!", "?", ",", ";", ":", "...", "’", "'", "*", "_", ").", "]", "}"):
            with self.subTest(end):
                self.assertEqual(found(f"http://example.org/a{end}"), ["http://example.org/a"])

    def test_brackets_of_its_own_belong_to_it(self) -> None:
        address = "https://en.wikipedia.org/wiki/Chat_(disambiguation)"

        self.assertEqual(found(f"({address})"), [address])

    def test_quotation_marks_end_it(self) -> None:
        for opened, closed in ('""', "<>", "“”", "«»"):
            with self.subTest(opened):
                self.assertEqual(
                    found(f"{opened}http://example.org{closed}"), ["http://example.org"]
                )

    def test_letters_of_any_size_begin_it(self) -> None:
        self.assertEqual(found("HTTPS://EXAMPLE.ORG"), ["HTTPS://EXAMPLE.ORG"])

    def test_others_are_none(self) -> None:
        for text in ("ftp://example.org", "example.org", "http://", "http://:80", "https://[a"):
            with self.subTest(text):
                self.assertEqual(found(text), [])

    def test_a_port_that_is_none_makes_it_none(self) -> None:
        self.assertEqual(found("http://example.org:http/"), [])

    def test_the_time_is_linear(self) -> None:
        def seconds(text: str) -> float:
            begun = time.perf_counter()
            found(text)
            return time.perf_counter() - begun

        for piece in ("http://a", ")", "(", "http://(", ".)"):
            with self.subTest(piece):
                short = min(seconds(f"http://a{piece * 2_000}") for _ in range(3))
                long = min(seconds(f"http://a{piece * 20_000}") for _ in range(3))
                self.assertLess(long, 40 * short + 0.01)


class WhatATerminalIsTold(SynchronousTestCase):
    """OSC 8 allows printable ASCII alone, and not very much of it."""

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
    def test_an_address_is_in_printable_characters(self, text: str) -> None:
        _, escape = opening(f"https://example.org/{text}")

        uri = escape.split(";", 2)[2].removesuffix("\x1b\\")
        self.assertTrue(uri.isascii() and uri.isprintable() and " " not in uri, uri)

    def test_what_is_printable_stays_as_it_is(self) -> None:
        address = "https://example.org/a%20b;c?d=e&f#~!$'()*+,[]@"
        _, escape = opening(address)

        self.assertIn(f";{address}\x1b\\", escape)

    def test_two_links_do_not_belong_together(self) -> None:
        self.assertNotEqual(opening("https://a.b"), opening("https://a.b"))

    def test_an_address_that_is_too_long_is_told_to_none(self) -> None:
        self.assertEqual(opening(f"https://a.b/{'ñ' * (LONGEST // 6)}")[1], "")
