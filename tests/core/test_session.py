from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import Goodbye
from chatservice.core.states import (
    CHATTING,
    CONFIDING,
    GONE,
    NEGOTIATING,
    PROVING,
    TRANSITIONS,
    State,
)
from tests.core.conversation import Chat
from tests.core.states import BEGIN, DOCUMENT, END, INPUTS, STATES, Outcome, outcome, state_table

NOTHING = Outcome(GONE)
REFUSED = Outcome(NEGOTIATING, ("Declined", "NicknameAsked"))
ASKED = Outcome(NEGOTIATING, ("NicknameAsked",))
WRONG = Outcome(PROVING, ("Declined", "PasswordAsked"))
GIVEN_UP = Outcome(NEGOTIATING, ("NothingChanged", "NicknameAsked"))
DECLINED = Outcome(CHATTING, ("Declined",))
SAID = Outcome(CHATTING, others=("Said",))
CHOSEN = Outcome(CHATTING, ("Welcomed",), ("Joined",))
UNPROVEN = Outcome(CONFIDING, ("Declined", "PasswordAsked"))
KEPT_TO_ONESELF = Outcome(CHATTING, ("NothingChanged",))
TURNED_AWAY = Outcome(GONE, ("Declined",), closes=True)
LEFT = Outcome(GONE, ("Goodbye",), ("Quit",), closes=True)
LEFT_UNKNOWN = Outcome(GONE, ("Goodbye",), closes=True)
STOPPED = Outcome(GONE, ("ServerClosing",), closes=True)

EXPECTED: dict[str, tuple[Outcome, Outcome, Outcome, Outcome]] = {
    "a line: a name that may be had": (CHOSEN, WRONG, SAID, UNPROVEN),
    "a line: no name that may be had": (REFUSED, WRONG, SAID, UNPROVEN),
    "a line: the tenth of these": (
        TURNED_AWAY._replace(told=("Declined", "Declined")),
        WRONG,
        SAID,
        UNPROVEN,
    ),
    "an empty line": (ASKED, GIVEN_UP, Outcome(CHATTING), KEPT_TO_ONESELF),
    "a line of spaces": (ASKED, WRONG, Outcome(CHATTING), UNPROVEN),
    "a line: the password that is asked for": (
        REFUSED,
        CHOSEN,
        SAID,
        Outcome(CONFIDING, ("PasswordAsked",)),
    ),
    "a line: another password": (REFUSED, WRONG, SAID, UNPROVEN),
    "a line: the third of these": (REFUSED, TURNED_AWAY, SAID, UNPROVEN),
    "`/rename` with a name that may be had": (
        CHOSEN,
        WRONG,
        Outcome(CHATTING, ("Renamed",), ("Renamed",)),
        UNPROVEN,
    ),
    "a command for everyone: `/time`": (
        Outcome(NEGOTIATING, ("TimeTold", "NicknameAsked")),
        WRONG,
        Outcome(CHATTING, ("TimeTold",)),
        UNPROVEN,
    ),
    "a command for people with a name: `/me`": (
        REFUSED,
        WRONG,
        Outcome(CHATTING, others=("Acted",)),
        UNPROVEN,
    ),
    "`/login` with a name": (Outcome(PROVING, ("PasswordAsked",)), WRONG, DECLINED, UNPROVEN),
    "`/register`": (REFUSED, WRONG, Outcome(CONFIDING, ("PasswordAsked",)), UNPROVEN),
    "an unknown command": (REFUSED, WRONG, DECLINED, UNPROVEN),
    "`/quit`": (LEFT_UNKNOWN, WRONG, LEFT, UNPROVEN),
    "60 seconds of silence": (
        TURNED_AWAY,
        TURNED_AWAY,
        Outcome(CHATTING),
        Outcome(CONFIDING),
    ),
    "a line that is too long": (REFUSED, WRONG, DECLINED, UNPROVEN),
    "bytes that are not UTF-8": (REFUSED, WRONG, DECLINED, UNPROVEN),
    "telnet's “are you there”": (
        Outcome(NEGOTIATING, ("StillHere", "NicknameAsked")),
        Outcome(PROVING, ("StillHere", "PasswordAsked")),
        Outcome(CHATTING, ("StillHere",)),
        Outcome(CONFIDING, ("StillHere", "PasswordAsked")),
    ),
    "telnet's interrupt": (
        Outcome(NEGOTIATING, ("WayOutShown", "NicknameAsked")),
        GIVEN_UP,
        Outcome(CHATTING, ("WayOutShown",)),
        KEPT_TO_ONESELF,
    ),
    "the end of what they send": (LEFT_UNKNOWN, LEFT_UNKNOWN, LEFT, LEFT),
    "the connection is lost": (
        NOTHING,
        NOTHING,
        Outcome(GONE, others=("Quit",)),
        Outcome(GONE, others=("Quit",)),
    ),
    "the server stops": (STOPPED, STOPPED, STOPPED, STOPPED),
}
"""What must become of each input in each state but the last one, in which there is nothing."""


def _kinds_of(kind: type[State]) -> Iterator[type[State]]:
    """Return the kinds of states that have no further kinds."""
    if not kind.__subclasses__():
        yield kind
    for each in kind.__subclasses__():
        yield from _kinds_of(each)


class StatesAndInputs(SynchronousTestCase):
    def test_every_pair_of_state_and_input_does_what_it_should(self) -> None:
        for happens in INPUTS:
            for state, expected in zip(STATES, (*EXPECTED[happens], NOTHING), strict=True):
                self.assertEqual(outcome(state, happens), expected, f"{happens} in {state!r}")

    def test_the_states_tried_are_all_that_there_are(self) -> None:
        self.assertEqual(set(STATES), set(TRANSITIONS))
        self.assertEqual({type(state) for state in STATES}, set(_kinds_of(State)))

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


class TypedLines(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

    def test_an_empty_line_is_nothing(self) -> None:
        self.juan.types("", "   ", "\t")

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
