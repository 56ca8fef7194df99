from __future__ import annotations

from tests.core.actions.kitchen import InTheKitchen


class Announcing(InTheKitchen):
    def test_everyone_reads_it_once_wherever_they_are(self) -> None:
        self.rita.types("/leave lobby")
        self.sam.types("/leave kitchen")
        self.all_read()

        self.ada.types("/announce The server restarts at six")

        for visitor in (self.ada, self.owen, self.rita, self.sam):
            self.assertEqual(visitor.reads(), ["*** Ada to everyone: The server restarts at six"])

    def test_it_is_told_in_spanish(self) -> None:
        self.sam.types("/lang es")
        self.sam.reads()

        self.ada.types("/anunciar Reiniciamos a las seis")

        self.assertEqual(self.sam.reads(), ["*** Ada a todos: Reiniciamos a las seis"])

    def test_who_ignores_the_administrator_reads_it_too(self) -> None:
        self.sam.types("/ignore Ada")
        self.sam.reads()

        self.ada.types("/announce The server restarts at six")

        self.assertEqual(self.sam.reads(), ["*** Ada to everyone: The server restarts at six"])

    def test_who_has_no_nickname_yet_is_not_disturbed(self) -> None:
        visitor = self.chat.connect()
        visitor.reads()

        self.ada.types("/announce The server restarts at six")

        self.assertEqual(visitor.reads(), [])

    def test_it_is_not_in_the_history(self) -> None:
        self.ada.types("/announce The server restarts at six")

        self.assertEqual(self.told(self.owen, "/search restarts"), ["Nothing was found."])
