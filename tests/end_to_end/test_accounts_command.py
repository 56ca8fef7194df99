"""`chatservice account` as a program: at a terminal, in a pipe, and beside a server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from chatservice.accounts import proofs
from chatservice.accounts.store import Store
from chatservice.core.log import BusyError
from chatservice.core.names import parse_name
from tests.end_to_end.people import SECONDS, Terminal
from tests.programs import plain_environment

CHATSERVICE = [sys.executable, "-m", "chatservice"]
PASSWORD = "correct horse"


def account(data: Path, *arguments: str) -> list[str]:
    """Return the command line."""
    return [*CHATSERVICE, "account", *arguments, "--data", str(data)]


def run(data: Path, *arguments: str, text: str = f"{PASSWORD}\n") -> str:
    """Run the command to its end, which is a good one; return what it says."""
    ended = subprocess.run(
        account(data, *arguments),
        input=text,
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which nobody is registered."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    """The accounts in that folder, as a server has them open."""
    opened = Store(data, lambda: datetime.now(timezone.utc))
    opened.open()
    yield opened
    opened.close()


def proves(store: Store, name: str, password: str) -> bool:
    """Return whether that is the password of that name."""
    found = store.find(parse_name(name))
    return found is not None and proofs.check(found.proof, password)


def test_a_password_is_typed_twice_and_not_seen(data: Path, store: Store) -> None:
    with Terminal(*account(data, "add", "ana"), environment=plain_environment()) as person:
        person.until("New password for ana: ")
        person.types(PASSWORD)
        read = person.until("The same password again: ")
        person.types(PASSWORD)
        read += person.end()

        assert person.ends_with() == 0
    assert PASSWORD not in read
    assert "ana is registered." in read
    assert proves(store, "ana", PASSWORD)


def test_two_passwords_that_differ_change_nothing(data: Path, store: Store) -> None:
    with Terminal(*account(data, "add", "ana"), environment=plain_environment()) as person:
        person.until("New password for ana: ")
        person.types(PASSWORD)
        person.until("The same password again: ")
        person.types("correct hose")
        read = person.end()

        assert person.ends_with() == 1
    assert "chatservice account: The two passwords differ" in read
    assert store.all_accounts() == []


def test_a_password_that_is_too_short_is_not_asked_for_again(data: Path) -> None:
    with Terminal(*account(data, "add", "ana"), environment=plain_environment()) as person:
        person.until("New password for ana: ")
        person.types("horse")
        read = person.end()

        assert person.ends_with() == 1
    assert "too short" in read
    assert "again:" not in read


@pytest.mark.parametrize(("keys", "status"), [(b"\x03", 130), (b"\x04", 1)])
def test_ctrl_c_and_ctrl_d_end_with_a_sentence(
    data: Path, store: Store, keys: bytes, status: int
) -> None:
    with Terminal(*account(data, "add", "ana"), environment=plain_environment()) as person:
        person.until("New password for ana: ")
        read = person.presses_until_the_end(keys)

        assert person.ends_with() == status
    assert "\nchatservice account: " in read.replace("\r", "")
    assert "Traceback" not in read
    assert store.all_accounts() == []


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("", 1), ("n", 1)])
def test_before_an_account_is_removed_it_is_asked_back(
    data: Path, store: Store, answer: str, left: int
) -> None:
    run(data, "add", "ana")

    with Terminal(*account(data, "remove", "ana"), environment=plain_environment()) as person:
        person.until("Remove the account of ana? [y/N] ")
        person.types(answer)
        person.end()

        assert person.ends_with() == 0
    assert len(store.all_accounts()) == left


def test_with_yes_nothing_is_asked(data: Path, store: Store) -> None:
    run(data, "add", "ana")
    command = account(data, "remove", "ana", "--yes")

    with Terminal(*command, environment=plain_environment()) as person:
        assert "?" not in person.end()
        assert person.ends_with() == 0
    assert store.all_accounts() == []


def test_a_server_notices_what_the_command_does(data: Path, store: Store) -> None:
    for arguments in (("add", "ana"), ("password", "ana"), ("role", "ana", "admin")):
        run(data, *arguments)
        assert store.has_changed()
    run(data, "list")
    assert not store.has_changed()
    assert [str(admin.name) for admin in store.admins()] == ["ana"]

    run(data, "remove", "ana", "--yes")

    assert store.has_changed()
    assert store.all_accounts() == []


def test_what_two_write_at_once_is_all_there(data: Path, store: Store) -> None:
    """A server that registers people without a pause, while the command does so too."""
    commands = [
        subprocess.Popen(
            account(data, "add", f"operator{number}"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=plain_environment(),
            encoding="utf-8",
        )
        for number in range(3)
    ]
    for command in commands:
        assert command.stdin is not None
        command.stdin.write(f"{PASSWORD}\n")
        command.stdin.close()
    now = datetime.now(timezone.utc)
    registered = 0
    while any(command.poll() is None for command in commands) or not registered:
        try:
            store.add(parse_name(f"person{registered}"), registered + 1, "proof", now)
        except BusyError:
            continue
        registered += 1

    assert [command.wait(SECONDS) for command in commands] == [0, 0, 0]
    names = {str(each.name) for each in store.all_accounts()}
    assert names == {f"person{number}" for number in range(registered)} | {
        f"operator{number}" for number in range(3)
    }


def test_without_a_terminal_an_account_is_removed_with_yes_alone(data: Path, store: Store) -> None:
    run(data, "add", "ana")

    ended = subprocess.run(
        account(data, "remove", "ana"),
        stdin=subprocess.DEVNULL,
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "chatservice account: there is no terminal to ask at: add --yes to remove the account of "
        "ana\n"
    )
    assert len(store.all_accounts()) == 1
