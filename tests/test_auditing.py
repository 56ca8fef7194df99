"""The audit log: what stands in it, in which file, and what a full disk does to it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twisted.internet.task import Clock
from twisted.logger import capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from chatservice import auditing
from chatservice.auditing import ROTATED_FILES, AuditLog
from chatservice.core.audit import Audited
from chatservice.keeping import CannotServeError

NOW = datetime(2026, 11, 21, 14, 35, 2, 123000, tzinfo=timezone.utc)
BAN = Audited(
    act="ban",
    who="Peña",
    account="peña",
    address="192.0.2.7",
    target="luis",
    room="cocina",
    detail="1 h",
)


class AuditTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name)
        self.file = self.directory / "audit.log"
        self.clock = Clock()
        self.clock.advance(NOW.timestamp())

    def started(self, data: str | Path | None = None) -> AuditLog:
        audit = AuditLog(self.directory if data is None else data, self.clock)
        audit.startService()
        self.addCleanup(lambda: audit.stopService() if audit.running else None)
        return audit

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]


class Written(AuditTestCase):
    def test_each_act_is_an_object_on_a_line(self) -> None:
        audit = self.started()

        audit(BAN)
        audit(Audited("log-in", "wrong-password", address="2001:db8::7", target="ana"))

        self.assertEqual(
            self.lines(),
            [
                {
                    "at": "2026-11-21T14:35:02.123000Z",
                    "act": "ban",
                    "outcome": "done",
                    "who": "Peña",
                    "account": "peña",
                    "address": "192.0.2.7",
                    "target": "luis",
                    "room": "cocina",
                    "detail": "1 h",
                },
                {
                    "at": "2026-11-21T14:35:02.123000Z",
                    "act": "log-in",
                    "outcome": "wrong-password",
                    "address": "2001:db8::7",
                    "target": "ana",
                },
            ],
        )

    def test_each_stands_at_its_own_time(self) -> None:
        audit = self.started()
        for _ in range(2):
            audit(BAN)
            self.clock.advance(60)

        self.assertEqual([line["at"][11:19] for line in self.lines()], ["14:35:02", "14:36:02"])

    def test_names_can_be_read(self) -> None:
        self.started()(BAN)

        self.assertIn('"who": "Peña"', self.file.read_text())

    def test_no_terminal_is_upset_by_what_somebody_is_called(self) -> None:
        self.started()(Audited("log-in", target="a\n\x1b[2J\u202eb\x9bc"))

        (line,) = self.lines()
        self.assertEqual(len(self.file.read_text().splitlines()), 1)
        for character in "\n\x1b\u202e\x9b":
            self.assertNotIn(character, line["target"])

    def test_it_is_there_at_once(self) -> None:
        self.started()(BAN)

        self.assertEqual(len(self.lines()), 1)

    def test_a_restart_adds_to_it(self) -> None:
        for _ in range(2):
            audit = self.started()
            audit(BAN)
            audit.stopService()

        self.assertEqual(len(self.lines()), 2)

    def test_it_is_for_its_owner_alone(self) -> None:
        self.file.touch(0o644)

        self.started()

        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_nothing_of_it_is_in_the_servers_log(self) -> None:
        with capturedLogs() as log:
            self.started()(BAN)

        self.assertEqual(list(log), [])


class Rotated(AuditTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.patch(auditing, "ROTATE_BYTES", 1000)

    def test_a_file_that_is_full_makes_room_for_a_new_one(self) -> None:
        audit = self.started()
        for _ in range(10):
            audit(BAN)

        files = sorted(path.name for path in self.directory.iterdir())
        self.assertEqual(files, ["audit.log", "audit.log.1"])
        for path in self.directory.iterdir():
            self.assertLess(path.stat().st_size, 1300)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)

    def test_no_line_is_lost_or_torn_by_it(self) -> None:
        audit = self.started()
        for number in range(20):
            audit(Audited("kick", target=f"user{number}"))

        lines = [
            json.loads(line)["target"]
            for path in sorted(self.directory.iterdir(), reverse=True)
            for line in path.read_text().splitlines()
        ]
        self.assertEqual(lines, [f"user{number}" for number in range(20)])

    def test_the_oldest_go(self) -> None:
        audit = self.started()
        for _ in range(200):
            audit(BAN)

        self.assertEqual(len(list(self.directory.iterdir())), ROTATED_FILES + 1)


class Elsewhere(AuditTestCase):
    def test_where_nothing_is_kept_it_goes_to_the_servers_log(self) -> None:
        with capturedLogs() as log:
            self.started(":memory:")(BAN)

        (event,) = log
        said = event["log_format"].format(**event)
        self.assertTrue(said.startswith("[AUDIT] {"), said)
        self.assertEqual(json.loads(said.removeprefix("[AUDIT] ")), event["audit"])
        self.assertEqual(event["audit"]["target"], "luis")

    def test_before_it_starts_and_after_it_stops_it_goes_to_the_servers_log(self) -> None:
        audit = AuditLog(self.directory, self.clock)
        with capturedLogs() as log:
            audit(BAN)
            audit.startService()
            audit.stopService()
            audit(BAN)

        self.assertEqual([event["audit"]["act"] for event in log], ["ban", "ban"])
        self.assertEqual(self.lines(), [])

    def test_a_file_that_cannot_be_written_is_told_at_the_start(self) -> None:
        self.file.mkdir()

        ended = self.assertRaises(CannotServeError, self.started)

        self.assertEqual(str(ended.code), f"chat: {self.file} can't be written (Is a directory)")


FULL = """
import json, resource, signal, sys
from pathlib import Path
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher
from chatservice.auditing import AuditLog
from chatservice.core.audit import Audited

directory, complaints, clock = Path(sys.argv[1]), [], Clock()
globalLogPublisher.addObserver(
    lambda event: complaints.append(event["log_format"].format(**event))
    if "audit log" in str(event["log_format"]) else None
)
audit = AuditLog(directory, clock)
audit.startService()
audit(Audited("kick", target="before"))
size = (directory / "audit.log").stat().st_size
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
for seconds in (0, 1, 58, 1):
    clock.advance(seconds)
    audit(Audited("kick", target="lost"))
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
audit(Audited("kick", target="after"))
audit.stopService()
print(json.dumps(complaints))
"""
"""A program in which the system lets no file grow by more than a part of a line, for a while."""


class Full(AuditTestCase):
    def setUp(self) -> None:
        super().setUp()
        ended = subprocess.run(
            [sys.executable, "-c", FULL, str(self.directory)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.complaints: list[Any] = json.loads(ended.stdout)

    def test_what_a_full_disk_does_not_take_leaves_whole_lines(self) -> None:
        self.assertEqual([line["target"] for line in self.lines()], ["before", "after"])

    def test_the_servers_log_says_so_once_a_minute(self) -> None:
        self.assertEqual(len(self.complaints), 2)
        for complaint in self.complaints:
            self.assertTrue(
                complaint.startswith("[SERVER] Failed: writing the audit log: "), complaint
            )
