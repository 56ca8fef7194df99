"""What was said before: read back, searched, gone to."""

from __future__ import annotations

from typing import Any

from chatservice.client.talk.entries import Kind
from chatservice.client.talk.past import MOST_PAGES
from tests.client.talk.servers import AT, SessionTestCase


class PastTestCase(SessionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.heard()
        self.welcome(seq=1000)
        self.said("now", 1001)

    def page(self, request: dict[str, Any], numbers: range) -> None:
        messages = [self.message(number) for number in numbers]
        self.tells("history", id=request["id"], room="lobby", messages=messages, asked=True)
        self.ok(request, 1001)

    def message(self, seq: int) -> dict[str, Any]:
        return {
            "type": "said",
            "seq": seq,
            "at": AT,
            "room": "lobby",
            "from": "juan",
            "text": f"m{seq}",
        }

    def refuse(self, request: dict[str, Any]) -> None:
        self.tells("error", id=request["id"], code="not-read", text="Not now.", details={})

    def found(self, *numbers: int, marks: list[Any] | None = None) -> None:
        self.session.type("/search tea")
        asked = self.next("line")
        messages = [self.message(number) for number in numbers]
        given = [[[0, 1]]] * len(messages) if marks is None else marks
        self.tells("found", id=asked["id"], messages=messages, marks=given, more=False, first=True)
        self.ok(asked, 1001)

    def tell_pages(self, numbers: range) -> list[str]:
        """Answer each request for a page with the same one; return what was asked for."""
        asked: list[str] = []
        for _ in range(10):
            requests = [each for each in self.heard() if each["type"] == "history"]
            for each in requests:
                asked.append(each["which"])
                self.page(each, numbers)
        return asked


class Past(PastTestCase):
    def test_older_messages_are_put_before_those_that_are_there(self) -> None:
        self.session.older(self.chat.current)
        asked = self.next("history")
        self.assertEqual((asked["which"], asked["room"]), ("100 before #1001", "lobby"))
        self.page(asked, range(901, 1001))
        texts = [text for text in self.texts() if text.startswith("m")]
        self.assertEqual((texts[0], texts[-1], len(texts)), ("m901", "m1000", 100))
        self.assertEqual(self.texts()[-1], "now")

    def test_they_are_asked_for_once_at_a_time(self) -> None:
        for _ in range(3):
            self.session.older(self.chat.current)
        self.next("history")
        self.assertEqual(self.heard(), [])

    def test_a_short_page_is_the_beginning(self) -> None:
        self.session.older(self.chat.current)
        self.page(self.next("history"), range(999, 1001))
        self.assertTrue(self.chat.current.is_whole)

    def test_what_a_search_finds_is_shown_with_the_words(self) -> None:
        self.found(500)
        (search,) = self.watching.searches
        self.assertEqual((search.words, [hit.entry.text for hit in search.hits]), ("tea", ["m500"]))
        self.assertEqual(search.hits[0].marks, ((0, 1),))

    def test_a_jump_reads_back_as_far_as_the_result(self) -> None:
        self.found(900)
        self.session.type("/jump 1")
        self.page(self.next("history"), range(501, 1001))
        assert self.chat.target is not None
        self.assertEqual(self.chat.target.text, "m900")
        self.assertTrue(self.chat.current.is_read_back)

    def test_a_jump_to_what_is_there_asks_for_nothing(self) -> None:
        self.said("later", 1002)
        self.found(1002)
        self.session.jump(1)
        assert self.chat.target is not None
        self.assertEqual((self.chat.target.text, self.heard()), ("later", []))

    def test_a_jump_to_a_result_that_there_is_not_is_told(self) -> None:
        self.session.type("/jump 1")
        self.assertIn("/search", self.texts()[-1])
        self.found(900)
        self.session.type("/jump 2")
        self.assertIn("from 1 to 1", self.texts()[-1])


class Back(PastTestCase):
    def test_a_refusal_is_no_beginning(self) -> None:
        self.session.older(self.chat.current)
        self.refuse(self.next("history"))
        self.assertFalse(self.chat.current.is_whole)

    def test_after_a_refusal_it_is_asked_again(self) -> None:
        self.session.older(self.chat.current)
        self.refuse(self.next("history"))
        self.session.older(self.chat.current)
        self.assertEqual(self.next("history")["which"], "100 before #1001")

    def test_a_page_that_is_not_from_the_first_message_on_is_no_beginning(self) -> None:
        self.session.older(self.chat.current)
        asked = self.next("history")
        messages = [self.message(number) for number in range(900, 1000)]
        self.tells("history", room="lobby", messages=messages)
        self.page(asked, range(999, 1001))
        self.assertFalse(self.chat.current.is_whole)

    def test_the_next_page_goes_on_from_the_first_message(self) -> None:
        self.chat.notice("something between")
        self.said("more", 1002)
        self.session.older(self.chat.current)
        self.page(self.next("history"), range(901, 1001))
        self.session.older(self.chat.current)
        self.assertEqual(self.next("history")["which"], "100 before #901")


class Results(PastTestCase):
    def test_hits_without_marks_are_shown(self) -> None:
        self.found(500, 400, marks=[[[0, 1]]])
        (search,) = self.watching.searches
        self.assertEqual([hit.marks for hit in search.hits], [((0, 1),), ()])

    def test_marks_that_overlap_or_are_no_part_of_the_text_are_left_out(self) -> None:
        self.found(500, marks=[[[0, 2], [1, 3], [2, 3], [3, 99], [-5, 2]]])
        (search,) = self.watching.searches
        self.assertEqual(search.hits[0].marks, ((0, 2), (2, 3)))


class Jumps(PastTestCase):
    def notices(self) -> list[str]:
        return [each.text for each in self.chat.current.entries if each.kind is Kind.NOTICE]

    def test_a_result_that_is_not_there_any_more_is_told(self) -> None:
        self.found(900)
        self.session.jump(1)
        self.tell_pages(range(0))
        self.assertIn("That message is not there any more.", self.notices())

    def test_behind_such_a_result_what_comes_is_read(self) -> None:
        self.found(900)
        self.session.jump(1)
        self.tell_pages(range(0))
        self.said("next", 1002)
        self.assertEqual(self.chat.current.unread, 0)

    def test_a_refusal_on_the_way_is_told_alone(self) -> None:
        self.found(900)
        self.session.jump(1)
        self.refuse(self.next("history"))
        self.assertNotIn("That message is not there any more.", self.notices())

    def test_whoever_has_turned_elsewhere_is_not_brought_there(self) -> None:
        self.found(900)
        self.session.jump(1)
        asked = self.next("history")
        self.chat.open(self.chat.talk("juan", is_room=False))
        self.page(asked, range(501, 1001))
        self.assertIsNone(self.chat.target)

    def test_what_is_far_away_is_read_with_what_stands_before_it(self) -> None:
        self.found(100)
        self.session.jump(1)
        for end in range(1001, 1001 - MOST_PAGES * 10, -10):
            asked = self.next("history")
            self.assertEqual(asked["which"], f"500 before #{end}")
            # A full page, most of which is there already.
            self.page(asked, range(end - 10, end + 490))
        asked = self.next("history")
        self.assertEqual(asked["which"], "100 before #101")
        self.page(asked, range(1, 101))
        assert self.chat.target is not None
        self.assertEqual(self.chat.target.text, "m100")

    def test_a_server_that_tells_the_same_again_is_not_asked_further(self) -> None:
        self.found(400)
        self.session.jump(1)
        self.assertEqual(
            self.tell_pages(range(502, 1002)),
            ["500 before #1001", "500 before #502", "100 before #401"],
        )
