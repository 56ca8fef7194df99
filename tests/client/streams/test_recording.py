from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from chatservice.client.streams.recording import Recorder
from chatservice.client.talk.chat import Chat, Question
from chatservice.client.talk.entries import Entry, Kind, State
from chatservice.client.talk.talks import Talk
from chatservice.render.phrasebook import phrasebook

AT = datetime(2026, 11, 22, 14, 35, 2, tzinfo=timezone.utc)
TIME = f"{AT.astimezone():%Y-%m-%d %H:%M:%S} "


class Recording:
    """A chat that is recorded in a file, and the end of each turn."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.chat = Chat(phrasebook("en"), "chat.example.org")
        self.lobby = self.chat.talk("lobby", is_room=True)
        self.calls: list[Callable[[], None]] = []
        self.recorder = Recorder(self.chat, file, self.calls.append)
        self.chat.watchers.append(self.recorder)

    def add(self, text: str = "", talk: Talk | None = None, **fields: Any) -> Entry:
        entry = Entry(**{"kind": Kind.SAID, "at": AT, "text": text, "who": "ana", **fields})
        return self.chat.add(talk or self.lobby, entry)

    def turn(self) -> None:
        calls, self.calls[:] = list(self.calls), []
        for call in calls:
            call()

    def lines(self) -> list[str]:
        self.turn()
        return self.file.read_text().splitlines() if self.file.exists() else []

    def notices(self) -> list[str]:
        return [each.text for each in self.lobby.entries if each.kind is Kind.NOTICE]


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return Recording(tmp_path / "log")


def test_what_is_said_is_kept_with_its_date_and_room(recording: Recording) -> None:
    recording.add("hola")

    assert recording.lines() == [f"{TIME}#lobby ana: hola"]


def test_what_is_told_is_kept(recording: Recording) -> None:
    recording.add("a\nb", kind=Kind.NOTICE)

    assert recording.lines() == [f"{TIME}#lobby a", f"{TIME}#lobby b"]


def test_a_private_message_is_kept(recording: Recording) -> None:
    talk = recording.chat.talk("ana", is_room=False)
    recording.add("hola", talk, kind=Kind.WHISPERED)

    assert recording.lines() == [f"{TIME}ana (private): hola"]


def test_what_one_says_is_kept_once_when_it_is_taken(recording: Recording) -> None:
    entry = recording.add("hola", state=State.WAITING, own=True)
    assert recording.lines() == []
    entry.state = State.TAKEN
    recording.chat.settled(recording.lobby, entry)

    assert recording.lines() == [f"{TIME}#lobby ana: hola"]


def test_what_was_refused_is_not_kept(recording: Recording) -> None:
    entry = recording.add("hola", state=State.WAITING, own=True)
    entry.state, entry.problem = State.REFUSED, "Not sent."
    recording.chat.settled(recording.lobby, entry)

    assert recording.lines() == []


def test_why_something_can_not_be_done_is_kept(recording: Recording) -> None:
    recording.chat.problem("Nobody is called eva.", recording.lobby)

    assert recording.lines()[0].endswith(" #lobby Nobody is called eva.")


def test_a_correction_is_kept(recording: Recording) -> None:
    entry = recording.add("hloa", seq=1)
    entry.text, entry.edited = "hola", True
    recording.chat.settled(recording.lobby, entry)

    assert recording.lines()[1] == f"{TIME}#lobby * ana corrected: hola"


def test_what_is_read_again_is_not_kept_again(recording: Recording) -> None:
    recording.chat.put_before(recording.lobby, [Entry(Kind.SAID, AT, "hola", "ana", 1)])

    assert recording.lines() == []


def test_an_answer_to_a_question_is_not_kept(recording: Recording) -> None:
    recording.chat.question = Question("Password: ", lambda answer: None, hidden=True)
    recording.chat.changed()
    recording.chat.question.answer("secret")

    assert recording.lines() == []


def test_each_who_comes_is_kept_once(recording: Recording) -> None:
    for name in ("eva", "zoe"):
        recording.add(kind=Kind.PRESENCE, came=[name])

    assert recording.lines() == [f"{TIME}#lobby * eva joined", f"{TIME}#lobby * zoe joined"]


def test_what_was_in_the_file_stays(recording: Recording) -> None:
    recording.file.write_text("before\n")
    recording.add("hola")

    assert recording.lines() == ["before", f"{TIME}#lobby ana: hola"]


def test_nobody_else_may_read_the_file(recording: Recording) -> None:
    recording.add("hola")
    recording.turn()

    assert recording.file.stat().st_mode & 0o777 == 0o600


def test_a_turn_writes_once(recording: Recording) -> None:
    for _ in range(100):
        recording.add("hola")

    assert len(recording.calls) == 1


def test_closing_writes_what_is_not_yet_written(recording: Recording) -> None:
    recording.add("hola")
    recording.recorder.close()

    assert recording.file.read_text().endswith("ana: hola\n")


def test_a_file_that_was_moved_away_is_begun_again(recording: Recording) -> None:
    recording.add("hola")
    recording.turn()
    recording.file.rename(recording.file.with_suffix(".1"))
    recording.add("adiós")

    assert recording.lines() == [f"{TIME}#lobby ana: adiós"]


def test_what_can_not_be_written_is_told_once(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "missing" / "log")
    for _ in range(3):
        recording.add("hola")
        recording.turn()

    [notice] = recording.notices()
    assert str(recording.file) in notice


def test_it_goes_on_as_soon_as_it_can(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "missing" / "log")
    recording.add("hola")
    recording.turn()
    recording.turn()
    recording.file.parent.mkdir()
    recording.add("adiós")

    assert recording.lines() == [f"{TIME}#lobby ana: adiós"]


def test_a_pipe_that_nobody_reads_stops_nobody(recording: Recording) -> None:
    os.mkfifo(recording.file)
    recording.add("hola")
    recording.turn()

    assert len(recording.notices()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it is the kernel's own full disk")
def test_a_full_disk_is_told_of() -> None:
    recording = Recording(Path("/dev/full"))
    recording.add("hola")
    recording.turn()

    [notice] = recording.notices()
    assert os.strerror(errno.ENOSPC) in notice


def test_a_line_that_was_torn_is_no_part_of_the_next_one(recording: Recording) -> None:
    os.mkfifo(recording.file)
    reading = os.open(recording.file, os.O_RDONLY | os.O_NONBLOCK)
    try:
        recording.add("x" * 1_000_000)  # more than a pipe holds
        recording.turn()
        while len(os.read(reading, 65_536)) == 65_536:
            pass
        recording.turn()
        after = os.read(reading, 65_536).decode()
    finally:
        os.close(reading)

    assert after.startswith(f"\n{TIME[:2]}")
