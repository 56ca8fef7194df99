"""The full-text index over the history: what a search looks into.

`index.db` stands beside `history.db` and is made of it: where it is missing, of another version or
history, or damaged, it is made anew, and nothing is told to anyone. It is brought up to date in
steps of some milliseconds, in a thread, which hardly touch `history.db`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from time import monotonic
from typing import TypeVar

import apsw

from chatservice.core.log import Found, NotReadError, Search
from chatservice.history.finding import Finder
from chatservice.history.fulltext import Stop, UselessIndex, clear, make
from chatservice.history.indexing import Indexer
from chatservice.history.rows import UNREADABLE

T = TypeVar("T")

STEP = 500
"""Messages that are indexed at once."""

CLEARING_SHARE = 50
"""How many times as long as the file was written anew it is not again."""

CLEARING_SECONDS = 0.02
"""What is written anew as fast as that is so whenever it is asked for."""


@contextmanager
def _not_read() -> Iterator[None]:
    try:
        yield
    except (*UNREADABLE, OSError, UselessIndex) as error:
        raise NotReadError(str(error)) from error


class Index:
    """The index over the history in a folder; its files are opened when they are needed first.

    The methods may be called in any thread: searches take turns among themselves, and so does what
    writes. A search brings the index up to date before; if that takes longer than ``patience``
    seconds, as where millions of messages were imported just now, it is refused. All raise
    `NotReadError` where the disk, the history, `interrupt` or `close` is in the way.
    """

    def __init__(self, directory: Path, *, patience: float = 2) -> None:
        self._directory = directory
        self._patience = patience
        # Whoever needs several takes them in this order.
        self._writing = RLock()
        self._reading = RLock()
        self._clearing = Lock()
        self._clear_after = 0.0
        self._is_making = False
        self._stop = Stop()
        self._indexer: Indexer | None = None
        self._finder: Finder | None = None
        self._times_made = 0
        self._is_closed = False

    def interrupt(self) -> None:
        """End soon what runs, and what waits for it; nothing begins any more. It waits for nobody.

        What is ended raises `NotReadError`. To be called before `close` by whoever is in a hurry.
        """
        self._stop.call()

    def close(self) -> None:
        """Let go of the files, when the step and the search that run are over."""
        with self._writing, self._reading, self._clearing:
            self._is_closed = True
            self._let_go()

    def update(self, limit: int = STEP) -> bool:
        """Index ``limit`` messages at most; returns whether there is more to do."""
        with self._writing, _not_read():
            return self._with_indexer(lambda indexer: indexer.step(limit))

    def erase(self) -> bool:
        """Write over what is left in the files of what was forgotten; returns whether all is.

        It is not while something waits to be forgotten (see `update`), while somebody reads, and
        while it would cost too much: a large index is written anew for it (see `clear`), which
        takes `CLEARING_SHARE` times as long to be done again. Searches go on meanwhile.
        """
        with _not_read():
            with self._writing:
                is_due = self._with_indexer(Indexer.is_to_be_cleared)
            if is_due and monotonic() >= self._clear_after:
                self._clear()
            with self._writing, self._reading:
                return self._with_indexer(Indexer.erase)

    def _clear(self) -> None:
        made = self._times_made
        started = monotonic()
        try:
            with self._clearing:
                clear(self._directory, self._stop, self._is_clearing_to_end)
        except apsw.BusyError:
            pass
        except apsw.InterruptError:
            self._stop.check()
        except UselessIndex:
            self._make_anew(made)
        finally:
            took = monotonic() - started
            if took > CLEARING_SECONDS:
                self._clear_after = monotonic() + CLEARING_SHARE * took

    def _is_clearing_to_end(self) -> bool:
        return self._stop.is_called or self._is_making

    def search(self, wanted: Search) -> Found:
        """Return the newest messages that ``wanted`` asks for: see `Log.search`."""
        until = monotonic() + self._patience
        with _not_read():
            try:
                return self._page(wanted, until)
            except UselessIndex:
                return self._page(wanted, until)

    def _page(self, wanted: Search, until: float) -> Found:
        """Return what is found; with `UselessIndex`, the next call uses a new index."""
        while True:
            made = self._times_made
            is_up_to_date = self._catch_up(until)
            try:
                with self._reading:
                    # Another thread may have found it damaged since, and a new one is filled now.
                    if self._times_made == made:
                        return self._opened_finder().page(wanted, rest=not is_up_to_date)
            except UselessIndex:
                self._make_anew(made)
                raise

    def _catch_up(self, until: float) -> bool:
        """Bring the index up to date; returns whether it is: not while its file is cleared."""
        while not self._clearing.locked():
            try:
                with self._writing:
                    is_more = self._with_indexer(lambda indexer: indexer.step(STEP))
            except apsw.BusyError:
                return False
            if not is_more:
                return True
            if monotonic() > until:
                raise NotReadError("the index is not up to date yet")
        return False

    def _with_indexer(self, do: Callable[[Indexer], T]) -> T:
        try:
            return do(self._opened_indexer())
        except UselessIndex:
            self._make_anew(self._times_made)
            return do(self._opened_indexer())

    def _opened_indexer(self) -> Indexer:
        self._check_open()
        if self._indexer is None:
            self._indexer = Indexer(self._directory, self._stop)
        return self._indexer

    def _opened_finder(self) -> Finder:
        self._check_open()
        if self._finder is None:
            self._finder = Finder(self._directory, self._stop)
        return self._finder

    def _check_open(self) -> None:
        if self._is_closed or self._stop.is_called:
            raise NotReadError("the index is closed")

    def _make_anew(self, made: int) -> None:
        """Begin with an empty index, unless another thread has done so since ``made``."""
        with self._writing, self._reading:
            if self._times_made != made:
                return
            self._is_making = True
            try:
                # Whoever has the old file open would delete the log of the new one.
                with self._clearing:
                    self._let_go()
                    make(self._directory)
                    self._times_made += 1
            finally:
                self._is_making = False

    def _let_go(self) -> None:
        if self._indexer is not None:
            self._indexer.close()
        if self._finder is not None:
            self._finder.close()
        self._indexer = self._finder = None
