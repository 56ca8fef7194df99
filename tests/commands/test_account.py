"""`chatservice account`: what it does, and what it says."""

from __future__ import annotations

import io
import sys
from datetime import datetime, timezone
from pathlib import Path

from chatservice.accounts import proofs
from chatservice.accounts.store import Store
from chatservice.core.accounts import Account, Rank
from chatservice.core.names import parse_name
from chatservice.history.files import Lock
from tests.commands.running import CommandTestCase, Ran

PASSWORD = "correct horse"


class AccountTestCase(CommandTestCase):
    """A test in a folder where a server was started once; no terminal is at standard input."""

    def setUp(self) -> None:
        super().setUp()
        Path("chat-data").mkdir()
        self.addCleanup(setattr, sys, "stdin", sys.stdin)
        self.types(b"")

    def types(self, given: bytes) -> None:
        """Let that be all there is on standard input."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(given))

    def account(self, *arguments: str, password: str = PASSWORD, **environment: str) -> Ran:
        self.types(f"{password}\n".encode())
        return self.run_command("account", *arguments, **environment)

    def said(self, *arguments: str, password: str = PASSWORD, **environment: str) -> str:
        """Return what a command says that does what it is told."""
        ran = self.account(*arguments, password=password, **environment)
        self.assertEqual((ran.status, ran.errors), (0, ""))
        return ran.output

    def refused(self, *arguments: str, password: str = PASSWORD, **environment: str) -> str:
        """Return what a command says that does not."""
        self.types(f"{password}\n".encode())
        return self.complaint("account", *arguments, **environment)

    def found(self, name: str) -> Account | None:
        """Return what the server would find."""
        store = Store("chat-data", lambda: datetime.now(timezone.utc))
        store.open()
        try:
            return store.find(parse_name(name))
        finally:
            store.close()


class Adding(AccountTestCase):
    def test_somebody_is_registered_with_the_password(self) -> None:
        self.assertEqual(self.said("add", "Peña"), "Peña is registered.\n")

        account = self.found("peña")
        assert account is not None
        self.assertEqual((str(account.name), account.rank), ("Peña", Rank.MEMBER))
        self.assertTrue(proofs.check(account.proof, PASSWORD))

    def test_each_has_an_identity_of_their_own(self) -> None:
        for name in ("ana", "juan"):
            self.said("add", name)

        ana, juan = self.found("ana"), self.found("juan")
        assert ana is not None
        assert juan is not None
        self.assertNotEqual(ana.identity, juan.identity)
        self.assertGreater(min(ana.identity, juan.identity), 0)

    def test_the_time_is_now(self) -> None:
        before = datetime.now(timezone.utc)
        self.said("add", "ana")

        account = self.found("ana")
        assert account is not None
        self.assertLessEqual(before, account.since)
        self.assertLessEqual(account.since, datetime.now(timezone.utc))

    def test_a_password_is_made_ready_as_the_server_does(self) -> None:
        self.said("add", "ana", password="contrasen\u0303a\r")

        account = self.found("ana")
        assert account is not None
        self.assertTrue(proofs.check(account.proof, "contraseña"))

    def test_a_name_that_is_taken_or_looks_like_another_is_refused(self) -> None:
        self.said("add", "paul")

        self.assertEqual(self.refused("add", "Paul"), "The name paul is taken: choose another one.")
        self.assertIn("looks too much like paul", self.refused("add", "pauI"))

    def test_a_name_that_cannot_be_one_is_refused_in_the_servers_words(self) -> None:
        self.assertEqual(
            self.refused("add", "ana maría"),
            "A name can't contain a space: letters, digits, _, - and . are allowed.",
        )

    def test_a_password_that_cannot_be_one_is_refused_and_not_said(self) -> None:
        for password in ("secret", "margarita", "se\x1bcret pass", "secret" * 30):
            said = self.refused("add", "Margarita", password=password)

            self.assertNotIn("secret", said)
            self.assertIn("assword", said)
        self.assertIsNone(self.found("margarita"))

    def test_a_password_that_is_not_utf_8_is_refused(self) -> None:
        self.types(b"contrase\xf1a\n")

        self.assertIn("UTF-8 is needed", self.complaint("account", "add", "ana"))

    def test_without_a_password_nothing_happens(self) -> None:
        self.types(b"")

        self.assertEqual(self.complaint("account", "add", "ana"), "no password was given")
        self.assertIsNone(self.found("ana"))

    def test_a_password_is_no_argument_and_is_not_said_again(self) -> None:
        for action in ("add", "password"):
            said = self.refused(action, "ana", "swordfish")

            self.assertTrue(said.startswith("a password is no argument: "), said)
            self.assertNotIn("swordfish", said)

    def test_a_name_may_begin_with_a_dash(self) -> None:
        self.said("add", "--", "-ana")

        self.assertIsNotNone(self.found("-ana"))


class Changing(AccountTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.said("add", "Ana")

    def ana(self) -> Account:
        account = self.found("ana")
        assert account is not None
        return account

    def test_a_password_is_replaced(self) -> None:
        self.assertEqual(
            self.said("password", "ana", password="battery staple"),
            "Ana has another password now.\n",
        )

        answers = [proofs.check(self.ana().proof, p) for p in (PASSWORD, "battery staple")]
        self.assertEqual(answers, [False, True])

    def test_a_role_is_told(self) -> None:
        self.assertEqual(self.said("role", "ana"), "member\n")

    def test_a_role_is_given(self) -> None:
        self.assertEqual(self.said("role", "ana", "admin"), "Ana is admin now.\n")

        self.assertEqual(self.ana().rank, Rank.ADMIN)
        self.assertEqual(self.said("role", "ana"), "admin\n")

    def test_a_role_is_taken_away(self) -> None:
        self.said("role", "ana", "admin")

        self.said("role", "ana", "member")

        self.assertEqual(self.ana().rank, Rank.MEMBER)

    def test_an_account_is_removed(self) -> None:
        for arguments in (("remove", "--yes", "ana"), ("remove", "ana", "-y")):
            self.assertEqual(self.said(*arguments), "Ana is not registered any more.\n")
            self.assertIsNone(self.found("ana"))
            self.said("add", "Ana")

    def test_a_name_that_is_not_registered_is_told_with_the_nearest(self) -> None:
        for action in ("password", "role", "remove"):
            self.assertEqual(
                self.refused(action, "anna"),
                "nobody called 'anna' is registered: did you mean Ana?",
            )

    def test_a_name_that_is_near_none_is_told(self) -> None:
        for typed in ("bartolomeo", "bartolomeo y juan"):
            self.assertEqual(self.refused("role", typed), f"nobody called '{typed}' is registered")


class Listing(AccountTestCase):
    def test_all_are_listed_below_each_other(self) -> None:
        for name in ("Óscar", "山田", "ana"):
            self.said("add", name)
        self.said("role", "ana", "admin")

        titles, *rows = self.said("list", TZ="UTC").splitlines()

        self.assertEqual(titles.split(), ["Name", "Role", "Registered"])
        self.assertEqual(
            [row[: row.index("2")] for row in rows],
            [
                "ana    admin   ",
                "Óscar  member  ",
                "山田   member  ",
            ],
        )

    def test_it_is_told_since_when(self) -> None:
        self.said("add", "ana")
        account = self.found("ana")
        assert account is not None

        (row,) = self.said("list").splitlines()[1:]

        self.assertTrue(row.endswith(f"  {account.since.astimezone():%Y-%m-%d %H:%M}"), row)

    def test_nobody_is_told(self) -> None:
        self.assertEqual(self.said("list"), "Nobody is registered.\n")


class Everywhere(AccountTestCase):
    def test_a_folder_that_is_not_there_is_told_and_not_made(self) -> None:
        for arguments in (("list",), ("add", "ana")):
            said = self.refused(*arguments, "--data", "nowhere")

            self.assertTrue(said.startswith("there is no directory nowhere: "), said)
        self.assertFalse(Path("nowhere").exists())

    def test_where_nothing_is_kept_there_are_no_accounts(self) -> None:
        self.assertIn(":memory:", self.refused("list", "--data", ":memory:"))

    def test_the_accounts_are_where_a_flag_or_the_environment_says(self) -> None:
        for folder in ("one", "two"):
            Path(folder).mkdir()
        self.said("add", "ana", "--data", "one")
        self.said("add", "juan", CHAT_DATA="two")

        for folder, name in (("one", "ana"), ("two", "juan")):
            self.assertIn(name, self.said("list", "--data", folder))

    def test_a_server_that_runs_is_not_in_the_way(self) -> None:
        with Lock(Path("chat-data")):
            self.said("add", "ana")

        self.assertIsNotNone(self.found("ana"))

    def test_accounts_that_are_damaged_are_told(self) -> None:
        Path("chat-data", "accounts.db").write_bytes(b"rubbish" * 1000)

        self.assertIn("chat-data/accounts.db is damaged", self.refused("list"))

    def test_a_wrong_command_line_is_told_with_what_is_allowed(self) -> None:
        for arguments, said in (
            ((), "ACTION is missing: list, add, password, role, remove are allowed"),
            (("sing",), "'sing' is not known: list, add, password, role, remove are allowed"),
            (("add",), "NAME is missing"),
            (("list", "ana"), "'ana' is one argument too many"),
            (("role", "ana", "admin", "now"), "'now' is one argument too many"),
            (("role", "ana", "king"), "'king' is not known: member, admin are allowed"),
        ):
            self.assertEqual(self.refused(*arguments), f"{said} (--help lists what is allowed)")

    def test_everything_is_said_in_spanish_where_the_locale_is(self) -> None:
        self.said("add", "Ana")
        for arguments in (
            ("add", "Ana"),
            ("add", "paul", "swordfish"),
            ("list", "--data", "nowhere"),
            ("password", "anna"),
            ("role", "bartolomeo"),
            (),
            ("add",),
        ):
            english = self.refused(*arguments)
            self.assertNotEqual(self.refused(*arguments, LANG="es_ES.UTF-8"), english)

    def test_what_is_done_is_said_in_spanish_where_the_locale_is(self) -> None:
        for arguments in (
            ("list",),
            ("add", "ana"),
            ("list",),
            ("password", "ana"),
            ("role", "ana", "admin"),
            ("remove", "ana", "--yes"),
        ):
            spanish = self.said(*arguments, "--data", "chat-data", LANG="es_ES.UTF-8")
            Path("english").mkdir(exist_ok=True)
            self.assertNotEqual(self.said(*arguments, "--data", "english"), spanish)

    def test_nothing_is_changed_by_a_wrong_command_line(self) -> None:
        self.refused("add", "ana", "juan")

        self.assertEqual(list(Path("chat-data").iterdir()), [])
