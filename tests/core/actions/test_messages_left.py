"""How many private messages one address leaves for people who are not here."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.settings import Settings
from tests.core.conversation import Chat, Visitor

HOME = "198.51.100.7"
WAITS = "Rita is not here: your message waits until they come."
TOO_MANY = (
    "20 messages were left from your address just now for people who are not here: "
    "you can leave another one in 10 minutes."
)


class Leaving(SynchronousTestCase):
    """Rita and Rosa are registered, and not here."""

    def setUp(self) -> None:
        self.begin()

    def begin(self, language: str = "en") -> None:
        self.chat = Chat(settings=Settings(language=language, zone="UTC"))
        for name in ("Rita", "Rosa"):
            self.chat.member(name).types("/quit")
        self.sam = self.chat.join("Sam", HOME)

    def leaves(self, visitor: Visitor, times: int, to: str = "Rita") -> str:
        """Return the last line that is read by somebody who leaves so many messages."""
        visitor.types(*(f"/msg {to} {number}" for number in range(times)))
        return visitor.reads()[-1]

    def test_twenty_in_ten_minutes_are_left(self) -> None:
        self.assertEqual(self.leaves(self.sam, 20), WAITS)

    def test_the_next_one_is_refused_for_whomever_it_is(self) -> None:
        self.leaves(self.sam, 20)

        self.assertEqual(self.leaves(self.sam, 1, "Rosa"), TOO_MANY)
        rosa = self.chat.logs_in("Rosa")
        self.assertNotIn("while you were away", "".join(rosa.reads()))

    def test_it_is_told_in_spanish(self) -> None:
        self.begin("es")

        self.assertEqual(
            self.leaves(self.sam, 21),
            "Desde tu dirección se acaban de dejar 20 mensajes para personas que no están: "
            "podrás dejar otro dentro de 10 minutos.",
        )

    def test_by_another_name_from_the_same_address_it_is_refused_too(self) -> None:
        self.leaves(self.sam, 20)
        self.sam.types("/quit")

        self.assertEqual(self.leaves(self.chat.join("Tom", HOME), 1), TOO_MANY)

    def test_an_answer_counts_too(self) -> None:
        rita = self.chat.logs_in("Rita")
        rita.types("/msg Sam hello", "/quit")
        self.leaves(self.sam, 20)

        self.sam.types("/reply hello")

        self.assertEqual(self.sam.reads(), [TOO_MANY])

    def test_from_another_address_they_are_left(self) -> None:
        self.leaves(self.sam, 20)

        self.assertEqual(self.leaves(self.chat.join("Tom", "192.0.2.9"), 1), WAITS)

    def test_where_an_address_is_trusted_each_person_is_counted(self) -> None:
        sam, tom = (self.chat.join(name, "127.0.0.1") for name in ("Sue", "Tom"))

        self.assertEqual(self.leaves(sam, 21), TOO_MANY)
        self.assertEqual(self.leaves(tom, 1), WAITS)

    def test_to_those_who_are_here_one_writes_on(self) -> None:
        self.leaves(self.sam, 20)
        self.chat.logs_in("Rita")

        self.assertEqual(self.leaves(self.sam, 1), "Message sent to Rita")

    def test_ten_minutes_later_they_are_left_again(self) -> None:
        self.leaves(self.sam, 20)

        self.chat.passes(600)

        self.assertEqual(self.leaves(self.sam, 1), WAITS)
