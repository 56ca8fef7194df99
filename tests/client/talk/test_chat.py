"""The talks of a chat: made, renamed, closed, and never too many."""

from __future__ import annotations

from datetime import datetime, timezone

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.talk import shelf, talks
from chatservice.client.talk.chat import Chat
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook
from tests.client.talk.servers import Watching

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


def said(text: str, seq: int = 0) -> Entry:
    return Entry(Kind.SAID, NOON, text, "juan", seq)


def own(text: str, state: State = State.WAITING) -> Entry:
    return Entry(Kind.SAID, NOON, text, "ana", state=state, own=True)


class ChatTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(phrasebook("en"), "chat.example.org")
        self.chat.nick = "ana"
        self.lobby = self.chat.talk("lobby", is_room=True)
        self.kitchen = self.chat.talk("kitchen", is_room=True)

    def texts(self, talk: Talk) -> list[str]:
        return [entry.text for entry in talk.entries if entry.kind is not Kind.NOTICE]


class Names(ChatTestCase):
    def test_a_talk_is_found_however_its_name_is_written(self) -> None:
        self.assertIs(self.chat.find("KITCHEN", is_room=True), self.kitchen)

    def test_a_person_called_as_a_room_is_another_talk(self) -> None:
        self.assertIsNone(self.chat.find("kitchen", is_room=False))

    def test_a_renamed_talk_is_found_by_its_new_name_alone(self) -> None:
        juan = self.chat.talk("juan", is_room=False)
        self.assertTrue(self.chat.rename(juan, "john"))
        found = [self.chat.find(name, is_room=False) for name in ("juan", "john")]
        self.assertEqual((found, juan.title), ([None, juan], "john"))

    def test_a_name_may_be_written_otherwise(self) -> None:
        juan = self.chat.talk("juan", is_room=False)
        self.assertTrue(self.chat.rename(juan, "Juan"))
        self.assertEqual((self.chat.find("juan", is_room=False), juan.name), (juan, "Juan"))

    def test_a_talk_is_not_called_as_another_one(self) -> None:
        juan, john = (self.chat.talk(name, is_room=False) for name in ("juan", "john"))
        self.assertFalse(self.chat.rename(juan, "john"))
        self.assertEqual((juan.name, self.chat.find("john", is_room=False)), ("juan", john))

    def test_a_closed_talk_is_not_found(self) -> None:
        self.chat.close(self.kitchen)
        self.assertIsNone(self.chat.find("kitchen", is_room=True))

    def test_what_was_told_before_the_first_room_stands_in_it(self) -> None:
        chat = Chat(phrasebook("en"), "chat.example.org")
        chat.notice("Hello.")
        self.assertEqual([e.text for e in chat.talk("lobby", is_room=True).entries], ["Hello."])


class Closing(ChatTestCase):
    def test_the_talk_before_it_is_turned_to(self) -> None:
        self.chat.open(self.kitchen)
        self.chat.close(self.kitchen)
        self.assertIs(self.chat.current, self.lobby)

    def test_what_was_refused_and_why_moves_to_the_talk_that_is_turned_to(self) -> None:
        entry = own("tea?", State.REFUSED)
        entry.problem = "Not sent: you are not in #kitchen."
        self.chat.add(self.kitchen, entry)
        self.chat.close(self.kitchen)
        self.assertIs(self.lobby.entries[-1], entry)

    def test_what_nobody_knows_of_moves(self) -> None:
        self.chat.add(self.kitchen, own("tea?", State.DOUBTFUL))
        self.chat.close(self.kitchen)
        self.assertEqual(self.texts(self.lobby), ["tea?"])

    def test_it_is_told_where_it_was_written(self) -> None:
        self.chat.add(self.kitchen, own("tea?", State.REFUSED))
        self.chat.close(self.kitchen)
        self.assertIn("#kitchen", self.lobby.entries[0].text)

    def test_what_was_taken_and_what_others_said_does_not_move(self) -> None:
        self.chat.add(self.kitchen, own("taken", State.TAKEN))
        self.chat.add(self.kitchen, said("theirs"))
        self.chat.close(self.kitchen)
        self.assertEqual(self.lobby.entries, [])

    def test_a_draft_moves_as_something_that_was_not_sent(self) -> None:
        self.kitchen.draft = "for the kitchen only"
        self.chat.close(self.kitchen)
        last = self.lobby.entries[-1]
        self.assertEqual((last.text, last.state), ("for the kitchen only", State.REFUSED))

    def test_a_draft_is_no_draft_where_others_would_read_it(self) -> None:
        self.kitchen.draft = "for the kitchen only"
        self.chat.close(self.kitchen)
        self.assertEqual(self.lobby.draft, "")

    def test_what_moves_comes_for_no_watcher_again(self) -> None:
        watching = Watching()
        self.chat.add(self.kitchen, own("tea?", State.REFUSED))
        self.chat.watchers.append(watching)
        self.chat.close(self.kitchen)
        self.assertEqual(watching.entries, [])

    def test_what_waits_moves_and_is_told_of_there_when_it_is_refused(self) -> None:
        entry = own("tea?")
        self.chat.add(self.kitchen, entry)
        self.chat.close(self.kitchen)
        before = self.lobby.version
        entry.state = State.REFUSED
        self.chat.settled(self.kitchen, entry)
        self.assertGreater(self.lobby.version, before)
        self.assertIs(self.lobby.entries[-1], entry)

    def test_what_is_taken_after_all_does_not_stand_in_another_room(self) -> None:
        entry = own("tea?")
        self.chat.add(self.kitchen, entry)
        self.chat.close(self.kitchen)
        entry.state, entry.seq = State.TAKEN, 7
        self.chat.settled(self.kitchen, entry)
        self.assertEqual((self.texts(self.lobby), self.lobby.find(7)), ([], None))

    def test_what_is_taken_stands_in_its_room_where_one_is_again(self) -> None:
        entry = own("tea?")
        self.chat.add(self.kitchen, entry)
        self.chat.close(self.kitchen)
        again = self.chat.talk("kitchen", is_room=True)
        entry.state, entry.seq = State.TAKEN, 7
        self.chat.settled(self.kitchen, entry)
        self.assertEqual((again.find(7), self.texts(self.lobby)), (entry, []))

    def test_what_is_told_in_a_closed_talk_stands_in_the_current_one(self) -> None:
        self.chat.close(self.kitchen)
        self.chat.problem("Nobody is called eva.", talk=self.kitchen)
        self.assertEqual(self.lobby.entries[-1].problem, "Nobody is called eva.")


class Repeated(ChatTestCase):
    def test_what_is_there_is_not_unread_again(self) -> None:
        self.chat.add(self.kitchen, said("tea?", 7))
        self.chat.add(self.kitchen, said("tea?", 7))
        self.assertEqual(self.kitchen.unread, 1)

    def test_watchers_are_told_of_what_is_new_alone(self) -> None:
        watching = Watching()
        self.chat.watchers.append(watching)
        self.chat.add(self.lobby, said("nine", 9))
        self.chat.put_before(self.lobby, [said("eight", 8), said("nine", 9)])
        self.assertEqual([entry.text for entry in watching.older], ["eight"])

    def test_pages_without_end_are_cut_and_that_is_told(self) -> None:
        self.patch(talks, "MOST_ENTRIES", 20)
        self.patch(talks, "MOST_READ", 100)
        self.lobby.is_read_back = True
        for first in range(2000, 1000, -50):
            page = [said("x", seq) for seq in range(first, first + 50)]
            self.chat.put_before(self.lobby, page, before=self.lobby.first)
        told = [each for each in self.lobby.entries if each.kind is Kind.NOTICE]
        self.assertEqual([each.text for each in told], ["Some messages are left out here."])
        self.assertLessEqual(len(self.lobby.entries), 111)


class Bounds(ChatTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.patch(shelf, "MOST_TALKS", 10)
        self.patch(shelf, "MOST_UNREAD", 20)

    def whisper(self, who: str) -> Talk:
        talk = self.chat.talk(who, is_room=False)
        self.chat.add(talk, Entry(Kind.WHISPERED, NOON, "psst", who))
        return talk

    def names(self) -> list[str]:
        return [talk.name for talk in self.chat.talks]

    def read(self, *talks: Talk) -> None:
        for talk in talks:
            self.chat.open(talk)
        self.chat.open(self.lobby)

    def test_the_longest_unused_of_those_that_are_read_is_closed(self) -> None:
        self.read(*[self.whisper(f"n{number}") for number in range(8)])
        self.whisper("n0")
        self.read(self.chat.talk("n0", is_room=False))
        self.whisper("eva")
        self.assertEqual([n for n in ("n0", "n1", "n2") if n not in self.names()], ["n1"])

    def test_what_is_not_read_stays(self) -> None:
        for number in range(15):
            self.whisper(f"n{number}")
        self.assertEqual(len(self.names()), 17)

    def test_a_talk_with_something_begun_stays(self) -> None:
        first = self.whisper("first")
        self.read(first, *[self.whisper(f"n{number}") for number in range(7)])
        first.draft = "dear"
        self.whisper("eva")
        self.assertIn("first", self.names())

    def test_a_talk_where_something_waits_stays(self) -> None:
        first = self.whisper("first")
        self.chat.add(first, own("wait"))
        self.read(first, *[self.whisper(f"n{number}") for number in range(7)])
        self.whisper("eva")
        self.assertIn("first", self.names())

    def test_rooms_stay(self) -> None:
        self.read(*[self.whisper(f"n{number}") for number in range(30)])
        self.assertEqual(self.names()[:2], ["lobby", "kitchen"])

    def test_strangers_without_end_make_no_talks_without_end(self) -> None:
        for number in range(100):
            self.whisper(f"n{number}")
        self.assertEqual(len(self.names()), 20)

    def test_it_is_told_once_that_some_are_closed_unread(self) -> None:
        for number in range(100):
            self.whisper(f"n{number}")
        told = [entry.text for entry in self.lobby.entries]
        self.assertEqual(len(told), 1)
        self.assertIn("unread", told[0])
