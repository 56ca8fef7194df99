"""Coming back so late that the server tells only the last of what was said meanwhile."""

from __future__ import annotations

from typing import Any

from chatservice.client.network import missed
from chatservice.client.talk.entries import State
from tests.client.talk.servers import AT, SessionTestCase


class LeftOut(SessionTestCase):
    """So much was said meanwhile that the server tells only the last of it."""

    def setUp(self) -> None:
        super().setUp()
        self.patch(missed, "PAGE", 10)
        self.welcome()
        self.said("before", 11)

    def left_out(self) -> None:
        self.tells("left-out", number=0, room="lobby", before=AT)

    def comes_back_late(self) -> None:
        self.lose()
        self.comes_back()
        self.left_out()
        self.is_told()

    def page(self, *numbers: int) -> dict[str, Any]:
        """Answer what is asked of the history; return what that was."""
        request = self.next("history")
        said = {"type": "said", "at": AT, "room": "lobby", "from": "juan"}
        messages = [{**said, "seq": seq, "text": str(seq)} for seq in numbers]
        self.tells("history", id=request["id"], room="lobby", messages=messages, asked=True)
        self.ok(request)
        return request

    def refuse(self) -> None:
        request = self.next("history")
        self.tells("error", id=request["id"], code="not-read", text="No.", details={})

    def test_it_is_read_and_stands_before_what_came_later(self) -> None:
        self.comes_back_late()
        self.said("news", 20)
        self.page(12, 13)
        self.assertEqual(self.texts()[-3:], ["12", "13", "news"])

    def test_private_conversations_are_read_as_well(self) -> None:
        self.tells("whispered", seq=12, at=AT, from_="zoe", to="ana", text="psst")
        self.comes_back_late()
        self.page()
        self.assertEqual(self.page()["which"], "private @zoe 10")

    def test_what_is_still_missing_is_told_with_where_it_is(self) -> None:
        self.comes_back_late()
        for last in (1000, 990, 980, 970):
            self.page(*range(last - 9, last + 1))
        self.assertTrue(any("/history 50 before #961" in told for told in self.notices()))

    def test_that_it_can_not_be_read_is_told(self) -> None:
        self.comes_back_late()
        self.refuse()
        self.assertTrue(any("can't be read" in told for told in self.notices()))

    def test_nothing_is_told_where_all_was_read(self) -> None:
        self.comes_back_late()
        before = self.notices()
        self.page(12)
        self.assertEqual(self.notices(), before)

    def test_who_is_registered_is_told_of_what_only_they_can_know(self) -> None:
        self.session.door.password = "correct horse"
        self.comes_back_late()
        self.assertIn("/history private @NAME", self.notices()[-1])

    def test_what_is_typed_waits_until_all_is_read(self) -> None:
        self.comes_back_late()
        self.session.type("mine")
        self.assertEqual([each["type"] for each in self.heard() if each["type"] == "say"], [])

    def test_then_it_is_sent_in_the_order_in_which_it_was_typed(self) -> None:
        for text in ("A", "B"):
            self.session.type(text)
        self.next("say")
        self.comes_back_late()
        self.session.type("C")
        self.page(12)
        sent = []
        for _ in range(3):
            sent.append(self.next("say"))
            self.ok(sent[-1], 13 + len(sent))
        self.assertEqual([each["text"] for each in sent], ["A", "B", "C"])

    def test_what_may_have_been_sent_is_not_sent_again_where_that_can_not_be_read(self) -> None:
        self.session.type("unsure")
        self.next("say")
        self.comes_back_late()
        self.refuse()
        self.settle()
        self.assertEqual(
            [e.state for e in self.chat.current.entries if e.text == "unsure"], [State.DOUBTFUL]
        )

    def test_a_second_loss_meanwhile_loses_nothing_of_it(self) -> None:
        self.session.type("unsure")
        self.next("say")
        self.comes_back_late()
        self.next("history")
        self.comes_back_late()
        self.page(12)
        self.assertEqual(self.next("say")["text"], "unsure")

    def test_what_came_while_it_was_read_comes_again_after_a_second_loss(self) -> None:
        self.comes_back_late()
        self.said("held", 20)
        self.lose()
        self.connect()
        self.assertEqual(self.heard()[0]["since"], 11)
