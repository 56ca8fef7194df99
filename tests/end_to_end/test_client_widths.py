"""Letters of every width: typed and read at a terminal, whatever it thinks of clusters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wcwidth import width

from tests.client.screens import ClientAtTerminal
from tests.client.tmux import ClientInTmux
from tests.end_to_end.onscreen import fresh, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server

pytestmark = pytest.mark.slow

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


@pytest.fixture(
    scope="module",
    params=[(40, True), (80, True), (200, True), (80, False)],
    ids=["40", "80", "200", "80-without-clusters"],
)
def client(english: Server, request: pytest.FixtureRequest) -> Iterator[ClientAtTerminal]:
    """A client in a terminal that knows grapheme clusters, or does not."""
    columns, joins = request.param
    with talking(english.address, fresh("ana"), columns=columns, rows=30, joins=joins) as client:
        yield client


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_typed_has_the_width_that_it_is_given_and_is_said(
    client: ClientAtTerminal, juan: Guest, name: str
) -> None:
    text, left, right = TEXTS[name], fresh("<"), fresh(">")
    client.types(f"{left}{text}{right}")
    client.until(lambda: client.before_cursor().endswith(right))
    client.settles()
    assert client.column_of(right) == client.column_of(left) + width(f"{left}{text}")
    assert client.cursor()[1] == client.column_of(right) + len(right)
    client.presses("Enter")
    juan.until(f": {left}{text}{right}\r\n")


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_read_has_the_width_that_it_is_given(
    client: ClientAtTerminal, juan: Guest, name: str
) -> None:
    text, left, right = TEXTS[name], fresh("<"), fresh(">")
    above, below = fresh("above"), fresh("below")
    juan.types(f"{above};", f"{left}{text}{right}", f"{below};")
    client.shows(f"{below};")
    client.settles()
    assert client.column_of(right) == client.column_of(left) + width(f"{left}{text}")
    rows = [client.row_of(each) for each in (f"{above};", right, f"{below};")]
    assert rows == list(range(rows[0], rows[0] + 3))
    assert client.row(right).endswith(right)


@pytest.mark.parametrize("client", [(40, True), (200, True)], ids=["40", "200"], indirect=True)
@pytest.mark.parametrize("name", TEXTS)
def test_where_clusters_are_known_nothing_of_it_is_missing(
    client: ClientAtTerminal, juan: Guest, name: str
) -> None:
    # One that draws each code point has no room for all of them.
    marked = f"{fresh('<')}{TEXTS[name]}{fresh('>')}"
    juan.types(marked)
    client.until(lambda: "".join(marked.split()) in client.letters())


# -- a terminal that others wrote ----------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 80])
def test_tmux_shows_what_is_read_and_what_is_typed(
    english: Server, juan: Guest, columns: int
) -> None:
    name = fresh("ana")
    with ClientInTmux(english.address, "--nick", name, columns=columns) as client:
        client.shows(f"Welcome, {name}!")
        for text in ("漢字かな", "שלום", "man\u0303ana", "👨‍👩‍👧 en casa"):
            said = f"{fresh('<')}{text};"
            juan.types(said)
            client.until_rows(lambda rows, said=said: any(row.endswith(said) for row in rows), said)
        typed = f"漢字 mañana 👨‍👩‍👧 {fresh('!')}"
        client.types(typed)
        rows = client.until_rows(lambda rows: any(typed in row for row in rows), typed)
        assert typed in rows[client.cursor()[0]]
        client.presses("Enter")
        juan.until(f"{name}: {typed}")


def test_tmux_may_change_its_size_in_the_middle_of_a_word(english: Server, juan: Guest) -> None:
    name, half = fresh("ana"), fresh("maña")
    with ClientInTmux(english.address, "--nick", name, columns=80) as client:
        client.shows(f"Welcome, {name}!")
        client.types(half)
        for columns, rows in ((40, 12), (120, 30), (20, 8)):
            client.resize(columns, rows)
            found = client.until_rows(
                lambda lines, rows=rows: len(lines) == rows and lines[-1].endswith(half)
            )
            assert sum(half in row for row in found) == 1
        client.types("na")
        client.presses("Enter")
        juan.until(f"{half}na")
