"""What somebody said is forgotten on disk: hidden at once, deleted step by step, no byte left."""

from __future__ import annotations

import shutil
from datetime import timedelta

from chatservice.core.log import BusyError, Last, NotKeptError, Since
from chatservice.history import forgetting
from chatservice.history.disk import DiskHistory
from chatservice.history.files import connect
from chatservice.history.forgetting import MOST_IN_A_STEP
from tests.history.folders import (
    ANA,
    JUAN,
    NOW,
    FolderTestCase,
    found,
    keep,
    put_in_order,
    said,
    texts,
    whispered,
)


class ForgettingTestCase(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.history = self.opened()

    def left(self) -> list[str]:
        """Return the texts of all messages that are on the disk, shown or not."""
        connection = connect(self.directory / "history.db", writable=False)
        try:
            rows = connection.execute("SELECT text FROM messages ORDER BY place").fetchall()
        finally:
            connection.close()
        return [str(text) for (text,) in rows]

    def counted(self, table: str, where: str = "1") -> int:
        """Return how many rows there are."""
        connection = connect(self.directory / "history.db", writable=False)
        try:
            return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").get)
        finally:
            connection.close()


class BeforeItIsDeleted(ForgettingTestCase):
    """Right after somebody is to be forgotten everything still is on the disk."""

    def setUp(self) -> None:
        super().setUp()
        keep(self.history, said("lunch"), whispered("secret lunch"))
        keep(self.history, said("lunch at two", who="Ana"), author=ANA)
        found(self.history, "lunch")

    def test_no_search_finds_it(self) -> None:
        self.history.forget(JUAN)

        self.assertEqual(len(self.left()), 3)
        for reader in (JUAN, ANA):
            self.assertEqual(found(self.history, "lunch", reader), ["lunch at two"])

    def test_no_search_without_words_finds_it(self) -> None:
        self.history.forget(JUAN)

        self.assertEqual(found(self.history, "in:lobby"), ["lunch at two"])
        self.assertEqual(found(self.history, "from:Juan"), [])

    def test_nobody_who_was_behind_reads_it(self) -> None:
        self.history.forget(JUAN)

        stretch = self.history.since(Since(("lobby",), 0, 9))

        self.assertEqual([kept.message.text for kept in stretch.messages], ["lunch at two"])

    def test_somebody_else_may_be_forgotten_meanwhile(self) -> None:
        self.history.forget(JUAN)
        self.history.keep_up(NOW)

        self.history.forget(ANA)

        self.assertEqual(texts(self.history), [])
        put_in_order(self.history)
        self.assertEqual(self.left(), [])

    def test_behind_very_many_that_are_forgotten_nobody_is_held_up(self) -> None:
        keep(self.history, *[said("x")] * 5000)

        self.history.forget(JUAN)

        # As behind very many of somebody who is ignored: until they are deleted.
        self.assertEqual(self.history.last(Last("lobby", 50)), [])
        put_in_order(self.history)
        self.assertEqual(texts(self.history), ["lunch at two"])


class Deleting(ForgettingTestCase):
    def test_it_goes_in_steps_the_newest_first(self) -> None:
        keep(self.history, *(said(f"{number}") for number in range(3 * MOST_IN_A_STEP)))
        self.history.forget(JUAN)

        self.history.keep_up(NOW)

        count = len(self.left())
        self.assertLess(count, 3 * MOST_IN_A_STEP)
        self.assertGreaterEqual(count, 2 * MOST_IN_A_STEP)
        self.assertEqual(self.left(), [str(number) for number in range(count)])

    def test_on_a_fast_machine_a_step_deletes_so_many_and_the_next_ones_the_rest(self) -> None:
        self.patch(forgetting, "STEP_SECONDS", 60.0)
        keep(self.history, *(said(str(number)) for number in range(2 * MOST_IN_A_STEP + 1)))
        self.history.forget(JUAN)
        counts = []

        while self.history.keep_up(NOW):
            counts.append(len(self.left()))

        self.assertEqual(counts[:3], [MOST_IN_A_STEP + 1, 1, 0])

    def test_no_number_is_given_twice_though_nothing_is_left(self) -> None:
        *_, number = keep(self.history, said("one"), said("two"))
        self.history.forget(JUAN)
        put_in_order(self.history)

        self.assertEqual(keep(self.history, said("three")), [number + 1])

    def test_all_is_looked_through_however_much_others_said_in_between(self) -> None:
        self.patch(forgetting, "LOOKED_AT", 10)
        keep(self.history, said("first"))
        keep(self.history, *(said(str(number)) for number in range(35)), author=ANA)
        keep(self.history, said("last"))
        self.history.forget(JUAN)

        put_in_order(self.history)

        self.assertEqual(len(self.left()), 35)

    def test_between_two_steps_people_talk(self) -> None:
        keep(self.history, *(said("x") for _ in range(3 * MOST_IN_A_STEP)))
        self.history.forget(JUAN)
        meanwhile = []
        while self.history.keep_up(NOW):
            meanwhile.append(f"hello {len(meanwhile)}")
            keep(self.history, said(meanwhile[-1]))

        self.assertGreater(len(meanwhile), 1)
        self.assertEqual(texts(self.history), meanwhile)

    def test_it_goes_on_after_a_restart(self) -> None:
        keep(self.history, *(said("x") for _ in range(3 * MOST_IN_A_STEP)))
        self.history.forget(JUAN)
        self.history.keep_up(NOW)
        self.history.close()
        self.history = self.opened()

        put_in_order(self.history)

        self.assertEqual(self.left(), [])

    def test_it_goes_on_in_the_place_of_a_server_that_was_killed(self) -> None:
        keep(self.history, *(said("x") for _ in range(3 * MOST_IN_A_STEP)))
        self.history.forget(JUAN)
        copy = self.directory.with_name("copy")
        shutil.copytree(self.directory, copy)
        history = self.opened(copy)
        self.assertEqual(texts(history), [])

        put_in_order(history)

        self.directory = copy
        self.assertEqual(self.left(), [])

    def test_when_all_is_done_nothing_is_looked_through_any_more(self) -> None:
        keep(self.history, said("x"))
        self.history.forget(JUAN)
        put_in_order(self.history)

        self.assertEqual(self.counted("counters", "name <> 'seq'"), 0)
        self.assertFalse(self.history.keep_up(NOW))

    def test_for_who_said_nothing_nothing_is_looked_through(self) -> None:
        keep(self.history, said("x"))

        self.history.forget(ANA)

        self.assertEqual(self.counted("counters", "name <> 'seq'"), 0)

    def test_their_name_goes_where_nothing_bears_it(self) -> None:
        keep(self.history, said("x"))
        self.history.forget(JUAN)

        put_in_order(self.history)

        self.assertEqual(self.counted("authors"), 0)

    def test_their_name_stays_on_what_others_wrote_to_them(self) -> None:
        keep(self.history, said("x"))
        (number,) = keep(self.history, whispered("psst", "Ana", "Juan"), author=ANA, receiver=JUAN)
        self.history.forget(JUAN)

        put_in_order(self.history)

        self.assertEqual(
            [kept.message for kept in self.history.messages([number])],
            [whispered("psst", "Ana", "Juan")],
        )
        self.assertEqual(found(self.history, "psst", ANA), ["psst"])


class Erasing(ForgettingTestCase):
    def test_no_byte_is_left_of_what_they_said_or_of_their_name(self) -> None:
        keep(self.history, said("zanahoria", who="Valentina"), whispered("berenjena", "Valentina"))
        keep(self.history, *(said(f"message {number}") for number in range(200)), author=ANA)
        put_in_order(self.history)
        words = ("zanahoria", "berenjena", "valentina")
        for word in words:
            self.assertIn("history.db", self.files_with(word))

        self.history.forget(JUAN)
        put_in_order(self.history)

        self.assertEqual([word for word in words if self.files_with(word)], [])
        self.assertEqual(len(found(self.history, "message")), 200)


class InTheWay(ForgettingTestCase):
    def setUp(self) -> None:
        super().setUp()
        keep(self.history, said("one"))

    def test_while_another_program_writes_nobody_is_forgotten(self) -> None:
        other = self.hold()
        other.writes()

        self.assertRaises(BusyError, self.history.forget, JUAN)

        self.assertEqual(texts(self.history), ["one"])

    def test_it_can_be_done_after_that(self) -> None:
        other = self.hold()
        other.writes()
        self.assertRaises(BusyError, self.history.forget, JUAN)
        other.lets_go()

        self.history.forget(JUAN)

        self.assertEqual(texts(self.history), [])

    def test_a_message_is_never_waited_for_afterwards(self) -> None:
        self.history.forget(JUAN)
        self.hold().writes()

        self.assertRaises(BusyError, keep, self.history, said("two"))
        self.assertEqual(self.history._connection.pragma("busy_timeout"), 0)

    def test_a_closed_history_forgets_nobody(self) -> None:
        self.history.close()

        self.assertRaises(NotKeptError, self.history.forget, JUAN)

    def test_an_import_that_runs_meanwhile_is_kept(self) -> None:
        self.history.forget(JUAN)
        self.history.keep_up(NOW)
        self.hold().keeps(NOW - timedelta(hours=1), "imported", 1000)

        put_in_order(self.history)

        self.assertEqual(texts(self.history), ["imported"])


class WhileItIsLookedThrough(ForgettingTestCase):
    def test_who_is_forgotten_between_reading_and_writing_is_forgotten(self) -> None:
        """Another one is to be forgotten when the step has chosen what to delete."""
        keep(self.history, said("one"))
        keep(self.history, said("two", who="Ana"), author=ANA)
        self.history.forget(JUAN)
        begun = forgetting.transaction
        history: DiskHistory = self.history

        def forgotten_before(*arguments: object) -> object:
            self.patch(forgetting, "transaction", begun)
            history.forget(ANA)
            return begun(*arguments)  # type: ignore[arg-type]

        self.patch(forgetting, "transaction", forgotten_before)

        put_in_order(self.history)

        self.assertEqual(self.left(), [])
