"""What the documents show of the client is what it shows."""

from __future__ import annotations

import asyncio
import re
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from chatservice.client.config import Config, Server, load
from chatservice.client.network.address import Address
from chatservice.client.options import Options
from chatservice.client.screen import pasting
from chatservice.client.screen.hints import all_keys
from chatservice.client.screen.remembered import MOST
from chatservice.client.talk.chat import Chat, Status
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.own import LOCAL
from chatservice.client.talk.talks import Person
from chatservice.render.phrasebook import phrasebook
from tests.client.screen.showing import showing
from tests.documents import code_spans, fences, text_of

DOCUMENT = "docs/client.md"
PICTURES = {"README.md": "en", "README.es.md": "es", DOCUMENT: "en"}
COLUMNS, ROWS = 72, 14

SAID = {
    "en": {
        "topic": "What we eat, and where",
        "hello": "Hello, everyone!",
        "menu": "Hello! Have you seen the menu for today? https://menu.example/today says that "
        "there is fish, and soup again",
        "soup": "Soup is fine",
        "named": "Ana, are you coming at two?",
        "coat": "gets her coat",
        "yes": "Yes",
        "typing": "See you th",
    },
    "es": {
        "topic": "Qué comemos, y dónde",
        "hello": "¡Hola a todos!",
        "menu": "¡Hola! ¿Habéis visto el menú de hoy? https://menu.example/hoy dice que hay "
        "pescado, y otra vez sopa",
        "soup": "La sopa está bien",
        "named": "Ana, ¿vienes a las dos?",
        "coat": "coge su abrigo",
        "yes": "Sí",
        "typing": "Nos vemos al",
    },
}


def conversation(language: str) -> Chat:
    """Return a chat in which some has been said, at an afternoon of long ago."""
    text = SAID[language]
    chat = Chat(phrasebook(language), "chat.example")
    chat.nick, chat.status, chat.is_encrypted = "Ana", Status.CONNECTED, True
    lobby = chat.talk("lobby", is_room=True)
    lobby.topic = text["topic"]
    lobby.people = {name: Person(name) for name in ("Ana", "Juan", "María", "Zoe")}
    start = datetime(2026, 11, 21, 14, 35).astimezone()

    def at(minutes: int) -> datetime:
        return (start + timedelta(minutes=minutes)).astimezone(timezone.utc)

    for entry in (
        Entry(Kind.SAID, at(0), text["hello"], "Juan", seq=1),
        Entry(Kind.PRESENCE, at(1), came=["María", "Zoe"]),
        Entry(Kind.SAID, at(1), text["menu"], "María", seq=2),
        Entry(Kind.SAID, at(2), text["soup"], "Ana", seq=3, own=True),
        Entry(Kind.SAID, at(3), text["named"], "Juan", seq=4, mention=True),
        Entry(Kind.ACTED, at(3), text["coat"], "Zoe", seq=5),
        Entry(Kind.SAID, at(4), text["yes"], "Ana", own=True, state=State.WAITING),
    ):
        chat.add(lobby, entry)
    kitchen, maria = chat.talk("kitchen", is_room=True), chat.talk("María", is_room=False)
    for seq in (6, 7):
        chat.add(kitchen, Entry(Kind.SAID, at(4), "?", "Eva", seq=seq))
    chat.add(maria, Entry(Kind.WHISPERED, at(4), "?", "María", seq=8))
    return chat


def picture(language: str) -> str:
    """Return what a terminal shows of that, with a line begun."""

    async def shown() -> list[str]:
        typed = SAID[language]["typing"]
        async with showing(conversation(language), COLUMNS, ROWS) as screen:
            screen.press(typed)
            await screen.shows(f"> {typed}")
            return screen.rows

    bar = "─" * (COLUMNS + 2)
    rows = [f"│ {row}{' ' * (COLUMNS - len(row))} │" for row in asyncio.run(shown())]
    return "\n".join(("```text", f"┌{bar}┐", *rows, f"└{bar}┘", "```"))


def block(document: str, name: str) -> str:
    """Return what stands between two comments of a document."""
    (found,) = re.findall(
        rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text_of(document), re.DOTALL
    )
    return found


@pytest.mark.parametrize("document", sorted(PICTURES))
def test_the_picture_of_the_screen_is_what_a_terminal_shows(document: str) -> None:
    assert block(document, "screen") == picture(PICTURES[document])


def test_the_file_with_servers_is_taken_as_it_is_shown(tmp_path: Path) -> None:
    (example,) = fences(text_of(DOCUMENT), "toml")
    file = tmp_path / "client.toml"
    file.write_text(example, encoding="utf-8")

    config = load({}, str(file))

    assert config.default == "home"
    assert config.servers["home"] == Server(
        "home", Address("chat.example.org", 5050), "ana", ("kitchen", "garden")
    )
    assert config.servers["work"].tls is True


def test_every_key_of_the_file_has_a_row() -> None:
    rows = re.findall(r"^\| `(\w+)`", block(DOCUMENT, "keys"), re.MULTILINE)
    of_file = {each.name for each in fields(Config)} - {"file"}
    of_server = {each.name for each in fields(Server)} - {"name", "address"} | {"host", "port"}

    assert sorted(rows) == sorted(of_file | of_server)


def test_every_command_of_the_clients_own_has_a_row() -> None:
    rows = re.findall(r"^\| `/(\w+)[^|]*\| `/(\w+)`", block(DOCUMENT, "own"), re.MULTILINE)

    assert sorted(rows) == sorted(LOCAL.values())


@pytest.mark.parametrize("option", [each.rstrip("=") for each in Options(phrasebook("en")).longOpt])
def test_every_option_is_told_of(option: str) -> None:
    assert option == "version" or f"--{option}" in text_of(DOCUMENT)


def test_every_key_of_the_help_is_told_of() -> None:
    told = text_of(DOCUMENT)
    for word, arrow in zip(("Up", "Down", "Left", "Right"), "↑↓←→", strict=True):
        told = told.replace(f"Alt+{word}", f"Alt+{arrow}")
    keys = [
        key
        for row, _ in all_keys(phrasebook("en"))
        for key in re.findall(r"(?:Ctrl|Alt)\+\S+|F\d|Page \w+|Tab", row)
    ]

    assert len(keys) > 10
    assert [key for key in keys if key.rstrip(",").replace("…9", "") not in told] == []


def test_what_is_asked_about_a_long_text_is_quoted_as_it_is_asked() -> None:
    asked = pasting.question(phrasebook("en"), "line\n" * (pasting.MOST_LINES + 1))

    assert f"{asked}\n" in fences(text_of(DOCUMENT), "text")


def test_the_number_of_texts_that_are_remembered_is_the_codes() -> None:
    assert f"the last {MOST:,} texts" in text_of(DOCUMENT)


def test_what_the_status_row_says_of_encryption_is_quoted_as_it_says_it() -> None:
    say = phrasebook("en").say

    assert {say("encrypted"), say("not encrypted")} <= set(code_spans(text_of(DOCUMENT)))
