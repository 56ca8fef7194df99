"""How bots come in: over TLS, and by their tokens."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents import fences, text_of
from tests.end_to_end.bots import server_in
from tests.end_to_end.programs import Program
from tests.end_to_end.servers import Server, outcome, running
from tests.programs import program


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(*server_in(tmp_path_factory.mktemp("encrypted"))) as server:
        yield server


@pytest.fixture(scope="module")
def fingerprint(server: Server) -> str:
    found = re.search(r"TLS certificate SHA-256 (\S+)", server.opening)
    assert found is not None
    return found[1]


def ended(server: Server, tmp_path: Path, *, options: str) -> tuple[int, str]:
    """Let a bot say one line over TLS, and stop; return its status and log."""
    text = (
        "from chatservice.bot import Bot, Connected\n"
        "from twisted.internet import reactor\n"
        "bot = Bot('secretive')\n"
        "@bot.on(Connected)\n"
        "async def come(connected):\n"
        "    await bot.say('under TLS')\n"
        "    reactor.stop()\n"
        f"bot.run('localhost', {server.port}, tls=True{options})\n"
    )
    status, _, log = outcome(sys.executable, "-c", text, directory=tmp_path, HOME=str(tmp_path))
    return status, log


def test_a_bot_that_was_told_the_fingerprint_talks(
    server: Server, fingerprint: str, tmp_path: Path
) -> None:
    ana = server.guest_called("ana")

    status, log = ended(server, tmp_path, options=f", fingerprint='{fingerprint}'")

    assert status == 0, log
    ana.until("secretive: under TLS")


def test_one_that_was_not_ends_and_says_what_to_do(
    server: Server, fingerprint: str, tmp_path: Path
) -> None:
    status, log = ended(server, tmp_path, options="")

    assert status == 1
    assert f"pass fingerprint='{fingerprint}'" in log


def test_one_that_accepted_it_in_the_bundled_client_talks(
    server: Server, fingerprint: str, tmp_path: Path
) -> None:
    known = tmp_path / ".config" / "chatservice" / "known_hosts"
    known.parent.mkdir(parents=True)
    known.write_text(f"localhost:{server.port} SHA256:{fingerprint}\n", encoding="utf-8")

    status, log = ended(server, tmp_path, options="")

    assert status == 0, log


def made_by(ana: Program) -> str:
    """Let Ana come in, register and make a bot; return its token."""
    ana.sends({"type": "hello", "version": 1, "nick": "ana"})
    ana.until_type("welcome")
    ana.sends({"type": "register"})
    for _ in range(2):
        ana.until_type("password-asked")
        ana.sends({"type": "secret", "text": "correct horse battery"})
    ana.until_type("registered")
    made = next(each for each in ana.asks("token", name="deploy") if each["type"] == "token")
    token: str = made["token"]
    return token


def test_a_bot_comes_in_with_its_token_and_not_with_another(tmp_path: Path) -> None:
    with running(*server_in(tmp_path)) as server, (ana := Program(server.port)).socket:
        token = made_by(ana)
        text = (
            "from chatservice.bot import Bot, Connected\n"
            "from twisted.internet import reactor\n"
            "bot = Bot()\n"
            "@bot.on(Connected)\n"
            "async def come(connected):\n"
            "    await bot.say('I am ' + bot.name)\n"
            "    reactor.stop()\n"
            "bot.run()\n"
        )
        surroundings = {"CHAT_PORT": str(server.port)}
        right = outcome(
            *(sys.executable, "-c", text),
            directory=tmp_path,
            CHAT_TOKEN=token,
            **surroundings,
        )
        wrong = outcome(
            *(sys.executable, "-c", text), directory=tmp_path, CHAT_TOKEN="wrong", **surroundings
        )

        assert right[0] == 0, right
        said = ana.until_type("said")
        assert (said["from"], said["text"]) == ("deploy", "I am deploy")
        assert wrong[0] == 1
        assert "the bot gives up" in wrong[2]


def test_a_script_says_a_line_with_the_token_alone_as_it_is_shown(tmp_path: Path) -> None:
    (block,) = fences(text_of("docs/bots.md"), "sh")
    with running(*server_in(tmp_path)) as server, (ana := Program(server.port)).socket:
        token = made_by(ana)
        ana.asks("join", room="builds")
        for line, room in zip(block.splitlines(), ("lobby", "builds"), strict=True):
            words = shlex.split(line.replace("TOKEN", token).replace("5050", str(server.port)))
            _, told, _ = outcome(program(words[0]), *words[1:], directory=tmp_path)

            said = ana.until_type("said")
            assert (said["from"], said["room"], said["text"]) == ("deploy", room, "deploy ok")
            assert told == f"ok {said['seq']}\n"
