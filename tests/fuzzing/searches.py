"""The target for what is looked for in the history."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import pairwise
from pathlib import Path

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept, Message, Record, Search
from chatservice.core.query import MAX_WORDS, parse_query
from chatservice.core.text import erase, sanitise
from chatservice.history.disk import DiskHistory

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
ANA, JUAN, EVA = 1, 2, 3
IDENTITIES = {"Ana": ANA, "Juan": JUAN, "Ñusta": 4, "李雷": 5}
MOST_FOUND = 100

SAID = (
    "hola",
    "¿Cómo estás? como siempre",
    "lunch at two o'clock",
    'he said "lunch" and left',
    "AND OR NOT NEAR(hola lunch) hola*",
    "words: hola scope:lobby -lunch ^hola",
    "我喜欢午饭 ごはん อาหาร",
    "👍🏽 ❤️ 👩‍🚀 1️⃣ ☃",
    "ﬁn Ａ ² ß ı İ",
    "שָׁלוֹם مرحبا नमस्ते",
    "#lobby @ana >juan &1",
    "before:2026-11-20 from:ana",
)


@cache
def _history() -> tuple[DiskHistory, tuple[tuple[Kept, int, int], ...]]:
    """Return a history on disk, and what is in it: each with its author and its receiver."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    history = DiskHistory(Path(folder) / "data")
    history.open()
    atexit.register(history.close)
    said: list[tuple[Message, int, int]] = []
    for number, text in enumerate(SAID * 2):
        at = NOW - timedelta(hours=7 * number)
        who = list(IDENTITIES)[number % len(IDENTITIES)]
        room = ("lobby", "Cocina")[number % 2]
        said += [
            (Said(at, room, who, text), IDENTITIES[who], 0),
            (Acted(at, room, "Ana", text[::-1]), ANA, 0),
            (Whispered(at, "Juan", "Ana", text), JUAN, ANA),
            (Whispered(at, "Ana", "Eva", text), ANA, EVA),
        ]
    said.sort(key=lambda each: each[0].at)
    numbers = history.append([Record(*each) for each in said])
    return history, tuple(
        (Kept(seq, message), author, receiver)
        for seq, (message, author, receiver) in zip(numbers, said, strict=True)
    )


def query(data: bytes) -> None:
    """Let the index, which is asked in FTS5's language, find what looking at each message finds."""
    typed = sanitise(erase(data.decode(errors="replace")))
    wanted = parse_query(typed, "Europe/Madrid", NOW)
    assert sum(len(phrase) for phrase in wanted.phrases) <= MAX_WORDS
    _check_marks(wanted.marks(typed), typed)
    if wanted.is_empty:
        return
    history, messages = _history()
    for reader in (ANA, 0):
        expected = [
            kept
            for kept, *of_the_two in messages[::-1]
            if wanted.finds(kept.message)
            and (not isinstance(kept.message, Whispered) or (reader in of_the_two and reader))
        ]
        found = history.search(Search(wanted, reader, MOST_FOUND))
        assert list(found.messages) == expected[:MOST_FOUND], typed
        assert (found.next is None) is (len(expected) <= MOST_FOUND)
        for kept in expected:
            marks = wanted.marks(kept.message.text)
            assert marks or not wanted.phrases
            _check_marks(marks, kept.message.text)


def _check_marks(marks: list[tuple[int, int]], text: str) -> None:
    for start, end in marks:
        assert 0 <= start < end <= len(text)
    for (_, end), (start, _) in pairwise(marks):
        assert end < start
