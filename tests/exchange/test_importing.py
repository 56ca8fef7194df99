"""Importing: each message once, at its time, in constant memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import apsw
from hypothesis import given
from hypothesis import strategies as st

from chatservice.exchange.importing import LARGEST, Imported, Importer
from chatservice.exchange.shapes import Entry
from chatservice.history import forgetting
from chatservice.history.schema import TABLES
from tests.exchange.folders import AT, FolderTestCase, add, exported, messages, say, whisper

HOLA = Entry(AT, "lobby", "Juan", "hola")
FEW_TIMES = st.builds(
    Entry,
    at=st.integers(AT, AT + 5),
    room=st.sampled_from(["lobby", "cocina"]),
    user=st.sampled_from(["Juan", "juan", "Ana"]),
    text=st.sampled_from(["hola", "adiós"]),
    action=st.booleans(),
)
"""Messages of few times, so that many want the same place."""


def in_memory() -> apsw.Connection:
    """Return an empty history that Hypothesis may have hundreds of."""
    history = apsw.Connection(":memory:")
    history.execute(TABLES)
    return history


class Importing(FolderTestCase):
    def test_a_message_keeps_all_that_it_has(self) -> None:
        history = self.history()
        entries = [HOLA, HOLA._replace(at=AT + 1, room="Cocina", action=True, edited=True)]

        add(history, *entries)

        self.assertEqual(exported(history), entries)

    def test_what_is_imported_twice_is_there_once(self) -> None:
        history = self.history()
        entries = list(messages(3000))
        add(history, *entries)

        again = add(history, *entries)

        self.assertEqual(again, Imported(added=0, known=3000))
        self.assertEqual(exported(history), entries)

    def test_what_is_being_forgotten_is_not_there_any_more(self) -> None:
        history = self.history()
        say(history, AT, "hola")
        with history:
            forgetting.begin(history, 1)
        old = Entry(AT, "lobby", "Ana", "hola")

        self.assertEqual([add(history, old), add(history, old)], [Imported(1, 0), Imported(0, 1)])
        self.assertEqual(exported(history), [old])

    def test_what_comes_several_times_in_a_file_is_there_as_often(self) -> None:
        history = self.history()

        done = add(history, HOLA, HOLA, HOLA)

        self.assertEqual(done, Imported(added=3))
        self.assertEqual(exported(history), [HOLA] * 3)

    def test_what_comes_more_often_than_it_is_there_is_added_that_often(self) -> None:
        history = self.history()
        add(history, HOLA, HOLA)

        done = add(history, HOLA, HOLA, HOLA)

        self.assertEqual(done, Imported(added=1, known=2))

    def test_what_the_server_kept_is_not_added_again(self) -> None:
        history = self.history()
        say(history, AT, "hola")
        say(history, AT + 9, "tarde", at=AT)

        done = add(history, HOLA._replace(user="ana"), HOLA._replace(user="Ana", text="tarde"))

        self.assertEqual(done, Imported(known=2))

    def test_what_differs_in_anything_is_another_message(self) -> None:
        history = self.history()
        add(history, HOLA)

        done = add(
            history,
            HOLA._replace(at=AT + 1),
            HOLA._replace(room="cocina"),
            HOLA._replace(user="Ana"),
            HOLA._replace(text="adiós"),
            HOLA._replace(action=True),
        )

        self.assertEqual(done.added, 5)

    def test_names_that_differ_in_capitals_are_the_same(self) -> None:
        history = self.history()
        add(history, HOLA)

        self.assertEqual(add(history, HOLA._replace(room="Lobby", user="JUAN")).added, 0)

    def test_messages_stand_in_the_order_of_time_whatever_the_order_of_the_file(self) -> None:
        history = self.history()
        entries = list(messages(50))

        add(history, *reversed(entries))

        self.assertEqual(exported(history), entries)

    def test_messages_stand_among_those_that_are_there(self) -> None:
        history = self.history()
        say(history, AT + 5, "second")

        add(history, HOLA, HOLA._replace(at=AT + 9))

        self.assertEqual([e.text for e in exported(history)], ["hola", "second", "hola"])

    def test_a_place_that_is_taken_is_passed_over(self) -> None:
        history = self.history()
        whisper(history, AT, "secret")
        say(history, AT + 1, "said")

        add(history, HOLA)

        self.assertEqual(history.execute("SELECT max(place) FROM messages").get, AT + 2)
        self.assertEqual(exported(history)[-1], HOLA)

    def test_private_messages_of_that_time_are_nobodys_business(self) -> None:
        history = self.history()
        whisper(history, AT, "hola")

        self.assertEqual(add(history, HOLA._replace(user="Ana")).added, 1)

    @given(st.lists(st.lists(FEW_TIMES)))
    def test_any_messages_are_added_once_and_stay_so(self, files: list[list[Entry]]) -> None:
        history = in_memory()
        for entries in files:
            add(history, *entries)
        before = exported(history)

        for entries in files:
            self.assertEqual(add(history, *entries).added, 0)

        self.assertEqual(exported(history), before)

    @given(st.lists(st.lists(FEW_TIMES)))
    def test_what_was_exported_is_the_same_after_an_import_elsewhere(
        self, files: list[list[Entry]]
    ) -> None:
        first, second = in_memory(), in_memory()
        for entries in files:
            add(first, *entries)

        add(second, *exported(first))

        self.assertEqual(exported(second), exported(first))

    def test_numbers_are_given_in_the_order_of_keeping(self) -> None:
        history = self.history()
        say(history, AT + 100, "said")

        add(history, HOLA, HOLA._replace(at=AT + 1))

        numbers = history.execute("SELECT seq FROM messages ORDER BY place").fetchall()
        self.assertEqual(numbers, [(2,), (3,), (1,)])

    def test_authors_are_nobody_whom_the_server_knows(self) -> None:
        history = self.history()
        say(history, AT, "hola")

        add(history, HOLA._replace(user="Ana", text="adiós"))

        rows = history.execute("SELECT name, person FROM authors ORDER BY person").fetchall()
        self.assertEqual(rows, [("Ana", 0), ("Ana", 1)])

    def test_an_error_in_between_leaves_what_was_added_and_nothing_half(self) -> None:
        history = self.history()
        importer = Importer(history)

        def failing() -> Iterator[Entry]:
            yield from messages(2 * LARGEST)
            raise RuntimeError

        with self.assertRaises(RuntimeError):
            importer.add(failing())

        kept = exported(history)
        self.assertEqual(kept, list(messages(len(kept))))
        self.assertEqual(importer.imported.added, len(kept))


class Memory(FolderTestCase):
    def test_many_messages_take_no_more_than_few(self) -> None:
        taken = {}
        for count in (5000, 50_000):
            history = self.history(str(count))
            tracemalloc.start()
            try:
                Importer(history).add(messages(count))
                _, taken[count] = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        # What is remembered of messages to tell when one comes again grows up to a limit.
        self.assertLess(taken[50_000], taken[5000] + 8 * 1024 * 1024)

    def test_many_messages_of_one_moment_take_no_more(self) -> None:
        history = self.history()
        tracemalloc.start()
        try:
            Importer(history).add(messages(8_000, step=0))
            _, taken = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(taken, 10 * 1024 * 1024)
