"""Registering, logging in and what waits for somebody: at real servers, by real programs.

What is seen of a password on a screen is in `test_passwords`.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chatservice.core.refusals import Code
from tests.end_to_end.members import (
    PASSWORD,
    administrator,
    logs_in,
    member,
    netcat,
    operator,
    proves,
    quits,
    registers,
    telnet,
    wanted,
)
from tests.end_to_end.people import HINTS, PROMPTS, WELCOMES, eventually
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.words import counted, refused, said

OTHER_PASSWORD = "staple of a battery"


@contextmanager
def serving(directory: Path, language: str = "en") -> Iterator[Server]:
    """Run a server in a folder, where another one may have run before."""
    command = twistd("--host", "127.0.0.1", "--language", language)
    with running(*command, directory=directory, language=language) as server:
        yield server


@pytest.fixture(params=["en", "es"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, in each language."""
    with serving(tmp_path, request.param) as server:
        yield server


def test_who_registers_by_telnet_logs_in_by_netcat_and_the_other_way_round(server: Server) -> None:
    language = server.language
    with telnet(server) as ana, netcat(server) as bob:
        for somebody, name in ((ana, "ana"), (bob, "bob")):
            somebody.until(PROMPTS[language])
            somebody.types(name)
            somebody.line(HINTS[language])
            registers(somebody, name, language=language)
            quits(somebody, language)

    with telnet(server) as bob, netcat(server) as ana:
        logs_in(bob, "bob", language=language)
        logs_in(ana, "ana", language=language)
        bob.types("it is me")
        ana.until("bob: it is me\r\n")


def test_telnet_shows_no_password_and_netcat_says_that_it_is_seen(server: Server) -> None:
    language = server.language
    warning = said(
        language, "Careful: here the password will be seen on your screen while you type it."
    )
    read = {}
    for name, program in (("ana", telnet), ("bob", netcat)):
        with program(server) as somebody:
            somebody.until(PROMPTS[language])
            somebody.types(name)
            somebody.line(HINTS[language])
            read[name] = registers(somebody, name, language=language)

    assert PASSWORD not in read["ana"]
    assert warning not in read["ana"]
    assert read["bob"].count(warning) == 1


def test_a_wrong_password_and_a_name_that_nobody_has_get_the_same_answer(server: Server) -> None:
    language = server.language
    quits(member(server, "ana"), language)
    answers = []
    for name in ("ana", "nobody"):
        guest = server.guest()
        guest.until(PROMPTS[language])
        guest.types(f"/login {name}")
        guest.until(wanted(language, name))
        guest.types("a wrong one")
        # On a busy machine the warning that nothing hides it comes in between.
        guest.until(refused(language, Code.WRONG_PASSWORD))
        answers.append(guest.until(wanted(language, name)).replace(name, "NAME"))

    assert answers[0] == answers[1]


def test_three_wrong_passwords_end_the_conversation(server: Server) -> None:
    language = server.language
    quits(member(server, "ana"), language)
    guest = server.guest()
    proves(guest, "ana", "wrong", language)
    for _ in range(2):
        guest.until(refused(language, Code.WRONG_PASSWORD))
        guest.until(wanted(language, "ana"))
        guest.types("wrong again")

    assert guest.end().endswith(refused(language, Code.TOO_MANY_WRONG_PASSWORDS))


def test_what_was_written_to_somebody_away_is_shown_once(server: Server) -> None:
    language = server.language
    bob = server.guest_called("bob")
    quits(member(server, "ana"), language)
    bob.until("ana")
    for text in ("first", "second", "third"):
        bob.types(f"/msg ana {text}")
        waits = "{name} is not here: your message waits until they come."
        bob.line(said(language, waits, name="ana"))

    heads = ("{number} message while you were away:", "{number} messages while you were away:")
    with telnet(server) as ana:
        proves(ana, "ana", language=language)
        ana.line(counted(language, *heads, 3))
        shown = [ana.until("\r\n").rpartition(": ")[2].strip() for _ in range(3)]
        quits(ana, language)
    with netcat(server) as ana:
        logs_in(ana, "ana", language=language)
        again = quits(ana, language)

    assert shown == ["first", "second", "third"]
    assert "second" not in again


def test_a_message_to_nobody_says_so(server: Server) -> None:
    bob = server.guest_called("bob")

    bob.types("/msg nobody hello")

    bob.until(refused(server.language, Code.UNKNOWN_USER, name="nobody"))


# -- the operator ----------------------------------------------------------------------------------


def test_whom_the_operator_adds_logs_in_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        operator(tmp_path, "add", "ana")
        with telnet(server) as ana:
            logs_in(ana, "ana")


def test_an_administrator_is_one_at_once_and_no_longer_when_that_is_taken_back(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as server:
        ana, bob = member(server, "ana"), server.guest_called("bob")
        ana.types("/announce no")
        ana.until(refused("en", Code.NOT_ALLOWED, command="/announce", who="admin"))

        operator(tmp_path, "role", "ana", "admin")
        ana.types("/version")
        ana.until("chatservice")

        def is_one() -> bool:
            ana.types("/announce hello", "/version")
            return "hello" in ana.until("chatservice ")

        eventually(is_one)
        bob.until("hello\r\n")
        operator(tmp_path, "role", "ana", "member")
        eventually(lambda: not is_one())


def test_a_password_that_the_operator_changes_is_the_only_one(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        quits(member(server, "ana"))
        operator(tmp_path, "password", "ana", typed=f"{OTHER_PASSWORD}\n")

        guest = server.guest()
        proves(guest, "ana", PASSWORD)
        guest.until(refused("en", Code.WRONG_PASSWORD))

        logs_in(server.guest(), "ana", OTHER_PASSWORD)


def test_whose_account_the_operator_removes_is_told_and_stays(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        ana = member(server, "ana")

        operator(tmp_path, "remove", "ana", "--yes")

        ana.until(refused("en", Code.ACCOUNT_REMOVED))
        ana.types("/version")
        ana.until("chatservice")


def test_the_operator_lists_who_registered(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        member(server, "ana")
        administrator(server, tmp_path, "eva")

        listed = operator(tmp_path, "list")

    assert re.search(r"^ana +member ", listed, re.MULTILINE)
    assert re.search(r"^eva +admin ", listed, re.MULTILINE)


# -- another run -----------------------------------------------------------------------------------


def kills(server: Server) -> None:
    """End a server by SIGKILL, which it can do nothing about."""
    server.process.kill()
    server.process.wait()


def stops(server: Server) -> None:
    """End a server in the usual way."""
    server.signalled(signal.SIGTERM)
    assert server.ends_with() == 0


@pytest.mark.parametrize("ends", [stops, kills])
def test_all_that_is_of_an_account_outlives_the_end_of_a_server(
    tmp_path: Path, ends: Callable[[Server], None]
) -> None:
    with serving(tmp_path) as server:
        ana, bob, cid = member(server, "ana"), *map(server.guest_called, ("bob", "cid"))
        ana.types("/set echo on", "/ignore cid", "/away at lunch", "/version")
        ana.until("chatservice ")
        quits(ana)
        for each, text in ((cid, "an insult"), (bob, "see you later")):
            each.until("* ana left")
            each.types(f"/msg ana {text}")
            each.until("waits until they come")
        ends(server)

    with serving(tmp_path) as server, telnet(server) as again:
        proves(again, "ana")
        again.until(WELCOMES["en"].format("ana"))
        came = again.until("see you later")
        again.types("here I am")
        again.until("ana: here I am")

    assert "1 message while you were away:" in came
    assert "at lunch" in came
    assert "insult" not in came
