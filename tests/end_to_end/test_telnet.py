"""Debian's telnet at a terminal, with the keys that people press."""

from __future__ import annotations

from contextlib import AbstractContextManager

from chatservice.render.phrasebook import phrasebook
from tests.end_to_end.people import HINTS, PROMPTS, Terminal
from tests.end_to_end.servers import Server
from tests.programs import plain_environment, program

CTRL_C = b"\x03"
ESCAPE = b"\x1d"  # Ctrl+], which leads to telnet's own prompt
GOODBYES = {"en": "See you soon!", "es": "¡Hasta pronto!"}


def telnet(server: Server) -> AbstractContextManager[Terminal]:
    """Run telnet to a server."""
    command = [program("telnet"), "127.0.0.1", str(server.port)]
    return Terminal(*command, environment=plain_environment())


def enters(person: Terminal, server: Server, name: str) -> None:
    """Choose a nickname."""
    person.until(PROMPTS[server.language])
    person.types(name)
    person.line(HINTS[server.language])


def test_after_ctrl_c_text_still_arrives_and_the_way_out_is_shown(server: Server) -> None:
    with telnet(server) as ana:
        enters(ana, server, "ana")
        bob = server.guest_called("bob")

        ana.presses(CTRL_C)

        ana.line(phrasebook(server.language).say("To leave, type /quit and press Enter."))
        bob.types("can you read me?")
        ana.until("bob: can you read me?")
        ana.types("I can")
        bob.until("ana: I can\r\n")


def test_ctrl_c_before_a_nickname_asks_for_it_again(server: Server) -> None:
    with telnet(server) as eva:
        eva.until(PROMPTS[server.language])

        eva.presses(CTRL_C)

        eva.line(phrasebook(server.language).say("To leave, type /quit and press Enter."))
        enters(eva, server, "eva")


def test_ctrl_c_many_times_is_answered_each_time(server: Server) -> None:
    with telnet(server) as ivo:
        enters(ivo, server, "ivo")
        for _ in range(5):
            ivo.presses(CTRL_C)
            ivo.line(phrasebook(server.language).say("To leave, type /quit and press Enter."))
        ivo.types("/quit")
        ivo.line(GOODBYES[server.language])


def test_are_you_there_is_answered(server: Server) -> None:
    with telnet(server) as mia:
        enters(mia, server, "mia")

        mia.presses(ESCAPE)
        mia.until("telnet> ")
        mia.types("send ayt")

        mia.until(phrasebook(server.language).say("[Yes, the chat is here.]"))


def test_quit_ends_telnet(server: Server) -> None:
    with telnet(server) as noa:
        enters(noa, server, "noa")

        noa.types("/quit")

        noa.line(GOODBYES[server.language])
        noa.until("Connection closed by foreign host.")
        noa.ends_with()


def test_accents_and_emoji_pass_both_ways(server: Server) -> None:
    with telnet(server) as ema:
        enters(ema, server, "Íñigo")
        leo = server.guest_called("Léo")

        ema.types("¿Mañana? ÁÉÑÓ 日 🎉")
        leo.until("Íñigo: ¿Mañana? ÁÉÑÓ 日 🎉\r\n")
        leo.types("«sí» 👍🏽 ÚÜ 本 ✨ 🚀")
        ema.until("Léo: «sí» 👍🏽 ÚÜ 本 ✨ 🚀\r\n")


def test_letters_that_telnet_takes_for_its_keys_pass_too(server: Server) -> None:
    # It looks at seven bits: of Ú (C3 9A) it makes C3 and Ctrl+Z (1A), of Ü (C3 9C) C3 and Ctrl+\.
    with telnet(server) as raul:
        enters(raul, server, "raul")
        sol = server.guest_called("sol")

        raul.types("¡Última hora! PINGÜINO 日本 ✨ 🚀 😃")

        sol.until("raul: ¡Última hora! PINGÜINO 日本 ✨ 🚀 😃\r\n", seconds=2)


def test_telnet_that_negotiates_still_talks(server: Server) -> None:
    with telnet(server) as zoe:
        enters(zoe, server, "zoe")
        pau = server.guest_called("pau")
        zoe.presses(ESCAPE)
        zoe.until("telnet> ")
        zoe.types("send do echo")

        zoe.types("still here")

        said = pau.until("zoe: still here\r\n").split("\r\n")[-2]
        assert said.endswith("] zoe: still here"), "something of telnet's stands in it"
