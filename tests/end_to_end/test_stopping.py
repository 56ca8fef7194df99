"""The end of a real server: by the keyboard, by a signal, in the foreground and as a daemon."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chatservice.render.phrasebook import phrasebook
from tests.end_to_end.people import PROMPTS, SECONDS, Guest, eventually
from tests.end_to_end.servers import WAITING, is_running, outcome, running, twistd
from tests.programs import script

CLOSING = {
    language: phrasebook(language).say("The server is closing. Try again in a moment.") + "\r\n"
    for language in ("en", "es")
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everyone_reads_that_the_server_is_closing_and_it_ends_with_status_0(
    number: signal.Signals, language: str, tmp_path: Path
) -> None:
    command = twistd("--host", "127.0.0.1", "--language", language)
    with running(*command, language=language, directory=tmp_path) as server:
        ana, bob, nobody = server.guest_called("ana"), server.guest_called("bob"), server.guest()
        nobody.until(PROMPTS[language])

        server.signalled(number)

        for person in (ana, bob, nobody):
            assert person.end().endswith(CLOSING[language])
        assert server.ends_with() == 0
        assert "Traceback" not in server.log.end()


def test_an_empty_server_ends_at_once_with_status_0(tmp_path: Path) -> None:
    with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
        ana = server.guest_called("ana")  # by then it has started for good
        ana.types("/quit")
        ana.end()

        server.signalled(signal.SIGTERM)

        assert server.ends_with() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_says_it_waits_can_be_stopped_from_then_on(
    number: signal.Signals, tmp_path: Path
) -> None:
    # A race, if there is one, is lost once in a few times.
    for _ in range(6):
        with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server:
            server.signalled(number)

            assert server.ends_with() == 0


def test_chatservice_server_ends_with_status_0_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "chatservice", "server", "127.0.0.1", "0"]
    with running(*command, directory=tmp_path) as server:
        ana = server.guest_called("ana")

        server.signalled(signal.SIGINT)

        assert ana.end() == CLOSING["en"]
        assert server.ends_with() == 0


@contextmanager
def daemon(directory: Path, *options: str) -> Iterator[int]:
    """Run a daemon with its log and pid file in `directory`; yields its process's number."""
    command = [script("twistd"), "--logfile=chat.log", "--pidfile=chat.pid", "chat", *options]
    status, output, errors = outcome(*command, directory=directory)
    assert (status, output, errors) == (0, "", "")
    pid_file = directory / "chat.pid"
    pid = int(eventually(lambda: pid_file.is_file() and pid_file.read_text()))
    try:
        yield pid
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def test_a_daemon_has_a_log_and_a_pid_file_and_is_stopped_by_its_pid(tmp_path: Path) -> None:
    with daemon(tmp_path, "--host", "127.0.0.1", "--port", "0") as pid:
        log = tmp_path / "chat.log"
        waiting = eventually(lambda: log.is_file() and WAITING.search(log.read_text()))
        host, _, port = waiting[1].rpartition(":")
        with socket.create_connection((host, int(port)), SECONDS) as connecting:
            ana = Guest(connecting)
            ana.enters_as("ana")
            assert "[NEW CLIENT] Connected from ('127.0.0.1', " in log.read_text()

            os.kill(pid, signal.SIGTERM)

            assert ana.end() == CLOSING["en"]
        eventually(lambda: not is_running(pid))
        assert not tmp_path.joinpath("chat.pid").exists()
        assert "Traceback" not in log.read_text()


def test_a_daemon_that_cannot_have_its_port_says_so_before_it_leaves_the_terminal(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [script("twistd"), "--logfile=chat.log", "--pidfile=chat.pid", "chat"]

        status, output, errors = outcome(
            *command, "--host", "127.0.0.1", "--port", str(port), directory=tmp_path
        )

    assert status == 1
    assert errors.count("\n") == 1, errors
    assert re.search(rf"\b{port}\b", errors)
    assert "--port" in errors
    assert "Traceback" not in output + errors
    # The daemon reports to its parent first, and tidies up then.
    eventually(lambda: not tmp_path.joinpath("chat.pid").exists())


def test_a_daemon_that_cannot_have_an_endpoint_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [script("twistd"), "--logfile=chat.log", "--pidfile=chat.pid", "chat"]
        endpoint = f"tcp:{port}:interface=127.0.0.1"

        status, output, errors = outcome(*command, "--listen", endpoint, directory=tmp_path)

    assert status == 1
    assert f"Port {port} is in use" in output + errors
    assert "Traceback" not in output + errors
    # The daemon reports to its parent first, and tidies up then.
    eventually(lambda: not tmp_path.joinpath("chat.pid").exists())
