from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.door import MOST_LEAVING
from chatservice.core.limits import Limits
from chatservice.core.outlet import Roomy
from chatservice.core.refusals import Code
from chatservice.core.settings import Settings
from chatservice.core.surroundings import Policy
from chatservice.render.plain import FORM
from tests.core.conversation import Chat, Visitor

FULL = {
    "en": "The server is full: try again later.",
    "es": "El servidor está lleno: inténtalo más tarde.",
}


def turned_away(chat: Chat) -> list[str]:
    """Return what was reported about people who were turned away."""
    return [line for line in chat.reports if line.startswith("letting people in: ")]


class AFullServer(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(connections=2)
        self.ana, self.bea = self.chat.people("ana", "bea")

    def test_who_comes_reads_that_it_is_full_and_nothing_else_and_is_let_go(self) -> None:
        for language, sentence in FULL.items():
            chat = Chat(
                connections=1, motd=("Hi!",), settings=Settings(language=language, zone="UTC")
            )
            chat.connect()

            late = chat.connect()

            self.assertEqual(late.reads(), [sentence])
            self.assertTrue(late.closed)

    def test_those_who_are_there_notice_nothing(self) -> None:
        self.chat.connect().types("carla", "hello")

        self.assertEqual(self.ana.reads() + self.bea.reads(), [])
        self.ana.types("hello")
        self.assertEqual(len(self.bea.reads()), 1)

    def test_what_is_typed_to_it_is_not_taken(self) -> None:
        late = self.chat.connect()
        late.reads()

        late.types("carla", "/users")

        self.assertEqual(late.reads(), [])

    def test_a_place_that_becomes_free_can_be_had_at_once(self) -> None:
        self.chat.connect()
        self.bea.vanishes()

        carla = self.chat.connect()

        self.assertEqual(carla.reads(), ["Enter your nickname: "])

    def test_who_was_turned_away_and_goes_makes_no_place(self) -> None:
        self.chat.connect().vanishes()

        self.assertEqual(self.chat.connect().reads(), [FULL["en"]])

    def test_somebody_without_a_nickname_has_a_place(self) -> None:
        chat = Chat(connections=1)
        chat.connect()

        self.assertTrue(chat.connect().closed)


class TheLog(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(connections=1)
        self.chat.connect()

    def test_the_first_who_is_turned_away_is_in_it_at_once(self) -> None:
        self.chat.connect()

        self.assertEqual(len(turned_away(self.chat)), 1)

    def test_it_has_a_line_a_minute_with_all_the_others(self) -> None:
        for _ in range(500):
            self.chat.connect().vanishes()
        self.chat.passes(59)
        self.assertEqual(len(turned_away(self.chat)), 1)

        self.chat.passes(1)

        self.assertEqual(len(turned_away(self.chat)), 2)
        self.assertIn("FullError: (499, 1)", turned_away(self.chat)[1])

    def test_nothing_is_told_when_nobody_comes_any_more(self) -> None:
        self.chat.connect()

        for _ in range(5):
            self.chat.passes(60)

        self.assertEqual(len(turned_away(self.chat)), 1)


class AFlood(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(connections=1)
        self.chat.connect()

    def test_as_many_as_may_be_on_their_way_out_read_why(self) -> None:
        leaving = [self.chat.connect() for _ in range(MOST_LEAVING)]

        self.assertEqual([each.reads() for each in leaving], [[FULL["en"]]] * MOST_LEAVING)

    def test_more_than_that_are_to_be_cut(self) -> None:
        leaving = [self.chat.connect() for _ in range(MOST_LEAVING)]

        last = self.chat.connect()

        self.assertEqual(last.reads(), [])
        self.assertFalse(self.told_why(last))
        self.assertTrue(all(self.told_why(each) for each in leaving))

    def test_whoever_is_out_makes_room_for_the_next(self) -> None:
        leaving = [self.chat.connect() for _ in range(MOST_LEAVING)]

        leaving[0].vanishes()

        self.assertEqual(self.chat.connect().reads(), [FULL["en"]])

    def told_why(self, visitor: Visitor) -> bool:
        return self.chat.hub.door.is_told_why(visitor.session)


class ByItself(SynchronousTestCase):
    def test_a_hub_takes_any_number(self) -> None:
        self.assertIsNone(Policy().connections)
        self.assertFalse([visitor for visitor in self.hundreds() if visitor.closed])

    def hundreds(self) -> list[Visitor]:
        chat = Chat()
        return [chat.connect() for _ in range(300)]


class Far(Roomy):
    """Somebody who comes from an address."""

    def __init__(self, chat: Chat, address: str) -> None:
        self.read = ""
        with chat.one_turn():
            self.visit = chat.hub.visit(address)
            self.session = chat.hub.connect(self, FORM, self.visit)

    def receive(self, data: bytes) -> None:
        self.read += data.decode()

    def goes(self) -> None:
        self.session.lost()
        self.session.hub.gone(self.visit)


class TooManyFromOneAddress(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.inside = [self.come() for _ in range(Limits().address_connections or 0)]

    def come(self, address: str = "192.0.2.7") -> Far:
        return Far(self.chat, address)

    def test_one_more_reads_why_and_nothing_else(self) -> None:
        self.assertEqual(
            self.come().read,
            "16 are connected from your address already, and more are not allowed: try again when "
            "one of them has left.\r\n",
        )

    def test_somebody_from_elsewhere_is_let_in(self) -> None:
        self.assertEqual(self.come("192.0.2.8").read, "Enter your nickname: ")

    def test_a_place_that_becomes_free_can_be_had_at_once(self) -> None:
        self.inside[0].goes()

        self.assertEqual(self.come().read, "Enter your nickname: ")

    def test_the_log_has_it_once_a_minute_with_the_reason_and_the_last_address(self) -> None:
        for _ in range(100):
            self.come().goes()
        self.assertEqual(len(turned_away(self.chat)), 1)

        self.chat.passes(60)

        self.assertEqual(len(turned_away(self.chat)), 2)
        self.assertIn(
            "TurnedAwayError: ('too-many-from-address', 99, '192.0.2.7')", turned_away(self.chat)[1]
        )

    def test_each_reason_is_told_by_itself(self) -> None:
        self.come()
        self.chat.hub.door.count(Code.TOO_MANY_ARRIVALS, None, self.chat.now)

        self.assertEqual(len(turned_away(self.chat)), 2)
        self.assertIn("('too-many-arrivals', 1, 'no address')", turned_away(self.chat)[1])
