"""Kills a server again and again while people talk, and looks whether anything is lost.

`python -m tests.end_to_end.kills 1000` does it 1,000 times, which takes a quarter of an hour;
`--seed` does again what another run did, as far as the system's own timing lets it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import apsw

from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.talkers import Conversation, number_of

SHOWN_ON_JOINING = 50

TALKING = (0.0, 0.5)
LONGER = (0.8, 1.3)
"""Seconds from when people begin to talk until the server is killed. Once a second it deletes,
indexes and copies what is in the write-ahead log: some of the kills come in the middle of that."""


class Row(NamedTuple):
    """A message as it stands in the history. `room` is empty for a private one."""

    place: int
    room: str
    author: str
    text: str
    edited: bool

    @property
    def shown(self) -> tuple[str, str]:
        """What somebody reads of it later: the author and the text."""
        return self.author, f"{self.text} (edited)" if self.edited else self.text


def rows(data: Path, after: int = 0) -> list[Row]:
    """Return what a history has behind a place, in its order."""
    connection = apsw.Connection(str(data / "history.db"), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(5000)
    try:
        return [
            Row(place, room or "", author, text, bool(edited))
            for place, room, author, text, edited in connection.execute(
                "SELECT m.place, r.name, a.name, m.text, m.edited FROM messages m"
                " JOIN authors a ON a.id = m.author LEFT JOIN rooms r ON r.id = m.room"
                " WHERE m.place > ? ORDER BY m.place",
                (after,),
            )
        ]
    finally:
        connection.close()


def compare(conversation: Conversation, kept: Sequence[Row]) -> None:
    """Raise `AssertionError` unless `kept` is what the people of a conversation have read."""
    by_number = {number_of(row.text): row for row in kept}
    assert len(by_number) == len(kept), "something is kept twice"
    assert by_number.keys() <= conversation.messages.keys(), "something is kept that nobody said"
    for number, message in conversation.messages.items():
        row = by_number.get(number)
        assert row is None or (row.author, not row.room) == (message.author, bool(message.to)), row
        wrong = message.wrong_in(row.text if row else None)
        assert not wrong, f"{number} of {message.author} {wrong}"
    of_the_room = [number_of(row.text) for row in kept if row.room]
    for talker in conversation.talkers.values():
        heard = [(number, private) for number, private in talker.heard if number in by_number]
        places = [by_number[number].place for number, _ in heard]
        assert places == sorted(set(places)), f"{talker.name} read it in another order"
        public = [number for number, private in heard if not private]
        assert of_the_room[: len(public)] == public, f"{talker.name} has not read all that is kept"


def digest(kept: Sequence[Row]) -> bytes:
    """Return what is equal for equal rows only."""
    return hashlib.sha256(repr([tuple(row) for row in kept]).encode()).digest()


class Kills:
    """A history, in `data`, whose servers are killed one after another."""

    def __init__(self, data: Path, seed: int) -> None:
        self._data = data
        self._chance = random.Random(seed)
        self._conversation = Conversation(self._chance)
        self._end = 0
        """The place of the last message that was compared."""
        self._digests: list[tuple[int, bytes]] = []
        self._shown: list[Row] = []
        """What whoever comes in is to be shown."""
        self.messages = 0
        self.read = 0

    def server(self) -> tuple[str, ...]:
        """Return the command that serves this history."""
        return (*twistd("--host", "127.0.0.1"), "--data", str(self._data))

    def kill_one(self) -> None:
        """Start a server, compare what it has with what was read before, talk to it, kill it."""
        with running(*self.server()) as server:
            self.compare()
            self._conversation = Conversation(self._chance, first=self._conversation.next)
            self._conversation.begin(server.port)
            self._compare_on_joining()
            seldom = self._chance.random() < 0.2
            self._conversation.talk(self._chance.uniform(*(LONGER if seldom else TALKING)))
            server.process.kill()
            server.process.wait()
            self._conversation.end()

    def compare(self) -> None:
        """Compare what the history has now with what was said and read since the last time."""
        kept = rows(self._data, after=self._end)
        compare(self._conversation, kept)
        self.messages += len(kept)
        self.read += sum(1 for each in self._conversation.messages.values() if each.read)
        if kept:
            self._end = kept[-1].place
            self._digests.append((self._end, digest(kept)))
        public = [row for row in kept if row.room]
        self._shown = [*self._shown, *public][-SHOWN_ON_JOINING:]

    def _compare_on_joining(self) -> None:
        expected = [row.shown for row in self._shown]
        for talker in self._conversation.talkers.values():
            assert talker.on_joining == expected, f"{talker.name} was shown something else"

    def compare_all(self) -> None:
        """Start a last server, and compare all there is: on the disk, and as it is shown."""
        with running(*self.server()) as server:
            self.compare()
            kept = rows(self._data)
            start = 0
            for place, of_then in self._digests:
                end = next(i for i in range(start, len(kept)) if kept[i].place == place) + 1
                assert digest(kept[start:end]) == of_then, f"other messages up to {place} now"
                start = end
            assert start == len(kept), "messages that were not there before"
            self._compare_shown(server, [row for row in kept if row.room])

    def _compare_shown(self, server: Server, public: Sequence[Row]) -> None:
        reader = server.guest_called("reader")
        reader.types("/version")
        reader.until("chatservice ")
        reader.types("/history 500", "/version")
        shown = reader.until("chatservice ")
        ends = [f"] {row.author}: {row.shown[1]}" for row in public[-500:]]
        found = [line for line in shown.split("\r\n") if line.startswith("[")]
        assert [line[line.index("]") :] for line in found] == ends
        for row in self._chance.sample(public, k=min(5, len(public))):
            assert_found(reader, row)


REFUSED = "try again in a moment"
"""How each of the sentences ends that tell somebody to search again."""


def assert_found(reader: Guest, row: Row) -> None:
    """Raise `AssertionError` unless a search for a message's number finds it."""
    number = number_of(row.text)
    found = REFUSED
    while REFUSED in found:  # on a busy machine: what was said before the kill is being indexed
        reader.types(f"/search {number}", "/version")
        found = reader.until("chatservice ")
    assert f"{row.author}: *{number}*" in found, found


def kill(times: int, data: Path, seed: int, *, verbose: bool = False) -> Kills:
    """Kill `times` servers; raises `AssertionError` when a message that was read is not kept."""
    kills = Kills(data, seed)
    for number in range(1, times + 1):
        kills.kill_one()
        if verbose and (number % 10 == 0 or number == times):
            print(f"{number} kills, {kills.messages} messages compared", flush=True)  # noqa: T201
    kills.compare_all()
    return kills


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as directory:
        kills = kill(chosen.times, Path(directory) / "data", chosen.seed, verbose=True)
    print(f"{kills.messages} messages are kept, {kills.read} were read; none is lost")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
