"""Messages that wait, when the server crashes and when the disk is in the way."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core.log import NotKeptError, NotReadError, Unread
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from tests.core.actions.waiting import WaitingTestCase, waited
from tests.core.conversation import HALF_PAST_TWO, PASSWORD, Chat
from tests.core.unwilling import NOT_READ

WAITS = "Ana is not here: your message waits until they come."


class OnDisk(SynchronousTestCase):
    """With everything on disk, as the server has it."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.starts()
        self.chat.member("Ana").types("/quit")
        (self.juan,) = self.chat.people("Juan")

    def starts(self) -> None:
        """Start a server on what is there."""
        self.history = DiskHistory(self.directory)
        self.history.open()
        self.store = Store(self.directory, lambda: HALF_PAST_TWO, is_held=True)
        self.store.open()
        self.addCleanup(self.history.close)
        self.addCleanup(self.store.close)
        self.chat = Chat(log=self.history, accounts=self.store)
        self.chat.hub.open()

    def crashes(self) -> None:
        """Let the server be gone from one moment to the next, and start again."""
        self.history.close()
        self.store.close()
        self.starts()
        (self.juan,) = self.chat.people("Juan")

    def test_messages_that_wait_outlive_a_crash(self) -> None:
        self.juan.types("/msg Ana psst")

        self.crashes()

        self.assertEqual(
            waited(self.chat.logs_in("Ana")),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): psst"],
        )

    def test_they_outlive_the_end_of_the_server(self) -> None:
        self.juan.types("/msg Ana psst")
        self.chat.closes()

        self.crashes()

        self.assertEqual(waited(self.chat.logs_in("Ana"))[0], "1 message while you were away:")

    def test_what_was_shown_before_a_crash_is_not_shown_after_it(self) -> None:
        self.juan.types("/msg Ana psst")
        self.chat.logs_in("Ana")

        self.crashes()

        self.assertEqual(waited(self.chat.logs_in("Ana")), [])

    def test_what_was_read_before_a_crash_is_not_shown_after_it(self) -> None:
        self.chat.logs_in("Ana")
        self.juan.types("/msg Ana psst")

        self.crashes()

        self.assertEqual(waited(self.chat.logs_in("Ana")), [])

    def test_what_is_said_after_a_crash_is_shown(self) -> None:
        self.chat.logs_in("Ana")
        self.juan.types("/msg Ana one")
        self.crashes()

        self.juan.types("/msg Ana two")

        self.assertEqual(
            waited(self.chat.logs_in("Ana")),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): two"],
        )

    def test_who_was_here_when_the_server_stopped_reads_what_is_said_then(self) -> None:
        self.chat.logs_in("Ana")
        self.juan.types("/msg Ana one")
        self.chat.closes()
        self.crashes()

        self.juan.types("/msg Ana two")

        self.assertEqual(waited(self.chat.logs_in("Ana"))[0], "1 message while you were away:")


class Faults(WaitingTestCase):
    """A disk that is in the way."""

    def test_messages_that_were_shown_are_not_shown_again_when_leaving_was_not_kept(self) -> None:
        self.says("one")
        self.comes()
        self.not_kept("went")
        self.ana.types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_messages_are_shown_that_came_after_a_departure_that_was_not_kept(self) -> None:
        self.comes()
        self.not_kept("went")
        self.ana.types("/quit")
        self.says("psst")

        self.assertEqual(waited(self.comes())[0], "1 message while you were away:")

    def test_a_departure_that_was_not_kept_is_kept_when_the_disk_takes_it(self) -> None:
        self.comes()
        self.not_kept("went")
        identity = self.ana.person.identity
        self.ana.types("/quit")
        del self.chat.accounts.went
        self.chat.passes(1)

        account = self.chat.accounts.with_identity(identity)
        assert account is not None
        self.assertIsNotNone(account.left_at)

    def test_who_cannot_be_noted_as_here_does_not_come_in_and_can_try_again(self) -> None:
        self.says("psst")
        self.not_kept("came")
        visitor = self.comes()
        self.assertIn("The server can't keep anything just now", visitor.reads()[0])
        del self.chat.accounts.came

        visitor.types(PASSWORD)

        self.assertEqual(waited(visitor)[0], "1 message while you were away:")
        self.assertEqual(self.berta.reads(), ["* Ana joined"])

    def test_where_they_cannot_be_read_that_is_said_and_they_are_in(self) -> None:
        log = Unreadable()
        self.chats(Chat(log=log))
        self.says("psst")
        log.is_readable = False

        visitor = self.comes()

        self.assertEqual(visitor.reads()[-1], NOT_READ)
        visitor.types("hola")
        self.assertEqual(self.berta.reads(), ["* Ana joined", "[14:35] Ana: hola"])

    def not_kept(self, what: str) -> None:
        """Let the disk not take one kind of change."""

        def fails(*_: object) -> None:
            raise NotKeptError("database or disk is full")

        setattr(self.chat.accounts, what, fails)


class Unreadable(MemoryHistory):
    """A history whose private messages can't be read unless ``is_readable``."""

    is_readable = True

    def waiting(self, *arguments: object, **named: object) -> Unread:
        if not self.is_readable:
            raise NotReadError("disk I/O error")
        return super().waiting(*arguments, **named)  # type: ignore[arg-type]
