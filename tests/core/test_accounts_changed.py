"""Accounts that another program (`chatservice account`) changes while the server runs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core import arrivals
from chatservice.core.accounts import Account, Rank
from chatservice.core.limits import Limits
from chatservice.core.log import NotReadError
from chatservice.core.names import parse_name
from chatservice.core.refusals import Refused
from tests.core.conversation import HALF_PAST_TWO, PASSWORD, Chat, Visitor

REMOVED = "Your account was removed: your nickname is not registered any more."


class Changed(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.directory.mkdir()
        limits = Limits(repeats=None)
        self.chat = Chat(accounts=self.opened(is_held=True), limits=limits)
        self.other = self.opened()
        self.juan = self.chat.join("Juan")
        self.ana = self.chat.member("Ana")
        self.chat.passes(60)
        self.juan.reads()

    def opened(self, *, is_held: bool = False) -> Store:
        store = Store(self.directory, lambda: HALF_PAST_TWO, is_held=is_held)
        store.open()
        self.addCleanup(store.close)
        return store

    def removed(self) -> None:
        """Let another program remove Ana's account, and the server look after a second."""
        self.other.remove(self.ana.person.identity)
        self.chat.passes(1)


class ChangedBehindTheServer(Changed):
    def ranked(self, rank: Rank) -> None:
        """Let another program make Ana what she is."""
        self.other.set_rank(self.ana.person.identity, rank)
        self.chat.passes(1)

    def test_who_is_made_an_administrator_is_one_within_a_second(self) -> None:
        self.ranked(Rank.ADMIN)

        self.ana.types("/announce hello")

        self.assertEqual(self.juan.reads(), ["*** Ana to everyone: hello"])

    def test_who_is_one_no_longer_is_none_within_a_second(self) -> None:
        self.ranked(Rank.ADMIN)
        self.ranked(Rank.MEMBER)

        self.ana.types("/announce hello")

        self.assertEqual(self.juan.reads(), [])

    def test_whose_account_is_removed_is_told_so(self) -> None:
        self.removed()

        self.assertEqual(self.ana.reads(), [REMOVED])

    def test_whose_account_is_removed_is_told_so_in_every_session(self) -> None:
        phone = self.chat.logs_in("Ana")
        phone.reads()

        self.removed()

        self.assertEqual((self.ana.reads(), phone.reads()), ([REMOVED], [REMOVED]))

    def test_whose_account_is_removed_is_told_so_once(self) -> None:
        self.removed()
        self.ana.reads()

        self.other.set_rank(1, Rank.ADMIN)
        self.chat.passes(1)

        self.assertEqual(self.ana.reads(), [])

    def test_whose_account_is_removed_goes_on_as_a_stranger(self) -> None:
        self.removed()
        self.ana.reads()

        self.ana.types("hola", "/password")

        self.assertEqual(self.juan.reads(), ["[14:36] Ana: hola"])
        self.assertIn("is for registered people", self.ana.reads()[0])

    def test_whose_account_is_removed_writes_as_fast_as_strangers(self) -> None:
        self.removed()
        self.chat.passes(60)

        self.ana.types(*map(str, range(10)))

        self.assertEqual(len(self.juan.reads()), 5)  # who is registered writes ten at once

    def test_whose_account_is_removed_owns_no_room_any_more(self) -> None:
        self.ana.types("/join cocina")
        self.removed()
        self.ana.types("/room slow 10s")

        self.assertIn("/room … is for the owner of a room.", self.ana.reads()[-1])

    def test_whose_account_is_removed_can_register_again(self) -> None:
        self.removed()

        self.ana.types("/register", PASSWORD, PASSWORD)

        self.assertIsNotNone(self.other.find(parse_name("Ana")))

    def test_whose_account_is_removed_leaves_as_a_stranger(self) -> None:
        self.removed()
        self.ana.types("/quit")
        self.juan.reads()

        self.juan.types("/msg Ana psst")

        self.assertIn("There is nobody called Ana.", self.juan.reads()[0])

    def test_who_is_removed_and_not_noticed_yet_can_go_on(self) -> None:
        self.other.remove(self.ana.person.identity)

        self.ana.types("/away lunch", "/set style bracket", "hola")

        self.assertEqual(self.chat.reports, [])
        self.assertEqual(self.juan.reads(), ["[14:36] Ana: hola"])

    def test_another_password_holds_at_once(self) -> None:
        self.ana.types("/quit")
        self.with_proof("another password")

        self.assertIn("Name or password are wrong", self.chat.logs_in("Ana").reads()[0])

    def test_another_password_throws_nobody_out(self) -> None:
        self.with_proof("another password")
        self.chat.passes(1)

        self.ana.types("hola")

        self.assertEqual(self.juan.reads(), ["[14:36] Ana: hola"])

    def with_proof(self, password: str) -> None:
        """Let another program give Ana another password."""
        account = self.other.find(parse_name("Ana"))
        assert account is not None
        identity = account.identity

        def set_proof(proof: str | Refused) -> None:
            assert isinstance(proof, str)
            self.other.set_proof(identity, proof)

        self.chat.hub.passwords.make(password, set_proof)

    def test_somebody_who_is_registered_meanwhile_can_log_in(self) -> None:
        def add(proof: str | Refused) -> None:
            assert isinstance(proof, str)
            self.other.add(parse_name("Berta"), 7, proof, HALF_PAST_TWO)

        self.chat.hub.passwords.make(PASSWORD, add)

        self.assertIn("Welcome, Berta!", self.chat.logs_in("Berta").reads()[0])


class OfMany(Changed):
    """They are looked at two at a time, so that nobody waits for that."""

    def setUp(self) -> None:
        super().setUp()
        self.patch(arrivals, "REREAD", 2)
        self.many = [self.ana, *(self.chat.member(name) for name in ("Beto", "Ciro", "Dora"))]
        self.chat.passes(60)
        self.chat.settles()

    def are_removed(self, *visitors: Visitor) -> None:
        """Let another program remove accounts, and the server look after a second."""
        for visitor in visitors:
            self.other.remove(visitor.person.identity)
        self.chat.passes(1)

    def told(self) -> list[bool]:
        """Return of each of them whether they are told that their account is removed."""
        return [REMOVED in visitor.reads() for visitor in self.many]

    def test_the_first_are_looked_at_at_once(self) -> None:
        self.are_removed(*self.many)

        self.assertEqual(self.told(), [True, True, False, False])

    def test_the_others_in_the_turns_that_come(self) -> None:
        self.are_removed(*self.many)

        self.chat.settles()

        self.assertEqual(self.told(), [True, True, True, True])

    def test_what_is_changed_meanwhile_is_seen_too(self) -> None:
        self.are_removed(self.many[3])
        self.are_removed(self.many[0])

        self.chat.settles()

        self.assertEqual(self.told(), [True, False, False, True])

    def test_who_has_come_back_meanwhile_is_not_taken_for_who_they_were(self) -> None:
        self.are_removed(self.many[0])
        self.many[3].types("/quit")
        self.many[3] = self.chat.logs_in("Dora")
        self.other.remove(self.many[3].person.identity)
        self.chat.settles()

        self.chat.passes(1)
        self.chat.settles()

        self.assertTrue(self.told()[3])

    def test_who_can_not_be_read_is_looked_at_again_after_a_second(self) -> None:
        with_identity, tries = self.chat.accounts.with_identity, [1]

        def fails_once(identity: int) -> Account | None:
            if tries:
                raise NotReadError(f"disk I/O error {tries.pop()}")
            return with_identity(identity)

        self.patch(self.chat.accounts, "with_identity", fails_once)
        self.are_removed(*self.many)
        self.assertEqual(self.told(), [False] * 4)

        self.chat.passes(1)
        self.chat.settles()

        self.assertEqual(self.told(), [True] * 4)
