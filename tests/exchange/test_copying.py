"""What copies have of what was deleted, and restoring that fails or is cut off at any step."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

import apsw

from chatservice.exchange import copying
from chatservice.exchange.failures import ExchangeError
from chatservice.history import files
from chatservice.history.files import connect, open_history
from chatservice.history.rows import forget_words
from tests.exchange.copies import CopyingTestCase, nothing_told
from tests.exchange.folders import AT, exported, say

STEPS = ((Path, "hardlink_to"), (Path, "rename"), (Path, "replace"), (os, "fsync"))
"""What a swap of histories does to the disk with its own hands."""

MOST_STEPS = 40

PROGRAM = """
import sys
from pathlib import Path
from tests.exchange.test_copying import killed_at_step
killed_at_step(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
"""


class Interfering:
    """Calls ``act`` before step ``number`` (from 1), and before the later ones if ``forever``."""

    def __init__(self, number: int, act: Callable[[], object], forever: bool = False) -> None:
        self._number = number
        self._act = act
        self._forever = forever
        self.steps = 0

    @contextmanager
    def patched(self) -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name in STEPS:
                step = getattr(owner, name)
                stack.enter_context(mock.patch.object(owner, name, self._counting(step)))
            yield

    @property
    def came_to_it(self) -> bool:
        return self.steps >= self._number

    def _counting(self, step: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            self.steps += 1
            if self.steps == self._number or (self._forever and self.came_to_it):
                self._act()
            return step(*arguments)

        return counted


def fail() -> None:
    """Fail as a broken disk does."""
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def interrupt() -> None:
    """Do what Ctrl+C does."""
    raise KeyboardInterrupt


def killed_at_step(number: int, data: Path, copy: Path) -> None:
    """Restore, in a process that has an end before that step."""
    with Interfering(number, lambda: os.kill(os.getpid(), signal.SIGKILL)).patched():
        copying.restore(data, copy, nothing_told)


class WhatCopiesHaveOfTheDeleted(CopyingTestCase):
    def test_words_that_the_index_has_to_forget_are_in_no_byte(self) -> None:
        history = self.history()
        say(history, AT, "stays")
        say(history, AT + 1, "Vertraulich")
        with history:
            forget_words(history, "m.place = ?", (AT + 1,))
            history.execute("DELETE FROM messages WHERE place = ?", (AT + 1,))

        self.back_up()

        self.assertNotIn(b"vertraulich", self.copy.read_bytes().lower())

    def test_what_rows_left_where_they_stood_before_is_in_no_byte(self) -> None:
        history = self.history()
        for number in range(2000):
            say(history, AT + number * 769 % 2003, f"<{number}>" + "x" * (number % 97))
        with history:
            history.execute("DELETE FROM messages WHERE seq % 3")
        gone = {f"<{number}>".encode() for number in range(2000) if (number + 1) % 3}

        self.back_up()

        content = self.copy.read_bytes()
        self.assertEqual(sorted(text for text in gone if text in content), [])

    def test_a_damaged_history_is_not_made_to_look_sound(self) -> None:
        self.filled(*("hola" for _ in range(500)))
        self.change_one_behind_an_index()
        self.patch(files, "SECONDS_TO_CHECK", -1)  # It is too large for a look at the start.

        with self.assertRaises(ExchangeError):
            self.back_up()

        self.assertEqual(self.names(self.folder), {"data"})

    def change_one_behind_an_index(self) -> None:
        """Give a message another number than an index has."""
        index = "WHERE name = 'messages_by_seq'"
        history = connect(self.data / "history.db")
        (row,) = history.execute(f"SELECT * FROM sqlite_schema {index}").fetchall()
        history.pragma("writable_schema", True)
        history.execute(f"DELETE FROM sqlite_schema {index}")
        history.close()
        history = connect(self.data / "history.db")
        history.execute("UPDATE messages SET seq = 1000000 WHERE place = ?", (AT + 400,))
        history.pragma("writable_schema", True)
        history.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", row)
        history.close()


class RestoringThatFails(CopyingTestCase):
    """Beside the history there is an index, in which it doesn't matter here what stands."""

    def setUp(self) -> None:
        super().setUp()
        self.filled("new")
        self.back_up()

    def put_there(self, *, damaged: bool = False) -> None:
        """Put a history there that a server left behind when it crashed."""
        shutil.rmtree(self.data)
        crashed = open_history(self.data)
        say(crashed, AT, "old")
        crashed.pragma("wal_checkpoint", "full")
        say(crashed, AT + 1, "in the log")
        self.log = (self.data / "history.db-wal").read_bytes()
        main = (self.data / "history.db").read_bytes()
        crashed.close()
        (self.data / "history.db").write_bytes(b"rubbish" * 1000 if damaged else main)
        (self.data / "history.db-wal").write_bytes(self.log)
        for suffix in ("", "-wal", "-shm"):
            (self.data / f"index.db{suffix}").write_text(f"index{suffix}")

    def failures(
        self, act: Callable[[], object], *, forever: bool = False, damaged: bool = False
    ) -> Iterator[None]:
        """Restore, with that at each step in turn; yields where it could not be done."""
        for number in range(1, MOST_STEPS):
            self.put_there(damaged=damaged)
            interfering = Interfering(number, act, forever)
            with interfering.patched():
                try:
                    self.restore()
                except (ExchangeError, KeyboardInterrupt):
                    yield
            if not interfering.came_to_it:
                return
        self.fail(f"there are more steps than {MOST_STEPS}")

    def beginnings(self) -> dict[str, bytes]:
        """Return how the files begin but those that SQLite, and the lock, may change."""
        changing = {"lock", "history.db", "history.db-wal", "history.db-shm"}
        return {f.name: f.read_bytes()[:9] for f in self.data.iterdir() if f.name not in changing}

    def test_after_a_failure_the_history_is_the_old_one(self) -> None:
        found = [self.texts() for _ in self.failures(fail)]

        self.assertEqual(found, [["old", "in the log"]] * len(found))
        self.assertGreater(len(found), 5)

    def test_after_a_failure_there_are_the_files_that_were_there(self) -> None:
        self.put_there()
        before = self.beginnings()

        found = [self.beginnings() for _ in self.failures(fail)]

        self.assertEqual(found, [before] * len(found))

    def test_after_ctrl_c_the_history_is_the_old_one(self) -> None:
        found = [self.texts() for _ in self.failures(interrupt)]

        self.assertEqual(found, [["old", "in the log"]] * len(found))

    def test_on_a_disk_that_fails_for_good_there_is_one_of_the_two(self) -> None:
        found = [self.texts() for _ in self.failures(fail, forever=True)]

        self.assertFalse(
            [texts for texts in found if texts not in (["old", "in the log"], ["new"])]
        )

    def test_after_a_failure_a_damaged_history_has_its_log_again(self) -> None:
        log = self.data / "history.db-wal"

        same = [log.read_bytes() == self.log for _ in self.failures(fail, damaged=True)]

        self.assertEqual(same, [True] * len(same))

    def test_where_there_was_no_history_there_is_none_after_a_failure(self) -> None:
        elsewhere = self.folder / "elsewhere"
        for number in range(1, MOST_STEPS):
            interfering = Interfering(number, fail)
            with interfering.patched():
                try:
                    copying.restore(elsewhere, self.copy, nothing_told)
                except ExchangeError:
                    self.assertEqual(self.names(elsewhere), {"lock"})
            if not interfering.came_to_it:
                break

    def test_a_process_that_is_killed_leaves_one_of_the_two(self) -> None:
        root = str(Path(__file__).parents[2])
        for number in count(1):
            self.put_there()
            ended = subprocess.run(
                [sys.executable, "-c", PROGRAM, str(number), str(self.data), str(self.copy)],
                env={**os.environ, "PYTHONPATH": root},
                check=False,
                timeout=30,
            )
            self.assertIn(self.texts(), (["old", "in the log"], ["new"]), number)
            if ended.returncode != -signal.SIGKILL:
                break
        self.assertEqual((ended.returncode, self.texts()), (0, ["new"]))

    def test_what_a_killed_process_left_is_cleared_up_by_the_next_one(self) -> None:
        self.put_there()
        (self.data / ".restoring").mkdir()
        (self.data / ".restoring" / "history.db").write_text("half of it")

        former = self.restore()

        assert former is not None
        self.assertEqual(self.names(self.data), {"history.db", "lock", former.name})

    def test_where_there_are_no_links_the_former_history_is_copied(self) -> None:
        self.put_there()
        with mock.patch.object(Path, "hardlink_to", side_effect=OSError(errno.EPERM, "no links")):
            former = self.restore()

        assert former is not None
        kept = apsw.Connection(str(former))
        self.addCleanup(kept.close)
        self.assertEqual([entry.text for entry in exported(kept)], ["old", "in the log"])

    def test_nobody_gets_at_either_history_meanwhile(self) -> None:
        self.put_there()
        refused = []

        def try_it() -> None:
            try:
                connect(self.data / "history.db", patience=0).close()
            except apsw.BusyError:
                refused.append(True)

        number = 0
        for number in range(1, MOST_STEPS):
            self.put_there()
            interfering = Interfering(number, try_it)
            with interfering.patched():
                self.restore()
            if not interfering.came_to_it:
                break

        # The first step is to sync the new file, before the two are held.
        self.assertEqual(len(refused), number - 2)
