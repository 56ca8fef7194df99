"""The documents say what the code does: whoever copies a line from them finds that it works."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from twisted.scripts.twistd import ServerOptions

from chatservice.__main__ import OPERATORS_COMMANDS
from chatservice.client.options import Options as ClientOptions
from chatservice.client.talk.own import LOCAL
from chatservice.commands.options import (
    AccountOptions,
    BackupOptions,
    ExportOptions,
    ImportOptions,
    RestoreOptions,
    SchemaOptions,
)
from chatservice.configuration import OPTIONS, configuration
from chatservice.core.catalogue import CATALOGUE
from chatservice.core.commands import Leaving
from chatservice.options import Options
from chatservice.protocols.web.handshake import WEBSOCKET
from chatservice.render.phrasebook import phrasebook
from tests.documents import (
    anchors,
    code_spans,
    command_lines,
    fences,
    flags,
    text_of,
    without_fences,
)
from tests.programs import CHECKOUT

OPERATORS_OPTIONS = {
    "account": AccountOptions,
    "export": ExportOptions,
    "import": ImportOptions,
    "backup": BackupOptions,
    "restore": RestoreOptions,
    "schema": SchemaOptions,
}
READMES = {"en": "README.md", "es": "README.es.md"}
DOCUMENTS = (
    *("README.md", "README.es.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("docs/architecture.md", "docs/security.md", "docs/protocol.md", "docs/bots.md"),
    "docs/client.md",
)
OF_PROGRAMS = {"CHAT_TOKEN"}
"""Variables that are read by programs, not by the server."""
OF_CLIENT = {name for names in LOCAL.values() for name in names}
"""Commands of the bundled client's own."""


def _tool() -> ModuleType:
    sys.path.insert(0, str(CHECKOUT / "tools"))
    try:
        return importlib.import_module("readme_tables")
    finally:
        sys.path.pop(0)


tool = _tool()


@pytest.mark.parametrize("block", sorted(tool.BLOCKS))
@pytest.mark.parametrize("language", sorted(READMES))
def test_what_the_readme_shows_of_the_code_is_what_the_code_is(language: str, block: str) -> None:
    """Where this fails, `python tools/readme_tables.py` writes the tables anew."""
    (shown,) = re.findall(
        rf"<!-- {block} -->\n(.*?)\n<!-- /{block} -->", text_of(READMES[language]), re.DOTALL
    )

    assert shown == tool.BLOCKS[block](language)


def test_the_tool_rewrites_a_table_that_is_outdated() -> None:
    text = text_of("README.md")
    outdated = text.replace("| `/quit [REASON]` |", "| `/bye` |")

    assert outdated != text
    assert tool.written(outdated, "en") == text


def test_the_tool_refuses_a_document_without_a_place_for_a_table() -> None:
    with pytest.raises(ValueError, match="settings: 0 blocks"):
        tool.written(text_of("README.md").replace("<!-- /settings -->", ""), "en")


def test_checking_tells_that_nothing_is_outdated_and_changes_nothing() -> None:
    before = {name: text_of(name) for name in READMES.values()}

    assert tool.main(["--check"]) == 0
    assert {name: text_of(name) for name in READMES.values()} == before


@pytest.mark.parametrize("language", sorted(READMES))
def test_every_command_has_a_row(language: str) -> None:
    (table,) = re.findall(
        r"<!-- commands -->\n(.*?)<!-- /commands -->", text_of(READMES[language]), re.DOTALL
    )
    rows = re.findall(r"^\| `(/[^ `]+)", table, re.MULTILINE)

    assert rows == [f"/{declaration.name}" for declaration in CATALOGUE]


def test_both_readmes_have_the_same_structure() -> None:
    english, spanish = (
        [
            (match[1] or match[2] or match[3])
            for match in re.finditer(
                r"^(#+) |^(```\w+)$|^(\| --- .*)$", text_of(name), re.MULTILINE
            )
        ]
        for name in READMES.values()
    )

    assert english == spanish


def test_both_readmes_show_the_same_command_lines() -> None:
    """What people would say in them may be said in their language."""

    def shown(document: str) -> list[str]:
        lines = "".join(fences(text_of(document), "sh")).splitlines()
        return [re.sub(r"(printf|--once) '[^']*'|--nick \S+", "", line) for line in lines]

    assert shown("README.md") == shown("README.es.md")


def test_both_readmes_link_to_the_same_places() -> None:
    english, spanish = (
        [link for link in re.findall(r"\]\(([^)#]+)\)", text_of(name)) if "README" not in link]
        for name in READMES.values()
    )

    assert english == spanish


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_fences(text_of(document))):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = (CHECKOUT / document).parent / name if name else CHECKOUT / document
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            dead.append(link)

    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_and_file_that_is_named_exists(document: str) -> None:
    named = [
        word
        for span in code_spans(text_of(document))
        for word in span.split()
        if re.match(r"(chatservice|tests|tools|docs|twisted)/[\w/.]*$", word)
    ]

    assert [name for name in named if not (CHECKOUT / name).exists()] == []


def test_the_picture_of_the_way_names_files_that_exist() -> None:
    (picture, *_) = fences(text_of("docs/architecture.md"), "text")
    named = re.findall(r"\b(?:core|protocols|render|history)/[\w/]*(?:\.py)?", picture)

    assert len(named) > 5
    assert [name for name in named if not (CHECKOUT / "chatservice" / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_name_in_a_path_of_modules_exists(document: str) -> None:
    dotted = {
        span
        for span in re.findall(r"\bchatservice(?:\.[a-z_]+)+\b", text_of(document))
        if not span.endswith((".po", ".mo", ".service"))
    }

    assert {name for name in dotted if importlib.util.find_spec(name) is None} == set()


def flags_of(command: str) -> set[str]:
    """Return the options of one of the operator's commands."""
    options = OPERATORS_OPTIONS[command](phrasebook("en"))
    return {f"--{name.rstrip('=')}" for name in options.longOpt}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_option_of_a_shown_command_exists(document: str) -> None:
    of_server = {f"--{option.name}" for option in OPTIONS} | {"--config", "--help", "--version"}
    client, twistd = ClientOptions(phrasebook("en")), ServerOptions()
    of_client = {f"--{name.rstrip('=')}" for name in client.longOpt}
    of_twistd = {f"--{name.rstrip('=')}" for name in twistd.longOpt}
    of_twistd |= {f"-{letter}" for letter in twistd.shortOpt if letter != ":"}
    unknown = []
    for words in command_lines(document):
        programs = [Path(word).name for word in words]
        if "twistd" in programs:
            words = words[programs.index("twistd") + 1 :]
            # The last one: a user may be called `chat` as well.
            split = len(words) - words[::-1].index("chat") if "chat" in words else len(words)
            unknown += sorted(flags(words[:split]) - of_twistd)
            unknown += sorted(flags(words[split:]) - of_server)
        elif "chatservice" in programs and "client" in programs:
            unknown += sorted(flags(words[programs.index("client") :]) - of_client)
        elif "chatservice" in programs and "server" in programs:
            unknown += sorted(flags(words[programs.index("server") :]) - of_server)
        elif "chatservice" in programs and set(words) & set(OPERATORS_COMMANDS):
            (name,) = set(words) & set(OPERATORS_COMMANDS)
            unknown += sorted(flags(words) - flags_of(name))
        elif words[0].startswith("--") and "README" in document:
            known = of_server | of_twistd | of_client | flags_of("export") | flags_of("account")
            unknown += sorted({words[0]} - known)

    assert unknown == []


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_every_endpoint_that_is_shown_is_one(document: str) -> None:
    """Except those that open a certificate or a socket of systemd's, which are not here."""
    shown = re.findall(r"`--listen ([a-z]\S+)`", text_of(document))

    assert len(shown) > 2
    for endpoint in shown:
        if not endpoint.startswith(("ssl:", "systemd:")):
            (door,) = configuration({"listen": [endpoint]}, {}).listen
            assert endpoint.removeprefix(f"{door.speaks}=") == door.endpoint


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_chat_command_that_is_shown_exists(document: str) -> None:
    shown = {
        match[1]
        for span in code_spans(text_of(document))
        for match in [re.match(r"/([a-zñéó?-]+)(?: .*)?$", span)]
        if match
    }

    known = {*CATALOGUE.names, *OF_CLIENT, WEBSOCKET.removeprefix("/")}
    assert shown - known == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_variable_that_is_shown_exists(document: str) -> None:
    shown = set(re.findall(r"\bCHAT_[A-Z_]+", text_of(document)))

    assert shown - {option.variable for option in OPTIONS} - {"CHAT_CONFIG"} - OF_PROGRAMS == set()


@pytest.mark.parametrize("document", sorted(READMES.values()))
def test_the_file_with_options_is_taken_as_it_is_shown(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = fences(text_of(document), "toml")
    monkeypatch.chdir(tmp_path)
    Path("chat.toml").write_text(example, encoding="utf-8")

    options = Options({})
    options.parseOptions(["--config", "chat.toml"])

    assert options.configuration.room == "plaza"
    listen = [door.endpoint for door in options.configuration.listen]
    assert listen == ["tcp:5050:interface=0.0.0.0", "unix:chat.sock"]


@pytest.mark.parametrize("language", sorted(READMES))
def test_each_table_is_in_the_language_of_its_document(language: str) -> None:
    other = next(each for each in READMES if each != language)

    assert phrasebook(language).say(Leaving.summary) in text_of(READMES[language])
    assert phrasebook(other).say(Leaving.summary) not in text_of(READMES[language])
