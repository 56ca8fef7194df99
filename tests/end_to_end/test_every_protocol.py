"""One scenario, through every protocol that the one port speaks: what happens is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.ways import WAYS, JsonWay, LineWay, Message, Way, WebSocketWay

SCENARIO = (
    "hello, everyone",
    "¡hola! 日本 🎉",
    "a\x1b[31mb\u202e<b>c</b>",
    "//not a command",
    "/me waves",
    "/msg Ana psst",
    "/edit pst",
    "/delete",
    "/topic Tea at five",
    "/topic -",
    "/join kitchen",
    "nobody hears this",
    "/leave",
    "/rename Berto",
    "/rename Beto",
    "/away lunch",
    "/back",
    "/ignore Ana",
    "/unignore Ana",
    "/quit bye",
)

REFUSED = (
    "/msg Nobody hello",
    "/nosuch",
    "/join two words",
    "/rename Ana",
    "/mute Ana 10m",
    "/edit nothing was said",
    "\x1b[2J",
    "x" * 4097,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # The names that were taken by turns must not run out of changes, nor their words.
    with running(*twistd("--address-arrivals", "0")) as server:
        yield server


def secret(encrypted: bool) -> str:
    return "under TLS" if encrypted else "plain"


by_each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
plain_or_not = pytest.mark.parametrize("encrypted", [False, True], ids=secret)


@pytest.fixture(scope="module")
def heard_of_lines(server: Server) -> list[Message]:
    """What a program hears of somebody at a terminal."""
    return heard_of(LineWay, server, encrypted=False)


def heard_of(way: type[Way], server: Server, *, encrypted: bool) -> list[Message]:
    """Return what a program hears of Beto, who acts the scenario."""
    with closing(JsonWay(server.port, "Ana", "en")) as ana:
        with closing(way(server.port, "Beto", "en", encrypted=encrypted)) as beto:
            for line in SCENARIO:
                beto.does(line)
        with closing(JsonWay(server.port, "Last", "en")) as last:
            last.does("that was it")
            ana.until("that was it")
        return ana.events("Beto") + ana.events("Berto")


def test_the_scenario_is_heard_whole(heard_of_lines: list[Message]) -> None:
    kinds = [message["type"] for message in heard_of_lines]

    assert kinds == [
        *("joined", "said", "said", "said", "said", "acted"),
        *("whispered", "corrected", "deleted", "topic-changed", "topic-changed"),
        *("renamed", "quit", "renamed"),
    ]


@by_each_way
@plain_or_not
def test_others_hear_the_same_by_whatever_way_somebody_came(
    way: type[Way], encrypted: bool, server: Server, heard_of_lines: list[Message]
) -> None:
    assert heard_of(way, server, encrypted=encrypted) == heard_of_lines


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_same_is_refused_in_the_same_words_to_all(server: Server, language: str) -> None:
    with closing(JsonWay(server.port, "Ana", "en")):
        sentences = {way.name: refusals(way, server, language) for way in WAYS[1:]}
        if language == "en":
            sentences["line"] = refusals(LineWay, server, language)

    assert len(set(sentences.values())) == 1


def refusals(way: type[Way], server: Server, language: str) -> tuple[str, ...]:
    """Return what Beto reads who asks for what can't be done."""
    with closing(way(server.port, "Beto", language)) as beto:
        return tuple(beto.is_refused(line) for line in REFUSED)


def test_all_in_one_room_read_what_the_others_say(server: Server) -> None:
    everyone: list[Way] = [
        way(server.port, f"{way.name}-{encrypted}", "en", encrypted=encrypted)
        for way in WAYS
        for encrypted in (False, True)
    ]
    try:
        for speaker in everyone:
            speaker.does(f"from {speaker.nick}")
            for other in everyone:
                if other is not speaker:
                    other.until(f"from {speaker.nick}")
    finally:
        for each in everyone:
            each.close()


def test_a_browser_and_a_program_are_told_the_same(server: Server) -> None:
    with (
        closing(JsonWay(server.port, "Ana", "en")) as ana,
        closing(WebSocketWay(server.port, "Web", "en")) as web,
        closing(LineWay(server.port, "Beto", "en")) as beto,
    ):
        for line in SCENARIO:
            if not line.startswith("/msg"):
                beto.does(line)
        with closing(JsonWay(server.port, "Last", "en")) as last:
            last.does("that was it")
            ana.until("that was it")
            web.until("that was it")

        assert told_of_rooms(ana) == told_of_rooms(web)


def told_of_rooms(program: JsonWay | WebSocketWay) -> list[Message]:
    kinds = {"said", "acted", "renamed", "quit", "topic-changed"}
    return [
        message
        for message in program.read
        if message["type"] in kinds and "Web" not in (message.get("who"), message.get("from"))
    ]
