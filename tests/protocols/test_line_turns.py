"""How much of one connection's input a turn of the reactor takes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.turn import FULL
from chatservice.protocols.receiving import LINES_A_TURN, LONGEST_LINE, MOST_UNREAD
from tests.protocols.chat import Chat, Guest
from tests.protocols.telnet_bytes import DO, TIMING_MARK, WONT

DO_TIMING_MARK = DO + TIMING_MARK
WONT_TIMING_MARK = WONT + TIMING_MARK


def packet(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


class ManyLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()

    def told_now(self, guest: Guest) -> list[str]:
        """End the turn; return what somebody reads of it, before anything else is taken."""
        self.chat.hub.turn.end()
        lines = guest.transport.value().decode().split("\r\n")[:-1]
        guest.transport.clear()
        return lines

    def test_a_thousand_lines_in_one_packet_arrive_in_order(self) -> None:
        self.ana.sends(packet(*(str(number) for number in range(1000))))

        self.assertEqual(self.bob.reads(), [f"ana: {number}" for number in range(1000)])

    def test_a_line_that_is_too_long_among_them_takes_no_other_with_it(self) -> None:
        lines = [str(number) for number in range(300)]
        self.ana.sends(packet(*lines[:200], "x" * 9000, *lines[200:]))

        self.assertEqual(self.bob.reads(), [f"ana: {line}" for line in lines])
        self.assertEqual(len(self.ana.reads()), 1)

    def test_a_line_that_is_too_long_may_go_on_while_the_server_waits(self) -> None:
        first = packet(*(str(number) for number in range(200))) + b"x" * 9000
        self.ana.protocol.dataReceived(first)
        self.ana.protocol.dataReceived(b"x" * 9000 + b"\nhello\n")
        self.chat.turn()

        self.assertEqual(self.bob.reads()[-2:], ["ana: 199", "ana: hello"])

    def test_one_turn_takes_so_many_and_leaves_the_rest(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * (LINES_A_TURN + 1)))

        self.assertEqual(len(self.told_now(self.bob)), LINES_A_TURN)
        self.assertEqual(self.bob.reads(), ["ana: a"])

    def test_what_comes_meanwhile_waits_behind_the_rest(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * (LINES_A_TURN + 1)))
        self.ana.protocol.dataReceived(packet("b"))

        self.assertEqual(len(self.told_now(self.bob)), LINES_A_TURN)
        self.assertEqual(self.bob.reads(), ["ana: a", "ana: b"])

    def test_somebody_else_is_read_meanwhile(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * 1000))
        self.bob.protocol.dataReceived(packet("b"))

        self.assertEqual(self.told_now(self.ana), ["bob: b"])

    def test_requests_for_much_do_not_pile_up(self) -> None:
        self.ana.types(*(str(number) for number in range(200)))
        self.bob.reads()

        self.bob.protocol.dataReceived(packet(*["/history 200"] * 50))

        self.assertTrue(self.chat.hub.turn.is_full)
        answers = [line for line in self.told_now(self.bob) if line.startswith("History")]
        self.assertLessEqual(len(answers), FULL // 200 + 1)

    def test_everyone_waits_when_the_turn_is_full(self) -> None:
        self.ana.types(*(str(number) for number in range(200)))
        self.bob.reads()
        self.bob.protocol.dataReceived(packet(*["/history 200"] * 20))

        self.ana.protocol.dataReceived(packet("me too"))

        self.assertNotIn("ana: me too", self.told_now(self.bob))
        self.assertIn("ana: me too", self.bob.reads())

    def test_what_waits_of_somebody_who_vanishes_is_dropped(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * 1000))

        self.ana.vanishes()

        heard = self.bob.reads()
        self.assertEqual(heard[-1], "* ana left")
        self.assertLessEqual(len(heard), LINES_A_TURN + 1)

    def test_slow_requests_leave_the_reactor_to_the_others(self) -> None:
        slow = self.chat.hub.now
        self.chat.hub.now = lambda: (self.chat.clock.advance(0.003), slow())[1]

        self.ana.protocol.dataReceived(packet(*["/rename ana2", "/rename ana"] * 10))

        self.assertLess(len(self.told_now(self.bob)), 20)


class WhoDoesNotRead(SynchronousTestCase):
    """Bob's lines wait while something waits for him to read it."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()
        self.bob.transport.producer.pauseProducing()

    def reads_on(self) -> None:
        self.bob.transport.producer.resumeProducing()
        self.chat.turns(3)

    def falls_behind(self) -> None:
        """Let so much be said that the outbox takes no more."""
        for number in range(40):
            self.ana.types(f"{number:4000}")

    def test_their_lines_wait_until_they_have_read(self) -> None:
        self.bob.types("hola", "/version")
        self.assertEqual((self.ana.reads(), self.bob.reads()), ([], []))

        self.reads_on()

        self.assertEqual(self.ana.reads(), ["bob: hola"])
        self.assertEqual(len(self.bob.reads()), 1)

    def test_their_lines_wait_until_they_have_got_what_they_missed(self) -> None:
        self.falls_behind()
        self.bob.types("hola")
        held = self.bob.reads()
        self.assertNotIn("bob: hola", self.ana.reads())

        self.reads_on()

        self.assertEqual(
            [line.split()[-1] for line in held + self.bob.reads()], [str(n) for n in range(40)]
        )
        self.assertEqual(self.ana.reads(), ["bob: hola"])

    def test_what_they_sent_before_the_end_of_input_is_taken_and_then_they_go(self) -> None:
        self.falls_behind()
        self.bob.types("hola")
        self.bob.ends_the_input()
        self.assertFalse(self.bob.is_leaving)
        self.ana.reads()

        self.reads_on()

        self.assertEqual(self.ana.reads(), ["bob: hola", "* bob left"])
        self.assertEqual(self.bob.reads()[-1], "See you soon!")
        self.assertTrue(self.bob.is_leaving)

    def test_the_end_of_input_with_nothing_to_take_waits_until_they_have_read(self) -> None:
        self.bob.types("hola")
        self.bob.sends(b"half a line")
        self.bob.ends_the_input()

        self.reads_on()

        self.assertEqual(self.ana.reads(), ["bob: hola", "* bob left"])

    def test_when_much_waits_no_more_is_received_until_it_is_taken(self) -> None:
        half = packet(*["x" * 1000] * (MOST_UNREAD // 2000))
        for paused in (False, False, True, True):
            self.bob.sends(half)
            self.assertEqual(self.bob.transport.producerState == "paused", paused)

        self.reads_on()

        self.assertEqual(self.bob.transport.producerState, "producing")
        self.assertEqual(self.ana.reads(), ["bob: " + "x" * 1000] * (MOST_UNREAD // 2000 * 4))

    def test_who_vanishes_while_lines_wait_is_gone(self) -> None:
        self.falls_behind()
        self.bob.types(*["hola"] * 3)
        self.ana.reads()

        self.bob.vanishes()
        self.chat.turns(5)

        self.assertEqual(self.ana.reads(), ["* bob left"])

    def test_telnets_commands_are_answered_when_they_have_read(self) -> None:
        self.falls_behind()
        self.bob.sends(b"\xff\xf6")  # IAC AYT
        self.bob.reads()

        self.reads_on()

        self.assertEqual(self.bob.reads()[-1], "[Yes, the chat is here.]")

    def fills_up(self) -> None:
        """Let so much wait for him that there is no room for a byte more."""
        while self.bob.protocol._outbox.send(b"x"):
            pass

    def test_what_telnet_waits_for_is_kept_while_there_is_no_room(self) -> None:
        self.fills_up()
        self.bob.sends(DO_TIMING_MARK, DO_TIMING_MARK)
        self.assertEqual(self.bob.bytes_read().count(WONT_TIMING_MARK), 0)

        self.reads_on()

        # A client that pressed Ctrl+C twice waits for two of them.
        self.assertEqual(self.bob.bytes_read().count(WONT_TIMING_MARK), 2)

    def test_nothing_more_is_received_while_telnet_waits(self) -> None:
        self.fills_up()
        self.bob.sends(DO_TIMING_MARK)
        self.assertEqual(self.bob.transport.producerState, "paused")

        self.reads_on()

        self.assertEqual(self.bob.transport.producerState, "producing")

    def test_lines_sent_with_what_telnet_waits_for_are_taken_afterwards(self) -> None:
        self.fills_up()
        self.bob.sends(DO_TIMING_MARK + packet("one"), packet("two"))

        self.reads_on()

        self.assertEqual(self.ana.reads(), ["bob: one", "bob: two"])


class Cutting(SynchronousTestCase):
    """However bytes arrive, the lines are the same."""

    LINES = ("hola", "", "x" * (LONGEST_LINE + 1), "¿qué tal?", "x" * LONGEST_LINE, "adiós")

    def heard(self, *packets: bytes) -> tuple[list[str], int]:
        """Return what the others read of some packets, and how many replies their sender does."""
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        bob.reads()
        for part in packets:
            ana.protocol.dataReceived(part)
            chat.turn()
        chat.turns(3)
        return bob.reads(), len(ana.reads())

    def test_one_byte_at_a_time_is_as_good_as_all_at_once(self) -> None:
        data = packet(*self.LINES)
        expected = ["hola", "¿qué tal?", "x" * LONGEST_LINE, "adiós"]

        at_once = self.heard(data)

        self.assertEqual(at_once, ([f"ana: {line}" for line in expected], 1))
        self.assertEqual(self.heard(*(data[i : i + 1] for i in range(len(data)))), at_once)

    @settings(max_examples=30)
    @given(st.lists(st.integers(0, 9000), max_size=6))
    def test_cut_anywhere_it_is_as_good_as_all_at_once(self, cuts: list[int]) -> None:
        data = packet(*self.LINES)
        places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]

        parts = [data[start:end] for start, end in pairwise(places) if end > start]

        self.assertEqual(self.heard(*parts), self.heard(data))

    def test_a_line_that_never_ends_is_refused_once_and_not_kept(self) -> None:
        chat = Chat()
        ana = chat.guest_called("ana")

        ana.sends(*[b"x" * 60_000] * 20)

        self.assertEqual(len(ana.reads()), 1)
        self.assertLessEqual(len(ana.protocol._buffer), LONGEST_LINE)


class ManyAtOnce(SynchronousTestCase):
    def test_of_many_who_end_their_input_at_once_only_so_many_leave_in_one_turn(self) -> None:
        chat = Chat()
        crowd = [chat.guest_called(f"guest-{number}") for number in range(90)]

        for guest in crowd:
            guest.protocol.readConnectionLost()

        self.assertTrue(chat.hub.turn.is_full)
        self.assertGreater(sum(guest.protocol.session.person.is_here for guest in crowd), 0)
        chat.turns(10)
        self.assertTrue(all(guest.is_leaving for guest in crowd))
