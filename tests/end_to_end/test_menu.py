"""The menu of `chatservice` without arguments, at a terminal."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.end_to_end.people import SECONDS, WELCOMES, Guest, Terminal
from tests.end_to_end.servers import WAITING, Server
from tests.programs import plain_environment, script

ASKED = {
    "en": ("Select mode:", "1. Server", "2. Client", "Option: "),
    "es": ("Selecciona el modo:", "1. Servidor", "2. Cliente", "Opción: "),
}
ADDRESS = {"en": "Enter server IP: ", "es": "Introduce la IP del servidor: "}
NICKNAME = {"en": "Enter your nickname: ", "es": "Usuario: "}
ALLOWED = {"en": "1 or 2", "es": "1 o 2"}
LOCALES = {"en": "C.UTF-8", "es": "es_ES.UTF-8"}
END_OF_FILE = b"\x04"


def menu(language: str, **environment: str) -> AbstractContextManager[Terminal]:
    """Run the menu where the locale has that language."""
    command = [sys.executable, "-m", "chatservice"]
    surroundings = plain_environment(LC_ALL=LOCALES[language], **environment)
    return Terminal(*command, environment=surroundings)


def reads_the_menu(person: Terminal, language: str) -> None:
    """Read the menu, up to where an answer is awaited."""
    *lines, prompt = ASKED[language]
    for line in lines:
        assert person.line(line) == ""
    assert person.until(prompt) == prompt


@pytest.mark.parametrize("language", ["en", "es"])
def test_option_1_serves(language: str, tmp_path: Path) -> None:
    with menu(
        language, CHAT_HOST="127.0.0.1", CHAT_PORT="0", CHAT_DATA=str(tmp_path / "data")
    ) as person:
        reads_the_menu(person, language)

        person.types("1")

        waiting = person.until(re.compile(WAITING.pattern.replace("\\n", "\\r\\n")))
        host, _, port = waiting.strip().rpartition(" ")[2].rpartition(":")
        with socket.create_connection((host, int(port)), SECONDS) as connecting:
            Guest(connecting).enters_as("ana")
        person.process.send_signal(signal.SIGINT)
        assert person.ends_with() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_option_2_asks_for_a_server_and_a_nickname_and_talks(
    language: str, english: Server
) -> None:
    name = f"visitor-{language}"
    with menu(language) as person:
        reads_the_menu(person, language)
        person.types("2")
        person.until(ADDRESS[language])
        person.types(f"127.0.0.1:{english.port}")
        person.until(NICKNAME[language])
        person.types(name)

        person.until(WELCOMES[language].format(name))

        person.types("/quit")
        assert person.ends_with() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_empty_address_takes_the_default_that_is_shown(language: str, english: Server) -> None:
    # CHAT_HOST is left to its own default.
    with menu(language, CHAT_PORT=str(english.port)) as person:
        reads_the_menu(person, language)
        person.types("2")

        assert f"127.0.0.1:{english.port}" in person.until(ADDRESS[language])
        person.types("")
        person.until(NICKNAME[language])
        person.types(f"default-{language}")

        person.until(WELCOMES[language].format(f"default-{language}"))
        person.types("/quit")
        assert person.ends_with() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_wrong_option_says_what_is_allowed_and_asks_again(language: str) -> None:
    with menu(language) as person:
        reads_the_menu(person, language)

        person.types("3")

        sentence = person.until(ASKED[language][-1])
        assert "'3'" in sentence
        assert ALLOWED[language] in sentence


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("keys", [END_OF_FILE, b"\x03"], ids=["Ctrl+D", "Ctrl+C"])
def test_leaving_the_menu_is_no_failure(language: str, keys: bytes) -> None:
    with menu(language) as person:
        reads_the_menu(person, language)

        read = person.presses_until_the_end(keys)

        assert "Traceback" not in read
        assert person.ends_with() == 0


def test_the_command_has_the_same_menu() -> None:
    with Terminal(script("chatservice"), environment=plain_environment()) as person:
        reads_the_menu(person, "en")


def test_bytes_that_are_no_text_are_no_option() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "chatservice"],
        input=b"\xff\n",
        env=plain_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )

    assert ended.returncode == 0
    assert b"is not an option" in ended.stdout
    assert ended.stderr == b""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_standard_stream_is_no_traceback(closed: str) -> None:
    for arguments in ("", " client 127.0.0.1:1 --nick ana", " client --help", " --help"):
        command = f'"$0" -m chatservice{arguments} {closed}'
        ended = subprocess.run(
            ["sh", "-c", command, sys.executable],
            stdin=subprocess.DEVNULL,
            env=plain_environment(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )

        assert b"Traceback" not in ended.stdout + ended.stderr, command
        assert ended.returncode in (0, 1), command
