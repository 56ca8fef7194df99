"""Leaving: what waits is sent, and the rest is told."""

from __future__ import annotations

from chatservice.client.talk.entries import Kind, State
from tests.client.talk.servers import SessionTestCase


class TakingBack(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.welcome()
        for text in ("one", "two", "three"):
            self.session.type(text)

    def test_what_is_not_on_its_way_is_counted(self) -> None:
        self.assertEqual(self.session.take_back(), 2)

    def test_it_is_not_sent(self) -> None:
        self.session.take_back()
        self.ok(self.next("say"), 20)
        self.assertEqual((self.heard(), self.session.is_idle), ([], True))

    def test_it_can_be_seen(self) -> None:
        self.session.take_back()
        self.assertEqual([each.state for each in self.watching.settled], [State.REFUSED] * 2)

    def test_what_may_have_been_sent_is_not_taken_back(self) -> None:
        self.lose()
        self.session.take_back()
        self.comes_back()
        self.is_told()
        self.assertEqual(self.next("say")["text"], "one")


class Leaving(SessionTestCase):
    def quits(self) -> int:
        return sum(each["type"] == "quit" for each in self.heard())

    def test_quit_is_answered_and_then_it_is_over(self) -> None:
        self.welcome()
        self.session.leave()
        self.assertEqual(self.heard()[-1]["type"], "quit")
        self.tells("goodbye", id="client-quit")
        self.assertEqual([is_well for is_well, _ in self.over], [True])

    def test_goodbye_is_said_once(self) -> None:
        self.welcome()
        self.session.leave()
        self.session.leave()
        self.assertEqual(self.quits(), 1)

    def test_the_reason_goes_with_it(self) -> None:
        self.welcome()
        self.session.farewell = "lunch"
        self.session.leave()
        self.assertEqual(self.heard()[-1]["reason"], "lunch")

    def test_what_waits_is_sent_before(self) -> None:
        self.welcome()
        self.session.type("one")
        self.session.type("two")
        self.session.leave()
        sent = []
        for _ in range(3):
            (request,) = self.heard()
            sent.append(request["type"])
            self.ok(request, 20 + len(sent))
        self.assertEqual(sent, ["say", "say", "quit"])

    def test_a_question_for_a_password_is_given_up(self) -> None:
        self.welcome()
        self.session.type("/register")
        request = self.heard()[0]
        self.tells("password-asked", id=request["id"], wanted="new", nick="ana")
        self.ok(request)
        self.session.leave()
        (secret,) = self.heard()
        self.ok(secret)
        self.assertEqual((secret["text"], self.quits()), ("", 1))

    def test_how_much_was_not_sent_is_told(self) -> None:
        self.welcome()
        for text in ("one", "two", "three"):
            self.session.type(text)
        self.ok(self.next("say"), 20)
        self.session.leave()
        self.lose()
        self.assertEqual(self.notices()[-1], "2 lines were not sent.")

    def test_what_waits_for_a_connection_is_told_as_well(self) -> None:
        self.welcome()
        self.lose()
        self.session.type("one")
        self.session.leave()
        self.assertEqual(self.notices()[-1], "1 line was not sent.")

    def test_nothing_is_told_where_all_was_sent(self) -> None:
        self.welcome()
        self.session.type("one")
        self.session.leave()
        self.ok(self.next("say"), 20)
        before = self.notices()
        self.tells("goodbye", id=self.next("quit")["id"])
        self.assertEqual(self.notices(), before)

    def test_it_is_over_where_the_connection_is_lost_before_the_goodbye(self) -> None:
        self.welcome()
        self.session.leave()
        self.lose()
        self.assertEqual([is_well for is_well, _ in self.over], [True])

    def test_nothing_that_waited_is_sent_after_that(self) -> None:
        self.welcome()
        self.session.type("one")
        self.session.type("late")
        self.session.leave()
        self.lose()
        self.connect()
        self.assertNotIn("late", str(self.heard()))

    def test_whoever_keeps_the_connection_is_told_that_the_person_leaves(self) -> None:
        self.welcome()
        left: list[bool] = []
        self.session.leaving = lambda: left.append(True)
        for text in ("exit", "/quit", "/salir"):
            self.session.type(text)
        self.assertEqual((len(left), self.heard()), (3, []))

    def test_so_it_is_at_the_door(self) -> None:
        self.tells("error", id="client-hello", code="name-taken", text="x", details={})
        left: list[bool] = []
        self.session.leaving = lambda: left.append(True)
        self.chat.question.answer("/quit")  # type: ignore[union-attr]
        self.assertEqual((left, self.over), ([True], []))

    def test_who_was_thrown_off_the_server_is_told(self) -> None:
        self.welcome()
        self.tells("out-of-server", by="zoe", reason="spam")
        self.lose()
        self.assertEqual([is_well for is_well, _ in self.over], [False])
        self.assertTrue(
            any(
                "zoe" in entry.text
                for _, entry in self.watching.entries
                if entry.kind is Kind.NOTICE
            )
        )
