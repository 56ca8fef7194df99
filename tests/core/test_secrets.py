"""Passwords are nowhere: whatever is typed at a question for one, nothing of it stays anywhere."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_exception
from types import CodeType, FrameType, ModuleType

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core.log import NotKeptError
from chatservice.core.refusals import Refused
from chatservice.history.disk import DiskHistory
from tests.core.accounts import QuickPasswords
from tests.core.conversation import HALF_PAST_TWO, Chat, Visitor

MARK = "Xyzzy"
"""What stands in every password here, and nowhere else."""

RIGHT, OTHER = f"{MARK} right one", f"{MARK} other one"

SECRETS = (
    RIGHT,
    OTHER,
    MARK,  # too short for a new one
    f"{MARK} " * 30,  # too long
    f"{MARK}\x00 control",
    f"{MARK} \x1b[31m",
    f"/msg Juan {MARK}",
    f"//{MARK}",
    f"/{MARK}",
    f"  {MARK}  ",
    f"{MARK}\u0378 unassigned",
    f"{MARK}\u202e override",
)


class Secrets(SynchronousTestCase):
    """All that there is to a server, on disk as in memory, is searched after a whole session."""

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.directory = Path(folder.name) / "data"
        self.history = DiskHistory(self.directory)
        self.history.open()
        self.store = Store(self.directory, lambda: HALF_PAST_TWO, is_held=True)
        self.store.open()
        self.addCleanup(self.history.close)
        self.addCleanup(self.store.close)
        self.chat = Chat(log=self.history, accounts=self.store)
        self.juan = self.chat.join("Juan")
        self.read: list[str] = []

    def types(self, visitor: Visitor, *lines: str) -> None:
        """Let somebody type, however long it takes until all is answered."""
        for line in lines:
            visitor.types(line)
            self.chat.passes(59)
            self.read += visitor.reads()

    def registered(self) -> Visitor:
        ana = self.chat.join("Ana")
        self.types(ana, "/register", RIGHT, RIGHT)
        return ana

    def secrets_are_nowhere(self) -> None:
        """Fail if a password is in anything that stays, or was told or noted."""
        self.read += self.juan.reads()
        self.assertNotIn(MARK, "\n".join(self.read))
        self.assertNotIn(MARK, "\n".join(self.chat.reports))
        for noted in self.chat.audited:
            self.assertNotIn(MARK, str(asdict(noted)))
        for file in self.directory.iterdir():
            self.assertNotIn(MARK.lower().encode(), file.read_bytes().lower(), file.name)
        self.assertEqual(self.remembered(), [])

    def remembered(self) -> list[str]:
        """Return the texts with a password in them that the server still holds on to."""
        gc.collect()
        found: list[str] = []
        seen, todo = {id(self)}, [self.chat.hub]
        while todo:
            for thing in gc.get_referents(todo.pop()):
                if id(thing) in seen or _leads_nowhere(thing):
                    continue
                seen.add(id(thing))
                if MARK in str(thing) if isinstance(thing, (str, bytes, bytearray)) else False:
                    found.append(str(thing))
                todo.append(thing)
        return found

    def test_after_registering(self) -> None:
        self.registered()

        self.secrets_are_nowhere()

    def test_after_every_answer_that_is_no_password(self) -> None:
        berta = self.chat.join("Berta")
        for secret in SECRETS[2:]:
            self.types(berta, "/register", secret, "")

        self.secrets_are_nowhere()

    def test_after_two_that_differ(self) -> None:
        berta = self.chat.join("Berta")
        self.types(berta, "/register", RIGHT, OTHER, "")

        self.secrets_are_nowhere()

    def test_after_wrong_ones_at_the_nickname_prompt(self) -> None:
        self.types(self.registered(), "/quit")
        for secret in SECRETS[1:]:
            visitor = self.chat.connect("192.0.2.7")
            self.types(visitor, "Ana", secret, "/login Nobody", secret)
            visitor.vanishes()

        self.secrets_are_nowhere()

    def test_after_a_log_in_and_all_that_asks_for_one(self) -> None:
        ana = self.registered()
        self.types(ana, "/password", *SECRETS[1:], "")
        self.types(ana, "/password", RIGHT, *SECRETS[2:], "")
        self.types(ana, "/password", RIGHT, OTHER, OTHER)
        self.types(ana, "/quit")
        ana = self.chat.connect()
        self.types(ana, "Ana", RIGHT, OTHER, "/forget-me messages", *SECRETS[2:], "")
        self.types(ana, "/forget-me messages", OTHER)
        self.assertIn("is not registered any more", self.read[-1])

        self.secrets_are_nowhere()

    def test_after_one_was_typed_behind_a_command(self) -> None:
        ana = self.registered()
        visitor = self.chat.connect()
        for command in ("/register", "/password", "/forget-me", "/sessions", "/login Ana"):
            for each in (ana, visitor):
                self.types(each, f"{command} {RIGHT}")

        self.secrets_are_nowhere()

    def test_after_one_was_typed_behind_the_nickname(self) -> None:
        visitor = self.chat.connect()
        self.types(visitor, f"Ana {RIGHT}", f"/rename Ana {RIGHT}")

        self.secrets_are_nowhere()

    def test_after_the_disk_did_not_take_it(self) -> None:
        def fails(*_: object) -> None:
            raise NotKeptError("database or disk is full")

        ana = self.registered()
        for what in ("add", "set_proof", "remove", "came"):
            self.patch(self.store, what, fails)
        berta, visitor = self.chat.join("Berta"), self.chat.connect()
        self.types(berta, "/register", OTHER, OTHER)
        self.types(ana, "/password", RIGHT, OTHER, OTHER, "/forget-me", RIGHT, "/quit")
        self.types(visitor, "Ana", RIGHT)

        self.assertTrue(self.chat.reports)
        self.secrets_are_nowhere()

    def test_after_they_went_in_the_middle_of_a_question(self) -> None:
        ana = self.registered()
        self.types(ana, "/password", RIGHT, OTHER)
        ana.vanishes()
        visitor = self.chat.connect()
        self.types(visitor, "Ana")
        visitor.types("wrong", RIGHT)  # which waits for its turn
        visitor.vanishes()
        ana.__dict__.clear()  # the test's own hold on them
        visitor.__dict__.clear()
        self.chat.passes(60)

        self.secrets_are_nowhere()

    def test_what_fails_while_one_is_looked_at_does_not_tell_it(self) -> None:
        self.types(self.registered(), "/quit")
        self.chat.hub.passwords = Failing()
        visitor = self.chat.connect()
        self.types(visitor, "Ana")

        error = self.assertRaises(ZeroDivisionError, visitor.session.line, RIGHT)

        self.assertNotIn(MARK, "".join(format_exception(error)))


class Failing(QuickPasswords):
    """A fault of the program's."""

    def check(
        self, proof: str | None, password: str, done: Callable[[bool | Refused], None]
    ) -> None:
        raise ZeroDivisionError("a bug")


def _leads_nowhere(thing: object) -> bool:
    """Return whether something belongs to the program, and not to what it has in its memory."""
    if isinstance(thing, dict) and "__builtins__" in thing:
        return True  # a module's names
    return isinstance(thing, (type, ModuleType, CodeType, FrameType))
