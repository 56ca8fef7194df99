"""Passwords on their way in: nobody sees them, and no log has them."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from twisted.logger import LogEvent, formatEvent, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.replies import TypingSeen, Wanted
from chatservice.core.replies.accounts import PasswordAsked
from chatservice.core.settings import Settings
from chatservice.core.states import Secret
from chatservice.protocols.hiding import ANSWER_SECONDS
from chatservice.render.plain import FORM, PlainRenderer
from tests.protocols.chat import Chat, Guest
from tests.protocols.telnet_bytes import DO, DONT, ECHO, IAC, WILL, WONT

WILL_ECHO, WONT_ECHO = WILL + ECHO, WONT + ECHO
DO_ECHO, DONT_ECHO = DO + ECHO, DONT + ECHO

PASSWORD = "correct horse battery"


def shown(reply: Any) -> bytes:
    """Return what a reply looks like."""
    return PlainRenderer()(reply, Settings().representation(FORM), labelled=False)


WARNING = shown(TypingSeen())
PROMPT = shown(PasswordAsked(Wanted.NEW, "ana"))
AGAIN = shown(PasswordAsked(Wanted.AGAIN, "ana"))


class Case(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def asked(self, *, line_end: bytes = b"\r\n") -> Guest:
        """Return somebody who is asked for a new password, and has not read so yet."""
        ana = self.chat.guest()
        ana.sends(b"ana" + line_end)
        self.chat.turn()
        ana.reads()
        ana.protocol.dataReceived(b"/register" + line_end)
        return ana

    def hiding(self) -> Guest:
        """Return somebody whose client hides what is typed."""
        ana = self.asked()
        ana.sends(DO_ECHO)
        ana.bytes_read()
        return ana


class Hiding(Case):
    def test_telnet_is_asked_to_hide_before_the_question(self) -> None:
        ana = self.asked()

        self.assertEqual(ana.bytes_read(), WILL_ECHO + PROMPT)

    def test_netcat_is_sent_no_negotiation_and_the_person_is_warned(self) -> None:
        ana = self.asked(line_end=b"\n")

        self.assertEqual(ana.bytes_read(), WARNING + PROMPT)

    def test_who_agrees_is_not_warned(self) -> None:
        ana = self.asked()
        ana.sends(DO_ECHO)
        ana.bytes_read()

        self.chat.clock.advance(2 * ANSWER_SECONDS)

        self.assertEqual(ana.bytes_read(), b"")

    def test_who_refuses_is_warned(self) -> None:
        ana = self.asked()
        ana.bytes_read()

        ana.sends(DONT_ECHO)

        self.assertEqual(ana.bytes_read(), WARNING + PROMPT)

    def test_who_does_not_answer_is_warned_after_a_while_once(self) -> None:
        ana = self.asked()
        ana.bytes_read()
        self.chat.clock.advance(ANSWER_SECONDS * 0.99)
        before = ana.bytes_read()

        self.chat.clock.advance(ANSWER_SECONDS)
        self.chat.clock.advance(ANSWER_SECONDS)

        self.assertEqual((before, ana.bytes_read()), (b"", WARNING + PROMPT))

    def test_who_was_quick_is_not_warned_afterwards(self) -> None:
        ana = self.asked()
        ana.types("", "")  # gives up
        ana.bytes_read()

        self.chat.clock.advance(2 * ANSWER_SECONDS)

        self.assertEqual(ana.bytes_read(), b"")

    def test_nobody_is_warned_who_is_gone(self) -> None:
        self.asked().vanishes()

        self.assertEqual(self.chat.clock.getDelayedCalls(), [])

    def test_the_line_end_of_a_hidden_password_is_shown(self) -> None:
        ana = self.hiding()

        ana.types(PASSWORD)

        self.assertEqual(ana.bytes_read(), b"\r\n" + AGAIN)

    def test_the_line_end_of_a_password_that_is_seen_is_not_shown_again(self) -> None:
        ana = self.asked(line_end=b"\n")
        ana.bytes_read()

        ana.sends(PASSWORD.encode() + b"\n")

        self.assertEqual(ana.bytes_read(), AGAIN)

    def test_what_is_typed_is_shown_again_afterwards(self) -> None:
        ana = self.hiding()

        ana.types(PASSWORD)
        ana.types(PASSWORD)
        self.chat.turns(3)

        self.assertEqual(ana.bytes_read().count(WONT_ECHO), 1)
        ana.sends(DONT_ECHO + b"hello\r\n")
        self.assertEqual(ana.bytes_read(), b"")

    def test_between_two_passwords_nothing_is_shown(self) -> None:
        ana = self.hiding()

        ana.protocol.session.outlet.show()
        ana.protocol.session.outlet.hide()
        self.chat.turns(2)

        self.assertEqual(ana.bytes_read(), b"")

    def test_a_password_that_is_too_long_for_a_line_is_asked_for_again(self) -> None:
        ana = self.hiding()

        ana.types("x" * 5000)

        read = ana.bytes_read()
        self.assertTrue(read.startswith(b"\r\n"), read)
        self.assertTrue(read.endswith(PROMPT), read)


class Secrets(Case):
    """What a log must not have in it."""

    def setUp(self) -> None:
        super().setUp()
        self.logged: list[LogEvent] = []
        globalLogPublisher.addObserver(self.logged.append)
        self.addCleanup(globalLogPublisher.removeObserver, self.logged.append)

    def texts(self) -> str:
        """Return all that was logged, with what an event carries besides its text."""
        events = [f"{formatEvent(event)} {event}" for event in self.logged]
        failures = [event["log_failure"] for event in self.logged if "log_failure" in event]
        return "\n".join(events + [failure.getTraceback() for failure in failures])

    def test_a_password_is_not_taken_for_another_protocol(self) -> None:
        for password in ("GET / HTTP/1.1", "SSH-2.0-OpenSSH_9.2p1", "\x16\x03\x01 hello"):
            self.chat = Chat()
            ana = self.chat.guest()
            ana.types("ana")
            self.chat.turn()
            ana.types("/register")
            ana.bytes_read()

            ana.types(password)

            self.assertFalse(ana.is_leaving, password)

    def test_a_password_before_a_nickname_is_not_either(self) -> None:
        first = self.asked()
        first.types(PASSWORD, PASSWORD)
        self.chat.turns(3)
        first.vanishes()
        ana = self.chat.guest()
        ana.types("ana")
        self.assertTrue(ana.protocol.session.state.is_secret)

        ana.types("GET / HTTP/1.1")

        self.assertFalse(ana.is_leaving)
        self.assertNotIn("GET /", self.texts())

    def test_a_fault_in_taking_it_is_logged_without_it(self) -> None:
        def fail(state: Secret, session: object, text: str) -> None:
            raise KeyError(text)

        ana = self.asked()
        with patch.object(Secret, "line", fail):
            ana.types(PASSWORD)

        self.assertEqual(self.flushLoggedErrors(), [])
        self.assertIn("KeyError", self.texts())
        self.assertIn("raise KeyError(text)", self.texts())
        self.assertNotIn(PASSWORD, self.texts())

    def test_a_fault_in_anything_else_is_logged_with_its_text(self) -> None:
        ana = self.chat.guest_called("ana")
        with patch.object(ana.protocol.session.state.__class__, "line", side_effect=KeyError("it")):
            ana.types("hello")

        self.assertEqual(len(self.flushLoggedErrors(KeyError)), 1)

    def test_a_password_with_bytes_that_are_no_text_is_no_fault(self) -> None:
        ana = self.asked()

        ana.sends(b"caf\xe9 con leche\r\n")

        self.assertNotIn("leche", self.texts())
        self.assertFalse(ana.is_leaving)

    def test_no_iac_stands_in_what_netcat_is_sent(self) -> None:
        ana = self.asked(line_end=b"\n")

        ana.sends(PASSWORD.encode() + b"\n", PASSWORD.encode() + b"\n")
        self.chat.turns(3)

        self.assertNotIn(IAC, ana.bytes_read())
