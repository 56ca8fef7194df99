"""Private messages to registered people who are not here: they wait, and are shown once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core.actions import arriving
from chatservice.core.actions.talking import MOST_WAITING
from chatservice.core.log import NotKeptError, NotReadError, Unread
from chatservice.core.replies import Goodbye
from chatservice.history.disk import DiskHistory
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import HALF_PAST_TWO, PASSWORD, Chat, Visitor
from tests.core.unwilling import NOT_READ
from tests.history.folders import in_a_folder

WAITS = "Ana is not here: your message waits until they come."


def waited(visitor: Visitor) -> list[str]:
    """Return the lines about messages that waited among those that somebody reads."""
    lines = visitor.reads()
    heads = [n for n, line in enumerate(lines) if "while you were away:" in line]
    return lines[heads[0] :] if heads else []


class WaitingTestCase(SynchronousTestCase):
    """Ana is registered and not here; Juan and Berta are."""

    def setUp(self) -> None:
        self.chats(Chat())

    def chats(self, chat: Chat) -> None:
        self.chat = chat
        self.juan, self.berta = chat.people("Juan", "Berta")
        self.ana = chat.member("Ana")
        self.ana.types("/quit")
        for visitor in (self.juan, self.berta):
            visitor.reads()

    def says(self, *texts: str) -> None:
        """Let Juan leave private messages for Ana."""
        for text in texts:
            self.juan.types(f"/msg Ana {text}")

    def comes(self) -> Visitor:
        """Let Ana come; nothing is read yet."""
        self.ana = self.chat.logs_in("Ana")
        return self.ana


class Waiting(WaitingTestCase):
    def test_who_writes_is_told_that_it_waits(self) -> None:
        self.says("psst")

        self.assertEqual(self.juan.reads(), [WAITS])

    def test_who_writes_is_told_that_it_waits_in_spanish(self) -> None:
        self.juan.types("/lang es", "/susurro ana psst")

        self.assertEqual(self.juan.reads()[-1], "Ana no está: tu mensaje espera hasta que vuelva.")

    def test_nobody_else_reads_it(self) -> None:
        self.says("psst")

        self.assertEqual(self.berta.reads(), [])

    def test_one_is_shown_at_the_next_login(self) -> None:
        self.says("psst")

        self.assertEqual(
            waited(self.comes()),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): psst"],
        )

    def test_several_are_shown_in_their_order_after_all_else(self) -> None:
        self.says("one")
        self.berta.types("/msg ana two", "aloud")
        self.says("three")

        self.assertEqual(
            self.comes().reads()[1:],
            [
                "Type /help for commands.",
                "History:",
                "[14:35] Berta: aloud",
                "3 messages while you were away:",
                "[14:35] Juan (private to Ana): one",
                "[14:35] Berta (private to Ana): two",
                "[14:35] Juan (private to Ana): three",
            ],
        )

    def test_one_is_shown_in_spanish(self) -> None:
        self.in_spanish()
        self.says("psst")

        self.assertEqual(
            self.comes().reads()[-2:],
            ["1 mensaje mientras no estabas:", "[14:35] Juan (privado a Ana): psst"],
        )

    def test_several_are_shown_in_spanish(self) -> None:
        self.in_spanish()
        self.says("one", "two", "three")

        self.assertEqual(self.comes().reads()[-4], "3 mensajes mientras no estabas:")

    def in_spanish(self) -> None:
        """Let Ana come, choose Spanish and go."""
        self.comes().types("/lang es", "/salir")
        self.berta.reads()

    def test_where_there_is_none_nothing_is_told(self) -> None:
        self.assertEqual(waited(self.comes()), [])

    def test_they_are_not_shown_to_who_does_not_know_the_password(self) -> None:
        self.says("psst")
        visitor = self.chat.connect()
        visitor.types("Ana", "wrong")

        self.assertEqual(waited(visitor), [])

    def test_they_are_shown_once(self) -> None:
        self.says("psst")
        self.comes().types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_they_are_not_shown_in_a_further_session(self) -> None:
        self.says("psst")
        self.comes()

        self.assertEqual(waited(self.chat.logs_in("Ana")), [])

    def test_only_what_is_new_is_shown_the_next_time(self) -> None:
        self.says("one")
        self.comes().types("/quit")
        self.says("two")

        self.assertEqual(
            waited(self.comes()),
            ["1 message while you were away:", "[14:35] Juan (private to Ana): two"],
        )

    def test_what_was_read_while_here_is_not_shown(self) -> None:
        self.comes()
        self.says("psst")
        self.ana.types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_what_somebody_wrote_before_registering_is_theirs(self) -> None:
        self.comes()
        self.berta.types("/msg Ana psst", "/register", PASSWORD, PASSWORD, "/quit")
        self.ana.types("/reply what?")

        self.assertIn("what?", waited(self.chat.logs_in("Berta"))[-1])

    def test_what_was_taken_back_is_not_shown(self) -> None:
        self.says("one", "two")
        self.juan.types("/delete")

        self.assertEqual(len(waited(self.comes())), 2)

    def test_what_was_corrected_is_shown_as_it_is(self) -> None:
        self.says("one")
        self.juan.types("/edit uno")

        self.assertIn("uno (edited)", waited(self.comes())[-1])

    def test_what_people_say_whom_they_ignore_is_not_shown(self) -> None:
        self.comes().types("/ignore Juan", "/quit")
        self.says("psst")

        self.assertEqual(waited(self.comes()), [])

    def test_the_history_shows_them_again(self) -> None:
        chat = Chat(log=in_a_folder(self))
        self.chats(chat)
        self.says("psst")
        self.comes().types("/quit")
        self.comes().reads()

        self.ana.types("/history Juan")

        self.assertEqual(self.ana.reads()[-1], "[14:35] Juan (private to Ana): psst")

    def test_of_very_many_the_last_are_shown_and_how_many_more_there_are(self) -> None:
        most = arriving.MOST_WAITED
        self.says(*map(str, range(most + 1)))

        head, more, first, *rest = waited(self.comes())
        self.assertEqual(head, f"{most + 1} messages while you were away:")
        self.assertEqual(more, "(1 older one is not shown: /history NAME shows it.)")
        self.assertEqual(first, "[14:35] Juan (private to Ana): 1")
        self.assertEqual(len(rest), most - 1)

    def test_so_many_wait_for_one_person_and_no_more(self) -> None:
        self.says(*map(str, range(MOST_WAITING)))
        self.juan.reads()

        self.says("one more")

        self.assertEqual(
            self.juan.reads(),
            [
                "1000 messages wait for Ana already, so nothing was sent: "
                "try again when they have been here."
            ],
        )
        self.assertEqual(waited(self.comes())[0], f"{MOST_WAITING} messages while you were away:")

    def test_what_was_read_long_ago_does_not_count_among_those(self) -> None:
        self.comes()
        self.says(*map(str, range(MOST_WAITING)))
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.juan.reads()
            self.says("psst")

        self.assertEqual(self.juan.reads()[-1], WAITS)


class WhoIsMeant(WaitingTestCase):
    def test_a_name_that_is_neither_online_nor_registered_is_nobodys(self) -> None:
        self.juan.types("/msg Wolfgang psst")

        self.assertEqual(
            self.juan.reads(), ["There is nobody called Wolfgang. /users shows who is online."]
        )

    def test_the_registered_name_is_theirs_also_while_they_have_another_one(self) -> None:
        self.comes().types("/rename Lola")
        self.ana.reads()

        self.says("psst")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): psst"])

    def test_the_other_name_is_nobodys_once_they_are_gone(self) -> None:
        self.comes().types("/rename Lola", "/quit")
        self.juan.reads()

        self.juan.types("/msg Lola psst")

        self.assertIn("There is nobody called Lola.", self.juan.reads()[0])

    def test_an_answer_to_who_is_gone_waits_for_them(self) -> None:
        self.comes().types("/rename Lola", "/msg Juan psst", "/quit")
        self.juan.reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.juan.reads(), [WAITS])
        self.assertIn("what?", waited(self.comes())[-1])

    def test_an_answer_to_who_was_gone_and_came_back_reaches_them(self) -> None:
        self.comes().types("/msg Juan psst", "/quit")
        self.comes().reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan (private): what?"])

    def test_an_answer_to_a_stranger_who_is_gone_waits_for_nobody(self) -> None:
        self.berta.types("/msg Juan psst", "/quit")
        self.juan.reads()

        self.juan.types("/reply what?")

        self.assertEqual(self.juan.reads(), ["Berta is not here any more, so nothing was sent."])


class OneTurn(WaitingTestCase):
    """What is said in the same turn in which somebody comes or goes is neither lost nor twice."""

    def shown(self) -> list[str]:
        """Return what Ana read of Juan's until now, and at the next login."""
        lines = self.ana.reads() + waited(self.comes())
        return [line.rpartition(": ")[2] for line in lines if " Juan (private" in line]

    def test_before_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.ana.types("/quit")

        self.assertEqual(self.shown(), ["psst"])

    def test_after_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.says("psst")

        self.assertEqual(self.shown(), ["psst"])

    def test_before_and_after_they_leave(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("one")
            self.juan.types("aloud")
            self.ana.types("/quit")
            self.says("two")

        self.assertEqual(self.shown(), ["one", "two"])

    def test_before_their_connection_is_lost(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.ana.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_after_their_connection_is_lost(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.vanishes()
            self.says("psst")

        self.assertEqual(self.shown(), ["psst"])

    def test_in_the_turn_before_their_connection_is_lost(self) -> None:
        self.comes()
        self.says("psst")
        self.ana.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_before_the_last_of_two_sessions_is_lost_and_the_other_had_read_it(self) -> None:
        self.comes()
        other = self.chat.logs_in("Ana")
        with self.chat.one_turn():
            self.says("psst")
            self.ana.types("/quit")
            other.vanishes()

        self.assertEqual(self.shown(), ["psst"])

    def test_while_they_come(self) -> None:
        with self.chat.one_turn():
            ana = self.chat.connect()
            self.says("one")
            ana.types("Ana", PASSWORD)
            self.says("two")
        self.chat.settles()
        self.ana = ana
        self.says("three")

        lines = [line for line in ana.reads() if " Juan (private" in line]
        self.assertEqual([line.rpartition(": ")[2] for line in lines], ["one", "two", "three"])
        self.ana.types("/quit")
        self.assertEqual(waited(self.comes()), [])

    def test_from_somebody_who_comes_at_the_same_moment(self) -> None:
        self.chat.member("Carla").types("/quit")
        with self.chat.one_turn():
            carla, ana = self.chat.connect(), self.chat.connect()
            carla.types("Carla", PASSWORD, "/msg Ana psst")
            ana.types("Ana", PASSWORD)
        self.chat.settles()

        self.assertEqual(sum("psst" in line for line in ana.reads()), 1)

    def test_while_they_leave_and_come_back(self) -> None:
        self.comes()
        with self.chat.one_turn():
            ana = self.chat.connect()
            ana.types("Ana", PASSWORD)
            self.says("one")
            self.ana.types("/quit")
            self.says("two")
        self.chat.settles()
        self.assertEqual(self.private(self.ana), ["one"])
        self.assertEqual(self.private(ana), ["two"])

    def test_while_they_leave_and_come_back_later_in_the_turn(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.ana.types("/quit")
            self.says("psst")
            ana = self.chat.connect()
            ana.types("Ana", PASSWORD)
        self.chat.settles()

        self.assertEqual(self.private(ana), ["psst"])

    def private(self, visitor: Visitor) -> list[str]:
        lines = [line for line in visitor.reads() if " Juan (private" in line]
        return [line.rpartition(": ")[2] for line in lines]

    def test_while_the_server_stops(self) -> None:
        self.comes()
        with self.chat.one_turn():
            self.says("psst")
            self.chat.closes()

        self.assertEqual(self.private(self.ana), ["psst"])


class NotReading(WaitingTestCase):
    """What somebody was not sent because they read too slowly waits as well."""

    def setUp(self) -> None:
        super().setUp()
        self.comes()
        self.says("read")
        self.ana.reads()
        self.ana.stops_reading()
        self.ana.session.are_you_there()
        self.chat.end_turn()

    def test_until_they_are_lost(self) -> None:
        self.says("one", "two")
        self.ana.vanishes()

        self.assertEqual(waited(self.comes())[0], "2 messages while you were away:")

    def test_until_they_say_goodbye(self) -> None:
        self.says("one", "two")
        self.ana.session.leave(Goodbye())
        self.chat.end_turn()

        self.assertEqual(waited(self.comes())[0], "2 messages while you were away:")

    def test_until_the_server_ends_it(self) -> None:
        self.says("one")
        self.chat.passes(60 * 6)
        self.assertIsNotNone(self.ana.cut_after)

        self.assertEqual(waited(self.comes())[0], "1 message while you were away:")

    def test_in_the_turn_in_which_they_are_lost(self) -> None:
        with self.chat.one_turn():
            self.says("one")
            self.ana.vanishes()

        self.assertEqual(waited(self.comes())[0], "1 message while you were away:")

    def test_but_not_what_they_were_brought_when_they_read_on(self) -> None:
        self.says("one")
        self.ana.reads_on()
        self.assertIn("[14:35] Juan (private): one", self.ana.reads())
        self.ana.types("/quit")

        self.assertEqual(waited(self.comes()), [])

    def test_but_not_what_another_session_of_theirs_read(self) -> None:
        other = self.chat.logs_in("Ana")
        self.says("one")
        other.types("/quit")
        self.ana.vanishes()

        self.assertEqual(waited(self.comes()), [])


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
        del self.chat.accounts.went  # type: ignore[method-assign]
        self.chat.passes(1)

        account = self.chat.accounts.with_identity(identity)
        assert account is not None
        self.assertIsNotNone(account.left_at)

    def test_who_cannot_be_noted_as_here_does_not_come_in_and_can_try_again(self) -> None:
        self.says("psst")
        self.not_kept("came")
        visitor = self.comes()
        self.assertIn("The server can't keep anything just now", visitor.reads()[0])
        del self.chat.accounts.came  # type: ignore[method-assign]

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
