"""Times a server whose history has many messages.

`python benchmarks/large.py [--messages 100000] [--data DIR]` writes so many messages into a folder
(with `--data` one that stays, and is used again by the next run), indexes them, starts a server
there and prints one JSON object. Times are in milliseconds, unless they say otherwise:

    start           from the start of the program until its port accepts, in seconds; of an empty
                    history too, and with nothing of the files in the system's memory
    last 50         reading a room's last messages, the first time and later
    join            from the nickname until the last messages of the room are there
    search          `/search` with two words, until the answer is there, and meanwhile the longest
                    anyone else waited for an answer that needs no history: without searches, too
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import final

from measuring import Person, milliseconds, serving, show
from vocabulary import APART, COMMON, RARE, rare_pair, texts

from chatservice.core.log import Last
from chatservice.history import schema
from chatservice.history.disk import DiskHistory
from chatservice.history.files import DATABASE, open_history
from chatservice.history.index import Index

ROOMS, AUTHORS = 20, 300
ROOM = "lobby"
STEP = 7_000_000
"""Microseconds between two messages."""

IN_A_TRANSACTION = 100_000
INDEXED_IN_A_STEP = 20_000
PAUSE = 0.001
"""Seconds between two questions of somebody who waits for others' searches."""


def write(directory: Path, count: int) -> None:
    """Make a history of ``count`` messages, the newest of which was said just now."""
    connection = open_history(directory)
    rooms = [ROOM, *(f"room{number}" for number in range(1, ROOMS))]
    connection.executemany("INSERT INTO rooms (key, name) VALUES (?, ?)", [(r, r) for r in rooms])
    connection.executemany(
        "INSERT INTO authors (key, name, person) VALUES (?, ?, ?)",
        [(f"user{number}", f"user{number}", number + 1) for number in range(AUTHORS)],
    )
    chance = random.Random(count)
    first = time.time_ns() // 1000 - count * STEP
    rows = (
        (
            first + number * STEP,
            number,
            first + number * STEP,
            schema.SAID,
            1 + int(chance.random() * ROOMS),
            1 + int(chance.random() * AUTHORS),
            text,
        )
        for number, text in enumerate(texts(count, chance), 1)
    )
    for start in range(0, count, IN_A_TRANSACTION):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)",
            _some(rows, min(IN_A_TRANSACTION, count - start)),
        )
        connection.execute("COMMIT")
        connection.wal_checkpoint()
    connection.execute("UPDATE counters SET value = ? WHERE name = 'seq'", (count,))
    connection.close()


def _some(rows: Iterator[tuple[object, ...]], count: int) -> Iterator[tuple[object, ...]]:
    for _ in range(count):
        yield next(rows)


def index(directory: Path) -> None:
    """Index all of a history."""
    made = Index(directory)
    while made.update(INDEXED_IN_A_STEP):
        pass
    made.close()


def forget(directory: Path) -> None:
    """Have the system forget what it holds of a folder's files in its memory, where it can."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in directory.iterdir():
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def time_of_start(data: Path) -> float:
    """Return the seconds until a server of a history accepts; it is stopped again."""
    start = time.perf_counter()
    with serving("--data", str(data)):
        return round(time.perf_counter() - start, 3)


def times_of_last(directory: Path) -> dict[str, float]:
    """Return how long it takes to read the last 50 messages of a room."""
    forget(directory)
    history = DiskHistory(directory)
    history.open()
    first = seconds(lambda: history.last(Last("room7", 50)))
    times = [seconds(lambda i=i: history.last(Last(f"room{i % 19 + 1}", 50))) for i in range(200)]
    history.close()
    return {"first": round(first * 1000, 3), **milliseconds(times)}


@final
class Waiter:
    """Somebody else, in a thread, who asks for answers while there are searches, or none.

    ``times`` are how long each answer took, in seconds.
    """

    def __init__(self, port: int) -> None:
        self._person = Person(port, "waiter")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.times: list[float] = []

    def __enter__(self) -> Waiter:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._person.socket.close()

    def _ask(self) -> None:
        while not self._ended.wait(PAUSE):
            self.times.append(seconds(self._person.pings))


def searches(port: int, pairs: list[tuple[str, str]]) -> dict[str, object]:
    """Return how long some searches take, and how long others had to wait meanwhile."""
    searcher = Person(port, "searcher")
    times = []
    found = 0
    with Waiter(port) as waiter:
        for pair in pairs:
            start = time.perf_counter()
            read = searcher.asks(
                f"/search {pair[0]} {pair[1]}", b"Found, the newest first:", b"Nothing was found."
            )
            times.append(time.perf_counter() - start)
            found += b"Found" in read
            searcher.pings()
    searcher.socket.close()
    return {"searches": len(times), "found": found, **milliseconds(times), **_waits(waiter)}


def _waits(waiter: Waiter) -> dict[str, object]:
    return {f"others' {name}": value for name, value in milliseconds(waiter.times).items()}


def measure(directory: Path, times: int) -> dict[str, object]:
    """Return all the figures of a history that is written and indexed."""
    chance = random.Random(0)
    found: dict[str, object] = {"last 50": times_of_last(directory)}
    with tempfile.TemporaryDirectory() as empty:
        found["start, empty"] = time_of_start(Path(empty) / "data")
    forget(directory)
    found["start"] = time_of_start(directory)
    found["start again"] = time_of_start(directory)
    with serving("--data", str(directory)) as port:
        joins = [seconds(lambda i=i: _join(port, f"guest{i}")) for i in range(20)]
        found["join"] = milliseconds(joins)
        with Waiter(port) as waiter:
            time.sleep(min(2.0, times / 50))
        found["no search"] = _waits(waiter)
        rare = [rare_pair(chance.randrange(RARE)) for _ in range(times)]
        found["search for rare words"] = searches(port, rare)
        found["search for common words"] = searches(port, list(_pairs(chance, times)))
        found["search for common words that never meet"] = searches(port, [APART] * times)
    return found


def _join(port: int, name: str) -> None:
    person = Person(port, name)
    person.pings()
    person.socket.close()


def _pairs(chance: random.Random, times: int) -> Iterator[tuple[str, str]]:
    for _ in range(times):
        first, second = chance.sample(COMMON, k=2)
        yield first, second


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--data", type=Path, help="a folder that stays")
    chosen = parser.parse_args()
    found: dict[str, object] = {"benchmark": "large", "messages": chosen.messages}
    with tempfile.TemporaryDirectory() as temporary:
        directory = chosen.data or Path(temporary) / "data"
        if not (directory / DATABASE).exists():
            found["seconds to write"] = round(seconds(lambda: write(directory, chosen.messages)), 1)
            found["seconds to index"] = round(seconds(lambda: index(directory)), 1)
        found["gigabytes"] = round(sum(f.stat().st_size for f in directory.iterdir()) / 1e9, 3)
        found |= measure(directory, chosen.searches)
    show(found)


if __name__ == "__main__":
    main()
