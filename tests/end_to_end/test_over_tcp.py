"""Several people on real connections, with the server in this process."""

from __future__ import annotations

import socket

import pytest
import pytest_twisted
from twisted.internet.defer import Deferred, ensureDeferred, gatherResults
from twisted.logger import capturedLogs

from chatservice.core.actions import ACTIONS
from chatservice.core.commands import Time
from chatservice.core.declaring import Command
from chatservice.core.session import Session
from chatservice.render.phrasebook import phrasebook
from tests.end_to_end.visitors import OpenChat, Visitor

LEFT = {"en": "* {} left", "es": "* {} salió"}


@pytest.fixture
def _no_failure_is_only_logged() -> None:
    """Do without that check (of tests/conftest.py): here failures are made, and counted."""


@pytest_twisted.ensureDeferred
async def test_everyone_in_a_room_reads_the_same_things_in_the_same_order(chat: OpenChat) -> None:
    people = [await chat.visitor_called(f"guest{number}") for number in range(5)]
    for person in people:
        person.types("/set echo on", "/set times off", "/set style bracket", "/topic ready")
    for person in people:
        for _ in people:
            await person.until("ready")

    for number in range(20):
        for who, person in enumerate(people):
            person.types(f"{who}:{number}")
    for person in people:
        person.types("the end")

    read = [await _until_all_have_said(person, "the end", len(people)) for person in people]
    said = [[line for line in lines if "] " in line] for lines in read]
    assert len(said[0]) == len(people) * 21
    assert all(lines == said[0] for lines in said)
    for who in range(len(people)):
        own = [line for line in said[0] if line.startswith(f"[guest{who}] {who}:")]
        assert own == [f"[guest{who}] {who}:{number}" for number in range(20)]


async def _until_all_have_said(person: Visitor, text: str, count: int) -> list[str]:
    read = [await person.until(f"{text}\r\n") for _ in range(count)]
    return "".join(read).split("\r\n")


@pytest_twisted.ensureDeferred
async def test_fifty_people_come_at_the_same_moment(chat: OpenChat) -> None:
    names = [f"guest{number}" for number in range(50)]

    people = await gatherResults(
        [ensureDeferred(chat.visitor_called(name)) for name in names], consumeErrors=True
    )

    people[0].types("/users")
    await people[0].until("(50):")
    for name in sorted(names):
        await people[0].line(f"  {name}")


@pytest_twisted.ensureDeferred
async def test_dead_connections_are_found_and_lines_are_not_held_back(chat: OpenChat) -> None:
    await chat.visitor_called("ana")

    (handle,) = chat.sockets
    assert handle.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    assert handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    minutes = (
        handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
        + handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL)
        * handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT)
    ) / 60
    assert minutes <= 5, "the system's own two hours"


@pytest_twisted.ensureDeferred
async def test_an_exception_in_one_persons_command_stays_between_them_and_the_log(
    chat: OpenChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Session, command: Command) -> None:
        raise ZeroDivisionError("on purpose")

    ana, bob = await chat.visitor_called("ana"), await chat.visitor_called("bob")
    monkeypatch.setitem(ACTIONS, Time, fail)
    with capturedLogs() as log:
        ana.types("/time", "hello")
        await ana.line(
            phrasebook(chat.language).say(
                "Something went wrong on the server. It was noted; you can go on."
            )
        )
        assert "Something" not in await bob.until("ana: hello")
    tracebacks = [event["log_failure"].getTraceback() for event in log if "log_failure" in event]
    assert len(tracebacks) == 1
    assert 'raise ZeroDivisionError("on purpose")' in tracebacks[0]

    bob.types("hello back")
    await ana.until("bob: hello back")


@pytest_twisted.ensureDeferred
async def test_whoever_vanishes_is_announced_as_left_and_disturbs_nobody(chat: OpenChat) -> None:
    ana, bob = await chat.visitor_called("ana"), await chat.visitor_called("bob")

    with capturedLogs() as log:
        ana.transport.abortConnection()  # a reset, not an orderly end
        await bob.line(LEFT[chat.language].format("ana"))
    assert [event for event in log if "log_failure" in event] == []

    bob.types("/users")
    await bob.until("(1):")


@pytest_twisted.ensureDeferred
async def test_arrivals_are_in_the_log_with_their_addresses(chat: OpenChat) -> None:
    with capturedLogs() as log:
        ana = await chat.visitor_called("ana")
    port = ana.transport.getHost().port

    (arrival,) = [event for event in log if "NEW CLIENT" in event["log_format"]]
    assert arrival["log_format"].format(**arrival) == (
        f"[NEW CLIENT] Connected from ('127.0.0.1', {port})"
    )


@pytest_twisted.ensureDeferred
async def test_whoever_closes_only_their_sending_side_still_gets_the_answers(
    chat: OpenChat,
) -> None:
    bot = await chat.visitor()
    bot.types("bot", "/users", "/whois bot")

    bot.transport.loseWriteConnection()

    read = await bot.end()
    goodbye = {"en": "See you soon!", "es": "¡Hasta pronto!"}[chat.language]
    assert "  bot\r\n" in read
    assert read.endswith(f"{goodbye}\r\n")


@pytest_twisted.ensureDeferred
async def test_a_chat_that_stops_tells_everyone_and_ends_when_they_have_read_it(
    chat: OpenChat,
) -> None:
    ana, nobody = await chat.visitor_called("ana"), await chat.visitor()
    closing = phrasebook(chat.language).say("The server is closing. Try again in a moment.")

    stopping: Deferred[None] = chat.service.stopService()

    assert (await ana.end()).endswith(f"{closing}\r\n")
    assert (await nobody.end()).endswith(f"{closing}\r\n")
    await stopping
