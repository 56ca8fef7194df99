"""What those who are behind cost the turns of the others, in calls: a time would be the machine's.

Functions are counted, Python's and C's, that the interpreter calls while a turn is told.
"""

from __future__ import annotations

import sys
from types import FrameType

from chatservice.history.memory import MemoryHistory
from tests.core.conversation import Chat
from tests.core.slow import SlowTestCase

LINES = 400
CROWD = 100


class TheOthers(SlowTestCase):
    def calls_of_a_turn(self, behind: int, *, lines: int, topic: bool) -> int:
        """Count the calls of a turn with so many lines, while so many people are behind."""
        self.chat = Chat(log=MemoryHistory(kept=10_000))
        juan, _ = self.chat.people("Juan", "Ana")
        for visitor in self.chat.people(*(f"slow-{number}" for number in range(behind))):
            self.falls_behind(visitor)
        juan.types("sorted anew", "and told")
        for number in range(lines):
            juan.session.line(str(number))
        if topic:
            juan.session.line("/topic Tea")
        calls = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            self.chat.end_turn()
        finally:
            sys.setprofile(before)
        return calls

    def test_who_is_behind_costs_a_turn_of_lines_nothing(self) -> None:
        alone = self.calls_of_a_turn(0, lines=LINES, topic=False)

        # The garbage collector's own calls may be among them: some, but not one for each.
        more = self.calls_of_a_turn(CROWD, lines=LINES, topic=False) - alone
        self.assertLess(more, CROWD)

    def test_what_is_noted_for_them_costs_the_same_however_much_is_said_beside_it(self) -> None:
        def of_each(lines: int) -> float:
            alone = self.calls_of_a_turn(0, lines=lines, topic=True)
            return (self.calls_of_a_turn(CROWD, lines=lines, topic=True) - alone) / CROWD

        self.assertLess(of_each(LINES), 2 * of_each(1))
