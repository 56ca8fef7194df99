from __future__ import annotations

import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.address import Address
from chatservice.client.network.memory import (
    LONGEST_FILE,
    MOST_SERVERS,
    Memory,
    Spoken,
    usual_file,
)

SERVER = Address("chat.example.org", 5050)


class UsualFile(SynchronousTestCase):
    def test_it_is_in_the_folder_for_what_programs_remember(self) -> None:
        self.assertEqual(
            usual_file({"HOME": "/home/ana"}), Path("/home/ana/.local/state/chatservice/servers")
        )

    def test_that_folder_may_be_another(self) -> None:
        environment = {"HOME": "/home/ana", "XDG_STATE_HOME": "/elsewhere"}
        self.assertEqual(usual_file(environment), Path("/elsewhere/chatservice/servers"))

    def test_a_folder_that_is_not_absolute_does_not_count(self) -> None:
        environment = {"HOME": "/home/ana", "XDG_STATE_HOME": "relative"}
        self.assertEqual(
            usual_file(environment), Path("/home/ana/.local/state/chatservice/servers")
        )


class Remembering(SynchronousTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "made" / "servers"
        self.memory = Memory(self.file)

    def write(self, text: str) -> None:
        self.file.parent.mkdir()
        self.file.write_text(text, encoding="utf-8")

    def test_nothing_is_known_without_a_file(self) -> None:
        self.assertIsNone(self.memory.spoken(SERVER))

    def test_what_is_noted_is_known_at_the_next_start(self) -> None:
        for spoken in Spoken:
            self.memory.note(SERVER, spoken)

            self.assertIs(Memory(self.file).spoken(SERVER), spoken)

    def test_a_server_has_a_line_the_latest_last(self) -> None:
        other = Address("::1", 5051)
        for address, spoken in (
            (SERVER, Spoken.PLAIN),
            (other, Spoken.LINES),
            (SERVER, Spoken.ENCRYPTED),
        ):
            self.memory.note(address, spoken)

        self.assertEqual(self.file.read_text(), "[::1]:5051 tls\nchat.example.org:5050 tls json\n")

    def test_what_is_forgotten_is_not_known(self) -> None:
        self.memory.note(SERVER, Spoken.PLAIN)

        self.memory.forget(SERVER)

        self.assertIsNone(self.memory.spoken(SERVER))

    def test_a_name_is_the_same_in_any_case_and_with_its_last_dot(self) -> None:
        self.memory.note(Address("Chat.Example.ORG.", 5050), Spoken.PLAIN)

        self.assertIs(self.memory.spoken(SERVER), Spoken.PLAIN)

    def test_the_first_ones_go_when_there_are_too_many(self) -> None:
        self.write("".join(f"host{number}:1 json\n" for number in range(MOST_SERVERS)))

        self.memory.note(SERVER, Spoken.PLAIN)

        self.assertIsNone(self.memory.spoken(Address("host0", 1)))
        self.assertIs(self.memory.spoken(Address("host1", 1)), Spoken.PLAIN)

    def test_only_its_owner_may_read_it(self) -> None:
        self.memory.note(SERVER, Spoken.PLAIN)

        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.file.parent.stat().st_mode), 0o700)

    def test_nothing_else_is_left_in_its_folder(self) -> None:
        self.memory.note(SERVER, Spoken.PLAIN)
        self.memory.note(SERVER, Spoken.ENCRYPTED)

        self.assertEqual(list(self.file.parent.iterdir()), [self.file])

    def test_lines_that_mean_nothing_are_nothing(self) -> None:
        self.write("nonsense\n\nchat.example.org:5050\nchat.example.org:5050 gopher\n\x00 json")

        self.assertIsNone(self.memory.spoken(SERVER))

    def test_what_is_not_its_file_is_not_read(self) -> None:
        self.write("chat.example.org:5050 json\n" + "#" * LONGEST_FILE)

        self.assertIsNone(self.memory.spoken(SERVER))

    def test_a_file_that_cannot_be_used_is_no_reason_to_fail(self) -> None:
        self.file.mkdir(parents=True)

        self.memory.note(SERVER, Spoken.PLAIN)
        self.memory.forget(SERVER)

        self.assertIsNone(self.memory.spoken(SERVER))
        self.assertEqual(list(self.file.parent.iterdir()), [self.file])

    def test_a_folder_that_cannot_be_made_is_none_either(self) -> None:
        self.file.parent.write_text("a file")

        self.memory.note(SERVER, Spoken.PLAIN)

        self.assertIsNone(self.memory.spoken(SERVER))

    @given(st.binary(max_size=200))
    def test_any_bytes_may_be_in_it(self, data: bytes) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(data)

        self.memory.note(SERVER, Spoken.ENCRYPTED)

        self.assertIs(self.memory.spoken(SERVER), Spoken.ENCRYPTED)
