"""`examples/answering_bot.py`, at a real server."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.bots import EXAMPLES, bot, server_in
from tests.end_to_end.people import Guest, Piped
from tests.end_to_end.servers import Server, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(*server_in(tmp_path_factory.mktemp("answering"))) as server:
        yield server


@pytest.fixture(scope="module")
def dicebot(server: Server) -> Iterator[Piped]:
    with bot(server, "answering_bot.py") as dicebot:
        yield dicebot


@pytest.fixture
def ana(server: Server, dicebot: Piped) -> Iterator[Guest]:
    ana = server.guest_called("ana")
    ana.until("dicebot: Hello, ana! !help tells what I can do.")
    yield ana
    ana.types("/quit")
    ana.end()


def test_it_rolls_dice(ana: Guest) -> None:
    ana.types("!roll 2d6")

    told = ana.until(re.compile(r"dicebot: ana rolls (\d) \+ (\d) = (\d+)\r\n"))
    one, other, both = re.findall(r"\d+", told.rpartition("rolls")[2])
    assert int(one) + int(other) == int(both)


def test_it_says_which_dice_there_are(ana: Guest) -> None:
    ana.types("!roll 0d6")

    ana.until("dicebot: 0d6 can't be rolled: 1d2 to 20d999 is allowed")


def test_it_answers_privately_what_is_asked_privately(ana: Guest) -> None:
    ana.types("/msg dicebot !time")

    ana.until(re.compile(r"dicebot \(private\): It is \d\d:\d\d \(UTC\)"))


def test_it_lists_its_commands(ana: Guest) -> None:
    ana.types("!help")

    ana.until("dicebot: - !roll [DICE]: Roll dice, such as 2d6: two with six sides.")
    ana.until("dicebot: - !time: Tell the time, in UTC.")


def test_it_answers_a_greeting_by_its_name(ana: Guest) -> None:
    ana.types("Hello, dicebot")

    ana.until("dicebot: Good to see you, ana!")


def test_a_bot_that_is_ended_says_goodbye_and_ends_well(tmp_path: Path) -> None:
    with running(*server_in(tmp_path)) as server, bot(server, "answering_bot.py") as dicebot:
        ana = server.guest_called("ana")
        dicebot.process.send_signal(signal.SIGTERM)

        ana.until("dicebot left")
        assert dicebot.ends_with() == 0


@pytest.mark.parametrize("name", ["answering_bot.py", "archive_room.py"])
def test_an_example_has_at_most_sixty_lines(name: str) -> None:
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) <= 60
