"""Programs that talk while their server is killed again and again, and go on where they were.

`python -m tests.end_to_end.killed 100` kills it 100 times.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import apsw

from tests.core.resuming import Message, Reading
from tests.end_to_end.late import LATE, MUCH, Late, closing_all
from tests.end_to_end.people import SECONDS
from tests.end_to_end.programs import Program
from tests.end_to_end.servers import running, twistd
from tests.programs import plain_environment

LOBBY, PLAZA = "lobby", "plaza"
PASSWORD = "correct horse"
TALKING = (0.0, 0.4)
"""Seconds from when the server is there until it is killed."""

REGISTERED = ("ana", "bob", "eva", "leo")
GUESTS = ("max", "mia", "tim", "zoe")
NICKS = REGISTERED + GUESTS


class Port:
    """Where the server is just now; there is another one after each kill."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._generation = 0
        self._port = 0
        self._here = 0
        self._is_over = False
        self._is_last = False

    def becomes(self, port: int, *, is_last: bool) -> None:
        """Let everybody know of another one."""
        with self._changed:
            self._generation += 1
            self._port, self._is_last = port, is_last
            self._here, self._is_over = 0, False
            self._changed.notify_all()

    def is_over(self) -> None:
        """Let nobody wait for the others any more: the server is about to be killed."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def all_are_here(self, count: int, seconds: float) -> bool:
        """Return whether so many have come in, within some seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._here == count, seconds)

    def wait_for_others(self, generation: int, count: int) -> None:
        """Wait until everybody has come in: nobody is to miss more than is told again."""
        with self._changed:
            self._here += self._generation == generation
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._here == count or self._is_over or self._generation > generation,
                SECONDS,
            )

    def after(self, generation: int) -> tuple[int, int, bool]:
        """Return the number of a later one, the port, and whether nobody talks there any more."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._generation > generation, 3 * SECONDS)
            return self._generation, self._port, self._is_last


class Talker(threading.Thread):
    """Somebody with a program that never gives up. ``wrong`` is what went wrong in it, if any."""

    def __init__(self, nick: str, token: str, way: type[Late], port: Port, chance: float) -> None:
        super().__init__(name=nick, daemon=True)
        self.nick = nick
        self._token = token
        self.way = way
        self.reading = Reading()
        self.wrong: Exception | None = None
        self._port = port
        self._chance = random.Random(chance)
        self._requests = 0

    def run(self) -> None:
        """Talk, and come back, until all is read."""
        try:
            self._run()
        except Exception as error:
            self.wrong = error  # told to whoever waits for this thread

    def _run(self) -> None:
        generation, is_last = 0, False
        while not is_last:
            generation, port, is_last = self._port.after(generation)
            with suppress(ConnectionError, EOFError):
                self._comes(port, generation, is_last=is_last)
                assert is_last

    def _comes(self, port: int, generation: int, *, is_last: bool) -> None:
        who = {"token": self._token} if self._token else {"nick": self.nick}
        program = self.way(
            port,
            receive_buffer=MUCH,
            since=self.reading.since,
            rooms=[PLAZA],
            take=self._take,
            **who,
        )
        with closing_all(program):
            self._port.wait_for_others(generation, len(NICKS))
            while not is_last:
                self._talks(program)
            program.sends({"type": "ping", "id": "ping"})
            program.until_answered("ping")

    def _take(self, message: dict[str, object]) -> None:
        assert message["type"] != "left-out", "too much was said: nothing can be compared"
        self.reading.takes([message])

    def _talks(self, program: Late) -> None:
        """Ask for some things at once, and read until all are answered."""
        requests = [self._request() for _ in range(self._chance.randint(1, 4))]
        program.sends(*requests)
        program.until_answered(str(requests[-1]["id"]))

    def _request(self) -> dict[str, object]:
        self._requests += 1
        name = str(self._requests)
        text = f"{self.nick} {name}"
        chosen = self._chance.random()
        if chosen < 0.1:
            return {"type": "edit", "id": name, "text": text}
        if chosen < 0.15:
            return {"type": "delete", "id": name}
        if chosen < 0.3 and self.nick in REGISTERED:
            to = self._chance.choice([each for each in REGISTERED if each != self.nick])
            self.reading.asked[name] = Message(0, "", to, self.nick, text)
            return {"type": "msg", "id": name, "to": to, "text": text}
        room = self._chance.choice((LOBBY, PLAZA))
        self.reading.asked[name] = Message(0, room, "", self.nick, text)
        return {"type": "say", "id": name, "room": room, "text": text}


def kept(data: Path) -> Iterator[Message]:
    """Yield what a history has, in the order of the numbers."""
    connection = apsw.Connection(str(data / "history.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        for seq, room, to, who, text in connection.execute(
            "SELECT m.seq, r.name, w.name, a.name, m.text FROM messages m"
            " JOIN authors a ON a.id = m.author LEFT JOIN rooms r ON r.id = m.room"
            " LEFT JOIN authors w ON w.id = m.receiver ORDER BY m.seq"
        ):
            yield Message(seq, room or "", to or "", who, text)
    finally:
        connection.close()


def compare(talker: Talker, history: list[Message]) -> None:
    """Raise `AssertionError` unless ``talker`` has read what the history has, each once."""
    mine = [each for each in history if not each.to or talker.nick in (each.to, each.who)]
    numbers = {each.seq for each in mine}
    lost = [each for each in talker.reading.left() if each.seq not in numbers]
    assert not lost, f"{talker.nick} has read what is not kept: {lost[:5]}"
    missed = [each for each in mine if each.seq not in talker.reading.messages]
    assert not missed, f"{talker.nick} has missed {len(missed)}: {missed[:5]}"
    assert talker.reading.left() == mine, f"{talker.nick} has read it otherwise"


def kill(times: int, folder: Path, seed: int) -> list[Talker]:
    """Kill a server so many times.

    Raises `AssertionError` when anything is lost, or comes twice.
    """
    chance = random.Random(seed)
    data = folder / "data"
    data.mkdir(parents=True)
    tokens = made_bots(data)
    port = Port()
    talkers = [
        Talker(nick, tokens.get(nick, ""), LATE[at % len(LATE)], port, chance.random())
        for at, nick in enumerate(NICKS)
    ]
    for each in talkers:
        each.start()
    for number in range(times + 1):
        with running(*serving(data)) as server:
            port.becomes(server.port, is_last=number == times)
            if number == times:
                for each in talkers:
                    each.join(3 * SECONDS)
            else:
                if chance.random() < 0.7:  # else some are on their way in
                    are_here = port.all_are_here(len(talkers), 3 * SECONDS)
                    assert are_here, "somebody does not come in"
                time.sleep(chance.uniform(*TALKING))  # they talk; nothing is waited for
            server.process.kill()
            server.process.wait()
            port.is_over()
    for each in talkers:
        assert each.wrong is None, f"{each.nick}: {each.wrong!r}"
        assert not each.is_alive(), f"{each.nick} waits for something"
    history = list(kept(data))
    for each in talkers:
        compare(each, history)
    return talkers


def made_bots(data: Path) -> dict[str, str]:
    """Return the tokens of bots that have been made, by their names: no password takes time."""
    subprocess.run(
        [sys.executable, "-m", "chatservice", "account", "add", "owner", "--data", str(data)],
        input=f"{PASSWORD}\n".encode(),
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    with running(*serving(data)) as server:
        owner = Program(server.port)
        with closing(owner.socket):
            owner.asks("hello", version=1, nick="owner", password=PASSWORD)
            for name in REGISTERED:
                owner.asks("token", name=name)
        return {each["nick"]: each["token"] for each in owner.read if each["type"] == "token"}


def serving(data: Path) -> list[str]:
    """Return the command that serves a history."""
    return twistd("--host", "127.0.0.1", "--data", str(data))


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as directory:
        talkers = kill(chosen.times, Path(directory), chosen.seed)
    read = sum(len(each.reading.messages) for each in talkers)
    print(f"{read} messages were read, none is lost, and none came twice")  # noqa: T201


if __name__ == "__main__":
    main()
