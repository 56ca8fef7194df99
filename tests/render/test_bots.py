"""Bots and their tokens, in words."""

from __future__ import annotations

from datetime import datetime, timezone

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.core.replies import (
    BotLine,
    BotRemoved,
    Declined,
    Reply,
    TokenMade,
    TokensListed,
)
from chatservice.core.settings import Settings
from tests.render.test_replies import shown

NOW = datetime(2026, 11, 21, 14, 35, tzinfo=timezone.utc)
TOKEN = "chatbot_AbCdEfGhIjKlMnOpQrStUvWxYz012345"
CURL = f"curl --data 'hello' https://HOST:4443/hook/{TOKEN}"


class Bots(SynchronousTestCase):
    def assert_shown(self, reply: Reply, english: list[str], spanish: list[str]) -> None:
        self.assertEqual(shown(reply, Settings("en", zone="UTC")), english)
        self.assertEqual(shown(reply, Settings("es", zone="UTC")), spanish)

    def test_a_token_stands_on_a_line_of_its_own_with_how_it_is_used(self) -> None:
        self.assert_shown(
            TokenMade("deploy", TOKEN, "https://HOST:4443"),
            [
                "The token of deploy, which is shown this once:",
                f"  {TOKEN}",
                (
                    "With it a program logs in as deploy, or says something without being here: "
                    f"{CURL}"
                ),
            ],
            [
                "El token de deploy, que solo se muestra esta vez:",
                f"  {TOKEN}",
                f"Con él un programa entra como deploy, o dice algo sin estar aquí: {CURL}",
            ],
        )

    def test_bots_are_listed(self) -> None:
        self.assert_shown(
            TokensListed((BotLine("deploy", NOW), BotLine("山田", NOW))),
            ["Your bots:", "  deploy, since 2026-11-21 14:35", "  山田, since 2026-11-21 14:35"],
            ["Tus bots:", "  deploy, desde 2026-11-21 14:35", "  山田, desde 2026-11-21 14:35"],
        )

    def test_no_bots(self) -> None:
        self.assert_shown(
            TokensListed(()),
            ["You have no bots. /token NAME makes one."],
            ["No tienes bots. Con /token NOMBRE haces uno."],
        )

    def test_a_bot_that_is_removed(self) -> None:
        self.assert_shown(
            BotRemoved("deploy"),
            ["The bot deploy is removed, and its token is worth nothing now."],
            ["El bot deploy queda eliminado, y su token ya no vale nada."],
        )

    def test_how_long_who_tried_wrong_tokens_has_to_wait(self) -> None:
        self.assert_shown(
            Declined(Refused(Code.TOKEN_TOO_SOON, seconds=4)),
            [
                (
                    "Wrong passwords or tokens were tried from your address just now: try again "
                    "in 4 seconds."
                )
            ],
            [
                (
                    "Hace un momento se probaron contraseñas o tokens incorrectos desde tu "
                    "dirección: prueba de nuevo dentro de 4 segundos."
                )
            ],
        )

    def test_how_many_lines_may_be_said_at_once(self) -> None:
        self.assert_shown(
            Declined(Refused(Code.TOO_MANY_LINES, allowed=10)),
            ["Those are too many lines at once: at most 10 are allowed."],
            ["Son demasiadas líneas a la vez: se permiten 10 como mucho."],
        )
