"""A name that is registered keeps away what a name in use keeps away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import IN_MEMORY, Store
from chatservice.core.names import Name, Names, parse_name
from chatservice.core.refusals import Refused
from tests.accounts.stores import NOW


def names() -> Iterator[Name]:
    """Yield names, those that are legal."""
    for first in ("l", "I", "i", "а", "a", "A", "rn", "m"):
        for second in ("an", "аn", "aп", "AN"):
            yield parse_name(first + second)


class LikeOnTheServer(SynchronousTestCase):
    """`Names` decides on the names in use, `Store` on those that are registered."""

    @given(st.permutations(list(names())))
    def test_a_name_is_registered_or_refused_as_it_would_be_if_it_were_in_use(
        self, order: list[Name]
    ) -> None:
        in_use: Names[None] = Names()
        store = Store(IN_MEMORY, lambda: NOW)
        store.open()
        try:
            for identity, name in enumerate(order, 1):
                self.assertEqual(
                    self.outcome(lambda name=name: in_use.claim(name, None)),
                    self.outcome(
                        lambda name=name, identity=identity: store.add(name, identity, "p", NOW)
                    ),
                )
        finally:
            store.close()

    def outcome(self, attempt: Callable[[], object]) -> object:
        try:
            attempt()
        except Refused as refused:
            return refused.code, refused.details
        return None
