"""Who shows what a telnet user types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.telnet import Signal, TelnetFilter
from tests.protocols.telnet_bytes import ARE_YOU_THERE, DO, DONT, ECHO, IAC, NAWS, WILL, WONT

OFFER, TAKE_BACK = WILL + ECHO, WONT + ECHO
YES, NO = DO + ECHO, DONT + ECHO


def telnet(received: bytes = b"ana\r\n") -> TelnetFilter:
    """Return the filter of a connection that has sent something."""
    client = TelnetFilter()
    client.feed(received)
    client.take_answers()
    return client


def hidden() -> TelnetFilter:
    """Return the filter of a client that has agreed to hide what is typed."""
    client = telnet()
    client.hide()
    client.feed(YES)
    client.take_answers()
    client.take_signals()
    return client


class WhoIsAsked(SynchronousTestCase):
    def test_who_ends_lines_in_cr_lf_is_asked(self) -> None:
        client = telnet(b"ana\r\n")

        self.assertEqual((client.hide(), client.take_answers()), (True, OFFER))

    def test_who_ends_lines_in_cr_nul_is_asked(self) -> None:
        client = telnet(b"ana\r\0")

        self.assertEqual((client.hide(), client.take_answers()), (True, OFFER))

    def test_who_ends_lines_in_cr_lf_in_two_packets_is_asked(self) -> None:
        client = telnet(b"ana\r")
        client.feed(b"\n")

        self.assertEqual((client.hide(), client.take_answers()), (True, OFFER))

    def test_who_negotiates_is_asked_whatever_the_line_ends_are(self) -> None:
        for negotiation in (WILL + NAWS, DO + NAWS, ARE_YOU_THERE):
            client = telnet(negotiation + b"ana\n")

            self.assertEqual((client.hide(), client.take_answers()), (True, OFFER))

    def test_netcat_is_sent_nothing(self) -> None:
        for typed in (b"", b"ana\n", b"a\rb\n", "ñandú\n".encode(), b"\xffa\n", IAC + IAC + b"\n"):
            client = telnet(typed)

            self.assertEqual((client.hide(), client.take_answers()), (False, b""), typed)

    @given(st.lists(st.binary().map(lambda typed: typed.translate(None, b"\xff\r")), max_size=4))
    def test_no_iac_is_sent_to_who_sends_neither_iac_nor_cr(self, packets: list[bytes]) -> None:
        client = TelnetFilter()
        for packet in packets:
            client.feed(packet)
            client.hide()
            client.show()
        self.assertEqual(client.take_answers(), b"")


class Agreeing(SynchronousTestCase):
    """RFC 1143, section 7: nothing is offered twice, and no answer is answered."""

    def test_it_is_hidden_when_the_client_agrees(self) -> None:
        client = telnet()
        client.hide()
        before = client.hides
        client.take_answers()

        client.feed(YES)

        self.assertEqual((before, client.hides, client.take_answers()), (False, True, b""))
        self.assertEqual(client.take_signals(), ())

    def test_it_is_seen_when_the_client_refuses(self) -> None:
        client = telnet()
        client.hide()
        client.take_answers()

        client.feed(NO)

        self.assertEqual((client.hides, client.take_answers()), (False, b""))
        self.assertEqual(client.take_signals(), (Signal.TYPING_IS_SEEN,))

    def test_it_is_seen_when_the_client_changes_its_mind(self) -> None:
        client = hidden()

        client.feed(NO)

        self.assertEqual((client.hides, client.take_answers()), (False, TAKE_BACK))
        self.assertEqual(client.take_signals(), (Signal.TYPING_IS_SEEN,))

    def test_it_is_offered_once(self) -> None:
        client = telnet()
        client.hide()
        client.hide()

        self.assertEqual(client.take_answers(), OFFER)

    def test_it_is_not_offered_to_who_hides_already(self) -> None:
        client = hidden()

        client.hide()

        self.assertEqual(client.take_answers(), b"")

    def test_what_was_agreed_to_is_taken_back(self) -> None:
        client = hidden()

        client.show()
        client.show()

        self.assertEqual((client.hides, client.take_answers()), (False, TAKE_BACK))

    def test_the_answer_to_taking_it_back_is_not_answered(self) -> None:
        client = hidden()
        client.show()
        client.take_answers()

        client.feed(NO)

        self.assertEqual((client.take_answers(), client.take_signals()), (b"", ()))

    def test_a_late_agreement_is_taken_back_when_it_comes(self) -> None:
        client = telnet()
        client.hide()
        client.take_answers()
        client.show()
        before = client.take_answers()

        client.feed(YES)

        self.assertEqual((before, client.take_answers()), (b"", TAKE_BACK))

    def test_a_late_refusal_needs_no_more_words(self) -> None:
        client = telnet()
        client.hide()
        client.show()
        client.take_answers()

        client.feed(NO)

        self.assertEqual((client.take_answers(), client.take_signals()), (b"", ()))

    def test_a_late_agreement_counts_when_it_is_wanted_again(self) -> None:
        client = telnet()
        client.hide()
        client.show()
        client.hide()
        client.take_answers()

        client.feed(YES)

        self.assertEqual((client.hides, client.take_answers()), (True, b""))

    def test_it_is_offered_again_when_the_client_has_answered(self) -> None:
        client = hidden()
        client.show()
        client.hide()
        before = client.take_answers()

        client.feed(NO)

        self.assertEqual((before, client.take_answers()), (TAKE_BACK, OFFER))

    def test_it_may_be_asked_for_again_after_a_refusal(self) -> None:
        client = telnet()
        client.hide()
        client.feed(NO)
        client.take_answers()

        client.hide()

        self.assertEqual(client.take_answers(), OFFER)

    def test_who_asks_for_it_unasked_is_refused_and_may_agree_later(self) -> None:
        client = telnet(b"ana\r\n" + YES)
        client.hide()
        client.take_answers()

        client.feed(YES)

        self.assertTrue(client.hides)

    @given(st.lists(st.sampled_from(["hide", "show", YES, NO]), max_size=40))
    def test_whatever_comes_no_more_is_sent_than_there_was_reason_for(
        self, steps: list[str | bytes]
    ) -> None:
        client = telnet()
        for step in steps:
            if isinstance(step, bytes):
                client.feed(step)
            elif step == "hide":
                client.hide()
            else:
                client.show()
        self.assertLessEqual(len(client.take_answers()), 3 * len(steps))
        self.assertLessEqual(len(client.take_signals()), steps.count(NO))
