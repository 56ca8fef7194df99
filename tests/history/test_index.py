from __future__ import annotations

import random
import stat
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta

import apsw
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Said
from chatservice.core.log import Found, NotReadError, Search
from chatservice.core.query import parse_query
from chatservice.history import finding, fulltext, indexing
from chatservice.history import index as index_module
from chatservice.history.files import DATABASE, INDEX
from chatservice.history.index import Index
from chatservice.history.indexing import CHARACTERS_IN_A_STEP, FORGOTTEN_IN_A_STEP
from chatservice.history.rows import micro
from tests.history.written import START, Written, after, folder_for


class Indexed(SynchronousTestCase):
    def setUp(self) -> None:
        self.directory = folder_for(self)
        self.written = Written(self.directory)
        self.addCleanup(self.written.close)
        self.index = self.opened()

    def opened(self, patience: float = 10) -> Index:
        index = Index(self.directory, patience=patience)
        self.addCleanup(index.close)
        return index

    def search(self, text: str, reader: int = 1, index: Index | None = None) -> Found:
        query = parse_query(text, "UTC", START)
        return (index or self.index).search(Search(query, reader, 10))

    def found(self, text: str, reader: int = 1, index: Index | None = None) -> list[str]:
        return [kept.message.text for kept in self.search(text, reader, index).messages]

    def finish(self) -> None:
        while self.index.update():
            pass

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        connection = apsw.Connection(str(self.directory / INDEX), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def bytes_on_disk(self, files: str = "*") -> bytes:
        return b"".join(file.read_bytes() for file in self.directory.glob(files))

    def check(self) -> None:
        """Let FTS5 compare its entries with each other, and compare its count of them.

        The count is off when something was taken out, or put in, that was (or was not) there.
        """
        connection = apsw.Connection(str(self.directory / INDEX))
        try:
            for table in ("said", "whispered"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
            # The first number in that row of FTS5's, in one byte up to 127.
            counted = connection.execute("SELECT block FROM said_data WHERE id = 1").get[0]
        finally:
            connection.close()
        expected = self.written.connection.execute(
            "SELECT count(*) FROM messages WHERE room IS NOT NULL"
        ).get
        self.assertEqual(counted, expected)


def strange_words(chance: random.Random) -> str:
    """Return a text of 5 to 2,500 characters whose words no other one has.

    Two words each are the same but for their last letter: of what is not written out twice FTS5
    then writes nearly all, also where it notes with which words its pages begin.
    """
    count = round(65 ** chance.random())
    stems = ["".join(chance.choices("bcdfghjklmnpqrst", k=17)) for _ in range(count)]
    return " ".join([stem + end for stem in stems for end in "bd"])


TAIL = slice(-13, -1)
"""What a pair of strange words shares with no other pair, in their first one's bytes at least."""


def words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in text.split()}


def words_in(content: bytes, texts: Iterable[str]) -> set[str]:
    """Return the words of ``texts`` whose stem stands in ``content``."""
    stems = {content[at : at + 12] for at in range(len(content))}
    return {word for word in words_of(texts) if word[TAIL].encode() in stems}


class Updating(Indexed):
    def test_what_was_said_is_found(self) -> None:
        self.written.say("¿Cómo estás?")

        self.assertEqual(self.found("como"), ["¿Cómo estás?"])

    def test_what_is_said_after_a_search_is_found_by_the_next(self) -> None:
        self.written.say("hello one")
        self.found("hello")
        self.written.say("hello two")

        self.assertEqual(self.found("hello"), ["hello two", "hello one"])

    def test_a_step_indexes_so_many_and_tells_whether_there_are_more(self) -> None:
        for number in range(3):
            self.written.say(f"m{number}")

        self.assertEqual([self.index.update(2), self.index.update(2)], [True, False])
        self.assertEqual(self.rows("SELECT count(*) FROM said"), [(3,)])

    def test_a_step_of_long_messages_has_fewer_of_them(self) -> None:
        for _ in range(5):
            self.written.say("é " * (CHARACTERS_IN_A_STEP // 4))

        self.assertEqual([self.index.update() for _ in range(3)], [True, True, False])
        self.assertEqual(self.rows("SELECT count(*) FROM said"), [(5,)])

    def test_a_step_with_nothing_to_do_writes_nothing(self) -> None:
        self.written.say("hello")
        self.finish()
        before = (self.directory / f"{INDEX}-wal").read_bytes()

        self.assertFalse(self.index.update())
        self.assertEqual((self.directory / f"{INDEX}-wal").read_bytes(), before)

    def test_what_is_imported_stands_where_its_time_puts_it(self) -> None:
        self.written.say("hello now")
        self.finish()
        long_ago = START - timedelta(days=1)
        self.written.keep(Said(long_ago, "lobby", "Ana", "hello then"), micro(long_ago))

        self.assertEqual(self.found("hello"), ["hello now", "hello then"])

    def test_a_search_with_too_much_to_index_is_refused_and_goes_on_later(self) -> None:
        for number in range(1200):
            self.written.say(f"hello {number}")
        hurried = self.opened(patience=0)

        self.assertRaises(NotReadError, self.search, "hello", index=hurried)
        self.assertRaises(NotReadError, self.search, "hello", index=hurried)
        self.assertEqual(self.found("hello", index=hurried)[0], "hello 1199")

    def test_searches_and_steps_in_many_threads_do_not_meet(self) -> None:
        for number in range(500):
            self.written.say(f"hello {number}")
        found: list[str] = []

        def work() -> None:
            self.index.update(10)
            found.append(self.found("hello")[0])

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        self.assertEqual(found, ["hello 499"] * 8)
        self.assertEqual(self.rows("SELECT count(*) FROM said"), [(500,)])


class Forgetting(Indexed):
    def test_what_was_deleted_is_not_found_and_leaves_no_entry(self) -> None:
        self.written.say("keep this")
        seq = self.written.say("delete this")
        self.finish()

        self.written.delete(seq)

        self.assertEqual(self.found("this"), ["keep this"])
        self.assertEqual(self.rows("SELECT rowid FROM said WHERE said MATCH 'delete'"), [])

    def test_what_was_changed_is_found_as_it_reads_now(self) -> None:
        seq = self.written.say("hello wrold")
        self.finish()

        self.written.correct(seq, "hello world")

        self.assertEqual((self.found("wrold"), self.found("world")), ([], ["hello world"]))
        self.assertTrue(self.search("world").messages[0].edited)

    def test_what_was_changed_before_it_was_indexed_is_found_as_it_reads_now(self) -> None:
        seq = self.written.say("hello wrold")
        self.written.correct(seq, "hello world")

        self.assertEqual((self.found("wrold"), self.found("world")), ([], ["hello world"]))

    def test_what_was_changed_time_and_again_is_taken_out_once(self) -> None:
        seq = self.written.say("version zero")
        other = self.written.say("something else")
        self.finish()
        for number in range(2 * FORGOTTEN_IN_A_STEP):
            self.written.correct(seq, f"version {number}")
            self.written.correct(other, f"else {number}")

        self.index.update()
        self.assertEqual(self.found("version")[0], f"version {2 * FORGOTTEN_IN_A_STEP - 1}")
        self.check()
        self.assertEqual(self.rows("SELECT count(*) FROM said"), [(2,)])
        self.assertEqual(self.rows("SELECT count(*) FROM settled"), [(0,)])

    def test_what_was_changed_before_it_was_indexed_is_not_taken_out(self) -> None:
        seqs = [self.written.say("hello wrold") for _ in range(2 * FORGOTTEN_IN_A_STEP)]
        for seq in seqs:
            self.written.correct(seq, "hello world")
        self.written.delete(seqs[0])

        self.finish()

        self.check()

    def test_what_was_changed_and_then_deleted_leaves_no_entry(self) -> None:
        seq = self.written.say("version zero")
        self.finish()
        self.written.correct(seq, "version one")
        self.written.delete(seq)

        self.finish()

        self.assertEqual(self.rows("SELECT rowid FROM said WHERE said MATCH 'version'"), [])
        self.check()

    def test_a_change_after_a_step_is_taken_in_as_well(self) -> None:
        seq = self.written.say("version zero")
        self.finish()
        for number in range(2 * FORGOTTEN_IN_A_STEP):
            self.written.correct(seq, f"version {number}")
        self.index.update()
        self.written.correct(seq, "version last")

        self.assertEqual(self.found("version"), ["version last"])
        self.check()

    def test_another_message_in_the_place_of_a_deleted_one_stays(self) -> None:
        seq = self.written.say("old words")
        self.finish()
        self.written.delete(seq)
        self.written.keep(Said(START, "lobby", "Ana", "new words"), micro(START))

        self.assertEqual(self.found("words"), ["new words"])
        self.check()

    def test_a_private_message_is_forgotten_too(self) -> None:
        seq = self.written.whisper("a secret")
        self.finish()

        self.written.delete(seq)
        self.finish()

        self.assertEqual(
            self.rows("SELECT rowid FROM whispered WHERE whispered MATCH 'secret'"), []
        )

    def test_the_history_is_told_what_is_forgotten(self) -> None:
        seqs = [self.written.say("hello") for _ in range(3 * FORGOTTEN_IN_A_STEP)]
        for seq in seqs:
            self.written.delete(seq)

        self.finish()

        self.assertEqual(self.written.connection.execute("SELECT * FROM unindexed").fetchall(), [])

    def test_what_ends_before_the_history_is_told_is_not_taken_out_twice(self) -> None:
        seq = self.written.say("hello world")
        self.written.say("hello there")
        self.finish()
        self.written.correct(seq, "hello moon")
        pending = self.written.connection.execute("SELECT * FROM unindexed").fetchall()
        self.finish()
        self.index.close()
        self.written.connection.executemany(
            "INSERT INTO unindexed VALUES (?, ?, ?, ?, ?, ?)", pending
        )

        again = self.opened()

        self.assertEqual(self.found("hello", index=again), ["hello there", "hello moon"])
        self.check()
        self.assertEqual(self.written.connection.execute("SELECT * FROM unindexed").fetchall(), [])

    def test_a_deleted_message_leaves_no_byte_on_the_disk(self) -> None:
        for number in range(200):
            self.written.say(f"hello {number}")
        seq = self.written.say("the xyzzyplugh of Ana")
        self.found("hello")
        self.written.delete(seq)
        self.finish()

        erased = self.index.erase()
        self.written.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

        self.assertTrue(erased)
        self.assertNotIn(b"xyzzyplugh", self.bytes_on_disk())

    def test_no_byte_of_what_was_deleted_is_left_however_it_moved_about(self) -> None:
        self.patch(index_module, "CLEARING_SHARE", 0)
        chance = random.Random(5)
        messages: dict[int, str] = {}
        gone = []
        for _ in range(1500):
            seq = chance.choice(list(messages)) if messages else 0
            step = chance.random()
            if step < 0.6 or not seq:
                text = strange_words(chance)
                messages[self.written.say(text)] = text
            else:
                gone.append(messages.pop(seq))
                if step < 0.8:
                    messages[seq] = strange_words(chance)
                    self.written.correct(seq, messages[seq])
                else:
                    self.written.delete(seq)
            if step < 0.1:
                self.index.update(50)
        self.finish()

        while not self.index.erase():
            pass

        left = self.bytes_on_disk(f"{INDEX}*")
        # Some stand on two pages.
        there = len(words_in(left, messages.values())) / len(words_of(messages.values()))
        self.assertGreater(there, 0.98)
        self.assertEqual(words_in(left, gone), set())

    def test_an_index_that_was_cleared_is_not_soon_again(self) -> None:
        self.patch(index_module, "CLEARING_SECONDS", 0)
        self.patch(index_module, "CLEARING_SHARE", 1_000_000)
        first, second = self.written.say("hello one"), self.written.say("hello two")
        self.finish()
        erased = []
        for seq in (first, second):
            self.written.delete(seq)
            self.finish()
            erased.append(self.index.erase())

        self.assertEqual(erased, [True, False])

    def test_an_index_with_nothing_to_clear_is_not_written_anew(self) -> None:
        self.written.delete(self.written.say("hello"))
        self.finish()
        self.assertTrue(self.index.erase())
        self.written.say("hello again")
        self.finish()

        before = self.rows("PRAGMA schema_version")
        self.assertTrue(self.index.erase())
        self.assertEqual(self.rows("PRAGMA schema_version"), before)

    def test_while_the_file_cannot_be_written_to_all_is_found(self) -> None:
        self.patch(fulltext, "PATIENCE", 1)
        changed = self.written.say("hello one")
        deleted = self.written.say("hello two")
        self.written.say("hello three")
        self.finish()
        writer = apsw.Connection(str(self.directory / INDEX))
        self.addCleanup(writer.close)
        index = self.opened()
        writer.execute("BEGIN IMMEDIATE")
        self.written.correct(changed, "hello world")
        self.written.delete(deleted)
        self.written.say("hello four")
        self.written.whisper("hello you", "Juan", "Zoë")

        self.assertEqual(
            self.found("hello", index=index), ["hello four", "hello three", "hello world"]
        )
        self.assertEqual(self.found("world", index=index), ["hello world"])
        self.assertEqual(self.found("you", 2, index=index), ["hello you"])
        self.assertEqual(self.found("you", 0, index=index), [])

    def test_nothing_is_erased_while_something_is_to_be_forgotten(self) -> None:
        seq = self.written.say("hello")
        self.finish()
        self.written.delete(seq)

        self.assertFalse(self.index.erase())

    def test_nothing_is_erased_while_somebody_reads(self) -> None:
        self.patch(fulltext, "PATIENCE", 1)
        self.written.say("hello")
        self.finish()
        other = apsw.Connection(str(self.directory / INDEX), flags=apsw.SQLITE_OPEN_READONLY)
        self.addCleanup(other.close)
        other.execute("BEGIN")
        other.execute("SELECT * FROM state").fetchall()
        self.written.say("hello")
        self.finish()

        self.assertFalse(self.index.erase())

    def test_a_history_that_another_program_writes_to_is_told_later(self) -> None:
        self.patch(indexing, "PATIENCE", 1)
        seq = self.written.say("hello")
        self.finish()
        self.written.delete(seq)
        self.written.connection.execute("BEGIN IMMEDIATE")
        self.finish()
        self.written.connection.execute("COMMIT")
        self.assertFalse(self.index.erase())

        self.finish()

        self.assertTrue(self.index.erase())


class MadeAnew(Indexed):
    def setUp(self) -> None:
        super().setUp()
        self.written.say("hello world")

    def restart(self) -> None:
        self.finish()
        self.index.close()
        self.index = self.opened()

    def test_an_index_is_for_its_owner_alone(self) -> None:
        self.finish()

        for file in self.directory.glob(f"{INDEX}*"):
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)

    def test_an_index_stays_when_the_server_starts_again(self) -> None:
        self.restart()
        made = (self.directory / INDEX).stat().st_ino

        self.assertEqual(self.found("hello"), ["hello world"])
        self.assertEqual((self.directory / INDEX).stat().st_ino, made)

    def test_an_index_stays_when_its_last_message_was_deleted(self) -> None:
        seq = self.written.say("bye")
        self.restart()
        made = (self.directory / INDEX).stat().st_ino
        self.written.delete(seq)

        self.assertEqual(self.found("bye"), [])
        self.restart()
        self.assertEqual(self.found("hello"), ["hello world"])
        self.assertEqual((self.directory / INDEX).stat().st_ino, made)

    def test_a_lost_index_is_made_again(self) -> None:
        self.restart()
        (self.directory / INDEX).unlink()

        self.assertEqual(self.found("hello"), ["hello world"])

    def test_what_is_no_database_is_made_anew(self) -> None:
        for content in (b"", b"no database at all" * 1000):
            self.restart()
            (self.directory / INDEX).write_bytes(content)

            self.assertEqual(self.found("hello"), ["hello world"])

    def test_a_database_of_something_else_is_made_anew(self) -> None:
        other = apsw.Connection(str(self.directory / INDEX))
        other.execute("CREATE TABLE state (version)")
        other.close()

        self.assertEqual(self.found("hello"), ["hello world"])

    def test_an_index_of_another_version_is_made_anew(self) -> None:
        self.restart()
        other = apsw.Connection(str(self.directory / INDEX))
        other.execute("UPDATE state SET version = '0 1.1'; DELETE FROM said_data")
        other.close()

        self.assertEqual(self.found("hello"), ["hello world"])

    def test_an_index_that_is_damaged_is_made_anew_by_a_search(self) -> None:
        for number in range(100):
            self.written.say(f"hello {number}")
        self.restart()
        self.damage()

        self.assertEqual(self.found("world"), ["hello world"])
        self.check()

    def test_an_index_that_is_damaged_is_made_anew_by_a_step(self) -> None:
        for number in range(300):
            self.written.say(f"hello {number}")
        self.restart()
        self.damage()
        self.written.say("bye world")

        self.finish()

        self.assertEqual(self.found("world"), ["bye world", "hello world"])

    def test_an_index_that_misses_a_part_is_made_anew_by_a_search(self) -> None:
        self.found("hello")
        other = apsw.Connection(str(self.directory / INDEX))
        other.execute("DELETE FROM said_data WHERE id > 10")  # all but the two rows that list them
        other.close()

        self.assertEqual(self.found("hello"), ["hello world"])
        self.check()

    def test_the_index_of_another_history_is_made_anew(self) -> None:
        self.restart()
        self.index.close()
        other = Written(folder_for(self))
        self.addCleanup(other.close)
        other.keep(Said(after(3600), "lobby", "Juan", "hello moon"))
        other.say("bye")
        (self.directory / INDEX).replace(other.directory / INDEX)

        index = Index(other.directory)
        self.addCleanup(index.close)

        self.assertEqual(self.found("hello", index=index), ["hello moon"])

    def test_the_index_of_a_newer_history_is_made_anew(self) -> None:
        self.finish()
        backup = self.written.connection.serialize("main")
        self.written.say("lost words")
        self.restore(backup)
        self.written.keep(Said(after(7200), "lobby", "Ana", "new words"))

        self.assertEqual(self.found("words"), ["new words"])

    def test_the_index_of_a_history_that_had_less_is_made_anew(self) -> None:
        first = self.written.say("some words")
        self.written.say("last words")
        self.finish()
        backup = self.written.connection.serialize("main")
        self.written.delete(first)
        self.restore(backup)

        self.assertEqual(self.found("words"), ["last words", "some words"])

    def restore(self, backup: bytes) -> None:
        """Put an older history in the place of the one that the index is of."""
        self.finish()
        self.index.close()
        self.written.close()
        (self.directory / DATABASE).write_bytes(backup)
        self.written = Written(self.directory)
        self.addCleanup(self.written.close)
        self.index = self.opened()

    def damage(self) -> None:
        """Write over all that is not the head of the file, as a failing disk would."""
        self.index.close()
        self.index = self.opened()
        file = self.directory / INDEX
        file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096))


class Failing(Indexed):
    def test_without_a_history_nothing_is_searched(self) -> None:
        index = Index(folder_for(self))

        self.assertRaises(NotReadError, self.search, "hello", index=index)

    def test_a_damaged_history_is_left_as_it_is(self) -> None:
        self.written.say("hello")
        self.written.close()
        file = self.directory / DATABASE
        damaged = file.read_bytes()[:4096] + b"\xff" * (file.stat().st_size - 4096)
        file.write_bytes(damaged)

        self.assertRaises(NotReadError, self.search, "hello")
        self.assertEqual(file.read_bytes(), damaged)

    def test_where_no_index_can_be_nothing_is_searched(self) -> None:
        (self.directory / INDEX).mkdir()

        self.assertRaises(NotReadError, self.index.update)
        self.assertRaises(NotReadError, self.search, "hello")

    def test_nothing_is_searched_once_it_is_closed(self) -> None:
        self.index.close()

        self.assertRaises(NotReadError, self.search, "hello")
        self.assertRaises(NotReadError, self.index.update)
        self.assertRaises(NotReadError, self.index.erase)


class Stopping(Indexed):
    def test_nothing_begins_once_it_is_interrupted(self) -> None:
        self.index.interrupt()

        self.assertRaises(NotReadError, self.search, "hello")
        self.assertRaises(NotReadError, self.index.update)
        self.assertRaises(NotReadError, self.index.erase)

    def test_a_closed_index_may_be_interrupted(self) -> None:
        self.written.say("hello")
        self.found("hello")
        self.index.close()

        self.index.interrupt()

    def test_a_search_that_runs_ends_soon(self) -> None:
        self.patch(finding, "SECONDS", 600)
        for number in range(300):
            self.written.say(f"hello {number}")
        self.finish()
        runs, goes_on = threading.Event(), threading.Event()

        def left_out(*_: object) -> bool:
            runs.set()
            goes_on.wait(30)
            return True

        self.patch(finding, "is_left_out", left_out)
        self.assert_ended(lambda: self.search("hello"), runs, goes_on)

    def test_a_step_that_runs_ends_soon(self) -> None:
        for _ in range(20):
            self.written.say("é " * 2000)
        runs, goes_on = threading.Event(), threading.Event()

        def fold(text: str) -> str:
            runs.set()
            goes_on.wait(30)
            return text

        self.patch(indexing, "folded", fold)
        self.assert_ended(self.index.update, runs, goes_on)
        self.assertEqual(self.rows("SELECT indexed FROM state"), [(0,)])

    def test_a_statement_that_runs_ends_soon(self) -> None:
        stop = fulltext.Stop()
        self.finish()
        connection = stop.connect(self.directory / INDEX)
        self.addCleanup(stop.close, connection)
        runs = threading.Event()
        connection.create_scalar_function("runs", lambda *_: runs.set())
        ended: list[BaseException] = []

        def count() -> None:
            try:
                connection.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                    " SELECT count(runs(i)) FROM n"
                ).fetchall()
            except apsw.InterruptError as error:
                ended.append(error)

        thread = threading.Thread(target=count)
        thread.start()
        runs.wait(30)

        stop.call()
        thread.join(30)

        self.assertEqual(len(ended), 1)

    def assert_ended(
        self, work: Callable[[], object], runs: threading.Event, goes_on: threading.Event
    ) -> None:
        """Interrupt ``work`` when it runs, and let it go on: it ends there, and so does `close`."""
        ended: list[BaseException] = []

        def run() -> None:
            try:
                work()
            except NotReadError as error:
                ended.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        runs.wait(30)

        self.index.interrupt()
        goes_on.set()
        self.index.close()
        thread.join(30)

        self.assertEqual(len(ended), 1)
