"""Letters of every width: typed and read at a terminal, whatever it thinks of clusters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.client.tmux import ClientInTmux
from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server

TEXTS = {
    "accents apart": "man\u0303ana e\u0301l",
    "several marks": "a\u0323\u0302 o\u0328\u0304",
    "joined emoji": "👨‍👩‍👧 👩🏽‍💻 🏳️‍🌈",
    "emoji of signs": "❤️ ☎️ 1️⃣",
    "flags": "🇪🇸 🇲🇽",
    "hebrew": "שָׁלוֹם עולם",
    "arabic": "مرحبا بالعالم",
    "chinese": "漢字かな交じり文",
    "korean": "한국어",
    "hindi": "नमस्ते दुनिया",
    "thai": "สวัสดีชาวโลก",
}
"""Each has something that is not one code point in one cell."""


@pytest.fixture(scope="module")
def juan(english: Server) -> Guest:
    """Somebody else in the chat."""
    return english.guest_called(fresh("Juan"))


@pytest.fixture(scope="module", params=[True, False], ids=["clusters", "code points"])
def joins(request: pytest.FixtureRequest) -> bool:
    """Whether the terminal knows grapheme clusters."""
    return bool(request.param)


@pytest.fixture(scope="module", params=[40, 80, 200])
def client(english: Server, joins: bool, request: pytest.FixtureRequest) -> Iterator[object]:
    """A client in such a terminal."""
    with talking(
        english.address, fresh("ana"), columns=request.param, rows=30, joins=joins
    ) as client:
        yield client


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_typed_is_shown_with_the_cursor_behind_it_and_said(
    client, juan: Guest, name: str
) -> None:
    text = TEXTS[name]
    client.types(f"{text}|")
    client.until(lambda: client.before_cursor().rstrip(" ").endswith("|"))
    row = client.rows()[client.cursor()[0]]
    assert "".join(text.split()) in "".join(row.split())
    assert client.before_cursor().endswith("|")
    client.presses("Enter")
    assert juan.until("|").endswith(f": {text}|")


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_read_stands_on_the_screen_whole(client, juan: Guest, name: str) -> None:
    text = TEXTS[name]
    marked = f"{fresh('n')}; {text};"
    juan.types(marked)
    wanted = "".join(marked.split())
    client.until(lambda: wanted in client.letters())
    client.types("hola")
    client.until(lambda: client.before_cursor().endswith("hola"))
    client.presses("Ctrl+U")


@pytest.mark.parametrize("name", TEXTS)
def test_the_rows_around_it_stay_as_they_are(client, juan: Guest, name: str) -> None:
    before, behind = fresh("vor"), fresh("nach")
    juan.types(f"{before};", TEXTS[name] * 3, f"{behind};")
    client.shows(f"{behind};")
    assert client.row(f"{before};").endswith(f"{before};")
    assert client.row(f"{behind};").endswith(f"{behind};")
    # The row of the talks and of the connection is whole: nothing was pushed into it.
    assert client.text().count(f"{behind};") == 1


# -- a terminal that others wrote ----------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 80])
def test_tmux_shows_what_is_read_and_what_is_typed(
    english: Server, juan: Guest, columns: int
) -> None:
    name = fresh("ana")
    with ClientInTmux(english.address, "--nick", name, columns=columns) as client:
        client.shows(f"Welcome, {name}!")
        for text in ("漢字かな", "שלום", "man\u0303ana", "👨‍👩‍👧 en casa"):
            juan.types(f"{text};")
            client.until_rows(
                lambda rows, text=text: any(row.endswith(f"{text};") for row in rows), text
            )
        client.types("漢字 mañana 👨‍👩‍👧!")
        rows = client.until_rows(lambda rows: any("👨‍👩‍👧!" in row for row in rows))
        assert "漢字 mañana 👨‍👩‍👧!" in rows[client.cursor()[0]]
        client.presses("Enter")
        assert juan.until("!").endswith("漢字 mañana 👨‍👩‍👧!")


def test_tmux_may_change_its_size_in_the_middle_of_a_word(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with ClientInTmux(english.address, "--nick", name, columns=80) as client:
        client.shows(f"Welcome, {name}!")
        client.types("maña")
        for columns, rows in ((40, 12), (120, 30), (20, 8)):
            client.resize(columns, rows)
            found = client.until_rows(
                lambda lines, rows=rows: len(lines) == rows and lines[-1].endswith("maña")
            )
            assert sum("maña" in row for row in found) == 1
        client.types("na")
        client.presses("Enter")
        juan.until("mañana")
