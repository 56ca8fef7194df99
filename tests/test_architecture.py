"""Imports point one way, so that what a chat is knows nothing of how it is reached."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import CHECKOUT

PACKAGE = CHECKOUT / "chatservice"
MODULES = sorted(PACKAGE.rglob("*.py"))

TOP = {"auditfile", "configuration", "values"}
"""Modules of the package itself that the operator's commands share with the server."""

MAY_IMPORT = {
    "core": {"core"},
    "render": {"render", "core"},
    "history": {"history", "core"},
    "accounts": {"accounts", "history", "core"},
    "protocols": {"protocols", "tcp", "render", "core", ""},
    "client": {"client", "tcp", "render", "core", ""},
    # Of the client's, what finds a server and believes its certificate: no terminal.
    "bot": {"bot", "client", "tcp", "render", "core"},
    "exchange": {"exchange", "accounts", "history", "core"},
    "commands": {
        *("commands", "protocols", "exchange", "accounts", "history", "render", "core", ""),
        *TOP,
    },
}
"""For each part, the parts it may import; the empty one is the package itself, for its version."""

WITHOUT_TWISTED = {
    "core": {"precis_i18n", "wcwidth"},
    "render": {"wcwidth", "msgspec", "wsproto"},
    "history": {"apsw"},
    "exchange": {"apsw"},
    "accounts": {"apsw", "argon2"},
}
"""What does not touch the network, with the libraries that it may know: text, JSON, WebSocket
frames, SQLite, and password hashes."""

UNKNOWN_TO_THE_CORE = {
    *("asyncio", "gettext", "http", "io", "json", "locale", "logging", "multiprocessing"),
    *("os", "pickle", "select", "selectors", "signal", "socket", "socketserver", "ssl"),
    *("sched", "sqlite3", "struct", "subprocess", "sys", "threading", "time", "urllib"),
}
"""Of the standard library: what has to do with bytes on their way, with clocks, with languages."""


def imports(module: Path) -> Iterator[str]:
    """Yield the full names that a module imports anywhere, be it for its types alone."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide where they lead"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    """Return the part of the package to which an imported name belongs."""
    _, _, rest = name.partition(".")
    first = rest.partition(".")[0]
    return first if (PACKAGE / first).is_dir() or (PACKAGE / f"{first}.py").is_file() else ""


def of(folder: str) -> list[Path]:
    return [module for module in MODULES if module.is_relative_to(PACKAGE / folder)]


def test_every_folder_has_its_rule() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if list(path.glob("*.py"))}

    assert folders - {"__pycache__"} == set(MAY_IMPORT)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_part_imports_only_what_it_stands_on(folder: str) -> None:
    wrong = [
        (str(module.relative_to(PACKAGE)), name)
        for module in of(folder)
        for name in imports(module)
        if name.partition(".")[0] == "chatservice" and part(name) not in MAY_IMPORT[folder]
    ]

    assert wrong == []


@pytest.mark.parametrize("folder", WITHOUT_TWISTED)
def test_what_does_not_touch_the_network_does_not_know_twisted(folder: str) -> None:
    others = {
        name.partition(".")[0] for module in of(folder) for name in imports(module)
    } - sys.stdlib_module_names

    assert others <= {"chatservice", *WITHOUT_TWISTED[folder]}


def test_the_core_knows_neither_bytes_nor_clocks_nor_languages() -> None:
    wrong = [
        (module.name, name)
        for module in of("core")
        for name in imports(module)
        if name.partition(".")[0] in UNKNOWN_TO_THE_CORE
    ]

    assert wrong == []


def test_only_the_composition_root_knows_all_the_parts() -> None:
    whole = {"history", "protocols", "render", "core"}
    knowing = [
        module.name
        for module in MODULES
        if whole <= {part(n) for n in imports(module) if n.startswith("chatservice.")}
    ]

    assert knowing == ["service.py"]


def test_a_bot_takes_of_the_client_only_what_finds_and_believes_a_server() -> None:
    taken = {
        name.split(".")[2]
        for module in of("bot")
        for name in imports(module)
        if name.startswith("chatservice.client.")
    }

    assert taken == {"network"}


def test_nobody_imports_the_service_but_the_plugin() -> None:
    assert [m.name for m in MODULES for n in imports(m) if part(n) == "service"] == []
    plugin = (CHECKOUT / "twisted" / "plugins" / "chat_plugin.py").read_text(encoding="utf-8")
    assert "chatservice.service" in plugin


def test_nothing_that_is_installed_imports_the_tests() -> None:
    of_tests = {"tests", "conftest", "unittest", "pytest", "hypothesis"}
    wrong = [
        (module.name, name)
        for module in MODULES
        for name in imports(module)
        if name.partition(".")[0] in of_tests or "testing" in name.split(".")
    ]

    assert wrong == []
