"""Files that are imported: of any shape that is known, checked to the last line."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.exchange.failures import ExchangeError, WrongEntryError
from chatservice.exchange.reading import CHUNK, LONGEST, entries
from chatservice.exchange.shapes import FIELDS, LONGEST_TEXT, NEEDED, Checks, Entry
from tests.exchange.folders import AT, CHECKS, read, written

HOLA = Entry(AT, "lobby", "Juan", "hola")
OBJECT = {"time": AT / 1e6, "user": "Juan", "message": "hola"}
LINE = "2026-09-21T14:13:20.123456Z #lobby Juan: hola\n"


def changed(**fields: object) -> str:
    """Return an object with other fields, on a line."""
    return json.dumps({**OBJECT, **fields})


class ReadingTestCase(SynchronousTestCase):
    def refused(self, content: str | bytes) -> WrongEntryError:
        """Read a file that is refused; return why."""
        with self.assertRaises(WrongEntryError) as caught:
            read(content)
        return caught.exception

    def problem(self, content: str | bytes) -> str:
        """Read a file that is refused; return what is said of it."""
        problem = self.refused(content).problem
        assert isinstance(problem, ExchangeError)
        return str(problem)


class Content(ReadingTestCase):
    def test_it_is_found_out_whatever_stands_before_it(self) -> None:
        for before in (b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"):
            for shape in ("jsonl", "json", "txt"):
                content = before + written([HOLA, HOLA], shape).encode()
                self.assertEqual(read(content), [HOLA, HOLA], content)

    def test_an_empty_file_holds_nothing(self) -> None:
        for content in ("", "\n", " ", "[]", "[ \n ]", "\ufeff"):
            self.assertEqual(read(content), [], repr(content))

    def test_lines_may_end_as_on_windows_and_be_empty(self) -> None:
        for shape in ("jsonl", "txt"):
            content = written([HOLA, HOLA], shape).replace("\n", "\r\n\r\n")
            self.assertEqual(read(content), [HOLA, HOLA])

    def test_a_list_may_be_laid_out_in_any_way(self) -> None:
        for layout in ({"indent": 4}, {"separators": (",", ":")}, {"indent": 0}):
            content = json.dumps([OBJECT] * 3, **layout)  # type: ignore[arg-type]
            self.assertEqual(read(content), [HOLA] * 3)

    def test_a_list_is_read_across_the_ends_of_what_is_read_at_once(self) -> None:
        for length in range(CHUNK - 200, CHUNK - 100):
            texts = ["a" * min(length, LONGEST_TEXT), "ñ\\n👍", "b"]
            found = read(json.dumps([{**OBJECT, "message": text} for text in texts]))
            self.assertEqual([entry.text for entry in found], [texts[0], "ñ\\n👍", "b"])

    def test_a_plain_history_may_call_its_fields_otherwise(self) -> None:
        for meaning in NEEDED:
            for name in FIELDS[meaning]:
                record = {name if key == meaning else key: v for key, v in OBJECT.items()}
                self.assertEqual(read(json.dumps([record])), [HOLA], name)

    def test_a_message_without_a_room_is_of_the_room_that_was_named(self) -> None:
        found = read(changed(), Checks("cocina", CHECKS.latest))

        self.assertEqual(found, [HOLA._replace(room="cocina")])

    def test_a_room_may_have_its_sign(self) -> None:
        self.assertEqual(read(changed(room="#Cocina")), [HOLA._replace(room="Cocina")])

    def test_line_breaks_in_a_message_become_spaces(self) -> None:
        self.assertEqual(read(changed(message="uno\r\ndos\ntres"))[0].text, "uno dos tres")

    def test_what_could_harm_a_terminal_is_left_out(self) -> None:
        self.assertEqual(read(changed(message="\x1b[31mred\x07\ud800"))[0].text, "red")

    def test_names_are_composed_as_those_of_people_are(self) -> None:
        self.assertEqual(read(changed(user="A\u0301ngel"))[0].user, "Ángel")


class Wrong(ReadingTestCase):
    def test_a_field_is_named_with_its_line_in_each_shape(self) -> None:
        good, bad = json.dumps(OBJECT), changed(user="Juan Pérez")
        for content, line in (
            (f"{good}\n\n{bad}\n", 3),
            (f"[{good},\n{good},\n\n{bad}]", 4),
            (json.dumps([OBJECT, {**OBJECT, "user": "no way"}], indent=1), 7),
            (LINE + LINE.replace("Juan", "Ju!n"), 2),
        ):
            error = self.refused(content)
            self.assertEqual((error.line, error.field), (line, "user"), content)

    def test_an_illegal_name_is_refused_as_on_the_server(self) -> None:
        for field, value in (("user", "Juan Pérez"), ("room", "la cocina")):
            problem = self.refused(changed(**{field: value})).problem
            assert isinstance(problem, Refused)
            self.assertEqual(problem.code, Code.NAME_CHARACTER)

    def test_an_unknown_field_is_named(self) -> None:
        error = self.refused(changed(colour="red"))

        self.assertEqual(error.field, "colour")

    def test_an_unknown_field_is_refused_with_those_that_are_known(self) -> None:
        self.assertIn("time, timestamp, at, date, room, user", self.problem(changed(colour="red")))

    def test_a_missing_field_is_named(self) -> None:
        for field in NEEDED:
            record = {name: value for name, value in OBJECT.items() if name != field}
            self.assertEqual(self.refused(json.dumps(record)).field, field)

    def test_two_fields_of_one_meaning_are_refused(self) -> None:
        self.assertIn("field user", self.problem(changed(author="Ana")))

    def test_values_of_another_kind_are_refused(self) -> None:
        for field in ("time", "room", "user", "message", "edited", "kind"):
            for value in (None, [], {}, ["x"]):
                self.assertEqual(self.refused(changed(**{field: value})).field, field)
        for field in ("room", "user", "message"):
            self.assertEqual(self.refused(changed(**{field: 5})).field, field)

    def test_a_message_that_shows_nothing_is_refused(self) -> None:
        for text in ("", "  ", "\n", "\u200b", "\x1b[31m"):
            self.assertEqual(self.refused(changed(message=text)).field, "message")

    def test_a_message_of_the_greatest_length_is_read(self) -> None:
        self.assertEqual(len(read(changed(message="ñ" * LONGEST_TEXT))[0].text), LONGEST_TEXT)

    def test_a_longer_message_is_refused(self) -> None:
        self.assertIn(str(LONGEST_TEXT), self.problem(changed(message="ñ" * (LONGEST_TEXT + 1))))

    def test_times_that_cannot_be_right_are_refused(self) -> None:
        for time in (-1, CHECKS.latest / 1e6 + 1, "1969-12-31T23:59:59Z", "soon"):
            self.assertEqual(self.refused(changed(time=time)).field, "time")

    def test_the_earliest_and_the_latest_time_are_read(self) -> None:
        for at in (0, CHECKS.latest):
            self.assertEqual(read(written([HOLA._replace(at=at)]))[0].at, at)

    def test_a_long_value_is_not_shown_in_full(self) -> None:
        self.assertLess(len(self.problem(changed(time="x" * 10_000))), 300)

    def test_a_line_that_is_no_message_is_refused_with_an_example(self) -> None:
        for line in ("hello", "#lobby Juan: hola", LINE.replace(": ", " "), LINE.replace("#", "")):
            self.assertIn("a line like 2026-11-21T14:35:02", self.problem(line))

    def test_what_is_no_json_is_refused_with_its_line(self) -> None:
        good = json.dumps(OBJECT)
        for content, line in (
            (f"{good}\n{{'time': 1}}\n", 2),
            (f"{good}\n{good[:-1]}\n", 2),
            (f"{good}\n{good} {good}\n", 2),
            (f'{{"time": {"9" * 5000}}}', 1),
            ('{"time": ' + "[" * 100_000, 1),
            (f'{good}\n{{"time": 1', 2),
            (f'[{good},\n{{"time": 1,\n"user": Juan}}]', 3),
            (f"[{good},\n{good[:-1]}", 2),
            ('[\n{"time": ' + "[" * 100_000, 2),
        ):
            error = self.refused(content)
            self.assertIn("not JSON", str(error.problem), content[:80])
            self.assertEqual(error.line, line, content[:80])

    def test_what_is_no_list_of_objects_is_refused_with_its_line(self) -> None:
        good = json.dumps(OBJECT)
        for content, said, line in (
            ("[\n1]", "not an object", 2),
            ('["hola"]', "not an object", 1),
            (f"[{good},\n]", "not an object", 2),
            (f"[[{good}]]", "not an object", 1),
            (f"[{good}\n", "has no end", 2),
            (f"[{good}\n{good}]", "has no end", 2),
            ("[", "not an object", 1),
            (f"[{good}]\n[{good}]", "behind the end", 2),
        ):
            error = self.refused(content)
            self.assertIn(said, str(error.problem), content)
            self.assertEqual(error.line, line, content)

    def test_a_line_with_something_else_than_an_object_is_refused(self) -> None:
        self.assertIn("not an object", self.problem(f"{json.dumps(OBJECT)}\n[1]\n"))

    def test_what_is_not_utf_8_is_refused_with_its_line(self) -> None:
        good, bad = changed().encode(), changed(message="caf").encode().replace(b"caf", b"caf\xe9")
        for content in (good + b"\n" + bad, b"[" + good + b",\n" + bad + b"]"):
            error = self.refused(content)
            self.assertIn("UTF-8", str(error.problem))
            self.assertEqual(error.line, 2)

    def test_more_than_any_message_needs_is_not_read(self) -> None:
        long = changed(message="x" * LONGEST)
        for content in (f"\n{long}", "\n" + "x" * (LONGEST + 1), f"[\n{long}]", f"[\n{long[:-2]}"):
            error = self.refused(content)
            self.assertIn(f"longer than {LONGEST}", str(error.problem))
            self.assertEqual(error.line, 2)


class Endless(io.RawIOBase):
    """A file of ``count`` messages, made up as it is read."""

    def __init__(self, count: int, shape: str) -> None:
        self._count = count
        self._shape = shape
        self._pieces = self._made()
        self._at = 0

    def _made(self) -> Iterator[bytes]:
        line = written([HOLA], self._shape).encode().strip(b"[]\n")
        is_list = self._shape == "json"
        yield b"[\n" if is_list else b""
        for number in range(self._count):
            yield line + (b",\n" if is_list and number < self._count - 1 else b"\n")
        yield b"]\n" if is_list else b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self._pieces = self._made()
        self._at = 0
        return 0

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = next((piece for piece in self._pieces if piece), b"")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


class Memory(SynchronousTestCase):
    def test_a_long_file_takes_no_more_than_a_short_one(self) -> None:
        for shape in ("jsonl", "json", "txt"):
            taken = {}
            for count in (1000, 20_000):
                file = io.BufferedReader(Endless(count, shape), 1024)
                tracemalloc.start()
                try:
                    found = sum(1 for _ in entries(file, CHECKS))
                    _, taken[count] = tracemalloc.get_traced_memory()
                finally:
                    tracemalloc.stop()
                self.assertEqual(found, count)
            self.assertLess(taken[20_000], taken[1000] + 512 * 1024, shape)
