from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Goodbye
from chatservice.core.session import CHATTING, GONE, NEGOTIATING, TRANSITIONS, State
from chatservice.core.settings import Settings
from tests.core.conversation import Chat, Visitor
from tests.core.states import BEGIN, DOCUMENT, END, INPUTS, STATES, Outcome, outcome, state_table

PROMPT = "Enter your nickname: "

NOTHING = Outcome(GONE)
REFUSED = Outcome(NEGOTIATING, ("Declined", "NicknameAsked"))
DECLINED = Outcome(CHATTING, ("Declined",))
SAID = Outcome(CHATTING, others=("Said",))
CHOSEN = Outcome(CHATTING, ("Welcomed",), ("Joined",))
TURNED_AWAY = Outcome(GONE, ("Declined",), closes=True)
LEFT = Outcome(GONE, ("Goodbye",), ("Quit",), closes=True)
STOPPED = Outcome(GONE, ("ServerClosing",), closes=True)

EXPECTED: dict[str, tuple[Outcome, Outcome]] = {
    "a line: a name that may be had": (CHOSEN, SAID),
    "a line: no name that may be had": (REFUSED, SAID),
    "a line: the tenth of these": (TURNED_AWAY._replace(told=("Declined", "Declined")), SAID),
    "an empty line": (Outcome(NEGOTIATING, ("NicknameAsked",)), Outcome(CHATTING)),
    "`/rename` with a name that may be had": (
        CHOSEN,
        Outcome(CHATTING, ("Renamed",), ("Renamed",)),
    ),
    "a command for everyone: `/time`": (
        Outcome(NEGOTIATING, ("TimeTold", "NicknameAsked")),
        Outcome(CHATTING, ("TimeTold",)),
    ),
    "a command for people with a name: `/me`": (REFUSED, Outcome(CHATTING, others=("Acted",))),
    "an unknown command": (REFUSED, DECLINED),
    "`/quit`": (Outcome(GONE, ("Goodbye",), closes=True), LEFT),
    "60 seconds of silence": (TURNED_AWAY, Outcome(CHATTING)),
    "a line that is too long": (REFUSED, DECLINED),
    "bytes that are not UTF-8": (REFUSED, DECLINED),
    "telnet's “are you there”": (
        Outcome(NEGOTIATING, ("StillHere", "NicknameAsked")),
        Outcome(CHATTING, ("StillHere",)),
    ),
    "telnet's interrupt": (
        Outcome(NEGOTIATING, ("WayOutShown", "NicknameAsked")),
        Outcome(CHATTING, ("WayOutShown",)),
    ),
    "the end of what they send": (Outcome(GONE, ("Goodbye",), closes=True), LEFT),
    "the connection is lost": (Outcome(GONE), Outcome(GONE, others=("Quit",))),
    "the server stops": (STOPPED, STOPPED),
}
"""What must become of each input while negotiating and while chatting; then there is nothing."""


class StatesAndInputs(SynchronousTestCase):
    def test_every_pair_of_state_and_input_does_what_it_should(self) -> None:
        for happens in INPUTS:
            for state, expected in zip(STATES, (*EXPECTED[happens], NOTHING), strict=True):
                self.assertEqual(outcome(state, happens), expected, f"{happens} in {state!r}")

    def test_the_states_tried_are_all_that_there_are(self) -> None:
        self.assertEqual(set(STATES), set(TRANSITIONS))
        self.assertEqual({type(state) for state in STATES}, set(State.__subclasses__()))

    def test_a_session_goes_only_where_the_transitions_lead(self) -> None:
        for state in STATES:
            for other in STATES:
                session = Chat().connect().session
                session.state = state
                if other in TRANSITIONS[state]:
                    session.become(other)
                    self.assertIs(session.state, other)
                else:
                    self.assertRaises(RuntimeError, session.become, other)

    def test_every_transition_is_made_by_some_input(self) -> None:
        made = {(state, outcome(state, happens).state) for state in STATES for happens in INPUTS}

        for state, nexts in TRANSITIONS.items():
            for other in nexts:
                self.assertIn((state, other), made)

    def test_the_architecture_document_has_this_table(self) -> None:
        text = DOCUMENT.read_text(encoding="utf-8")

        self.assertEqual(text.partition(BEGIN)[2].partition(END)[0], state_table())


class ChoosingANickname(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()

    def stranger(self) -> Visitor:
        visitor = self.chat.connect()
        visitor.reads()
        return visitor

    def assert_asked_again(self, typed: str, sentence: str) -> None:
        visitor = self.stranger()

        visitor.types(typed)

        self.assertEqual(visitor.reads(), [sentence, PROMPT])
        self.assertFalse(visitor.closed)

    def test_a_name_that_is_taken_is_refused_as_its_owner_writes_it(self) -> None:
        self.chat.join("María")

        self.assert_asked_again("MARÍA", "The name María is taken: choose another one.")

    def test_a_name_that_looks_like_one_in_use_is_refused(self) -> None:
        self.chat.join("ana")

        self.assert_asked_again(
            "аna",  # with a Cyrillic а
            "The name аna looks too much like ana, which is in use: choose another one.",
        )

    def test_a_name_that_differs_by_an_accent_is_another_name(self) -> None:
        self.chat.join("María")
        visitor = self.stranger()

        visitor.types("Maria")

        self.assertEqual(visitor.reads()[0], "Welcome, Maria!")

    def test_a_name_of_25_characters_is_refused_with_the_limit(self) -> None:
        self.assert_asked_again(
            "a" * 25, "That name is too long: at most 24 characters are allowed."
        )

    def test_a_name_with_a_character_that_is_not_allowed_is_refused_with_that_character(
        self,
    ) -> None:
        self.assert_asked_again(
            "ana!", "A name can't contain !: letters, digits, _, - and . are allowed."
        )

    def test_a_name_without_a_letter_is_refused(self) -> None:
        self.assert_asked_again("2026", "A name needs at least one letter.")

    def test_every_refusal_can_be_read_in_spanish(self) -> None:
        self.chat = Chat(settings=Settings("es", zone="UTC"))
        visitor = self.stranger()

        visitor.types("2026")

        self.assertEqual(visitor.reads(), ["Un nombre necesita al menos una letra.", "Usuario: "])

    def test_the_name_of_somebody_who_left_is_free(self) -> None:
        self.chat.join("Ana").types("/quit")
        visitor = self.stranger()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_of_two_who_ask_for_a_name_in_one_turn_the_first_gets_it(self) -> None:
        first, second = self.stranger(), self.stranger()

        with self.chat.one_turn():
            first.types("Ana")
            second.types("ana")

        self.assertEqual(first.reads()[0], "Welcome, Ana!")
        self.assertEqual(second.reads(), ["The name Ana is taken: choose another one.", PROMPT])

    def test_nine_refusals_leave_one_more_try(self) -> None:
        visitor = self.stranger()

        visitor.types(*["!"] * 9)
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_the_tenth_refusal_closes_the_connection_with_a_reason(self) -> None:
        visitor = self.stranger()
        visitor.types(*["!"] * 9)
        visitor.reads()

        visitor.types("!")

        self.assertEqual(
            visitor.reads(),
            [
                "A name can't contain !: letters, digits, _, - and . are allowed.",
                "Too many names were refused: connect again to go on trying.",
            ],
        )
        self.assertTrue(visitor.closed)

    def test_59_silent_seconds_are_not_too_many(self) -> None:
        visitor = self.stranger()

        self.chat.passes(59)

        self.assertEqual(visitor.reads(), [])
        self.assertFalse(visitor.closed)

    def test_60_silent_seconds_close_the_connection_with_a_reason(self) -> None:
        visitor = self.stranger()

        self.chat.passes(60)

        self.assertEqual(
            visitor.reads(), ["No nickname in 60 seconds: connect again when you have one."]
        )
        self.assertTrue(visitor.closed)

    def test_the_silence_is_counted_from_the_last_line(self) -> None:
        visitor = self.stranger()
        self.chat.passes(59)
        visitor.types("!")

        self.chat.passes(59)

        self.assertFalse(visitor.closed)

    def test_the_commands_that_need_a_name_ask_for_one(self) -> None:
        for line in ("/users", "/msg Ana hola", "/me waves", "/rooms", "/history", "//hola"):
            self.assert_asked_again(line, "First choose a nickname: type it and press Enter.")

    def test_a_command_that_needs_a_name_is_no_refused_name(self) -> None:
        visitor = self.stranger()

        visitor.types(*["/users"] * 20)
        visitor.reads()

        visitor.types("Ana")

        self.assertEqual(visitor.reads()[0], "Welcome, Ana!")

    def test_the_language_can_be_chosen_before_a_name(self) -> None:
        visitor = self.stranger()

        visitor.types("/lang es")

        self.assertEqual(visitor.reads()[-1], "Usuario: ")

    def test_settings_made_before_a_name_stay(self) -> None:
        visitor = self.stranger()

        visitor.types("/set echo on", "Ana", "hola")

        self.assertEqual(visitor.reads()[-1], "[14:35] Ana: hola")

    def test_help_before_a_name_shows_what_can_be_used_now(self) -> None:
        visitor = self.stranger()

        visitor.types("/help")

        shown = " ".join(visitor.reads())
        self.assertIn("/lang", shown)
        self.assertNotIn("/users", shown)

    def test_the_first_name_can_be_chosen_by_the_command_that_changes_it(self) -> None:
        for alias in ("rename", "nick", "nombre", "name"):
            visitor = self.stranger()
            visitor.types(f"/{alias} Ana-{alias}")
            self.assertEqual(visitor.reads()[0], f"Welcome, Ana-{alias}!")

    def test_somebody_without_a_name_can_leave(self) -> None:
        visitor = self.stranger()

        visitor.types("/salir")

        self.assertEqual(visitor.reads(), ["See you soon!"])
        self.assertTrue(visitor.closed)

    def test_somebody_without_a_name_reads_nothing_of_the_room(self) -> None:
        (juan,) = self.chat.people("Juan")
        visitor = self.stranger()

        juan.types("hola", "/rename Pedro", "/quit")

        self.assertEqual(visitor.reads(), [])

    def test_nobody_hears_of_somebody_who_never_chose_a_name(self) -> None:
        (juan,) = self.chat.people("Juan")

        self.stranger().vanishes()

        self.assertEqual(juan.reads(), [])


class TypedLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_an_empty_line_is_nothing(self) -> None:
        self.juan.types("", "   ", "\t")

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], []))

    def test_a_line_of_what_is_never_shown_is_nothing(self) -> None:
        self.juan.types("\x1b[2J", "\u202e", "\x00")

        self.assertEqual((self.juan.reads(), self.ana.reads()), ([], []))

    def test_two_slashes_send_a_line_that_starts_with_one(self) -> None:
        self.juan.types("//etc/hosts")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: /etc/hosts"])

    def test_an_unknown_command_names_the_nearest_one_and_is_sent_to_nobody(self) -> None:
        self.juan.types("/pasword secret")

        told = self.juan.reads()
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], r"^There is no command /pasword\. The nearest one is /\w+; /help")
        self.assertEqual(self.ana.reads(), [])

    def test_nothing_that_a_terminal_obeys_gets_through(self) -> None:
        self.juan.types("a\x1b[2Jb\x1b]52;c;aGk=\x07c\x00d\x9b5me\u202ef\rg")

        self.assertEqual(self.ana.reads_bytes(), b"[14:35] Juan: abcdef g\r\n")

    def test_what_was_erased_while_typing_is_not_sent(self) -> None:
        self.juan.types("secret\x15holá\x7fa")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])

    def test_nothing_happens_after_quit(self) -> None:
        self.juan.types("/quit", "hola", "/me waves")

        self.assertEqual(self.ana.reads(), ["* Juan left"])

    def test_bad_bytes_are_told_of_once(self) -> None:
        self.juan.session.bad_bytes()
        self.juan.session.bad_bytes()
        self.chat.end_turn()

        self.assertEqual(len(self.juan.reads()), 1)

    def test_the_reason_for_leaving_is_told_to_the_others(self) -> None:
        self.juan.session.leave(Goodbye(), "until tomorrow")
        self.chat.end_turn()

        self.assertEqual(self.ana.reads(), ["* Juan left (until tomorrow)"])

    def test_what_cannot_be_done_is_told_to_that_person_alone(self) -> None:
        self.juan.session.decline(Refused(Code.INTERNAL))
        self.chat.end_turn()

        self.assertEqual(
            self.juan.reads(), ["Something went wrong on the server. It was noted; you can go on."]
        )
        self.assertEqual(self.ana.reads(), [])

    def test_a_lost_connection_is_told_once(self) -> None:
        self.juan.vanishes()
        self.juan.vanishes()

        self.assertEqual(self.ana.reads(), ["* Juan left"])

    @given(st.lists(st.text(st.characters(categories=["L", "C", "Z", "P", "S", "M"])), max_size=5))
    def test_whatever_is_typed_the_others_read_whole_safe_lines(self, lines: list[str]) -> None:
        chat = Chat()
        juan, ana = chat.people("Juan", "Ana")

        juan.types(*lines)

        shown = ana.reads_bytes().decode()
        self.assertTrue(shown == "" or shown.endswith("\r\n"))
        for line in shown.split("\r\n"):
            self.assertFalse(any(c < " " or "\x7f" <= c <= "\x9f" for c in line), ascii(line))
        self.assertEqual(chat.reports, [])
