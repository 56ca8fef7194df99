"""Servers for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_twisted

from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.visitors import OpenChat


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that speaks English, shared by a module's tests: let each use names of its own."""
    directory: Path = tmp_path_factory.mktemp("english")
    with running(*twistd("--host", "127.0.0.1"), directory=directory) as server:
        yield server


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same in Spanish."""
    directory: Path = tmp_path_factory.mktemp("spanish")
    command = twistd("--host", "127.0.0.1", "--language", "es")
    with running(*command, language="es", directory=directory) as server:
        yield server


@pytest.fixture(params=["en", "es"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two."""
    found: Server = request.getfixturevalue({"en": "english", "es": "spanish"}[request.param])
    return found


@pytest_twisted.async_yield_fixture(params=["en", "es"])
async def chat(request: pytest.FixtureRequest) -> AsyncIterator[OpenChat]:
    """A chat in this process, in each language."""
    opened = OpenChat(request.param)
    opened.service.startService()
    yield opened
    await opened.close()
