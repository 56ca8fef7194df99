from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.log import Kept, Search, TooLongError
from chatservice.core.names import parse_name
from chatservice.core.people import FOR_EVER, is_left_out
from chatservice.core.query import Query, parse_query
from chatservice.history import finding
from chatservice.history.index import Index
from chatservice.history.rows import micro
from tests.history.written import PEOPLE, START, Written, after, folder_for, person

WORDS = (
    *(
        "cómo",
        "como",
        "COMO",
        "estás",
        "estas",
        "mañana",
        "manana",
        "año",
        "hello",
        "Hello",
        "it's",
    ),
    *(
        "NEAR",
        "NEAR(como",
        "OR",
        "AND",
        "NOT",
        "-como",
        "como*",
        "^hello",
        "words",
        "scope",
        "said",
    ),
    *(
        '"',
        '"hello',
        'como"',
        '""',
        "'",
        "“hello",
        "como”",
        "«",
        ":",
        "words:como",
        "{",
        "+",
        "foo-bar",
    ),
    *(
        "🎉",
        "👍🏽",
        "👍",
        "❤️",
        "❤",
        "👩‍🚀",
        "🇪🇸",
        "喜欢",
        "喜",
        "ﬁn",
        "fin",
        "e\u0301",
        "\x00",
        "%",
        "\\",
        "#lobby",
    ),
    *("@ana", "&1", ">juan"),
)
NAMES = ("Ana", "ana", "Juan", "María", "Zoë", "o-o", "a.b_c")
ROOMS = ("Lobby", "cocina", "room-2.x")
FILTERS = (
    *(
        "from:ana",
        "de:@María",
        "from:nobody",
        "in:lobby",
        "en:#COCINA",
        "from:",
        "in:-",
        "in:room-2.x",
    ),
    *('before:"2026-11-21 14:35:04"', 'after:"2026-11-21 14:35:02"', "before:14:35", "after:14:35"),
    *('antes:"21/11/2026 14:35:06"', 'después:"2026-11-21 14:35:03"', "before:lunch", "desde:ayer"),
)

texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
names = st.sampled_from(NAMES)
times = st.integers(0, 8).map(after)
messages = st.lists(
    st.one_of(
        st.builds(Said, times, st.sampled_from(ROOMS), names, texts),
        st.builds(Acted, times, st.sampled_from(ROOMS), names, texts),
        st.builds(Whispered, times, names, names, texts),
    ),
    max_size=25,
)
typed = st.lists(st.sampled_from(WORDS) | st.sampled_from(FILTERS), max_size=4).map(" ".join)
anything = st.text(st.sampled_from("ab *\"'-:()^{}+#@&>NEAROT\x00\ud800喜👍“»") | st.characters())
left_out = st.dictionaries(st.sampled_from(["ana", "juan", "maría"]), times | st.just(FOR_EVER))
keys = st.sampled_from([parse_name(name).key for name in NAMES])


def naive(kept: list[tuple[int, Kept]], wanted: Search) -> list[Kept]:
    """Look at every message, newest first, as `Search` is described."""
    return [
        one
        for _, one in sorted(kept, key=lambda pair: pair[0], reverse=True)
        if may_read(one.message, wanted)
        and query_for(one.message, wanted).finds(one.message)
        and not is_left_out(wanted.without, parse_name(one.message.who).key, one.message.at)
    ]


def may_read(message: Said | Acted | Whispered, wanted: Search) -> bool:
    author = parse_name(message.who).key
    if not isinstance(message, Whispered):
        return wanted.partner in (None, author)
    other = parse_name(message.to).key
    wrote = person(message.who) == wanted.reader and wanted.partner in (None, other)
    got = person(message.to) == wanted.reader and wanted.partner in (None, author)
    return wanted.reader != 0 and (wrote or got)


def query_for(message: Said | Acted | Whispered, wanted: Search) -> Query:
    with_partner = isinstance(message, Whispered) and wanted.partner is not None
    return replace(wanted.query, room=None) if with_partner else wanted.query


class Searching(SynchronousTestCase):
    """Compares with a scan of every message."""

    def searched(self, said: list[Said | Acted | Whispered]) -> tuple[Written, Index]:
        directory = folder_for(self)
        written = Written(directory)
        index = Index(directory)
        for message in said:
            written.keep(message)
        self.addCleanup(shutil.rmtree, directory)
        self.addCleanup(written.close)
        self.addCleanup(index.close)
        return written, index

    def assert_found(self, written: Written, index: Index, wanted: Search) -> None:
        places = written.connection.execute("SELECT seq, place FROM messages").fetchall()
        expected = naive([(place, written.kept[seq]) for seq, place in places], wanted)
        found: list[Kept] = []
        while True:
            page = index.search(wanted)
            found += page.messages
            self.assertLessEqual(len(page.messages), wanted.count)
            if page.next is None:
                break
            wanted = replace(wanted, below=page.next)
        self.assertEqual(found, expected, wanted.query)

    @given(messages, st.lists(typed | anything, min_size=1, max_size=5), st.integers(0, 3))
    def test_all_that_is_wanted_is_found_and_nothing_else(
        self, said: list[Said | Acted | Whispered], queries: list[str], reader: int
    ) -> None:
        written, index = self.searched(said)
        try:
            for text in queries:
                query = parse_query(text, "UTC", START)
                self.assert_found(written, index, Search(query, reader, 3))
        finally:
            index.close()
            written.close()

    @given(messages, typed, st.integers(0, 3), left_out, st.none() | keys)
    def test_without_those_left_out_and_with_one_person(
        self,
        said: list[Said | Acted | Whispered],
        text: str,
        reader: int,
        without: dict[str, datetime],
        partner: str | None,
    ) -> None:
        written, index = self.searched(said)
        try:
            query = parse_query(text, "UTC", START)
            wanted = Search(query, reader, 2, without, partner=partner)
            self.assert_found(written, index, wanted)
        finally:
            index.close()
            written.close()

    @given(st.randoms(use_true_random=False), st.lists(typed, min_size=1, max_size=4))
    def test_while_messages_are_changed_and_deleted(
        self, chance: random.Random, queries: list[str]
    ) -> None:
        written, index = self.searched([])
        try:
            for text in (*queries, *queries):
                for _ in range(8):
                    words = " ".join(chance.choices(WORDS, k=3))
                    seq = chance.choice([*written.kept, 0])
                    if chance.random() < 0.5 or not seq:
                        written.say(words, chance.choice(NAMES))
                    elif chance.random() < 0.5:
                        written.correct(seq, words)
                        message = replace(written.kept[seq].message, text=words)
                        written.kept[seq] = Kept(seq, message, edited=True)
                    else:
                        written.delete(seq)
                        del written.kept[seq]
                    if chance.random() < 0.3:
                        index.update(3)
                query = parse_query(text, "UTC", START)
                self.assert_found(written, index, Search(query, 1, 3))
        finally:
            index.close()
            written.close()


class Reading(SynchronousTestCase):
    def setUp(self) -> None:
        self.written = Written(folder_for(self))
        self.addCleanup(self.written.close)
        self.index = Index(self.written.directory)
        self.addCleanup(self.index.close)

    def found(self, text: str, reader: str = "ana", **more: object) -> list[str]:
        query = parse_query(text, "UTC", START)
        wanted = replace(Search(query, PEOPLE.get(reader, 0), 10), **more)
        return [kept.message.text for kept in self.index.search(wanted).messages]

    def test_a_message_comes_back_as_it_was_kept(self) -> None:
        for message in (
            Said(after(1), "Lobby", "Ana", "hello"),
            Acted(after(2), "Lobby", "María", "says hello"),
            Whispered(after(3), "ANA", "Juan", "hello"),
        ):
            seq = self.written.keep(message)

            newest = self.index.search(Search(Query((("hello",),)), 1, 1)).messages

            self.assertEqual(newest, (Kept(seq, message),))

    def test_a_private_message_is_found_by_the_two_alone(self) -> None:
        self.written.whisper("a secret", "Ana", "Juan")

        self.assertEqual(self.found("secret", "ana"), ["a secret"])
        self.assertEqual(self.found("secret", "juan"), ["a secret"])
        self.assertEqual(self.found("secret", "maría"), [])

    def test_a_private_message_of_nobody_known_is_found_by_nobody(self) -> None:
        self.written.whisper("a secret", "Zoë", "Eva")

        self.assertEqual(self.found("secret", "nobody"), [])

    def test_a_private_message_is_not_found_by_words_for_its_people(self) -> None:
        self.written.whisper("a secret", "Ana", "Juan")

        for text in ("&1", "1", '"&1"', "@ana", ">juan", "scope:ana"):
            self.assertEqual(self.found(text, "maría"), [], text)

    def test_with_one_person_it_is_what_they_said_there_and_all_between_the_two(self) -> None:
        self.written.say("hi all", "Juan")
        self.written.say("hi kitchen", "Juan", "cocina")
        self.written.say("hi from another", "María")
        self.written.whisper("hi Ana", "Juan", "Ana")
        self.written.whisper("hi Juan", "Ana", "Juan")
        self.written.whisper("hi María", "Juan", "María")
        self.written.whisper("hi you", "Ana", "María")

        self.assertEqual(
            self.found("hi in:lobby", "ana", partner="juan"), ["hi Juan", "hi Ana", "hi all"]
        )

    def test_with_one_person_it_is_nothing_between_others(self) -> None:
        self.written.whisper("hi Juan", "Ana", "Juan")

        self.assertEqual(self.found("hi", "ana", partner="ana"), [])

    def test_pages_go_on_where_the_one_before_ended(self) -> None:
        for number in range(5):
            self.written.say(f"hello {number}")
        wanted = Search(Query((("hello",),)), 1, 2)

        first = self.index.search(wanted)
        self.written.say("hello newer")
        second = self.index.search(replace(wanted, below=first.next))
        last = self.index.search(replace(wanted, below=second.next))

        pages = [[kept.message.text for kept in page.messages] for page in (first, second, last)]
        self.assertEqual(pages, [["hello 4", "hello 3"], ["hello 2", "hello 1"], ["hello 0"]])
        self.assertIsNone(last.next)

    def test_a_page_that_is_just_full_is_the_last(self) -> None:
        self.written.say("hello")

        self.assertIsNone(self.index.search(Search(Query((("hello",),)), 1, 1)).next)

    def test_dates_count_where_the_clock_was_set_back(self) -> None:
        hour = timedelta(hours=1)
        ahead = Said(START + hour, "lobby", "Ana", "hello ahead")
        back = Said(START, "lobby", "Ana", "hello back")
        self.written.keep(ahead)
        self.written.keep(back, place=micro(ahead.at) + 1)

        self.assertEqual(self.found("hello"), ["hello back", "hello ahead"])
        before = Query((("hello",),), before=START + hour / 2)
        self.assertEqual(
            [kept.message for kept in self.index.search(Search(before, 1, 9)).messages], [back]
        )

    def test_hundreds_may_be_left_out(self) -> None:
        self.written.say("hello", "Ana")
        self.written.say("hello too", "Zoë")
        without = {f"user{number}": FOR_EVER for number in range(500)} | {"zoë": FOR_EVER}

        self.assertEqual(self.found("hello", without=without), ["hello"])

    def test_those_left_out_are_not_found_by_a_date_alone_either(self) -> None:
        self.written.say("hello", "Ana")
        self.written.say("hello too", "Juan")
        self.written.say("hello again", "Zoë")
        without = {"juan": FOR_EVER, "zoë": after(1)}

        self.assertEqual(self.found("before:2030-01-01", without=without), ["hello again", "hello"])

    def test_a_search_that_takes_too_long_is_given_up(self) -> None:
        self.patch(finding, "SECONDS", 0)
        for number in range(300):
            self.written.say(f"hello {number}")

        for text in ("hello", "before:2030-01-01"):
            self.assertRaises(TooLongError, self.found, text)

    def test_after_one_that_took_too_long_searches_go_on(self) -> None:
        self.written.say("hello")
        self.patch(finding, "SECONDS", 0)
        self.assertRaises(TooLongError, self.found, "hello")
        self.patch(finding, "SECONDS", 60)

        self.assertEqual(self.found("hello"), ["hello"])

    def test_twenty_words_may_be_looked_for(self) -> None:
        text = " ".join(f"w{number}" for number in range(20))
        self.written.say(text)

        self.assertEqual(self.found(text), [text])
