"""The table of commands, row by row: under each of its names, in both languages."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.actions import ACTIONS
from chatservice.core.commands import COMMANDS, Say
from chatservice.core.declaring import Who
from chatservice.core.settings import Settings
from tests.core.actions import rows_of_order
from tests.core.actions.rows import row
from tests.core.conversation import Chat

ROWS = (
    *rows_of_order.ROWS,
    row(
        "help ayuda ?",
        "/reply",
        (
            [
                "/reply TEXT",
                "  Answer the last private message that you received.",
                "  Also: /r, /responder",
                "  Example: /reply in five minutes",
            ],
            [
                "/reply TEXTO",
                "  Responde al último mensaje privado que recibiste.",
                "  También: /r, /responder",
                "  Ejemplo: /reply en cinco minutos",
            ],
        ),
    ),
    row(
        "users who usuarios",
        "",
        (
            ["Users online (2):", "  Ana (away: lunch)", "  Juan"],
            ["Usuarios conectados (2):", "  Ana (ausente: lunch)", "  Juan"],
        ),
    ),
    row(
        "users who usuarios",
        "#lobby",
        (
            ["Users in #lobby (2):", "  Ana (away: lunch)", "  Juan"],
            ["Usuarios en #lobby (2):", "  Ana (ausente: lunch)", "  Juan"],
        ),
    ),
    row(
        "msg whisper w susurro",
        "@ana hola a ti",
        (
            ["Message sent to Ana", "Ana (away: lunch)"],
            ["Mensaje enviado a Ana", "Ana (ausente: lunch)"],
        ),
        (["[14:35] Juan (private): hola a ti"], ["[14:35] Juan (privado): hola a ti"]),
    ),
    row(
        "reply r",
        "hola a ti",
        (
            ["Message sent to Ana", "Ana (away: lunch)"],
            ["Mensaje enviado a Ana", "Ana (ausente: lunch)"],
        ),
        (["[14:35] Juan (private): hola a ti"], ["[14:35] Juan (privado): hola a ti"]),
    ),
    row(
        "rename nick nombre name",
        "Pedro",
        (["* Juan is now Pedro"], ["* Juan ahora es Pedro"]),
        (["* Juan is now Pedro"], ["* Juan ahora es Pedro"]),
    ),
    row("me yo", "waves", ([], []), (["* Juan waves"], ["* Juan waves"])),
    row(
        "edit corregir",
        "hola a ti",
        (["* Juan corrected: hola a ti"], ["* Juan corrigió: hola a ti"]),
        (["* Juan corrected: hola a ti"], ["* Juan corrigió: hola a ti"]),
    ),
    row(
        "delete borrar",
        "",
        (["* Juan took back a message"], ["* Juan retiró un mensaje"]),
        (["* Juan took back a message"], ["* Juan retiró un mensaje"]),
    ),
    row(
        "rooms list salas",
        "",
        (
            [
                "Rooms (2); * where you talk, + where you are too:",
                "+ #cocina (1 person)",
                "* #lobby (2 people)",
            ],
            [
                "Salas (2); * donde hablas, + donde también estás:",
                "+ #cocina (1 persona)",
                "* #lobby (2 personas)",
            ],
        ),
    ),
    row(
        "join entrar",
        "#taller",
        (["You are in #taller now."], ["Ahora estás en #taller."]),
    ),
    row(
        "leave part dejar",
        "cocina",
        (
            ["You left #cocina. You are in #lobby now."],
            ["Has dejado #cocina. Ahora estás en #lobby."],
        ),
    ),
    row(
        "topic tema",
        "Tea",
        (["* Juan set the topic: Tea"], ["* Juan cambió el tema: Tea"]),
        (["* Juan set the topic: Tea"], ["* Juan cambió el tema: Tea"]),
    ),
    row(
        "history historial",
        "1",
        (["History:", "[14:35] Ana: second"], ["Historial:", "[14:35] Ana: second"]),
    ),
    row(
        "search buscar",
        "SECOND from:@ana",
        (
            ["Found, the newest first:", "[2026-11-21 14:35] #lobby Ana: *second*"],
            ["Encontrado, primero lo más nuevo:", "[2026-11-21 14:35] #lobby Ana: *second*"],
        ),
    ),
    row(
        "away ausente",
        "asleep",
        (
            ["You are away. Type /back when you return."],
            ["Estás ausente. Escribe /back cuando vuelvas."],
        ),
    ),
    row("back volver", "", (["You are back."], ["Has vuelto."])),
    row(
        "ignore ignorar",
        "ana",
        (
            ["You are ignoring Ana. /unignore Ana ends it."],
            ["Ignoras a Ana. Con /unignore Ana vuelves a leerle."],
        ),
    ),
    row(
        "unignore noignorar",
        "Beto",
        (["You are no longer ignoring Beto."], ["Ya no ignoras a Beto."]),
    ),
    row("set ajustes", "echo on", (["echo is on now."], ["Cambiado: echo = on"])),
    row("lang idioma", "es", (["Cambiado: language = es"], ["Cambiado: language = es"])),
    row("lang idioma", "en", (["language is en now."], ["language is en now."])),
    row(
        "whois quien",
        "ana",
        (
            [
                "Ana:",
                "  here since 2026-11-21 14:35",
                "  idle for 0 seconds",
                "  in #lobby",
                "  away: lunch",
            ],
            [
                "Ana:",
                "  conectado desde 2026-11-21 14:35",
                "  sin escribir desde hace 0 segundos",
                "  en #lobby",
                "  ausente: lunch",
            ],
        ),
    ),
    row(
        "time",
        "",
        (
            ["Server time: 2026-11-21 14:35:00 (UTC)", "Running for 0 seconds"],
            ["Hora del servidor: 2026-11-21 14:35:00 (UTC)", "En marcha desde hace 0 segundos"],
        ),
    ),
    row("version", "", (["chatservice 1.2.3"], ["chatservice 1.2.3"])),
    row(
        "quit exit salir",
        "goodnight",
        (["See you soon!"], ["¡Hasta pronto!"]),
        (["* Juan left (goodnight)"], ["* Juan salió (goodnight)"]),
    ),
)


def reads(
    language: str, line: str, who: Who = Who.NAMED, before: str = ""
) -> tuple[list[str], list[str]]:
    """Return what Juan and Ana read when Juan, in the lobby and in #cocina, types ``line``.

    Beto was here, and Juan ignored him; Ana is away, spoke twice after Juan did once, and wrote to
    him privately. She is registered, and so is Juan unless he is a stranger.
    """
    chat = Chat(settings=Settings(language, zone="UTC"))
    coming = {Who.NAMED: chat.join, Who.REGISTERED: chat.member, Who.ADMIN: chat.admin}
    juan, ana, beto = coming[who]("Juan"), chat.member("Ana"), chat.join("Beto")
    juan.types("/ignore Beto", "/join cocina", "/join lobby", "hello")
    beto.types("/quit")
    ana.types("first", "second", "/msg Juan psst", "/away lunch")
    juan.types(before)
    juan.reads()
    ana.reads()
    juan.types(line)
    chat.settles()
    return juan.reads(), ana.reads()


class EveryCommand(SynchronousTestCase):
    def test_it_does_the_same_under_each_of_its_names_in_english(self) -> None:
        for each in ROWS:
            for name in each.names:
                self.assertEqual(
                    reads("en", f"/{name} {each.arguments}", each.who, each.before),
                    (each.juan_in_english, each.ana_in_english),
                    name,
                )

    def test_it_does_the_same_under_each_of_its_names_in_spanish(self) -> None:
        for each in ROWS:
            for name in each.names:
                self.assertEqual(
                    reads("es", f"/{name} {each.arguments}", each.who, each.before),
                    (each.juan_in_spanish, each.ana_in_spanish),
                    name,
                )

    def test_capitals_in_a_commands_name_do_not_count(self) -> None:
        self.assertEqual(reads("en", "/VERSION"), (["chatservice 1.2.3"], []))

    def test_every_command_has_an_action_and_every_action_a_command(self) -> None:
        self.assertEqual(set(ACTIONS), {Say, *COMMANDS})

    def test_every_command_is_in_the_table_here(self) -> None:
        tried = {name for each in ROWS for name in each.names}

        self.assertEqual([c.names[0] for c in COMMANDS if c.names[0] not in tried], [])
