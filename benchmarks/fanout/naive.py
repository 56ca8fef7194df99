"""The naive chat: Twisted's LineReceiver, and a loop of `sendLine` for each line that is said.

`python naive.py` listens on a free port of 127.0.0.1 and prints that port. It is what a first
version of a chat server looks like, and what the fan-out of the real one is compared with: no
checks, no history, nobody's coming announced.
"""

from __future__ import annotations

from twisted.internet import reactor
from twisted.internet.protocol import Factory, connectionDone
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure

BACKLOG = 4096


class Talker(LineReceiver):
    """One connection: its first line is a nickname, each further one goes to everyone else."""

    name = b""

    def __init__(self, people: set[Talker]) -> None:
        self.people = people

    def connectionMade(self) -> None:
        """Send what is said at once."""
        self.transport.setTcpNoDelay(True)

    def lineReceived(self, line: bytes) -> None:
        """Take a nickname, or hand a line on."""
        if not self.name:
            self.name = line
            self.people.add(self)
            self.sendLine(b"Welcome, " + line + b"!")
            self.sendLine(b"Type /help for commands.")
            return
        for person in self.people:
            if person is not self:
                person.sendLine(b"[12:00] " + self.name + b": " + line)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Forget who is gone."""
        self.people.discard(self)


def main() -> None:
    """Serve until stopped."""
    people: set[Talker] = set()
    factory = Factory.forProtocol(lambda: Talker(people))
    port = reactor.listenTCP(0, factory, BACKLOG, "127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.run()


if __name__ == "__main__":
    main()
