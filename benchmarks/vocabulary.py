"""Texts as people might write them, of words whose share of all messages is known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

COMMON = ("house", "water", "people", "street", "morning", "winter", "number", "letter")
"""Words that stand in a tenth of all messages each, independently of one another."""

SHARE_OF_COMMON = 0.1

APART = ("left", "right")
"""Two more such words, which never stand in one message: who looks for both looks through all."""

RARE = 500
"""Pairs of rare words: whoever writes the one writes the other."""

SHARE_OF_RARE = 0.005
"""Of all messages have such a pair."""

_ORDINARY = 20_000
_WORDS_IN_A_TEXT = 6
_AT_ONCE = 10_000


def rare_pair(number: int) -> tuple[str, str]:
    """Return the two words of a rare pair."""
    return f"seldom{number}", f"rarely{number}"


def texts(count: int, chance: random.Random) -> Iterator[str]:
    """Yield ``count`` texts."""
    ordinary = [f"word{number}" for number in range(_ORDINARY)]
    # Zipf's law, less its head: no ordinary word comes near the share of a common one.
    weights = list(accumulate(1 / (rank + 50) for rank in range(_ORDINARY)))
    common = [_common(chance) for _ in range(_AT_ONCE)]
    rare = [" {} {}".format(*rare_pair(number)) for number in range(RARE)]
    each_rare = SHARE_OF_RARE / RARE
    ends = [*rare, ""]
    end_weights = list(accumulate([each_rare] * RARE + [1 - SHARE_OF_RARE]))
    for start in range(0, count, _AT_ONCE):
        number = min(_AT_ONCE, count - start)
        words = chance.choices(ordinary, cum_weights=weights, k=number * _WORDS_IN_A_TEXT)
        middles = chance.choices(common, k=number)
        last = chance.choices(ends, cum_weights=end_weights, k=number)
        for i in range(number):
            first = " ".join(words[i * _WORDS_IN_A_TEXT : (i + 1) * _WORDS_IN_A_TEXT])
            yield first + middles[i] + last[i]


def _common(chance: random.Random) -> str:
    found = [word for word in COMMON if chance.random() < SHARE_OF_COMMON]
    which = int(chance.random() / SHARE_OF_COMMON)
    found += APART[which : which + 1]
    return "".join(f" {word}" for word in found)
