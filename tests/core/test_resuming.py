"""What programs have read in the end that lost their connections and came back with ``since``."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import Log
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from tests.core.resuming import Resuming

Step = tuple[Any, ...]
"""The name of something that `Resuming` lets happen, and with what."""

people = rooms = st.sampled_from((0, 1))
shares = st.sampled_from((0.0, 0.3, 0.7, 1.0))

in_a_turn: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("others_say"), people, st.sampled_from((0, 1, 2))),
    st.tuples(st.just("others_whisper"), people),
    st.tuples(st.sampled_from(("others_correct", "others_delete")), people),
    st.tuples(st.just("moderator_removes"), st.sampled_from((0, 1, 2)), st.sampled_from((1, 3))),
    st.tuples(st.just("whispers"), people),
    st.tuples(st.just("is_cut"), shares),
    st.sampled_from((("says",), ("corrects",), ("deletes",), ("comes_back",), ("comes_back",))),
)
"""What may be done in one turn with other things."""

by_itself: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(("joins", "leaves")), rooms),
    st.tuples(st.sampled_from(("ignores", "ignores_no_more")), people),
    st.tuples(st.just("stops_reading"), st.sampled_from((0, 300, 10**6))),
    st.just(("reads_on",)),
)

turns = st.lists(
    st.one_of(st.lists(in_a_turn, min_size=1, max_size=8), by_itself.map(lambda step: [step])),
    max_size=15,
)


class ComingBack(SynchronousTestCase):
    def goes(self, log: Log, script: list[list[Step]], *, two: bool, registered: bool) -> None:
        """Let everything happen, and compare in the end."""
        resuming = Resuming(log, has_two=two, is_registered=registered)
        for steps in script:
            with resuming.chat.one_turn() if len(steps) > 1 else nullcontext():
                for name, *details in steps:
                    getattr(resuming, name)(*details)
            resuming.chat.settles()
        resuming.ends()

    @settings(max_examples=150, deadline=None)
    @given(script=turns)
    def test_a_guest_reads_what_somebody_in_the_same_rooms_reads(
        self, script: list[list[Step]]
    ) -> None:
        self.goes(MemoryHistory(), script, two=False, registered=False)

    @settings(max_examples=150, deadline=None)
    @given(script=turns)
    def test_who_is_registered_reads_that_and_what_is_private(
        self, script: list[list[Step]]
    ) -> None:
        self.goes(MemoryHistory(), script, two=False, registered=True)

    @settings(max_examples=150, deadline=None)
    @given(script=turns)
    def test_who_is_there_twice_reads_the_same_in_both_places(
        self, script: list[list[Step]]
    ) -> None:
        self.goes(MemoryHistory(), script, two=True, registered=True)

    @settings(max_examples=25, deadline=None)
    @given(script=turns, two=st.booleans())
    def test_a_log_on_disk_tells_the_same(self, script: list[list[Step]], two: bool) -> None:
        with ExitStack() as stack:
            disk = DiskHistory(Path(stack.enter_context(TemporaryDirectory())))
            disk.open()
            stack.callback(disk.close)
            self.goes(disk, script, two=two, registered=True)
