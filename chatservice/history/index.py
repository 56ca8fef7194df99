"""The full-text index over the history: what a search looks into.

`index.db` stands beside `history.db` and is made of it: where it is missing, of another version or
history, or damaged, it is made anew, and nothing is told to anyone. It is brought up to date in
steps of some milliseconds, in a thread, which hardly touch `history.db`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import TypeVar

from chatservice.core.log import Found, NotReadError, Search
from chatservice.history.finding import Finder
from chatservice.history.fulltext import UselessIndex, make
from chatservice.history.indexing import Indexer
from chatservice.history.rows import UNREADABLE

T = TypeVar("T")


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
    `NotReadError` where the disk, the history or `close` is in the way.
    """

    def __init__(self, directory: Path, *, patience: float = 10) -> None:
        self._directory = directory
        self._patience = patience
        # Whoever needs both takes the first one first.
        self._writing = RLock()
        self._reading = RLock()
        self._indexer: Indexer | None = None
        self._finder: Finder | None = None
        self._times_made = 0
        self._is_closed = False

    def close(self) -> None:
        """Let go of the files, when the step and the search that run are over."""
        with self._writing, self._reading:
            self._is_closed = True
            self._let_go()

    def update(self, limit: int = 500) -> bool:
        """Index ``limit`` messages at most; returns whether there is more to do."""
        with self._writing, _not_read():
            return self._with_indexer(lambda indexer: indexer.step(limit))

    def erase(self) -> bool:
        """Write over what is left in the files of what was forgotten; returns whether all is.

        It is not while something waits to be forgotten (see `update`).
        """
        with self._writing, self._reading, _not_read():
            return self._with_indexer(Indexer.erase)

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
            while self.update():
                if monotonic() > until:
                    raise NotReadError("the index is not up to date yet")
            try:
                with self._reading:
                    # Another thread may have found it damaged since, and a new one is filled now.
                    if self._times_made == made:
                        return self._opened_finder().page(wanted)
            except UselessIndex:
                with self._writing, self._reading:
                    if self._times_made == made:
                        self._make_anew()
                raise

    def _with_indexer(self, do: Callable[[Indexer], T]) -> T:
        try:
            return do(self._opened_indexer())
        except UselessIndex:
            self._make_anew()
            return do(self._opened_indexer())

    def _opened_indexer(self) -> Indexer:
        self._check_open()
        if self._indexer is None:
            self._indexer = Indexer(self._directory)
        return self._indexer

    def _opened_finder(self) -> Finder:
        self._check_open()
        if self._finder is None:
            self._finder = Finder(self._directory)
        return self._finder

    def _check_open(self) -> None:
        if self._is_closed:
            raise NotReadError("the index is closed")

    def _make_anew(self) -> None:
        with self._reading:
            self._let_go()
            make(self._directory)
            self._times_made += 1

    def _let_go(self) -> None:
        if self._indexer is not None:
            self._indexer.close()
        if self._finder is not None:
            self._finder.close()
        self._indexer = self._finder = None
