"""What strangers send to `chatservice.protocols.line` that no person types."""

from __future__ import annotations

import tracemalloc
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.actions import ACTIONS
from chatservice.core.commands import Time
from chatservice.core.refusals import Code
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import PHRASES
from tests.protocols.chat import PROMPTS, Chat

IAC, DO, WILL, IP, AYT, TIMING_MARK = b"\xff", b"\xfd", b"\xfb", b"\xf4", b"\xf6", b"\x06"


class Telnet(SynchronousTestCase):
    def setUp(self) -> None:
        chat = Chat()
        self.bob, self.ana = chat.guest_called("bob"), chat.guest_called("ana")
        self.bob.reads()

    def test_ctrl_c_is_answered_so_that_telnet_shows_text_again(self) -> None:
        self.ana.sends(IAC + IP + IAC + DO + TIMING_MARK)

        read = self.ana.bytes_read()
        answer = b"\xff\xfc\x06"  # WONT TIMING-MARK, without which telnet stays silent
        self.assertTrue(read.startswith(answer), read)
        self.assertIn("To leave, type /quit and press Enter.", read[len(answer) :].decode())

    def test_ctrl_c_tells_how_to_leave_in_the_persons_language(self) -> None:
        self.ana.types("/lang es")
        self.ana.reads()

        self.ana.sends(IAC + IP + IAC + DO + TIMING_MARK)

        sentence = phrasebook("es").say("To leave, type /quit and press Enter.")
        self.assertIn(sentence, self.ana.bytes_read()[3:].decode())

    def test_are_you_there_gets_a_visible_answer(self) -> None:
        self.ana.sends(IAC + AYT)

        self.assertEqual(self.ana.reads(), ["[Yes, the chat is here.]"])

    def test_are_you_there_before_a_nickname_is_answered_and_the_question_comes_again(self) -> None:
        eva = Chat().guest()
        eva.reads()

        eva.sends(IAC + AYT)

        self.assertEqual(eva.reads(), ["[Yes, the chat is here.]", PROMPTS["en"]])

    def test_negotiation_inside_a_line_is_not_part_of_it(self) -> None:
        self.ana.sends(b"ho" + IAC + WILL + b"\x1f" + b"la\r\n")

        self.assertEqual(self.bob.reads(), ["ana: hola"])

    def test_erasing_commands_edit_the_line(self) -> None:
        self.ana.sends(b"wrong\xff\xf8hi\xc3\xb1\xff\xf7\x08o\r\n")

        self.assertEqual(self.bob.reads(), ["ana: ho"])

    def test_a_letter_that_telnet_took_for_a_key_is_said(self) -> None:
        # inetutils telnet 2.4 looks at seven bits of what is typed: the second byte of Ú (C3 9A)
        # is Ctrl+Z to it, which it sends as IAC SUSP, IAC DO TIMING-MARK.
        for said, command in [
            ("Ã", b"\xf4"),  # 83, Ctrl+C: interrupt process
            ("Ï", b"\xf5"),  # 8F, Ctrl+O: abort output
            ("Ú", b"\xed"),  # 9A, Ctrl+Z: suspend
            ("Ü", b"\xf3"),  # 9C, Ctrl+\: break
        ]:
            self.ana.sends(b"x\xc3" + IAC + command + IAC + DO + TIMING_MARK + b"y\r\n")

            self.assertEqual(self.bob.reads(), [f"ana: x{said}y"])
            self.assertEqual(self.ana.bytes_read(), b"\xff\xfc\x06")

    def test_nothing_of_telnet_is_sent_to_who_sends_none(self) -> None:
        self.ana.types("hello", "/help", "/users", "/nosuch", "/quit")

        read = self.ana.bytes_read()
        self.assertNotIn(IAC, read)
        self.assertNotIn(b"\x1b", read)


class Bytes(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()

    def test_what_is_not_utf_8_is_replaced(self) -> None:
        self.ana.sends(b"ma\xf1ana\n")

        self.assertEqual(self.bob.reads(), ["ana: ma\N{REPLACEMENT CHARACTER}ana"])

    def test_who_sends_what_is_not_utf_8_is_told_once(self) -> None:
        for language in ("en", "es"):
            ana = Chat(language=language).guest_called("ana")

            ana.sends(b"ma\xf1ana\n", b"ma\xf1ana\n\xc3\n")

            self.assertEqual(ana.reads(), [phrasebook(language).say(PHRASES[Code.NOT_UTF8])])

    def test_what_others_read_moves_no_cursor_and_hides_no_text(self) -> None:
        for name, typed, read in [
            ("NUL", "a\0b", "ab"),
            ("a bell", "a\x07b", "ab"),
            ("clearing the screen", "a\x1b[2Jb", "ab"),
            ("writing to the clipboard", "a\x1b]52;c;cm0gLXJm\x07b", "ab"),
            ("clearing the screen with a C1 control", "a\x9b2Jb", "ab"),
            ("a bidirectional override", "a\u202eb\u2066c", "abc"),
            ("a line separator", "a\u2028b", "a b"),
        ]:
            self.ana.types(typed)

            self.assertEqual(self.bob.reads(), [f"ana: {read}"], name)

    @given(st.binary(max_size=200))
    def test_whatever_is_sent_others_read_one_safe_line_for_each_line(self, junk: bytes) -> None:
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        bob.reads()

        ana.sends(b"x" + junk, b"\n")

        for line in bob.reads():
            self.assertTrue(line.startswith(("ana: ", "* ana")), line)
            self.assertEqual([c for c in line if ord(c) < 32 or 127 <= ord(c) < 160], [])

    def test_memory_stays_flat_without_a_line_end(self) -> None:
        piece = b"a" * 65_536
        self.ana.sends(piece)
        tracemalloc.start()
        try:
            for _ in range(256):  # 16 MiB
                self.ana.sends(piece)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(most, 4 * len(piece))


class Strangers(SynchronousTestCase):
    """Nothing that another protocol's client sends reaches the room."""

    # A page in a browser can send it to a chat on its reader's own machine.
    BODY = b"mallory\r\nsaid by a web page\r\n"
    HEADERS = b"Host: localhost:5050\r\nContent-Length: 30\r\n\r\n"
    SSH = b"SSH-2.0-OpenSSH_9.2p1\r\n"
    TLS = bytes.fromhex("1603010200010001fc0303") + BODY

    def assert_is_turned_away(self, name: str, *packets: bytes) -> None:
        chat = Chat()
        bob, stranger = chat.guest_called("bob"), chat.guest()
        stranger.reads()

        stranger.sends(*packets)

        self.assertEqual(bob.reads(), [])
        self.assertTrue(stranger.is_leaving)
        self.assertIn(f"you are speaking {name}.", stranger.bytes_read().decode())

    def test_a_web_page(self) -> None:
        self.assert_is_turned_away("HTTP", b"GET / HTTP/1.1\r\n" + self.HEADERS)

    def test_a_web_page_that_sends_a_body(self) -> None:
        self.assert_is_turned_away("HTTP", b"POST / HTTP/1.1\r\n" + self.HEADERS + self.BODY)

    def test_a_web_page_that_sends_its_body_later(self) -> None:
        self.assert_is_turned_away("HTTP", b"POST / HTTP/1.1\r\n" + self.HEADERS, self.BODY)

    def test_a_web_page_behind_an_empty_line(self) -> None:
        request = b"\r\nPOST / HTTP/1.1\r\n" + self.HEADERS + self.BODY

        self.assert_is_turned_away("HTTP", request)

    def test_a_web_page_whose_first_packet_is_short(self) -> None:
        self.assert_is_turned_away("HTTP", b"POST", b" / HTTP/1.1\r\n", self.HEADERS + self.BODY)

    def test_a_web_page_with_an_address_longer_than_a_packet(self) -> None:
        address = b"/" + b"a" * 1500

        self.assert_is_turned_away(
            "HTTP", b"POST " + address[:1455], address[1455:] + b" HTTP/1.1\r\n" + self.BODY
        )

    def test_a_web_page_with_an_address_longer_than_a_line(self) -> None:
        address = b"/" + b"a" * 20_000

        self.assert_is_turned_away("HTTP", b"POST " + address, b" HTTP/1.1\r\n" + self.BODY)

    def test_a_tls_client(self) -> None:
        self.assert_is_turned_away("TLS", self.TLS)

    def test_a_tls_client_one_byte_at_a_time(self) -> None:
        self.assert_is_turned_away("TLS", *(bytes([byte]) for byte in self.TLS))

    def test_an_ssh_client(self) -> None:
        self.assert_is_turned_away("SSH", self.SSH)

    def test_an_ssh_client_one_byte_at_a_time(self) -> None:
        self.assert_is_turned_away("SSH", *(bytes([byte]) for byte in self.SSH))

    def test_someone_whose_name_begins_like_another_protocol_is_welcome(self) -> None:
        for name in ("SSH-ana", "GET", "POST", "S", "G", "PRI"):
            guest = Chat().guest()

            guest.sends(*(bytes([byte]) for byte in f"{name}\r\n".encode()))

            self.assertIn(f"Welcome, {name}!", guest.bytes_read().decode())


class Faults(SynchronousTestCase):
    def test_an_exception_is_logged_and_told_to_the_person_alone(self) -> None:
        for language in ("en", "es"):
            sentence = phrasebook(language).say(
                "Something went wrong on the server. It was noted; you can go on."
            )
            chat = Chat(language=language)
            bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
            bob.reads()
            with patch.dict(ACTIONS, {Time: lambda session, command: 1 / 0}):
                ana.types("before", "/time", "after")

            self.assertEqual(ana.reads(), [sentence])
            self.assertEqual(bob.reads(), ["ana: before", "ana: after"])
            self.assertFalse(ana.is_leaving)
            logged = self.flushLoggedErrors(ZeroDivisionError)
            self.assertEqual(len(logged), 1)
            self.assertIn("1 / 0", logged[0].getTraceback())

    def test_an_unknown_command_is_never_said_to_the_room(self) -> None:
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        bob.reads()

        ana.types("/pasword secret", "/ secret", " /pasword secret")

        self.assertEqual(bob.reads(), [])
        self.assertEqual(len(ana.reads()), 3)

    def test_a_command_that_is_refused_names_the_nearest_one(self) -> None:
        ana = Chat().guest_called("ana")

        ana.types("/usrs")

        self.assertIn("/users", ana.reads()[0])
