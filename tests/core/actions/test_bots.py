"""`/token`: who may have bots, how many, by what names; and what becomes of their tokens."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.accounts import Account
from chatservice.core.limits import BOTS_EACH
from chatservice.core.log import NotKeptError
from chatservice.core.logins import REGISTRATIONS
from chatservice.core.names import parse_name
from chatservice.core.tokens import digest
from tests.core.bots import TOKEN, comes_in, make_bot
from tests.core.conversation import PASSWORD, Chat

HOME = "192.0.2.7"
WORTHLESS = "That token is not valid: /token NAME makes one for a bot."


class BotsTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana = self.chat.member("Ana", HOME)

    def answers(self, *lines: str) -> list[str]:
        """Let Ana type lines; returns what she reads."""
        self.ana.reads()
        self.ana.types(*lines)
        return self.ana.reads()

    def found(self, name: str) -> Account | None:
        return self.chat.accounts.find(parse_name(name))


class Making(BotsTestCase):
    def test_the_token_is_shown_with_how_it_is_used(self) -> None:
        head, token, how = self.answers("/token deploy")

        self.assertEqual(head, "The token of deploy, which is shown this once:")
        self.assertRegex(token.strip(), TOKEN)
        self.assertIn(f"curl --data 'hello' http://HOST:PORT/hook/{token.strip()}", how)

    def test_the_bot_is_an_account_of_its_own_that_belongs_to_who_made_it(self) -> None:
        token = make_bot(self.ana, "deploy")

        bot = self.found("DEPLOY")
        assert bot is not None
        self.assertEqual(
            (bot.owner, bot.proof, bot.token), (self.ana.person.identity, "", digest(token))
        )
        self.assertNotEqual(bot.identity, self.ana.person.identity)

    def test_nobody_else_reads_it(self) -> None:
        elsewhere, juan = self.chat.logs_in("Ana"), self.chat.join("Juan")
        elsewhere.reads()

        self.answers("/token deploy")

        self.assertEqual((elsewhere.reads(), juan.reads()), ([], []))

    def test_it_comes_in_by_the_token(self) -> None:
        bot = comes_in(self.chat, make_bot(self.ana, "Deploy"))

        self.assertEqual(bot.person.name.text, "Deploy")

    def test_it_is_noted_for_the_operator_without_the_token(self) -> None:
        token = make_bot(self.ana, "deploy")

        noted = self.chat.audited[-1]
        self.assertEqual(
            (noted.act, noted.outcome, noted.account, noted.target, noted.address),
            ("bot-add", "done", "Ana", "deploy", HOME),
        )
        self.assertNotIn(token, str(self.chat.audited))

    def test_names_that_cannot_be_had_are_refused(self) -> None:
        self.chat.member("Berta").types("/quit")
        self.chat.join("Carla")
        for typed, said in (
            ("Berta", "The name Berta is registered: choose another one."),
            ("Carla", "The name Carla is taken: choose another one."),
            ("CarIa", "The name CarIa looks too much like Carla"),
            ("Ana", "The name Ana is registered: choose another one."),
            ("two.words!", "A name can't contain !"),
        ):
            if typed != "8erta":  # which looks like it in some tables of look-alikes, not in all
                self.assertIn(said, self.answers(f"/token {typed}")[0], typed)
        self.assertEqual(len(self.chat.accounts.all_accounts()), 2)

    def test_a_name_that_is_banned_is_taken(self) -> None:
        admin = self.chat.admin("Ada")
        admin.types("/ban deploy")

        self.assertIn("is taken", self.answers("/token deploy")[0])

    def test_who_is_not_registered_has_none(self) -> None:
        juan = self.chat.join("Juan")
        juan.types("/token deploy")

        self.assertEqual(
            juan.reads(), ["/token is for registered people. /help shows what you can do."]
        )

    def test_more_than_so_many_are_refused(self) -> None:
        chat = Chat()
        ana = chat.member("Ana")
        for number in range(BOTS_EACH):
            make_bot(ana, f"bot{number}")

        ana.types("/token another")

        self.assertIn(f"You have {BOTS_EACH} bots, and more are not allowed", ana.reads()[0])
        self.assertIsNone(chat.accounts.find(parse_name("another")))

    def test_with_one_removed_there_is_place_for_another(self) -> None:
        chat = Chat()
        ana = chat.member("Ana")
        for number in range(BOTS_EACH):
            make_bot(ana, f"bot{number}")
        ana.types("/token bot3 remove")

        make_bot(ana, "another")

        self.assertEqual(len(chat.accounts.bots_of(ana.person.identity)), BOTS_EACH)

    def test_they_count_among_the_registrations_from_an_address(self) -> None:
        for number in range(REGISTRATIONS.count - 1):  # Ana herself is one
            self.answers(f"/token bot{number}", f"/token bot{number} remove")

        self.assertIn(
            "Many names were registered from your address today", self.answers("/token bot")[0]
        )
        self.assertIsNone(self.found("bot"))

    def test_a_name_that_was_refused_does_not_count(self) -> None:
        for _ in range(REGISTRATIONS.count):
            self.answers("/token Ana")

        make_bot(self.ana, "deploy")

    def test_a_disk_that_keeps_nothing_is_told_and_shows_no_token(self) -> None:
        def full(*_: object) -> Account:
            raise NotKeptError("database or disk is full")

        self.patch(self.chat.accounts, "add_bot", full)

        (said,) = self.answers("/token deploy")

        self.assertIn("nothing was sent or changed", said)


class AnotherToken(BotsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.token = make_bot(self.ana, "Deploy")

    def test_the_name_may_be_typed_in_any_case(self) -> None:
        self.assertEqual(
            self.answers("/token deploy")[0], "The token of Deploy, which is shown this once:"
        )

    def test_the_new_one_lets_the_same_bot_in(self) -> None:
        before = self.found("deploy")

        bot = comes_in(self.chat, make_bot(self.ana, "deploy"))

        assert before is not None
        self.assertEqual(bot.person.identity, before.identity)

    def test_the_former_one_is_worth_nothing(self) -> None:
        make_bot(self.ana, "deploy")

        self.assertIsNone(self.chat.accounts.with_token(digest(self.token)))

    def test_who_came_in_by_the_former_one_is_sent_away_and_told_why(self) -> None:
        bots = [comes_in(self.chat, self.token) for _ in range(2)]
        for bot in bots:
            bot.reads()

        make_bot(self.ana, "deploy")

        for bot in bots:
            self.assertEqual((bot.reads(), bot.closed), ([WORTHLESS], True))

    def test_others_read_that_it_left(self) -> None:
        juan = self.chat.join("Juan")
        comes_in(self.chat, self.token)
        juan.reads()

        make_bot(self.ana, "deploy")

        self.assertEqual(juan.reads(), ["* Deploy left"])

    def test_it_is_noted_for_the_operator(self) -> None:
        token = make_bot(self.ana, "deploy")

        noted = self.chat.audited[-1]
        self.assertEqual((noted.act, noted.target), ("bot-token", "Deploy"))
        self.assertNotIn(token, str(self.chat.audited))

    def test_it_is_no_registration(self) -> None:
        for _ in range(2 * REGISTRATIONS.count):
            make_bot(self.ana, "deploy")

        self.assertEqual(len(self.chat.accounts.all_accounts()), 2)

    def test_for_somebody_elses_bot_there_is_none(self) -> None:
        berta = self.chat.member("Berta")
        berta.types("/token deploy")

        self.assertEqual(berta.reads(), ["The name Deploy is registered: choose another one."])
        self.assertIsNotNone(self.chat.accounts.with_token(digest(self.token)))


class Listing(BotsTestCase):
    def test_none_are_told_with_how_to_make_one(self) -> None:
        self.assertEqual(self.answers("/token"), ["You have no bots. /token NAME makes one."])

    def test_ones_own_are_listed_with_when_they_were_made(self) -> None:
        make_bot(self.chat.member("Berta"), "other")
        make_bot(self.ana, "zed")
        self.chat.passes(3600)
        make_bot(self.ana, "deploy")

        self.assertEqual(
            self.answers("/token"),
            [
                "Your bots:",
                "  deploy, since 2026-11-21 15:35",
                "  zed, since 2026-11-21 14:35",
            ],
        )

    def test_no_token_is_shown_again(self) -> None:
        make_bot(self.ana, "deploy")

        self.assertIsNone(TOKEN.search(str(self.answers("/token"))))


class Removing(BotsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.token = make_bot(self.ana, "Deploy")

    def test_its_name_is_free_then(self) -> None:
        self.assertEqual(
            self.answers("/token deploy remove"),
            ["The bot Deploy is removed, and its token is worth nothing now."],
        )

        self.assertIsNone(self.found("deploy"))

    def test_the_spanish_word_does_the_same_in_any_case(self) -> None:
        self.answers("/ficha deploy QUITAR")

        self.assertIsNone(self.found("deploy"))

    def test_who_came_in_by_its_token_is_sent_away(self) -> None:
        bot = comes_in(self.chat, self.token)

        self.answers("/token deploy remove")

        self.assertEqual((bot.reads(), bot.closed), ([WORTHLESS], True))

    def test_it_is_noted_for_the_operator(self) -> None:
        self.answers("/token deploy remove")

        noted = self.chat.audited[-1]
        self.assertEqual((noted.act, noted.account, noted.target), ("bot-remove", "Ana", "Deploy"))

    def test_what_is_no_bot_of_ones_own_is_not_removed(self) -> None:
        self.chat.member("Berta").types("/token other")
        for name in ("other", "Berta", "Ana", "nobody"):
            self.assertEqual(
                self.answers(f"/token {name} remove"),
                [f"{name} is no bot of yours. /token shows those that are."],
            )
        self.assertEqual(len(self.chat.accounts.all_accounts()), 4)

    def test_another_word_is_explained_and_nothing_happens(self) -> None:
        self.assertEqual(
            self.answers("/token deploy please"),
            ["/token takes nothing more. Usage: /token [NAME [remove]]"],
        )
        self.assertIsNotNone(self.chat.accounts.with_token(digest(self.token)))


class WithItsOwner(BotsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.token = make_bot(self.ana, "Deploy")

    def test_it_goes_when_its_owner_is_forgotten(self) -> None:
        self.answers("/forget-me", PASSWORD)

        self.assertEqual(self.chat.accounts.all_accounts(), [])

    def test_it_is_sent_away_when_its_owner_is_forgotten(self) -> None:
        bot = comes_in(self.chat, self.token)

        self.answers("/forget-me", PASSWORD)

        self.assertEqual((bot.reads()[-1], bot.closed), (WORTHLESS, True))

    def test_what_it_said_goes_with_what_its_owner_said(self) -> None:
        juan = self.chat.join("Juan")
        comes_in(self.chat, self.token).types("deployed")
        self.answers("hello", "/forget-me messages", PASSWORD)
        juan.reads()

        juan.types("/history")

        self.assertEqual(juan.reads(), ["Nothing has been said in #lobby yet."])

    def test_what_it_said_stays_when_what_its_owner_said_does(self) -> None:
        juan = self.chat.join("Juan")
        comes_in(self.chat, self.token).types("deployed")
        self.answers("/forget-me", PASSWORD)
        juan.reads()

        juan.types("/history")

        self.assertEqual(juan.reads(), ["History:", "[14:35] Deploy: deployed"])

    def test_it_is_sent_away_when_another_program_removes_its_owner(self) -> None:
        bot = comes_in(self.chat, self.token)
        self.chat.accounts.remove(self.ana.person.identity)

        self.chat.hub.arrivals.reread()
        self.chat.end_turn()

        self.assertEqual((bot.reads()[-1], bot.closed), (WORTHLESS, True))
        self.assertFalse(self.ana.closed)

    def test_it_is_thrown_out_when_its_owner_is_banned(self) -> None:
        bot = comes_in(self.chat, self.token)

        self.chat.admin("Ada").types("/ban Ana")

        self.assertTrue(bot.closed)

    def test_it_does_not_come_in_while_its_owner_is_banned(self) -> None:
        self.chat.admin("Ada").types("/ban Ana")

        self.assertTrue(comes_in(self.chat, self.token, "203.0.113.9").closed)

    def test_it_says_nothing_while_its_owner_is_muted(self) -> None:
        bot = comes_in(self.chat, self.token)
        self.chat.admin("Ada").types("/mute Ana")
        bot.reads()

        bot.types("hello")

        self.assertEqual(bot.reads(), ["You are muted, so nothing was sent."])

    def test_it_does_not_enter_a_room_from_which_its_owner_is_banned(self) -> None:
        owen = self.chat.member("Owen")
        owen.types("/join kitchen", "/ban Ana")
        bot = comes_in(self.chat, self.token)

        bot.types("/join kitchen")

        self.assertEqual(bot.reads(), ["You are banned from #kitchen."])

    def test_its_owner_is_not_muted_with_it(self) -> None:
        self.chat.admin("Ada").types("/mute Deploy")
        juan = self.chat.join("Juan")

        self.answers("hello")

        self.assertEqual(juan.reads(), ["[14:35] Ana: hello"])


class ABotItself(BotsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.bot = comes_in(self.chat, make_bot(self.ana, "Deploy"))
        self.bot.reads()

    def test_it_has_no_account_of_its_own_to_change(self) -> None:
        for line in ("/register", "/password", "/forget-me", "/token", "/token other"):
            self.bot.types(line)

            self.assertEqual(
                self.bot.reads(),
                ["Deploy is a bot, and bots can't do that: its owner can."],
                line,
            )
        self.assertEqual(len(self.chat.accounts.all_accounts()), 2)

    def test_it_talks_as_anybody(self) -> None:
        self.ana.reads()
        self.bot.types("hello")

        self.assertEqual(self.ana.reads(), ["[14:35] Deploy: hello"])

    def test_no_password_lets_it_in_and_that_is_told_as_of_a_name_that_nobody_has(self) -> None:
        said = []
        for name in ("Deploy", "Nobody"):
            visitor = self.chat.connect()
            visitor.types(f"/login {name}")
            visitor.reads()
            visitor.types(PASSWORD)
            said.append(visitor.reads()[0])

        self.assertEqual(said[0], said[1])
        self.assertIn("Name or password are wrong.", said[0])

    def test_no_password_does_even_if_one_is_kept(self) -> None:
        made: list[object] = []
        self.chat.hub.passwords.make(PASSWORD, made.append)
        self.chat.accounts.set_proof(self.bot.person.identity, str(made[0]))
        visitor = self.chat.connect()

        visitor.types("Deploy", PASSWORD)

        self.assertIn("Name or password are wrong.", visitor.reads()[0])

    def test_somebody_who_does_not_want_to_read_it_need_not_wait_until_it_is_here(self) -> None:
        self.bot.types("/quit")
        self.answers()

        self.assertEqual(
            self.answers("/ignore deploy"),
            ["You are ignoring Deploy. /unignore Deploy ends it."],
        )


class Passwords(BotsTestCase):
    def test_a_password_for_a_bot_is_looked_at_as_for_a_name_that_nobody_has(self) -> None:
        make_bot(self.ana, "Deploy")
        proofs: list[str | None] = []
        check = self.chat.hub.passwords.check
        self.patch(
            self.chat.hub.passwords,
            "check",
            lambda proof, *more: (proofs.append(proof), check(proof, *more)),
        )

        for name in ("Deploy", "Nobody"):
            self.chat.connect().types(f"/login {name}", PASSWORD)

        self.assertEqual(proofs, [None, None])
