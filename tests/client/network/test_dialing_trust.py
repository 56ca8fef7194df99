"""Whose certificate is believed, and when somebody is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest_twisted
from twisted.internet.defer import Deferred

from chatservice.client.network.dialing import Tls
from tests.client.network.people import Person
from tests.client.network.places import Chat, Foreign

MakeChat = Callable[..., Chat]
MakeForeign = Callable[..., Foreign]
MakePerson = Callable[..., Person]


@pytest_twisted.ensureDeferred
async def test_a_certificate_that_nobody_knows_is_remembered_without_a_question(
    chat: MakeChat, person: MakePerson
) -> None:
    ana = person(chat("auto=tcp").ports[0])

    await ana.links()

    assert ana.asked == []
    assert ana.known.fingerprints(ana.address) == {ana.dialer.remembered}


@pytest_twisted.ensureDeferred
async def test_one_that_is_known_is_not_told_of_again(chat: MakeChat, person: MakePerson) -> None:
    server = chat("auto=tcp")
    await person(server.ports[0]).links()
    ana = person(server.ports[0])

    await ana.links()

    assert ana.dialer.remembered == ""


@pytest_twisted.ensureDeferred
async def test_one_that_has_changed_is_not_believed(chat: MakeChat, person: MakePerson) -> None:
    ana = person(chat("auto=tcp").ports[0])
    ana.known.add(ana.address, ":".join(["AB"] * 32))

    sentence = await ana.is_told_why_not()

    assert "has changed" in sentence
    assert ana.told == []


@pytest_twisted.ensureDeferred
async def test_one_of_this_machine_is_neither_looked_at_nor_remembered(
    chat: MakeChat, person: MakePerson
) -> None:
    port = chat("auto=tcp").ports[0]
    for host in ("127.0.0.1", "localhost"):
        ana = person(port, host=host)
        ana.known.add(ana.address, ":".join(["AB"] * 32))

        link = await ana.links()

        assert (link.is_encrypted, ana.dialer.remembered) == (True, "")
        assert not ana.memory.file.exists()


@pytest_twisted.ensureDeferred
async def test_who_asks_for_tls_is_asked_about_a_certificate(
    chat: MakeChat, person: MakePerson
) -> None:
    ana = person(chat("auto=tcp").ports[0], tls=Tls.ALWAYS)

    await ana.links()

    assert ana.known.fingerprints(ana.address) == set(ana.asked)


@pytest_twisted.ensureDeferred
async def test_nobody_waits_while_that_is_asked(chat: MakeChat, person: MakePerson) -> None:
    server = chat("auto=tcp")
    ana = person(server.ports[0], tls=Tls.ALWAYS)
    ana.accepts = Deferred()
    dialling = Deferred.fromCoroutine(ana.links())
    await ana.until("asked")

    await server.until_empty()

    ana.accepts.callback(True)
    await dialling


@pytest_twisted.ensureDeferred
async def test_one_that_is_not_accepted_gets_nothing_sent(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("auto=tcp")
    ana = person(server.ports[0], tls=Tls.ALWAYS)
    ana.accepts = False

    sentence = await ana.is_told_why_not()

    assert "was not accepted" in sentence
    assert (server.arrivals, ana.known.fingerprints(ana.address)) == (1, set())


@pytest_twisted.ensureDeferred
async def test_who_asks_for_tls_needs_one_connection_when_it_is_known(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("auto=tcp")
    await person(server.ports[0], tls=Tls.ALWAYS).links()
    before = server.arrivals

    await person(server.ports[0], tls=Tls.ALWAYS).links()

    assert server.arrivals - before == 1


@pytest_twisted.ensureDeferred
async def test_where_only_one_will_do_no_other_does_on_this_machine_either(
    chat: MakeChat, person: MakePerson
) -> None:
    ana = person(chat("auto=tcp").ports[0], host="127.0.0.1", pinned=":".join(["AB"] * 32))

    assert "not the one of --fingerprint" in await ana.is_told_why_not()


@pytest_twisted.ensureDeferred
async def test_where_only_one_will_do_nothing_goes_without_one(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign(b"Enter your nickname: ", goes_on=True)
    ana = person(server.port, pinned=":".join(["AB"] * 32))

    assert "no encrypted connection" in await ana.is_told_why_not()
    assert len(server.connections) == 1
