"""What `chatservice backup` and `restore` say of the accounts."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from chatservice.accounts.store import Store
from chatservice.core.names import parse_name
from tests.commands.running import RECORD, CommandTestCase, listed

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)


class Accounts(CommandTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.imports(listed(RECORD))

    def register(self) -> None:
        """Register somebody with the server whose history that is."""
        store = Store("chat-data", lambda: NOW)
        store.open()
        store.add(parse_name("Juan"), 11, "proof", NOW)
        store.close()

    def restored(self) -> str:
        """Return what a restore says."""
        ran = self.run_command("restore", "copy.db")
        self.assertEqual((ran.status, ran.errors), (0, ""))
        return ran.output

    def test_a_backup_says_that_the_accounts_are_in_it(self) -> None:
        self.register()

        ran = self.run_command("backup", "copy.db")

        self.assertEqual(ran.output, "The history and the accounts are copied to copy.db.\n")

    def test_a_backup_without_accounts_says_nothing_of_them(self) -> None:
        ran = self.run_command("backup", "copy.db")

        self.assertEqual(ran.output, "The history is copied to copy.db.\n")

    def test_a_restore_says_that_it_replaced_the_accounts_and_where_the_former_ones_are(
        self,
    ) -> None:
        self.register()
        self.run_command("backup", "copy.db")

        output = self.restored()

        (former,) = Path("chat-data").glob("accounts.db.before-restore-*")
        self.assertIn("The accounts are those of copy.db too.", output)
        self.assertIn(f"Those before are kept as {former}.", output)

    def test_a_restore_says_that_the_accounts_stay_where_the_copy_has_none(self) -> None:
        self.run_command("backup", "copy.db")
        self.register()

        self.assertIn("It has no accounts: those that are there stay.", self.restored())
