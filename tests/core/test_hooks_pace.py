"""How fast a bot may speak by its token, and how long it is remembered that it did."""

from __future__ import annotations

import gc
import weakref

from chatservice.core import hooks
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from tests.core.bots import Hook, comes_in, make_bot
from tests.core.conversation import Chat
from tests.core.hooks import HooksTestCase

LIMITS = Limits(flood_registered=FloodLimit(3, 1.0), repeats=None, logins=None)


class Pace(HooksTestCase):
    """Three lines at once, and then one in a second."""

    def setUp(self) -> None:
        self.begins(Chat(limits=LIMITS))
        self.chat.passes(60)

    def test_so_many_lines_are_said_at_once_and_the_others_when_they_may_be(self) -> None:
        self.hook.says("\n".join("abcdef"))
        read = [len(self.read())]
        for _ in range(4):
            self.chat.passes(1)
            read.append(len(self.read()))

        self.assertEqual(read, [3, 1, 1, 1, 0])

    def test_the_answer_comes_with_the_last_line(self) -> None:
        self.hook.says("\n".join("abcdef"))
        self.chat.passes(2)
        self.assertEqual(self.hook.answers, [])

        self.chat.passes(1)

        self.assertEqual(self.hook.answers, [6])

    def test_calls_are_answered_in_their_order(self) -> None:
        other = Hook(self.chat, self.token)
        self.hook.says("\n".join("abcd"))
        other.says("e")
        self.chat.passes(1)

        self.assertEqual((self.hook.answers, other.answers), ([4], []))
        self.chat.passes(1)
        self.assertEqual(other.answers, [5])

    def test_it_counts_on_from_one_call_to_the_next(self) -> None:
        for text in "abc":
            self.hook.told(text)

        self.hook.says("d")

        self.assertEqual(self.hook.answers, [1, 2, 3])

    def test_calls_that_wait_are_so_many_and_no_more(self) -> None:
        for number in range(3 + hooks.MOST_CALLS):
            self.hook.says(str(number))

        refused = self.hook.refused("one more")

        self.assertEqual(
            (refused.code.value, refused.details), ("muted-for-flood", {"seconds": 10})
        )

    def goes_on(self, seconds: int) -> None:
        """Let something wait to be said all the time."""
        for _ in range(3):
            self.hook.says("x")
        for _ in range(seconds):
            self.hook.says("x")
            self.chat.passes(1)

    def test_who_goes_on_and_on_is_muted_for_a_while(self) -> None:
        self.goes_on(18)
        self.read()
        self.chat.passes(1)

        self.hook.says("hello")
        self.chat.passes(1)

        self.assertIn("muted-for-flood", str(self.hook.answers[-1]))
        self.assertEqual(self.read(), [])

    def test_the_mute_ends(self) -> None:
        self.goes_on(18)
        self.chat.passes(120)

        self.assertIsInstance(self.hook.told("hello"), int)

    def test_one_that_goes_on_still_is_told_so_and_begins_anew(self) -> None:
        while "flooded" not in str(self.hook.answers):
            for _ in range(4):
                self.hook.says(str(len(self.hook.answers)))
            self.chat.passes(1)
        self.chat.passes(1)

        self.assertIsInstance(self.hook.told("hello"), int)

    def test_one_bots_pace_is_not_anothers(self) -> None:
        other = Hook(self.chat, make_bot(self.ana, "other"))
        self.hook.says("\n".join("abcdef"))

        self.assertEqual(other.told("x"), 4)

    def test_a_bot_that_is_here_has_one_pace_for_both(self) -> None:
        bot = comes_in(self.chat, self.token)
        self.read()
        bot.types("1", "2", "3", "4")

        self.hook.says("5")
        read = [len(self.read())]
        for _ in range(3):
            self.chat.passes(1)
            read.append(len(self.read()))

        self.assertEqual(read, [3, 1, 1, 0])

    def test_what_waits_is_said_when_the_bot_has_left_meanwhile(self) -> None:
        bot = comes_in(self.chat, self.token)
        self.hook.says("\n".join("abcdef"))
        bot.types("/quit")
        self.chat.passes(10)
        self.assertIsInstance(self.hook.answers[0], int)

    def test_when_nobody_waits_for_the_answer_what_is_not_said_yet_is_dropped(self) -> None:
        self.hook.says("\n".join("abcdef"))
        self.hook.is_there = False
        self.chat.passes(10)

        self.assertEqual(self.read(), [f"[14:36] Deploy: {n}" for n in "abc"])
        self.assertIn("muted-for-flood", str(self.hook.answers))

    def test_the_next_ones_lines_are_said_then(self) -> None:
        self.hook.says("\n".join("abcdef"))
        other = Hook(self.chat, self.token)
        other.says("x")
        self.hook.is_there = False

        self.chat.passes(1)

        self.assertEqual(other.answers, [4])

    def test_calls_that_nobody_waits_for_take_no_place(self) -> None:
        for number in range(3 + hooks.MOST_CALLS):
            self.hook.says(str(number))
        self.hook.is_there = False

        other = Hook(self.chat, self.token)
        other.says("x")
        self.chat.passes(1)

        self.assertEqual(other.answers, [4])

    def test_a_turn_that_is_full_lets_it_wait_for_the_next(self) -> None:
        self.begins(Chat())
        with self.chat.one_turn():
            while not self.chat.hub.turn.is_full:
                self.ana.types("hello")
            self.hook.says("last")
            waiting = self.chat.hub.turn.last_message()

        self.chat.end_turn()
        self.assertEqual(self.hook.answers, [waiting() + 1])


class Memory(HooksTestCase):
    """What is remembered of bots that spoke: not for ever, and not of any number of them."""

    def setUp(self) -> None:
        self.begins(Chat(limits=LIMITS))
        self.chat.passes(60)

    def test_it_is_remembered_for_a_while(self) -> None:
        owen = self.chat.member("Owen")
        owen.types("/join kitchen", "/room slow 15m")
        self.hook.told("soup", "kitchen")

        self.chat.passes(hooks.REMEMBERED.total_seconds())

        self.assertEqual(self.hook.refused("soup", "kitchen").code.value, "room-slow")

    def test_it_is_forgotten_then(self) -> None:
        owen = self.chat.member("Owen")
        owen.types("/join kitchen", "/room slow 15m")
        self.hook.told("soup", "kitchen")

        self.chat.passes(hooks.REMEMBERED.total_seconds() + 1)

        self.assertIsInstance(self.hook.told("soup", "kitchen"), int)

    def test_nothing_of_it_stays(self) -> None:
        self.hook.told("hello")
        (voice,) = self.chat.hub.hooks._voices.values()
        person = weakref.ref(voice._person)
        del voice

        self.chat.passes(hooks.REMEMBERED.total_seconds() + 1)

        gc.collect()
        self.assertIsNone(person())

    def test_of_too_many_those_that_spoke_first_are_forgotten(self) -> None:
        self.patch(hooks, "MOST_VOICES", 2)
        others = [Hook(self.chat, make_bot(self.ana, name)) for name in ("b", "c")]
        for _ in range(3):
            self.hook.told("x")
        for other in others:
            other.told("x")

        # Its pace begins anew.
        self.assertEqual(self.hook.told("x"), 6)

    def test_where_all_have_something_to_say_one_more_is_refused(self) -> None:
        self.patch(hooks, "MOST_VOICES", 1)
        self.hook.says("\n".join("abcdef"))

        refused = Hook(self.chat, make_bot(self.ana, "other")).refused("x")

        self.assertEqual(refused.code.value, "server-full")

    def test_who_has_something_to_say_is_not_forgotten_for_that(self) -> None:
        self.patch(hooks, "MOST_VOICES", 1)
        self.hook.says("\n".join("abcdef"))
        other = Hook(self.chat, make_bot(self.ana, "other"))
        other.says("x")

        self.chat.passes(3)

        self.assertEqual((self.hook.answers, other.told("x")), ([6], 7))
