"""The operator's commands as programs: at a terminal, in a pipe, and interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.people import SECONDS, Terminal
from tests.programs import plain_environment

CHATSERVICE = [sys.executable, "-m", "chatservice"]


def run(*arguments: str, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*CHATSERVICE, *arguments],
        input=text,
        env=plain_environment(**environment),
        capture_output=True,
        timeout=SECONDS * 3,
        check=False,
        encoding="utf-8",
    )


def lines(count: int) -> str:
    """Return a file with messages."""
    return "".join(
        json.dumps({"time": 1_700_000_000 + number, "user": "ana", "message": f"ñ {number}"}) + "\n"
        for number in range(count)
    )


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A folder with a history that no pipe can hold."""
    file = tmp_path / "messages"
    file.write_text(lines(5000))
    folder = str(tmp_path / "data")
    assert run("import", str(file), "--data", folder).returncode == 0
    return folder


def test_what_comes_through_a_pipe_is_imported(tmp_path: Path) -> None:
    ended = run("import", "/dev/stdin", "--data", str(tmp_path / "data"), text=lines(3))

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("3 messages imported.")


def test_an_export_is_utf_8_whatever_the_locale(data: str) -> None:
    ended = run("export", "--data", data, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert '"message": "ñ 0"' in ended.stdout


def test_an_export_of_which_no_more_is_read_ends_quietly(data: str) -> None:
    child = subprocess.Popen(
        [*CHATSERVICE, "export", "--data", data],
        env=plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith(b'{"time": ')
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(SECONDS) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written_is_told(data: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*CHATSERVICE, "export", "--data", data],
            env=plain_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
            encoding="utf-8",
        )

    assert ended.stderr == "chatservice export: No space left on device\n"
    assert ended.returncode == 1


def test_nothing_but_sentences_is_written_where_no_terminal_is(data: str, tmp_path: Path) -> None:
    ended = run("backup", str(tmp_path / "copy"), "--data", data)

    assert ended.stderr == ""
    assert ended.stdout.count("\n") == 1


@pytest.mark.parametrize("language", ["C.UTF-8", "es_ES.UTF-8"])
def test_a_bar_is_shown_at_a_terminal(data: str, tmp_path: Path, language: str) -> None:
    (tmp_path / "again").write_text(lines(10))
    named = {"C.UTF-8": "Importing", "es_ES.UTF-8": "Importando"}[language]
    command = [*CHATSERVICE, "import", str(tmp_path / "again"), "--data", data]

    with Terminal(*command, environment=plain_environment(LC_ALL=language)) as person:
        read = person.end()

        assert f"{named}: 100%" in read
        assert person.ends_with() == 0


def test_no_bar_stands_among_the_messages_at_a_terminal(data: str) -> None:
    command = [*CHATSERVICE, "export", "--format", "txt", "--data", data]

    with Terminal(*command, environment=plain_environment()) as person:
        read = person.end()

        assert "%" not in read
        assert read.count("\n") == 5000


def test_ctrl_c_ends_with_a_sentence(tmp_path: Path) -> None:
    # It waits for what is written to the pipe, and nothing ever is.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child = subprocess.Popen(
        [*CHATSERVICE, "import", str(pipe), "--data", str(tmp_path / "data")],
        env=plain_environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with child, pipe.open("wb"):  # opens as soon as the program does
        child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        said = child.stderr.read().decode()
        assert child.wait(SECONDS) == 130

    assert said.startswith("chatservice import: interrupted")
    assert said.count("\n") == 1
