"""Whoever is banned stays away: by whatever name, by telnet and under TLS, in run after run."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from chatservice.core.refusals import Code
from tests.end_to_end.members import (
    PASSWORD,
    administrator,
    logs_in,
    operator,
    proves,
    quits,
    registers,
)
from tests.end_to_end.people import HINTS, PROMPTS, Guest, Piped, Terminal, eventually
from tests.end_to_end.servers import WAITING, Server, running, twistd
from tests.end_to_end.words import refused, said
from tests.programs import plain_environment, program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux", reason="127.0.0.2 is this machine's own address by itself on Linux"
    ),
]

HERS, ELSEWHERE = "127.0.0.2", "127.0.0.3"
"""Where mallory is, and where she is not."""

CLIENTS = ("telnet", "openssl", "ncat")
ATTEMPTS = [
    ("the name, from elsewhere", "mallory", ELSEWHERE),
    ("another case, from elsewhere", "MALLORY", ELSEWHERE),
    ("other letters that are the same, from elsewhere", "ｍａｌｌｏｒｙ", ELSEWHERE),
    ("another name, from the same address", "trent", HERS),
]


class Doors(NamedTuple):
    """A server, and the port of its door under TLS."""

    server: Server
    encrypted: int
    language: str = "en"

    def client(self, which: str, source: str) -> Terminal | Piped:
        """Run telnet, or openssl or ncat under TLS, from an address of this machine's."""
        if which == "telnet":
            command = [program("telnet"), "-b", source, "127.0.0.1", str(self.server.port)]
            return Terminal(*command, environment=plain_environment())
        if which == "ncat":
            command = [program("ncat"), "--ssl", "-s", source, "127.0.0.1", str(self.encrypted)]
        else:
            command = [program("openssl"), "s_client", "-quiet", "-bind", f"{source}:0"]
            command += ["-connect", f"127.0.0.1:{self.encrypted}"]
        return Piped(*command, environment=plain_environment())

    def is_kept_out(self, which: str, name: str, source: str) -> bool:
        """Try to come in by a name; return whether the answer is that one is banned."""
        with self.client(which, source) as somebody:
            somebody.until(PROMPTS[self.language])
            somebody.types(name)
            read = somebody.end() if which == "telnet" else somebody.until("\r\n")
        return refused(self.language, Code.BANNED, seconds=0, reason="") in read


@contextmanager
def serving(directory: Path, language: str = "en") -> Iterator[Doors]:
    """Run a server in a folder, where another one may have run before."""
    options = ["--host", "127.0.0.1", "--language", language, "--tls", "--tls-port", "0"]
    with running(*twistd(*options), directory=directory, language=language) as server:
        found = WAITING.search(server.log.until(WAITING))  # the doors are told in their order
        assert found is not None
        yield Doors(server, int(found[1].rpartition(":")[2]), language)


def bans(doors: Doors, directory: Path, which: str, *, registered: bool = False) -> Guest:
    """Let mallory come by a program, and an administrator ban her; return the administrator."""
    language = doors.language
    admin = administrator(doors.server, directory, "root")
    with doors.client(which, HERS) as mallory:
        mallory.until(PROMPTS[language])
        mallory.types("mallory")
        mallory.line(HINTS[language])
        if registered:
            registers(mallory, "mallory", language=language)
        admin.until("mallory")

        admin.types("/ban mallory")

        mallory.until(refused(language, Code.BANNED, seconds=0, reason=""))
        if which == "telnet":
            mallory.until("Connection closed by foreign host.")
    admin.until(said(language, "* {name} banned {other}", name="root", other="mallory"))
    return admin


@pytest.mark.parametrize(
    ("came_by", "language"), [("telnet", "en"), ("openssl", "es"), ("ncat", "en")]
)
def test_whoever_is_banned_comes_back_in_no_way_and_in_no_other_run(
    came_by: str, language: str, tmp_path: Path
) -> None:
    tried = [(what, which, who, where) for what, who, where in ATTEMPTS for which in CLIENTS]
    with serving(tmp_path, language) as doors:
        bans(doors, tmp_path, came_by)
        at_once = {(what, by): doors.is_kept_out(by, who, at) for what, by, who, at in tried}
        doors.server.signalled(signal.SIGTERM)
        assert doors.server.ends_with() == 0
    with serving(tmp_path, language) as doors:
        later = {(what, by): doors.is_kept_out(by, who, at) for what, by, who, at in tried}
        doors.server.guest(source=ELSEWHERE).enters_as("victor")

    assert [attempt for attempt, is_out in at_once.items() if not is_out] == []
    assert [attempt for attempt, is_out in later.items() if not is_out] == []


def test_a_ban_outlives_a_kill(tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        bans(doors, tmp_path, "telnet")
        doors.server.process.kill()
        doors.server.process.wait()

    with serving(tmp_path) as doors:
        assert doors.is_kept_out("telnet", "trent", HERS)


@pytest.mark.parametrize("which", CLIENTS)
def test_the_password_of_a_banned_account_opens_no_door(which: str, tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        bans(doors, tmp_path, "telnet", registered=True)
    with serving(tmp_path) as doors, doors.client(which, ELSEWHERE) as mallory:
        proves(mallory, "MALLORY", PASSWORD)

        mallory.until(refused("en", Code.BANNED, seconds=0, reason=""))


def test_nobody_who_is_here_takes_the_name_of_whoever_is_banned(tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        bans(doors, tmp_path, "telnet")
        victor = doors.server.guest(source=ELSEWHERE)
        victor.enters_as("victor")

        victor.types("/rename Mallory")

        victor.until(refused("en", Code.NAME_TAKEN, name="Mallory"))


def test_whoever_is_let_in_again_comes_by_name_and_address(tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        admin = bans(doors, tmp_path, "telnet")
        admin.types("/unban MALLORY")
        admin.until(said("en", "{name} is not banned any more.", name="MALLORY"))

        for which, name in (("telnet", "mallory"), ("openssl", "trent")):
            with doors.client(which, HERS) as somebody:
                somebody.until(PROMPTS["en"])
                somebody.types(name)
                somebody.line(HINTS["en"])
                quits(somebody)


def test_a_ban_for_a_second_is_over_after_it(tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        admin = administrator(doors.server, tmp_path, "root")
        mallory = doors.server.guest(source=HERS)
        mallory.enters_as("mallory")
        admin.types("/ban mallory 1s")
        assert mallory.end().endswith(refused("en", Code.BANNED, seconds=1, reason=""))

        def is_let_in() -> bool:
            again = doors.server.guest(source=HERS)
            again.types("mallory")
            return "Welcome" in again.until("\r\n")

        assert not is_let_in()
        eventually(is_let_in)


def test_a_network_is_kept_out_and_whoever_is_in_it_goes(tmp_path: Path) -> None:
    with serving(tmp_path) as doors:
        admin = administrator(doors.server, tmp_path, "root")
        mallory, victor = (doors.server.guest(source=at) for at in (HERS, "127.0.0.9"))
        mallory.enters_as("mallory")
        victor.enters_as("victor")

        admin.types("/ban 127.0.0.0/29 spam")

        assert mallory.end().endswith(refused("en", Code.BANNED, seconds=0, reason="spam"))
        again = doors.server.guest(source=ELSEWHERE)
        again.types("trent")
        assert again.end().endswith(refused("en", Code.BANNED, seconds=0, reason="spam"))
        victor.types("/users")
        victor.until("(2):")


def test_behind_a_proxy_it_is_the_real_address_that_is_banned(tmp_path: Path) -> None:
    command = twistd("--listen", "haproxy:tcp:0:interface=127.0.0.1", port=None)

    def proxied(address: str) -> Guest:
        guest = server.guest()
        guest.types(f"PROXY TCP4 {address} 192.0.2.1 56324 5050")
        return guest

    with running(*command, directory=tmp_path) as server:
        operator(tmp_path, "add", "root")
        operator(tmp_path, "role", "root", "admin")
        admin, mallory = proxied("192.0.2.1"), proxied("192.0.2.9")
        logs_in(admin, "root")
        mallory.enters_as("mallory")
        admin.types("/ban mallory")
        mallory.end()

        again = proxied("192.0.2.9")
        again.types("trent")
        assert again.end().endswith(refused("en", Code.BANNED, seconds=0, reason=""))
        proxied("192.0.2.10").enters_as("victor")
