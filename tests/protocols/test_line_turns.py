"""How much of one connection's input a turn of the reactor takes."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.turn import FULL
from chatservice.protocols.line import LINES_A_TURN
from tests.protocols.chat import Chat, Guest


def packet(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


class ManyLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()

    def waits(self, guest: Guest) -> bool:
        """Tell whether the server reads no more of somebody for now."""
        return guest.transport.producerState == "paused"

    def test_a_thousand_lines_in_one_packet_arrive_in_order(self) -> None:
        self.ana.sends(packet(*(str(number) for number in range(1000))))

        self.assertEqual(self.bob.reads(), [f"ana: {number}" for number in range(1000)])
        self.assertFalse(self.waits(self.ana))

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

        self.assertTrue(self.waits(self.ana))

    def test_so_many_do_not_wait(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * (LINES_A_TURN - 2)))  # the nickname was one

        self.assertFalse(self.waits(self.ana))

    def test_somebody_else_is_read_meanwhile(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * 1000))
        self.bob.protocol.dataReceived(packet("b"))
        self.chat.turn()

        heard = self.ana.reads()
        self.assertEqual(heard, ["bob: b"])
        self.assertFalse(self.waits(self.bob))

    def test_requests_for_much_do_not_pile_up(self) -> None:
        self.ana.types(*(str(number) for number in range(200)))
        self.bob.reads()

        self.bob.protocol.dataReceived(packet(*["/history 200"] * 50))

        self.assertTrue(self.chat.hub.turn.is_full)
        self.assertTrue(self.waits(self.bob))
        self.assertLess(len(self.chat.hub.turn._waiting), 1 + FULL // 200 + 1)

    def test_everyone_waits_when_the_turn_is_full(self) -> None:
        self.ana.types(*(str(number) for number in range(200)))
        self.bob.reads()
        self.bob.protocol.dataReceived(packet(*["/history 200"] * 2))

        self.ana.protocol.dataReceived(packet("me too"))

        self.assertTrue(self.waits(self.ana))
        self.chat.turn()
        self.assertEqual(self.bob.reads()[-1], "ana: me too")

    def test_what_waits_of_somebody_who_vanishes_is_dropped(self) -> None:
        self.ana.protocol.dataReceived(packet(*["a"] * 1000))

        self.ana.vanishes()

        heard = self.bob.reads()
        self.assertEqual(heard[-1], "* ana left")
        self.assertLessEqual(len(heard), LINES_A_TURN + 1)

    def test_slow_requests_leave_the_reactor_to_the_others(self) -> None:
        slow = self.chat.hub.now
        self.chat.hub.now = lambda: (self.chat.clock.advance(0.003), slow())[1]

        self.ana.protocol.dataReceived(packet(*["/time"] * 20))

        self.assertTrue(self.waits(self.ana))
