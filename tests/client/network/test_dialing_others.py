"""Servers that are not ours, or that something stands before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_twisted

from chatservice import tls
from chatservice.client.lines.happenings import Line, NicknameAsked
from chatservice.client.network.dialing import Tls
from chatservice.client.network.gate import ALPN
from chatservice.client.network.memory import Spoken
from chatservice.render.messages.conversation import Welcome
from tests.client.network.people import Person
from tests.client.network.places import Chat, Foreign, Pair

MakeChat = Callable[..., Chat]
MakeForeign = Callable[..., Foreign]
MakePerson = Callable[..., Person]


of_endpoints = pytest.mark.filterwarnings("ignore:Passing pyOpenSSL")
"""For servers under Twisted's own TLS, whose way of giving OpenSSL a certificate is going away."""


@pytest_twisted.ensureDeferred
async def test_netcat_is_told_nothing_before_somebody_types(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign()
    ana = person(server.port)

    lines = await ana.talks()
    assert server.heard == [b""]

    lines.send(["hola"])
    await server.until(lambda: server.heard == [b"hola\r\n"])


@pytest_twisted.ensureDeferred
async def test_what_netcat_says_is_read_as_it_comes(
    foreign: MakeForeign, person: MakePerson, hasty: None
) -> None:
    server = foreign()
    ana = person(server.port)
    ana.switches()
    lines = await ana.talks()
    lines.send(["hola"])

    server.connections[0].transport.write(b"buenas\n")

    assert await ana.until(Line) == Line("buenas")


@pytest_twisted.ensureDeferred
async def test_a_greeting_of_anothers_is_read_from_its_first_byte(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign(b"* hello\r\nlogin: ")
    ana = person(server.port)

    lines = await ana.talks()

    assert await ana.until(Line) == Line("* hello")
    assert lines.conversation.unfinished()
    assert server.heard == [b""]


@pytest_twisted.ensureDeferred
async def test_what_is_said_before_the_end_is_read(
    foreign: MakeForeign, person: MakePerson
) -> None:
    ana = person(foreign(b"The server is full.\r\n", closes=True).port)

    await ana.talks()

    await ana.until("lost")
    assert ana.told == [Line("The server is full."), "lost"]


@pytest_twisted.ensureDeferred
async def test_a_server_that_closes_without_a_word_is_told_of(
    foreign: MakeForeign, person: MakePerson
) -> None:
    ana = person(foreign(closes=True).port)

    assert "before it said anything" in await ana.is_told_why_not()


@pytest_twisted.ensureDeferred
async def test_a_server_that_asks_like_ours_and_speaks_lines_alone_is_talked_to_in_lines(
    foreign: MakeForeign, person: MakePerson
) -> None:
    ana = person(foreign(b"Enter your nickname: ", b"No.\r\n", goes_on=True).port)

    await ana.talks()

    await ana.until(NicknameAsked)


@pytest_twisted.ensureDeferred
async def test_one_that_sends_back_what_it_is_sent_does_not_speak_json(
    foreign: MakeForeign, person: MakePerson
) -> None:
    echo = b'{"type":"ping","id":"?"}\n'
    ana = person(foreign(b"Enter your nickname: ", echo, goes_on=True).port, tls=Tls.NEVER)

    await ana.talks()

    await ana.until(NicknameAsked)


@pytest_twisted.ensureDeferred
async def test_netcat_under_tls_is_told_nothing_before_somebody_types(
    foreign: MakeForeign, person: MakePerson, pair: Pair
) -> None:
    server = foreign(pair=pair)
    ana = person(server.port, tls=Tls.ALWAYS)
    ana.known.add(ana.address, pair.fingerprint)

    lines = await ana.talks()

    assert (lines.is_encrypted, server.heard) == (True, [b""])
    lines.send(["hola"])
    await server.until(lambda: server.heard == [b"hola\r\n"])


@pytest_twisted.ensureDeferred
async def test_lines_under_tls_are_found_without_a_byte_too_much_once_they_are_known(
    foreign: MakeForeign, person: MakePerson, pair: Pair
) -> None:
    server = foreign(b"* hello\r\n", pair=pair)
    ana = person(server.port)
    ana.known.add(ana.address, pair.fingerprint)
    ana.memory.note(ana.address, Spoken.LINES)

    await ana.talks()

    assert await ana.until(Line) == Line("* hello")
    assert server.heard == [b""]


@pytest_twisted.ensureDeferred
async def test_who_spoke_json_under_tls_may_speak_lines_under_it_now(
    foreign: MakeForeign, person: MakePerson, pair: Pair
) -> None:
    ana = person(foreign(b"* hello\r\n", pair=pair, goes_on=True).port)
    ana.known.add(ana.address, pair.fingerprint)
    ana.memory.note(ana.address, Spoken.ENCRYPTED)

    lines = await ana.talks()

    assert lines.is_encrypted
    assert ana.memory.spoken(ana.address) is Spoken.LINES


@of_endpoints
@pytest_twisted.ensureDeferred
async def test_our_lines_alone_under_tls_are_found(
    chat: MakeChat, person: MakePerson, pair: Pair
) -> None:
    server = chat("line=ssl", keys=pair.keys)
    ana = person(server.ports[0], tls=Tls.ALWAYS)
    ana.known.add(ana.address, pair.fingerprint)

    lines = await ana.talks()

    await ana.until(NicknameAsked)
    assert (lines.is_encrypted, server.arrivals) == (True, 4)


@of_endpoints
@pytest_twisted.ensureDeferred
async def test_json_under_the_tls_of_something_between_is_found(
    chat: MakeChat, person: MakePerson, pair: Pair
) -> None:
    server = chat("auto=ssl", keys=pair.keys)
    ana = person(server.ports[0], tls=Tls.ALWAYS)
    ana.known.add(ana.address, pair.fingerprint)

    link = await ana.links()

    await ana.until(Welcome)
    assert (link.is_encrypted, server.arrivals) == (True, 3)


@of_endpoints
@pytest_twisted.ensureDeferred
async def test_that_takes_one_connection_less_when_it_is_known(
    chat: MakeChat, person: MakePerson, pair: Pair
) -> None:
    server = chat("auto=ssl", keys=pair.keys)
    ana = person(server.ports[0])
    ana.known.add(ana.address, pair.fingerprint)
    ana.memory.note(ana.address, Spoken.ENCRYPTED)

    link = await ana.links()

    await ana.until(Welcome)
    assert (link.is_encrypted, server.arrivals) == (True, 2)


def test_the_server_knows_what_the_client_calls_json_under_tls() -> None:
    assert ALPN == tls.PROTOCOL
