"""A search takes a while, in a thread: what its asker types further waits, and nobody else does."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.hub import MOST_LOOKING
from chatservice.core.log import NotReadError, TooLongError
from tests.core.unwilling import NOT_READ, Unwilling
from tests.protocols.chat import Chat, Guest


def packet(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


class Searching(SynchronousTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.chat = Chat(log=self.log)
        self.ana, self.bob = self.chat.guest_called("ana"), self.chat.guest_called("bob")
        self.ana.types("hola")
        self.ana.reads()
        self.bob.reads()

    def read_now(self, guest: Guest) -> list[str]:
        """Return what has been sent already, without letting a turn pass."""
        text = guest.transport.value().decode()
        guest.transport.clear()
        return text.split("\r\n")[:-1]

    def test_lines_behind_it_wait_for_its_answer(self) -> None:
        with self.chat.slow_searches():
            self.bob.sends(packet("/search hola", "/version", "adiós"))
            self.assertEqual(self.read_now(self.bob), [])
        self.chat.turns(5)

        found, marked, version = self.bob.reads()
        self.assertEqual(found, "Found, the newest first:")
        self.assertTrue(marked.endswith("#lobby ana: *hola*"))
        self.assertTrue(version.startswith("chatservice"), version)
        self.assertEqual(self.ana.reads()[-1], "bob: adiós")

    def test_others_are_served_meanwhile(self) -> None:
        with self.chat.slow_searches():
            self.bob.sends(packet("/search hola", "adiós"))
            self.ana.sends(packet("/version", "hello"))

            self.assertEqual(len(self.read_now(self.ana)), 1)
            self.assertEqual(self.read_now(self.bob), ["ana: hello"])

        self.assertEqual(self.bob.reads()[0], "Found, the newest first:")

    def test_only_so_many_search_at_once_and_the_others_are_told_so(self) -> None:
        guests = [self.chat.guest_called(f"guest{number}") for number in range(MOST_LOOKING + 1)]
        with self.chat.slow_searches():
            for guest in guests:
                guest.reads()
                guest.sends(packet("/search hola"))
            self.chat.turn()

            self.assertEqual(
                [self.read_now(guest) for guest in guests],
                [[]] * MOST_LOOKING + [["Many are searching just now: search again in a moment."]],
            )

        guests[-1].types("/search hola")
        self.assertEqual(guests[-1].reads()[0], "Found, the newest first:")

    def test_one_that_takes_too_long_is_given_up(self) -> None:
        self.log.not_read = TooLongError("too long")

        self.bob.types("/search hola")

        self.assertEqual(
            self.bob.reads(),
            [
                (
                    "That search took too long and was given up: add a word, from:USER, in:ROOM or "
                    "after:DATE."
                )
            ],
        )
        self.assertFalse(self.chat.reports)

    def test_a_connection_that_is_lost_meanwhile_gets_no_answer(self) -> None:
        with self.chat.slow_searches():
            self.bob.sends(packet("/search hola", "adiós"))
            self.bob.vanishes()

        self.chat.turns(5)

        self.assertEqual(self.read_now(self.bob), [])
        self.assertEqual(self.ana.reads()[-1], "* bob left")

    def test_goodbye_comes_after_the_answer(self) -> None:
        self.bob.sends(packet("/search hola", "/quit"))

        self.chat.turns(5)

        read = self.bob.reads()
        self.assertEqual((read[0], read[-1]), ("Found, the newest first:", "See you soon!"))
        self.assertTrue(self.bob.is_leaving)

    def test_several_searches_are_answered_one_after_the_other(self) -> None:
        self.bob.sends(packet("/search hola", "/search nothing", "/history bob"))

        self.chat.turns(9)

        read = self.bob.reads()
        self.assertEqual(read[0], "Found, the newest first:")
        self.assertEqual(read[2:], ["Nothing was found.", "Nothing of bob was found here."])

    def test_lines_go_on_behind_a_search_that_fails(self) -> None:
        self.log.not_read = NotReadError("disk I/O error")
        self.chat.reports = []

        self.bob.sends(packet("/search hola", "adiós"))
        self.chat.turns(5)

        self.assertEqual(self.bob.reads(), [NOT_READ])
        self.assertEqual(self.ana.reads()[-1], "bob: adiós")
        self.assertEqual(self.chat.reports, ["reading the history: disk I/O error"])

    def test_the_end_of_the_server_waits_for_no_search(self) -> None:
        with self.chat.slow_searches():
            self.bob.sends(packet("/search hola"))

            self.chat.hub.close()

            self.assertEqual(
                self.read_now(self.bob), ["The server is closing. Try again in a moment."]
            )

        self.assertEqual(self.read_now(self.bob), [])

    def test_telnet_commands_are_answered_meanwhile(self) -> None:
        with self.chat.slow_searches():
            self.bob.sends(packet("/search hola"))
            self.bob.sends(b"\xff\xf6")  # IAC AYT

            self.assertEqual(len(self.read_now(self.bob)), 1)
