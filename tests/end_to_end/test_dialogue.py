"""The conversation of the product's description, word for word, through real programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.people import Piped, Terminal
from tests.end_to_end.servers import Server, running, twistd
from tests.programs import plain_environment, program


@dataclass(frozen=True)
class Phrases:
    """What people read, in one language."""

    prompt: str
    welcome: str
    hint: str
    history: str
    private: str
    sent: str
    users: str
    joined: str
    left: str
    renamed: str
    goodbye: str


PHRASES = {
    "en": Phrases(
        prompt="Enter your nickname: ",
        welcome="Welcome, {}!",
        hint="Type /help for commands.",
        history="History:",
        private="private",
        sent="Message sent to {}",
        users="Users online ({}):",
        joined="* {} joined",
        left="* {} left",
        renamed="* {} is now {}",
        goodbye="See you soon!",
    ),
    "es": Phrases(
        prompt="Usuario: ",
        welcome="¡Bienvenido, {}!",
        hint="Escribe /help para ver los comandos.",
        history="Historial:",
        private="privado",
        sent="Mensaje enviado a {}",
        users="Usuarios conectados ({}):",
        joined="* {} entró",
        left="* {} salió",
        renamed="* {} ahora es {}",
        goodbye="¡Hasta pronto!",
    ),
}
MOTD = ("The chat of the village.", "El chat del pueblo.")
NAMES = {
    "/users": {"en": "/users", "es": "/usuarios"},
    "/rename": {"en": "/rename", "es": "/nombre"},
    "/msg": {"en": "/msg", "es": "/susurro"},
    "/quit": {"en": "/quit", "es": "/salir"},
}
Talk = Callable[[Server], AbstractContextManager["Terminal | Piped"]]


def by_telnet(server: Server) -> Terminal:
    """Connect as most people will."""
    telnet = [program("telnet"), "127.0.0.1", str(server.port)]
    return Terminal(*telnet, environment=plain_environment())


def by_netcat(server: Server) -> Piped:
    """Connect with netcat, which shows bytes as they come."""
    netcat = [program("nc"), "127.0.0.1", str(server.port)]
    return Piped(*netcat, environment=plain_environment())


def said(style: str, who: str, text: str, mark: str = "") -> re.Pattern[str]:
    """Return what a message's line looks like."""
    words = f"{re.escape(who + mark)}: {re.escape(text)}"
    clock = rf"(?m)^\[([01]\d|2[0-3]):[0-5]\d\] {words}\r?$"
    bracket = rf"(?m)^\[{re.escape(who + mark)}\] {re.escape(text)}\r?$"
    return re.compile({"clock": clock, "bracket": bracket}[style])


@pytest.mark.parametrize("style", ["clock", "bracket"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("juan_by", "maria_by"),
    [(by_telnet, by_netcat), (by_netcat, by_telnet)],
    ids=["juan-telnet", "juan-nc"],
)
def test_two_people_and_a_third_hold_the_dialogue(
    juan_by: Talk, maria_by: Talk, language: str, style: str, tmp_path: Path
) -> None:
    motd = tmp_path / "motd.txt"
    motd.write_text("".join(f"{line}\n" for line in MOTD), encoding="utf-8")
    command = twistd("--motd", str(motd), "--language", language, "--style", style)
    say = PHRASES[language]
    word = {name: names[language] for name, names in NAMES.items()}
    with (
        running(*command, directory=tmp_path) as server,
        juan_by(server) as juan,
        maria_by(server) as maria,
        by_netcat(server) as ana,
    ):
        # The message of the day, then a prompt that waits on its own line.
        for line in MOTD:
            juan.line(line)
        assert juan.until(say.prompt) == say.prompt
        juan.types("Juan")
        juan.line(say.welcome.format("Juan"))
        assert juan.line(say.hint) == "", "something stands between welcome and hint"

        maria.until(say.prompt)
        maria.types("María")
        maria.line(say.hint)
        juan.line(say.joined.format("María"))

        juan.types("Hola, ¿qué tal?")
        maria.until(said(style, "Juan", "Hola, ¿qué tal?"))
        maria.types("Aquí")
        juan.until(said(style, "María", "Aquí"))

        # Who comes later reads what was said.
        ana.until(say.prompt)
        ana.types("ana")
        ana.line(say.hint)
        assert ana.line(say.history) == ""
        ana.until(said(style, "Juan", "Hola, ¿qué tal?"))
        ana.until(said(style, "María", "Aquí"))

        juan.types(f"{word['/msg']} María hola")
        juan.line(say.sent.format("María"))
        maria.until(said(style, "Juan", "hola", f" ({say.private})"))

        maria.types(word["/users"])
        maria.line(say.users.format(3))
        for name in ("ana", "Juan", "María"):
            assert maria.line(f"  {name}") == ""

        juan.types(f"{word['/rename']} Pepe")
        maria.line(say.renamed.format("Juan", "Pepe"))
        ana_read = ana.until(say.renamed.format("Juan", "Pepe"))
        assert f"({say.private})" not in ana_read, "a private message reached somebody else"

        maria.types(word["/quit"])
        maria.line(say.goodbye)
        maria.ends_with()  # by itself, because the server closes
        juan.line(say.left.format("María"))
        ana.types(word["/quit"])
        assert ana.until(say.goodbye).count(say.left.format("María")) == 1
        ana.ends_with()


@pytest.mark.parametrize("language", ["en", "es"])
def test_netcat_reads_no_byte_of_telnet_and_no_escape_sequence(
    language: str, tmp_path: Path
) -> None:
    lines = ["Ana", "hola", "/users", "/help", "/set echo on", "hola", "/nosuch", "/quit"]
    with (
        running(*twistd("--language", language), directory=tmp_path) as server,
        by_netcat(server) as ana,
    ):
        for line in lines:
            ana.types(line)
        ana.closes_its_input()
        everything = ana.end().encode(errors="surrogateescape")
    assert PHRASES[language].goodbye.encode() in everything
    everything.decode()  # nothing but UTF-8
    assert b"\xff" not in everything
    assert b"\x1b" not in everything
    assert everything.count(b"\n") == everything.count(b"\r\n"), "a line does not end in CRLF"
