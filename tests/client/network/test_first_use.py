from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.address import Address
from chatservice.client.network.first_use import FirstUse, Unchecked
from chatservice.client.network.trust import (
    ChangedCertificateError,
    KnownHosts,
    KnownHostsError,
    OtherCertificateError,
    Trust,
)

ONE = ":".join(["AB"] * 32)
OTHER = ":".join(["0F"] * 32)
SERVER = Address("chat.example.org", 5050)


class Case(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "known_hosts"
        self.known = KnownHosts(self.file)
        self.trust = FirstUse(Trust(self.known))


class OnFirstUse(Case):
    def test_what_nobody_knows_is_remembered(self) -> None:
        self.trust.check(SERVER, ONE, vouched=False)

        self.assertEqual(self.known.fingerprints(SERVER), {ONE})
        self.assertEqual(self.trust.remembered, ONE)

    def test_what_is_known_is_not_remembered_again(self) -> None:
        self.known.add(SERVER, ONE)

        self.trust.check(SERVER, ONE, vouched=False)

        self.assertEqual(self.trust.remembered, "")

    def test_what_an_authority_vouches_for_is_not_remembered(self) -> None:
        self.trust.check(SERVER, ONE, vouched=True)

        self.assertEqual((self.known.fingerprints(SERVER), self.trust.remembered), (set(), ""))

    def test_what_has_changed_is_not_believed(self) -> None:
        self.known.add(SERVER, OTHER)

        self.assertRaises(ChangedCertificateError, self.trust.check, SERVER, ONE, vouched=False)

    def test_what_is_not_the_given_one_is_not_believed(self) -> None:
        check = FirstUse(Trust(self.known, OTHER)).check

        self.assertRaises(OtherCertificateError, check, SERVER, ONE, vouched=True)

    def test_where_it_cannot_be_kept_it_is_believed_all_the_same(self) -> None:
        trust = FirstUse(Trust(KnownHosts(Path("/proc/none/known_hosts"))))

        trust.check(SERVER, ONE, vouched=False)

        self.assertEqual(trust.remembered, "")

    def test_where_what_is_known_cannot_be_read_nothing_is_believed(self) -> None:
        self.file.write_text("nonsense\n")

        self.assertRaises(KnownHostsError, self.trust.check, SERVER, ONE, vouched=False)


class OfThisMachine(Case):
    def test_everything_is_believed_and_nothing_remembered(self) -> None:
        self.known.add(SERVER, OTHER)

        Unchecked(self.known).check(SERVER, ONE, vouched=False)

        self.assertEqual(self.known.fingerprints(SERVER), {OTHER})
