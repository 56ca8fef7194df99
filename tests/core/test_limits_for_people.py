"""What one person may do how often: names, private messages to strangers, the same again.

The limits are those of a server of which nothing else is known, but for how fast people write.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import Limits
from chatservice.core.settings import Settings
from tests.core.conversation import Chat, Visitor

LIMITS = Limits(flood=None, flood_registered=None)
NONE = Limits(flood=None, renames=None, strangers=None, repeats=None)


class LimitedTestCase(SynchronousTestCase):
    """Ana and Sam chat, and may write as fast as they like."""

    def setUp(self) -> None:
        self.begin(LIMITS)

    def begin(self, limits: Limits, language: str = "en") -> None:
        self.chat = Chat(limits=limits, settings=Settings(language=language, zone="UTC"))
        self.ana, self.sam = self.chat.people("Ana", "Sam")

    def told(self, visitor: Visitor, *lines: str) -> list[str]:
        visitor.reads()
        visitor.types(*lines)
        return visitor.reads()


class Renaming(LimitedTestCase):
    def rename(self, times: int) -> list[str]:
        return self.told(self.sam, *(f"/rename Sam-{number}" for number in range(times)))

    def test_five_times_a_minute_one_may_change_ones_name(self) -> None:
        self.assertEqual(self.rename(5)[-1], "* Sam-3 is now Sam-4")

    def test_the_sixth_time_is_refused_and_one_is_told_how_long(self) -> None:
        self.rename(5)
        self.chat.passes(20)

        self.assertEqual(
            self.told(self.sam, "/rename Tom"),
            ["You have changed your name too often: you can change it again in 40 seconds."],
        )
        self.assertEqual(self.sam.person.name.text, "Sam-4")

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(LIMITS, "es")

        self.assertEqual(
            self.rename(6)[-1],
            "Has cambiado de nombre demasiadas veces: "
            "podrás cambiarlo de nuevo dentro de 1 minuto.",
        )

    def test_a_minute_after_the_first_one_may_again(self) -> None:
        self.rename(5)

        self.chat.passes(59)
        self.assertIn("in 1 second.", self.told(self.sam, "/rename Tom")[0])
        self.chat.passes(1)
        self.assertEqual(self.told(self.sam, "/rename Tom"), ["* Sam-4 is now Tom"])

    def test_a_name_that_can_not_be_had_does_not_count(self) -> None:
        self.told(self.sam, *["/rename Ana"] * 10)

        self.assertEqual(self.rename(5)[-1], "* Sam-3 is now Sam-4")

    def test_without_the_limit_one_may_as_often_as_one_likes(self) -> None:
        self.begin(NONE)

        self.assertEqual(self.rename(100)[-1], "* Sam-98 is now Sam-99")


class Strangers(LimitedTestCase):
    def begin(self, limits: Limits, language: str = "en") -> None:
        super().begin(limits, language)
        self.others = self.chat.people(*(f"other{number}" for number in range(6)))

    def write(self, times: int) -> list[str]:
        return self.told(
            self.sam,
            *(f"/msg other{number} hi {self.chat.now.second} {number}" for number in range(times)),
        )

    def test_one_may_write_to_five_of_them_a_minute(self) -> None:
        self.assertEqual(self.write(5)[-1], "Message sent to other4")

    def test_to_the_sixth_nothing_is_sent_and_one_is_told_how_long(self) -> None:
        self.assertEqual(
            self.write(6)[-1],
            "You have just written to 5 people who had not written to you: "
            "you can write to another one in 1 minute.",
        )
        self.assertNotIn("hi", " ".join(self.others[5].reads()))

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(LIMITS, "es")

        self.assertEqual(
            self.write(6)[-1],
            "Acabas de escribir a 5 personas que no te habían escrito: "
            "podrás escribir a otra dentro de 1 minuto.",
        )

    def test_to_those_five_one_may_write_on(self) -> None:
        self.write(5)

        self.assertEqual(self.write(5)[-1], "Message sent to other4")

    def test_a_minute_later_one_may_write_to_another(self) -> None:
        self.write(5)

        self.chat.passes(59)
        self.assertIn("in 1 second.", self.told(self.sam, "/msg other5 hi")[0])
        self.chat.passes(1)
        self.assertEqual(self.told(self.sam, "/msg other5 hi"), ["Message sent to other5"])

    def test_who_wrote_first_is_answered_whoever_wrote_since(self) -> None:
        for other in self.others[::-1]:
            other.types("/msg Sam hi")
        self.ana.types("/msg Sam hi")

        self.assertEqual(self.write(6)[-1], "Message sent to other5")
        self.assertEqual(self.told(self.sam, "/reply hi"), ["Message sent to Ana"])

    def test_who_is_ignored_and_wrote_does_not_count_as_having_written(self) -> None:
        self.sam.types("/ignore other5")
        self.others[5].types("/msg Sam hi")

        self.assertIn("people who had not written to you", self.write(6)[-1])

    def test_registered_people_who_are_not_here_count_too(self) -> None:
        for number in range(6):
            self.chat.member(f"rita{number}").types("/quit")

        self.assertIn(
            "people who had not written to you",
            self.told(self.sam, *(f"/msg rita{number} hi {number}" for number in range(6)))[-1],
        )

    def test_a_report_is_no_private_message_to_a_stranger(self) -> None:
        self.chat.admin("Ada")
        self.write(5)

        self.assertEqual(
            self.told(self.sam, "/report Ana she shouts"),
            ["1 moderator reads your report, now or when they come."],
        )

    def test_without_the_limit_one_may_write_to_all(self) -> None:
        self.begin(NONE)

        self.assertEqual(self.write(6)[-1], "Message sent to other5")


class Repeating(LimitedTestCase):
    def test_three_times_in_half_a_minute_the_same_is_heard(self) -> None:
        self.sam.types(*["hello"] * 3)

        self.assertEqual(self.ana.reads(), ["[14:35] Sam: hello"] * 3)

    def test_the_fourth_time_it_is_not_and_one_is_told_why(self) -> None:
        self.assertEqual(
            self.told(self.sam, *["hello"] * 4),
            [
                (
                    "You said that 3 times within 30 seconds already, so it was not sent again: "
                    "say something else."
                )
            ],
        )
        self.assertEqual(len(self.ana.reads()), 3)

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(LIMITS, "es")

        self.assertEqual(
            self.told(self.sam, *["hola"] * 4),
            [
                (
                    "Ya lo has dicho 3 veces en 30 segundos, así que no se ha enviado otra vez: "
                    "di otra cosa."
                )
            ],
        )

    def test_capitals_and_spaces_and_how_it_is_said_make_no_difference(self) -> None:
        self.told(self.sam, "buy this", "BUY  THIS", "/me buy this")

        self.assertIn("already", self.told(self.sam, "b u y this")[0])

    def test_something_else_is_heard(self) -> None:
        self.told(self.sam, *["hello"] * 4)

        self.assertEqual(self.told(self.sam, "something else"), [])

    def test_others_may_say_the_same(self) -> None:
        self.sam.types(*["hello"] * 3)

        self.assertEqual(self.told(self.ana, "hello"), [])

    def test_half_a_minute_after_the_first_time_it_is_heard_again(self) -> None:
        self.sam.types(*["hello"] * 3)

        self.chat.passes(29)
        self.assertIn("already", self.told(self.sam, "hello")[0])
        self.chat.passes(1)
        self.assertEqual(self.told(self.sam, "hello"), [])

    def test_privately_and_as_a_topic_it_counts_too(self) -> None:
        for lines in (
            ["/msg Ana hello"] * 4,
            ["/reply hello"] * 4,
            ["/topic hello"] * 4,
            ["hello", "/me hello", "/msg Ana hello", "/topic hello"],
        ):
            self.begin(LIMITS)
            self.ana.types("/msg Sam well?")
            self.assertIn("You said that 3 times", self.told(self.sam, *lines)[-1], lines)

    def test_to_who_is_not_here_it_counts_too(self) -> None:
        self.chat.member("Rita").types("/quit")

        self.assertIn("You said that 3 times", self.told(self.sam, *["/msg Rita hello"] * 4)[-1])

    def test_in_another_room_it_counts_too(self) -> None:
        self.told(self.sam, *["hello"] * 3)

        self.assertIn("already", self.told(self.sam, "/join kitchen", "hello")[-1])

    def test_without_the_limit_it_is_always_heard(self) -> None:
        self.begin(NONE)

        self.assertEqual(self.told(self.sam, *["hello"] * 100), [])
