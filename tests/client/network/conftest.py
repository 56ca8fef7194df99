"""Who and what the tests of dialling need, all gone when a test ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_twisted

from chatservice.client.network import finding
from tests.client.network.people import Person
from tests.client.network.places import Chat, Foreign, Pair, this_machine_elsewhere


@pytest_twisted.async_yield_fixture
async def closing() -> AsyncIterator[list[Any]]:
    """Give a list: what is in it is closed at the end, the last first."""
    opened: list[Any] = []
    yield opened
    for each in reversed(opened):
        await each.close()


@pytest.fixture
def chat(closing: list[Any]) -> Callable[..., Chat]:
    """Give what starts a real server."""

    def start(*doors: str, **flags: str | list[str]) -> Chat:
        chat = Chat(*doors, **flags)
        closing.append(chat)
        chat.start()
        return chat

    return start


@pytest.fixture
def foreign(closing: list[Any]) -> Callable[..., Foreign]:
    """Give what starts a server that the test plays."""

    def start(*said: bytes, **how: Any) -> Foreign:
        server = Foreign(*said, **how)
        closing.append(server)
        return server

    return start


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """Let this machine be somewhere else under another name."""
    with this_machine_elsewhere():
        yield


@pytest.fixture
def person(closing: list[Any], elsewhere: None, tmp_path: Path) -> Callable[..., Person]:
    """Give what makes somebody who dials, from this machine, or from elsewhere."""

    def make(port: int, **how: Any) -> Person:
        somebody = Person(tmp_path, port, **how)
        closing.append(somebody)
        return somebody

    return make


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Give a certificate that no authority of this machine vouches for, and its key."""
    return Pair(tmp_path_factory.mktemp("pair"))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everyone be taken for silent before our server greets."""
    monkeypatch.setattr(finding, "SILENCE_SECONDS", 0.05)
