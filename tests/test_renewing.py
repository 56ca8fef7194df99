from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from trustme import KeyType
from twisted.internet.task import Clock
from twisted.logger import LogEvent, capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.certificates import Files, kept_in, read
from chatservice.keeping import CannotServeError
from chatservice.renewing import LOOK_SECONDS, CertificateService, check_certificate
from chatservice.tls import Contexts
from tests.certified import issue
from tests.encrypted import Client, Server

NOW = datetime.now(timezone.utc)


def fingerprints(log: Iterable[LogEvent]) -> list[str]:
    """Return the fingerprints that a log tells, in their order."""
    lines = [formatEvent(event) for event in log]
    start = "[SERVER] TLS certificate SHA-256 "
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


class CertificateTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.files = Files(self.folder / "certificate.pem", self.folder / "key.pem")
        self.clock = Clock()
        self.clock.rightNow = NOW.timestamp()
        self.contexts = Contexts()

    def started(self, given: Files | None = None, data: str | None = None) -> CertificateService:
        """Return a service that has started."""
        data = str(self.folder) if data is None else data
        service = CertificateService(self.contexts, given, data, "127.0.0.1", self.clock)
        service.startService()
        return service

    def lines_of(self, seconds: float) -> list[str]:
        """Return what is logged while some time passes."""
        with capturedLogs() as log:
            self.clock.advance(seconds)
        return [formatEvent(event) for event in log]


class Starts(CertificateTestCase):
    def test_the_first_one_makes_a_certificate_in_the_data_directory(self) -> None:
        with capturedLogs() as log:
            self.started()

        self.assertEqual(fingerprints(log), [read(kept_in(self.folder)).fingerprint])

    def test_each_later_one_has_the_same(self) -> None:
        with capturedLogs() as log:
            self.started()
            self.started()

        first, second = fingerprints(log)
        self.assertEqual(first, second)

    def test_one_that_keeps_nothing_has_another_each_time_and_says_so(self) -> None:
        with capturedLogs() as log:
            self.started(data=":memory:")
            self.started(data=":memory:")

        first, second = fingerprints(log)
        self.assertNotEqual(first, second)
        self.assertIn("for this run alone", " ".join(formatEvent(event) for event in log))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_one_with_a_given_certificate_makes_none(self) -> None:
        issue(self.files.certificate, self.files.key)

        with capturedLogs() as log:
            self.started(self.files)

        self.assertEqual(fingerprints(log), [read(self.files).fingerprint])
        self.assertFalse(kept_in(self.folder).key.exists())

    def test_one_without_a_usable_certificate_is_none(self) -> None:
        issue(self.files.certificate, self.files.key)
        self.files.key.write_text("no key\n")

        error = self.assertRaises(CannotServeError, self.started, self.files)

        self.assertIn(f"chat: {self.files.key} holds no private key", str(error))

    def test_one_that_has_expired_is_used_with_a_warning(self) -> None:
        issue(self.files.certificate, self.files.key, not_after=NOW - timedelta(days=1))

        with capturedLogs() as log:
            self.started(self.files)

        self.assertIn("The TLS certificate expired on", formatEvent(log[-1]))


class Renewals(CertificateTestCase):
    def setUp(self) -> None:
        super().setUp()
        issue(self.files.certificate, self.files.key)
        self.service = self.started(self.files)

    def test_a_reload_takes_what_is_in_the_files(self) -> None:
        issue(self.files.certificate, self.files.key)

        with capturedLogs() as log:
            self.service.reload()

        self.assertEqual(fingerprints(log), [read(self.files).fingerprint])

    def test_files_that_have_changed_are_read_when_they_are_left_alone(self) -> None:
        issue(self.files.certificate, self.files.key)

        lines = self.lines_of(LOOK_SECONDS)
        self.assertEqual(lines, [])
        lines = self.lines_of(LOOK_SECONDS)

        self.assertIn(read(self.files).fingerprint, lines[0])

    def test_links_that_lead_elsewhere_are_a_change(self) -> None:
        for number in (1, 2):
            issue(self.folder / f"fullchain{number}.pem", self.folder / f"privkey{number}.pem")
        live = Files(self.folder / "fullchain.pem", self.folder / "privkey.pem")
        for number in (1, 2):
            for link, file in (
                (live.certificate, f"fullchain{number}.pem"),
                (live.key, f"privkey{number}.pem"),
            ):
                link.unlink(missing_ok=True)
                link.symlink_to(file)
            if number == 1:
                self.started(live)

        lines = self.lines_of(LOOK_SECONDS) + self.lines_of(LOOK_SECONDS)

        self.assertIn(read(live).fingerprint, lines[-1])

    def test_files_that_stay_as_they_are_are_not_read_again(self) -> None:
        lines = [line for _ in range(60) for line in self.lines_of(LOOK_SECONDS)]

        self.assertEqual(lines, [])

    def test_one_between_its_two_files_is_no_mistake(self) -> None:
        key = self.files.key
        before = key.read_bytes()
        issue(self.files.certificate, key)
        after = key.read_bytes()
        key.write_bytes(before)
        os.utime(key, ns=(1, 1))
        self.lines_of(LOOK_SECONDS)

        key.write_bytes(after)

        lines = self.lines_of(LOOK_SECONDS) + self.lines_of(LOOK_SECONDS)
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(read(self.files).fingerprint, lines[0])

    def test_a_broken_file_changes_nothing_and_is_told_once(self) -> None:
        self.files.certificate.write_text("-----BEGIN CERT")

        lines = [line for _ in range(10) for line in self.lines_of(LOOK_SECONDS)]

        self.assertEqual(len(lines), 1, lines)
        self.assertIn(
            f"[SERVER] The TLS certificate stays as it was: {self.files.certificate} holds no "
            "certificate",
            lines[0],
        )

    def test_files_that_are_gone_change_nothing(self) -> None:
        self.files.certificate.unlink()

        lines = [line for _ in range(10) for line in self.lines_of(LOOK_SECONDS)]

        self.assertEqual(len(lines), 1, lines)
        self.assertIn("stays as it was", lines[0])

    def test_what_is_mended_is_taken(self) -> None:
        self.files.certificate.write_text("-----BEGIN CERT")
        self.lines_of(LOOK_SECONDS * 2)
        issue(self.files.certificate, self.files.key)

        lines = self.lines_of(LOOK_SECONDS) + self.lines_of(LOOK_SECONDS)

        self.assertIn(read(self.files).fingerprint, lines[-1])

    def test_nothing_is_looked_at_after_the_end(self) -> None:
        self.service.stopService()

        self.assertEqual(self.clock.getDelayedCalls(), [])

    def test_nobody_is_disconnected_by_one(self) -> None:
        server = Server(read(self.files))
        service = CertificateService(server.contexts, self.files, "", "127.0.0.1", self.clock)
        service.startService()
        early = Client(server)
        early.shakes_hands()
        issue(self.files.certificate, self.files.key)

        service.reload()

        early.sends(b"still here")
        self.assertEqual(early.inside.received, b"still here")


class Expiry(CertificateTestCase):
    def test_one_that_expires_while_the_server_runs_is_told_once(self) -> None:
        issue(self.files.certificate, self.files.key, not_after=NOW + timedelta(hours=1))
        self.started(self.files)

        lines = [line for _ in range(180) for line in self.lines_of(LOOK_SECONDS)]

        self.assertEqual(len(lines), 1, lines)
        self.assertIn("The TLS certificate expired on", lines[0])


class Checks(CertificateTestCase):
    def complaint(self, given: Files | None, data: str = "data") -> str:
        """Return what a program ends with."""
        return str(
            self.assertRaises(SystemExit, check_certificate, given, data, str(self.folder)).code
        )

    def test_what_is_wrong_is_told_before_the_start(self) -> None:
        self.assertIn("can't be read", self.complaint(self.files))

    def test_what_is_right_is_not_told(self) -> None:
        issue(self.files.certificate, self.files.key, key_type=KeyType.RSA)

        check_certificate(self.files, "data", str(self.folder))

    def test_a_certificate_that_was_made_before_is_looked_at(self) -> None:
        (self.folder / "data").mkdir()
        kept_in(self.folder / "data").certificate.write_text("no certificate\n")

        self.assertIn("holds no certificate", self.complaint(None))

    def test_one_that_is_still_to_be_made_is_no_mistake(self) -> None:
        check_certificate(None, "data", str(self.folder))
        check_certificate(None, ":memory:", str(self.folder))
