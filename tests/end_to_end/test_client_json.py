"""The client for programs: `--json`, `--once`, `--log`."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from typing_extensions import Self

from tests.client.relays import Relay
from tests.client.screens import CLIENT, at_home
from tests.end_to_end.onscreen import LOCALES, fresh, talking
from tests.end_to_end.people import SECONDS, Guest, Piped, Reader
from tests.end_to_end.servers import Server
from tests.programs import plain_environment

LIKE_JQ = (
    "import json, sys\n"
    "for line in sys.stdin:\n"
    "    each = json.loads(line)\n"
    "    if each['type'] == 'said':\n"
    "        print(each['from'], each['text'], flush=True)\n"
)
"""jq -r 'select(.type == "said") | "\\(.from) \\(.text)"', where jq is not installed."""


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


class Program(Reader):
    """A client that writes objects; its errors are apart."""

    def __init__(self, *arguments: str, home: Path) -> None:
        self.process = subprocess.Popen(
            [*CLIENT, *arguments],
            env=plain_environment(**at_home(home)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._input = self.process.stdin
        super().__init__(self.process.stdout.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, traceback: TracebackType | None) -> None:
        self.process.kill()
        self.process.__exit__(None, None, None)

    def types(self, line: str) -> None:
        """Send a line."""
        self._input.write(f"{line}\n".encode())
        self._input.flush()

    def objects_until(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return what it writes up to an object that has all of some fields."""
        found: list[dict[str, Any]] = []
        while not found or found[-1] | wanted != found[-1]:
            found.append(json.loads(self.until(re.compile(r".*\n"))))
        return found

    def ends(self) -> list[dict[str, Any]]:
        """End its input; return what it writes to its end, which is a good one."""
        self._input.close()
        found = [json.loads(line) for line in self.end().splitlines()]
        assert self.process.wait(SECONDS) == 0
        return found


# -- --json --------------------------------------------------------------------------------------


def test_everything_is_an_object_on_a_line(english: Server, juan: Guest, tmp_path: Path) -> None:
    name = fresh("ana")
    with Program(english.address, "--json", "--nick", name, home=tmp_path) as ana:
        welcome = ana.objects_until(type="welcome")[-1]
        assert welcome["nick"] == name
        juan.types("hola, ¿qué tal? 漢字")
        said = ana.objects_until(type="said")[-1]
        assert said["text"] == "hola, ¿qué tal? 漢字"
        ana.types("bien")
        assert ana.objects_until(type="said", own=True)[-1]["text"] == "bien"
        juan.until(f"{name}: bien")
        ana.ends()


def test_a_pipe_of_programs_can_read_it(english: Server, juan: Guest, tmp_path: Path) -> None:
    client = [*CLIENT, english.address, "--json", "--nick", fresh("ana")]
    with (
        Piped(
            *("bash", "-c", 'program="$1"; shift; "$@" | ' + f'{sys.executable} -c "$program"'),
            *("bash", LIKE_JQ, *client),
            environment=plain_environment(**at_home(tmp_path)),
        ) as pipe,
    ):
        juan.until("joined")
        juan.types("for the pipe")
        assert re.fullmatch(r"Juan\d+ for the pipe", pipe.until("for the pipe").splitlines()[-1])
        pipe.closes_its_input()
        assert pipe.ends_with() == 0


def test_a_lost_connection_is_an_object_too(english: Server, juan: Guest, tmp_path: Path) -> None:
    with (
        Relay(english.port) as relay,
        Program(relay.address, "--json", "--nick", fresh("ana"), home=tmp_path) as ana,
    ):
        ana.objects_until(type="welcome")
        relay.goes()
        lost = ana.objects_until(type="connection", status="lost")[-1]
        assert lost["retry_seconds"] >= 0
        juan.types("meanwhile;")
        relay.comes_back()
        read = ana.objects_until(type="said", text="meanwhile;")
        assert [each["status"] for each in read if each["type"] == "connection"][-1] == "connected"
        juan.types("afterwards;")
        between = ana.objects_until(type="said", text="afterwards;")
        assert [each for each in between if each.get("text") == "meanwhile;"] == []
        ana.ends()


def test_nothing_is_said_twice_or_lost_in_a_flood(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    lines = [f"n{number};" for number in range(3000)]
    with Program(english.address, "--json", "--nick", fresh("ana"), home=tmp_path) as ana:
        ana.objects_until(type="welcome")
        juan.types(*lines)
        read = ana.objects_until(type="said", text=lines[-1])
        assert [each["text"] for each in read if each["type"] == "said"] == lines
        ana.ends()


# -- --once --------------------------------------------------------------------------------------


def once(address: str, *arguments: str, home: Path, **environment: str) -> tuple[int, str, str]:
    """Run the client to its end, as a cron job does; return its status, output and errors."""
    ended = subprocess.run(
        [*CLIENT, address, *arguments],
        env=plain_environment(**at_home(home) | environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.returncode, ended.stdout, ended.stderr


def test_once_says_it_and_leaves_without_a_word(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    name = fresh("cron")
    ended = once(english.address, "--nick", name, "--once", "the backup is done", home=tmp_path)
    assert ended == (0, "", "")
    juan.until(f"{name}: the backup is done")
    juan.until(f"* {name} left")


def test_once_may_go_to_a_room(english: Server, juan: Guest, tmp_path: Path) -> None:
    name, room = fresh("cron"), fresh("ops")
    juan.types(f"/join {room}")
    juan.until(room)
    arguments = ("--nick", name, "--room", room, "--once", "disk is full")
    assert once(english.address, *arguments, home=tmp_path)[0] == 0
    juan.until(f"{name}: disk is full")


def test_once_says_in_a_sentence_why_it_could_not(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    english.guest_called("Held")
    status, output, errors = once(
        english.address, "--nick", "Held", "--once", "never said", home=tmp_path
    )
    assert status != 0
    assert output == ""
    assert "Held" in errors
    assert errors.count("\n") == 1
    juan.types("/set echo on", "behind")
    assert "never said" not in juan.until(": behind")


@pytest.mark.parametrize("language", ["en", "es"])
def test_once_without_a_server_is_a_sentence(
    english: Server, tmp_path: Path, language: str
) -> None:
    with Relay(english.port) as relay:
        relay.goes()
        status, output, errors = once(
            relay.address, "--nick", "c", "--once", "x", home=tmp_path, LC_ALL=LOCALES[language]
        )
    assert (status, output) == (1, "")
    assert errors.count("\n") == 1
    assert relay.address in errors


# -- --log ---------------------------------------------------------------------------------------


def test_a_log_has_what_was_said_and_nobody_else_may_read_it(
    english: Server, juan: Guest, tmp_path: Path
) -> None:
    log, name = tmp_path / "log", fresh("ana")
    with talking(english.address, name, "--log", str(log)) as client:
        juan.types("said to all 漢字")
        client.shows("said to all")
        client.enters("my own line")
        juan.until("my own line")
        client.until_true(lambda: "my own line" in log.read_text(encoding="utf-8"))
        client.types("\x04")
        assert client.ends_with() == 0
    text = log.read_text(encoding="utf-8")
    assert re.search(r"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d.* Juan\d+: said to all 漢字$", text)
    assert re.search(rf"(?m)^\d{{4}}-\d\d-\d\d .* {name}: my own line$", text)
    assert "\x1b" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_of_a_flood_has_every_line_once(english: Server, juan: Guest, tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines = [f"logged {number};" for number in range(3000)]
    with talking(english.address, fresh("ana"), "--log", str(log)) as client:
        juan.types(*lines)
        client.shows(lines[-1])
        client.types("\x04")
        assert client.ends_with() == 0
    assert re.findall(r"logged \d+;", log.read_text(encoding="utf-8")) == lines
