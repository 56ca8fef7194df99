"""`chatservice account`: bots, which belong to somebody and have no password."""

from __future__ import annotations

from datetime import datetime, timezone

from chatservice.accounts.store import Store
from chatservice.core.names import parse_name
from tests.commands.test_account_audited import AuditedTestCase

SPANISH = "es_ES.UTF-8"


class Bots(AuditedTestCase):
    def setUp(self) -> None:
        super().setUp()
        for name in ("Ana", "Juan"):
            self.said("add", name)
        ana = self.found("Ana")
        assert ana is not None
        store = Store("chat-data", lambda: datetime.now(timezone.utc))
        store.open()
        for number, name in enumerate(("Deploy", "butler"), 1):
            token = str(number) * 64
            store.add_bot(parse_name(name), number, ana.identity, token, store._now())
        store.close()

    def test_they_are_listed_with_their_owner(self) -> None:
        titles, *rows = self.said("list", TZ="UTC").splitlines()

        self.assertEqual(titles.split("  ")[-1].strip(), "Bot of")
        self.assertEqual(
            [(row.split()[0], row.split()[4:]) for row in rows],
            [("Ana", []), ("butler", ["Ana"]), ("Deploy", ["Ana"]), ("Juan", [])],
        )

    def test_so_they_are_in_spanish(self) -> None:
        titles = self.said("list", LANG=SPANISH).splitlines()[0]

        self.assertTrue(titles.endswith("  Bot de"), titles)

    def test_where_there_are_none_nothing_is_said_of_them(self) -> None:
        self.said("remove", "Ana", "--yes")

        self.assertNotIn("Bot", self.said("list"))

    def test_they_are_given_no_password(self) -> None:
        self.assertEqual(
            self.refused("password", "deploy"),
            "Deploy is a bot and has no password: its owner makes another token for it, with "
            "/token Deploy",
        )
        bot = self.found("deploy")
        assert bot is not None
        self.assertEqual(bot.proof, "")

    def test_that_is_said_in_spanish(self) -> None:
        self.assertEqual(
            self.refused("password", "deploy", LANG=SPANISH),
            "Deploy es un bot y no tiene contraseña: su dueño le hace otro token con /token Deploy",
        )

    def test_one_is_removed_alone(self) -> None:
        self.assertEqual(
            self.said("remove", "deploy", "--yes"), "Deploy is not registered any more.\n"
        )

        self.assertIsNotNone(self.found("ana"))

    def test_they_are_removed_with_their_owner_and_that_is_said(self) -> None:
        self.assertEqual(
            self.said("remove", "ana", "--yes"),
            "Ana is not registered any more.\nNor are their bots: butler, Deploy.\n",
        )

        self.assertEqual([self.found(name) for name in ("deploy", "butler")], [None, None])

    def test_that_is_said_in_spanish_too(self) -> None:
        self.assertEqual(
            self.said("remove", "ana", "--yes", LANG=SPANISH).splitlines()[1],
            "Tampoco sus bots: butler, Deploy.",
        )

    def test_each_that_is_removed_stands_in_the_audit_log(self) -> None:
        self.said("remove", "ana", "--yes")

        removed = [target for act, target in self.acts() if act == "account-remove"]
        self.assertEqual(removed, ["Ana", "butler", "Deploy"])

    def test_a_role_is_given_to_one_as_to_anybody(self) -> None:
        self.assertEqual(self.said("role", "deploy", "admin"), "Deploy is admin now.\n")
