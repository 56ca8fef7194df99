"""Who is let in, and who is not: the same on every protocol."""

from __future__ import annotations

from dataclasses import replace

from chatservice.core.limits import Limits
from chatservice.core.pace import Rate
from chatservice.core.refusals import Code
from chatservice.core.tokens import new_token
from tests.core.bots import TOKEN
from tests.core.conversation import PASSWORD
from tests.protocols.chat import HERE, Chat
from tests.protocols.ways import (
    HOME,
    JsonSomebody,
    Somebody,
    WayTestCase,
    by_each_way,
    by_each_way_of_objects,
)
from tests.protocols.web.frames import CLOSE, frame
from tests.protocols.web.visiting import Visitor

ELSEWHERE = "203.0.113.9"
SECONDS = 60


class DoorTestCase(WayTestCase):
    """Somebody comes by the way."""

    limits: Limits = HERE
    places: int | None = None

    def setUp(self) -> None:
        self.chat = Chat(limits=self.limits, connections=self.places)
        self.chat.reports = []  # of who is turned away

    def come(self, count: int, address: str = HOME) -> list[Somebody]:
        return [self.way(self.chat, address) for _ in range(count)]

    def is_turned_away(self, told: str, address: str = HOME) -> None:
        """Fail unless the next one who comes from an address is told why not, and that is all."""
        (late,) = self.come(1, address)
        self.assertIn(told, late.reads())
        self.assertTrue(late.has_ended())


@by_each_way
class FromOneAddress(DoorTestCase):
    limits = replace(HERE, address_connections=3)

    def told(self) -> str:
        return self.sentence(Code.TOO_MANY_FROM_ADDRESS, allowed=3)

    def test_so_many_are_let_in_and_the_next_is_told_why_not(self) -> None:
        self.come(3)

        self.is_turned_away(self.told())

    def test_when_one_has_gone_another_may_come(self) -> None:
        self.come(3)[0].vanishes()

        (late,) = self.come(1)

        self.assertNotIn(self.told(), late.reads())

    def test_from_another_address_others_may_come(self) -> None:
        self.come(3)

        (other,) = self.come(1, ELSEWHERE)

        self.assertNotIn(self.told(), other.reads())

    def test_whatever_they_speak_they_count_together(self) -> None:
        JsonSomebody(self.chat)
        self.come(1)
        JsonSomebody(self.chat)

        self.is_turned_away(self.told())

    def test_who_was_turned_away_takes_no_place(self) -> None:
        (first, *_) = self.come(3)
        for late in self.come(5):
            late.vanishes()

        first.vanishes()

        self.assertNotIn(self.told(), self.come(1)[0].reads())


@by_each_way
class Arriving(DoorTestCase):
    limits = replace(HERE, address_arrivals=3)

    def test_so_many_come_in_a_minute_and_the_next_is_told_why_not(self) -> None:
        for each in self.come(3):
            each.vanishes()

        self.is_turned_away(
            self.sentence(Code.TOO_MANY_ARRIVALS_FROM_ADDRESS, allowed=3, seconds=60)
        )


@by_each_way
class FullServer(DoorTestCase):
    places = 2

    def test_who_finds_no_place_is_told_so(self) -> None:
        self.come(2)

        self.is_turned_away(self.sentence(Code.SERVER_FULL))

    def test_who_reads_the_page_takes_the_place_of_nobody_who_talks(self) -> None:
        for _ in range(2):
            Visitor(self.chat).gets("/")

        (ana,) = self.come(1)
        ana.comes("Ana")

        self.assertNotIn(self.sentence(Code.SERVER_FULL), ana.reads())
        self.assertFalse(ana.has_ended())


@by_each_way
class Silence(DoorTestCase):
    limits = replace(HERE, nickname_seconds=SECONDS)

    def pass_seconds(self, seconds: int) -> None:
        self.chat.clock.advance(seconds)
        self.chat.hub.sweep()
        self.chat.factory.sweep()

    def test_who_gives_no_name_in_time_is_sent_away(self) -> None:
        (silent,) = self.come(1)
        self.pass_seconds(SECONDS - 1)
        self.assertFalse(silent.has_ended())

        self.pass_seconds(1)

        self.assertIn(self.sentence(Code.NAME_TOO_LATE, seconds=SECONDS), silent.reads())
        self.assertTrue(silent.has_ended())

    def test_lines_that_give_none_gain_no_time(self) -> None:
        (busy,) = self.come(1)
        self.pass_seconds(SECONDS - 1)
        busy.types("/version")

        self.pass_seconds(1)

        busy.reads()
        self.assertTrue(busy.has_ended())

    def test_who_has_a_name_may_be_silent_for_ever(self) -> None:
        (ana,) = self.come(1)
        ana.comes("Ana")

        self.pass_seconds(100 * SECONDS)

        ana.reads()
        self.assertFalse(ana.has_ended())


class PasswordsTestCase(DoorTestCase):
    """Ana is registered."""

    def setUp(self) -> None:
        super().setUp()
        ana = self.chat.guest_called("Ana")
        for line in ("/register", PASSWORD, PASSWORD):
            ana.types(line)
            self.chat.turns(3)
        ana.bytes_read()  # with telnet's negotiation in it
        ana.types("/token pulse")
        self.token = TOKEN.findall("\n".join(ana.reads()))[0]
        ana.vanishes()

    def tries(self, password: str, somebody: Somebody | None = None) -> tuple[Somebody, list[str]]:
        """Return who tries a password, and what they are told."""
        found = somebody or self.way(self.chat)
        found.comes("Ana", password)
        return found, found.reads()


@by_each_way
class Passwords(PasswordsTestCase):
    def test_the_right_one_lets_in(self) -> None:
        self.tries(PASSWORD)

        self.assertEqual(len(self.chat.hub.people.owners()), 1)

    def test_a_wrong_one_is_refused_and_noted(self) -> None:
        self.chat.audited.clear()

        _, told = self.tries("something else")

        self.assertIn(self.sentence(Code.WRONG_PASSWORD), told)
        self.assertEqual(
            [(each.act, each.outcome, each.who, each.address) for each in self.chat.audited],
            [("log-in", Code.WRONG_PASSWORD.value, "Ana", HOME)],
        )

    def test_the_next_one_waits_longer_each_time(self) -> None:
        waited = []
        for _ in range(3):
            somebody = self.way(self.chat)
            somebody.comes("Ana", "something else")
            seconds = 0.0
            while self.sentence(Code.WRONG_PASSWORD) not in somebody.reads() and seconds < 10:
                self.chat.clock.advance(0.5)
                seconds += 0.5
            waited.append(seconds)

        self.assertEqual(waited, [0, 1, 2])

    def test_nothing_is_taken_while_one_is_looked_at(self) -> None:
        somebody = self.way(self.chat)
        self.tries("something else")
        somebody.comes("Ana", "something else")
        somebody.types("/version")

        self.assertNotIn("<version>", somebody.reads())

    def test_too_many_wrong_ones_end_the_connection(self) -> None:
        somebody = self.way(self.chat)
        for _ in range(3):
            somebody.comes("Ana", "something else")
            self.chat.clock.advance(10)

        self.assertIn(self.sentence(Code.TOO_MANY_WRONG_PASSWORDS), somebody.reads())
        self.assertTrue(somebody.has_ended())


@by_each_way
class Counted(PasswordsTestCase):
    limits = replace(HERE, logins=Rate(2, 60))

    def test_so_many_are_tried_from_an_address_in_a_minute_and_no_more(self) -> None:
        for _ in range(2):
            self.tries(PASSWORD)

        _, told = self.tries(PASSWORD)

        self.assertIn(self.sentence(Code.TOO_MANY_ATTEMPTS, seconds=60), told)


@by_each_way_of_objects
class Tokens(PasswordsTestCase):
    def tries_token(self, token: str) -> list[str]:
        """Return the codes and types of what is told to who comes with a token."""
        somebody = self.way(self.chat)
        told = somebody.asks("hello", version=1, token=token)  # type: ignore[attr-defined]
        return [each.get("code", each["type"]) for each in told]

    def test_the_right_one_lets_the_bot_in(self) -> None:
        self.assertIn("welcome", self.tries_token(self.token))

    def test_a_wrong_one_is_refused_and_noted(self) -> None:
        self.chat.audited.clear()

        self.assertEqual(self.tries_token(new_token()), ["wrong-token"])

        (noted,) = self.chat.audited
        self.assertEqual((noted.outcome, noted.address), ("wrong-token", HOME))

    def test_after_a_wrong_one_the_next_has_to_wait(self) -> None:
        self.tries_token(new_token())

        self.assertEqual(self.tries_token(new_token()), ["token-too-soon"])

    def test_the_right_one_waits_for_nobody_where_it_was_right_before(self) -> None:
        self.tries_token(self.token)
        self.tries_token(new_token())

        self.assertIn("welcome", self.tries_token(self.token))


@by_each_way
class Closing(DoorTestCase):
    def test_a_server_that_stops_says_so_and_ends_all(self) -> None:
        (ana, silent) = self.come(2)
        ana.comes("Ana")
        ana.reads()

        self.chat.hub.close()

        closing = {"The server is closing. Try again in a moment.", "<closing>"}
        for each in (ana, silent):
            self.assertTrue(closing & set(each.reads()), each.way)
            self.assertTrue(each.has_ended())

    def test_who_is_gone_leaves_nothing(self) -> None:
        (ana,) = self.come(1)
        ana.comes("Ana")
        self.chat.hub.close()
        ana.reads()
        if ana.way == "websocket":
            ana.sends(frame(CLOSE, (1001).to_bytes(2, "big")))

        ana.vanishes()

        self.assertTrue(ana.transport.disconnecting)
        self.assertEqual((self.chat.factory.connections, self.chat.hub.visits), (set(), {}))
        self.assertEqual(self.chat.clock.getDelayedCalls(), [])
