"""Finding out what servers speak, with real servers and real sockets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_twisted
from twisted.internet.defer import CancelledError, Deferred

from chatservice import tls
from chatservice.client.lines.happenings import Line, NicknameAsked
from chatservice.client.network import dialing, finding
from chatservice.client.network.dialing import Tls
from chatservice.client.network.gate import ALPN
from chatservice.client.network.memory import Spoken
from chatservice.render.messages.conversation import Welcome
from tests.client.network.places import Chat, Foreign, Pair, Person

MakeChat = Callable[..., Chat]
MakeForeign = Callable[..., Foreign]
MakePerson = Callable[..., Person]


of_endpoints = pytest.mark.filterwarnings("ignore:Passing pyOpenSSL")
"""For servers under Twisted's own TLS, whose way of giving OpenSSL a certificate is going away."""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everyone be taken for silent before our server greets."""
    monkeypatch.setattr(finding, "SILENCE_SECONDS", 0.05)


# -- our server, of which nothing is known ------------------------------------------------------


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


# -- servers of which something is known --------------------------------------------------------


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
async def test_who_wants_no_tls_is_not_held_to_what_is_known(
    chat: MakeChat, person: MakePerson
) -> None:
    server = chat("auto=tcp")
    ana = person(server.ports[0], tls=Tls.NEVER)
    ana.memory.note(ana.address, Spoken.ENCRYPTED)

    link = await ana.links()

    assert (link.is_encrypted, server.arrivals) == (False, 1)
    assert ana.memory.spoken(ana.address) is Spoken.ENCRYPTED


# -- certificates -------------------------------------------------------------------------------


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


# -- servers that are not ours ------------------------------------------------------------------


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


@of_endpoints
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


@of_endpoints
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


# -- giving up ----------------------------------------------------------------------------------


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
