"""What was sent, in memory and in a real file."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path

from prompt_toolkit.history import FileHistory
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.remembered import (
    LONGEST,
    MOST,
    Remembered,
    is_secret,
    place_of,
)
from chatservice.core.commands import COMMANDS
from chatservice.core.commands.accounts import ForgetMe, LogIn, Password, Register, Token

SECRET = (Register, LogIn, Password, ForgetMe, Token)


class InAFile(SynchronousTestCase):
    def setUp(self) -> None:
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.path = folder / "state" / "chatservice" / "history"

    def remember(self, *texts: str) -> Remembered:
        remembered = Remembered(self.path)
        for text in texts:
            remembered.append_string(text)
        return remembered

    def test_it_is_there_the_next_time(self) -> None:
        self.remember("one", "two\nlines", "árbol 👩‍👩‍👧", "a\x1b[31m\r\x85\u2028b")

        self.assertEqual(
            self.remember().get_strings(),
            ["one", "two\nlines", "árbol 👩‍👩‍👧", "a\x1b[31m\r\x85\u2028b"],
        )

    def test_the_newest_comes_first_with_the_key_up(self) -> None:
        self.assertEqual(list(self.remember("one", "two").load_history_strings()), ["two", "one"])

    def test_nobody_else_can_read_it(self) -> None:
        self.remember("one")

        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.path.parent.stat().st_mode & 0o777, 0o700)

    def test_a_file_that_others_can_read_is_closed_to_them(self) -> None:
        self.path.parent.mkdir(parents=True)
        self.path.touch(0o644)
        self.remember()

        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)

    def test_the_same_twice_is_kept_once(self) -> None:
        self.remember("one", "one", "two", "one")

        self.assertEqual(self.remember().get_strings(), ["one", "two", "one"])

    def test_the_same_as_the_last_time_is_kept_once(self) -> None:
        self.remember("one")
        self.remember("one")

        self.assertEqual(self.remember().get_strings(), ["one"])

    def test_what_is_blank_is_not_kept(self) -> None:
        self.assertEqual(self.remember("", " \n ").get_strings(), [])

    def test_the_oldest_go(self) -> None:
        texts = [f"line {number}" for number in range(MOST + 5)]
        remembered = self.remember(*texts)

        self.assertEqual(remembered.get_strings(), texts[5:])
        self.assertEqual(self.remember().get_strings(), texts[5:])

    def test_they_go_from_the_file_when_it_is_read(self) -> None:
        texts = [f"line {number}" for number in range(MOST + 5)]
        self.remember(*texts)
        self.remember()

        self.assertEqual(list(FileHistory(self.path).load_history_strings()), texts[:4:-1])
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)
        self.assertEqual([*self.path.parent.iterdir()], [self.path])

    def test_what_cannot_be_shortened_is_told_and_stays(self) -> None:
        self.remember(*map(str, range(MOST + 1)))
        in_the_way = self.path.with_name(f"history.{os.getpid()}")
        in_the_way.mkdir()
        remembered = self.remember()

        self.assertTrue(remembered.problem)
        self.assertEqual(len(list(FileHistory(self.path).load_history_strings())), MOST + 1)

    def test_a_link_stays_a_link(self) -> None:
        elsewhere = self.path.parent.parent / "elsewhere"
        self.path.parent.mkdir(parents=True)
        self.path.symlink_to(elsewhere)
        self.remember(*map(str, range(MOST + 1)))
        self.remember()

        self.assertTrue(self.path.is_symlink())
        self.assertEqual(len(list(FileHistory(elsewhere).load_history_strings())), MOST)

    def test_several_clients_write_into_one_file(self) -> None:
        def write(name: str) -> None:
            remembered = Remembered(self.path)
            for number in range(20):
                remembered.append_string(f"{name}\n{number}")

        writers = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        self.assertEqual(
            sorted(self.remember().get_strings()),
            sorted(f"{name}\n{number}" for name in "abcdef" for number in range(20)),
        )

    def test_nothing_is_lost_while_another_client_shortens_the_file(self) -> None:
        self.remember(*map(str, range(MOST)))
        writing = Remembered(self.path)
        done = threading.Event()

        def shorten() -> None:
            while not done.is_set():
                Remembered(self.path)

        other = threading.Thread(target=shorten)
        other.start()
        for number in range(50):
            writing.append_string(f"new {number}")
        done.set()
        other.join()

        self.assertEqual(self.remember().get_strings()[-50:], [f"new {n}" for n in range(50)])

    def test_what_is_very_long_is_kept_in_memory_only(self) -> None:
        text = "x" * (LONGEST + 1)

        self.assertEqual(self.remember(text).get_strings(), [text])
        self.assertEqual(self.remember().get_strings(), [])

    def test_half_a_character_is_no_trouble(self) -> None:
        self.remember("a\udc80b")

        self.assertEqual(self.remember().get_strings(), ["a?b"])

    def test_what_else_is_in_the_file_is_no_trouble(self) -> None:
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(b"\x00\xff\n\n+one\n+\xfftwo\nnonsense\n+three\n")

        self.assertEqual(self.remember().get_strings(), ["one\n\ufffdtwo", "three"])


class WithoutAFile(SynchronousTestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_without_a_place_it_is_kept_in_memory(self) -> None:
        remembered = Remembered(None)
        remembered.append_string("one")

        self.assertEqual((remembered.get_strings(), remembered.problem), (["one"], ""))

    def test_where_no_file_can_be_it_is_kept_in_memory_and_told(self) -> None:
        (self.folder / "file").touch()
        remembered = Remembered(self.folder / "file" / "history")
        remembered.append_string("one")

        self.assertEqual(remembered.get_strings(), ["one"])
        self.assertIn(str(self.folder / "file" / "history"), remembered.problem)

    def test_a_folder_in_its_place_is_told(self) -> None:
        self.assertIn("directory", Remembered(self.folder).problem)

    def test_a_file_that_goes_away_is_made_again(self) -> None:
        remembered = Remembered(self.folder / "history")
        (self.folder / "history").unlink()
        remembered.append_string("one")

        self.assertEqual(Remembered(self.folder / "history").get_strings(), ["one"])

    def test_what_happens_later_is_told_too(self) -> None:
        remembered = Remembered(self.folder / "history")
        (self.folder / "history").unlink()
        (self.folder / "history").mkdir()
        remembered.append_string("one")

        self.assertTrue(remembered.problem)

    def test_nobody_waits_for_a_pipe(self) -> None:
        os.mkfifo(self.folder / "history")

        self.assertTrue(Remembered(self.folder / "history").problem)

    def test_the_null_device_keeps_nothing_and_stays_as_it_is(self) -> None:
        null = Path(os.devnull)
        before = null.stat().st_mode
        remembered = Remembered(null)
        remembered.append_string("one")

        self.assertEqual((null.stat().st_mode, remembered.problem), (before, ""))


class WhereItIs(SynchronousTestCase):
    def test_in_the_folder_for_states(self) -> None:
        self.assertEqual(
            place_of({"XDG_STATE_HOME": "/s", "HOME": "/h"}), Path("/s/chatservice/history")
        )

    def test_without_one_it_is_below_the_home(self) -> None:
        for state in ({}, {"XDG_STATE_HOME": ""}, {"XDG_STATE_HOME": "relative"}):
            with self.subTest(state=state):
                self.assertEqual(
                    place_of({"HOME": "/h", **state}), Path("/h/.local/state/chatservice/history")
                )

    def test_without_a_home_there_is_none(self) -> None:
        for home in ({}, {"HOME": ""}, {"HOME": "relative"}):
            with self.subTest(home=home):
                self.assertIsNone(place_of(home))

    def test_another_one_can_be_chosen(self) -> None:
        self.assertEqual(place_of({"CHAT_HISTORY": "/else/where"}), Path("/else/where"))

    def test_none_can_be_chosen(self) -> None:
        self.assertIsNone(place_of({"CHAT_HISTORY": "", "HOME": "/h"}))


class WhatIsSecret(SynchronousTestCase):
    def test_what_stands_behind_a_command_for_secrets_in_any_language(self) -> None:
        for command in SECRET:
            for name in command.names:
                for typed in (
                    f"/{name} hunter2",
                    f" /{name.upper()}\thunter2",
                    f"/{name}\nhunter2",
                ):
                    with self.subTest(typed):
                        self.assertTrue(is_secret(typed))

    def test_such_a_command_alone_is_not(self) -> None:
        for command in SECRET:
            with self.subTest(command.names[0]):
                self.assertFalse(is_secret(f"/{command.names[0]} "))

    def test_misspelt_it_is(self) -> None:
        for typed in ("/pasword hunter2", "/regsiter hunter2", "/contraseñas hunter2"):
            with self.subTest(typed):
                self.assertTrue(is_secret(typed))

    def test_of_other_chats_it_is(self) -> None:
        for typed in ("/identify hunter2", "/nickserv identify hunter2", "/pass hunter2"):
            with self.subTest(typed):
                self.assertTrue(is_secret(typed))

    def test_no_other_command_is(self) -> None:
        names = [name for command in COMMANDS if command not in SECRET for name in command.names]
        for name in names:
            with self.subTest(name):
                self.assertFalse(is_secret(f"/{name} some words"))

    def test_what_is_said_is_not(self) -> None:
        for typed in ("", "register hunter2", "//register hunter2", "see /register hunter2"):
            with self.subTest(typed):
                self.assertFalse(is_secret(typed))

    def test_it_is_not_remembered(self) -> None:
        remembered = Remembered(None)
        remembered.append_string("/register hunter2")

        self.assertEqual(remembered.get_strings(), [])
