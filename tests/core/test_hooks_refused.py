"""What a bot may not say by its token: the rules are those for who is here."""

from __future__ import annotations

from chatservice.core.hooks import MOST_LINES
from chatservice.core.limits import Limits
from chatservice.core.log import BusyError, NotKeptError, NotReadError
from chatservice.core.tokens import new_token
from tests.core.bots import Hook, make_bot
from tests.core.conversation import Chat
from tests.core.hooks import ELSEWHERE, HooksTestCase
from tests.core.unwilling import Unwilling


class RefusedTestCase(HooksTestCase):
    def refuses(self, text: str = "hello", room: str = "") -> str:
        """Return the code of why something is not said, which nobody read."""
        self.read()
        code = self.hook.refused(text, room).code.value
        self.assertEqual(self.read(), [])
        return code


class Texts(RefusedTestCase):
    def test_nothing_to_say(self) -> None:
        for text in ("", " ", "\n\n", "\u200b", "one\n\x1b[31m", "\x08"):
            self.assertEqual(self.refuses(text), "nothing-left", repr(text))

    def test_a_line_that_is_too_long(self) -> None:
        for text in ("x" * 4097, "ñ" * 2049, f"one\n{'x' * 4097}"):
            self.assertEqual(self.refuses(text), "line-too-long")

    def test_one_that_is_as_long_as_may_be_is_said(self) -> None:
        self.assertEqual(self.hook.told("ñ" * 2048), 1)

    def test_of_too_many_lines_none_is_said(self) -> None:
        self.assertEqual(self.refuses("x\n" * (MOST_LINES + 1)), "too-many-lines")

    def test_as_many_lines_as_may_be_are_said(self) -> None:
        self.assertEqual(self.hook.told("x\n" * MOST_LINES), MOST_LINES)

    def test_what_was_said_too_often(self) -> None:
        self.begins(Chat(limits=Limits(flood=None, flood_registered=None)))
        for _ in range(3):
            self.hook.told("deploy ok")

        self.assertEqual(self.refuses("deploy ok"), "repeated")

    def test_after_a_line_that_is_refused_no_more_are_said(self) -> None:
        self.begins(Chat(limits=Limits(flood=None, flood_registered=None)))

        refused = self.hook.refused("x\nx\nx\nx\nlast")

        self.assertEqual(refused.code.value, "repeated")
        self.assertEqual(self.read(), ["[14:35] Deploy: x"] * 3)


class Tokens(RefusedTestCase):
    def test_one_that_is_none(self) -> None:
        self.hook.token = new_token()

        self.assertEqual(self.refuses(), "wrong-token")

    def test_one_in_whose_place_there_is_another(self) -> None:
        self.hook.says("before")
        make_bot(self.ana, "Deploy")

        self.assertEqual(self.refuses(), "wrong-token")

    def test_that_of_a_bot_that_is_removed(self) -> None:
        self.hook.says("before")
        self.ana.types("/token Deploy remove")

        self.assertEqual(self.refuses(), "wrong-token")

    def test_wrong_ones_count_from_an_address(self) -> None:
        Hook(self.chat, new_token(), ELSEWHERE).says("hello")

        self.assertEqual(self.refuses(), "token-too-soon")

    def test_a_connection_that_may_not_come_in(self) -> None:
        self.begins(Chat(connections=3))  # which there are with this one
        self.hook = Hook(self.chat, self.token)

        self.assertEqual(self.refuses(), "server-full")


class Rooms(RefusedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.owen = self.chat.member("Owen")
        self.owen.types("/join kitchen")

    def test_one_that_is_not_there(self) -> None:
        refused = self.hook.refused("hello", "Patio")

        self.assertEqual((refused.code.value, refused.details), ("unknown-room", {"name": "Patio"}))

    def test_what_is_said_of_its_name_is_safe(self) -> None:
        refused = self.hook.refused("hello", "\x1b[31mPatio\u202e")

        self.assertEqual(refused.details, {"name": "Patio"})

    def test_those_that_are_closed_to_it(self) -> None:
        for kind in ("invite-only", "moderated"):
            self.owen.types(f"/room {kind} on")
            self.owen.reads()

            self.assertEqual(self.refuses(room="kitchen"), f"room-{kind}")
            self.assertEqual(self.owen.reads(), [])
            self.owen.types(f"/room {kind} off")

    def test_one_to_which_it_is_invited_is_open_to_it(self) -> None:
        self.owen.types("/op Deploy", "/room invite-only on")

        self.assertEqual(self.hook.told("soup", "kitchen"), 1)

    def test_one_for_registered_people_is_open_to_it(self) -> None:
        self.owen.types("/room registered on")

        self.assertEqual(self.hook.told("soup", "kitchen"), 1)

    def test_a_slow_one_from_one_call_to_the_next(self) -> None:
        self.owen.types("/room slow 1m")
        self.hook.told("soup", "kitchen")
        self.chat.passes(20)

        refused = self.hook.refused("more soup", "kitchen")

        self.assertEqual(
            (refused.code.value, refused.details), ("room-slow", {"name": "kitchen", "seconds": 40})
        )


class Sanctions(RefusedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.ada, self.owen = self.chat.admin("Ada"), self.chat.member("Owen")
        self.owen.types("/join kitchen")

    def test_a_bot_that_is_kept_out_or_silent_and_one_whose_owner_is(self) -> None:
        for who in ("Deploy", "Ana"):
            for by, act, undo, room, code in (
                (self.owen, "ban", "unban", "kitchen", "banned-from-room"),
                (self.owen, "mute", "unmute", "kitchen", "muted-in-room"),
                (self.ada, "mute", "unmute", "", "muted"),
                (self.ada, "ban", "unban", "", "banned"),
            ):
                by.types(f"/{act} {who}")

                self.assertEqual(self.refuses(room=room), code, f"{act} {who}")
                by.types(f"/{undo} {who}")

    def test_when_that_is_over_it_speaks_again(self) -> None:
        self.ada.types("/mute Deploy 10m")
        self.refuses()
        self.chat.passes(601)

        self.assertEqual(self.hook.told("hello"), 1)

    def test_whoever_calls_from_an_address_that_is_banned(self) -> None:
        self.ada.types(f"/ban {ELSEWHERE}")

        self.assertEqual(self.refuses(), "banned")

    def test_it_is_noted_for_the_operator_once_a_minute(self) -> None:
        self.ada.types("/ban Deploy")
        self.chat.audited.clear()

        for _ in range(3):
            self.refuses()

        (noted,) = self.chat.audited
        self.assertEqual(
            (noted.act, noted.outcome, noted.who, noted.account, noted.address),
            ("refusal", "banned", "Deploy", "Deploy", ELSEWHERE),
        )


class Disks(RefusedTestCase):
    def setUp(self) -> None:
        self.log = Unwilling()
        self.begins(Chat(log=self.log))

    def test_one_that_keeps_nothing(self) -> None:
        self.log.not_kept = NotKeptError("database or disk is full")

        self.assertEqual(self.refuses(), "not-kept")

    def test_one_that_keeps_nothing_of_several_lines_answers_once(self) -> None:
        self.log.not_kept = NotKeptError("database or disk is full")

        self.hook.refused("one\ntwo")

    def test_one_that_is_busy_keeps_the_answer_waiting(self) -> None:
        self.log.not_kept = BusyError("database is locked")
        self.hook.says("hello")
        self.log.not_kept = None
        before = list(self.hook.answers)

        self.chat.passes(0.1)

        self.assertEqual((before, self.hook.answers), ([], [1]))

    def test_accounts_that_cannot_be_read(self) -> None:
        def damaged(*_: object) -> None:
            raise NotReadError("database disk image is malformed")

        self.patch(self.chat.accounts, "with_token", damaged)

        self.assertEqual(self.refuses(), "not-kept")

    def test_a_fault_is_reported_and_answered(self) -> None:
        def wrong(*_: object) -> None:
            raise ValueError("a bug")

        self.patch(self.chat.hub.membership, "room", wrong)

        self.assertEqual(self.refuses("one\ntwo", "kitchen"), "internal")
        self.assertIn("a bug", self.chat.reports[0])
        self.assertEqual(self.hook.told("hello"), 1)

    def test_a_fault_in_who_is_answered_holds_nobody_up(self) -> None:
        def wrong(*_: object) -> None:
            raise ValueError("a bug")

        hooks = self.chat.hub.hooks
        with self.chat.one_turn():
            hooks.say(self.token, "", "one", self.hook.visit, wrong, lambda: True)

        self.assertIn("a bug", self.chat.reports[0])
        self.assertEqual(self.read(), ["[14:35] Deploy: one"])
