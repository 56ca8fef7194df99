"""What a bot says by its token alone, without being here."""

from __future__ import annotations

from tests.core.bots import Hook, comes_in
from tests.core.conversation import Chat
from tests.core.hooks import HooksTestCase


class Saying(HooksTestCase):
    def test_everyone_in_the_first_room_reads_it_as_from_the_bot(self) -> None:
        self.hook.says("deploy ok")

        self.assertEqual((self.read(), self.read(self.ana)), (["[14:35] Deploy: deploy ok"],) * 2)

    def test_nobody_sees_it_come_or_go(self) -> None:
        self.hook.says("deploy ok")
        self.read()
        self.chat.passes(3600)

        self.juan.types("/users")

        self.assertEqual(self.read(), ["Users online (2):", "  Ana", "  Juan"])

    def test_the_answer_is_its_number_in_the_log(self) -> None:
        self.juan.types("hello")

        numbers = [self.hook.told("deploy ok"), self.hook.told("and again")]

        self.assertEqual(numbers, [2, 3])
        self.assertEqual(self.chat.hub.log.last_number(), 3)

    def test_the_answer_comes_when_it_is_on_the_disk_and_not_before(self) -> None:
        with self.chat.one_turn():
            self.hook.says("deploy ok")
            self.assertEqual(self.hook.answers, [])

        self.assertEqual(self.hook.answers, [1])

    def test_it_is_in_the_history(self) -> None:
        self.hook.says("deploy ok")
        self.read()

        self.juan.types("/history")

        self.assertEqual(self.read(), ["History:", "[14:35] Deploy: deploy ok"])

    def test_each_line_is_a_message_and_the_answer_is_the_last_ones_number(self) -> None:
        self.assertEqual(self.hook.told("one\r\n\n  \ntwo \nthree\n"), 3)

        self.assertEqual(self.read(), [f"[14:35] Deploy: {n}" for n in ("one", "two", "three")])

    def test_what_begins_with_a_slash_is_no_command(self) -> None:
        self.hook.says("/quit now")

        self.assertEqual(self.read(), ["[14:35] Deploy: /quit now"])

    def test_it_is_made_safe_as_what_is_typed(self) -> None:
        self.hook.says("\x1b[31mred\x1b[0m \u202eevil oops\x08\x08\x08\x08done")

        self.assertEqual(self.read(), ["[14:35] Deploy: red evil done"])

    def test_it_is_said_in_another_room(self) -> None:
        self.ana.types("/join Kitchen")

        for name in ("Kitchen", "#kitchen", " KITCHEN "):
            self.hook.says("soup", name)

        self.assertEqual(self.read(self.ana)[-3:], ["[14:35] Deploy: soup"] * 3)
        self.assertNotIn("soup", str(self.read()))

    def test_who_ignores_the_bot_does_not_read_it(self) -> None:
        self.juan.types("/ignore Deploy")
        self.read()

        self.hook.says("deploy ok")

        self.assertEqual((self.read(), len(self.read(self.ana))), ([], 1))

    def test_who_reads_nothing_just_now_reads_it_later(self) -> None:
        self.juan.stops_reading()
        self.hook.says("first")
        self.hook.says("second")

        self.juan.reads_on()

        self.assertEqual(self.read(), ["[14:35] Deploy: first", "[14:35] Deploy: second"])

    def test_a_moderator_takes_it_back(self) -> None:
        ada = self.chat.admin("Ada")
        self.hook.says("oops")
        ada.types("/delete Deploy")
        self.chat.settles()
        self.read()

        self.juan.types("/history")

        self.assertEqual(self.read(), ["Nothing has been said in #lobby yet."])

    def test_a_message_to_the_bot_waits_for_it(self) -> None:
        self.hook.says("deploy ok")
        self.juan.types("/msg Deploy well done")

        self.assertEqual(self.read()[-1], "Deploy is not here: your message waits until they come.")

    def test_after_the_server_began_anew_it_works_as_before(self) -> None:
        chat = Chat(accounts=self.chat.accounts)
        juan = chat.join("Juan")

        Hook(chat, self.token).says("deploy ok")

        self.assertEqual(juan.reads(), ["[14:35] Deploy: deploy ok"])


class Connected(HooksTestCase):
    """The bot is here as well."""

    def setUp(self) -> None:
        super().setUp()
        self.bot = comes_in(self.chat, self.token)
        self.read()

    def test_it_speaks_as_the_person_that_it_is_there(self) -> None:
        self.bot.types("/rename Herald")
        self.read()

        self.hook.says("deploy ok")

        self.assertEqual(self.read(), ["[14:35] Herald: deploy ok"])

    def test_it_reads_that_itself_as_in_another_session(self) -> None:
        self.bot.reads()

        self.hook.says("deploy ok")

        self.assertEqual(self.bot.reads(), ["[14:35] Deploy: deploy ok"])

    def test_so_it_does_beside_what_it_says_in_the_same_turn(self) -> None:
        self.bot.reads()

        with self.chat.one_turn():
            self.bot.types("one")
            self.hook.says("two")
            self.bot.types("three")

        self.assertEqual(self.bot.reads(), ["[14:35] Deploy: two"])
        self.assertEqual(self.read(), [f"[14:35] Deploy: {n}" for n in ("one", "two", "three")])

    def test_so_do_all_its_sessions(self) -> None:
        bots = [self.bot, comes_in(self.chat, self.token)]
        for bot in bots:
            bot.reads()

        self.hook.says("deploy ok")

        self.assertEqual([bot.reads() for bot in bots], [["[14:35] Deploy: deploy ok"]] * 2)

    def test_when_it_leaves_in_that_turn_it_is_said_all_the_same(self) -> None:
        with self.chat.one_turn():
            self.hook.says("bye")
            self.bot.types("/quit")

        self.assertEqual(self.read(), ["[14:35] Deploy: bye", "* Deploy left"])

    def test_when_it_has_left_it_speaks_as_before(self) -> None:
        self.hook.says("here")
        self.bot.types("/quit")
        self.read()

        self.hook.says("not here")

        self.assertEqual(self.read(), ["[14:35] Deploy: not here"])

    def test_what_it_says_there_can_be_corrected_here(self) -> None:
        self.hook.says("depoly ok")
        self.read()

        self.bot.types("/edit deploy ok")

        self.assertEqual(self.read(), ["* Deploy corrected: deploy ok"])

    def test_in_a_room_where_it_is_it_needs_no_invitation(self) -> None:
        owen = self.chat.member("Owen")
        owen.types("/join kitchen")
        self.bot.types("/join kitchen")
        owen.types("/room invite-only on")
        owen.reads()

        self.hook.says("soup", "kitchen")

        self.assertEqual(owen.reads(), ["[14:35] Deploy: soup"])
