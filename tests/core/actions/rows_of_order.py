"""The commands about one's account, and those that keep order: see `test_every_command`."""

from __future__ import annotations

from chatservice.core.declaring import Who
from tests.core.actions.rows import row

ROWS = (
    row(
        "register registrar registrarme",
        "",
        (
            ["New password for Juan: "],
            ["Contraseña nueva para Juan: "],
        ),
    ),
    row(
        "login identificarse",
        "Ana",
        (
            ["You have a nickname already: /quit, and log in when you come back."],
            ["Ya tienes nombre: sal con /quit, e identifícate cuando vuelvas."],
        ),
    ),
    row(
        "password contraseña contrasena",
        "",
        (
            ["Your password, Juan: "],
            ["Tu contraseña, Juan: "],
        ),
        who=Who.REGISTERED,
    ),
    row(
        "forget-me olvidarme",
        "",
        (
            ["Your password, Juan: "],
            ["Tu contraseña, Juan: "],
        ),
        who=Who.REGISTERED,
    ),
    row(
        "sessions sesiones",
        "",
        (
            [
                "Your connections:",
                "  1. from this machine, since 2026-11-21 14:35, idle for 0 seconds (this one)",
            ],
            [
                "Tus conexiones:",
                (
                    "  1. desde esta máquina, conectada desde 2026-11-21 14:35, "
                    "inactiva desde hace 0 segundos (esta)"
                ),
            ],
        ),
        who=Who.REGISTERED,
    ),
    row(
        "token bots ficha",
        "",
        (
            ["You have no bots. /token NAME makes one."],
            ["No tienes bots. Con /token NOMBRE haces uno."],
        ),
        who=Who.REGISTERED,
    ),
    row(
        "token bots ficha",
        "deploy remove",
        (
            ["The bot deploy is removed, and its token is worth nothing now."],
            ["El bot deploy queda eliminado, y su token ya no vale nada."],
        ),
        who=Who.REGISTERED,
        before="/token deploy",
    ),
    row(
        "report denunciar",
        "Ana she shouts",
        (
            ["This server has no moderators yet, so nobody can be told."],
            ["Este servidor aún no tiene moderadores, así que no se puede avisar a nadie."],
        ),
    ),
    row(
        "invite invitar",
        "Ana",
        (
            ["Ana is invited to #cocina."],
            ["Ana queda invitado a #cocina."],
        ),
        (
            ["* Juan invites you to #cocina: /join cocina"],
            ["* Juan te invita a #cocina: /join cocina"],
        ),
        who=Who.ADMIN,
        before="/join cocina",
    ),
    row(
        "kick expulsar",
        "Ana enough",
        (
            ["* Juan threw Ana out (enough)", "* Ana left"],
            ["* Juan ha echado a Ana (enough)", "* Ana salió"],
        ),
        (
            ["* Juan threw Ana out (enough)", "Juan threw you off the server. (enough)"],
            ["* Juan ha echado a Ana (enough)", "Juan te ha echado del servidor. (enough)"],
        ),
        who=Who.ADMIN,
    ),
    row(
        "ban vetar",
        "Ana 2h enough",
        (
            [
                "Ana is banned from the server for 2 hours.",
                "* Juan banned Ana (enough)",
                "* Ana left",
            ],
            [
                "Ana queda vetado en el servidor durante 2 horas.",
                "* Juan ha vetado a Ana (enough)",
                "* Ana salió",
            ],
        ),
        (
            [
                "* Juan banned Ana (enough)",
                "You are banned from this server for 2 hours more. (enough)",
            ],
            [
                "* Juan ha vetado a Ana (enough)",
                "Estás vetado en este servidor durante 2 horas más. (enough)",
            ],
        ),
        who=Who.ADMIN,
    ),
    row(
        "unban perdonar",
        "Beto",
        (
            ["Beto is not banned any more."],
            ["Beto ya no está vetado."],
        ),
        who=Who.ADMIN,
        before="/ban Beto",
    ),
    row(
        "bans vetos",
        "",
        (
            ["Banned or muted on the server:", "  Beto: banned by Juan, for 2 hours"],
            ["Vetados o silenciados en el servidor:", "  Beto: vetado por Juan, durante 2 horas"],
        ),
        who=Who.ADMIN,
        before="/ban Beto 2h",
    ),
    row(
        "mute silenciar",
        "Ana 10m",
        (
            ["Ana is muted for 10 minutes."],
            ["Ana queda silenciado durante 10 minutos."],
        ),
        (["* Juan muted you for 10 minutes"], ["* Juan te ha silenciado durante 10 minutos"]),
        who=Who.ADMIN,
    ),
    row(
        "unmute dejarhablar",
        "Ana",
        (
            ["Ana may speak again."],
            ["Ana puede hablar otra vez."],
        ),
        (["* Juan lets you speak again"], ["* Juan te deja hablar otra vez"]),
        who=Who.ADMIN,
        before="/mute Ana",
    ),
    row(
        "op moderador",
        "Ana",
        (
            ["* Juan made Ana a moderator of #lobby"],
            ["* Juan ha hecho a Ana moderador de #lobby"],
        ),
        (["* Juan made Ana a moderator of #lobby"], ["* Juan ha hecho a Ana moderador de #lobby"]),
        who=Who.ADMIN,
    ),
    row(
        "deop quitarmoderador",
        "Ana",
        (
            ["* Ana is no moderator of #lobby any more (Juan)"],
            ["* Ana ya no es moderador de #lobby (Juan)"],
        ),
        (
            ["* Ana is no moderator of #lobby any more (Juan)"],
            ["* Ana ya no es moderador de #lobby (Juan)"],
        ),
        who=Who.ADMIN,
        before="/op Ana",
    ),
    row(
        "room sala",
        "",
        (
            ["#lobby: open to all"],
            ["#lobby: abierta a todos"],
        ),
    ),
    row(
        "announce anunciar",
        "hello",
        (
            ["*** Juan to everyone: hello"],
            ["*** Juan a todos: hello"],
        ),
        (["*** Juan to everyone: hello"], ["*** Juan a todos: hello"]),
        who=Who.ADMIN,
    ),
    row(
        "delete borrar",
        "Ana 2",
        (
            ["* Juan removed 2 messages of Ana"],
            ["* Juan ha borrado 2 mensajes de Ana"],
        ),
        (["* Juan removed 2 messages of Ana"], ["* Juan ha borrado 2 mensajes de Ana"]),
        who=Who.ADMIN,
    ),
)
