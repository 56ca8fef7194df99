"""Who writes too fast, from what is typed to what is read: delayed, then muted, then disconnected.

The limits are those of a server of which nothing else is known.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from chatservice.core.settings import Settings
from tests.core.conversation import Chat

MUTED_FOR_30_SECONDS = "You are writing too fast: nothing that you write is sent for 30 seconds."


def lines(count: int) -> list[str]:
    return [f"line {number}" for number in range(1, count + 1)]


class Flooding(SynchronousTestCase):
    def setUp(self) -> None:
        self.begin(Limits())

    def begin(self, limits: Limits, language: str = "en") -> None:
        self.chat = Chat(limits=limits, settings=Settings(language=language, zone="UTC"))
        self.ana, self.sam = self.chat.people("Ana", "Sam")

    def heard(self) -> list[str]:
        """Return the messages that Ana has read since she read last."""
        return [line[8:] for line in self.ana.reads() if line.startswith("[")]

    def is_flooded(self, seconds: float, count: int = 200) -> None:
        """Let Sam type very much at once, and time pass."""
        self.sam.types(*lines(count))
        self.chat.passes(seconds)

    def test_five_lines_at_once_are_heard_at_once(self) -> None:
        self.sam.types(*lines(5))

        self.assertEqual(self.heard(), [f"Sam: line {number}" for number in range(1, 6)])

    def test_the_sixth_is_heard_half_a_second_later_and_so_is_each_after_it(self) -> None:
        self.sam.types(*lines(7))
        self.heard()

        for seconds, expected in ((0.4, []), (0.1, ["Sam: line 6"]), (0.5, ["Sam: line 7"])):
            self.chat.passes(seconds)
            self.assertEqual(self.heard(), expected)

    def test_two_lines_a_second_are_heard_at_once_for_ever(self) -> None:
        for number in range(300):
            self.sam.types(f"line {number}")
            self.assertEqual(self.heard(), [f"Sam: line {number}"])
            self.chat.passes(0.5)

    def test_what_is_delayed_for_less_than_15_seconds_is_all_heard(self) -> None:
        self.is_flooded(14.9, count=34)

        self.assertEqual(self.heard(), [f"Sam: line {number}" for number in range(1, 35)])
        self.assertEqual(self.sam.reads(), [])

    def test_who_is_delayed_for_15_seconds_is_muted_and_told_so(self) -> None:
        self.is_flooded(15)

        self.assertEqual(len(self.heard()), 34)
        self.assertEqual(self.sam.reads(), [MUTED_FOR_30_SECONDS])

    def test_each_line_of_who_is_muted_is_answered(self) -> None:
        self.is_flooded(15)
        self.sam.reads()

        self.chat.passes(2)

        self.assertEqual(
            [line[-len("28 seconds.") :] for line in self.sam.reads()],
            ["30 seconds.", "29 seconds.", "29 seconds.", "28 seconds."],
        )

    def test_who_stops_is_heard_again_after_30_seconds_and_not_before(self) -> None:
        self.sam.types(*lines(35))
        self.chat.passes(15)
        self.heard()
        self.sam.reads()

        self.chat.passes(29)
        self.sam.types("too early")
        self.assertEqual(self.heard(), [])
        self.assertEqual(
            self.sam.reads(),
            ["You are writing too fast: nothing that you write is sent for 1 second."],
        )
        self.chat.passes(1)
        self.sam.types("in time")
        self.assertEqual(self.heard(), ["Sam: in time"])

    def test_who_goes_on_is_disconnected_and_told_why(self) -> None:
        self.is_flooded(44.9)
        self.assertFalse(self.sam.closed)

        self.chat.passes(0.1)

        self.assertTrue(self.sam.closed)
        self.assertEqual(
            self.sam.reads()[-1],
            "You went on writing too fast: connect again, and write more slowly.",
        )
        self.assertEqual(self.ana.reads()[-1], "* Sam left")

    def test_no_line_that_was_taken_is_neither_heard_nor_answered(self) -> None:
        self.is_flooded(60)

        heard, answered = self.heard(), self.sam.reads()

        self.assertEqual((len(heard), len(answered)), (34, 61))
        self.assertEqual(self.sam.unsent, lines(200)[34 + 61 :])

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(Limits(), "es")

        self.is_flooded(60)

        told = self.sam.reads()
        self.assertEqual(
            told[0],
            "Escribes demasiado rápido: durante 30 segundos no se envía nada de lo que escribas.",
        )
        self.assertEqual(
            told[-1],
            "Has seguido escribiendo demasiado rápido: vuelve a conectarte y escribe más despacio.",
        )

    def test_commands_count_like_what_is_said(self) -> None:
        self.sam.types(*["/time"] * 6)

        self.assertEqual(len(self.sam.reads()), 5 * 2)

    def test_who_is_muted_may_leave_and_nobody_is_told_why(self) -> None:
        self.sam.types(*lines(35))
        self.chat.passes(15)
        self.sam.reads()
        self.ana.reads()

        self.sam.types("/salir insult")
        self.chat.passes(1)

        self.assertEqual(self.sam.reads(), ["See you soon!"])
        self.assertTrue(self.sam.closed)
        self.assertEqual(self.ana.reads(), ["* Sam left"])

    def test_who_has_no_nickname_yet_is_delayed_and_muted_too(self) -> None:
        tom = self.chat.connect()
        tom.types(*["/version"] * 35)
        self.chat.passes(15)

        self.assertEqual(
            tom.reads()[-2:],
            [f"Enter your nickname: {MUTED_FOR_30_SECONDS}", "Enter your nickname: "],
        )

    def test_registered_people_may_write_ten_at_once_and_five_a_second(self) -> None:
        rita = self.chat.member("Rita")
        self.ana.reads()

        rita.types(*lines(12))

        self.assertEqual(len(self.heard()), 10)
        for seconds, expected in ((0.1, 0), (0.1, 1), (0.2, 1)):
            self.chat.passes(seconds)
            self.assertEqual(len(self.heard()), expected)

    def test_so_may_who_has_logged_in(self) -> None:
        self.chat.member("Rita").types("/quit")
        rita = self.chat.logs_in("Rita")
        self.ana.reads()

        rita.types(*lines(12))

        self.assertEqual(len(self.heard()), 10)

    def test_without_the_limit_everything_is_heard_at_once(self) -> None:
        self.begin(Limits(flood=None, flood_registered=None))

        self.sam.types(*lines(1000))

        self.assertEqual(len(self.heard()), 1000)

    def test_each_connection_is_delayed_for_itself(self) -> None:
        self.is_flooded(0)
        self.heard()
        tom = self.chat.join("Tom")

        tom.types("hello")

        self.assertEqual(self.heard(), ["Tom: hello"])
