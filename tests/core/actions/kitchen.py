"""A kitchen with its owner, a moderator, an administrator, somebody registered, and a stranger."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts.store import Store
from chatservice.core.log import Log
from chatservice.history.memory import MemoryHistory
from tests.core.conversation import Chat, Visitor

ADDRESSES = {
    "Ada": "192.0.2.1",
    "Owen": "192.0.2.2",
    "Mona": "192.0.2.3",
    "Rita": "192.0.2.4",
    "Sam": "198.51.100.7",
}


class InTheKitchen(SynchronousTestCase):
    """Everyone is in the lobby and in the kitchen, and talks in the latter.

    Ada is an administrator; the kitchen is Owen's, and Mona is its moderator; Rita is registered,
    and Sam is not. The accounts are on disk.
    """

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self._folder = Path(folder.name)
        self._log = self.make_log()
        self.chat = self._begun()
        self.ada = self.chat.admin("Ada", ADDRESSES["Ada"])
        self.owen, self.mona, self.rita = (
            self.chat.member(name, ADDRESSES[name]) for name in ("Owen", "Mona", "Rita")
        )
        self.sam = self.chat.join("Sam", ADDRESSES["Sam"])
        for visitor in (self.owen, self.ada, self.mona, self.rita, self.sam):
            visitor.types("/join kitchen")
        self.owen.types("/op Mona")
        self.all_read()

    def _begun(self) -> Chat:
        store = Store(self._folder, lambda: self.chat.now)
        store.open()
        self.addCleanup(store.close)
        return Chat(accounts=store, log=self._log)

    def make_log(self) -> Log:
        """Return where it is kept what they say, also over a restart."""
        return MemoryHistory()

    def restart(self) -> None:
        """Stop the server and begin again with what is on disk; nobody is here then."""
        before = self.chat
        before.closes()
        before.accounts.close()
        self.chat = self._begun()
        self.chat.now = before.now
        self.chat.hub.open()

    def all_read(self) -> None:
        """Let everyone read what there is."""
        self.chat.settles()
        for visitor in (self.ada, self.owen, self.mona, self.rita, self.sam):
            visitor.reads()

    def told(self, visitor: Visitor, *lines: str) -> list[str]:
        """Return what somebody reads who types ``lines``, having read what there was."""
        visitor.reads()
        visitor.types(*lines)
        self.chat.settles()
        return visitor.reads()

    def comes(self, name: str, address: str = "") -> list[str]:
        """Return what somebody reads who connects and gives that name."""
        visitor = self.chat.connect(address)
        return self.told(visitor, name)

    def enters(self, name: str, address: str = "") -> list[str]:
        """Return what somebody reads who comes by that name and enters the kitchen."""
        return self.told(self.chat.join(name, address), "/join kitchen")
