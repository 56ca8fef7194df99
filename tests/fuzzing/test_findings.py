"""What fuzzing has found, each with the input that it was found with, or one as bad."""

from __future__ import annotations

from twisted.internet.testing import StringTransport
from twisted.protocols.haproxy._wrapper import HAProxyWrappingFactory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.colours import displayable
from chatservice.client.lines.conversation import LONGEST_LINE, Conversation
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.refusals import Refused
from chatservice.core.text import MAX_MARKS
from tests.fuzzing.conversations import proxied
from tests.fuzzing.files import imported
from tests.fuzzing.judging import check_colours, check_refusal
from tests.protocols.chat import Chat
from tests.protocols.telnet_bytes import INTERRUPT

ACUTE = "\u0301"
HIDE = b"\xff\xfb\x01"


class Findings(SynchronousTestCase):
    def test_a_server_piles_no_marks_up_with_colours_between_them(self) -> None:
        shown = displayable("e" + f"{ACUTE * MAX_MARKS}\x1b[31m" * 9 + "o")

        self.assertEqual(shown.count(ACUTE), MAX_MARKS)
        check_colours(shown)

    def test_a_server_piles_no_marks_up_in_a_prompt_that_comes_in_pieces(self) -> None:
        conversation = Conversation()
        for _ in range(9):
            conversation.receive(f"e{ACUTE * MAX_MARKS}".encode())
            conversation.take_for_prompt()
            conversation.receive((ACUTE * MAX_MARKS).encode())
            conversation.take_for_prompt()

        check_colours(conversation.prompt)

    def test_a_server_fills_no_memory_with_a_prompt(self) -> None:
        conversation = Conversation()
        conversation.receive(HIDE)
        for _ in range(10):
            conversation.receive(b"x" * 10_000 + b": ")

        self.assertLessEqual(len(conversation.prompt), LONGEST_LINE)

    def test_a_letter_whose_small_form_has_a_mark_makes_room_for_no_fifth_one(self) -> None:
        with self.assertRaises(Refused) as caught:
            CATALOGUE.find("/\u0130" + "\u0308" * MAX_MARKS)

        check_refusal(caught.exception)

    def test_a_sentence_about_a_file_shows_no_more_marks_than_any_other(self) -> None:
        imported(f"2026-09-21T1{ACUTE * 5}3456Z #lobby Juan: hola\n".encode())

    def test_a_proxys_header_with_no_number_for_a_port_ends_the_connection(self) -> None:
        for header in (
            b"PROXY TCP4 192.0.2.1 192.0.2.2 many 5050\r\n",
            b"PROXY TCP4 \xff\xfe 192.0.2.2 1 5050\r\n",
        ):
            factory = HAProxyWrappingFactory(Chat().factory)
            wrapper = factory.buildProtocol(None)
            transport = StringTransport()
            wrapper.makeConnection(transport)

            wrapper.dataReceived(header)

            self.assertTrue(transport.disconnecting, header)

    def test_what_a_proxy_says_is_an_address_is_logged_as_safely_as_any_other_text(self) -> None:
        for nobodys in ("2" + "\u0308" * 9, "1\u202e2", "\x1b[2J"):
            header = f"PROXY TCP4 {nobodys} 192.0.2.2 1 5050\r\nana\r\n"

            proxied(b"\0" + header.encode())

    def test_half_of_a_password_that_was_given_up_is_said_to_nobody(self) -> None:
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        bob.reads()
        ana.types("/register")

        ana.sends(b"corre", INTERRUPT, b"hello\r\n")

        self.assertEqual(bob.reads(), ["ana: hello"])
