from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from chatservice.bot import (
    Bot,
    Connected,
    Corrected,
    Event,
    Joined,
    Message,
    Refused,
    Renamed,
    Unanswered,
)
from tests.bot.wire import AT, BotTestCase, Running


class Case(BotTestCase):
    """A bot that is in, and a server in memory."""

    def setUp(self) -> None:
        self.bot = Bot("echo")
        self.told: list[Any] = []

    def run_bot(self, **welcome: Any) -> Running:
        running = Running(self.bot)
        running.comes_in(**welcome)
        return running

    def texts(self, running: Running) -> list[str]:
        """Return what the bot says, each line answered at once."""
        said = []
        while heard := running.line.heard():
            for request in heard:
                said.append(request["text"])
                running.line.answers(request, 1000 + len(said))
        return said


class Hearing(Case):
    def test_a_message_in_a_room_is_told_with_all_that_is_known_of_it(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.run_bot().line.said(101, "hello", room="plaza")

        (message,) = self.told
        self.assertEqual(
            (message.seq, message.sender, message.room, message.text),
            (101, "ana", "plaza", "hello"),
        )
        self.assertEqual(message.at.isoformat(), "2026-11-21T14:35:02.123456+00:00")
        self.assertFalse(message.is_private or message.is_action)

    def test_a_private_one_has_no_room(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.run_bot().line.whispered(101, "hello")

        self.assertTrue(self.told[0].is_private)

    def test_an_action_is_a_message(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.run_bot().line.says("acted", seq=101, at=AT, room="lobby", from_="ana", text="waves")

        self.assertTrue(self.told[0].is_action)

    def test_a_bot_does_not_hear_itself(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.run_bot().line.said(101, "hello", who="echo")

        self.assertEqual(self.told, [])

    def test_it_knows_itself_by_the_name_that_the_server_gave_it(self) -> None:
        self.bot.on(Message)(self.told.append)
        running = self.run_bot(nick="Echo")
        running.line.said(101, "hello", who="Echo")

        self.assertEqual((self.told, self.bot.name), ([], "Echo"))

    def test_it_knows_itself_by_a_new_name(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.bot.on(Renamed)(self.told.append)
        running = self.run_bot()
        running.line.says("renamed", at=AT, who="echo", name="parrot")
        running.line.said(101, "hello", who="parrot")

        self.assertEqual((self.told, self.bot.name), ([], "parrot"))

    def test_each_function_is_told_its_own_type_of_events(self) -> None:
        self.bot.on(Joined)(self.told.append)
        running = self.run_bot()
        running.line.says("joined", at=AT, room="lobby", who=["ana", "juan"])
        running.line.says("left", at=AT, room="lobby", who="ana")

        self.assertEqual([event.who for event in self.told], [["ana", "juan"]])

    def test_all_that_happens_is_an_event(self) -> None:
        self.bot.on(Event)(self.told.append)
        running = self.run_bot()
        running.line.says("left", at=AT, room="lobby", who="ana")
        running.line.says(
            "corrected", seq=101, at=AT, room="lobby", from_="ana", text="a", message=9
        )

        self.assertEqual([type(event).__name__ for event in self.told], ["Left", "Corrected"])

    def test_what_a_newer_server_says_is_ignored(self) -> None:
        self.bot.on(Message)(self.told.append)
        self.bot.on(Corrected)(self.told.append)
        running = self.run_bot()
        running.line.says("applauded", seq=101, at=AT, who="ana")
        running.line.protocol.dataReceived(b"not json\n[]\n\xff\n")
        running.line.says("said", seq=102, at=AT, room="lobby", from_="ana", text="hi", mood="good")

        self.assertEqual([message.text for message in self.told], ["hi"])

    def test_history_that_is_shown_on_coming_in_is_no_news(self) -> None:
        self.bot.on(Message)(self.told.append)
        old = {"type": "said", "seq": 9, "at": AT, "room": "lobby", "from": "ana", "text": "!help"}
        self.run_bot().line.says("history", room="lobby", messages=[old])

        self.assertEqual(self.told, [])

    def test_coming_in_is_an_event(self) -> None:
        self.bot = Bot("echo", rooms=["#plaza"])
        self.bot.on(Connected)(self.told.append)
        self.run_bot()

        self.assertEqual(self.told, [Connected("echo", ("lobby", "plaza"))])

    def test_a_type_that_is_no_event_is_refused_at_once(self) -> None:
        for wrong in (str, "said", object):
            with self.assertRaisesRegex(TypeError, "is no type of event"):
                self.bot.on(wrong)  # type: ignore[arg-type]


class Failing(Case):
    def test_a_function_that_fails_is_in_the_log_and_the_next_one_is_told(self) -> None:
        @self.bot.on(Message)
        def broken(message: Message) -> None:
            raise ZeroDivisionError

        self.bot.on(Message)(self.told.append)
        running = self.run_bot()
        running.line.said(101, "one")
        running.line.said(102, "two")

        self.assertEqual(len(self.told), 2)
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 2)

    def test_so_it_is_with_a_coroutine(self) -> None:
        @self.bot.on(Message)
        async def broken(message: Message) -> None:
            await message.reply("a")
            raise ZeroDivisionError

        running = self.run_bot()
        running.line.said(101, "one")
        self.assertEqual(self.texts(running), ["a"])

        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_a_refusal_that_nobody_expects_is_in_the_log(self) -> None:
        @self.bot.on(Message)
        def answer(message: Message) -> Deferred[int]:
            return message.reply("no")

        running = self.run_bot()
        running.line.said(101, "one")
        (request,) = running.line.heard()
        running.line.refuses(request, "muted", seconds=60)

        self.assertEqual(len(self.flushLoggedErrors(Refused)), 1)


class Saying(Case):
    def test_saying_gives_the_number_when_the_server_has_it(self) -> None:
        running = self.run_bot()
        saying = self.bot.say("hello", room="plaza")
        (request,) = running.line.heard()
        self.assertEqual((request["type"], request["room"]), ("say", "plaza"))
        self.assertNoResult(saying)
        running.line.answers(request, 1042)

        self.assertEqual(self.successResultOf(saying), 1042)

    def test_without_a_room_it_is_the_last_of_its_rooms(self) -> None:
        self.bot = Bot("echo", rooms=["plaza", "kitchen"])
        running = self.run_bot()
        self.bot.say("hello").addErrback(lambda failure: None)

        self.assertEqual(running.line.heard()[0]["room"], "kitchen")

    def test_without_any_it_is_the_first_one_of_the_server(self) -> None:
        running = self.run_bot(room="hall")
        self.bot.say("hello").addErrback(lambda failure: None)

        self.assertEqual(running.line.heard()[0]["room"], "hall")

    def test_a_text_of_several_lines_is_said_line_by_line(self) -> None:
        running = self.run_bot()
        saying = self.bot.say("one\n\n  two\r\nthree\n")

        self.assertEqual(self.texts(running), ["one", "  two", "three"])
        self.assertEqual(self.successResultOf(saying), 1003)

    def test_they_are_said_together_and_no_more_after_one_that_is_refused(self) -> None:
        running = self.run_bot()
        saying = self.bot.say("one\ntwo\nthree")
        self.bot.say("four")
        running.line.answers(running.line.heard()[0], 101)
        running.line.refuses(running.line.heard()[0], "muted", seconds=0)

        self.failureResultOf(saying, Refused)
        self.assertEqual([request["text"] for request in running.line.heard()], ["four"])

    def test_a_refusal_can_be_caught(self) -> None:
        running = self.run_bot()
        saying = self.bot.say("hello")
        running.line.refuses(running.line.heard()[0], "not-in-room", name="plaza")

        self.assertEqual(self.failureResultOf(saying, Refused).value.code, "not-in-room")

    def test_what_is_said_before_the_bot_is_in_waits(self) -> None:
        running = Running(self.bot)
        self.bot.say("hello").addErrback(lambda failure: None)
        running.comes_in()

        self.assertEqual(running.line.heard()[0]["text"], "hello")

    def test_an_answer_goes_where_the_message_was(self) -> None:
        @self.bot.on(Message)
        async def answer(message: Message) -> None:
            await message.reply("yes")

        running = self.run_bot()
        running.line.said(101, "one", room="plaza")
        (request,) = running.line.heard()
        self.assertEqual(request, {"type": "say", "id": "1", "text": "yes", "room": "plaza"})
        running.line.answers(request, 102)
        running.line.whispered(103, "two")
        (request,) = running.line.heard()
        self.assertEqual(request, {"type": "msg", "id": "2", "text": "yes", "to": "ana"})

    def test_any_command_can_be_asked_for(self) -> None:
        running = self.run_bot()
        asking = self.bot.request("users", room="plaza")
        (request,) = running.line.heard()
        people = [{"name": "ana"}, {"name": "juan", "away": "lunch"}]
        running.line.says("users", id=request["id"], room="plaza", people=people)
        running.line.answers(request, 100)
        users, _ = self.successResultOf(asking)

        self.assertEqual([row.name for row in users.people], ["ana", "juan"])

    def test_a_bot_can_wait(self) -> None:
        running = self.run_bot()
        sleeping = self.bot.sleep(3)
        self.assertNoResult(sleeping)
        running.clock.advance(3)

        self.assertIsNone(self.successResultOf(sleeping))

    def test_a_bot_that_does_not_run_can_say_nothing(self) -> None:
        for act in (lambda: self.bot.say("a"), lambda: self.bot.request("users")):
            with self.assertRaisesRegex(RuntimeError, "the bot does not run yet"):
                act()


class Commanding(Case):
    def setUp(self) -> None:
        super().setUp()

        @self.bot.command
        async def echo(message: Message, text: str) -> None:
            """Says it again."""
            await message.reply(text)

        @self.bot.command(name="add")
        def added(message: Message, one: int, other: int) -> Deferred[int]:
            return message.reply(str(one + other))

    def answer(self, text: str) -> list[str]:
        running = self.run_bot()
        running.line.said(101, text)
        return self.texts(running)

    def test_a_command_is_done_with_what_stands_behind_it(self) -> None:
        self.assertEqual(self.answer("!echo hello  there"), ["hello  there"])

    def test_it_may_have_another_name_than_its_function(self) -> None:
        self.assertEqual(self.answer("!add 1 2"), ["3"])

    def test_privately_it_is_answered_privately(self) -> None:
        running = self.run_bot()
        running.line.whispered(101, "!echo hello")

        self.assertEqual(running.line.heard()[0]["type"], "msg")

    def test_a_wrong_one_is_answered_with_how_it_is_right(self) -> None:
        self.assertEqual(self.answer("!echo"), ["TEXT is missing. Usage: !echo TEXT"])

    def test_help_lists_them(self) -> None:
        self.assertEqual(self.answer("!help"), ["- !add ONE OTHER", "- !echo TEXT: Says it again."])

    def test_help_about_one_is_about_that(self) -> None:
        self.assertEqual(self.answer("!help echo"), ["- !echo TEXT: Says it again."])

    def test_an_unknown_one_in_a_room_may_be_for_another_bot(self) -> None:
        self.assertEqual(self.answer("!dance"), [])

    def test_privately_an_unknown_one_is_answered(self) -> None:
        running = self.run_bot()
        running.line.whispered(101, "!dance")

        self.assertEqual(self.texts(running), ["There is no !dance: !help lists what there is."])

    def test_the_bot_may_have_a_help_of_its_own(self) -> None:
        @self.bot.command
        async def help(message: Message) -> None:  # noqa: A001
            await message.reply("Ask Ana.")

        self.assertEqual(self.answer("!help"), ["Ask Ana."])

    def test_an_action_is_no_command(self) -> None:
        running = self.run_bot()
        running.line.says("acted", seq=101, at=AT, room="lobby", from_="ana", text="!echo hello")

        self.assertEqual(self.texts(running), [])


class WithoutCommands(Case):
    def test_a_bot_without_commands_is_silent_about_them(self) -> None:
        running = self.run_bot()
        running.line.said(101, "!help")
        running.line.whispered(102, "!help")

        self.assertEqual(self.texts(running), [])


class Stopped(Case):
    def test_functions_that_wait_are_ended_when_the_bot_stops(self) -> None:
        @self.bot.on(Message)
        async def wait(message: Message) -> None:
            try:
                await self.bot.sleep(3600)
            finally:
                self.told.append("ended")

        running = self.run_bot()
        running.line.said(101, "one")
        running.service.stopService()
        running.line.closes()

        self.assertEqual(self.told, ["ended"])
        self.assertEqual(running.clock.getDelayedCalls(), [])

    def test_an_answer_that_is_lost_with_the_connection_is_no_fault_of_the_function(self) -> None:
        @self.bot.on(Message)
        def answer(message: Message) -> Deferred[int]:
            return message.reply("yes")

        running = self.run_bot()
        running.line.said(101, "one")
        running.line.closes()

        self.assertEqual(self.flushLoggedErrors(), [])

    def test_what_is_said_afterwards_is_not_answered(self) -> None:
        running = self.run_bot()
        running.service.stopService()
        running.line.closes()

        self.failureResultOf(self.bot.say("late"), Unanswered)


class Making(BotTestCase):
    def test_a_bot_has_a_name_or_a_token(self) -> None:
        with self.assertRaisesRegex(ValueError, "neither is given"):
            Bot()

    def test_a_bot_has_one_service(self) -> None:
        running = Running(Bot("echo"))

        with self.assertRaisesRegex(RuntimeError, "has a service already"):
            running.bot.service(running.clock)

    def test_the_token_may_come_from_the_environment(self) -> None:
        self.patch(__import__("os"), "environ", {"CHAT_TOKEN": "secret"})

        self.assertEqual(Bot().token, "secret")

    def test_a_name_beats_the_environment(self) -> None:
        self.patch(__import__("os"), "environ", {"CHAT_TOKEN": "secret"})

        self.assertIsNone(Bot("echo").token)

    def test_its_sentences_may_be_in_spanish(self) -> None:
        running = Running(Bot("echo", language="es"))
        hello = running.comes_in()

        self.assertEqual(hello["language"], "es")
