"""Finding out what our own server speaks, with real ones and real sockets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_twisted

from chatservice.client.lines.happenings import NicknameAsked
from chatservice.client.network.dialing import Tls
from chatservice.render.messages.conversation import Welcome
from tests.client.network.people import Person
from tests.client.network.places import Chat, Foreign

MakeChat = Callable[..., Chat]
MakeForeign = Callable[..., Foreign]
MakePerson = Callable[..., Person]


@pytest_twisted.ensureDeferred
async def test_our_server_is_found_to_speak_json_under_tls(
    chat: MakeChat, person: MakePerson
) -> None:
    ana = person(chat("auto=tcp").ports[0])

    link = await ana.links()

    assert link.is_encrypted
    assert (await ana.until(Welcome)).nick == "ana"


@pytest_twisted.ensureDeferred
async def test_that_takes_two_connections(chat: MakeChat, person: MakePerson) -> None:
    server = chat("auto=tcp")

    await person(server.ports[0]).links()

    assert server.arrivals == 2


@pytest_twisted.ensureDeferred
async def test_our_server_is_found_in_spanish_behind_a_message_of_the_day(
    chat: MakeChat, person: MakePerson, tmp_path_factory: pytest.TempPathFactory
) -> None:
    motd = tmp_path_factory.mktemp("motd") / "motd.txt"
    motd.write_text("Hola\nUsuario: nadie\n", encoding="utf-8")
    server = chat("auto=tcp", language="es", motd=str(motd))

    await person(server.ports[0]).links()

    assert server.arrivals == 2


@pytest_twisted.ensureDeferred
async def test_who_wants_no_tls_gets_json_without_it(chat: MakeChat, person: MakePerson) -> None:
    ana = person(chat("auto=tcp").ports[0], tls=Tls.NEVER)

    link = await ana.links()

    assert not link.is_encrypted
    await ana.until(Welcome)


@pytest_twisted.ensureDeferred
async def test_who_wants_no_tls_leaves_nothing_that_others_would_follow(
    chat: MakeChat, person: MakePerson
) -> None:
    ana = person(chat("auto=tcp").ports[0], tls=Tls.NEVER)

    await ana.links()

    assert ana.memory.spoken(ana.address) is None


@pytest_twisted.ensureDeferred
async def test_a_port_for_lines_alone_is_found_to_be_one(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("line=tcp")
    ana = person(server.ports[0])

    await ana.talks()

    await ana.until(NicknameAsked)
    assert server.arrivals == 4


@pytest_twisted.ensureDeferred
async def test_a_port_for_json_alone_shows_by_its_answer(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    ana = person(chat("json=tcp").ports[0])
    ana.switches()
    lines = await ana.talks()

    lines.send(["hola"])
    await ana.turns()

    await ana.links()
    await ana.until(Welcome)


@pytest_twisted.ensureDeferred
async def test_a_port_for_tls_alone_shows_by_its_answer(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    encrypted = {"host": "127.0.0.1", "tls": "yes", "tls-port": "0", "no-plain": "yes"}
    ana = person(chat(**encrypted, listen=[]).ports[0])
    ana.switches()
    lines = await ana.talks()

    lines.send(["hola"])
    await ana.turns()

    assert (await ana.links()).is_encrypted


@pytest_twisted.ensureDeferred
async def test_a_late_greeting_is_still_taken_for_one(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    ana = person(chat("auto=tcp").ports[0])
    ana.switches()
    await ana.talks()

    await ana.turns()

    assert (await ana.links()).is_encrypted


@pytest_twisted.ensureDeferred
async def test_a_late_greeting_is_not_told_to_who_has_the_lines(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    ana = person(chat("auto=tcp").ports[0])
    ana.switches()
    await ana.talks()

    await ana.turns()

    assert ana.told == []


@pytest_twisted.ensureDeferred
async def test_a_late_greeting_is_read_in_lines_by_who_can_do_nothing_else(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    ana = person(chat("auto=tcp").ports[0])

    await ana.talks()

    await ana.until(NicknameAsked)
