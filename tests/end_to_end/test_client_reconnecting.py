"""The network goes and comes back: what the client says, keeps, and sends once."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.relays import Relay
from tests.client.screens import ClientAtTerminal
from tests.end_to_end.onscreen import LOCALES, fresh, talking
from tests.end_to_end.people import Guest
from tests.end_to_end.servers import Server, running, twistd
from tests.end_to_end.words import said as words

pytestmark = pytest.mark.slow


@pytest.fixture
def relay(english: Server) -> Iterator[Relay]:
    """The way to the server."""
    with Relay(english.port) as relay:
        yield relay


@pytest.fixture
def juan(english: Server) -> Iterator[Guest]:
    """Somebody else in the chat, who does not lose the network."""
    guest = english.guest_called(fresh("Juan"))
    yield guest
    guest.socket.close()


LOST = "No connection"
AGAIN = "Connected again."


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_that_the_connection_is_lost_and_when_it_is_back(
    relay: Relay, columns: int, language: str
) -> None:
    with talking(relay.address, fresh("ana"), columns=columns, language=language) as client:
        before = client.text()
        relay.goes()
        client.until(lambda: client.text() != before)
        client.until(lambda: re.search(r"\d s\b", client.text()))
        relay.comes_back()
        client.until(lambda: words(language, AGAIN) in " ".join(client.text().split()))


def test_what_is_typed_meanwhile_is_kept_and_sent_once(relay: Relay, juan: Guest) -> None:
    name = fresh("ana")
    with talking(relay.address, name) as client:
        client.types("half a ")
        client.until(lambda: client.before_cursor().endswith("half a "))
        relay.goes()
        client.shows(LOST)
        client.enters("line")
        client.enters("and another one")
        client.shows("and another one")
        relay.comes_back()
        read = juan.until(f"{name}: and another one")
        juan.types("/version")
        read += juan.until("chatservice")
        assert re.findall(rf"{name}: (.*)\r\n", read) == ["half a line", "and another one"]
        client.shows(AGAIN)
        assert client.text().count("half a line") == 1
        assert client.text().count("and another one") == 1


def test_what_is_not_yet_taken_is_marked(relay: Relay, juan: Guest) -> None:
    with talking(relay.address, fresh("ana")) as client:
        relay.goes()
        client.shows(LOST)
        client.enters("does it wait?")
        client.shows("does it wait?")
        waiting = client.row("does it wait?"), client.look_of("does it wait?")
        relay.comes_back()
        juan.until("does it wait?")
        client.until(
            lambda: (client.row("does it wait?"), client.look_of("does it wait?")) != waiting
        )


def test_what_was_said_meanwhile_comes_once_and_in_order(relay: Relay, juan: Guest) -> None:
    with talking(relay.address, fresh("ana"), rows=100) as client:
        juan.types("before;")
        client.shows("before;")
        relay.goes()
        client.shows(LOST)
        said = [f"missed {number};" for number in range(30)]
        juan.types(*said)
        juan.types("/version")
        juan.until("chatservice")
        relay.comes_back()
        client.shows(said[-1])
        juan.types("afterwards;")
        client.shows("afterwards;")
        wanted = ["before;", *said, "afterwards;"]
        assert re.findall(r"(?:before|missed \d+|afterwards);", client.text()) == wanted


def test_a_line_on_its_way_when_the_network_goes_arrives_once(relay: Relay, juan: Guest) -> None:
    name = fresh("ana")
    with talking(relay.address, name, rows=40) as client:
        for number in range(2):
            relay.holds()
            client.enters(f"on its way {number};")
            client.shows(f"on its way {number};")
            relay.cut()
            relay.releases()
            juan.until(f"{name}: on its way {number};")
        client.enters("the last;")
        read = juan.until(f"{name}: the last;")
        assert "on its way" not in read
        found = re.findall(r"on its way \d;", client.text())
        assert found == [f"on its way {number};" for number in range(2)]


def test_an_answer_that_was_lost_doubles_no_line(relay: Relay, juan: Guest) -> None:
    """The server has the line, and the client does not know."""
    name = fresh("ana")
    with talking(relay.address, name) as client:
        relay.holds_answers()
        client.enters("taken once;")
        juan.until(f"{name}: taken once;")
        relay.cut()
        relay.releases()
        client.shows(AGAIN)
        client.enters("behind it;")
        assert "taken once;" not in juan.until(f"{name}: behind it;")
        client.shows("behind it;")
        assert client.text().count("taken once;") == 1


def test_one_is_back_in_the_room_where_one_was(relay: Relay, english: Server) -> None:
    room = fresh("cocina")
    lola = english.guest_called(fresh("Lola"))
    lola.types(f"/join {room}")
    with talking(relay.address, fresh("ana"), "--room", room) as client:
        client.until(lambda: room in client.rows()[0])
        relay.cut()
        client.shows(AGAIN)
        client.enters("still here?")
        lola.until("still here?")
        lola.types("yes, in the kitchen")
        client.shows("yes, in the kitchen")


def test_a_server_that_is_killed_and_started_again_is_found(tmp_path: Path) -> None:
    with (
        running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as server,
        Relay(server.port) as relay,
        talking(relay.address, "ana") as client,
    ):
        client.enters("before the crash;")
        client.shows("before the crash;")
        server.signalled(signal.SIGKILL)
        client.shows(LOST)
        client.enters("while it is down;")
        with running(*twistd("--host", "127.0.0.1"), directory=tmp_path) as second:
            relay.leads_to(second.port)
            client.shows(AGAIN)
            juan = second.guest_called("juan")
            juan.types("/history 10")
            juan.until("while it is down;")
            juan.types("back?")
            client.shows("back?")
            assert client.text().count("before the crash;") == 1
            assert client.text().count("while it is down;") == 1


def test_leaving_while_there_is_no_connection_is_immediate(relay: Relay) -> None:
    with talking(relay.address, fresh("ana")) as client:
        relay.goes()
        client.shows(LOST)
        client.types("\x04")
        assert client.ends_with() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_server_that_is_not_there_at_the_start_is_told(relay: Relay, language: str) -> None:
    relay.goes()
    with ClientAtTerminal(
        relay.address, "--nick", "ana", columns=200, LC_ALL=LOCALES[language]
    ) as client:
        assert client.ends_with() == 1
        assert relay.address in client.lines()[-1]
        refused = {"en": "refused the connection", "es": "ha rechazado la conexión"}
        assert refused[language] in client.lines()[-1]


def test_it_does_not_knock_at_once_again(relay: Relay) -> None:
    with talking(relay.address, fresh("ana")) as client:
        known = len(relay.moments)
        relay.turns_away()
        client.until_true(lambda: len(relay.moments) >= known + 3)
        first, _, third = relay.moments[known : known + 3]
        assert third - first > 0.4
