"""Whoever types one line waits for few turns, whatever others send."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.protocols.chat import Chat, Guest

MANY = 10_000
"""Lines in a packet, about as many as 64 KiB hold."""


def one_turn(chat: Chat) -> None:
    """Let exactly one turn pass, as the reactor does: what is asked for in it is for the next.

    Twisted's `Clock` would go on until nothing is left to do now.
    """
    clock = chat.clock
    for call in [c for c in clock.calls if c.getTime() <= clock.seconds()]:
        if call.active():
            clock.calls.remove(call)
            call.called = 1
            call.func(*call.args, **call.kw)


def packet(*lines: str) -> bytes:
    """Return lines as they arrive."""
    return "".join(f"{line}\r\n" for line in lines).encode()


class TheOthers(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana, self.eva = (self.chat.guest_called(n) for n in ("bob", "ana", "eva"))

    def now_reads(self, guest: Guest) -> str:
        """Return what has arrived, without letting a turn pass."""
        text: str = guest.transport.value().decode()
        guest.transport.clear()
        return text

    def flood(self, people: int, line: str) -> None:
        """Let so many others send as much as a packet holds."""
        flooding = [self.chat.guest_called(f"guest{number}") for number in range(people)]
        for guest in flooding:
            guest.protocol.dataReceived(packet(*[line] * MANY))

    def turns_until_eva_is_heard(self) -> int:
        self.eva.protocol.dataReceived(packet("hola"))
        turns = 0
        while "eva: hola" not in self.now_reads(self.bob):
            self.assertLess(turns, 100, "eva is not heard")
            one_turn(self.chat)
            turns += 1
        return turns

    def test_are_heard_between_the_lines_of_one_packet(self) -> None:
        self.flood(1, "x")

        self.assertLessEqual(self.turns_until_eva_is_heard(), 3)

    def test_are_heard_between_the_lines_of_several_packets(self) -> None:
        self.flood(4, "x")

        self.assertLessEqual(self.turns_until_eva_is_heard(), 6)

    def test_are_heard_between_the_long_answers_that_one_asks_for(self) -> None:
        self.flood(1, "/help")

        self.assertLessEqual(self.turns_until_eva_is_heard(), 3)

    def test_are_heard_between_the_long_answers_that_several_ask_for(self) -> None:
        self.flood(4, "/help")

        self.assertLessEqual(self.turns_until_eva_is_heard(), 6)

    def test_are_heard_one_as_soon_as_the_other_when_several_send_much(self) -> None:
        self.flood(3, "x")
        for _ in range(20):
            one_turn(self.chat)

        read = self.now_reads(self.bob)

        heard = [read.count(f"guest{number}: x") for number in range(3)]
        self.assertLessEqual(max(heard), 2 * min(heard), heard)

    def test_who_arrive_meanwhile_are_asked_for_their_names(self) -> None:
        self.flood(4, "/help")
        guest = self.chat.guest()

        one_turn(self.chat)

        self.assertEqual(self.now_reads(guest), "Enter your nickname: ")
