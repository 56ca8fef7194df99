"""Passwords, of which the client knows by the server's wish to hide what is typed."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.conversation import Conversation
from chatservice.client.lines.happenings import (
    Happening,
    Line,
    NicknameAsked,
    NicknameOffered,
    NicknameRefused,
    PasswordAsked,
    PasswordRefused,
    SaidGoodbye,
    Welcomed,
)

WILL_ECHO, WONT_ECHO = b"\xff\xfb\x01", b"\xff\xfc\x01"
DO_ECHO, DONT_ECHO = b"\xff\xfd\x01", b"\xff\xfe\x01"

NICKNAME = "Enter your nickname: "
QUESTION = "Password for ana: "
ASKED = WILL_ECHO + QUESTION.encode()


def asked() -> Conversation:
    """Return a conversation in which the server wants the password of the name ana."""
    conversation = Conversation("ana")
    conversation.receive(NICKNAME.encode())
    conversation.receive(ASKED)
    conversation.take_outgoing()
    return conversation


def named() -> Conversation:
    """Return a conversation in which the server has taken the name ana."""
    conversation = Conversation("ana")
    conversation.receive(NICKNAME.encode())
    conversation.receive(b"Welcome, ana!\r\n")
    conversation.take_outgoing()
    return conversation


class Asking(SynchronousTestCase):
    def test_the_question_for_a_password_is_told(self) -> None:
        conversation = Conversation("ana")
        conversation.receive(NICKNAME.encode())

        self.assertEqual(conversation.receive(ASKED), [PasswordAsked(QUESTION)])

    def test_the_question_is_the_prompt_at_once(self) -> None:
        conversation = asked()

        self.assertEqual((conversation.prompt, conversation.unfinished()), (QUESTION, False))

    def test_the_server_is_told_that_nothing_is_shown(self) -> None:
        conversation = Conversation()
        conversation.receive(ASKED)

        self.assertTrue(conversation.hides)
        self.assertEqual(conversation.take_outgoing(), DO_ECHO)

    def test_the_server_is_told_when_it_is_shown_again(self) -> None:
        conversation = asked()
        conversation.receive(WONT_ECHO)

        self.assertFalse(conversation.hides)
        self.assertEqual(conversation.take_outgoing(), DONT_ECHO)

    def test_a_question_that_is_not_whole_yet_is_waited_for(self) -> None:
        conversation = Conversation("ana")
        conversation.receive(NICKNAME.encode())

        self.assertEqual(conversation.receive(ASKED[:-1]), [])
        self.assertEqual(conversation.receive(ASKED[-1:]), [PasswordAsked(QUESTION)])

    def test_a_text_with_a_colon_is_no_question_while_nothing_is_hidden(self) -> None:
        self.assertEqual(named().receive(b"[14:35] bob: "), [])


class Answering(SynchronousTestCase):
    def test_a_password_is_sent_as_it_is(self) -> None:
        for password in ("exit", "/quit", "//x", " a  b ", "ñandú 漢", "/help"):
            conversation = asked()

            sent = conversation.send(password)

            self.assertEqual((sent, conversation.leaving), (f"{password}\r\n".encode(), False))

    def test_a_password_is_one_line(self) -> None:
        self.assertEqual(asked().send("a\nb\r"), b"ab\r\n")

    def test_the_line_end_that_the_server_shows_is_not_shown_twice(self) -> None:
        conversation = asked()
        conversation.send("secret")

        happenings = conversation.receive(b"\r\n" + WONT_ECHO + b"Welcome, ana!\r\n")

        self.assertEqual(happenings, [Line("Welcome, ana!"), Welcomed("ana")])

    def test_what_others_say_before_that_line_end_is_shown(self) -> None:
        conversation = named()
        conversation.receive(WILL_ECHO + b"New password for ana: ")
        conversation.send("secret")

        happenings = conversation.receive(b"[14:35] bob: hi\r\n\r\nThe same password again: ")

        self.assertEqual(
            happenings, [Line("[14:35] bob: hi"), PasswordAsked("The same password again: ")]
        )

    def test_a_wrong_password_is_told_and_asked_for_again(self) -> None:
        conversation = asked()
        conversation.send("wrong")

        happenings = conversation.receive(b"\r\nName or password are wrong.\r\n" + ASKED[3:])

        self.assertEqual(
            happenings,
            [Line("Name or password are wrong."), PasswordRefused(), PasswordAsked(QUESTION)],
        )

    def test_who_gives_up_is_asked_for_a_nickname(self) -> None:
        conversation = asked()
        conversation.send("")

        answer = b"\r\nNothing was changed.\r\n" + WONT_ECHO + NICKNAME.encode()
        happenings: list[Happening] = conversation.receive(answer)

        self.assertEqual(
            happenings, [Line("Nothing was changed."), NicknameRefused(), NicknameAsked(NICKNAME)]
        )

    def test_a_password_that_is_asked_for_twice_on_purpose_was_not_refused(self) -> None:
        conversation = named()
        conversation.receive(WILL_ECHO + b"New password for ana: ")
        conversation.send("secret")

        happenings = conversation.receive(b"\r\nThe same password again: ")

        self.assertEqual(happenings, [PasswordAsked("The same password again: ")])

    def test_a_name_of_the_command_line_comes_before_its_password(self) -> None:
        conversation = Conversation("ana")
        conversation.receive(NICKNAME.encode())

        self.assertEqual(conversation.take_outgoing(), b"ana\r\n")
        conversation.receive(ASKED)
        self.assertEqual(conversation.take_outgoing(), DO_ECHO)

    def test_question_and_wish_may_come_with_the_question_for_a_nickname(self) -> None:
        conversation = Conversation()
        conversation.send("ana")

        happenings = conversation.receive(NICKNAME.encode() + ASKED)

        self.assertNotIn(NicknameOffered, map(type, happenings))
        self.assertTrue(conversation.hides)


class Leaving(SynchronousTestCase):
    def test_who_leaves_goes_back_first_so_that_it_is_no_password(self) -> None:
        self.assertEqual(asked().leave(), b"\r\n/quit\r\n")

    def test_the_goodbye_is_known_then_too(self) -> None:
        conversation = asked()
        conversation.leave()

        answer = b"\r\nNothing was changed.\r\n" + NICKNAME.encode() + b"\r\nSee you soon!\r\n"
        happenings = conversation.receive(answer)

        self.assertIn(SaidGoodbye(), happenings)
