"""`chatservice account`: what of it stands in the audit log."""

from __future__ import annotations

import json
import os
import pwd
import stat
from datetime import datetime, timezone
from pathlib import Path

from twisted.internet.task import Clock

from chatservice.auditing import AuditLog
from chatservice.core.audit import Audited
from tests.commands.test_account import PASSWORD, AccountTestCase

FILE = Path("chat-data", "audit.log")


class AuditedTestCase(AccountTestCase):
    def lines(self) -> list[dict[str, str]]:
        """Return what stands in the file."""
        return [json.loads(line) for line in FILE.read_text().splitlines()]

    def acts(self) -> list[tuple[str, ...]]:
        """Return what was done, and to whom."""
        return [tuple(line.get(name, "") for name in ("act", "target")) for line in self.lines()]


class Audit(AuditedTestCase):
    def test_each_act_is_a_line_as_the_server_writes_it(self) -> None:
        before = datetime.now(timezone.utc)
        self.said("add", "Peña")

        (line,) = self.lines()
        at = datetime.strptime(line.pop("at"), "%Y-%m-%dT%H:%M:%S.%f%z")
        self.assertLessEqual(before, at)
        me = pwd.getpwuid(os.getuid()).pw_name
        self.assertEqual(
            list(line.items()),
            [
                ("act", "account-add"),
                ("outcome", "done"),
                ("who", f"user:{me}"),
                ("target", "Peña"),
            ],
        )

    def test_all_that_changes_an_account_is_there(self) -> None:
        self.said("add", "Ana")
        self.said("password", "ana", password="battery staple")
        self.said("role", "ana", "admin")
        self.said("remove", "ana", "--yes")

        names = ("account-add", "account-password", "account-role", "account-remove")
        self.assertEqual(self.acts(), [(name, "Ana") for name in names])

    def test_a_role_is_there_with_what_it_is(self) -> None:
        self.said("add", "Ana")
        for role in ("admin", "member"):
            self.said("role", "ana", role)

        self.assertEqual([line["detail"] for line in self.lines()[1:]], ["admin", "member"])

    def test_no_password_is_there(self) -> None:
        self.said("add", "Ana")
        self.said("password", "ana", password="battery staple")

        for password in (PASSWORD, "battery staple"):
            self.assertNotIn(password, FILE.read_text())

    def test_nothing_is_there_of_what_changes_nothing(self) -> None:
        self.said("add", "Ana")
        self.said("list")
        self.said("role", "ana")
        self.refused("add", "Ana")
        self.refused("remove", "ana")
        self.refused("password", "ana", password="short")

        self.assertEqual(self.acts(), [("account-add", "Ana")])

    def test_who_has_no_name_has_a_number(self) -> None:
        def nobody(number: int) -> None:
            raise KeyError(number)

        self.patch(pwd, "getpwuid", nobody)
        self.said("add", "Ana")

        self.assertEqual(self.lines()[0]["who"], f"user:{os.getuid()}")

    def test_the_file_is_for_its_owner_alone(self) -> None:
        self.said("add", "Ana")

        self.assertEqual(stat.S_IMODE(FILE.stat().st_mode), 0o600)

    def test_a_file_that_root_makes_is_the_folders_owners(self) -> None:
        if os.geteuid():
            self.skipTest("only root gives files to others")
        os.chown("chat-data", 4321, 4322)
        self.said("add", "Ana")

        self.assertEqual((FILE.stat().st_uid, FILE.stat().st_gid), (4321, 4322))

    def test_a_file_that_cannot_be_written_does_not_undo_what_was_done(self) -> None:
        FILE.mkdir()

        ran = self.account("add", "Ana")

        self.assertEqual((ran.status, ran.output), (0, "Ana is registered.\n"))
        self.assertEqual(
            ran.errors,
            f"chatservice account: that is done, but {FILE} can't be written (Is a directory)\n",
        )
        self.assertIsNotNone(self.found("ana"))


class BesideAServer(AuditedTestCase):
    def test_neither_writes_over_what_the_other_wrote(self) -> None:
        audit = AuditLog("chat-data", Clock())
        audit.startService()
        self.addCleanup(audit.stopService)

        audit(Audited("kick", target="one"))
        self.said("add", "Ana")
        audit(Audited("kick", target="two"))
        self.said("role", "ana", "admin")

        self.assertEqual(
            self.acts(),
            [("kick", "one"), ("account-add", "Ana"), ("kick", "two"), ("account-role", "Ana")],
        )
