"""A program reads what two people told each other, page by page to the beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.commands import History
from chatservice.core.log import Log
from chatservice.history.memory import MemoryHistory
from tests.core.programs import Program, chat
from tests.history.folders import in_a_folder

PAGE = 50


class InMemory(SynchronousTestCase):
    def new_log(self) -> Log:
        return MemoryHistory()

    def setUp(self) -> None:
        self.chat = chat(log=self.new_log())
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")
        self.program = Program(self.chat).comes("Eva")
        self.program.reads_objects()

    def page(self, which: str) -> list[dict[str, Any]]:
        """Return the messages that are answered to that."""
        self.program.asks(History(which), "page")
        history, _ = self.program.reads_objects()
        messages: list[dict[str, Any]] = history["messages"]
        return messages

    def test_everything_comes_once_and_nothing_of_others(self) -> None:
        told = []
        for number in range(130):
            told.append(f"private {number}")
            self.juan.types(f"/msg Eva {told[-1]}", f"said {number}", "/msg Ana not for Eva")
            self.beto.types(f"/msg Eva from Beto {number}")
            self.chat.now += timedelta(seconds=60)
        self.program.reads_objects()

        found: list[dict[str, Any]] = []
        page = self.page(f"private @Juan {PAGE}")
        while page:
            found = [*page, *found]
            page = self.page(f"private @Juan {PAGE} before #{page[0]['seq']}")

        self.assertEqual([each["text"] for each in found], told)


class OnDisk(InMemory):
    def new_log(self) -> Log:
        return in_a_folder(self)
