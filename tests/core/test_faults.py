"""A fault in what one person is sent stays between them and the operator's log."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.later import after_turn
from chatservice.core.settings import Representation
from chatservice.render.plain import PlainRenderer
from tests.core.conversation import Chat


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
