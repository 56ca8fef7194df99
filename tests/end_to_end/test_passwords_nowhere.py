"""After a whole session at a real server, no password that was typed is found anywhere."""

from __future__ import annotations

import json
import re
import signal
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import apsw
import pytest

from chatservice.accounts.files import DATABASE
from tests.end_to_end.members import (
    DATA,
    logs_in,
    netcat,
    operator,
    proves,
    quits,
    registers,
    telnet,
    wanted,
)
from tests.end_to_end.people import HINTS, PROMPTS
from tests.end_to_end.servers import outcome, running, twistd

FAULTY = """\
import sys
from chatservice.core import states
prepare = states.prepare
def failing(raw, **more):
    if "fault" in raw:
        raise RuntimeError(f"no good: {raw}")
    return prepare(raw, **more)
states.prepare = failing
from twisted.scripts.twistd import run
run()
"""
"""A server with a fault: some passwords are in the text of an exception."""

FORMATS = ("jsonl", "json", "txt")


class Session:
    """A whole session at a server in a folder.

    `typed` are the passwords; `places` is all in which they might be found, each with what is in
    it: files, the log, copies and what other people have read.
    """

    def __init__(self, directory: Path) -> None:
        self.typed: list[str] = []
        self.places: dict[str, bytes] = {}
        self.log = ""
        self._numbers = count(1)
        self._directory = directory
        command = [sys.executable, "-c", FAULTY, *twistd("--host", "127.0.0.1")[1:]]
        with running(*command, directory=directory) as self.server:
            self._others = [self.server.guest_called(name) for name in ("witness", "victim")]
            for part in (
                self._operator,
                self._registers,
                self._mistakes_commands,
                self._tries,
                self._changes,
                self._breaks,
                self._keeps_order,
                self._forgets,
                self._breaks_off,
            ):
                part()
            self._look_at_files("while the server runs")
            self._copy()
            self._read_by_others()
            self.server.signalled(signal.SIGTERM)
            self.log = self.server.log.end()
        self.places["the log"] = self.log.encode(errors="surrogateescape")
        self._look_at_files("after its end")

    def _secret(self, text: str = "{}") -> str:
        """Return a password that is found nowhere by accident."""
        secret = f"hush-{next(self._numbers):05}-hush"
        self.typed.append(secret)
        return text.format(secret)

    # -- what is typed -------------------------------------------------------------------------

    def _operator(self) -> None:
        first, second = self._secret(), self._secret()
        operator(self._directory, "add", "root", typed=f"{first}\n")
        operator(self._directory, "role", "root", "admin")
        operator(self._directory, "password", "root", typed=f"{second}\n")
        self.root = self.server.guest()
        logs_in(self.root, "root", second)
        self._others.append(self.root)

    def _registers(self) -> None:
        self.passwords = {name: self._secret("{} ñandú") for name in ("ana", "bob", "eva")}
        ana = self.server.guest_called("ana")
        ana.types("/register", self._secret(), self._secret())  # which differ
        ana.until("differ")
        ana.types(self._secret("{}" + "x" * 128), self._secret("{}\t"), "")
        ana.until("nothing was changed")
        registers(ana, "ana", self.passwords["ana"])
        self.ana = ana
        for name, program in (("bob", telnet), ("eva", netcat)):
            with program(self.server) as somebody:
                somebody.until(PROMPTS["en"])
                somebody.types(name)
                somebody.line(HINTS["en"])
                registers(somebody, name, self.passwords[name])
                quits(somebody)

    def _mistakes_commands(self) -> None:
        """Type passwords where they do not belong, to commands."""
        secret = self._secret
        self.ana.types(
            secret("/register {}"),
            secret("/password {}"),
            secret("/pasword {}"),
            secret("/forget-me {}"),
            secret("/login ana {}"),
            "/version",
        )
        self.ana.until("chatservice ")
        guest = self.server.guest()
        guest.types(secret("/login bob {}"), secret("/register {}"), "/quit")
        guest.end()

    def _tries(self) -> None:
        for name in ("bob", "nobody"):
            guest = self.server.guest()
            guest.types(f"/login {name}", self._secret())
            guest.until("wrong")
            guest.types(self._secret("GET / HTTP/1.1 {}"))
            guest.until("wrong")
            guest.sends(self._secret("\x1b[31m{}\xff\xfe\r\n").encode("latin-1"))
            guest.until(re.compile("wrong|allowed"))
            guest.vanishes()

    def _changes(self) -> None:
        ana, new = self.ana, self._secret()
        ana.types("/password", self._secret())
        ana.until("wrong")
        ana.types(self.passwords["ana"])
        ana.until("New password")
        ana.types(new, new)
        ana.until("Your password is changed.")
        self.passwords["ana"] = new
        again = self.server.guest()
        logs_in(again, "ana", new)
        again.types("/sessions", "/sessions close 1")
        self.ana = again

    def _breaks(self) -> None:
        """Let the server fail, in a line that is a password and while one is looked at."""
        self.ana.types("/register", "/password", self._secret("{} fault"), "", "/version")
        self.ana.until("Something went wrong on the server.")
        self.ana.until("chatservice ")
        with closing(apsw.Connection(str(self._directory / DATA / DATABASE))) as accounts:
            accounts.execute("UPDATE accounts SET proof = '$argon2id$damaged' WHERE name = 'eva'")
        eva = self.server.guest()
        proves(eva, "eva", self.passwords["eva"])
        eva.until("Something went wrong on the server.")
        eva.vanishes()

    def _keeps_order(self) -> None:
        bob = self.server.guest()
        logs_in(bob, "bob", self.passwords["bob"])
        bob.types("/report victim too loud", "hello", "goodbye")
        self.root.until("goodbye")
        self.root.types("/mute victim 1h", "/unmute victim", "/delete bob", "/kick bob too loud")
        bob.end()
        self.root.types("/ban bob 1h enough", "/bans", "/announce order", "/version")
        self.root.until("chatservice ")
        banned = self.server.guest()
        proves(banned, "bob", self.passwords["bob"])
        banned.end()

    def _forgets(self) -> None:
        self.ana.types("/forget-me messages", self._secret())
        self.ana.until("wrong")
        self.ana.types(self.passwords["ana"])
        self.ana.until("not registered any more")

    def _breaks_off(self) -> None:
        """Hang up while a password is typed, and while one is looked at."""
        for text in ("{}", "{}\r\n"):
            guest = self.server.guest()
            guest.types("/login eva")
            guest.until(wanted("en", "eva"))
            guest.sends(self._secret(text).encode())
            guest.vanishes()
        guest = self.server.guest()
        guest.types("/login eva")
        guest.sends(self._secret("{}" + "x" * 5000).encode() + b"\r\n")
        guest.until("too long")

    # -- where it might be ---------------------------------------------------------------------

    def _look_at_files(self, when: str) -> None:
        for file in self._directory.rglob("*"):
            if file.is_file():
                self.places[f"{file.relative_to(self._directory)}, {when}"] = file.read_bytes()

    def _copy(self) -> None:
        data = ("--data", str(self._directory / DATA))
        command = (sys.executable, "-m", "chatservice")
        for form in FORMATS:
            exported = outcome(*command, "export", "--format", form, *data, directory=Path.cwd())
            assert exported[0] == 0, exported
            self.places[f"an export as {form}"] = "".join(exported[1:]).encode()
        status, *told = outcome(
            *command, "backup", str(self._directory / "copy"), *data, directory=Path.cwd()
        )
        assert status == 0, told
        self.places["what the backup says"] = "".join(told).encode()
        self.places["the list of accounts"] = operator(self._directory, "list").encode()

    def _read_by_others(self) -> None:
        for number, guest in enumerate(self._others):
            guest.types("/history 500", "/version")
            read = guest.until("chatservice ")
            self.places[f"what person {number} read"] = read.encode(errors="surrogateescape")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What is left of a session, shared by the tests."""
    return Session(tmp_path_factory.mktemp("nowhere"))


def test_no_password_is_found_anywhere(session: Session) -> None:
    found = [
        (secret, place)
        for place, content in session.places.items()
        for secret in session.typed
        if secret.encode() in content
    ]

    assert len(session.typed) > 20
    assert found == []


def test_what_others_may_read_is_there_and_was_looked_through(session: Session) -> None:
    for form in FORMATS:
        assert b"hello" in session.places[f"an export as {form}"]
    assert b"root threw bob out" in session.places["what person 0 read"]
    assert {"copy, after its end", f"{DATA}/audit.log, after its end"} <= session.places.keys()


def test_of_each_password_a_hash_is_kept(session: Session) -> None:
    kept = session.places[f"{DATA}/{DATABASE}, after its end"]

    assert len(set(re.findall(rb"\$argon2id\$v=19\$m=65536,t=3,p=4\$[^$]+\$", kept))) >= 2


def test_the_faults_are_in_the_log_with_where_they_happened(session: Session) -> None:
    assert re.search(r"A password of .* failed with RuntimeError in\n.* File ", session.log, re.S)
    assert "Failed: looking at a password" in session.log
    assert "VerificationError" in session.log


def test_what_was_done_is_in_the_audit_log(session: Session) -> None:
    lines = session.places[f"{DATA}/audit.log, after its end"].decode().splitlines()

    acts = {json.loads(line)["act"] for line in lines}

    expected = {"register", "log-in", "password", "forget-me", "close-session", "refusal"}
    assert acts >= expected | {"report", "mute", "unmute", "kick", "ban", "announce"}
