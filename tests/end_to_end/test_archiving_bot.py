"""`examples/archive_room.py`: nothing is missing and nothing is there twice, whatever ends when."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.end_to_end.bots import EXAMPLES, bot, server_in
from tests.end_to_end.people import eventually
from tests.end_to_end.programs import Program
from tests.end_to_end.servers import running


def archived(file: Path) -> list[str]:
    """Return what the archive has, without numbers and times."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"^\d+ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "", line) for line in lines]


def numbers(file: Path) -> list[int]:
    """Return the numbers of the lines of the archive."""
    return [int(line.partition(" ")[0]) for line in file.read_text("utf-8").splitlines()]


def awaited(file: Path, line: str) -> None:
    """Wait until the archive has a line at its end."""
    eventually(lambda: file.exists() and archived(file)[-1:] == [line])


def test_an_archive_has_all_that_was_said_through_restarts_of_both_sides(tmp_path: Path) -> None:
    """The bot is ended, killed in the middle of a line, and outlives a server that is killed."""
    file, kept = tmp_path / "lobby.log", tmp_path
    with ExitStack() as first:
        server = first.enter_context(running(*server_in(kept)))
        port = str(server.port)
        ana = server.guest_called("ana")
        ana.types("one", "two")
        with bot(server, "archive_room.py", "lobby", str(file)) as archive:
            ana.types("/edit two!", "/me waves")
            awaited(file, "ana waves")
            archive.process.send_signal(signal.SIGTERM)
            archive.ends_with()
        ana.types("while nobody wrote")
        with bot(server, "archive_room.py", "lobby", str(file)) as archive:
            awaited(file, "ana: while nobody wrote")
            archive.process.kill()
            archive.ends_with()
        with file.open("a", encoding="utf-8") as cut:
            cut.write("12 2026-11-2")
        ana.types("/delete", "after a kill")
        archive = first.enter_context(bot(server, "archive_room.py", "lobby", str(file)))
        awaited(file, "ana: after a kill")
        server.signalled(signal.SIGKILL)
        server.ends_with()
        archive.until("is lost")
        with running(*server_in(kept, port)) as again:
            ana = again.guest_called("ana")
            ana.types("before it is back")
            archive.until(f"of 127.0.0.1:{port}\n")
            ana.types("after")
            awaited(file, "ana: after")

    assert archived(file) == [
        "ana: one",
        "ana: two",
        "ana corrects 2: two!",
        "ana waves",
        "ana: while nobody wrote",
        "ana deletes 5",
        "ana: after a kill",
        "ana: before it is back",
        "ana: after",
    ]
    assert numbers(file) == sorted(set(numbers(file)))


def test_an_archive_has_all_of_a_long_history(tmp_path: Path) -> None:
    """More than the server tells again by itself: the rest is read page by page."""
    file = tmp_path / "lobby.log"
    said = [f"line {number}" for number in range(2300)]
    with running(*server_in(tmp_path)) as server:
        ana = Program(server.port)
        with ana.socket:
            ana.sends({"type": "hello", "version": 1, "nick": "ana"})
            ana.until_type("welcome")
            for text in said:
                ana.sends({"type": "say", "text": text})
            ana.asks("ping")
        with bot(server, "archive_room.py", "lobby", str(file)):
            awaited(file, f"ana: {said[-1]}")

    assert archived(file) == [f"ana: {text}" for text in said]


def test_who_names_no_room_is_told_how_it_is_used() -> None:
    command = [sys.executable, str(EXAMPLES / "archive_room.py"), "lobby"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert (ended.returncode, ended.stderr) == (2, "Usage: archive_room.py ROOM FILE\n")
