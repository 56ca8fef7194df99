"""A disk that is in the way while people talk: full, held by another program, damaged; mended."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import apsw
import pytest

from tests.end_to_end.acknowledged import Conversation, complaints, kept, serving
from tests.end_to_end.people import SECONDS
from tests.end_to_end.servers import Server, running

pytestmark = pytest.mark.slow

Way = Callable[[Server, Path], AbstractContextManager[None]]
"""Puts something in the way of the history in a folder, and takes it away again."""

AGAIN = 3
"""Messages that are refused after the first one, for the log to be silent about."""


@contextmanager
def no_bytes_allowed(server: Server, data: Path) -> Iterator[None]:
    """Let the system refuse every byte that the server would write to a file."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system has no prlimit")
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    with suppress(ProcessLookupError):  # where the server was killed meanwhile
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def a_full_disk(server: Server, data: Path) -> Iterator[None]:
    """Fill the disk that the history is on up."""
    ballast = data / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    ballast.unlink()


@contextmanager
def another_program(server: Server, data: Path) -> Iterator[None]:
    """Hold the database as a program does that writes to it."""
    connection = apsw.Connection(str(data / "history.db"))
    connection.set_busy_timeout(5000)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextmanager
def damage(server: Server, data: Path) -> Iterator[None]:
    """Write nonsense over the database; as it was, afterwards."""
    file = data / "history.db"
    _have_it_read_again(file)
    before = file.read_bytes()
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xa5" * (len(before) - 4096))
    yield
    file.write_bytes(before)
    _have_it_read_again(file)


def _have_it_read_again(file: Path) -> None:
    """Change something, as another program does: then a server trusts no page that it has read."""
    connection = apsw.Connection(str(file))
    connection.set_busy_timeout(5000)
    connection.execute("UPDATE counters SET value = value + 1")
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    connection.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(
    params=[no_bytes_allowed, a_full_disk, another_program, damage], ids=lambda way: way.__name__
)
def way(request: pytest.FixtureRequest) -> Way:
    """What is in the way."""
    found: Way = request.param
    return found


@pytest.fixture
def data(request: pytest.FixtureRequest, way: Way, tmp_path: Path) -> Path:
    """The history's folder, on a disk that can be filled up where that is to happen."""
    if way is a_full_disk:
        found: Path = request.getfixturevalue("small_disk")
        return found / "data"
    return tmp_path / "data"


def test_what_cannot_be_kept_is_sent_to_nobody_until_the_disk_works_again(
    way: Way, data: Path
) -> None:
    with running(*serving(data)) as server:
        conversation = Conversation(server)
        assert conversation.say()

        with way(server, data):
            conversation.say_until_refused(length=1000)
            assert not any(conversation.say(length=1000) for _ in range(AGAIN))
        assert conversation.say()

        assert conversation.read_by_bob() == conversation.acknowledged
        assert kept(data) == conversation.acknowledged
        server.signalled(signal.SIGTERM)
        log = server.log.end()
        assert complaints(log) == 1
        assert complaints(log, "putting the history's files in order") <= 1
        assert "Traceback" not in log
        assert server.ends_with() == 0


def test_people_come_and_go_and_ask_while_nothing_can_be_kept(way: Way, data: Path) -> None:
    with running(*serving(data)) as server:
        conversation = Conversation(server)

        with way(server, data):
            conversation.say_until_refused(length=1000)
            eva = server.guest_called("eva")
            conversation.bob.until("* eva joined\r\n")
            eva.types("/who", "/quit")
            assert "bob" in eva.end()
            conversation.bob.until("* eva left\r\n")


def test_what_was_acknowledged_before_a_kill_on_a_failing_disk_is_there_afterwards(
    way: Way, data: Path
) -> None:
    with running(*serving(data)) as server:
        conversation = Conversation(server)
        assert all(conversation.say() for _ in range(20))
        with way(server, data):
            conversation.say_until_refused(length=1000)
            server.process.kill()
            server.process.wait(SECONDS)

    with running(*serving(data)) as server:
        eva = server.guest_called("eva")
        eva.types("/history 500", "/version")

        shown = eva.until("chatservice ").rpartition("History:\r\n")[2]
        texts = [line.partition("ana: ")[2] for line in shown.split("\r\n")[:-1]]
        assert texts == conversation.acknowledged[-500:]


def test_a_program_that_holds_the_database_for_a_moment_delays_what_is_said_and_no_more(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    with running(*serving(data)) as server:
        conversation = Conversation(server)
        ana, bob = conversation.ana, conversation.bob

        with another_program(server, data):
            ana.types("hello")
            early, _, _ = select.select([ana.socket, bob.socket], [], [], 0.2)

        assert early == []
        for person in (ana, bob):
            person.until("ana: hello\r\n")
        server.signalled(signal.SIGTERM)
        assert complaints(server.log.end()) == 0
