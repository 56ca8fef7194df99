from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.telnet import Signal, TelnetFilter
from tests.protocols.telnet_bytes import (
    ARE_YOU_THERE,
    DO,
    DONT,
    ECHO,
    ERASE_CHARACTER,
    ERASE_LINE,
    IAC,
    IGNORED,
    INTERRUPT,
    KIB,
    NAWS,
    NOP,
    SB,
    SE,
    TIMING_MARK,
    WILL,
    WONT,
    answers_to,
    chunkings,
    outcome,
    signals_in,
    single_bytes,
    text_of,
)


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
