"""What the history takes of memory, whatever is said and wherever."""

from __future__ import annotations

import sys
import tracemalloc
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Said
from chatservice.core.log import Last
from chatservice.history.memory import OVERHEAD, MemoryHistory
from tests.history.test_memory import keep

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
ROOMS = ("uno", "dos", "tres")


def said(text: str, room: str = "lobby") -> Said:
    return Said(NOW, room, "Juan", text)


def texts(history: MemoryHistory, *rooms: str) -> list[str]:
    """Return all that is kept of some rooms."""
    return [kept.message.text for room in rooms for kept in history.last(Last(room, 10_000))]


def counted(*kept: str) -> int:
    """Return the bytes that messages of these texts count for."""
    return sum(sys.getsizeof(text) + OVERHEAD for text in kept)


class Size(SynchronousTestCase):
    @given(
        st.lists(st.tuples(st.sampled_from(ROOMS), st.integers(0, 5000))),
        st.integers(0, 20_000),
    )
    def test_whatever_is_said_no_more_is_kept_than_the_size(
        self, lines: list[tuple[str, int]], most: int
    ) -> None:
        history = MemoryHistory(size=most)

        keep(history, *(said("a" * length, room) for room, length in lines))

        self.assertLessEqual(counted(*texts(history, *ROOMS)), most)

    def test_as_much_as_the_size_is_kept(self) -> None:
        history = MemoryHistory(size=counted(*["a" * 1000] * 4))

        keep(history, *(said("a" * 1000) for _ in range(4)))

        self.assertEqual(len(texts(history, "lobby")), 4)

    def test_what_went_for_being_too_many_counts_no_longer(self) -> None:
        history = MemoryHistory(kept=2, size=counted(*["a" * 1000] * 3))
        keep(history, said("a" * 1000))

        keep(history, *(said("a" * 1000, "cocina") for _ in range(50)))

        self.assertEqual(len(texts(history, "lobby")), 1)

    def test_a_room_that_is_spoken_in_again_is_silent_no_longer(self) -> None:
        history = MemoryHistory(size=counted("one", "two", "two"))
        keep(history, said("one"), said("two", "cocina"), said("two"))

        keep(history, said("new", "taller"))

        self.assertEqual(texts(history, "cocina", "lobby", "taller"), ["one", "two", "new"])

    def test_a_message_larger_than_all_leaves_nothing_and_harms_nothing(self) -> None:
        history = MemoryHistory(size=counted("one"))
        keep(history, said("a" * 10_000))

        keep(history, said("one"))

        self.assertEqual(texts(history, "lobby"), ["one"])

    def test_rooms_of_one_message_each_take_about_the_size_and_no_more(self) -> None:
        # Whoever joins a room, says one word and leaves it makes one of these.
        size = 4 * 1024 * 1024
        tracemalloc.start()
        try:
            history = MemoryHistory(size=size)
            for number in range(20_000):
                keep(history, said(f"number {number}", f"room{number}"))
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(taken, 1.5 * size)
