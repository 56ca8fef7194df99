"""200 people and one real server; everybody's transcript is compared with what they had to read.

`python -m tests.end_to_end.crowd 20` lets them talk 20 times as long as the tests do; `--seed`
does again what another run did, as far as the system's own timing lets it.

Most read at once. Some stop reading for a while, so that much waits for them at the server. Some
hang up: by ending their input, as `nc -N` does, or by a reset, a few while much waits for them.
"""

from __future__ import annotations

import argparse
import random
import selectors
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from tests.end_to_end.crowd_author import LONG_WINDED, SMALL_ROOMS, Author
from tests.end_to_end.crowd_members import VERSION, Member, Role, Told, many_open_files
from tests.end_to_end.crowd_order import LOBBY, PUBLIC, Command, Order
from tests.end_to_end.crowd_transcript import compare_private
from tests.end_to_end.servers import running, twistd

PEOPLE = {Role.TALKER: 20, Role.SLOW: 20, Role.STUCK: 4, Role.OTHER: 156}

BATCHES = 900
"""How often somebody types some lines."""

HANG_UPS, MOST_HANG_UPS = 8, 40
"""How many of the others hang up in each of the two ways, and in a longer run."""

AT_ONCE = 24
"""People whose lines are under way at the same time."""

UNREAD = (1_400_000, 1_700_000)
"""Bytes that are said to somebody while they don't read. Linux holds some 1.1 MB of them; more
than 4 MiB besides would end the connection."""

ENOUGH_UNREAD, MOST_UNREAD = 650, 750
"""Lines after which somebody reads on in any case, and nobody says more until they have; of more
than 1,000, a server may leave some out."""

PATIENCE = 30.0
"""Seconds that anything may take."""


class Result(NamedTuple):
    """What was compared, and how often somebody did not read until much waited for them."""

    events: int
    lines: int
    private: int
    pauses: int

    def __str__(self) -> str:
        return (
            f"{self.events} events, {self.private} private messages, {self.lines} lines read, "
            f"{self.pauses} pauses"
        )


class Crowd:
    """What 200 people do at one server: `gather`, `talk`, `end` and `compare`, in this order."""

    def __init__(self, port: int, seed: int) -> None:
        self._port = port
        self._chance = random.Random(seed)
        self._author = Author(self._chance)
        self._selector = selectors.DefaultSelector()
        self._members: list[Member] = []
        """Herald, observer and crowd."""
        self._crowd: list[Member] = []
        self._texts: dict[bytes, str] = {}
        self._told = Told()
        self._pauses = 0

    def close(self) -> None:
        """Close what is open."""
        self._selector.close()
        for member in self._members:
            member.socket.close()

    # -- coming in -----------------------------------------------------------------------------

    def gather(self) -> None:
        """Let everyone come in, and read that all others have."""
        self._herald = self._member(Role.HERALD)
        self._observer = self._member(Role.OBSERVER)
        for role, count in PEOPLE.items():
            self._crowd += [self._member(role, number) for number in range(count)]
        for room in (LONG_WINDED, *SMALL_ROOMS, "balcony"):
            self._observer.types(Command("joined", room, f"/join {room}"))
        self._observer.types(VERSION)
        here = len(self._crowd) + 1
        self._until(
            lambda: (
                sum(line.endswith(" is here") for line in self._herald.lines) >= here
                and not self._observer.answers
            )
        )
        self._begin = self._proclaim(self._observer, *self._crowd)
        self._until(lambda: not any(member.mark for member in self._crowd))
        self._herald.program.clear()

    @property
    def _talkers(self) -> list[Member]:
        return [member for member in self._crowd if member.speaks_at_length]

    def _member(self, role: Role, number: int = 0) -> Member:
        member = Member(role, number, self._port, self._texts)
        self._members.append(member)
        self._selector.register(member.socket, selectors.EVENT_READ, member)
        return member

    def _proclaim(self, *awaited_by: Member) -> str:
        """Let the herald, whom nobody ignores, say something in the lobby; return it."""
        command = self._author.say(self._herald)
        for member in awaited_by:
            member.mark = command.subject
        self._herald.types(command)
        return command.subject

    # -- talking -------------------------------------------------------------------------------

    def talk(self, times: int) -> None:
        """Let everyone do this and that for some time."""
        for member in self._crowd:
            member.types(*self._first_steps(member), VERSION)
        batches = BATCHES * times
        ways = [Member.ends_input, Member.resets] * min(HANG_UPS * times, MOST_HANG_UPS)
        hang_ups = dict(zip(self._chance.sample(range(batches), len(ways)), ways, strict=True))
        for number in range(batches):
            self._until(lambda: self._some_may_speak)
            way = hang_ups.get(number)
            if way is not None:
                self._hang_up(way)
            else:
                self._speak()
            self._pause_some()

    def _first_steps(self, member: Member) -> list[Command]:
        author = self._author
        if member.speaks_at_length:
            return [author.enter(member, LONG_WINDED)]
        rooms = self._chance.sample(SMALL_ROOMS, self._chance.randint(0, 2))
        if not member.stops_reading:
            return [author.enter(member, room) for room in rooms]
        # Who stops reading does so most of the time: what they are like is settled before.
        ignored = (author.ignore(member, self._crowd), author.ignore(member, self._talkers))
        rooms = [LONG_WINDED, *rooms[:1]]
        return [
            *(author.enter(member, room) for room in rooms),
            *(command for command in ignored if command is not None),
        ]

    @property
    def _some_may_speak(self) -> bool:
        waiting = sum(member.is_waiting for member in self._crowd)
        unread = max(self._told.unread(member)[1] for member in self._crowd)
        return waiting < AT_ONCE and unread < MOST_UNREAD and bool(self._free())

    def _free(self, *, at_length: bool | None = None) -> list[Member]:
        return [
            member
            for member in self._crowd
            if member.is_free and at_length in (None, member.speaks_at_length)
        ]

    def _speak(self) -> None:
        free = self._free(at_length=self._chance.random() < 0.45) or self._free()
        member = self._chance.choice(free)
        member.types(*self._author.batch(member, self._crowd), VERSION)

    def _hang_up(self, way: Callable[..., None]) -> None:
        free = [m for m in self._free(at_length=False) if m.role is Role.OTHER] or self._free()
        member = self._chance.choice(free)
        if way is Member.resets:
            self._selector.unregister(member.socket)
        way(member, *self._author.batch(member, self._crowd))

    # -- reading -------------------------------------------------------------------------------

    def _until(self, is_so: Callable[[], bool]) -> None:
        """Let everyone read until something is so, and a little in any case."""
        deadline = time.monotonic() + PATIENCE
        self._read(0)
        while not is_so():
            assert time.monotonic() < deadline, f"still waiting: {self._waiting()}"
            self._read(0.1)

    def _waiting(self) -> Sequence[str]:
        return [m.name for m in self._crowd if m.is_waiting or m.mark or m.since][:10]

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            member: Member = key.data
            lines = member.reads()
            if member.gone:
                self._selector.unregister(member.socket)
                member.socket.close()
            elif member is self._observer:
                self._told.add(lines)
        for member in self._crowd:
            if member.is_paused:
                size, count = self._told.unread(member)
                if size >= member.patience or count >= ENOUGH_UNREAD:
                    self._pauses += size >= UNREAD[0]
                    self._go_on(member)

    def _pause_some(self) -> None:
        for member in self._crowd:
            if member.stops_reading and member.is_free and self._chance.random() < 0.02:
                self._selector.unregister(member.socket)
                member.since = self._told.to(member)
                member.patience = self._chance.randint(*UNREAD)

    def _go_on(self, member: Member) -> None:
        if member.role is Role.STUCK:
            member.resets()
        else:
            self._selector.register(member.socket, selectors.EVENT_READ, member)
            self._proclaim(member)

    # -- the end -------------------------------------------------------------------------------

    def end(self) -> None:
        """Let everyone read all there is."""
        for member in self._crowd:
            if member.is_paused:
                self._go_on(member)
        self._until(lambda: not self._waiting())
        self._until(lambda: self._told.quits == sum(member.gone for member in self._crowd))
        left = [member for member in self._crowd if not member.gone]
        self._proclaim(self._observer, *(m for m in left if LOBBY in m.rooms))
        self._until(lambda: not (self._waiting() or self._observer.mark))
        for member in (self._observer, *left):
            member.types(VERSION)
        self._until(lambda: not (self._waiting() or self._observer.answers))

    def compare(self) -> Result:
        """Raise `AssertionError` unless everyone has read what they had to, in its order."""
        people = (self._herald, *self._crowd)
        *told, _version = self._observer.lines_after(self._begin)
        order = Order(told, [member.first_name for member in people])
        for member in people:
            done = order.by(member.first_name)
            asked = [(c.kind, c.subject) for c in member.program if c.kind in PUBLIC]
            if member.has_reset:
                asked = [*asked[: len(done) - 1], asked[-1]]
            assert done == asked, f"{member.first_name}: {done}, and not {asked}"
        transcripts = {m.first_name: m.transcript(self._begin) for m in self._crowd}
        for transcript in transcripts.values():
            transcript.walk(order)
        private = compare_private(transcripts)
        lines = sum(len(member.lines) for member in self._crowd)
        return Result(len(order.events), lines, private, self._pauses)


def run(seed: int, times: int = 1) -> Result:
    """Let a crowd talk at a server of its own; return what was compared.

    Raises `AssertionError` when somebody has read something else than they had to.
    """
    command = (*twistd("--host", "127.0.0.1"), "--history", "0")
    with (
        many_open_files(),
        running(*command) as server,
        closing(Crowd(server.port, seed)) as crowd,
    ):
        crowd.gather()
        crowd.talk(times)
        crowd.end()
        result = crowd.compare()
        server.signalled(signal.SIGTERM)
        log = server.log.end()
    assert "Traceback" not in log, log
    return result


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"--seed {chosen.seed}", flush=True)  # noqa: T201
    print(run(chosen.seed, chosen.times))  # noqa: T201


if __name__ == "__main__":
    main()
