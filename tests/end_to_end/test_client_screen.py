"""The client's screen in a real terminal, with a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.onscreen import fresh, remembering, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd

HALF_TYPED = "¿Mañana? 漢字かな 🎉🚀 é"  # the last é has its accent apart


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


# -- while others talk ---------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_half_typed_line_stays_whole_below_what_others_say(
    english: Server, juan: Guest, columns: int
) -> None:
    name, half = fresh("ana"), f"{fresh('a')}{HALF_TYPED}"
    with talking(english.address, name, columns=columns) as client:
        client.types(half)
        client.until(lambda: client.before_cursor().endswith(half))
        before = client.cursor()
        for number in range(1, 11):
            said = f"{number}: ¡Olé! 漢字 🎉 " + "palabra " * number
            juan.types(said)
            letters = "".join(said.split())
            client.until(lambda letters=letters: letters in client.letters())
            assert client.before_cursor().endswith(half)
            assert client.cursor() == before
            assert client.letters().count("".join(half.split())) == 1
        client.enters(", fin")
        juan.until(f"{name}: {half}, fin\r\n")


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_line_of_several_rows_stays_whole(english: Server, juan: Guest, columns: int) -> None:
    long = f"{fresh('m')} " + "mañana " * 30 + "fin"
    with talking(english.address, fresh("ana"), columns=columns) as client:
        client.types(long)
        client.until(lambda: "".join(long.split()) in client.letters())
        short = fresh("corto")
        juan.types(short)
        client.shows(short)
        assert "".join(long.split()) in client.letters()
        client.enters("al")
        juan.until(f"{long}al\r\n")


def test_a_burst_of_lines_does_not_touch_what_is_typed_meanwhile(
    english: Server, juan: Guest
) -> None:
    with talking(english.address, fresh("ana"), rows=120) as client:
        for letter in "ñandú漢字🎉":
            juan.types(*(f"{letter} {number};" for number in range(10)))
            client.types(letter)
        client.shows("🎉 9;")
        client.until(lambda: client.before_cursor().endswith("ñandú漢字🎉"))
        rows = [row for row in client.lines() if re.search(r". \d;$", row)]
        assert len(rows) == 80


def test_lines_typed_at_full_speed_stand_on_the_screen_once_and_in_order(
    english: Server, juan: Guest
) -> None:
    lines = [f"línea {number};" for number in range(40)]
    with talking(english.address, fresh("ana"), rows=100) as client:
        # One key after the other, so that some are pressed between two lines.
        for key in "".join(f"{line}\r" for line in lines):
            client.types(key)
            client.take(0.0005)
        juan.until(lines[-1])
        client.shows(lines[-1])
        found = re.findall(r"línea \d+;", client.text())
        assert found == lines


# -- what stands where ---------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_line_being_typed_is_at_the_bottom(
    english: Server, columns: int, language: str
) -> None:
    with talking(
        english.address, fresh("ana"), columns=columns, rows=24, language=language
    ) as client:
        client.types("hola")
        client.until(lambda: client.before_cursor().endswith("hola"))
        assert client.cursor()[0] == 23


@pytest.mark.parametrize(("columns", "letter"), [(40, "語"), (80, "水"), (200, "火")])
def test_no_row_is_wider_than_the_screen_or_begins_with_half_a_character(
    english: Server, juan: Guest, columns: int, letter: str
) -> None:
    with talking(english.address, fresh("ana"), columns=columns) as client:
        juan.types(letter * columns + "末")
        client.until(lambda: client.letters().count(letter) == columns)
        assert client.row("末").endswith(f"{letter}末")


def test_what_is_said_has_its_time_and_its_author_in_one_row(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana"), TZ="Europe/Madrid") as client:
        juan.types("¿qué tal?")
        client.shows("¿qué tal?")
        now = datetime.now(timezone.utc)
        row = client.row("¿qué tal?")
        assert re.search(r"Juan\d+.*¿qué tal\?$", row)
        found = re.search(r"\b(\d\d):(\d\d)\b", row)
        assert found is not None
        here = now.astimezone(ZoneInfo("Europe/Madrid"))
        minutes = (here.hour * 60 + here.minute) - (int(found[1]) * 60 + int(found[2]))
        assert minutes % (24 * 60) in (0, 1)


def test_ones_own_line_is_shown_once(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana")) as client:
        client.enters("sólo una vez")
        juan.until("sólo una vez")
        juan.types("otra cosa")
        client.shows("otra cosa")
        assert client.text().count("sólo una vez") == 1
        assert client.row_of("sólo una vez") < client.row_of("otra cosa")


def test_people_have_colours_of_their_own(english: Server, juan: Guest) -> None:
    other = english.guest_called(fresh("Eva"))
    with talking(english.address, fresh("ana")) as client:
        juan.types("uno")
        client.shows("uno")
        other.types("dos")
        client.shows("dos")
        names = [
            re.findall(r"Juan\d+", client.text())[-1],
            re.findall(r"Eva\d+", client.text())[-1],
        ]
        assert "default" not in [client.colour_of(name) for name in names]
        assert client.colour_of("uno") == client.colour_of("dos") == "default"


def test_a_mention_is_marked_and_rings(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with talking(english.address, name) as client:
        juan.types("nobody in particular")
        client.shows("in particular")
        assert client.bells == 0
        juan.types(f"are you there, {name}?")
        client.until(lambda: client.bells == 1)
        client.shows("are you there")
        assert client.look_of(name) != client.look_of("in particular")


def test_ones_own_name_in_ones_own_line_does_not_ring(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with talking(english.address, name) as client:
        client.enters(f"I am {name}")
        juan.until(f"I am {name}")
        juan.types("hello")
        client.shows("hello")
        assert client.bells == 0


def test_who_comes_and_goes_is_told_in_one_row(english: Server) -> None:
    with talking(english.address, fresh("ana"), columns=120) as client:
        names = [fresh("Pepe"), fresh("Lola"), fresh("Rosa")]
        people = [english.guest_called(name) for name in names]
        client.until(lambda: all(name in client.text() for name in names))
        client.until(lambda: all(name in client.row(names[0]) for name in names))
        people[0].types("/quit")
        people[0].end()
        client.until(lambda: client.text().count(names[0]) == 2)
        for each in people:
            each.socket.close()


def test_an_address_goes_to_the_terminal_whole(english: Server, juan: Guest) -> None:
    link = "https://example.org/" + "a" * 60 + "/?b=" + "c" * 40
    with talking(english.address, fresh("ana"), columns=40) as client:
        juan.types(f"look: {link} there")
        client.until(lambda: "".join(f"look:{link}there".split()) in client.letters())
        # OSC 8: a terminal opens what it names, however many rows the text has.
        assert b"\x1b]8;" in client.raw
        assert link.encode() in client.raw


def test_a_day_line_stands_where_another_day_begins(tmp_path: Path) -> None:
    noon = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)
    days = [noon - timedelta(days=2), noon - timedelta(days=1)]
    remembering(tmp_path, [(days[0], "Lola", "anteayer"), (days[1], "Lola", "ayer mismo")])
    with (
        running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server,
        talking(server.address, "ana") as client,
    ):
        client.shows("ayer mismo")
        between = client.rows()[client.row_of("anteayer") + 1 : client.row_of("ayer mismo")]
        assert [row for row in between if row.startswith("──")], client.lines()


# -- away and back -------------------------------------------------------------------------------


def test_a_line_marks_what_came_while_one_looked_elsewhere(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana")) as client:
        juan.types("before")
        client.shows("before")
        client.looks_away()
        juan.types("meanwhile", "and more")
        client.shows("and more")
        client.looks_again()
        between = client.rows()[client.row_of("before") + 1 : client.row_of("meanwhile")]
        assert any(row.strip() for row in between), client.lines()
        assert client.row_of("and more") == client.row_of("meanwhile") + 1


def test_without_having_looked_away_there_is_no_such_line(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana")) as client:
        juan.types("before")
        client.shows("before")
        juan.types("meanwhile")
        client.shows("meanwhile")
        assert client.row_of("meanwhile") == client.row_of("before") + 1


# -- colours -------------------------------------------------------------------------------------

COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m")
"""An escape sequence that makes a colour (ECMA-48 8.3.117, SGR)."""


def test_no_color_is_honoured(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with talking(english.address, name, NO_COLOR="1") as client:
        juan.types(f"hello {name}, https://example.org")
        client.shows("example.org")
        client.enters("/users")
        client.enters("bye")
        juan.until("bye")
        client.types("/us\t")
        client.shows("/users")
        assert COLOUR.findall(client.raw) == []


def test_otherwise_there_are_colours(english: Server, juan: Guest) -> None:
    with talking(english.address, fresh("ana")) as client:
        juan.types("hello")
        client.shows("hello")
        assert COLOUR.search(client.raw)
