"""Tokens stand nowhere but where they are shown: in no log, no file, no report."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core.hello import Hello
from chatservice.core.replies import TokenMade
from chatservice.core.tokens import new_token
from chatservice.history.disk import DiskHistory
from tests.core.bots import Hook, comes_in, make_bot
from tests.core.conversation import Chat


class Nowhere(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        log = DiskHistory(self.folder)
        log.open()
        self.addCleanup(log.close)
        accounts = Store(self.folder, lambda: self.chat.now)
        accounts.open()
        self.addCleanup(accounts.close)
        self.chat = Chat(log=log, accounts=accounts)
        self.ana = self.chat.member("Ana")
        self.tokens = [make_bot(self.ana, "deploy") for _ in range(2)]
        self.wrong = new_token()
        bot = comes_in(self.chat, self.tokens[-1])
        bot.types("hello")
        for token in (*self.tokens, self.wrong):
            Hook(self.chat, token).says("hello")
        self.ana.types("/token deploy remove")
        self.everything = [*self.tokens, self.wrong]

    def test_not_in_the_audit_log(self) -> None:
        said = str(self.chat.audited)

        self.assertIn("bot-add", said)
        self.assertEqual([token for token in self.everything if token in said], [])

    def test_not_in_the_servers_log(self) -> None:
        self.assertEqual(self.chat.reports, [])

    def test_not_in_the_history_nor_in_any_other_file(self) -> None:
        files = [file for file in self.folder.rglob("*") if file.is_file()]

        self.assertIn("history.db", {file.name for file in files})
        for file in files:
            content = file.read_bytes()
            found = [token for token in self.everything if token.encode() in content]
            self.assertEqual(found, [], file.name)

    def test_not_in_a_report_of_what_was_shown_or_said(self) -> None:
        for what in (TokenMade("deploy", self.wrong, ""), Hello(token=self.wrong)):
            self.assertNotIn(self.wrong, repr(what))
