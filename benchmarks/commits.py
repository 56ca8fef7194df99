"""Times the commits of a server's turns while a thread copies the write-ahead log into the file.

`python benchmarks/commits.py [--commits 2000] [--sync normal]` prints one JSON object: how long
the thread of the reactor is held by a turn of one message and by one of twenty, in milliseconds,
without a checkpoint and during one; ``busy`` are the turns that had to wait for the next try.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import final

import apsw
from measuring import milliseconds, show

from chatservice.core.events import Said
from chatservice.core.log import BusyError, Record
from chatservice.history.disk import DiskHistory
from chatservice.history.files import DATABASE, connect

LINE = "hello there, this is a line of some seventy bytes as people write them"
MANY = 20

EVERY = 300
"""Turns after which there is a checkpoint: the log has some four megabytes then."""

PAUSE = 0.0002
"""Seconds between two turns: the reactor has other things to do, too."""


@final
class Checkpoints:
    """A thread that copies the write-ahead log into the file whenever `due` is set.

    ``running`` tells whether it does so at this moment, ``count`` how often it has.
    """

    def __init__(self, file: Path) -> None:
        self.count = 0
        self.running = False
        self.due = threading.Event()
        self._file = file
        self._is_over = False
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Checkpoints:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over = True
        self.due.set()
        self._thread.join()

    def _run(self) -> None:
        connection = connect(self._file)
        while self.due.wait() and not self._is_over:
            self.due.clear()
            self.running = True
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
            self.count += 1
            self.running = False
        connection.close()


class Commits:
    """Turns that are kept in a history, and how long each took."""

    def __init__(self, history: DiskHistory) -> None:
        self._history = history
        self.busy = 0

    def times(self, turns: int, size: int, checkpoints: Checkpoints | None = None) -> list[float]:
        """Keep some turns of ``size`` messages; return the seconds that each took.

        With ``checkpoints`` those alone that met one, or came first after one: the write-ahead log
        begins anew then.
        """
        taken: list[float] = []
        done = seen = 0
        while len(taken) < turns:
            now = datetime.now(timezone.utc)
            records = [Record(Said(now, "lobby", f"user{i}", LINE), i + 1) for i in range(size)]
            met = checkpoints is None or checkpoints.running or checkpoints.count > seen
            seen = checkpoints.count if checkpoints else 0
            start = time.perf_counter()
            try:
                self._history.append(records)
            except BusyError:
                self.busy += 1
            seconds = time.perf_counter() - start
            if met or (checkpoints and checkpoints.running):
                taken.append(seconds)
            done += 1
            if checkpoints and done % EVERY == 0:
                checkpoints.due.set()
            time.sleep(PAUSE)
        return taken


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commits", type=int, default=2000)
    parser.add_argument("--sync", default="normal")
    chosen = parser.parse_args()
    found: dict[str, object] = {"benchmark": "commits", "commits": chosen.commits}
    found["sync"] = chosen.sync
    with tempfile.TemporaryDirectory() as directory:
        history = DiskHistory(Path(directory), sync=chosen.sync)
        history.open()
        commits = Commits(history)
        for size in (1, MANY):
            name = f"{size} a turn"
            found[f"{name}, alone"] = milliseconds(commits.times(chosen.commits, size))
            with Checkpoints(Path(directory) / DATABASE) as checkpoints:
                times = commits.times(chosen.commits, size, checkpoints)
            found[f"{name}, during checkpoints"] = milliseconds(times)
            found[f"{name}, checkpoints"] = checkpoints.count
        history.close()
    show({**found, "busy": commits.busy})


if __name__ == "__main__":
    main()
