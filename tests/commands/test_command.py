"""`chatservice export`, `import`, `backup` and `restore`: what they do, and what they say."""

from __future__ import annotations

import json
from pathlib import Path

from chatservice.commands.command import NAMES
from chatservice.exchange.shapes import SHAPES
from chatservice.history.files import Lock
from tests.commands.running import LINES, RECORD, CommandTestCase, listed


class Exporting(CommandTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.imports(LINES)

    def test_what_is_exported_and_imported_elsewhere_is_exported_as_the_same_bytes(self) -> None:
        for shape in SHAPES:
            first = self.exports("--format", shape)

            self.imports(first, "--data", f"elsewhere-{shape}")

            self.assertEqual(self.exports("--format", shape, "--data", f"elsewhere-{shape}"), first)

    def test_text_comes_as_it_was_imported(self) -> None:
        self.assertEqual(self.exports("--format", "txt"), LINES)

    def test_without_a_format_each_line_is_an_object(self) -> None:
        records = [json.loads(line) for line in self.exports().splitlines()]

        self.assertEqual([r["message"] for r in records], ["hola", "qué tal", "canta", "baila"])

    def test_one_room_alone_can_be_had_with_its_sign_or_without(self) -> None:
        for room in ("cocina", "#cocina", "COCINA"):
            self.assertEqual(
                self.exports("--room", room, "--format=txt"), "".join(LINES.splitlines(True)[2:])
            )

    def test_it_can_begin_with_a_date(self) -> None:
        self.assertEqual(
            self.exports("--since", "2026-09-22", "--format=txt"), LINES.splitlines(True)[3]
        )

    def test_a_room_that_is_not_there_is_told(self) -> None:
        self.assertEqual(
            self.complaint("export", "--room", "sala"),
            "there is no room called #sala in this history",
        )

    def test_values_that_are_not_allowed_are_told_with_their_option(self) -> None:
        for option, value in (("room", "la sala"), ("since", "soon"), ("format", "xml")):
            self.assertTrue(
                self.complaint("export", f"--{option}", value).startswith(f"--{option}: ")
            )


class Importing(CommandTestCase):
    def test_it_says_how_much_was_new(self) -> None:
        self.assertEqual(
            self.imports(listed(RECORD)).output, "1 message imported. 0 were there already.\n"
        )
        self.assertEqual(
            self.imports(listed(RECORD)).output, "0 messages imported. 1 was there already.\n"
        )

    def test_messages_without_a_room_go_where_everyone_starts(self) -> None:
        self.imports(listed(RECORD), CHAT_ROOM="plaza")

        self.assertIn("#plaza Juan", self.exports("--format=txt"))

    def test_messages_without_a_room_go_where_the_command_line_says(self) -> None:
        self.imports(listed(RECORD, {**RECORD, "room": "cocina"}), "--room", "#Patio")

        self.assertEqual(
            [line.split()[1] for line in self.exports("--format=txt").splitlines()],
            ["#Patio", "#cocina"],
        )

    def test_a_file_with_a_mistake_anywhere_adds_nothing(self) -> None:
        self.imports(listed(RECORD))
        before = self.exports()

        self.imports(listed({**RECORD, "message": "new"}, {**RECORD, "user": ""}))

        self.assertEqual(self.exports(), before)

    def test_a_file_with_a_mistake_makes_no_history(self) -> None:
        self.imports("[1]")

        self.assertFalse(Path("chat-data").exists())

    def test_a_mistake_is_told_with_the_file_the_line_and_the_field(self) -> None:
        Path("old.json").write_text(f'[{json.dumps(RECORD)},\n{{"time": 1, "user": "Ana"}}]')

        self.assertTrue(
            self.complaint("import", "old.json").startswith(
                'old.json: line 2, message 2, field "message": it is missing: '
            )
        )

    def test_a_mistake_that_is_in_no_field_is_told_with_the_line(self) -> None:
        Path("old.txt").write_text("hello\n")

        self.assertTrue(
            self.complaint("import", "old.txt").startswith("old.txt: line 1: this is not a message")
        )

    def test_a_name_is_refused_in_the_servers_words(self) -> None:
        Path("old.json").write_text(listed({**RECORD, "user": "Juan Pérez"}))

        self.assertEqual(
            self.complaint("import", "old.json"),
            'old.json: line 1, message 1, field "user": A name can\'t contain a space: letters, '
            "digits, _, - and . are allowed.",
        )

    def test_a_file_that_cannot_be_read_is_told(self) -> None:
        self.assertEqual(self.complaint("import", "nothing"), "nothing: No such file or directory")
        self.assertEqual(self.complaint("import", "."), ".: Is a directory")


class Copying(CommandTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.imports(LINES)

    def test_a_backup_says_where_it_is(self) -> None:
        ran = self.run_command("backup", "copy.db")

        self.assertEqual((ran.status, ran.errors), (0, ""))
        self.assertIn("copy.db", ran.output)

    def test_a_backup_overwrites_nothing(self) -> None:
        self.run_command("backup", "copy.db")

        self.assertIn("copy.db is there already", self.complaint("backup", "copy.db"))

    def test_what_was_backed_up_is_restored(self) -> None:
        self.run_command("backup", "copy.db")
        before = self.exports()
        self.imports(listed(RECORD))

        self.run_command("restore", "copy.db")

        self.assertEqual(self.exports(), before)

    def test_a_restore_says_where_the_former_history_is(self) -> None:
        self.run_command("backup", "copy.db")

        ran = self.run_command("restore", "copy.db")

        (former,) = Path("chat-data").glob("history.db.before-restore-*")
        self.assertIn(str(former), ran.output)

    def test_a_restore_into_nothing_says_nothing_of_a_former_history(self) -> None:
        self.run_command("backup", "copy.db")

        ran = self.run_command("restore", "copy.db", "--data", "new")

        self.assertEqual((ran.status, ran.output.count("\n")), (0, 1))
        self.assertNotIn("before", ran.output)

    def test_a_running_server_is_told(self) -> None:
        self.run_command("backup", "copy.db")
        lock = Lock(Path("chat-data"))
        lock.acquire()
        self.addCleanup(lock.release)

        self.assertIn("in use by a server", self.complaint("restore", "copy.db"))

    def test_a_file_that_is_no_backup_is_told(self) -> None:
        self.assertIn("is not a history", self.complaint("restore", "file"))


class Everywhere(CommandTestCase):
    def test_the_history_is_where_a_flag_the_environment_or_the_file_says(self) -> None:
        Path("chat.toml").write_text('data = "three"')
        given = {"--data=one": "one", "--config=chat.toml": "three"}
        for flag, place in given.items():
            self.imports(listed(RECORD), flag)
            self.assertTrue(Path(place, "history.db").exists(), place)
        for name, value, place in (
            ("CHAT_DATA", "two", "two"),
            ("CHAT_CONFIG", "chat.toml", "three"),
        ):
            self.imports(listed(RECORD), **{name: value})
            self.assertEqual(self.exports("--data", place).count("\n"), 1)

    def test_without_a_word_about_it_the_history_is_where_a_server_has_it(self) -> None:
        self.imports(listed(RECORD))

        self.assertTrue(Path("chat-data", "history.db").exists())

    def test_settings_that_have_nothing_to_do_with_it_may_be_wrong(self) -> None:
        self.assertEqual(self.imports(listed(RECORD), CHAT_PORT="none").status, 0)

    def test_where_no_history_is_kept_there_is_none(self) -> None:
        for name in ("export", "backup"):
            file = [] if name == "export" else ["copy.db"]
            self.assertIn(
                "there is no history in nowhere", self.complaint(name, *file, "--data", "nowhere")
            )
            self.assertIn(":memory:", self.complaint(name, *file, "--data", ":memory:"))

    def test_a_configuration_that_is_wrong_is_told(self) -> None:
        self.assertIn("'no.toml' can't be read", self.complaint("export", "--config", "no.toml"))

    def test_a_damaged_history_is_told(self) -> None:
        Path("chat-data").mkdir()
        Path("chat-data", "history.db").write_bytes(b"rubbish" * 1000)

        for name, *file in (("export",), ("backup", "copy.db")):
            self.assertIn("chat-data/history.db is damaged", self.complaint(name, *file))

    def test_a_wrong_command_line_is_told(self) -> None:
        for name, *arguments in (
            ("import",),
            ("backup",),
            ("restore",),
            ("export", "file"),
            ("import", "one", "two"),
            ("export", "--room"),
            ("backup", "--room", "x", "copy"),
        ):
            self.assertIn("--help lists what is allowed", self.complaint(name, *arguments))

    def test_options_may_stand_behind_the_file(self) -> None:
        Path("file").write_text(listed(RECORD))

        for arguments in (("file", "--data", "one"), ("--data", "one", "file")):
            self.assertEqual(self.run_command("import", *arguments).status, 0)

    def test_everything_is_said_in_spanish_where_the_locale_is(self) -> None:
        self.imports(listed(RECORD))
        for name, *arguments in (
            ("export", "--data", "nowhere"),
            ("export", "--room", "sala"),
            ("import", "chat.toml"),
            ("import",),
            ("restore", "file"),
            ("backup", "file"),
        ):
            Path("chat.toml").write_text("hello")
            english = self.complaint(name, *arguments)
            self.assertNotEqual(self.complaint(name, *arguments, LANG="es_ES.UTF-8"), english)

    def test_help_lists_what_is_allowed_in_both_languages(self) -> None:
        for name in NAMES:
            texts = [self.run_command(name, "--help", LANG=language) for language in ("C", "es_ES")]
            for ran in texts:
                self.assertEqual((ran.status, ran.errors), (0, ""))
                self.assertIn("--version", ran.output)
            self.assertNotEqual(texts[0].output, texts[1].output)

    def test_help_tells_how_to_say_where_the_history_is_where_there_is_one_to_say(self) -> None:
        told = {
            name for name in NAMES if "--data DIRECTORY" in self.run_command(name, "--help").output
        }

        self.assertEqual(told, set(NAMES) - {"schema"})
