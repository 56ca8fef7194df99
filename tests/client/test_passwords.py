"""Passwords in a real keyring, GNOME's, on a bus of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chatservice.client import passwords
from tests.programs import plain_environment, program

SECONDS = 30.0
"""How long any of this may take."""

CLIENT = """
import json, sys
from twisted.internet import defer, task
from chatservice.client.network.address import Address
from chatservice.client.passwords import KeyringError, Passwords
from chatservice.render.phrasebook import phrasebook

async def main(reactor):
    passwords = Passwords(reactor, float(sys.argv[1]))
    for name, (host, port), *arguments in json.loads(sys.argv[2]):
        try:
            result = await getattr(passwords, name)(Address(host, port), *arguments)
        except KeyringError as error:
            result = error.sentence(phrasebook("en"))
        print(json.dumps(result), flush=True)

task.react(lambda reactor: defer.ensureDeferred(main(reactor)))
"""
WITHOUT_THE_LIBRARY = "import sys; sys.modules['keyring'] = None" + CLIENT
UNLOCKED = """
printf secret | gnome-keyring-daemon --unlock --components=secrets >&2
exec "$@"
"""
LOCKED = 'exec "$@"'
"""The bus starts the keyring as soon as somebody asks for it, and nobody is there to unlock it."""

HERE = ("chat.example", 5050)
Step = tuple[Any, ...]
Keyring = Callable[..., list[Any]]


def told(command: list[str], environment: dict[str, str]) -> list[Any]:
    """Run a client; return what each of its steps came to."""
    ended = subprocess.run(
        command, capture_output=True, check=True, env=environment, text=True, timeout=SECONDS
    )
    assert "Traceback" not in ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def client(*steps: Step, code: str = CLIENT, seconds: float = SECONDS) -> list[str]:
    """Return the command line of a client that does that."""
    return [sys.executable, "-c", code, str(seconds), json.dumps(steps)]


def without_bus(home: Path, **changes: str) -> dict[str, str]:
    """Return the environment of somebody who has no keyring."""
    environment = plain_environment(
        HOME=str(home), XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home)
    )
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    # Where a bus, and the keyring, have their sockets.
    return environment | {"XDG_RUNTIME_DIR": str(home)} | changes


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose path is short enough for the sockets in it."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def in_session(home: Path) -> Keyring:
    """Runs a command in a session of the system's, whose keyring outlives it."""
    session = [program("dbus-run-session"), "--", "sh", "-c"]
    program("gnome-keyring-daemon")

    def run(*command: str, how: str = UNLOCKED) -> list[Any]:
        return told([*session, how, "sh", *command], without_bus(home))

    return run


def test_nothing_is_found_where_nothing_was_kept(in_session: Keyring) -> None:
    assert in_session(*client(("find", HERE, "ana"))) == [None]


def test_what_was_kept_is_found_the_next_day(in_session: Keyring) -> None:
    in_session(*client(("keep", HERE, "ana", "contraseña 1")))

    assert in_session(*client(("find", HERE, "ana"))) == ["contraseña 1"]


def test_other_programs_show_it_by_the_server_and_the_nickname(in_session: Keyring) -> None:
    in_session(*client(("keep", HERE, "ana", "12345678")))

    shown = [program("secret-tool"), "lookup", "service", "chatservice chat.example:5050"]
    assert in_session(*shown, "username", "ana") == [12345678]


def test_a_nickname_and_a_host_are_the_same_in_any_case(in_session: Keyring) -> None:
    steps = client(("keep", HERE, "María", "12345678"), ("find", ("Chat.Example.", 5050), "MARÍA"))

    assert in_session(*steps) == [None, "12345678"]


def test_another_port_or_nickname_is_another_password(in_session: Keyring) -> None:
    steps = client(
        ("keep", HERE, "ana", "12345678"),
        ("find", ("chat.example", 5051), "ana"),
        ("find", HERE, "juan"),
    )

    assert in_session(*steps) == [None, None, None]


def test_a_new_password_takes_the_place_of_the_old_one(in_session: Keyring) -> None:
    steps = client(
        ("keep", HERE, "ana", "12345678"),
        ("keep", HERE, "ana", "87654321"),
        ("find", HERE, "ana"),
    )

    assert in_session(*steps)[-1] == "87654321"


def test_what_was_forgotten_is_gone(in_session: Keyring) -> None:
    steps = client(
        ("keep", HERE, "ana", "12345678"), ("forget", HERE, "ana"), ("find", HERE, "ana")
    )

    assert in_session(*steps) == [None, True, None]


def test_what_is_not_there_can_not_be_forgotten(in_session: Keyring) -> None:
    assert in_session(*client(("forget", HERE, "ana"))) == [False]


def test_a_keyring_that_stays_locked_is_told_in_a_sentence(in_session: Keyring) -> None:
    in_session(*client(("keep", HERE, "ana", "12345678")))

    assert in_session(*client(("find", HERE, "ana")), how=LOCKED) == [
        "The system's keyring is locked: unlock it, and try again."
    ]


@pytest.mark.parametrize("backend", ["", "keyring.backends.null.Keyring"])
def test_without_a_keyring_nothing_is_found_and_nothing_told(home: Path, backend: str) -> None:
    environment = without_bus(home, **({"PYTHON_KEYRING_BACKEND": backend} if backend else {}))

    assert told(client(("find", HERE, "ana")), environment) == [None]


@pytest.mark.parametrize("backend", ["", "keyring.backends.null.Keyring"])
def test_without_a_keyring_nothing_can_be_kept(home: Path, backend: str) -> None:
    environment = without_bus(home, **({"PYTHON_KEYRING_BACKEND": backend} if backend else {}))

    assert told(client(("keep", HERE, "ana", "12345678")), environment) == [
        "No keyring is running, such as those of GNOME, KDE and macOS are."
    ]


def test_without_the_library_nothing_is_found_and_nothing_told(home: Path) -> None:
    found = told(client(("find", HERE, "ana"), code=WITHOUT_THE_LIBRARY), without_bus(home))

    assert found == [None]


def test_without_the_library_it_is_told_how_to_get_it(home: Path) -> None:
    steps = client(("keep", HERE, "ana", "12345678"), code=WITHOUT_THE_LIBRARY)

    (sentence,) = told(steps, without_bus(home))
    assert sentence.endswith(f"This installs it: {sys.executable} -m pip install keyring")


def test_a_keyring_that_is_set_up_wrong_is_told_in_a_sentence(home: Path) -> None:
    environment = without_bus(home, PYTHON_KEYRING_BACKEND="nosuch.Keyring")

    assert told(client(("find", HERE, "ana")), environment) == [
        "The system's keyring can't be used (No module named 'nosuch')."
    ]


def test_a_bus_that_does_not_answer_is_given_up_and_does_not_keep_the_client(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(home / "bus"))
        bus.listen()
        environment = without_bus(home, DBUS_SESSION_BUS_ADDRESS=f"unix:path={home}/bus")

        found = told(client(("find", HERE, "ana"), seconds=1.0), environment)

    assert found == ["The system's keyring does not answer."]


def test_the_library_is_imported_only_when_a_password_is_wanted() -> None:
    imported = subprocess.run(
        [sys.executable, "-c", f"import sys, {passwords.__name__}; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    assert "keyring" not in imported
