from __future__ import annotations

import tracemalloc

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.telnet import Signal, TelnetFilter
from tests.protocols.telnet_bytes import (
    ARE_YOU_THERE,
    DO,
    DONT,
    END_OF_RECORD,
    ERASE_CHARACTER,
    IAC,
    INTERRUPT,
    KIB,
    NAWS,
    NOP,
    SB,
    SE,
    TIMING_MARK,
    WILL,
    WONT,
    outcome,
    single_bytes,
    text_of,
)


class Subnegotiations(SynchronousTestCase):
    def test_a_subnegotiation_is_removed(self) -> None:
        size = SB + NAWS + b"\0\x50\0\x18" + SE
        self.assertEqual(outcome(b"a" + size + b"b"), (b"ab", b"", ()))

    def test_a_subnegotiation_split_at_every_byte_is_removed(self) -> None:
        size = SB + NAWS + b"\0\x50\0\x18" + SE
        self.assertEqual(text_of(*single_bytes(b"a" + size + b"b")), b"ab")

    def test_an_empty_subnegotiation_is_removed(self) -> None:
        self.assertEqual(text_of(b"a" + SB + SE + b"b"), b"ab")

    def test_line_ends_in_a_subnegotiation_are_data(self) -> None:
        self.assertEqual(text_of(b"a" + SB + b"\x18\n\r\n\r\0\r" + SE + b"b"), b"ab")

    def test_iac_twice_in_a_subnegotiation_is_data(self) -> None:
        # A window of 255 columns, and one of 65,520: FF F0 is not its end.
        self.assertEqual(text_of(b"a" + SB + NAWS + b"\0\xff\xff\0\x18" + SE + b"b"), b"ab")
        self.assertEqual(text_of(b"a" + SB + NAWS + b"\xff\xff\xf0\0\x18" + SE + b"b"), b"ab")

    def test_a_width_of_255_that_was_not_doubled_leaves_no_trace(self) -> None:
        self.assertEqual(text_of(b"a" + SB + NAWS + b"\0\xff\0\x18" + SE + b"b"), b"ab")

    def test_another_command_ends_a_subnegotiation_and_is_obeyed(self) -> None:
        for command, expected in (
            (NOP, (b"ab", b"", ())),
            (END_OF_RECORD, (b"ab", b"", ())),
            (ERASE_CHARACTER, (b"a\x7fb", b"", ())),
            (ARE_YOU_THERE, (b"ab", b"", (Signal.ARE_YOU_THERE,))),
            (INTERRUPT, (b"ab", b"", (Signal.INTERRUPT,))),
            (WILL + NAWS, (b"ab", DONT + NAWS, ())),
            (DO + TIMING_MARK, (b"ab", WONT + TIMING_MARK, ())),
        ):
            self.assertEqual(outcome(b"a" + SB + b"\x18x" + command + b"b"), expected, command)

    def test_another_subnegotiation_ends_one_and_begins(self) -> None:
        self.assertEqual(text_of(b"a" + SB + b"\x18x" + SB + NAWS + b"x" + SE + b"b"), b"ab")

    def test_one_that_begins_inside_another_has_its_own_length(self) -> None:
        first, second = SB + b"x" * 1000, SB + b"x" * 1000 + b"\nx"
        self.assertEqual(text_of(b"a" + first + second + SE + b"b"), b"ab")

    def test_the_first_kib_may_hold_line_ends(self) -> None:
        self.assertEqual(text_of(SB + b"\n" * KIB + SE + b"b"), b"b")

    def test_after_a_kib_a_line_end_ends_it(self) -> None:
        unclosed = SB + b"x" * KIB
        self.assertEqual(text_of(unclosed + b"lost\nfound\n"), b"\nfound\n")
        self.assertEqual(text_of(unclosed, b"lost\r\n", b"found\r\n"), b"\nfound\n")
        self.assertEqual(text_of(unclosed, b"lost\r", b"\0found\r\0"), b"\nfound\n")

    def test_the_line_end_that_ends_it_may_be_the_first_byte_after_the_kib(self) -> None:
        for line_end in (b"\n", b"\r\n", b"\r\0"):
            self.assertEqual(text_of(SB + b"x" * KIB + line_end + b"a"), b"\na")

    def test_a_line_end_astride_the_kib_is_one_for_its_second_byte(self) -> None:
        unclosed = SB + b"x" * (KIB - 1) + b"\r"
        self.assertEqual(text_of(unclosed + b"\nfound\n"), b"\nfound\n")
        self.assertEqual(text_of(unclosed, b"\nfound\n"), b"\nfound\n")
        # A NUL ends no line by itself.
        self.assertEqual(text_of(unclosed + b"\0lost\nfound\n"), b"\nfound\n")
        self.assertEqual(text_of(unclosed, b"\0lost\nfound\n"), b"\nfound\n")

    def test_a_line_end_split_between_packets_in_the_packet_past_the_kib_ends_it(self) -> None:
        self.assertEqual(text_of(SB + b"x" * (KIB + 9) + b"\r", b"\0found\r\0"), b"\nfound\n")

    def test_a_data_byte_ff_counts_once(self) -> None:
        doubled = SB + (IAC + IAC) * (KIB - 1)
        self.assertEqual(text_of(doubled + b"\na"), b"")
        self.assertEqual(text_of(doubled + b"x\na"), b"\na")

    def test_what_was_typed_before_it_stays_a_line_of_its_own(self) -> None:
        self.assertEqual(text_of(b"hi" + SB + b"x" * 2000 + b"lost\r\nfound\r\n"), b"hi\nfound\n")

    def test_after_a_kib_a_lone_carriage_return_does_not_end_it(self) -> None:
        unclosed = SB + b"x" * KIB
        self.assertEqual(text_of(unclosed, b"lost\rlost", b"\r", b"lost\n"), b"\n")
        self.assertEqual(text_of(unclosed, b"lost\r", IAC + IAC + b"\0lost\n"), b"\n")

    def test_after_a_kib_its_end_ends_it(self) -> None:
        self.assertEqual(text_of(b"a" + SB + b"x" * 5000 + SE + b"b\n"), b"ab\n")

    def test_after_a_kib_a_command_ends_it_and_is_obeyed(self) -> None:
        self.assertEqual(
            outcome(b"a" + SB + b"x" * 5000 + ARE_YOU_THERE + b"b"),
            (b"ab", b"", (Signal.ARE_YOU_THERE,)),
        )

    def test_a_mib_never_reaches_the_text(self) -> None:
        mib = b"a" + SB + b"x" * KIB * KIB + SE + b"b\n"
        for size in (7, 1460, 65536, len(mib)):
            packets = [mib[n : n + size] for n in range(0, len(mib), size)]
            self.assertEqual(text_of(*packets), b"ab\n", size)

    def test_nothing_of_it_is_kept(self) -> None:
        telnet = TelnetFilter()
        packet = b"x" * KIB
        telnet.feed(SB)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        for _ in range(KIB):
            telnet.feed(packet)
        self.assertLess(tracemalloc.get_traced_memory()[1], 64 * KIB)
