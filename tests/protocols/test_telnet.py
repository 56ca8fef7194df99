from __future__ import annotations

import tracemalloc
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.telnet import Signal, TelnetFilter

# RFC 854's numbers, written out again: the tests do not take them from the code.
IAC = b"\xff"
NOP = b"\xff\xf1"
DATA_MARK = b"\xff\xf2"
BREAK = b"\xff\xf3"
INTERRUPT = b"\xff\xf4"
ABORT_OUTPUT = b"\xff\xf5"
ARE_YOU_THERE = b"\xff\xf6"
ERASE_CHARACTER = b"\xff\xf7"
ERASE_LINE = b"\xff\xf8"
GO_AHEAD = b"\xff\xf9"
END_OF_RECORD = b"\xff\xef"  # RFC 885
SB = b"\xff\xfa"
SE = b"\xff\xf0"
WILL = b"\xff\xfb"
WONT = b"\xff\xfc"
DO = b"\xff\xfd"
DONT = b"\xff\xfe"

ECHO = b"\x01"  # RFC 857
TIMING_MARK = b"\x06"  # RFC 860
NAWS = b"\x1f"  # RFC 1073: the window's size

IGNORED = (NOP, DATA_MARK, BREAK, ABORT_OUTPUT, GO_AHEAD, END_OF_RECORD, SE)

KIB = 1024

Outcome = tuple[bytes, bytes, tuple[Signal, ...]]


def outcome(*packets: bytes) -> Outcome:
    """Return the text, answers and signals of one connection that receives the packets."""
    telnet = TelnetFilter()
    text = b"".join([telnet.feed(packet) for packet in packets])
    return text, telnet.take_answers(), telnet.take_signals()


def text_of(*packets: bytes) -> bytes:
    return outcome(*packets)[0]


def answers_to(*packets: bytes) -> bytes:
    return outcome(*packets)[1]


def signals_in(*packets: bytes) -> tuple[Signal, ...]:
    return outcome(*packets)[2]


def single_bytes(data: bytes) -> list[bytes]:
    return [data[n : n + 1] for n in range(len(data))]


class LineEnds(SynchronousTestCase):
    def test_a_line_feed_ends_a_line(self) -> None:
        self.assertEqual(text_of(b"one\ntwo\n"), b"one\ntwo\n")

    def test_carriage_return_and_line_feed_end_one_line(self) -> None:
        self.assertEqual(text_of(b"one\r\ntwo\r\n"), b"one\ntwo\n")

    def test_carriage_return_and_nul_end_one_line(self) -> None:
        self.assertEqual(text_of(b"one\r\0two\r\0"), b"one\ntwo\n")

    def test_a_line_end_split_between_packets_ends_one_line(self) -> None:
        self.assertEqual(text_of(b"one\r", b"\ntwo\r", b"\0"), b"one\ntwo\n")

    def test_a_carriage_return_at_the_end_waits_for_the_next_byte(self) -> None:
        telnet = TelnetFilter()
        self.assertEqual(telnet.feed(b"one\r"), b"one")
        self.assertEqual(telnet.feed(b""), b"")
        self.assertEqual(telnet.feed(b"two"), b"\rtwo")

    def test_a_carriage_return_before_anything_else_stays(self) -> None:
        self.assertEqual(text_of(b"one\rtwo"), b"one\rtwo")

    def test_of_two_carriage_returns_the_second_belongs_to_the_line_end(self) -> None:
        self.assertEqual(text_of(b"one\r\r\n"), b"one\r\n")
        self.assertEqual(text_of(b"one\r", b"\r", b"\0"), b"one\r\n")

    def test_of_two_carriage_returns_at_the_end_only_the_second_waits(self) -> None:
        for before in (b"", NOP, SB + NAWS + SE, SB + b"x" * KIB + b"\n"):
            telnet = TelnetFilter()
            self.assertTrue(telnet.feed(before + b"one\r\r").endswith(b"one\r"), before)
            self.assertEqual(telnet.feed(b"\n"), b"\n", before)

    def test_line_feed_and_carriage_return_are_not_one_line_end(self) -> None:
        self.assertEqual(text_of(b"one\n\r\ntwo"), b"one\n\ntwo")

    def test_a_nul_elsewhere_passes(self) -> None:
        self.assertEqual(text_of(b"o\0ne\n\0"), b"o\0ne\n\0")

    def test_a_command_between_carriage_return_and_line_feed_parts_nothing(self) -> None:
        self.assertEqual(text_of(b"one\r" + NOP + b"\ntwo"), b"one\ntwo")
        self.assertEqual(text_of(b"one\r", NOP, b"\0two"), b"one\ntwo")

    def test_a_subnegotiation_between_carriage_return_and_line_feed_parts_nothing(self) -> None:
        self.assertEqual(text_of(b"one\r" + SB + NAWS + b"\0\0\r\n" + SE + b"\ntwo"), b"one\ntwo")

    def test_a_data_byte_ff_after_a_carriage_return_is_no_line_end(self) -> None:
        self.assertEqual(text_of(b"one\r" + IAC + IAC + b"\n"), b"one\r\xff\n")

    @given(
        st.lists(st.tuples(st.binary(), st.sampled_from([b"\n", b"\r\n", b"\r\0"])), max_size=8),
        st.data(),
    )
    def test_lines_are_the_same_whatever_ends_them(
        self, lines: list[tuple[bytes, bytes]], data: st.DataObject
    ) -> None:
        lines = [(line.translate(None, b"\r\n\xff"), end) for line, end in lines]
        packets = data.draw(chunkings(b"".join([line + end for line, end in lines])))
        self.assertEqual(text_of(*packets), b"".join([line + b"\n" for line, _ in lines]))


class Text(SynchronousTestCase):
    def test_a_packet_of_text_alone_is_not_copied(self) -> None:
        packet = b"a line\nand half of the next"
        self.assertIs(TelnetFilter().feed(packet), packet)

    def test_utf_8_passes(self) -> None:
        line = "¿Qué tal, señor Łukasz? 👩‍👩‍👧\n".encode()
        self.assertEqual(text_of(*single_bytes(line)), line)

    def test_iac_twice_is_one_byte_of_data(self) -> None:
        self.assertEqual(text_of(b"a" + IAC + IAC + b"b"), b"a\xffb")

    def test_iac_twice_is_one_byte_when_split(self) -> None:
        self.assertEqual(text_of(b"a" + IAC, IAC + b"b"), b"a\xffb")

    def test_four_iac_are_two_bytes(self) -> None:
        self.assertEqual(text_of(*[IAC] * 4), b"\xff\xff")

    def test_erase_character_is_the_delete_key(self) -> None:
        self.assertEqual(text_of(b"ab" + ERASE_CHARACTER + b"c"), b"ab\x7fc")

    def test_erase_line_is_control_u(self) -> None:
        self.assertEqual(text_of(b"ab" + ERASE_LINE + b"c"), b"ab\x15c")

    def test_an_unknown_command_is_swallowed_with_its_iac(self) -> None:
        self.assertEqual(outcome(b"a" + IAC + b"\x01" + b"b"), (b"ab", b"", ()))
        self.assertEqual(outcome(b"a" + IAC, b"\x01" + b"b"), (b"ab", b"", ()))

    def test_an_unknown_command_may_look_like_a_line_end(self) -> None:
        self.assertEqual(text_of(b"a" + IAC + b"\n" + b"b"), b"ab")

    def test_commands_without_a_meaning_here_are_ignored(self) -> None:
        for command in IGNORED:
            self.assertEqual(outcome(b"a" + command + b"b"), (b"ab", b"", ()), command)

    @given(st.binary())
    def test_text_without_ff_and_carriage_return_passes_unchanged(self, data: bytes) -> None:
        data = data.translate(None, b"\xff\r")
        self.assertEqual(outcome(data), (data, b"", ()))


class Signals(SynchronousTestCase):
    def test_are_you_there_is_told(self) -> None:
        self.assertEqual(outcome(ARE_YOU_THERE), (b"", b"", (Signal.ARE_YOU_THERE,)))

    def test_an_interrupt_is_told(self) -> None:
        self.assertEqual(outcome(INTERRUPT), (b"", b"", (Signal.INTERRUPT,)))

    def test_signals_are_told_in_their_order(self) -> None:
        self.assertEqual(
            signals_in(ARE_YOU_THERE + b"x" + INTERRUPT, ARE_YOU_THERE),
            (Signal.ARE_YOU_THERE, Signal.INTERRUPT, Signal.ARE_YOU_THERE),
        )

    def test_a_signal_is_told_once(self) -> None:
        telnet = TelnetFilter()
        telnet.feed(ARE_YOU_THERE)
        telnet.take_signals()
        self.assertEqual(telnet.take_signals(), ())

    def test_control_c_in_telnet_interrupts_and_has_its_timing_mark_answered(self) -> None:
        self.assertEqual(
            outcome(b"half" + INTERRUPT + DO + TIMING_MARK),
            (b"half", WONT + TIMING_MARK, (Signal.INTERRUPT,)),
        )


class Options(SynchronousTestCase):
    def test_an_offered_option_is_refused(self) -> None:
        self.assertEqual(outcome(WILL + NAWS + b"a"), (b"a", DONT + NAWS, ()))

    def test_an_option_asked_for_is_refused(self) -> None:
        self.assertEqual(outcome(DO + ECHO + b"a"), (b"a", WONT + ECHO, ()))

    def test_wont_and_dont_are_not_answered(self) -> None:
        self.assertEqual(outcome(WONT + NAWS + DONT + ECHO + b"a"), (b"a", b"", ()))

    def test_a_thousand_offers_are_refused_once(self) -> None:
        self.assertEqual(answers_to((WILL + NAWS) * 1000), DONT + NAWS)

    def test_a_thousand_demands_are_refused_once(self) -> None:
        self.assertEqual(answers_to((DO + ECHO) * 1000), WONT + ECHO)

    def test_an_option_offered_again_after_it_was_taken_back_is_refused_again(self) -> None:
        self.assertEqual(answers_to(WILL + NAWS, WONT + NAWS, WILL + NAWS), (DONT + NAWS) * 2)

    def test_an_option_asked_for_again_after_it_was_taken_back_is_refused_again(self) -> None:
        self.assertEqual(answers_to(DO + ECHO, DONT + ECHO, DO + ECHO), (WONT + ECHO) * 2)

    def test_taking_back_one_option_leaves_the_others(self) -> None:
        self.assertEqual(
            answers_to(WILL + NAWS, WILL + ECHO, WONT + ECHO, WILL + NAWS),
            DONT + NAWS + DONT + ECHO,
        )

    def test_an_option_has_two_sides(self) -> None:
        self.assertEqual(answers_to(WILL + ECHO, DO + ECHO), DONT + ECHO + WONT + ECHO)
        self.assertEqual(answers_to(WILL + ECHO, DONT + ECHO, WILL + ECHO), DONT + ECHO)

    def test_every_option_is_refused_once_for_each_side(self) -> None:
        options = [bytes([number]) for number in range(256)]
        asked = b"".join([WILL + option + DO + option for option in options])
        refused = b"".join([DONT + option + WONT + option for option in options])
        again = asked.replace(DO + TIMING_MARK, b"")
        self.assertEqual(answers_to(asked, again, again), refused)

    def test_option_255_is_an_option_not_an_iac(self) -> None:
        # RFC 861: EXTENDED-OPTIONS-LIST
        self.assertEqual(outcome(DO + b"\xff" + b"a"), (b"a", WONT + b"\xff", ()))

    def test_each_timing_mark_is_answered(self) -> None:
        self.assertEqual(answers_to((DO + TIMING_MARK) * 3), (WONT + TIMING_MARK) * 3)

    def test_an_offered_timing_mark_is_refused_like_any_option(self) -> None:
        self.assertEqual(answers_to((WILL + TIMING_MARK) * 3), DONT + TIMING_MARK)

    def test_an_answer_is_given_once(self) -> None:
        telnet = TelnetFilter()
        telnet.feed(WILL + NAWS)
        telnet.take_answers()
        self.assertEqual(telnet.take_answers(), b"")

    def test_an_option_split_at_any_byte_is_refused(self) -> None:
        whole = b"a" + WILL + NAWS + b"b"
        for cut in range(len(whole)):
            self.assertEqual(outcome(whole[:cut], whole[cut:]), (b"ab", DONT + NAWS, ()), cut)

    def test_nothing_is_answered_before_the_option_is_known(self) -> None:
        self.assertEqual(outcome(b"a" + WILL), (b"a", b"", ()))

    @given(st.binary())
    def test_nothing_is_sent_or_told_without_an_iac(self, data: bytes) -> None:
        data = data.translate(None, b"\xff")
        self.assertEqual(outcome(data)[1:], (b"", ()))


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


class LettersTakenForKeys(SynchronousTestCase):
    """Telnet sends a command for the second byte of some letters: the letter is text."""

    def test_a_command_in_the_middle_of_a_letter_is_the_rest_of_it(self) -> None:
        for letter, command in {
            "Ã": IAC + b"\xf4",
            "Ä": IAC + b"\xec",
            "Ï": IAC + b"\xf5",
            "Ú": IAC + b"\xed",
            "Ü": IAC + b"\xf3",
        }.items():
            first = letter.encode()[:1]
            whole = b"x" + first + command + b"y\n"
            for packets in ([whole], single_bytes(whole), [b"x" + first, command, b"y\n"]):
                self.assertEqual(text_of(*packets).decode(), f"x{letter}y\n")

    def test_it_is_no_signal(self) -> None:
        self.assertEqual(outcome(b"\xc3" + IAC + b"\xf4"), ("Ã".encode(), b"", ()))

    def test_the_last_byte_of_a_long_letter_comes_back_too(self) -> None:
        for letter in ("\u3083", "\U0001f603"):  # E3 82 83 and F0 9F 98 83
            start = letter.encode()[:-1]
            self.assertEqual(text_of(start + INTERRUPT).decode(), letter)

    def test_behind_a_whole_letter_it_is_a_command(self) -> None:
        for before in ("a", "ñ", "日", "🎉", "ñ\r"):
            self.assertEqual(
                outcome(before.encode() + INTERRUPT, b"\0")[2], (Signal.INTERRUPT,), before
            )


PARTS = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(str.encode),
    st.lists(
        st.sampled_from([0, 6, 10, 13, 13, 13, 31, *range(0xEB, 0x100), 0xFF, 0xFF]), max_size=12
    ).map(bytes),
    # What takes a sub-negotiation past its longest.
    st.builds(lambda start, length: start + b"x" * length, st.just(SB), st.integers(1015, 1030)),
)
STREAMS = st.lists(PARTS, max_size=12).map(b"".join)


@st.composite
def chunkings(draw: st.DrawFn, stream: bytes) -> list[bytes]:
    """Return the stream in pieces."""
    cuts = draw(st.lists(st.integers(0, len(stream)), max_size=12).map(sorted))
    edges = [0, *cuts, len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def escaped(data: bytes) -> bytes:
    return data.replace(IAC, IAC + IAC)


# Each is what a correct client sends, and the text in it.
SENT = st.one_of(
    st.binary(max_size=12)
    # Ends in a whole letter: a command within one is a byte of it (see LettersTakenForKeys).
    .map(lambda data: data.translate(None, b"\r") + b".")
    .map(lambda data: (escaped(data), data)),
    st.sampled_from([*IGNORED, INTERRUPT, ARE_YOU_THERE]).map(lambda command: (command, b"")),
    st.builds(
        lambda verb, option: (verb + bytes([option]), b""),
        st.sampled_from([WILL, WONT, DO, DONT]),
        st.integers(0, 255),
    ),
    st.binary(max_size=KIB).map(lambda data: (SB + escaped(data) + SE, b"")),
)


class Packets(SynchronousTestCase):
    @given(STREAMS, st.data())
    def test_how_bytes_are_cut_into_packets_makes_no_difference(
        self, stream: bytes, data: st.DataObject
    ) -> None:
        packets = data.draw(chunkings(stream))
        self.assertEqual(outcome(*packets), outcome(stream))

    @given(STREAMS)
    def test_single_bytes_make_no_difference(self, stream: bytes) -> None:
        self.assertEqual(outcome(*single_bytes(stream)), outcome(stream))

    @given(st.lists(SENT, max_size=12), st.data())
    def test_all_text_and_nothing_but_the_text_is_left(
        self, sent: list[tuple[bytes, bytes]], data: st.DataObject
    ) -> None:
        packets = data.draw(chunkings(b"".join([stream for stream, _ in sent])))
        self.assertEqual(text_of(*packets), b"".join([text for _, text in sent]))

    @given(STREAMS)
    def test_a_byte_ff_in_the_text_was_sent_as_two(self, stream: bytes) -> None:
        self.assertLessEqual(2 * text_of(stream).count(IAC), stream.count(IAC))

    @given(STREAMS)
    def test_answers_are_refusals_and_never_longer_than_what_was_asked(self, stream: bytes) -> None:
        answers = answers_to(stream)
        self.assertLessEqual(len(answers), len(stream))
        for start in range(0, len(answers), 3):
            self.assertIn(answers[start : start + 2], (WONT, DONT))

    @given(STREAMS)
    def test_after_whatever_was_sent_a_kib_and_a_line_end_make_one_heard_again(
        self, stream: bytes
    ) -> None:
        self.assertTrue(text_of(stream, b"x" * (KIB + 2) + b"\nheard\n").endswith(b"\nheard\n"))
