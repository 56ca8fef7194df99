"""Completing what is typed at the client's screen."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.servers import Server

pytestmark = pytest.mark.slow


def test_tab_completes_a_command(english: Server) -> None:
    with talking(english.address, fresh("ana")) as client:
        client.types("/vers\t")
        client.until(lambda: client.before_cursor().rstrip().endswith("/version"))
        client.presses("Enter")
        client.shows("chatservice 1.")


def test_tab_offers_commands_with_their_meaning(english: Server) -> None:
    with talking(english.address, fresh("ana")) as client:
        client.types("/u\t")
        client.shows("/users")
        client.shows("/unignore")
        client.shows("Who is online")


def test_tab_completes_a_name_after_an_at_sign(english: Server) -> None:
    name = fresh("Zacarías")
    with talking(english.address, fresh("ana")) as client, ExitStack() as stack:
        stack.enter_context(english.guest_called(name).socket)
        client.shows(name)
        client.types("hola @zaca\t")
        client.until(lambda: f"hola @{name}" in client.rows()[client.cursor()[0]])


def test_tab_completes_the_argument_of_a_command(english: Server) -> None:
    name = fresh("Ximena")
    with talking(english.address, fresh("ana")) as client, ExitStack() as stack:
        stack.enter_context(english.guest_called(name).socket)
        client.shows(name)
        client.types("/msg xim\t")
        client.until(lambda: f"/msg {name}" in client.rows()[client.cursor()[0]])


def test_tab_completes_a_room(english: Server) -> None:
    room = fresh("cocina")
    with talking(english.address, fresh("ana"), "--room", room) as client:
        client.shows(room)
        client.types("/join coci\t")
        client.until(lambda: f"/join {room}" in client.rows()[client.cursor()[0]])
