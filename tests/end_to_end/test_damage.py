"""A history that can't be used when the server starts: damaged, or not to be written."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from chatservice.core.log import Last, NotReadError
from chatservice.history.disk import DiskHistory
from chatservice.history.files import HistoryError
from tests.end_to_end.acknowledged import Conversation, kept, serving
from tests.end_to_end.servers import outcome, running
from tests.programs import program


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A history's folder that no server uses any more, and what is in it."""
    data = tmp_path_factory.mktemp("written") / "data"
    with running(*serving(data)) as server:
        conversation = Conversation(server)
        assert all(conversation.say(length=50) for _ in range(600))
        conversation.ana.types("/search nothing")  # which has the index brought up to date
        conversation.ana.until("Nothing was found.")
        server.signalled(signal.SIGTERM)
        server.ends_with()
    return data, conversation.acknowledged


@pytest.fixture
def copy(written: tuple[Path, list[str]], tmp_path: Path) -> Path:
    """A copy of that folder, to be damaged."""
    data = tmp_path / "copy"
    shutil.copytree(written[0], data)
    return data


def cut_in_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_in_a_page(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 1000)


def cut_in_the_header(file: Path) -> None:
    os.truncate(file, 50)


def overwritten_header(file: Path) -> None:
    overwrite(file, 0, bytes(100))


def overwritten_page(file: Path) -> None:
    overwrite(file, file.stat().st_size // 8192 * 4096, b"\xa5" * 4096)


def flipped_bit(file: Path) -> None:
    """Flip a bit of the number of cells in the last page."""
    at = file.stat().st_size - 4096 + 4
    overwrite(file, at, bytes([file.read_bytes()[at] ^ 0x20]))


def overwrite(file: Path, at: int, what: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(what)


@pytest.mark.parametrize(
    "damaged",
    [
        cut_in_half,
        cut_in_a_page,
        cut_in_the_header,
        overwritten_header,
        overwritten_page,
        flipped_bit,
    ],
)
def test_a_damaged_history_is_refused_and_left_as_it_is(
    damaged: Callable[[Path], None], copy: Path
) -> None:
    file = copy / "history.db"
    damaged(file)
    before = file.read_bytes()

    status, output, errors = outcome(*serving(copy), directory=copy.parent)

    assert status == 1
    assert "`chatservice restore" in output + errors
    assert "Traceback" not in output + errors
    assert file.read_bytes() == before


@pytest.mark.parametrize("damaged", [cut_in_half, overwritten_header, overwritten_page])
def test_a_damaged_index_is_made_anew(
    damaged: Callable[[Path], None], copy: Path, written: tuple[Path, list[str]]
) -> None:
    damaged(copy / "index.db")

    with running(*serving(copy)) as server:
        eva = server.guest_called("eva")
        eva.types('/search "message 77"')

        eva.until("ana: *message* *77*")
        assert kept(copy) == written[1]


APPLICATION_ID = range(68, 72)
"""The bytes of an SQLite file that say whose it is (sqlite.org/fileformat2.html, section 1.3)."""


def test_a_flipped_bit_costs_one_message_at_most_or_the_history_is_refused(
    copy: Path, written: tuple[Path, list[str]]
) -> None:
    whole = copy.joinpath("history.db").read_bytes()
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it on failure
    chance = random.Random(seed)
    sentences = []
    for _ in range(200):
        bit = chance.randrange(len(whole) * 8)
        if bit // 8 in APPLICATION_ID:
            continue  # then it is no history of this program, and is refused as such
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        copy.joinpath("history.db").write_bytes(damaged)
        history = DiskHistory(copy)
        try:
            history.open()
        except HistoryError as error:
            sentences.append(str(error))
            continue
        try:
            texts = [found.message.text for found in history.last(Last("lobby", 10_000))]
        except NotReadError:
            continue  # whoever asks reads so, and so does the operator
        finally:
            history.close()
        missing = [text for text in written[1] if text not in texts]
        assert len(missing) <= 1, f"bit {bit}: {missing[:5]} are lost in silence"
    assert sentences
    assert [each for each in sentences if "`chatservice restore" not in each] == []


def test_a_directory_that_may_not_be_written_is_refused_with_a_sentence(copy: Path) -> None:
    copy.chmod(0o500)
    for file in copy.iterdir():
        file.chmod(0o400)

    status, output, errors = outcome(*with_no_power(), *serving(copy), directory=copy.parent)

    copy.chmod(0o700)
    assert status == 1
    assert f"{copy} can't be used (Permission denied)" in output + errors
    assert "Traceback" not in output + errors


@pytest.mark.parametrize("name", ["copy", "new"])
def test_a_disk_that_takes_not_one_byte_is_refused_with_a_sentence(name: str, copy: Path) -> None:
    data = copy.with_name(name)
    limited = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *serving(data))

    status, output, errors = outcome(*limited, directory=copy.parent)

    assert status == 1
    assert f"chat: {data / 'history.db'} can't be opened" in output + errors
    assert "Traceback" not in output + errors


def with_no_power() -> tuple[str, ...]:
    """Return what a command begins with that may not write where its user may not."""
    if os.geteuid():
        return ()
    without = "-dac_override,-dac_read_search"
    return (program("setpriv"), f"--bounding-set={without}", f"--inh-caps={without}")
