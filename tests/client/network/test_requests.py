from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network import requests
from chatservice.client.network.requests import (
    LONGEST_WAIT,
    Refused,
    Requests,
    Turn,
    Unanswered,
    seconds_of,
)
from chatservice.core.flood import Flood, FloodLimit
from chatservice.render.messages.conversation import Error, Ok, Users


class Case(SynchronousTestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.requests = Requests(self.clock)
        self.sent: list[dict[str, Any]] = []
        self.requests.connected(self.sent.append)

    def say(self, text: str) -> Deferred[Any]:
        return self.requests.make("say", {"text": text, "room": None})

    def ok(self, request: dict[str, Any], seq: int = 1) -> bool:
        return self.requests.answered(Ok(id=request["id"], seq=seq))

    def refuse(self, request: dict[str, Any], code: str, **details: str | int) -> bool:
        error = Error(id=request["id"], code=code, text="A sentence.", details=details)
        return self.requests.answered(error)

    def texts(self) -> list[str]:
        return [request["text"] for request in self.sent]


class Answers(Case):
    def test_what_is_none_is_not_sent(self) -> None:
        self.say("one")

        self.assertEqual(self.sent, [{"type": "say", "id": "1", "text": "one"}])

    def test_the_answers_come_together_with_ok_as_the_last(self) -> None:
        asked = self.requests.make("users", {"room": "plaza"})
        listed = Users(id="1", room="plaza", people=[])
        self.requests.answered(listed)
        self.assertNoResult(asked)
        self.ok(self.sent[0], 7)

        self.assertEqual(self.successResultOf(asked), [listed, Ok(id="1", seq=7)])

    def test_a_refusal_is_raised_with_its_code_sentence_and_details(self) -> None:
        asked = self.say("one")
        self.refuse(self.sent[0], "room-slow", name="plaza", seconds=5)

        refused = self.failureResultOf(asked, Refused).value
        self.assertEqual(refused.code, "room-slow")
        self.assertEqual(refused.text, "A sentence.")
        self.assertEqual(refused.details, {"name": "plaza", "seconds": 5})
        self.assertEqual(str(refused), "A sentence. (room-slow)")

    def test_what_was_not_asked_for_here_is_no_answer(self) -> None:
        asked = self.say("one")

        self.assertFalse(self.requests.answered(Ok(id="99", seq=1)))
        self.assertFalse(self.requests.answered(Ok(seq=1)))
        self.assertNoResult(asked)

    def test_who_cancels_one_that_waits_has_it_not_sent(self) -> None:
        self.say("one")
        two = self.say("two")
        self.say("three")
        two.addErrback(lambda failure: None)
        two.cancel()
        self.ok(self.sent[0])

        self.assertEqual(self.texts(), ["one", "three"])

    def test_the_answer_to_one_that_was_cancelled_is_for_nobody(self) -> None:
        one = self.say("one")
        one.addErrback(lambda failure: None)
        one.cancel()
        self.say("two")

        self.assertTrue(self.ok(self.sent[0]))
        self.assertEqual(self.texts(), ["one", "two"])


class Pace(Case):
    def test_the_next_one_waits_for_the_answer_to_the_one_before(self) -> None:
        self.say("one")
        self.say("two")
        self.assertEqual(self.texts(), ["one"])
        self.ok(self.sent[0])

        self.assertEqual(self.texts(), ["one", "two"])

    def test_a_refusal_lets_the_next_one_go_as_well(self) -> None:
        self.say("one").addErrback(lambda failure: None)
        self.say("two")
        self.refuse(self.sent[0], "repeated")

        self.assertEqual(self.texts(), ["one", "two"])

    def minute(self) -> list[float]:
        """Ask for more than can be sent in a minute; return when each was sent."""
        times: list[float] = []

        def send(request: dict[str, Any]) -> None:
            times.append(self.clock.seconds())
            self.clock.callLater(0, self.ok, request)

        self.requests.connected(send)
        for number in range(1000):
            self.say(str(number))
        self.clock.pump([0.01] * 6000)
        return times

    def test_at_no_time_does_the_server_have_to_delay_a_line(self) -> None:
        from datetime import datetime, timedelta, timezone

        begin = datetime(2026, 11, 21, tzinfo=timezone.utc)
        flood = Flood(FloodLimit(5, 2.0))
        verdicts = {flood.line(begin + timedelta(seconds=at)) for at in self.minute()}

        self.assertEqual({verdict.pause for verdict in verdicts}, {0.0})
        self.assertEqual({verdict.refused for verdict in verdicts}, {None})

    def test_nearly_all_that_the_server_allows_is_used(self) -> None:
        self.assertGreater(len(self.minute()), 100)

    def test_a_server_without_a_limit_is_told_everything_at_once(self) -> None:
        self.requests.allow(0, 0)

        self.assertEqual(len(self.minute()), 1000)

    def test_a_mute_is_waited_for_and_then_the_same_is_asked_for_again(self) -> None:
        one = self.say("one")
        self.say("two")
        self.refuse(self.sent[0], "muted-for-flood", seconds=30)
        self.clock.advance(30)
        self.assertEqual(self.texts(), ["one"])
        self.clock.advance(1)
        self.assertEqual(self.texts(), ["one", "one"])
        self.ok(self.sent[-1], 8)

        self.assertEqual(self.successResultOf(one)[-1].seq, 8)


class Hostile(Case):
    """A server may write any number anywhere."""

    def seconds(self, seconds: str | int) -> float:
        error = Error(id="1", code="muted-for-flood", text="No.", details={"seconds": seconds})
        return seconds_of(error)

    def test_no_time_is_longer_than_an_hour(self) -> None:
        times = [self.seconds(number) for number in (2**53, 10**400)]
        self.assertEqual(times, [LONGEST_WAIT, LONGEST_WAIT])

    def test_no_time_is_less_than_none(self) -> None:
        self.assertEqual(self.seconds(-500), 0)

    def test_a_word_is_no_time(self) -> None:
        self.assertEqual([self.seconds(word) for word in ("abc", "nan", "inf")], [0, 0, 0])

    def test_a_mute_of_no_known_length_is_waited_for_a_second(self) -> None:
        self.say("one")
        self.refuse(self.sent[0], "muted-for-flood", seconds="abc")
        self.clock.advance(1)
        self.assertEqual(self.texts(), ["one", "one"])

    def limited(self, burst: int, per_minute: int) -> int:
        """Return how many of twenty lines are sent in an hour."""
        self.requests.limited({"burst": burst, "per_minute": per_minute})
        self.requests.connected(lambda request: self.clock.callLater(0, self.ok, request) and None)
        asked = [self.say(str(number)) for number in range(20)]
        self.clock.pump([0.1] * 36_000)
        return sum(each.called for each in asked)

    def test_a_pace_of_nothing_is_a_slow_one(self) -> None:
        self.assertEqual(self.limited(5, 0), 20)

    def test_a_pace_below_nothing_is_a_slow_one(self) -> None:
        self.assertEqual(self.limited(-5, -60), 20)

    def test_a_pace_without_end_is_a_fast_one(self) -> None:
        self.assertEqual(self.limited(2**53, 10**400), 20)


class Turns(Case):
    def setUp(self) -> None:
        super().setUp()
        self.requests.allow(0, 0)

    def kinds(self) -> list[str]:
        """Answer everything; return what was asked for, in its order."""
        for request in self.sent:
            self.ok(request)
        return [request["type"] for request in self.sent]

    def test_nothing_that_was_typed_is_sent_until_what_was_missed_is_read(self) -> None:
        self.requests.connected(self.sent.append, is_behind=True)
        self.say("one")
        self.requests.make("history", {}, turn=Turn.EARLY)
        self.assertEqual(self.kinds(), ["history"])

    def test_then_it_is_sent(self) -> None:
        self.requests.connected(self.sent.append, is_behind=True)
        self.say("one")
        self.requests.catch_up()
        self.assertEqual(self.kinds(), ["say"])

    def test_a_question_for_a_password_holds_back_everything(self) -> None:
        self.requests.connected(self.sent.append, is_behind=True)
        self.requests.hold()
        self.requests.make("history", {}, turn=Turn.EARLY)
        self.assertEqual(self.kinds(), [])

    def test_page_after_page_is_read_in_turn_with_what_is_typed(self) -> None:
        self.say("one")
        self.say("two")
        self.requests.make("history", {}, turn=Turn.EARLY)
        self.assertEqual(self.kinds(), ["say", "say", "history"])

    def test_the_last_one_goes_after_all_that_is_typed(self) -> None:
        self.say("one")
        self.requests.make("quit", {}, turn=Turn.LAST)
        self.say("two")
        self.assertEqual(self.kinds(), ["say", "say", "quit"])

    def test_chores_come_when_there_is_nothing_else(self) -> None:
        self.say("one")
        self.requests.make("users", {}, turn=Turn.CHORE)
        self.say("two")
        self.assertEqual(self.kinds(), ["say", "say", "users"])

    def test_of_too_many_chores_the_oldest_is_given_up(self) -> None:
        self.patch(requests, "MOST_CHORES", 2)
        self.say("one")
        chores = [self.requests.make("users", {}, turn=Turn.CHORE) for _ in range(3)]
        self.failureResultOf(chores[0], Unanswered)
        self.assertNoResult(chores[1])

    def test_nobody_waits_for_chores(self) -> None:
        self.requests.make("users", {}, turn=Turn.CHORE)
        self.assertTrue(self.requests.is_idle)

    def test_what_is_sent_and_what_waits_is_counted(self) -> None:
        self.say("one")
        self.say("two")
        self.assertEqual((self.requests.number, self.requests.is_idle), (2, False))

    def test_what_was_missed_is_not_read_on_the_next_connection(self) -> None:
        self.requests.connected(self.sent.append, is_behind=True)
        self.requests.make("rooms", {}, turn=Turn.EARLY).addErrback(lambda _: None)
        waiting = self.requests.make("history", {}, turn=Turn.EARLY)
        self.requests.disconnected()
        self.failureResultOf(waiting, Unanswered)


class Connections(Case):
    def test_what_waits_is_sent_on_the_next_connection(self) -> None:
        self.say("one").addErrback(lambda failure: None)
        self.say("two")
        self.requests.disconnected()
        self.assertEqual(self.texts(), ["one"])
        self.requests.connected(self.sent.append)

        self.assertEqual(self.texts(), ["one", "two"])

    def test_nobody_knows_what_became_of_the_one_on_its_way(self) -> None:
        one = self.say("one")
        self.requests.disconnected()

        self.failureResultOf(one, Unanswered)

    def test_one_that_waits_for_the_end_of_a_mute_was_not_done_and_is_sent_again(self) -> None:
        one = self.say("one")
        self.refuse(self.sent[0], "muted-for-flood", seconds=30)
        self.requests.disconnected()
        self.assertNoResult(one)
        self.requests.connected(self.sent.append)

        self.assertEqual(self.texts(), ["one", "one"])

    def test_a_bot_that_stops_answers_everybody_that_nobody_knows(self) -> None:
        asked = [self.say("one"), self.say("two")]
        self.requests.close()

        for each in (*asked, self.say("three")):
            self.failureResultOf(each, Unanswered)
        self.assertEqual(self.clock.getDelayedCalls(), [])
