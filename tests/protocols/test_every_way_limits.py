"""How fast and how often: the same on every protocol."""

from __future__ import annotations

from dataclasses import replace

from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code
from tests.protocols.chat import HERE, Chat
from tests.protocols.ways import JsonSomebody, WayTestCase, by_each_way

FIVE = Rate(5, 60)


def lines(count: int) -> list[str]:
    return [f"line {number}" for number in range(1, count + 1)]


class TalkingTestCase(WayTestCase):
    """Sam came by the way; Ana, a program, hears him."""

    def begin(self, limits: Limits) -> None:
        self.chat = Chat(limits=limits)
        self.ana = JsonSomebody(self.chat)
        self.ana.comes("Ana")
        self.sam = self.way(self.chat)
        self.sam.comes("Sam")
        self.sam.reads()
        self.ana.reads()
        self.chat.clock.advance(60)

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass, in which the reactor turns."""
        for _ in range(int(20 * seconds)):
            self.chat.clock.advance(0.05)

    def heard(self) -> list[str]:
        """Return what Ana heard Sam say."""
        return [each for each in self.ana.reads() if each.startswith("Sam: ")]


@by_each_way
class Flooding(TalkingTestCase):
    def setUp(self) -> None:
        self.begin(replace(HERE, flood=FloodLimit(5, 2.0)))

    def test_a_burst_is_heard_at_once_and_what_is_more_little_by_little(self) -> None:
        self.sam.types(*lines(12))
        at_once = self.heard()
        self.pass_seconds(0.6)
        a_moment_later = self.heard()
        self.pass_seconds(5)

        said = [f"Sam: {line}" for line in lines(12)]
        self.assertEqual((at_once, a_moment_later), (said[:5], said[5:6]))
        self.assertEqual(self.heard(), said[6:])

    def test_who_is_delayed_for_long_is_muted_and_told_so(self) -> None:
        self.sam.types(*lines(200))
        self.pass_seconds(15.1)

        self.assertEqual(len(self.heard()), 34)
        self.assertIn(self.sentence(Code.MUTED_FOR_FLOOD, seconds=30), self.sam.reads())
        self.assertFalse(self.sam.has_ended())

    def test_who_goes_on_is_sent_away_with_the_reason(self) -> None:
        self.sam.types(*lines(200))
        self.pass_seconds(46)

        self.assertIn(self.sentence(Code.FLOODED), self.sam.reads())
        self.assertTrue(self.sam.has_ended())
        self.assertIn("<quit>", self.ana.reads())

    def test_the_operator_can_look_it_up(self) -> None:
        self.sam.types(*lines(200))
        self.pass_seconds(46)

        codes = [each.outcome for each in self.chat.audited]
        self.assertEqual(codes, [Code.MUTED_FOR_FLOOD.value, Code.FLOODED.value])

    def test_who_has_no_name_yet_is_delayed_too(self) -> None:
        tom = self.way(self.chat)
        tom.types(*["/version"] * 200)
        self.pass_seconds(46)

        self.assertIn(self.sentence(Code.FLOODED), tom.reads())
        self.assertTrue(tom.has_ended())

    def test_what_is_nothing_at_all_counts_too(self) -> None:
        self.sam.types(*["/nosuch"] * 200)
        self.pass_seconds(46)

        self.assertIn(self.sentence(Code.FLOODED), self.sam.reads())


@by_each_way
class HowOften(TalkingTestCase):
    def test_the_same_again_and_again_is_refused(self) -> None:
        self.begin(replace(HERE, repeats=Rate(3, 30)))

        told = self.sam.reads_after(*["hello"] * 4)

        self.assertEqual(self.heard(), ["Sam: hello"] * 3)
        self.assertIn(self.sentence(Code.REPEATED, allowed=3, seconds=30), told)

    def test_names_can_be_changed_so_often_and_no_more(self) -> None:
        self.begin(replace(HERE, renames=FIVE))

        told = self.sam.reads_after(*(f"/rename Sam-{number}" for number in range(6)))

        self.assertIn(self.sentence(Code.TOO_MANY_RENAMES, seconds=60), told)

    def test_so_many_strangers_are_written_to_and_no_more(self) -> None:
        self.begin(replace(HERE, strangers=FIVE))
        others = [JsonSomebody(self.chat) for _ in range(6)]
        for number, other in enumerate(others):
            other.comes(f"other{number}")

        told = self.sam.reads_after(*(f"/msg other{number} hi" for number in range(6)))

        self.assertIn(self.sentence(Code.TOO_MANY_STRANGERS, allowed=5, seconds=60), told)
        self.assertNotIn("<whispered>", others[5].reads())

    def test_one_is_in_so_many_rooms_and_no_more(self) -> None:
        self.begin(replace(HERE, rooms_each=3))

        told = self.sam.reads_after(*(f"/join room{number}" for number in range(3)))

        self.assertIn(self.sentence(Code.TOO_MANY_ROOMS, allowed=3), told)


@by_each_way
class HalfLines(TalkingTestCase):
    def setUp(self) -> None:
        self.begin(replace(HERE, line_seconds=120))

    def pass_swept(self, seconds: int) -> None:
        """Let time pass, and the sweep come."""
        self.chat.clock.advance(seconds)
        self.chat.factory.sweep()

    def test_what_is_begun_and_not_ended_is_refused_after_a_while(self) -> None:
        begun, _ = self.sam.half("slow")
        self.sam.sends(begun)
        self.pass_swept(119)
        before = self.sam.reads()

        self.pass_swept(1)

        too_slow = self.sentence(Code.LINE_TOO_SLOW, seconds=120)
        self.assertNotIn(too_slow, before)
        self.assertIn(too_slow, self.sam.reads())

    def test_its_rest_is_not_said_and_what_follows_is(self) -> None:
        begun, rest = self.sam.half("slow")
        self.sam.sends(begun)
        self.pass_swept(120)

        self.sam.sends(rest)
        self.sam.types("quick")

        self.assertEqual(self.heard(), ["Sam: quick"])

    def test_in_time_it_is_said(self) -> None:
        begun, rest = self.sam.half("slow")
        self.sam.sends(begun)
        self.pass_swept(119)

        self.sam.sends(rest)

        self.assertEqual(self.heard(), ["Sam: slow"])
