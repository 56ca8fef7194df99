"""Browsers and telnet in one room, each in its own language."""

from __future__ import annotations

from tests.end_to_end.people import Terminal
from tests.end_to_end.servers import Server
from tests.programs import plain_environment, program
from tests.web.browsers import Browser


def test_two_browsers_and_telnet_talk_in_spanish_and_english(
    server: Server, ana: Browser, eva: Browser
) -> None:
    command = [program("telnet"), "127.0.0.1", str(server.port)]
    with Terminal(*command, environment=plain_environment()) as tom:
        tom.until("Enter your nickname: ")
        tom.types("Tom")
        tom.line("Welcome, Tom!")
        ana.enters(server, "Ana")
        ana.reads("Welcome, Ana!")
        eva.enters(server, "Eva")
        eva.reads("¡Hola, Eva!")
        tom.until("* Eva joined")

        tom.types("¿Qué tal? 日本 🎉")
        ana.reads("¿Qué tal? 日本 🎉")
        eva.reads("¿Qué tal? 日本 🎉")
        eva.says("Muy bien, ¡gracias!")
        tom.until("Eva: Muy bien, ¡gracias!")
        ana.reads("Muy bien, ¡gracias!")
        ana.says("/me waves")
        tom.until("* Ana waves")
        eva.reads("waves")

        tom.types("/quit")
        ana.reads("Tom left")
        eva.reads("Tom salió")


def test_what_is_refused_is_told_in_the_browsers_language(
    server: Server, ana: Browser, eva: Browser
) -> None:
    ana.enters(server, "Ana2")
    eva.visits(server)

    eva.gives_name("Ana2")
    eva.sees("#problem", "Ana2 está ocupado")
    eva.gives_name("Eva2")
    eva.sees("#people", "Eva2")

    ana.says("/juggle")
    ana.reads("There is no command /juggle")
    eva.says("/juggle")
    eva.reads("No existe el comando /juggle")
