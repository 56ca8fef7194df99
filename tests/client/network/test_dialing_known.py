"""Dialling servers of which something is known, and giving up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_twisted
from twisted.internet import error
from twisted.internet.defer import CancelledError, Deferred

from chatservice.client.lines.happenings import Line, NicknameAsked
from chatservice.client.network import dialing
from chatservice.client.network.dialing import Tls
from chatservice.client.network.encrypted import NoTlsError
from chatservice.client.network.memory import Spoken
from chatservice.render.messages.conversation import Welcome
from tests.client.network.people import Person
from tests.client.network.places import Chat, Foreign
from tests.client.relays import Relay
from tests.client.servers import listening

MakeChat = Callable[..., Chat]
MakeForeign = Callable[..., Foreign]
MakePerson = Callable[..., Person]


@pytest_twisted.ensureDeferred
async def test_the_next_start_takes_one_connection(chat: MakeChat, person: MakePerson) -> None:
    server = chat("auto=tcp")
    await person(server.ports[0]).links()
    before = server.arrivals

    link = await person(server.ports[0]).links()

    assert (link.is_encrypted, server.arrivals - before) == (True, 1)


@pytest_twisted.ensureDeferred
async def test_a_port_for_json_alone_takes_one_connection_when_it_is_known(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("json=tcp")
    ana = person(server.ports[0])
    ana.memory.note(ana.address, Spoken.PLAIN)

    await ana.links()

    await ana.until(Welcome)
    assert server.arrivals == 1


@pytest_twisted.ensureDeferred
async def test_what_was_json_and_is_not_any_more_is_found_out_anew(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign(b"\xc2\xa1hola!\n", goes_on=True)
    ana = person(server.port)
    ana.memory.note(ana.address, Spoken.PLAIN)

    await ana.talks()

    assert await ana.until(Line) == Line("¡hola!")
    assert ana.memory.spoken(ana.address) is None


@pytest_twisted.ensureDeferred
async def test_who_had_tls_is_talked_to_with_nothing_less(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign(b"", b"Enter your nickname: ", goes_on=True)
    ana = person(server.port)
    ana.memory.note(ana.address, Spoken.ENCRYPTED)

    sentence = await ana.is_told_why_not()

    assert "had TLS before" in sentence
    assert [heard[:2] for heard in server.heard] == [b"\x16\x03"]


@pytest_twisted.ensureDeferred
async def test_so_is_who_has_a_certificate_among_the_known(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign(b"", b"Enter your nickname: ", goes_on=True)
    ana = person(server.port)
    ana.known.add(ana.address, ":".join(["AB"] * 32))

    sentence = await ana.is_told_why_not()

    assert "had TLS before" in sentence
    assert len(server.connections) == 1


@pytest_twisted.ensureDeferred
async def test_so_is_who_had_it_in_this_run_where_no_file_could_be_written(
    chat: MakeChat, foreign: MakeForeign, person: MakePerson
) -> None:
    in_between = foreign(b"", b"Enter your nickname: ", goes_on=True)
    with Relay(chat("auto=tcp").ports[0]) as relay:
        ana = person(relay.port)
        await ana.links()
        await ana.close()
        for file in (ana.known.file, ana.memory.file):
            file.unlink()
        relay.leads_to(in_between.port)

        sentence = await ana.is_told_why_not()

    assert "had TLS before" in sentence
    assert len(in_between.connections) == 1


@pytest_twisted.ensureDeferred
async def test_a_server_of_this_machine_may_have_tls_no_more(
    chat: MakeChat, person: MakePerson
) -> None:
    with Relay(chat("auto=tcp").ports[0]) as relay:
        ana = person(relay.port, host="127.0.0.1")
        assert (await ana.links()).is_encrypted
        await ana.close()
        relay.leads_to(chat("line=tcp").ports[0])

        lines = await ana.talks()

        assert not lines.is_encrypted
        await ana.close()


@pytest_twisted.ensureDeferred
async def test_who_wants_no_tls_is_not_held_to_what_is_known(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("auto=tcp")
    ana = person(server.ports[0], tls=Tls.NEVER)
    ana.memory.note(ana.address, Spoken.ENCRYPTED)

    link = await ana.links()

    assert (link.is_encrypted, server.arrivals) == (False, 1)
    assert ana.memory.spoken(ana.address) is Spoken.ENCRYPTED


@pytest_twisted.ensureDeferred
async def test_nor_does_that_become_less_in_the_memory(
    chat: MakeChat, person: MakePerson, hasty: None
) -> None:
    ana = person(chat("json=tcp").ports[0], tls=Tls.NEVER)
    ana.memory.note(ana.address, Spoken.LINES)
    ana.switches()
    lines = await ana.talks()
    lines.send(["hola"])
    await ana.turns()

    await ana.links()

    assert ana.memory.spoken(ana.address) is Spoken.LINES


@pytest_twisted.ensureDeferred
async def test_who_gives_up_is_connected_to_nothing(
    foreign: MakeForeign, person: MakePerson
) -> None:
    server = foreign()
    ana = person(server.port)
    dialling = Deferred.fromCoroutine(ana.dials())
    await server.until(lambda: len(server.connections) == 1)

    ana.dialer.cancel()

    with pytest.raises(CancelledError):
        await dialling
    await server.until(lambda: server.connections[0].is_lost)


@pytest_twisted.ensureDeferred
async def test_who_gives_up_at_the_question_is_connected_to_nothing(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("auto=tcp")
    ana = person(server.ports[0], tls=Tls.ALWAYS)
    ana.accepts = Deferred()
    dialling = Deferred.fromCoroutine(ana.dials())
    await ana.until("asked")

    ana.dialer.cancel()

    with pytest.raises(CancelledError):
        await dialling


@pytest_twisted.ensureDeferred
async def test_a_handshake_that_nobody_answers_is_given_up(
    foreign: MakeForeign, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialing, "HANDSHAKE_SECONDS", 0.1)
    ana = person(foreign(b"Enter your nickname: ", goes_on=True).port, seconds=0.2)

    await ana.talks()

    await ana.until(NicknameAsked)


@pytest_twisted.ensureDeferred
async def test_nobody_there_is_told_of(foreign: MakeForeign, person: MakePerson) -> None:
    server = foreign()
    await server.close()

    sentence = await person(server.port).is_told_why_not()

    assert "refused the connection" in sentence


@pytest_twisted.ensureDeferred
async def test_our_server_that_is_silent_later_is_not_taken_for_another(
    chat: MakeChat, person: MakePerson
) -> None:
    with Relay(chat("auto=tcp").ports[0]) as relay, listening() as silent:
        ana = person(relay.port, host="127.0.0.1", seconds=0.3)
        await ana.links()
        await ana.close()
        relay.leads_to(silent.getsockname()[1])

        with pytest.raises((error.TimeoutError, NoTlsError)):
            await ana.talks()
