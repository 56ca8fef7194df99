"""What becomes of lines of a bot's that wait for their pace, when it is changed meanwhile."""

from __future__ import annotations

from chatservice.core.accounts import Rank
from chatservice.core.flood import FloodLimit
from chatservice.core.limits import Limits
from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from tests.core.bots import Hook, comes_in, make_bot
from tests.core.conversation import Chat
from tests.core.hooks import HooksTestCase

LIMITS = Limits(flood_registered=FloodLimit(3, 1.0), repeats=None, logins=None)


class Changed(HooksTestCase):
    """What changes while lines wait holds for them: three are said, and three are not yet."""

    def setUp(self) -> None:
        self.begins(Chat(limits=LIMITS))
        self.ada = self.chat.admin("Ada")
        self.ana.types("/join kitchen")
        self.chat.passes(60)
        self.others = [Hook(self.chat, self.token) for _ in range(2)]

    def waits(self, room: str = "") -> None:
        """Let each of three calls have something that waits."""
        self.hook.says("\n".join("abcdef"), room)
        for other in self.others:
            other.says("x\ny", room)
        self.read()

    def assert_no_more_is_said(self, code: str) -> None:
        """Assert that all calls are answered with that, and nobody reads anything more."""
        before = self.chat.hub.log.last_number()
        self.chat.passes(10)
        answers = [answer for each in (self.hook, *self.others) for answer in each.answers]
        codes = [each.code.value for each in answers if isinstance(each, Refused)]
        self.assertEqual((codes, len(answers)), ([code] * 3, 3))
        self.assertEqual(self.chat.hub.log.last_number(), before)

    def test_a_token_that_is_removed_says_nothing_more(self) -> None:
        self.waits()
        self.ana.types("/token Deploy remove")

        self.assert_no_more_is_said("wrong-token")

    def test_nor_does_one_in_whose_place_there_is_another(self) -> None:
        self.waits()
        make_bot(self.ana, "Deploy")

        self.assert_no_more_is_said("wrong-token")

    def test_nor_does_one_whose_owner_is_removed(self) -> None:
        self.waits()
        self.chat.accounts.remove(self.ana.person.identity)

        self.assert_no_more_is_said("wrong-token")

    def test_nor_does_one_of_a_bot_that_was_here_meanwhile(self) -> None:
        bot = comes_in(self.chat, self.token)
        self.waits()
        self.ana.types("/token Deploy remove")

        self.assert_no_more_is_said("wrong-token")
        self.assertTrue(bot.closed)

    def test_a_new_token_speaks_while_the_old_one_waits(self) -> None:
        self.waits()
        new = Hook(self.chat, make_bot(self.ana, "Deploy"))
        new.says("hello")

        self.chat.passes(2)

        self.assertEqual(self.read()[-1], "[14:36] Deploy: hello")

    def test_one_who_is_a_moderator_no_more_says_nothing_more_where_only_those_may(self) -> None:
        identity = self.chat.hub.accounts.find(parse_name("Deploy")).identity
        self.chat.accounts.set_rank(identity, Rank.ADMIN)
        self.ana.types("/room moderated on")
        self.waits("kitchen")
        self.chat.accounts.set_rank(identity, Rank.MEMBER)

        self.assert_no_more_is_said("room-moderated")
