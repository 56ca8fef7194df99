"""The people of a crowd, each at the other end of a socket that is read when there is something."""

from __future__ import annotations

import re
import resource
import socket
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum

from tests.end_to_end.crowd_order import LOBBY, Command, without_time
from tests.end_to_end.crowd_transcript import Transcript
from tests.end_to_end.people import SECONDS

SMALL_SEGMENTS, SMALL_BUFFER = 536, 2304
"""For who stops reading. With larger segments the system may hold 4 MB before the server does."""

OPEN_FILES = 1024
"""Far more than there are connections; on some systems a program has to ask for as many."""

VERSION = Command("version", "", "/version")
"""Its answer tells that all that was typed before it is done."""

QUIT = Command("quit", "", "")

_VERSION_TOLD = "chatservice "


class Role(Enum):
    """What somebody is there for."""

    TALKER = "talker"
    """Speaks at length, in one room."""
    SLOW = "slow"
    """Stops reading for a while, now and then."""
    STUCK = "stuck"
    """Does so once, and resets the connection then."""
    OTHER = "other"
    HERALD = "herald"
    """Tells everyone what all have to know; is ignored by nobody."""
    OBSERVER = "observer"


class Member:
    """Somebody who has just come in.

    `rooms`, `ignoring` and `echo` are as they have asked for so far. `texts` has what everyone has
    read so far, so that the same line takes no memory for each of them.
    """

    def __init__(self, role: Role, number: int, port: int, texts: dict[bytes, str]) -> None:
        self.name = self.first_name = name = f"{role.value}{number:03}"
        self.role = role
        self.stops_reading = slow = role in (Role.SLOW, Role.STUCK)
        self.speaks_at_length = role is Role.TALKER
        self.stays_in_lobby = slow
        self.rooms = [LOBBY]
        self.ignoring: list[str] = []
        self.echo = False
        self.socket = socket.socket()
        if slow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENTS)
        self.socket.settimeout(SECONDS)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(f"{name}\r\n{name} is here\r\n".encode())
        self.program: list[Command] = []
        self.lines: list[str] = []
        """What they have read, without the times."""
        self._texts = texts
        self._unread = b""
        self.answers = 0
        """To how many `/version` they have no answer yet."""
        self.mark = ""
        """What they have to read before they take part again."""
        self.since: Sequence[int] | None = None
        """Bytes and lines that had been said to them when they stopped reading; `None` once they
        have read the mark that was set when they went on."""
        self.patience = 0
        """After how many bytes they go on."""
        self.leaving = self.gone = self.has_reset = False

    @property
    def is_waiting(self) -> bool:
        """Whether something that they typed may be under way."""
        return bool(self.answers or (self.leaving and not self.gone))

    @property
    def is_free(self) -> bool:
        """Whether they take part, and wait for nothing."""
        return not (self.answers or self.mark or self.since is not None or self.leaving)

    @property
    def is_paused(self) -> bool:
        """Whether they do not read."""
        return self.since is not None and not self.mark

    def types(self, *commands: Command) -> None:
        """Send lines, all at once."""
        self.program += commands
        self.answers += sum(command == VERSION for command in commands)
        self.socket.sendall("".join(f"{command.typed}\r\n" for command in commands).encode())

    def reads(self) -> list[str]:
        """Read what there is; return the whole lines.

        Raises `AssertionError` when the connection ends and they did not want that.
        """
        try:
            data = self.socket.recv(65536)
        except ConnectionError as error:
            raise AssertionError(f"the connection of {self.name} broke") from error
        if not data:
            assert self.leaving, f"the server has ended the connection of {self.name}"
            self.gone = True
        *whole, self._unread = (self._unread + data).split(b"\r\n")
        lines = [self._text(line) for line in whole]
        self.lines += lines
        for line in lines:
            if line.startswith(_VERSION_TOLD):
                self.answers -= 1
            if self.mark and line.endswith(self.mark):
                self.mark, self.since = "", None
        return lines

    def _text(self, line: bytes) -> str:
        text = self._texts.get(line)
        if text is None:
            text = self._texts[line] = without_time(line.decode())
        return text

    def ends_input(self, *commands: Command) -> None:
        """Send lines, and then nothing more: as `nc -N` does. What comes is still read."""
        self.types(*commands)
        self.program.append(QUIT)
        self.socket.shutdown(socket.SHUT_WR)
        self.leaving = True

    def resets(self, *commands: Command) -> None:
        """Send lines, and end the connection by a reset, whatever is under way."""
        self.types(*commands)
        self.program.append(QUIT)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
        self.leaving = self.gone = self.has_reset = True
        self.since = None

    def lines_after(self, end: str) -> list[str]:
        """Return what they have read after the first line that ends so."""
        first = next(i for i, line in enumerate(self.lines) if line.endswith(end))
        return self.lines[first + 1 :]

    def transcript(self, begin: str) -> Transcript:
        """Return what they typed and read since somebody said `begin`."""
        return Transcript(
            self.first_name,
            self.program,
            self.lines_after(begin),
            was_behind=self.stops_reading,
            breaks_off=self.has_reset,
        )


class Told:
    """How much rooms were told, by what the observer has read."""

    _ROOM = re.compile(r"#(\S+) ")
    _QUIT = re.compile(r"\* \S+ left")

    def __init__(self) -> None:
        self.quits = 0
        self._bytes: Counter[str] = Counter()
        self._lines: Counter[str] = Counter()

    def add(self, lines: Iterable[str]) -> None:
        """Take note of what the observer reads."""
        for line in lines:
            if found := self._ROOM.match(line):
                self._bytes[found[1]] += len(line)
                self._lines[found[1]] += 1
            elif self._QUIT.fullmatch(line):
                self.quits += 1

    def to(self, member: Member) -> tuple[int, int]:
        """Return how many bytes and lines the rooms were told that somebody is in now."""
        rooms = member.rooms
        return sum(self._bytes[room] for room in rooms), sum(self._lines[room] for room in rooms)

    def unread(self, member: Member) -> tuple[int, int]:
        """Return about how many bytes and lines somebody has not read since they paused."""
        if member.since is None:
            return 0, 0
        size, lines = self.to(member)
        return size - member.since[0], lines - member.since[1]


@contextmanager
def many_open_files(wanted: int = OPEN_FILES) -> Iterator[None]:
    """Allow this process enough open files, and so the servers that it starts meanwhile."""
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before != resource.RLIM_INFINITY and before < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))
