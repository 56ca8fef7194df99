"""Browsers and servers for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.servers import Server, running, twistd
from tests.web.browsers import Browser, browser

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count all that a browser does as slow."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def _english_browser() -> Iterator[Browser]:
    with browser("en-GB") as opened:
        yield opened


@pytest.fixture(scope="session")
def _spanish_browser() -> Iterator[Browser]:
    with browser("es-ES") as opened:
        yield opened


@pytest.fixture
def ana(_english_browser: Browser) -> Iterator[Browser]:
    """Somebody's browser in English, of which nothing was complained in the test."""
    _english_browser.complaints()
    yield _english_browser
    assert _english_browser.complaints() == []


@pytest.fixture
def eva(_spanish_browser: Browser) -> Iterator[Browser]:
    """The same in Spanish."""
    _spanish_browser.complaints()
    yield _spanish_browser
    assert _spanish_browser.complaints() == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that a module's tests share: let each use names and rooms of its own."""
    directory: Path = tmp_path_factory.mktemp("server")
    with running(*twistd("--host", "127.0.0.1"), directory=directory) as started:
        yield started
