from __future__ import annotations

import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.address import Address
from chatservice.client.network.trust import (
    ChangedCertificateError,
    KnownHosts,
    KnownHostsError,
    OtherCertificateError,
    Trust,
    UnknownCertificateError,
    parse_fingerprint,
    usual_file,
)

ONE = ":".join(["AB"] * 32)
OTHER = ":".join(["0F"] * 32)
SERVER = Address("chat.example.org", 5051)


class Fingerprints(SynchronousTestCase):
    def test_it_may_be_written_in_several_ways(self) -> None:
        for text in (
            ONE,
            ONE.lower(),
            ONE.replace(":", ""),
            f"SHA256:{ONE}",
            f"sha256 {ONE}",
            f"SHA-256:{ONE}",
            f"SHA256={ONE}",
            f"sha256 Fingerprint={ONE}",  # as `openssl x509 -fingerprint` writes it
            f"  {ONE}\n",
        ):
            self.assertEqual(parse_fingerprint(text), ONE, text)

    def test_anything_else_is_none(self) -> None:
        for text in ("", "AB", ONE[:-1], ONE + ":AB", ONE.replace("A", "G"), f"SHA1:{ONE}", "é"):
            self.assertIsNone(parse_fingerprint(text), text)

    @given(st.binary(min_size=32, max_size=32))
    def test_it_is_written_in_one_way(self, digest: bytes) -> None:
        written = parse_fingerprint(digest.hex())

        assert written is not None
        self.assertEqual(parse_fingerprint(written), written)
        self.assertEqual(bytes.fromhex(written.replace(":", "")), digest)


class UsualFile(SynchronousTestCase):
    def test_it_is_in_the_folder_for_configurations(self) -> None:
        self.assertEqual(
            usual_file({"HOME": "/home/ana"}), Path("/home/ana/.config/chatservice/known_hosts")
        )

    def test_that_folder_may_be_another(self) -> None:
        environment = {"HOME": "/home/ana", "XDG_CONFIG_HOME": "/elsewhere"}
        self.assertEqual(usual_file(environment), Path("/elsewhere/chatservice/known_hosts"))

    def test_a_folder_that_is_not_absolute_does_not_count(self) -> None:
        environment = {"HOME": "/home/ana", "XDG_CONFIG_HOME": "relative"}
        self.assertEqual(usual_file(environment), Path("/home/ana/.config/chatservice/known_hosts"))


class FileCase(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "made" / "known_hosts"
        self.known = KnownHosts(self.file)

    def write(self, text: str) -> None:
        self.file.parent.mkdir()
        self.file.write_text(text, encoding="utf-8")


class Files(FileCase):
    def test_nothing_is_known_without_a_file(self) -> None:
        self.assertEqual(self.known.fingerprints(SERVER), set())

    def test_what_is_added_is_known(self) -> None:
        self.known.add(SERVER, ONE)

        self.assertEqual(KnownHosts(self.file).fingerprints(SERVER), {ONE})

    def test_a_host_has_a_line_each(self) -> None:
        self.known.add(SERVER, ONE)
        self.known.add(Address("::1", 5051), OTHER)

        self.assertEqual(
            self.file.read_text(),
            f"chat.example.org:5051 SHA256:{ONE}\n[::1]:5051 SHA256:{OTHER}\n",
        )

    def test_a_last_line_without_an_end_stays_whole(self) -> None:
        self.write(f"chat.example.org:5051 SHA256:{ONE}")

        self.known.add(Address("localhost", 5051), OTHER)

        self.assertEqual(self.known.fingerprints(SERVER), {ONE})

    def test_only_its_owner_may_read_it(self) -> None:
        self.known.add(SERVER, ONE)

        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_a_file_that_others_may_read_is_closed_to_them(self) -> None:
        self.write("")
        self.file.chmod(0o644)

        self.known.add(SERVER, ONE)

        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_a_name_is_the_same_in_any_case_and_with_its_last_dot(self) -> None:
        self.known.add(Address("Chat.Example.ORG.", 5051), ONE)

        self.assertEqual(self.known.fingerprints(SERVER), {ONE})

    def test_another_port_is_another_server(self) -> None:
        self.known.add(SERVER, ONE)

        self.assertEqual(self.known.fingerprints(Address(SERVER.host, 5052)), set())

    def test_comments_and_empty_lines_are_allowed(self) -> None:
        self.write(f"# mine\n\nchat.example.org:5051   SHA256:{ONE.lower()}  \n")

        self.assertEqual(self.known.fingerprints(SERVER), {ONE})

    def test_a_line_that_means_nothing_is_told_by_its_number(self) -> None:
        for line in ("nonsense", "chat.example.org:5051", f"a b SHA256:{ONE}", "a:1 SHA256:AB"):
            self.file.parent.mkdir(exist_ok=True)
            self.file.write_text(f"# mine\n{line}\n", encoding="utf-8")

            error = self.assertRaises(KnownHostsError, self.known.fingerprints, SERVER)

            assert isinstance(error, KnownHostsError)
            self.assertEqual((error.file, error.line), (self.file, 2), line)

    def test_a_file_that_cannot_be_read_is_told_with_the_reason(self) -> None:
        self.file.mkdir(parents=True)

        error = self.assertRaises(KnownHostsError, self.known.fingerprints, SERVER)

        assert isinstance(error, KnownHostsError)
        self.assertEqual(error.reason, "Is a directory")

    def test_a_file_that_cannot_be_written_is_told_with_the_reason(self) -> None:
        self.file.mkdir(parents=True)

        error = self.assertRaises(KnownHostsError, self.known.add, SERVER, ONE)

        assert isinstance(error, KnownHostsError)
        self.assertEqual(error.reason, "Is a directory")


class Decisions(FileCase):
    def test_what_an_authority_vouches_for_needs_no_file(self) -> None:
        self.write("nonsense\n")

        Trust(self.known).check(SERVER, ONE, vouched=True)

    def test_a_certificate_of_an_authority_may_change(self) -> None:
        self.known.add(SERVER, OTHER)

        Trust(self.known).check(SERVER, ONE, vouched=True)

    def test_nobody_vouches_for_it_and_nothing_is_known(self) -> None:
        check = Trust(self.known).check

        error = self.assertRaises(UnknownCertificateError, check, SERVER, ONE, vouched=False)

        assert isinstance(error, UnknownCertificateError)
        self.assertEqual(error.fingerprint, ONE)

    def test_what_was_accepted_is_believed(self) -> None:
        self.known.add(SERVER, ONE)

        Trust(self.known).check(SERVER, ONE, vouched=False)

    def test_another_than_was_accepted_is_not(self) -> None:
        self.known.add(SERVER, OTHER)
        check = Trust(self.known).check

        error = self.assertRaises(ChangedCertificateError, check, SERVER, ONE, vouched=False)

        assert isinstance(error, ChangedCertificateError)
        self.assertEqual((error.fingerprint, error.file), (ONE, self.file))

    def test_the_given_one_is_believed_without_a_file(self) -> None:
        self.write("nonsense\n")

        Trust(self.known, ONE).check(SERVER, ONE, vouched=False)

    def test_no_other_than_the_given_one_is_believed_whoever_vouches(self) -> None:
        self.known.add(SERVER, ONE)
        for vouched in (False, True):
            check = Trust(self.known, OTHER).check

            self.assertRaises(OtherCertificateError, check, SERVER, ONE, vouched=vouched)
