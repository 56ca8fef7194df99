"""The chat port as curl meets it: the page, what is not there, and the bots' hook."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from chatservice.protocols.web.refusing import NOTHING_HERE
from chatservice.render.phrasebook import phrasebook
from tests.core.bots import TOKEN
from tests.end_to_end.people import SECONDS, Guest
from tests.end_to_end.servers import Server
from tests.programs import plain_environment, program


def curl(server: Server, path: str, *options: str, scheme: str = "http") -> str:
    """Return what curl prints for an address of the server's."""
    ended = subprocess.run(
        [
            *(program("curl"), "--silent", "--show-error", "--max-time", str(int(SECONDS))),
            *("--noproxy", "*", *options, f"{scheme}://127.0.0.1:{server.port}{path}"),
        ],
        capture_output=True,
        env=plain_environment(),
        timeout=2 * SECONDS,
        check=True,
    )
    return ended.stdout.decode()


@pytest.fixture(scope="module")
def ana(english: Server) -> Guest:
    """Somebody who has a bot, whose name is `robot`."""
    ana = english.guest_called("ana")
    ana.types("/register")
    for _ in range(2):
        ana.until("assword")
        ana.types("correct horse battery")
    ana.until("registered")
    return ana


@pytest.fixture(scope="module")
def token(ana: Guest) -> str:
    """The bot's token."""
    ana.types("/token robot")
    found = TOKEN.search(ana.until(re.compile(TOKEN.pattern + r"\s")))
    assert found is not None
    return found.group()


def test_the_page_is_there(server: Server) -> None:
    assert "<!doctype html>" in curl(server, "/").lower()


def test_it_is_there_under_tls_too_on_the_same_port(server: Server) -> None:
    page = curl(server, "/", "--insecure", scheme="https")

    assert page == curl(server, "/")


def test_its_fields_can_be_looked_at_without_it(server: Server) -> None:
    fields = curl(server, "/", "--head")

    assert fields.startswith("HTTP/1.1 200 OK\r\n")
    assert "\r\nContent-Security-Policy: default-src 'none';" in fields


def test_what_is_not_there_is_told_in_the_servers_language(server: Server) -> None:
    assert curl(server, "/no") == phrasebook(server.language).say(NOTHING_HERE) + "\n"


def test_many_files_come_over_one_connection(server: Server) -> None:
    options = ["--write-out", "%{num_connects}", f"http://127.0.0.1:{server.port}/no"]

    assert curl(server, "/no", *options * 3).count("1") == 1


def test_an_old_version_of_http_is_spoken_and_a_new_one_is_not_needed(server: Server) -> None:
    for version in ("--http1.0", "--http1.1", "--http2"):
        assert "<!doctype html>" in curl(server, "/", version).lower(), version


def test_a_line_is_said_as_the_bot(english: Server, ana: Guest, token: str) -> None:
    said = curl(english, f"/hook/{token}", "--data", "deploy ok")

    assert re.fullmatch(r"ok \d+\n", said)
    ana.until("robot: deploy ok\r\n")


def test_signs_are_said_as_they_stand(english: Server, ana: Guest, token: str) -> None:
    curl(english, f"/hook/{token}", "--data", "50% & más = ¿bien?")

    ana.until("robot: 50% & más = ¿bien?\r\n")


def test_a_form_is_understood(english: Server, ana: Guest, token: str) -> None:
    curl(english, f"/hook/{token}", "--data-urlencode", "text=a+b & c")

    ana.until("robot: a+b & c\r\n")


def test_json_is_understood_and_answered(english: Server, ana: Guest, token: str) -> None:
    fields = ["--header", "Content-Type: application/json", "--header", "Accept: application/json"]

    answer = json.loads(curl(english, f"/hook/{token}", *fields, "--data", '{"text": "hi"}'))

    assert (answer["type"], answer["seq"] > 0) == ("ok", True)
    ana.until("robot: hi\r\n")


def test_several_lines_are_said_one_by_one(english: Server, ana: Guest, token: str) -> None:
    curl(english, f"/hook/{token}", "--data-binary", "one\ntwo\n")

    ana.until("robot: one\r\n")
    ana.until("robot: two\r\n")


def test_a_wrong_token_finds_nothing(server: Server) -> None:
    status = ["--write-out", " %{http_code}"]

    wrong = curl(server, "/hook/wrong", *status, "--data", "x")

    assert wrong == phrasebook(server.language).say(NOTHING_HERE) + "\n 404"


def test_far_too_much_is_refused(server: Server) -> None:
    status = ["--output", "-", "--write-out", "%{http_code}"]

    ended = curl(server, "/hook/x", *status, "--data-binary", "x" * 100_000)

    assert ended.endswith("\n413")
