"""A history, and a copy of it that is made or restored."""

from __future__ import annotations

from pathlib import Path

from chatservice.exchange import copying
from chatservice.history.files import open_history
from tests.exchange.folders import AT, FolderTestCase, exported, say


def nothing_told(_done: int, _of: int) -> None:
    """Show no bar."""


class CopyingTestCase(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.data = self.folder / "data"
        self.copy = self.folder / "copy"

    def texts(self) -> list[str]:
        """Return what is said in the history in the folder."""
        connection = open_history(self.data)
        try:
            return [entry.text for entry in exported(connection)]
        finally:
            connection.close()

    def filled(self, *texts: str) -> None:
        """Make a history in which that was said."""
        connection = open_history(self.data)
        for number, text in enumerate(texts):
            say(connection, AT + number, text)
        connection.close()

    def back_up(self) -> None:
        copying.back_up(self.data, self.copy, nothing_told)

    def restore(self) -> Path | None:
        """Return where the former history is now."""
        return copying.restore(self.data, self.copy, nothing_told).former

    def names(self, folder: Path) -> set[str]:
        return {path.name for path in folder.iterdir()}
