from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.conversation import LONGEST_LINE, Conversation
from chatservice.client.lines.happenings import (
    Happening,
    Line,
    NicknameAsked,
    NicknameOffered,
    NicknameRefused,
    Rang,
    SaidGoodbye,
    Welcomed,
)

QUESTIONS = {"en": "Enter your nickname: ", "es": "Usuario: "}
WELCOMES = {"en": "Welcome, ana!", "es": "¡Bienvenido, ana!"}
GOODBYES = {"en": "See you soon!", "es": "¡Hasta pronto!"}


def kinds(happenings: list[Happening], *wanted: type[Happening]) -> list[Happening]:
    return [happening for happening in happenings if isinstance(happening, wanted)]


def asked(nickname: str | None = None, language: str = "en") -> Conversation:
    """Return a conversation in which the server has asked for a nickname."""
    conversation = Conversation(nickname)
    conversation.receive(QUESTIONS[language].encode())
    return conversation


def named(language: str = "en") -> Conversation:
    """Return a conversation in which the server has taken a nickname."""
    conversation = asked(language=language)
    conversation.send("ana")
    conversation.receive(f"{WELCOMES[language]}\r\n".encode())
    return conversation


class WhatIsShown(SynchronousTestCase):
    """Lines, and the beginning of one as the prompt."""

    def test_lines_are_whole_before_they_are_shown(self) -> None:
        conversation = Conversation()
        self.assertEqual(conversation.receive(b"one\r\ntw"), [Line("one")])
        self.assertEqual(conversation.receive(b"o\r\n"), [Line("two")])

    def test_the_servers_question_is_the_prompt(self) -> None:
        for language, question in QUESTIONS.items():
            with self.subTest(language):
                self.assertEqual(asked(language=language).prompt, question)

    def test_the_beginning_of_a_line_is_no_prompt_at_first(self) -> None:
        conversation = named()
        conversation.receive(b"[14:35] Jua")
        self.assertEqual((conversation.prompt, conversation.unfinished()), ("", True))

    def test_the_beginning_of_a_line_becomes_the_prompt_when_that_is_wanted(self) -> None:
        conversation = named()
        conversation.receive(b"Password: ")
        conversation.take_for_prompt()
        self.assertEqual((conversation.prompt, conversation.unfinished()), ("Password: ", False))

    def test_what_is_typed_answers_the_prompt(self) -> None:
        conversation = asked()
        conversation.send("ana")
        self.assertEqual(conversation.prompt, "")

    def test_a_line_instead_of_an_answer_ends_the_prompt(self) -> None:
        conversation = asked()
        happenings = conversation.receive(b"No nickname in 60 seconds.\r\n")
        self.assertEqual(happenings, [Line("No nickname in 60 seconds.")])
        self.assertEqual(conversation.prompt, "")

    def test_the_servers_bytes_steer_no_terminal(self) -> None:
        self.assertEqual(Conversation().receive(b"a\x1b[2Jb\xff\r\n"), [Line("ab\ufffd")])

    def test_a_prompt_steers_no_terminal(self) -> None:
        conversation = named()
        conversation.receive(b"\x1b[2JName: ")
        conversation.take_for_prompt()
        self.assertEqual(conversation.prompt, "Name: ")

    def test_the_bell_rings_and_is_not_shown(self) -> None:
        self.assertEqual(named().receive(b"\aana: hola\r\n"), [Rang(), Line("ana: hola")])

    def test_a_line_without_end_is_cut(self) -> None:
        happenings = named().receive(b"x" * (2 * LONGEST_LINE + 1))
        self.assertEqual(happenings, [Line("x" * LONGEST_LINE)] * 2)

    def test_half_a_line_is_shown_at_the_end(self) -> None:
        conversation = named()
        conversation.receive(b"The server is")
        self.assertEqual(conversation.end(), [Line("The server is")])


class TheNickname(SynchronousTestCase):
    """Who is asked, who answers, and what the server makes of it."""

    def test_the_question_is_recognised_in_every_language(self) -> None:
        for question in QUESTIONS.values():
            with self.subTest(question):
                happenings = Conversation().receive(question.encode())
                self.assertEqual(happenings, [NicknameAsked(question)])

    def test_a_nickname_of_the_command_line_answers(self) -> None:
        conversation = Conversation("ana")
        happenings = conversation.receive(b"Enter your nickname: ")
        self.assertEqual(happenings, [NicknameOffered("Enter your nickname: ", "ana")])
        self.assertEqual(conversation.take_outgoing(), b"ana\r\n")
        self.assertEqual(conversation.take_outgoing(), b"")

    def test_a_nickname_called_exit_does_not_leave(self) -> None:
        self.assertFalse(asked("exit").leaving)

    def test_nothing_is_sent_before_the_question(self) -> None:
        conversation = Conversation("ana")
        conversation.receive(b"El chat del pueblo.\r\nUsuari")
        self.assertEqual(conversation.take_outgoing(), b"")

    def test_a_welcome_is_recognised_in_every_language(self) -> None:
        for language, welcome in WELCOMES.items():
            with self.subTest(language):
                conversation = asked("ana", language)
                happenings = conversation.receive(f"{welcome}\r\n".encode())
                self.assertEqual(happenings, [Line(welcome), Welcomed("ana")])
                self.assertTrue(conversation.named)

    def test_a_message_of_the_day_that_welcomes_gives_nobody_a_name(self) -> None:
        conversation = Conversation("ana")
        conversation.receive(b"Welcome, everybody!\r\nEnter your nickname: ")
        self.assertFalse(conversation.named)

    def test_a_refused_nickname_is_not_offered_again(self) -> None:
        conversation = asked("ana")
        conversation.take_outgoing()
        happenings = conversation.receive(b"The name ana is taken.\r\nEnter your nickname: ")
        self.assertEqual(
            happenings,
            [
                Line("The name ana is taken."),
                NicknameRefused(),
                NicknameAsked("Enter your nickname: "),
            ],
        )
        self.assertEqual(conversation.take_outgoing(), b"")

    def test_a_command_before_the_nickname_is_no_nickname(self) -> None:
        conversation = asked()
        conversation.send("/lang es")
        happenings = conversation.receive(b"language is es now.\r\nUsuario: ")
        self.assertEqual(kinds(happenings, NicknameRefused), [])

    def test_a_nickname_may_be_chosen_by_a_command(self) -> None:
        conversation = asked()
        conversation.send("/nick ana")
        conversation.receive(b"Welcome, ana!\r\n")
        self.assertTrue(conversation.named)

    def test_a_blank_answer_is_no_nickname(self) -> None:
        conversation = asked()
        conversation.send("")
        happenings = conversation.receive(b"Enter your nickname: ")
        self.assertEqual(kinds(happenings, NicknameRefused), [])

    def test_an_answer_typed_before_the_question_counts(self) -> None:
        conversation = Conversation()
        conversation.send("ana")
        happenings = conversation.receive(b"Enter your nickname: Welcome, ana!\r\n")
        self.assertEqual(
            kinds(happenings, Line, Welcomed, NicknameRefused),
            [
                Line("Welcome, ana!"),
                Welcomed("ana"),
            ],
        )

    def test_a_question_in_the_chat_is_none(self) -> None:
        conversation = named()
        conversation.receive(b"Enter your nickname: ")
        self.assertEqual(conversation.prompt, "")

    @given(st.data())
    def test_how_the_bytes_are_cut_makes_no_difference(self, data: st.DataObject) -> None:
        stream = "El pueblo: ñ 漢 🎉\r\n¡Bienvenido, todos!\r\nUsuario: ".encode()
        cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
        conversation = Conversation("ana")
        happenings: list[Happening] = []
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            happenings += conversation.receive(stream[start:end])
        self.assertEqual(
            happenings,
            [
                Line("El pueblo: ñ 漢 🎉"),
                Line("¡Bienvenido, todos!"),
                NicknameOffered("Usuario: ", "ana"),
            ],
        )


class Leaving(SynchronousTestCase):
    """How one leaves, and how one knows that all was taken."""

    def test_words_that_leave(self) -> None:
        for typed in ("exit", " exit ", "/quit", "/QUIT", "/exit", "/salir", " /quit"):
            with self.subTest(typed):
                conversation = named()
                conversation.send(typed)
                self.assertTrue(conversation.leaving)

    def test_words_that_do_not_leave(self) -> None:
        for typed in ("exit now", "quit", "//quit", "/quitt", "the exit", "Exit!", "/", ""):
            with self.subTest(typed):
                conversation = named()
                conversation.send(typed)
                self.assertFalse(conversation.leaving)

    def test_exit_is_sent_as_the_command(self) -> None:
        self.assertEqual(named().send("exit"), b"/quit\r\n")

    def test_a_reason_goes_with_the_command(self) -> None:
        self.assertEqual(named().send("/quit tengo sueño"), "/quit tengo sueño\r\n".encode())

    def test_goodbye_is_said_once(self) -> None:
        conversation = named()
        conversation.leave()
        self.assertEqual((conversation.leave(), conversation.send("hola")), (b"", b""))

    def test_the_servers_goodbye_is_recognised_in_every_language(self) -> None:
        for language, goodbye in GOODBYES.items():
            with self.subTest(language):
                conversation = named(language)
                conversation.leave()
                happenings = conversation.receive(f"{goodbye}\r\n".encode())
                self.assertEqual(happenings, [Line(goodbye), SaidGoodbye()])

    def test_a_goodbye_that_nobody_asked_for_proves_nothing(self) -> None:
        self.assertEqual(named().receive(b"See you soon!\r\n"), [Line("See you soon!")])

    def test_another_persons_goodbye_proves_nothing(self) -> None:
        conversation = named()
        conversation.leave()
        happenings = conversation.receive(b"[14:35] Juan: See you soon!\r\n")
        self.assertEqual(kinds(happenings, SaidGoodbye), [])

    def test_leaving_before_the_question_arrives(self) -> None:
        conversation = Conversation("ana")
        conversation.leave()
        happenings = conversation.receive(b"Enter your nickname: See you soon!\r\n")
        self.assertEqual(happenings, [Line("See you soon!"), SaidGoodbye()])
        self.assertEqual(conversation.take_outgoing(), b"")


class WhatIsSent(SynchronousTestCase):
    """One line of text each time."""

    def test_a_line_ends_in_cr_lf(self) -> None:
        self.assertEqual(named().send("¡Hola!"), "¡Hola!\r\n".encode())

    @given(st.text())
    def test_whatever_is_typed_is_one_line(self, typed: str) -> None:
        sent = named().send(typed)
        self.assertEqual(sent.count(b"\n"), 1)
        self.assertNotIn(b"\xff", sent)
        self.assertNotIn(b"\x1b", sent)
