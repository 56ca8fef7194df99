from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import LogEvent, LogLevel, globalLogPublisher

from chatservice.bot import Bot, Message, Refused, Unanswered
from chatservice.bot.link import SILENCE
from chatservice.bot.service import STOP_SECONDS, retry
from chatservice.client.network import missed
from tests.bot.wire import RETRY, BotTestCase, Running


class Case(BotTestCase):
    def setUp(self) -> None:
        self.bot = Bot("echo")
        self.told: list[str] = []

    def running(self) -> Running:
        self.bot.on(Message)(lambda message: self.told.append(message.text))
        return Running(self.bot)

    def log_of(self, level: LogLevel) -> list[str]:
        """Return, from now on, what is logged at a level."""
        lines: list[str] = []

        def observe(event: LogEvent) -> None:
            if event["log_level"] is level and event["log_namespace"].startswith("chatservice"):
                lines.append(event["log_format"].format(**event))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)
        return lines


class Hello(Case):
    def test_the_first_message_says_who_comes(self) -> None:
        self.assertEqual(
            self.running().comes_in(),
            {"type": "hello", "id": "hello", "version": 1, "nick": "echo", "language": "en"},
        )

    def test_a_bot_with_a_token_says_that_instead_of_a_name(self) -> None:
        self.bot = Bot(token="secret", rooms=["plaza"], since=7)

        self.assertEqual(
            self.running().comes_in(),
            {
                "type": "hello",
                "id": "hello",
                "version": 1,
                "token": "secret",
                "language": "en",
                "since": 7,
                "rooms": ["plaza"],
            },
        )

    def test_a_registered_name_comes_with_its_password(self) -> None:
        self.bot = Bot("echo", password="long secret")

        self.assertEqual(self.running().comes_in()["password"], "long secret")

    def test_a_password_that_is_looked_at_later_is_waited_for(self) -> None:
        self.bot = Bot("echo", password="long secret")
        running = self.running()
        running.line.refuses({}, "attempt-waits", seconds=60)
        running.clock.advance(60)
        running.line.welcomes()
        running.line.said(101, "one")

        self.assertEqual(self.told, ["one"])


class ComingBack(Case):
    def hello_after_loss(self, running: Running) -> dict[str, Any]:
        running.line.closes()
        running.is_back_after()
        (hello,) = running.line.heard()
        return dict(hello)

    def test_it_goes_on_behind_the_last_message(self) -> None:
        running = self.running()
        running.comes_in(seq=100)
        running.line.said(101, "one")
        running.line.said(105, "two")

        self.assertEqual(self.hello_after_loss(running)["since"], 105)
        self.assertEqual(self.bot.last_seq, 105)

    def test_where_nothing_was_said_it_goes_on_where_the_log_stood(self) -> None:
        running = self.running()
        running.comes_in(seq=100)

        self.assertEqual(self.hello_after_loss(running)["since"], 100)

    def test_one_that_knows_where_it_was_does_not_take_the_end_of_the_log_for_that(self) -> None:
        self.bot = Bot("echo", since=7)
        running = self.running()
        running.comes_in(seq=100)

        self.assertEqual(self.hello_after_loss(running)["since"], 7)

    def test_nothing_is_told_twice(self) -> None:
        running = self.running()
        running.comes_in(seq=100)
        running.line.said(101, "one")
        self.hello_after_loss(running)
        running.line.welcomes(seq=102)
        running.line.said(101, "one")
        running.line.said(102, "two")

        self.assertEqual(self.told, ["one", "two"])

    def test_a_log_that_begins_anew_is_followed_from_there(self) -> None:
        running = self.running()
        running.comes_in(seq=100)
        warnings = self.log_of(LogLevel.warn)
        self.hello_after_loss(running)
        running.line.welcomes(seq=3)
        running.line.said(4, "one")

        self.assertEqual(self.told, ["one"])
        self.assertIn("from 3, not 100", warnings[-1])

    def test_numbers_of_another_history_are_no_others(self) -> None:
        running = self.running()
        running.comes_in(seq=100, history_id="one")
        self.assertEqual(self.hello_after_loss(running)["history_id"], "one")
        running.line.welcomes(seq=200, history_id="another")
        running.line.said(150, "imported, and told for some reason")
        running.line.said(201, "new")

        self.assertEqual(self.told, ["new"])

    def test_it_comes_back_to_the_rooms_where_it_was(self) -> None:
        self.bot = Bot("echo", rooms=["plaza"])
        running = self.running()
        running.comes_in()
        running.line.says("room-entered", room="lobby")
        running.line.says("room-entered", room="plaza")
        running.line.says("room-entered", room="kitchen")
        running.line.says("room-left", room="plaza", current="lobby")

        self.assertEqual(self.hello_after_loss(running)["rooms"], ["lobby", "kitchen"])

    def test_it_comes_back_with_the_name_that_it_had(self) -> None:
        running = self.running()
        running.comes_in()
        running.line.says("renamed", at="2026-11-21T14:35:02Z", who="echo", name="parrot")

        self.assertEqual(self.hello_after_loss(running)["nick"], "parrot")

    def test_a_server_that_is_not_there_is_tried_again(self) -> None:
        running = self.running()
        running.comes_in()
        running.server.is_listening = False
        running.line.closes()
        running.clock.pump([RETRY] * 5)
        running.server.is_listening = True

        running.is_back_after()

    def test_a_name_that_the_old_connection_still_has_is_tried_again(self) -> None:
        running = self.running()
        (hello,) = running.line.heard()
        running.line.refuses(hello, "name-taken", name="echo")
        self.assertTrue(running.line.transport.disconnecting)
        running.line.closes()
        running.is_back_after()
        running.comes_in()
        running.line.said(101, "one")

        self.assertEqual(self.told, ["one"])

    def test_who_is_turned_away_at_the_door_says_why_and_tries_again(self) -> None:
        running = self.running()
        warned = self.log_of(LogLevel.warn)
        running.line.refuses({}, "server-full")
        running.line.closes()

        self.assertIn("No: server-full", warned[0])
        running.is_back_after()

    def test_a_connection_that_is_lost_before_the_welcome_is_made_anew(self) -> None:
        running = self.running()
        running.line.closes()

        running.is_back_after()

    def test_the_attempts_are_less_and_less_frequent_and_not_all_at_once(self) -> None:
        delays = [[retry(attempt) for _ in range(20)] for attempt in (1, 5, 50)]

        self.assertLess(max(delays[0]), 2)
        self.assertGreater(min(delays[1]), max(delays[0]))
        self.assertLessEqual(max(delays[2]), 61)
        self.assertEqual([len(set(each)) for each in delays], [20, 20, 20])

    def test_what_was_being_said_when_the_connection_was_lost_is_told_to_be_unknown(self) -> None:
        running = self.running()
        running.comes_in()
        saying = self.bot.say("hello")
        running.line.closes()

        self.failureResultOf(saying, Unanswered)


class GivingUp(Case):
    def test_a_wrong_token_is_not_tried_again(self) -> None:
        self.bot = Bot(token="wrong")
        running = self.running()
        critical = self.log_of(LogLevel.critical)
        given_up = running.service.given_up
        (hello,) = running.line.heard()
        running.line.refuses(hello, "wrong-token")
        running.line.closes()
        running.clock.pump([RETRY] * 10)

        self.assertEqual(self.successResultOf(given_up).code, "wrong-token")
        self.assertEqual(len(running.server.connections), 1)
        self.assertIn("the bot gives up: No: wrong-token", critical[0])

    def test_a_registered_name_without_a_password_is_not_tried_again(self) -> None:
        running = self.running()
        running.line.says("password-asked", wanted="login", nick="echo")
        running.line.closes()
        running.clock.pump([RETRY] * 10)

        reason = self.successResultOf(running.service.given_up)
        self.assertEqual(reason.code, "name-registered")
        self.assertIn("the bot needs its token or its password", str(reason))

    def test_who_waits_to_say_something_learns_of_it(self) -> None:
        running = self.running()
        saying = self.bot.request("users")
        (hello,) = running.line.heard()
        running.line.refuses(hello, "name-empty")
        running.line.closes()
        running.clock.advance(0)

        self.failureResultOf(saying, Unanswered)


class Silence(Case):
    def test_a_silent_server_is_asked_whether_it_is_there(self) -> None:
        running = self.running()
        running.comes_in()
        running.clock.advance(SILENCE)

        self.assertEqual(running.line.heard(), [{"type": "ping", "id": "silence"}])

    def test_one_that_says_something_is_not_asked(self) -> None:
        running = self.running()
        running.comes_in()
        for number in range(5):
            running.clock.advance(SILENCE - 1)
            running.line.said(101 + number, "here")

        self.assertEqual(running.line.heard(), [])

    def test_one_that_does_not_answer_is_given_up_and_the_bot_comes_back(self) -> None:
        running = self.running()
        running.comes_in()
        running.clock.advance(SILENCE)
        running.clock.advance(SILENCE)
        self.assertTrue(running.line.transport.is_aborted)
        running.line.closes()

        running.is_back_after()

    def test_one_that_answers_is_asked_again_later(self) -> None:
        running = self.running()
        running.comes_in()
        running.clock.advance(SILENCE)
        running.line.says("ok", seq=100)
        running.line.heard()
        running.clock.advance(SILENCE)

        self.assertFalse(running.line.transport.is_aborted)
        self.assertEqual(running.line.heard(), [{"type": "ping", "id": "silence"}])

    def test_a_server_that_never_lets_the_bot_in_is_given_up(self) -> None:
        running = self.running()
        running.clock.advance(SILENCE)

        self.assertTrue(running.line.transport.is_aborted)


class LeftOut(Case):
    """What the server leaves out is read in the history."""

    def setUp(self) -> None:
        super().setUp()
        self.bot = Bot("echo", since=10)
        self.patch(missed, "PAGE", 100)

    def history(self, running: Running, *numbers: int, room: str = "lobby") -> None:
        """Answer what the bot asks for with messages of those numbers."""
        (request,) = running.line.heard()
        self.asked = {name: request[name] for name in ("type", "which", "room")}
        messages = [
            {
                "type": "said",
                "seq": number,
                "at": "2026-11-21T14:35:02Z",
                "room": room,
                "from": "ana",
                "text": str(number),
            }
            for number in numbers
        ]
        running.line.says("history", id=request["id"], room=room, messages=messages, asked=True)
        running.line.answers(request, 1000)

    def left_out(self) -> Running:
        running = self.running()
        running.comes_in(seq=1000)
        running.line.says("left-out", number=1, room="lobby", before="2026-11-21T14:35:02Z")
        running.line.said(900, "900")
        return running

    def test_it_is_told_before_what_came_after_it(self) -> None:
        running = self.left_out()
        self.assertEqual(self.told, [])
        self.history(running, 9, 10, 11, 800, 900)
        running.line.said(1001, "1001")

        self.assertEqual(self.told, ["11", "800", "900", "1001"])
        self.assertEqual(self.asked, {"type": "history", "which": "100", "room": "lobby"})

    def test_it_is_read_page_by_page_as_far_as_what_is_known(self) -> None:
        running = self.left_out()
        self.history(running, *range(801, 901))
        self.history(running, *range(701, 801))
        self.assertEqual(self.asked["which"], "100 before #801")
        self.history(running, 9, *range(602, 701))

        self.assertEqual(self.told, [str(number) for number in range(602, 901)])
        self.assertEqual(running.line.heard(), [])

    def test_the_messages_of_all_rooms_are_told_in_their_order(self) -> None:
        self.bot = Bot("echo", since=10, rooms=["plaza"])
        running = self.left_out()
        self.history(running, 11, 13, 900)
        self.history(running, 12, 14, room="plaza")

        self.assertEqual(self.told, ["11", "12", "13", "14", "900"])

    def test_a_connection_that_is_lost_meanwhile_goes_on_from_where_all_is_known(self) -> None:
        running = self.left_out()
        running.line.closes()
        running.is_back_after()

        self.assertEqual(running.line.heard()[0]["since"], 10)
        self.assertEqual(self.told, [])

    def test_a_history_that_can_not_be_read_keeps_nobody_from_the_rest(self) -> None:
        running = self.left_out()
        (request,) = running.line.heard()
        running.line.refuses(request, "not-read")

        self.assertEqual(self.told, ["900"])


class WaitedFor(Case):
    def test_what_was_said_privately_while_the_bot_was_away_is_told(self) -> None:
        running = self.running()
        running.comes_in(seq=100)
        whispered = {
            "type": "whispered",
            "seq": 50,
            "at": "2026-11-21T14:35:02Z",
            "from": "ana",
            "to": "echo",
            "text": "psst",
        }
        running.line.says("waited", messages=[whispered], total=1)

        self.assertEqual(self.told, ["psst"])
        self.assertEqual(self.bot.last_seq, 100)


class Stopping(Case):
    def stopped(self, running: Running) -> Deferred[None]:
        return running.service.stopService()

    def test_the_bot_says_goodbye_and_waits_for_the_end(self) -> None:
        running = self.running()
        running.comes_in()
        stopping = self.stopped(running)
        self.assertEqual([request["type"] for request in running.line.heard()], ["quit"])
        self.assertNoResult(stopping)
        running.line.closes()

        self.assertIsNone(self.successResultOf(stopping))
        self.assertEqual(running.clock.getDelayedCalls(), [])

    def test_what_was_to_be_said_is_said_first(self) -> None:
        running = self.running()
        running.comes_in()
        self.bot.say("one")
        self.bot.say("two")
        self.stopped(running)
        types = []
        while heard := running.line.heard():
            types += [request["type"] for request in heard]
            running.line.answers(heard[0], 101)

        self.assertEqual(types, ["say", "say", "quit"])

    def test_a_server_that_does_not_close_is_not_waited_for(self) -> None:
        running = self.running()
        running.comes_in()
        stopping = self.stopped(running)
        running.clock.advance(STOP_SECONDS)
        self.assertTrue(running.line.transport.is_aborted)
        running.line.closes()

        self.assertIsNone(self.successResultOf(stopping))

    def test_what_is_said_meanwhile_is_for_the_next_time(self) -> None:
        running = self.running()
        running.comes_in(seq=100)
        self.stopped(running)
        running.line.said(101, "late")

        self.assertEqual((self.told, self.bot.last_seq), ([], 100))

    def test_a_bot_that_is_waiting_to_come_back_stops_at_once(self) -> None:
        running = self.running()
        running.comes_in()
        running.line.closes()

        self.assertIsNone(self.successResultOf(self.stopped(running)))
        self.assertEqual(running.clock.getDelayedCalls(), [])

    def test_a_bot_that_is_not_let_in_yet_stops_too(self) -> None:
        running = self.running()
        stopping = self.stopped(running)
        running.line.closes()

        self.assertIsNone(self.successResultOf(stopping))
        self.assertEqual(running.clock.getDelayedCalls(), [])


class Refusals(Case):
    def test_what_the_server_complains_of_by_itself_is_in_the_log(self) -> None:
        running = self.running()
        running.comes_in()
        warnings = self.log_of(LogLevel.warn)
        running.line.refuses({}, "banned-from-room", name="plaza")

        self.assertIn("No: banned-from-room.", warnings[0])

    def test_a_refusal_is_an_exception_with_a_sentence(self) -> None:
        self.assertEqual(str(Refused("muted", "You are muted.")), "You are muted. (muted)")
