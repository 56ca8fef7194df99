from __future__ import annotations

from datetime import timedelta

from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.utils import get_cwidth
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.status import Moment, status_row, title_row
from chatservice.client.talk.chat import Chat, Question, Status
from chatservice.client.talk.talks import Person
from tests.client.screen.talking import NOON, a_chat, said, waits, whispered

WIDE = 120
NOW = Moment(NOON)


def row(chat: Chat, width: int = WIDE, moment: Moment = NOW) -> str:
    return fragment_list_to_text(status_row(chat, width, moment))


def style_of(chat: Chat, part: str) -> str:
    return next(style for style, text, *_ in status_row(chat, WIDE, NOW) if part in text)


def busy_chat() -> Chat:
    """Return a chat in whose fifth talk one was named."""
    chat = a_chat("lobby", "kitchen", "garden", "cellar", "attic")
    chat.add(chat.talks[2], said("hello"))
    chat.add(chat.talks[4], said("hello eva", mention=True))
    return chat


class TheTalks(SynchronousTestCase):
    def test_they_stand_in_order_behind_their_numbers(self) -> None:
        self.assertTrue(row(a_chat("lobby", "kitchen")).startswith("1 #lobby  2 #kitchen  "))

    def test_before_any_talk_the_server_is_named(self) -> None:
        self.assertTrue(row(a_chat()).startswith("chat.example  "))

    def test_the_tenth_is_reached_with_the_key_0(self) -> None:
        chat = a_chat(*"abcdefghij")

        self.assertIn("9 #i  0 #j  ", row(chat))

    def test_the_eleventh_has_no_number(self) -> None:
        chat = a_chat(*"abcdefghijk")

        self.assertIn("0 #j  #k  ", row(chat))

    def test_the_current_one_is_told_apart(self) -> None:
        chat = a_chat("lobby", "kitchen")
        chat.open(chat.talks[1])

        self.assertEqual(style_of(chat, "#kitchen"), "class:status.current")
        self.assertNotEqual(style_of(chat, "#lobby"), "class:status.current")

    def test_what_was_not_read_is_counted(self) -> None:
        chat = a_chat("lobby", "kitchen")
        for _ in range(3):
            chat.add(chat.talks[1], said("hello"))

        self.assertIn("2 #kitchen 3  ", row(chat))

    def test_a_mention_has_an_exclamation_mark(self) -> None:
        chat = a_chat("lobby", "kitchen")
        chat.add(chat.talks[1], said("hello eva", mention=True))

        self.assertIn("2 #kitchen 1!  ", row(chat))

    def test_a_private_message_has_a_dot(self) -> None:
        chat = a_chat("lobby")
        chat.add(chat.talk("ana", is_room=False), whispered("hello"))

        self.assertIn("2 ana ●  ", row(chat))

    def test_several_private_messages_are_counted(self) -> None:
        chat = a_chat("lobby")
        for _ in range(4):
            chat.add(chat.talk("ana", is_room=False), whispered("hello"))

        self.assertIn("2 ana 4 ●  ", row(chat))

    def test_on_a_narrow_screen_the_one_with_a_mention_stays(self) -> None:
        self.assertIn("  5!", row(busy_chat(), 20))

    def test_on_a_narrow_screen_the_current_one_stays(self) -> None:
        self.assertIn("1 #lobby", row(busy_chat(), 28))

    def test_names_of_those_without_anything_new_go_first(self) -> None:
        self.assertIn("1 #lobby  2  3 #garden 1  4  5 #attic 1!  ", row(busy_chat(), 64))

    def test_room_that_is_left_over_is_used(self) -> None:
        self.assertIn("  3 #garden 1  4  5 #attic 1!  ", row(busy_chat(), 60))

    def test_then_what_is_new_is_told_by_a_sign(self) -> None:
        chat = busy_chat()
        chat.add(chat.talk("ana", is_room=False), whispered("hello"))

        self.assertIn("1 #lobby  2  3+  4  5!  6●  ", row(chat, 46))

    def test_on_a_narrow_screen_those_without_anything_new_go_first(self) -> None:
        self.assertTrue(row(busy_chat(), 34).startswith("1 #lobby  3+  5! …  "))

    def test_one_without_a_number_keeps_the_beginning_of_its_name(self) -> None:
        chat = a_chat(*(f"room-{number}" for number in range(11)))

        self.assertIn("  9  0  #room…  ", row(chat, 70))

    def test_a_long_name_is_cut(self) -> None:
        self.assertTrue(row(a_chat("l" * 64), 20).startswith("1 #lllllll"))
        self.assertIn("…", row(a_chat("l" * 64), 20))

    def test_a_name_from_a_server_steers_no_terminal(self) -> None:
        self.assertNotIn("\x1b", row(a_chat("lob\x1b[2Jby")))


class WhatElseIsTold(SynchronousTestCase):
    def test_how_many_people_are_here(self) -> None:
        chat = a_chat("lobby")
        chat.current.people["ana"] = Person("ana")

        self.assertIn("  2 people here  ", row(chat))

    def test_of_a_private_talk_no_number_of_people_is_told(self) -> None:
        chat = a_chat()
        chat.talk("ana", is_room=False)

        self.assertNotIn("here", row(chat))

    def test_that_the_connection_is_encrypted(self) -> None:
        chat = a_chat("lobby")
        chat.is_encrypted = True

        self.assertIn("  encrypted  ", row(chat))

    def test_that_the_connection_is_not_encrypted(self) -> None:
        self.assertIn("  not encrypted  ", row(a_chat("lobby")))

    def test_it_stays_however_many_talks_there_are(self) -> None:
        shown = row(a_chat(*(f"room-{number}" for number in range(10))), 80)

        self.assertTrue(shown.endswith("  1 person here  not encrypted  F1: help"), shown)

    def test_it_stays_on_a_narrow_screen(self) -> None:
        self.assertTrue(row(busy_chat(), 40).endswith("  not encrypted  F1"))

    def test_it_is_told_before_a_password_is_typed(self) -> None:
        chat = a_chat()
        chat.status = Status.CONNECTING
        chat.is_encrypted = True
        chat.question = Question("Password: ", lambda text: None, hidden=True)

        self.assertIn("  encrypted  ", row(chat))
        self.assertNotIn("Connecting", row(chat))

    def test_it_is_not_told_while_it_is_asked_whether_to_connect(self) -> None:
        chat = a_chat()
        chat.status = Status.CONNECTING
        chat.question = Question("Is it? (y/n) ", lambda text: None, is_connected=False)

        self.assertIn("  Connecting…", row(chat))
        self.assertNotIn("encrypted", row(chat))

    def test_that_it_connects(self) -> None:
        chat = a_chat("lobby")
        chat.status = Status.CONNECTING

        self.assertIn("  Connecting…", row(chat))

    def test_how_long_it_waits_to_try_again(self) -> None:
        chat = a_chat("lobby")
        chat.status = Status.WAITING
        chat.retry_at = NOON + timedelta(seconds=7.2)

        self.assertIn("  No connection: trying again in 8 s", row(chat))

    def test_when_the_time_has_come_it_connects(self) -> None:
        chat = a_chat("lobby")
        chat.status = Status.WAITING
        chat.retry_at = NOON

        self.assertIn("  Connecting…", row(chat))

    def test_that_it_tries_no_more(self) -> None:
        chat = a_chat("lobby")
        chat.status = Status.CLOSED

        self.assertIn("  Not connected", row(chat))

    def test_that_one_is_away(self) -> None:
        chat = a_chat("lobby")
        chat.away = ""

        self.assertIn("  away  ", row(chat))

    def test_how_much_is_new_below_what_is_read(self) -> None:
        chat = a_chat("lobby")
        chat.current.is_read_back = True
        for _ in range(12):
            chat.add(chat.current, said("hello"))

        self.assertIn("  ↓ 12 new lines (End)  ", row(chat, moment=Moment(NOON, is_at_end=False)))

    def test_that_one_reads_back_where_nothing_is_new(self) -> None:
        shown = row(a_chat("lobby"), moment=Moment(NOON, is_at_end=False))

        self.assertIn("  ↓ End: to the newest  ", shown)

    def test_that_one_is_leaving(self) -> None:
        self.assertTrue(row(a_chat("lobby"), moment=Moment(NOON, is_leaving=True)).endswith("…"))

    def test_a_hint_comes_before_all_else(self) -> None:
        shown = row(a_chat("lobby"), 30, Moment(NOON, hint="Ctrl+D leaves"))

        self.assertEqual(shown, "1 #lobby     Ctrl+D leaves  F1")

    def test_at_40_columns_the_number_of_people_gives_way_to_the_connection(self) -> None:
        chat = busy_chat()
        chat.status = Status.WAITING
        chat.retry_at = NOON + timedelta(seconds=8)

        shown = row(chat, 40)

        self.assertIn("Again in 8 s", shown)
        self.assertNotIn("here", shown)


class TheWidth(SynchronousTestCase):
    def test_it_is_what_was_asked_for_whatever_is_told(self) -> None:
        plain, waiting, wide = a_chat("lobby"), busy_chat(), a_chat("日本語の部屋", "👩‍👩‍👧 family")
        waiting.status = Status.WAITING
        waiting.retry_at = NOON + timedelta(seconds=3600)
        waiting.away = "lunch"
        for _ in range(5):
            wide.add(wide.talks[0], waits(NOON - timedelta(seconds=60)))
        moments = (NOW, Moment(NOON, is_at_end=False), Moment(NOON, is_leaving=True))

        widths = {
            get_cwidth(row(chat, width, moment)) - width
            for chat in (plain, waiting, wide, a_chat())
            for moment in moments
            for width in (*range(20, 121), 300)
        }

        self.assertEqual(widths, {0})


class TheTitle(SynchronousTestCase):
    def title(self, chat: Chat, width: int = WIDE) -> str:
        return fragment_list_to_text(title_row(chat, width))

    def test_it_is_the_name_of_the_room_and_its_topic(self) -> None:
        chat = a_chat("lobby")
        chat.current.topic = "All that has no room of its own"

        self.assertEqual(self.title(chat), "#lobby  All that has no room of its own")

    def test_a_topic_is_cut_to_the_cells_that_there_are(self) -> None:
        chat = a_chat("lobby")
        chat.current.topic = "日本語" * 40

        self.assertEqual(self.title(chat, 20), "#lobby  日本語日本…")

    def test_a_private_talk_is_told_apart(self) -> None:
        chat = a_chat()
        chat.talk("ana", is_room=False)

        self.assertEqual(self.title(chat), "ana  only the two of you read this")

    def test_without_any_talk_it_is_the_server(self) -> None:
        self.assertEqual(self.title(a_chat()), "chat.example")

    def test_a_topic_steers_no_terminal(self) -> None:
        chat = a_chat("lobby")
        chat.current.topic = "\x1b]0;root\x07sale"

        self.assertEqual(self.title(chat), "#lobby  sale")
