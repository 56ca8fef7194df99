"""Tokens: what they are made of, and what is kept of them."""

from __future__ import annotations

import math
import re
from urllib.parse import quote

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.tokens import PREFIX, RANDOM_BYTES, digest, new_token


class Tokens(SynchronousTestCase):
    def test_it_can_be_searched_for(self) -> None:
        self.assertRegex(new_token(), rf"\A{PREFIX}[A-Za-z0-9_-]{{32}}\Z")

    def test_it_may_stand_in_an_address_as_it_is(self) -> None:
        tokens = [new_token() for _ in range(100)]

        self.assertEqual([quote(token, safe="") for token in tokens], tokens)

    def test_it_has_128_bits_of_chance_or_more(self) -> None:
        self.assertGreaterEqual(8 * RANDOM_BYTES, 128)

    def test_all_of_its_characters_are_by_chance(self) -> None:
        tokens = [new_token().removeprefix(PREFIX) for _ in range(2000)]

        for place, seen in enumerate(map(set, zip(*tokens, strict=True))):
            # Each of 64 is missing among 2,000 in one of 10^13 runs.
            self.assertEqual(len(seen), 64, place)
        self.assertEqual(len(tokens[0]), math.ceil(RANDOM_BYTES * 8 / 6))

    def test_no_two_are_the_same(self) -> None:
        self.assertEqual(len({new_token() for _ in range(1000)}), 1000)


class Digests(SynchronousTestCase):
    def test_it_is_sha_256(self) -> None:
        # The first example of FIPS 180-4's test vectors.
        self.assertEqual(
            digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )

    def test_nothing_of_the_token_is_in_it(self) -> None:
        token = new_token()

        self.assertIsNone(re.search(token.removeprefix(PREFIX)[:6], digest(token)))

    def test_what_can_be_no_token_has_one_as_well(self) -> None:
        digests = {digest(text) for text in ("", "\ud800", "\x00", "¡ñ!", "🙂" * 10_000)}

        self.assertEqual({len(each) for each in digests}, {64})
        self.assertEqual(len(digests), 5)
