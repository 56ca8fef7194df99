from __future__ import annotations

import hashlib
import os
import ssl
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from twisted.trial.unittest import SynchronousTestCase

from chatservice.certificates import (
    CertificateError,
    Credentials,
    Files,
    given,
    kept_in,
    make,
    make_missing,
    own_names,
    read,
)
from tests.certified import issue

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


class FolderTestCase(SynchronousTestCase):
    """Has a folder of its own."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.files = Files(self.folder / "certificate.pem", self.folder / "key.pem")

    def complaint(self, files: Files | None = None) -> str:
        """Return why files can't be used."""
        return str(self.assertRaises(CertificateError, read, files or self.files))


class Reading(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        issue(self.files.certificate, self.files.key)

    def test_a_certificate_and_its_key_belong_together(self) -> None:
        credentials = read(self.files)

        self.assertEqual(credentials.chain[0].public_key(), credentials.key.public_key())

    def test_both_may_stand_in_one_file(self) -> None:
        both = self.folder / "both.pem"
        both.write_bytes(self.files.key.read_bytes() + self.files.certificate.read_bytes())

        self.assertEqual(read(given(str(both), None)).chain, read(self.files).chain)

    def test_a_directory_is_one_of_lets_encrypts(self) -> None:
        self.files.certificate.rename(self.folder / "fullchain.pem")
        self.files.key.rename(self.folder / "privkey.pem")

        self.assertEqual(len(read(given(str(self.folder), None)).chain), 1)

    def test_a_key_of_ones_own_stands_beside_a_directory(self) -> None:
        self.files.certificate.rename(self.folder / "fullchain.pem")

        self.assertEqual(len(read(given(str(self.folder), str(self.files.key))).chain), 1)

    def test_the_chain_keeps_its_order(self) -> None:
        own = self.files.certificate.read_bytes()
        others = make(["other"], NOW).chain[0]
        self.files.certificate.write_bytes(own + others.public_bytes(Encoding.PEM))

        self.assertEqual(read(self.files).chain[1], others)

    def test_the_fingerprint_is_that_of_the_servers_own_certificate(self) -> None:
        der = ssl.PEM_cert_to_DER_cert(self.files.certificate.read_text())
        digest = hashlib.sha256(der).hexdigest().upper()
        pairs = [digest[start : start + 2] for start in range(0, len(digest), 2)]

        self.assertEqual(read(self.files).fingerprint, ":".join(pairs))


class NotToBeRead(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        issue(self.files.certificate, self.files.key)

    def write_key(self, key: ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey, secret: bytes) -> None:
        locked = BestAvailableEncryption(secret) if secret else NoEncryption()
        self.files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))

    def test_a_file_that_is_not_there_is_named_with_the_reason(self) -> None:
        self.files.certificate.unlink()

        self.assertIn(f"{self.files.certificate} can't be read (No such file", self.complaint())

    def test_a_folder_is_no_key(self) -> None:
        self.assertIn(
            f"{self.folder} can't be read (Is a directory)",
            self.complaint(Files(self.files.certificate, self.folder)),
        )

    def test_a_text_is_no_certificate(self) -> None:
        self.files.certificate.write_text("hello\n")

        self.assertIn(f"{self.files.certificate} holds no certificate", self.complaint())

    def test_a_certificate_cut_short_is_none(self) -> None:
        content = self.files.certificate.read_bytes()
        self.files.certificate.write_bytes(content[: len(content) // 2])

        self.assertIn("holds no certificate", self.complaint())

    def test_a_certificate_is_no_key(self) -> None:
        alone = Files(self.files.certificate, self.files.certificate)

        self.assertIn(f"{self.files.certificate} holds no private key", self.complaint(alone))

    def test_a_key_of_a_kind_that_tls_has_not_is_none(self) -> None:
        self.write_key(dsa.generate_private_key(1024), b"")

        self.assertIn("holds no private key", self.complaint())

    def test_a_key_with_a_passphrase_is_refused(self) -> None:
        self.write_key(ec.generate_private_key(ec.SECP256R1()), b"secret")

        self.assertIn(f"the key in {self.files.key} has a passphrase", self.complaint())

    def test_anothers_key_is_refused(self) -> None:
        self.write_key(ec.generate_private_key(ec.SECP256R1()), b"")

        self.assertIn(
            f"the key in {self.files.key} is not that of the certificate", self.complaint()
        )


class Making(SynchronousTestCase):
    def setUp(self) -> None:
        self.certificate = make(["chat.example", "localhost", "192.0.2.7", "::1"], NOW).chain[0]

    def test_the_key_is_one_of_ecdsa_on_p256(self) -> None:
        key = self.certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)

        self.assertIsInstance(key.curve, ec.SECP256R1)

    def test_it_is_valid_for_ten_years_and_where_the_clock_is_slow(self) -> None:
        self.assertGreaterEqual(self.certificate.not_valid_after_utc, NOW.replace(year=2036))
        self.assertLess(self.certificate.not_valid_before_utc, NOW)

    def test_clients_may_call_it_by_each_name_and_address(self) -> None:
        names = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)

        self.assertEqual(
            names.value.get_values_for_type(x509.DNSName), ["chat.example", "localhost"]
        )
        addresses = names.value.get_values_for_type(x509.IPAddress)
        self.assertEqual([str(address) for address in addresses], ["192.0.2.7", "::1"])

    def test_it_says_for_nobody_else_who_they_are(self) -> None:
        constraints = self.certificate.extensions.get_extension_for_class(x509.BasicConstraints)

        self.assertFalse(constraints.value.ca)

    def test_a_host_of_a_long_name_has_one_too(self) -> None:
        name = f"{'a' * 63}.{'b' * 63}.example"
        names = (
            make([name], NOW)
            .chain[0]
            .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        )

        self.assertEqual(names.value.get_values_for_type(x509.DNSName), [name])

    def test_a_name_that_is_not_ascii_is_left_out(self) -> None:
        names = (
            make(["peña", "localhost"], NOW)
            .chain[0]
            .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        )

        self.assertEqual(names.value.get_values_for_type(x509.DNSName), ["localhost"])

    def test_it_knows_the_names_of_hosts_that_it_is_for(self) -> None:
        made = make(["chat.example.org", "*.example", "192.0.2.7"], NOW)

        self.assertEqual(made.names, ("chat.example.org", "*.example"))

    def test_the_machine_knows_its_own_names(self) -> None:
        self.assertIn("localhost", own_names(["192.0.2.7"]))
        self.assertIn("192.0.2.7", own_names(["192.0.2.7"]))


class MakingWhatIsMissing(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.files = kept_in(self.folder)

    def make(self) -> bool:
        return make_missing(self.files, ["localhost"], NOW)

    def test_both_files_are_made(self) -> None:
        self.assertTrue(self.make())

        self.assertEqual(len(read(self.files).chain), 1)

    def test_what_is_there_stays(self) -> None:
        self.make()
        before = read(self.files).fingerprint

        self.assertFalse(self.make())

        self.assertEqual(read(self.files).fingerprint, before)

    def test_the_key_is_for_its_owner_alone_from_the_beginning(self) -> None:
        modes: list[int] = []
        replace = Path.replace

        def look(path: Path, target: Path) -> Path:
            modes.append(path.stat().st_mode & 0o777)
            return replace(path, target)

        self.patch(Path, "replace", look)
        self.addCleanup(os.umask, os.umask(0))

        self.make()

        self.assertEqual(modes[0], 0o600)
        self.assertEqual(self.files.key.stat().st_mode & 0o777, 0o600)

    def test_a_key_without_certificate_gets_one(self) -> None:
        self.make()
        key = self.files.key.read_bytes()
        self.files.certificate.unlink()

        self.make()

        self.assertEqual(self.files.key.read_bytes(), key)
        self.assertEqual(len(read(self.files).chain), 1)

    def test_a_certificate_without_key_is_not_replaced(self) -> None:
        self.make()
        self.files.key.unlink()

        error = self.assertRaises(CertificateError, self.make)

        self.assertIn(f"{self.files.key} can't be read (No such file", str(error))

    def test_what_a_program_left_unfinished_is_in_nobodys_way(self) -> None:
        unfinished = self.files.key.with_name(f"{self.files.key.name}.part")
        unfinished.write_text("-----BEG")

        self.make()

        self.assertFalse(unfinished.exists())

    def test_a_link_that_lies_in_wait_is_not_followed(self) -> None:
        elsewhere = self.folder / "elsewhere"
        self.files.key.with_name(f"{self.files.key.name}.part").symlink_to(elsewhere)

        self.make()

        self.assertFalse(elsewhere.exists())

    def test_a_folder_that_is_not_there_is_told(self) -> None:
        self.files = kept_in(self.folder / "nowhere")

        error = self.assertRaises(CertificateError, self.make)

        self.assertIn("can't be kept in", str(error))


class Doubts(SynchronousTestCase):
    def setUp(self) -> None:
        self.made: Credentials = make(["localhost"], NOW)

    def test_one_that_is_valid_raises_none(self) -> None:
        self.assertIsNone(self.made.doubt(NOW))

    def test_one_that_has_expired_is_told(self) -> None:
        self.assertIn("expired on 2036-11-21", self.made.doubt(NOW + timedelta(days=3654)) or "")

    def test_one_that_is_not_valid_yet_is_told(self) -> None:
        self.assertIn("is not valid before", self.made.doubt(NOW - timedelta(days=2)) or "")
