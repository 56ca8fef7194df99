"""A fault in what one person is sent, or waits for, stays between them and the operator's log."""

from __future__ import annotations

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.later import after_turn, ask, ask_then, wait_for
from chatservice.core.refusals import Refused
from chatservice.core.replies import Reply
from chatservice.core.settings import Representation
from chatservice.render.plain import PlainRenderer
from tests.core.conversation import Chat

FAULT = "Something went wrong on the server. It was noted; you can go on."


class _NoBell(PlainRenderer):
    """A renderer with a fault that only those meet for whom a bell rings."""

    def bell(self, representation: Representation) -> bytes:
        raise ZeroDivisionError("no bell")


class OneOfMany(SynchronousTestCase):
    """Ana wants a bell and is named, in a turn that has something for the others, too."""

    def setUp(self) -> None:
        self.chat = Chat(render=_NoBell())
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")
        self.ana.types("/set bell on")
        self.ana.reads()

    def test_the_others_are_told_all(self) -> None:
        with self.chat.one_turn():
            self.juan.types("Ana: hello")
            self.beto.types("/version")

        self.assertEqual(self.beto.reads(), ["[14:35] Juan: Ana: hello", "chatservice 1.2.3"])

    def test_it_is_reported(self) -> None:
        self.juan.types("Ana: hello")

        (report,) = self.chat.reports
        self.assertTrue(report.startswith("telling: "), report)
        self.assertIn("no bell", report)

    def test_she_hears_what_comes_after(self) -> None:
        self.juan.types("Ana: hello", "and on")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: and on"])


class AWholeTurn(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")

        def take(data: bytes) -> int:
            raise ZeroDivisionError("a fault of an outlet's")

        self.patch(self.ana, "take", take)
        self.calls: list[str] = []

    def test_those_who_wait_for_its_end_go_on_whatever_goes_wrong_in_it(self) -> None:
        self.juan.session.line("hola")
        after_turn(self.juan.session, lambda: self.calls.append("after"))

        self.assertRaises(ZeroDivisionError, self.chat.end_turn)

        self.assertEqual((self.calls, self.juan.session.must_wait), (["after"], False))

    def test_so_do_those_who_wait_for_the_next_one(self) -> None:
        self.juan.session.line("hola")
        self.chat.hub.turn.after(lambda: self.calls.append("first"))
        self.assertRaises(ZeroDivisionError, self.chat.end_turn)

        self.chat.hub.turn.after(lambda: self.calls.append("second"))
        self.chat.end_turn()

        self.assertEqual(self.calls, ["first", "second"])

    def test_one_call_at_its_end_does_not_keep_the_next_from_being_called(self) -> None:
        def fail() -> None:
            raise ZeroDivisionError("a fault of a call's")

        for call in (fail, lambda: self.calls.append("second")):
            self.chat.hub.turn.after(call)

        self.chat.end_turn()

        self.assertEqual(self.calls, ["second"])
        self.assertIn("a fault of a call's", self.chat.reports[0])


class WhoWaits(SynchronousTestCase):
    """A fault in what comes after a wait: for the end of the turn, a password, a search."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana = self.chat.people("Juan", "Ana")
        self.session = self.juan.session

    def fail(self, *_: object) -> Reply:
        raise ZeroDivisionError("a fault in the answer")

    def assert_goes_on(self) -> None:
        """Assert that Juan, who has typed "hola", is told of the fault, and then it is said."""
        self.chat.settles()
        self.assertEqual(self.juan.reads(), [FAULT])
        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])
        (report,) = self.chat.reports
        self.assertIn("a fault in the answer", report)

    def test_for_the_end_of_the_turn(self) -> None:
        with self.chat.one_turn():
            after_turn(self.session, self.fail)
            self.juan.types("hola")

        self.assert_goes_on()

    def test_for_a_password(self) -> None:
        answers: list[Callable[[bool | Refused], None]] = []
        wait_for(self.session, answers.append, self.fail)
        self.juan.types("hola")

        answers[0](True)

        self.assert_goes_on()

    def test_for_a_search(self) -> None:
        self.searches()
        ask(self.session, lambda: 1, self.fail)
        self.juan.types("hola")

        self.found()

        self.assert_goes_on()

    def test_for_what_is_looked_up(self) -> None:
        self.searches()
        ask_then(self.session, lambda: 1, self.fail)
        self.juan.types("hola")

        self.found()

        self.assert_goes_on()

    def searches(self) -> None:
        """Let what is looked up be `found` later."""

        def aside(look: Callable[[], int], done: Callable[[int], None]) -> None:
            self.found = lambda: done(look())

        self.patch(self.chat.hub, "aside", aside)

    def test_who_can_not_even_begin_to_wait_goes_on(self) -> None:
        self.assertRaises(ZeroDivisionError, wait_for, self.session, self.fail, self.fail)

        self.juan.types("hola")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: hola"])
