"""Rooms, private conversations, what was said before: how one gets around in the client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.client.screens import ClientAtTerminal
from tests.end_to_end.onscreen import fresh, remembering, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd

MANY = 400


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where much was said before today."""
    folder: Path = tmp_path_factory.mktemp("old")
    start = datetime.now(timezone.utc) - timedelta(days=3)
    minute = timedelta(minutes=1)
    remembering(
        folder,
        [
            (start + number * minute, "Lola", f"viejo {number}; {'aguja' * (number == 7)}")
            for number in range(MANY)
        ],
    )
    with running(*twistd("--host", "127.0.0.1"), directory=folder) as server:
        yield server


def status(client: ClientAtTerminal) -> str:
    """Return the row above the line being typed."""
    return client.rows()[-2]


# -- rooms ---------------------------------------------------------------------------------------


def test_alt_and_a_number_turns_to_a_room(english: Server, juan: Guest) -> None:
    room = fresh("cocina")
    with talking(english.address, fresh("ana"), columns=100) as client:
        juan.types("in the lobby")
        client.shows("in the lobby")
        client.enters(f"/join {room}")
        client.until(lambda: room in client.rows()[0])
        client.shows_no_more("in the lobby")
        client.presses("Alt+1")
        client.shows("in the lobby")
        client.until(lambda: "lobby" in client.rows()[0])
        client.presses("Alt+2")
        client.shows_no_more("in the lobby")


def test_what_is_typed_goes_to_the_room_that_is_shown(english: Server, juan: Guest) -> None:
    room, name = fresh("cocina"), fresh("ana")
    lola = english.guest_called(fresh("Lola"))
    lola.types(f"/join {room}")
    with talking(english.address, name, columns=100) as client:
        client.enters(f"/join {room}")
        client.until(lambda: room in client.rows()[0])
        client.enters("for the kitchen")
        lola.until(f"{name}: for the kitchen")
        client.presses("Alt+1")
        client.until(lambda: "lobby" in client.rows()[0])
        client.enters("for the lobby")
        assert "kitchen" not in juan.until(f"{name}: for the lobby")


def test_what_is_half_typed_stays_in_its_room(english: Server) -> None:
    room = fresh("cocina")
    with talking(english.address, fresh("ana"), columns=100) as client:
        client.enters(f"/join {room}")
        client.until(lambda: room in client.rows()[0])
        client.types("for the kitchen")
        client.until(lambda: client.before_cursor().endswith("for the kitchen"))
        client.presses("Alt+1")
        client.until(lambda: "for the kitchen" not in client.text())
        client.presses("Alt+2")
        client.until(lambda: client.before_cursor().endswith("for the kitchen"))


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_status_row_tells_what_is_unread_elsewhere(
    english: Server, juan: Guest, columns: int
) -> None:
    room, name = fresh("r"), fresh("ana")
    with talking(english.address, name, columns=columns) as client:
        client.enters(f"/join {room}")
        client.until(lambda: room in client.rows()[0])
        # On a narrow screen the room's number stands for it.
        juan.types("one", "two")
        client.until(lambda: re.search(r"\b1( #lobby 2|\+)", status(client)))
        juan.types(f"and you, {name}?")
        client.until(lambda: re.search(r"\b1( #lobby 3)?!", status(client)))
        client.presses("Alt+1")
        client.until(lambda: not re.search(r"\b1( #lobby 3)?!", status(client)))


def test_the_title_tells_the_room_and_its_topic(english: Server) -> None:
    room = fresh("cocina")
    lola = english.guest_called(fresh("Lola"))
    lola.types(f"/join {room}", "/topic Paella on Sunday")
    lola.until("Paella on Sunday")
    with talking(english.address, fresh("ana"), "--room", room) as client:
        client.until(lambda: room in client.rows()[0] and "Paella on Sunday" in client.rows()[0])


# -- private -------------------------------------------------------------------------------------


def test_a_private_message_is_told_apart_and_rings(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    with talking(english.address, name, columns=120) as client:
        juan.types("for all")
        client.shows("for all")
        juan.types(f"/msg {name} for you alone")
        client.until(lambda: client.bells == 1)
        client.until(lambda: "Juan" in status(client))
        assert "for you alone" not in client.text()
        client.presses("Alt+2")
        client.shows("for you alone")
        assert "for all" not in client.text()
        client.enters("only for you")
        juan.until("only for you")


def test_in_the_private_conversation_nothing_goes_to_the_room(english: Server, juan: Guest) -> None:
    name = fresh("ana")
    lola = english.guest_called(fresh("Lola"))
    with talking(english.address, name, columns=120) as client:
        juan.types(f"/msg {name} psst")
        client.until(lambda: "Juan" in status(client))
        client.presses("Alt+2")
        client.shows("psst")
        client.enters("a secret")
        juan.until("a secret")
        juan.types("aloud")
        assert "a secret" not in lola.until("aloud")


# -- before --------------------------------------------------------------------------------------


def test_page_up_reads_back_to_the_beginning_and_the_end_key_returns(old: Server) -> None:
    with talking(old.address, fresh("ana"), rows=40) as client:
        client.shows(f"viejo {MANY - 1};")
        for _ in range(60):
            if "viejo 0;" in client.text():
                break
            before = client.text()
            client.presses("PageUp")
            client.until(lambda before=before: client.text() != before)
        client.shows("viejo 0;")
        assert f"viejo {MANY - 1};" not in client.text()
        client.presses("End")
        client.shows(f"viejo {MANY - 1};")


def test_nothing_is_left_out_or_twice_when_one_reads_back(old: Server) -> None:
    with talking(old.address, fresh("ana"), rows=20) as client:
        client.shows(f"viejo {MANY - 1};")
        seen: set[int] = set()
        for _ in range(100):
            numbers = [
                int(row.partition("viejo ")[2].partition(";")[0])
                for row in client.rows()
                if "viejo " in row
            ]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            seen.update(numbers)
            if 0 in seen:
                break
            before = client.text()
            client.presses("PageUp")
            client.until(lambda before=before: client.text() != before)
            client.settles()
        assert seen == set(range(MANY))


def test_who_reads_back_is_not_moved_by_what_comes(old: Server) -> None:
    juan = old.guest_called(fresh("Juan"))
    with talking(old.address, fresh("ana"), rows=20) as client:
        client.shows(f"viejo {MANY - 1};")
        client.presses("PageUp", "PageUp")
        client.until(lambda: f"viejo {MANY - 1};" not in client.text())
        client.settles()
        before = [row for row in client.rows() if "viejo" in row]
        juan.types("something new")
        client.until(lambda: "1 new" in status(client))
        client.settles()
        assert [row for row in client.rows() if "viejo" in row] == before
        client.presses("End")
        client.shows("something new")


def test_a_search_finds_and_enter_goes_there(old: Server) -> None:
    with talking(old.address, fresh("ana"), rows=40) as client:
        client.enters("/search aguja")
        client.until(lambda: "viejo 7; aguja" in client.text())
        client.presses("Enter")
        client.shows("viejo 6;")
        client.shows("viejo 8;")


def test_a_search_that_finds_nothing_says_so(old: Server) -> None:
    with talking(old.address, fresh("ana")) as client:
        client.enters("/search nowhereatall")
        client.until(lambda: "nowhereatall" in client.text() and "0" in client.text())
        client.presses("Escape")
        client.enters("/version")
        client.shows("chatservice 1.")


def test_f1_shows_all_keys_and_any_key_goes_back(english: Server) -> None:
    with talking(english.address, fresh("ana"), rows=40) as client:
        client.types("\x1bOP")
        client.shows("Ctrl+R")
        client.shows("Page Up")
        client.types("x")
        client.shows_no_more("Ctrl+R")
        assert not client.before_cursor().endswith("x")
