"""`docs/bots.md` says what bots do: its programs are run, word for word."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from twisted.application.service import IServiceCollection

from chatservice import bot as package
from chatservice.bot import Bot, BotService
from tests.bot.wire import AT, Running
from tests.documents import fences, text_of
from tests.programs import CHECKOUT

DOCUMENT = "docs/bots.md"
PROGRAMS = [block for block in fences(text_of(DOCUMENT), "python") if "socket" not in block]


def section(title: str) -> list[str]:
    """Return the Python of a section."""
    (text,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", text_of(DOCUMENT), re.M | re.S)
    return fences(text, "python")


@pytest.fixture
def names(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the first program defines, for those after it; nothing is connected anywhere."""
    monkeypatch.chdir(tmp_path)
    with mock.patch.object(Bot, "run"):
        defined: dict[str, Any] = {"__name__": "documented"}
        run(section("The first one"), defined)
        yield defined


def run(blocks: list[str], names: dict[str, Any]) -> None:
    """Run programs, one after the other."""
    for block in blocks:
        exec(compile(block, DOCUMENT, "exec", dont_inherit=True), names)


def answers(running: Running) -> list[str]:
    """Return what the bot says, each line answered at once."""
    said: list[str] = []
    while heard := running.line.heard():
        for request in heard:
            said.append(request["text"])
            running.line.answers(request, 1000 + len(said))
    return said


def started(names: dict[str, Any]) -> Running:
    """Let the bot run, and come in."""
    running = Running(names["bot"])
    running.comes_in()
    return running


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_every_program_can_be_run(names: dict[str, Any], number: int) -> None:
    run([PROGRAMS[number]], names if number else {})


def test_the_first_bot_says_it_again(names: dict[str, Any]) -> None:
    running = started(names)
    running.line.said(101, "!echo hello")

    assert answers(running) == ["hello"]


def test_its_commands_take_what_is_described(names: dict[str, Any]) -> None:
    run(section("Commands"), names)
    running = started(names)
    running.line.said(101, "!roll 1 3")
    running.line.said(102, "!roll")
    running.line.said(103, "!8ball Will it rain?")

    rolled, usage, answer = answers(running)
    assert rolled == "ana: [1, 1, 1]"
    assert usage == "SIDES is missing. Usage: !roll SIDES [TIMES]"
    assert answer in {"Yes.", "No.", "Ask again later."}


def test_its_events_are_told(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    run(section("Events"), names)
    running = started(names)
    running.line.says("joined", at=AT, room="lobby", who=["ana", "juan"])
    running.line.said(101, "Thanks, echo")
    running.line.says("corrected", seq=102, at=AT, room="lobby", from_="ana", text="x", message=101)

    assert answers(running) == ["Welcome, ana, juan!", "You are welcome, ana."]
    assert capsys.readouterr().out == "ana now says: x\n"


def test_what_is_asked_for_is_answered(names: dict[str, Any]) -> None:
    run(section("Say something, ask for something"), names)
    running = started(names)
    running.line.said(101, "!who plaza")
    (request,) = running.line.heard()
    running.line.says("users", id=request["id"], room="plaza", people=[{"name": "ana"}])
    running.line.answers(request, 101)
    assert answers(running) == ["ana"]
    running.line.said(102, "!who nowhere")
    (request,) = running.line.heard()
    running.line.refuses(request, "unknown-room", name="nowhere")

    assert answers(running) == ["No: unknown-room."]


def test_a_reminder_comes_later(names: dict[str, Any]) -> None:
    run(section("Say something, ask for something"), names)
    running = started(names)
    running.line.said(101, "!remind 1 tea is ready")
    assert answers(running) == []
    # The server is silent meanwhile: that it is asked whether it is there is another test's.
    running.clock.advance(25)
    running.line.said(102, "a word")
    running.clock.advance(25)
    running.line.said(103, "a word")
    running.clock.advance(10)

    assert answers(running) == ["ana: tea is ready"]


def test_the_place_that_is_kept_is_where_it_goes_on(names: dict[str, Any]) -> None:
    for since in (0, 101):
        run(section("Come back where it was"), names)
        running = Running(names["bot"])
        assert running.comes_in()["since"] == since
        running.line.said(101, "hello", room="plaza")


def test_a_bot_can_be_the_service_of_an_application(names: dict[str, Any]) -> None:
    run(section("In a larger Twisted program"), names)

    (service,) = IServiceCollection(names["application"])
    assert isinstance(service, BotService)


def test_every_event_is_named() -> None:
    events = {
        name
        for name in package.__all__
        if isinstance(kind := getattr(package, name), type)
        and (issubclass(kind, package.Event) or kind in (package.Message, package.Connected))
    }

    assert {name for name in events if f"`{name}`" not in text_of(DOCUMENT)} == {"Event"}


def test_the_examples_that_are_named_are_there() -> None:
    for name in re.findall(r"`(\w+\.py)`", text_of(DOCUMENT).partition("## The first one")[0]):
        assert os.access(CHECKOUT / "examples" / name, os.R_OK)
