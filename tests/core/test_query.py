from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.events import Acted, Said, Whispered
from chatservice.core.query import MAX_WORDS, Query, parse_query
from chatservice.core.words import words

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
LONG = 20_000
SECONDS_ALLOWED = 5.0


def utc(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.utc)


def parse(text: str) -> Query:
    return parse_query(text, "UTC", NOW)


def said(text: str, who: str = "Ana", room: str = "lobby", at: datetime = NOW) -> Said:
    return Said(at, room, who, text)


class Words(SynchronousTestCase):
    def assert_looked_for(self, text: str, *phrases: str) -> None:
        self.assertEqual(parse(text), Query(tuple(tuple(p.split()) for p in phrases)), text)

    def test_each_word_is_looked_for(self) -> None:
        self.assert_looked_for("Cómo  estás", "como", "estas")

    def test_quoted_words_are_looked_for_together(self) -> None:
        self.assert_looked_for('"cómo estás" hoy', "como estas", "hoy")

    def test_quotes_of_either_language_will_do(self) -> None:
        self.assert_looked_for("«cómo estás» “how are you”", "como estas", "how are you")

    def test_a_quote_without_an_end_goes_on_to_the_end(self) -> None:
        self.assert_looked_for('hi "how are you', "hi", "how are you")

    def test_a_quote_may_begin_and_end_within_a_word(self) -> None:
        self.assert_looked_for('say"how are"you', "say", "how are", "you")

    def test_a_word_cut_into_several_is_looked_for_as_these_together(self) -> None:
        self.assert_looked_for("it's foo-bar 喜欢", "it s", "foo bar", "喜 欢")

    def test_an_emoji_is_a_word(self) -> None:
        self.assert_looked_for("feliz 🎂", "feliz", "🎂")

    def test_the_language_of_the_database_means_nothing(self) -> None:
        self.assert_looked_for("a* OR -b NOT NEAR(c)", "a", "or", "b", "not", "near c")

    def test_what_has_no_words_is_not_looked_for(self) -> None:
        self.assert_looked_for('?! "" “” * -- \x00')

    def test_only_so_many_words_are_looked_for(self) -> None:
        query = parse('"a b c" ' + " ".join(map(str, range(100))))

        self.assertEqual(sum(map(len, query.phrases)), MAX_WORDS)

    def test_what_is_typed_twice_is_looked_for_once(self) -> None:
        self.assert_looked_for('a A á "b a" b "B A"', "a", "b a", "b")

    def test_a_long_phrase_is_cut(self) -> None:
        self.assertEqual(parse(f'"{"a " * 100}"').phrases, (("a",) * MAX_WORDS,))


class Filters(SynchronousTestCase):
    def test_who_said_it(self) -> None:
        for text in ("from:Ana", "de:ana", "FROM:@ANA", "from:ana hi from:Ana"):
            self.assertEqual(parse(text).by, "ana", text)

    def test_the_room_it_was_said_in(self) -> None:
        for text in ("in:Lobby", "en:lobby", "in:#LOBBY", 'in:"lobby"'):
            self.assertEqual(parse(text), Query(room="lobby"), text)

    def test_before_when(self) -> None:
        for text in ("before:2026-11-20", "antes:20/11/2026", "before:today before:2026-11-20"):
            self.assertEqual(parse(text), Query(before=utc(20)), text)

    def test_after_when(self) -> None:
        for text in ("after:ayer", "después:ayer", "despues:ayer", "DESPUÉS:ayer", "desde:ayer"):
            self.assertEqual(parse(text), Query(after=utc(20)), text)
        self.assertEqual(parse("despue\u0301s:ayer"), Query(after=utc(20)))

    def test_a_date_with_a_time_is_quoted(self) -> None:
        for text in (
            'before:"2026-11-20 14:30"',
            "before:“2026-11-20 14:30”",
            "antes:«2026-11-20 14:30»",
            'before:"2026-11-20 14:30',
            "before:2026-11-20T14:30",
        ):
            self.assertEqual(parse(text), Query(before=utc(20, 14, 30)), text)

    def test_dates_are_those_of_the_readers_zone(self) -> None:
        query = parse_query("after:2026-11-20", "Europe/Madrid", NOW)

        self.assertEqual(query.after, utc(19, 23))

    def test_filters_and_words_stand_in_any_order(self) -> None:
        self.assertEqual(
            parse("hi in:lobby there from:ana"),
            Query((("hi",), ("there",)), by="ana", room="lobby"),
        )

    def test_the_last_one_of_a_kind_counts(self) -> None:
        self.assertEqual(parse("from:ana de:juan in:a en:b"), Query(by="juan", room="b"))

    def test_without_a_value_it_is_a_word(self) -> None:
        self.assertEqual(parse("from: ana in:"), Query((("from",), ("ana",), ("in",))))
        self.assertEqual(parse('from:"" in:@'), Query((("from",), ("in",))))

    def test_with_what_is_no_name_it_is_words(self) -> None:
        self.assertEqual(parse("from:a/b in:1"), Query((("from", "a", "b"), ("in", "1"))))

    def test_with_what_is_no_date_it_is_words_and_that_is_told(self) -> None:
        self.assertEqual(parse("before:lunch"), Query((("before", "lunch"),), bad_date=True))
        self.assertEqual(
            parse('after:"a long time" x'),
            Query((("after",), ("a", "long", "time"), ("x",)), bad_date=True),
        )
        self.assertEqual(
            parse("before: 2026-11-20"),
            Query((("before",), ("2026", "11", "20")), bad_date=True),
        )

    def test_another_word_with_a_colon_is_no_filter(self) -> None:
        self.assertEqual(
            parse("at:14:30 http://x (from:ana)"),
            Query((("at", "14", "30"), ("http", "x"), ("from", "ana"))),
        )

    def test_a_query_without_words_and_filters_is_empty(self) -> None:
        for text in ("", "  ", '"', "¿?"):
            self.assertTrue(parse(text).is_empty, text)

    def test_a_query_with_either_is_not_empty(self) -> None:
        for text in ("a", "from:a", "in:a", "before:hoy", "after:hoy", "before:x", "from:"):
            self.assertFalse(parse(text).is_empty, text)


class Any(SynchronousTestCase):
    @given(
        st.lists(
            st.sampled_from(
                (
                    *("from:", "de:@", "in:#", "before:", "después:", '"', "“", "»", "«", "ana"),
                    *("hoy", "2026-11-20", " ", ":", "*", "NEAR(", "-", "🎂", "\x00", "\ud800"),
                )
            )
            | st.text(max_size=5)
        ).map("".join)
    )
    def test_any_text_is_a_query(self, text: str) -> None:
        query = parse(text)

        self.assertEqual(query.is_empty, query == Query())
        self.assertLessEqual(sum(map(len, query.phrases)), MAX_WORDS)

    def test_the_time_is_linear(self) -> None:
        started = time.perf_counter()
        for piece in ("a", '"', "a:", "from:", "from:a ", 'in:"', "«", "_", "\u0301", 'a"', "喜"):
            parse(piece * LONG)

        self.assertLess(time.perf_counter() - started, SECONDS_ALLOWED)


class Finding(SynchronousTestCase):
    def test_a_message_is_found_that_has_all_words_in_any_order(self) -> None:
        self.assertTrue(parse("estas como").finds(said("¿Cómo ESTÁS?")))
        self.assertFalse(parse("como estas tu").finds(said("¿Cómo ESTÁS?")))

    def test_a_part_of_a_word_is_not_the_word(self) -> None:
        self.assertFalse(parse("com").finds(said("como")))
        self.assertFalse(parse('"b c"').finds(said("ab cd")))

    def test_a_phrase_has_to_stand_as_it_is(self) -> None:
        self.assertTrue(parse('"a b"').finds(said("x a, b")))
        self.assertFalse(parse('"a b"').finds(said("b a x b")))

    def test_what_somebody_did_is_found_as_well(self) -> None:
        self.assertTrue(parse("waves").finds(Acted(NOW, "lobby", "Ana", "waves")))

    def test_who_said_it_is_compared_as_names_are(self) -> None:
        self.assertTrue(parse("from:MARÍA").finds(said("hi", who="María")))
        self.assertFalse(parse("from:maria").finds(said("hi", who="María")))

    def test_a_room_is_compared_as_names_are(self) -> None:
        self.assertTrue(parse("in:COCINA").finds(said("hi", room="Cocina")))
        self.assertFalse(parse("in:cocina").finds(said("hi")))

    def test_before_leaves_out_its_moment_and_after_does_not(self) -> None:
        at = said("hi", at=utc(20))

        self.assertFalse(Query(before=utc(20)).finds(at))
        self.assertTrue(Query(after=utc(20)).finds(at))
        self.assertTrue(Query(before=utc(20) + timedelta(microseconds=1)).finds(at))
        self.assertFalse(Query(after=utc(20) + timedelta(microseconds=1)).finds(at))

    def test_nothing_private_is_in_a_room(self) -> None:
        whispered = Whispered(NOW, "Ana", "Juan", "hi")

        self.assertTrue(parse("hi from:ana").finds(whispered))
        self.assertFalse(parse("hi in:lobby").finds(whispered))


class Marking(SynchronousTestCase):
    def assert_marked(self, query: str, text: str) -> None:
        """``text`` has brackets where marks are to be."""
        plain = text.replace("[", "").replace("]", "")
        marked = plain
        for start, end in reversed(parse(query).marks(plain)):
            marked = f"{marked[:start]}[{marked[start:end]}]{marked[end:]}"
        self.assertEqual(marked, text)

    def test_each_word_found_is_marked(self) -> None:
        self.assert_marked("como", "¿[Cómo]? [como] comer")

    def test_a_phrase_is_marked_where_all_of_it_stands(self) -> None:
        self.assert_marked('"b c"', "a b [b], [c] c")

    def test_phrases_that_overlap_are_marked_once(self) -> None:
        self.assert_marked('"a b" "b c" b', "[a] [b] [c] d [b]")

    def test_words_with_nothing_between_them_are_one_mark(self) -> None:
        self.assert_marked("喜欢", "我[喜欢]你")

    def test_marks_do_not_cut_an_emoji(self) -> None:
        self.assert_marked("👍 ❤", "[👍🏽] ok [❤\ufe0f]")

    def test_filters_mark_nothing(self) -> None:
        self.assert_marked("from:ana in:lobby", "from ana in lobby")

    def test_what_is_not_there_is_not_marked(self) -> None:
        self.assert_marked('x "a c"', "a b c")

    @given(st.text("ab -喜", max_size=30), st.text('ab "喜', max_size=20))
    def test_each_place_of_each_phrase_is_marked(self, text: str, typed: str) -> None:
        query = parse(typed)
        found = words(text)
        expected: set[int] = set()
        for phrase in query.phrases:
            for first in range(len(found)):
                row = found[first : first + len(phrase)]
                if tuple(word.text for word in row) == phrase:
                    expected.update(at for word in row for at in range(word.start, word.end))

        marks = query.marks(text)

        self.assertEqual([at for start, end in marks for at in range(start, end)], sorted(expected))
        self.assertTrue(all(before[1] < after[0] for before, after in pairwise(marks)))

    def test_the_time_is_linear(self) -> None:
        nested = " ".join('"' + "a " * length + '"' for length in range(1, 6))
        query = parse(f'{nested} "a a a a b"')
        started = time.perf_counter()

        query.marks("a " * 10 * LONG)

        self.assertLess(time.perf_counter() - started, SECONDS_ALLOWED)

    @given(st.text("ab -é", max_size=20), st.text('ab -"é', max_size=12))
    def test_what_is_found_by_its_words_is_marked(self, text: str, typed: str) -> None:
        query = parse(typed)

        if query.phrases and query.finds(said(text)):
            self.assertNotEqual(query.marks(text), [])
        elif len(query.phrases) == 1:
            self.assertEqual(query.marks(text), [])
