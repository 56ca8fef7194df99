"""The file of the audit log, while the server and others write to it."""

from __future__ import annotations

import json
import os
import resource
import signal
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatservice import auditfile, auditing
from chatservice.auditfile import add, fields
from chatservice.auditing import AuditLog
from chatservice.core.audit import Audited

NOW = datetime(2026, 11, 21, 14, 35, 2, 123000, tzinfo=timezone.utc)


def named(target: str) -> Audited:
    return Audited("kick", target=target)


class AuditFileTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name)

    def targets(self, *names: str) -> list[str]:
        """Return the targets in the files of those names."""
        return [
            json.loads(line)["target"]
            for name in names
            for line in (self.directory / name).read_text().splitlines()
        ]


class Adding(AuditFileTestCase):
    def test_a_time_is_told_in_utc(self) -> None:
        local = NOW.astimezone(timezone(timedelta(hours=2)))

        self.assertEqual(fields(named("ana"), local)["at"], "2026-11-21T14:35:02.123000Z")

    def test_a_line_comes_after_those_that_are_there(self) -> None:
        for name in ("one", "two"):
            add(self.directory, named(name), NOW)

        self.assertEqual(self.targets("audit.log"), ["one", "two"])

    def test_no_link_is_followed(self) -> None:
        elsewhere = self.directory / "elsewhere"
        elsewhere.write_text("")
        (self.directory / "audit.log").symlink_to(elsewhere)

        self.assertRaises(OSError, add, self.directory, named("ana"), NOW)
        self.assertEqual(elsewhere.read_text(), "")

    def test_a_disk_that_takes_a_part_is_left_with_whole_lines(self) -> None:
        add(self.directory, named("one"), NOW)
        size = (self.directory / "audit.log").stat().st_size
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
            self.assertRaises(OSError, add, self.directory, named("lost"), NOW)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, handler)
        add(self.directory, named("two"), NOW)

        self.assertEqual(self.targets("audit.log"), ["one", "two"])

    def test_a_file_that_is_renamed_before_it_is_opened_is_made_anew(self) -> None:
        path = self.directory / "audit.log"
        making, made = auditfile.make_file, []

        def make_and_rename(file: Path) -> None:
            making(file)
            if not made:
                path.rename(path.with_suffix(".log.1"))
            made.append(file)

        self.patch(auditfile, "make_file", make_and_rename)
        add(self.directory, named("ana"), NOW)

        self.assertEqual(self.targets("audit.log"), ["ana"])


class BesideAServer(AuditFileTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.patch(auditing, "ROTATE_BYTES", 400)
        self.server = AuditLog(self.directory, Clock())
        self.server.startService()
        self.addCleanup(self.server.stopService)

    def test_no_line_of_either_is_lost_over_many_rotations(self) -> None:
        self.patch(auditing, "ROTATED_FILES", 100)
        self.server.stopService()
        self.server.startService()
        for number in range(20):
            self.server(named(f"server{number}"))
            add(self.directory, named(f"other{number}"), NOW)

        rotated = sorted(self.directory.glob("audit.log.*"), key=lambda path: -int(path.suffix[1:]))
        self.assertGreater(len(rotated), 5)
        self.assertEqual(
            self.targets(*(path.name for path in rotated), "audit.log"),
            [f"{who}{number}" for number in range(20) for who in ("server", "other")],
        )

    def test_what_others_write_counts_for_the_rotation(self) -> None:
        for number in range(5):
            add(self.directory, named(f"other{number}"), NOW)
        self.server(named("server"))

        self.assertEqual(self.targets("audit.log"), ["server"])

    def test_a_file_that_somebody_has_open_while_it_is_renamed_has_their_line(self) -> None:
        file = auditfile.open_at_end(self.directory / "audit.log")
        self.addCleanup(os.close, file)
        while not (self.directory / "audit.log.1").exists():
            self.server(named("server"))
        auditfile.write_line(file, auditfile.as_line(fields(named("late"), NOW)))

        self.assertEqual(self.targets("audit.log.1")[-1], "late")
