"""What the README promises to someone who has just cloned the repository."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tests.packaging.conftest as made
from tests.programs import plain_environment

pytestmark = pytest.mark.packaging

PATIENCE = 150
"""Seconds that installing and starting may take on a slow machine."""


def _first_commands(source: Path) -> list[str]:
    """Return the command lines among the README's first lines."""
    first = (source / "README.md").read_text(encoding="utf-8").splitlines()[:25]
    return [line for line in first if line.startswith("python3 -m venv ")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _greeting(port: int, server: subprocess.Popen[bytes]) -> bytes:
    """Return the first bytes that the server sends, which may still be installing itself."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the command ended with {server.returncode}"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                return connection.recv(4096)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError(f"nobody listened within {PATIENCE} seconds")


def test_the_readme_begins_with_one_command_that_serves_and_one_that_tests(source: Path) -> None:
    serving, testing = _first_commands(source)

    assert serving.endswith("/twistd -n chat --port 5050")
    assert testing.endswith("/tox")


def test_the_readmes_first_command_serves(source: Path, tmp_path: Path) -> None:
    port = _free_port()
    command = _first_commands(source)[0].replace("--port 5050", f"--port {port}")
    # The promise holds for `python3`; here that must be the Python under test.
    (tmp_path / "python3").symlink_to(sys.executable)
    surroundings = plain_environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    log = tmp_path / "output"

    with log.open("wb") as output:
        server = subprocess.Popen(
            ["bash", "-c", command],
            cwd=source,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            greeting = _greeting(port, server)
        except (AssertionError, OSError) as error:
            pytest.fail(f"{error}; it wrote:\n{log.read_text(errors='replace')}")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)

    assert greeting.strip(), "a newcomer is told nothing"


def test_an_editable_install_of_the_checkout_is_listed(source: Path, tmp_path: Path) -> None:
    """Runs after the README's command, whose environment it takes over if there is one."""
    home = source / ".venv"
    made.run(sys.executable, "-m", "venv", home, cwd=tmp_path)
    environment = made.Environment(home, tmp_path)
    environment.run("python", "-m", "pip", "install", "--quiet", "--editable", source)

    assert re.search(r"^ +chat +A chat server", environment.run("twistd", "--help"), re.MULTILINE)
    catalogue = source / "chatservice/locale/es/LC_MESSAGES/chatservice.mo"
    assert catalogue.is_file()


def test_ci_runs_the_readmes_test_command_and_no_other(source: Path) -> None:
    script = (source / ".ci" / "run").read_text(encoding="utf-8")

    assert "REQUIRE_PROGRAMS=1" in script
    assert not re.search(r"\b(pytest|trial|mypy|ruff)\b", script)
    (pattern,) = re.findall(r"grep -E '([^']+)' README\.md", script)
    readme = (source / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in readme if re.search(pattern, line)] == [_first_commands(source)[1]]
