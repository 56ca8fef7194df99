"""What strangers from one address, or who never finish what they begin, are told by a server.

Who writes too fast is in `test_too_fast`.
"""

from __future__ import annotations

import re
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from chatservice.core.refusals import Code
from tests.end_to_end.people import PROMPTS, Guest, Terminal
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.words import refused
from tests.programs import plain_environment, program

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="127.0.0.2 is this machine's own address by itself on Linux"
)

ONE, OTHER = "127.0.0.1", "127.0.0.2"
HERE = ("--host", ONE)
UNTRUSTED = (*HERE, "--trusted", "none")

Serve = Callable[..., AbstractContextManager[Server]]


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    """Each of the two."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Run a server with options, in English."""
    return lambda *options, **more: running(*twistd(*options, **more), directory=tmp_path)


@pytest.fixture
def for_two(serve: Serve) -> Iterator[Server]:
    """A server for two from one address."""
    with serve(*UNTRUSTED, "--address-connections", "2") as server:
        yield server


# -- connections from one address ------------------------------------------------------------------


def test_two_are_let_in_from_an_address_and_a_third_is_told_why_not(
    language: str, tmp_path: Path
) -> None:
    command = twistd(*UNTRUSTED, "--address-connections", "2", "--language", language)
    with running(*command, directory=tmp_path, language=language) as server:
        for each in [server.guest() for _ in range(2)]:
            each.until(PROMPTS[language])

        told = server.guest().end()

    assert told == refused(language, Code.TOO_MANY_FROM_ADDRESS, allowed=2)


@pytest.mark.parametrize("client", ["telnet", "nc", "ncat"])
def test_each_program_shows_why_not(for_two: Server, client: str) -> None:
    for_two.guest_called("ana"), for_two.guest_called("bob")
    command = [program(client), "127.0.0.1", str(for_two.port)]
    told = refused("en", Code.TOO_MANY_FROM_ADDRESS, allowed=2)

    with Terminal(*command, environment=plain_environment()) as third:
        third.until(told.strip())  # a terminal has line ends of its own


def test_a_full_address_keeps_nobody_else_out(for_two: Server) -> None:
    ana, bob = for_two.guest_called("ana"), for_two.guest_called("bob")
    for_two.guest().end()

    eva = for_two.guest(source=OTHER)
    eva.enters_as("eva")
    eva.types("hello")

    for each in (ana, bob):
        each.until("eva: hello\r\n")


def test_who_leaves_makes_room_for_another_one_from_there(for_two: Server) -> None:
    _, bob = for_two.guest_called("ana"), for_two.guest_called("bob")
    bob.types("/quit")
    bob.end()

    for_two.guest_called("eva")


def test_who_vanishes_makes_room_as_well(for_two: Server) -> None:
    ana, bob = for_two.guest_called("ana"), for_two.guest_called("bob")
    bob.vanishes()
    ana.line("* bob left")

    for_two.guest_called("eva")


# -- new connections in a minute -------------------------------------------------------------------


def test_who_comes_too_often_is_told_when_to_come_again_and_others_come_in(
    language: str, tmp_path: Path
) -> None:
    command = twistd(*UNTRUSTED, "--address-arrivals", "3", "--language", language)
    with running(*command, directory=tmp_path, language=language) as server:
        for _ in range(3):
            server.guest().vanishes()
        told = server.guest().end()
        server.guest(source=OTHER).enters_as("eva")

    code = Code.TOO_MANY_ARRIVALS_FROM_ADDRESS
    assert told == refused(language, code, allowed=3, seconds=60)


def test_when_too_many_come_from_everywhere_nobody_is_let_in(serve: Serve) -> None:
    with serve(*UNTRUSTED, "--arrivals", "2") as server:
        server.guest_called("ana").types("/quit")
        bob = server.guest_called("bob")

        told = server.guest(source=OTHER).end()

        bob.types("/version")
        bob.until("chatservice")
    assert told == refused("en", Code.TOO_MANY_ARRIVALS, seconds=60)


def test_the_log_tells_once_how_many_were_turned_away_and_where_the_last_was_from(
    serve: Serve,
) -> None:
    with serve(*UNTRUSTED, "--address-connections", "1") as server:
        server.guest_called("ana")
        for _ in range(50):
            server.guest().end()
        server.process.terminate()
        rest = server.log.until("Main loop terminated")

    lines = [line for line in rest.splitlines() if "127.0.0.1" in line]
    assert len(lines) <= 3, rest  # the port, ana, and those who were turned away
    assert rest.count("Turned away") == 1, rest


# -- who is exempt ---------------------------------------------------------------------------------


def test_whoever_is_trusted_comes_as_often_as_they_like(serve: Serve) -> None:
    limits = ("--address-connections", "1", "--address-arrivals", "1")
    with serve(*HERE, "--trusted", OTHER, *limits) as server:
        for number in range(5):
            server.guest(source=OTHER).enters_as(f"friend{number}")
        server.guest(source=ONE).enters_as("stranger")

        told = server.guest(source=ONE).end()

    assert told == refused("en", Code.TOO_MANY_FROM_ADDRESS, allowed=1)


def test_by_default_this_machine_is_trusted(serve: Serve) -> None:
    with serve(*HERE, "--address-connections", "1", "--address-arrivals", "1") as server:
        for number in range(5):
            server.guest_called(f"friend{number}")


# -- behind a proxy --------------------------------------------------------------------------------


@pytest.fixture
def behind_proxy(serve: Serve) -> Iterator[Server]:
    """A server behind a proxy, for two from one address; the proxy's own is trusted."""
    endpoint = f"haproxy:tcp:0:interface={ONE}"
    with serve("--listen", endpoint, "--address-connections", "2", port=None) as server:
        yield server


def proxied(server: Server, address: str) -> Guest:
    """Connect somebody from an address, as a proxy tells it (PROXY protocol, version 1)."""
    family, here = ("TCP6", "2001:db8:ffff::1") if ":" in address else ("TCP4", "192.0.2.1")
    guest = server.guest()
    guest.types(f"PROXY {family} {address} {here} 56324 5050")
    return guest


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("192.0.2.9", "192.0.2.9", "192.0.2.10"),
        ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"),
    ],
)
def test_the_limits_go_by_the_address_that_a_proxy_tells(
    behind_proxy: Server, one: str, same: str, other: str
) -> None:
    proxied(behind_proxy, one).enters_as("ana")
    proxied(behind_proxy, same).enters_as("bob")

    told = proxied(behind_proxy, same).end()

    assert told == refused("en", Code.TOO_MANY_FROM_ADDRESS, allowed=2)
    proxied(behind_proxy, other).enters_as("eva")


# -- deadlines -------------------------------------------------------------------------------------


def test_who_chooses_no_nickname_in_time_is_told_and_let_go(language: str, tmp_path: Path) -> None:
    command = twistd(*HERE, "--nickname-seconds", "1", "--language", language)
    with running(*command, directory=tmp_path, language=language) as server:
        ana = server.guest_called("ana")
        silent = server.guest()

        told = silent.end()

        ana.types("/version")  # who has a name may be silent as long as they like
        ana.until("chatservice")
    assert told == PROMPTS[language] + refused(language, Code.NAME_TOO_LATE, seconds=1)


def test_one_byte_at_a_time_is_no_way_to_keep_a_place_without_a_nickname(serve: Serve) -> None:
    with serve(*HERE, "--nickname-seconds", "1") as server:
        slow = server.guest()
        deadline = time.monotonic() + 5
        read = b""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([slow.socket], [], [], 0.05)
            if ready:
                data = slow.socket.recv(4096)
                read += data
                if not data:
                    break
            slow.sends(b"a")

    assert read.decode().endswith(refused("en", Code.NAME_TOO_LATE, seconds=1))


def test_a_line_that_is_never_ended_is_thrown_away_and_its_writer_talks_on(
    language: str, tmp_path: Path
) -> None:
    command = twistd(*HERE, "--line-seconds", "1", "--language", language)
    with running(*command, directory=tmp_path, language=language) as server:
        ana, eva = server.guest_called("ana"), server.guest_called("eva")
        eva.sends(b"half a line")

        eva.until(refused(language, Code.LINE_TOO_SLOW, seconds=1))

        eva.sends(b" and its other half\r\nhello\r\n")
        read = ana.until("eva: hello\r\n")
    assert "half" not in read


# -- passwords that are tried ----------------------------------------------------------------------


def test_who_tries_too_many_passwords_is_told_and_others_may_try_theirs(
    language: str, tmp_path: Path
) -> None:
    command = twistd(*UNTRUSTED, "--logins", "1/60s", "--language", language)
    with running(*command, directory=tmp_path, language=language) as server:
        wrong = refused(language, Code.WRONG_PASSWORD)
        tries_a_password(server, ONE).until(wrong)
        told = tries_a_password(server, ONE).until(re.compile("[0-9].*\r\n"))
        tries_a_password(server, OTHER).until(wrong)

    assert told.endswith(
        tuple(
            refused(language, Code.TOO_MANY_ATTEMPTS, seconds=seconds) for seconds in range(50, 61)
        )
    )


def tries_a_password(server: Server, source: str) -> Guest:
    """Connect somebody from an address, who types a wrong password at once."""
    guest = server.guest(source=source)
    guest.types("/login ana", "not hers")
    return guest
