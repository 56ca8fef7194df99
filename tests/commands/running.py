"""The operator's commands, run in this process with a folder and an output of their own."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatservice.commands.command import run

LINES = (
    "2026-09-21T14:13:20.123456Z #lobby Juan: hola\n"
    "2026-09-21T14:13:21.000000Z #lobby Ana (edited): qué tal\n"
    "2026-09-21T14:13:21.000000Z #cocina * Ana canta\n"
    "2026-09-22T09:00:00.000000Z #cocina * (edited) Juan baila\n"
)
"""What an export to txt may be."""

RECORD = {"time": 1_790_000_000, "user": "Juan", "message": "hola"}


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    output: str
    errors: str


class CommandTestCase(SynchronousTestCase):
    """A test in a folder of its own, which is the working directory."""

    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.addCleanup(os.chdir, Path.cwd())
        os.chdir(folder)

    def run_command(self, name: str, *arguments: str, **environment: str) -> Ran:
        """Run a command to its end."""
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        errors = io.StringIO()
        kept = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = output, errors
        try:
            status = run(name, arguments, environment)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout, sys.stderr = kept
        output.flush()
        return Ran(status, output.buffer.getvalue().decode(), errors.getvalue())  # type: ignore[attr-defined]

    def imports(self, content: str, *arguments: str, **environment: str) -> Ran:
        """Import a file with that content."""
        Path("file").write_text(content, encoding="utf-8")
        return self.run_command("import", "file", *arguments, **environment)

    def exports(self, *arguments: str, **environment: str) -> str:
        """Return what an export writes."""
        ran = self.run_command("export", *arguments, **environment)
        self.assertEqual((ran.status, ran.errors), (0, ""))
        return ran.output

    def complaint(self, name: str, *arguments: str, **environment: str) -> str:
        """Run a command that fails; return its one sentence without the name before it."""
        ran = self.run_command(name, *arguments, **environment)
        self.assertEqual(ran.status, 1)
        self.assertEqual(ran.output, "")
        start, end = f"chatservice {name}: ", "\n"
        self.assertEqual((ran.errors[: len(start)], ran.errors.count("\n")), (start, 1))
        return ran.errors.removeprefix(start).removesuffix(end)


def listed(*records: dict[str, object]) -> str:
    """Return a plain history with those objects."""
    return json.dumps(records)
