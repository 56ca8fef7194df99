"""A row with something at its left and its right: what gives way where there is no room for all.

prompt_toolkit cuts off what is too long at its right, whatever stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from prompt_toolkit.formatted_text import StyleAndTextTuples

from chatservice.client.screen.fitting import CUT, clipped, width_of

_GAP = "  "
_STYLE = "class:status"
_OTHERS = f" {CUT}"
"""What tells that there are others than those at the left."""


class Rank(Enum):
    """What a part of the row is to whoever reads it."""

    CURRENT = auto()
    """The talk where one is."""
    MENTION = auto()
    """A talk in which one is meant."""
    UNREAD = auto()
    QUIET = auto()
    NEEDED = auto()
    """What one must know now."""
    CONNECTION = auto()
    PEOPLE = auto()
    HELP = auto()


class _Way(Enum):
    SHORTER = auto()
    AWAY = auto()


_STEPS = (
    (Rank.QUIET, _Way.SHORTER),
    (Rank.HELP, _Way.SHORTER),
    (Rank.UNREAD, _Way.SHORTER),
    (Rank.PEOPLE, _Way.AWAY),
    (Rank.MENTION, _Way.SHORTER),
    (Rank.NEEDED, _Way.SHORTER),
    (Rank.QUIET, _Way.AWAY),
    (Rank.HELP, _Way.AWAY),
    (Rank.UNREAD, _Way.AWAY),
    (Rank.CURRENT, _Way.SHORTER),
    (Rank.CONNECTION, _Way.AWAY),
    (Rank.MENTION, _Way.AWAY),
    (Rank.NEEDED, _Way.AWAY),
)
"""What is done until there is room, in this order."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something in the row. ``forms`` are ways to say it, the longest first."""

    style: str
    forms: tuple[str, ...]
    rank: Rank


def arranged(left: Sequence[Part], right: Sequence[Part], width: int) -> StyleAndTextTuples:
    """Return a row of ``width`` cells. One part at the left is the current one, and stays."""
    parts = [_Shown(part, width) for part in (*left, *right)]
    lefts, rights = parts[: len(left)], parts[len(left) :]
    for rank, way in _STEPS:
        for part in reversed([each for each in parts if each.part.rank is rank]):
            while part.is_there and _taken(lefts, rights) > width and part.give_way(way):
                pass
    # What gave way last may have left more room than was needed.
    for rank, _ in reversed(_STEPS):
        less = [part for part in parts if part.part.rank is rank and part.gave_way]
        for part in less:
            part.grow(lambda: _taken(lefts, rights) <= width)
        if rank is Rank.CURRENT and any(part.gave_way for part in less):
            break
    return _row(lefts, rights, width)


class _Shown:
    """A part as it is shown; what has no form left is not shown."""

    def __init__(self, part: Part, width: int) -> None:
        self.part = part
        self._all = self._forms = [(form, width_of(form)) for form in part.forms]
        self._most = width // 2

    @property
    def is_there(self) -> bool:
        return bool(self._forms)

    @property
    def text(self) -> str:
        return self._forms[0][0]

    @property
    def width(self) -> int:
        return self._forms[0][1]

    @property
    def gave_way(self) -> bool:
        return self._forms != self._all

    def grow(self, fits: Callable[[], bool]) -> None:
        """Take more room again, as much as there is."""
        now = self._forms
        for at in range(len(self._all)):
            self._forms = self._all[at:]
            if fits():
                return
        self._forms = now

    def give_way(self, way: _Way) -> bool:
        """Take less room; return whether there may be still less to take."""
        if way is _Way.AWAY:
            self._forms = []
        elif self.part.rank is Rank.CURRENT:
            # It is cut where there is no room for more.
            self._forms = [(self.text, min(self.width, self._most))]
            return False
        elif len(self._forms) > 1:
            self._forms = self._forms[1:]
        return len(self._forms) > 1


def _taken(lefts: list[_Shown], rights: list[_Shown]) -> int:
    """Return how many cells the row needs."""
    there = [part.width for part in (*lefts, *rights) if part.is_there]
    others = 0 if all(part.is_there for part in lefts) else len(_OTHERS)
    return sum(there) + len(_GAP) * (len(there) - 1) + others


def _row(lefts: list[_Shown], rights: list[_Shown], width: int) -> StyleAndTextTuples:
    right: StyleAndTextTuples = []
    for part in rights:
        if part.is_there:
            right += [(_STYLE, _GAP), (part.part.style, part.text)]
    right_width = sum(width_of(text) for _, text, *_ in right)
    there = [part for part in lefts if part.is_there]
    others = _OTHERS if len(there) < len(lefts) else ""
    beside = [part.width for part in there if part.part.rank is not Rank.CURRENT]
    room = width - right_width - len(others) - sum(beside) - len(_GAP) * len(beside)
    left: StyleAndTextTuples = []
    for part in there:
        if left:
            left.append((_STYLE, _GAP))
        is_current = part.part.rank is Rank.CURRENT
        left.append((part.part.style, clipped(part.text, room) if is_current else part.text))
    left.append((_STYLE, others))
    left_width = sum(width_of(text) for _, text, *_ in left)
    return [*left, (_STYLE, " " * (width - left_width - right_width)), *right]
