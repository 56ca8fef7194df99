"""What those who were behind get from the history: private messages, and the way to the rest."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from chatservice.core.behind import MOST, STEP
from chatservice.core.log import Log
from chatservice.history.memory import MemoryHistory
from tests.core.slow import SlowTestCase
from tests.history.folders import in_a_folder

LEFT_OUT = re.compile(r"(\d+) more lines? w\w+ said meanwhile\. In #(\S+), (/history .*) shows")
LEFT_OUT_ES = re.compile(
    r"Entretanto se dijeron (\d+) líneas más\. En #(\S+), (/history .*) muestra"
)


class InMemory(SlowTestCase):
    """What holds of every log."""

    def log(self) -> Log:
        return MemoryHistory(kept=2 * MOST)

    def setUp(self) -> None:
        self.chats_with(self.log())

    # -- private messages --------------------------------------------------------------------

    def test_a_private_message_survives_many_who_come_and_go(self) -> None:
        self.falls_behind()
        self.juan.types("/msg Ana the key is under the mat")
        for number in range(200):
            self.chat.join(f"guest-{number}").vanishes()

        first, *lines = self.reads_on()

        self.assertEqual(first, "[14:35] Juan (private): the key is under the mat")
        self.assertEqual(lines[-2:], ["* guest-199 joined", "* guest-199 left"])

    def test_private_messages_stand_where_they_were_sent_in_every_stretch(self) -> None:
        self.falls_behind()
        expected = []
        for number in range(STEP + 200):
            if number % 100 == 50:
                self.beto.types(f"/msg Ana {number}")
                expected.append(f"[14:35] Beto (private): {number}")
            self.juan.types(str(number))
            expected.append(f"[14:35] Juan: {number}")

        self.assertEqual(self.reads_on(), expected)

    def test_a_private_message_that_was_corrected_comes_as_it_is_now(self) -> None:
        self.falls_behind()
        self.juan.types("/msg Ana hloa", "/edit hola")

        first, *_ = self.reads_on()

        self.assertEqual(first, "[14:35] Juan (private): hola")

    def test_a_private_message_that_was_taken_back_does_not_come(self) -> None:
        self.falls_behind()
        self.juan.types("/msg Ana secret", "/delete", "/msg Ana psst")

        _, *lines = self.reads_on()  # it is told that something was taken back

        self.assertEqual(lines, ["[14:35] Juan (private): psst"])

    def test_a_private_message_for_somebody_else_does_not_come(self) -> None:
        self.falls_behind()
        self.juan.types("/msg Beto secret", "one")

        self.assertEqual(self.reads_on(), ["[14:35] Juan: one"])

    def test_of_too_many_private_messages_the_last_come(self) -> None:
        self.falls_behind()
        self.juan.types(*(f"/msg Ana {number}" for number in range(MOST + 7)))

        self.assertEqual(
            self.reads_on(), [f"[14:35] Juan (private): {number}" for number in range(7, MOST + 7)]
        )

    # -- what is left out --------------------------------------------------------------------

    def shown(self, first: str, of: re.Pattern[str] = LEFT_OUT) -> tuple[int, list[str]]:
        """Return how many are left out, and what Ana reads when she types what the line says."""
        found = of.match(first)
        assert found is not None, first
        self.ana.types(f"/join {found[2]}")
        self.ana.reads()
        self.ana.types(found[3])
        _, *lines = self.ana.reads()
        return int(found[1]), lines

    def test_the_command_of_that_line_shows_the_last_that_were_left_out(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(130)))
        self.chat.passes(1)
        self.juan.types(*(str(number) for number in range(130, 130 + MOST)))

        number, lines = self.shown(self.reads_on()[0])

        self.assertEqual(number, 130)
        self.assertEqual(lines, [f"[14:35] Juan: {number}" for number in range(80, 130)])

    def test_it_does_in_spanish_and_in_another_time_zone(self) -> None:
        self.ana.types("/lang es", "/set zone Asia/Kathmandu")
        self.ana.reads()
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(130)))
        self.chat.passes(1)
        self.juan.types(*(str(number) for number in range(130, 130 + MOST)))
        self.ana.reads_on()

        number, lines = self.shown(self.ana.reads()[1], LEFT_OUT_ES)

        self.assertEqual(number, 130)
        self.assertEqual(lines, [f"[20:20] Juan: {number}" for number in range(80, 130)])

    def test_it_does_on_the_next_day(self) -> None:
        self.falls_behind()
        self.juan.types(*(str(number) for number in range(60)))
        self.chat.passes(1)
        self.juan.types(*(str(number) for number in range(60, 60 + MOST)))
        self.chat.now = datetime(2026, 11, 22, 0, 1, tzinfo=timezone.utc)

        number, lines = self.shown(self.reads_on()[0])

        self.assertEqual(number, 60)
        self.assertTrue(lines[-1].endswith("Juan: 59"), lines[-1])

    def test_it_names_the_room_where_they_talk(self) -> None:
        for visitor in (self.juan, self.ana):
            visitor.types("/join cocina")
        self.ana.reads()
        self.falls_behind()
        self.juan.types(*["a"] * (MOST + 1))

        self.assertIn("1 more line was said meanwhile. In #cocina, ", self.reads_on()[0])

    def test_the_command_is_exact_in_a_burst_within_one_second(self) -> None:
        self.falls_behind()
        with self.chat.one_turn():
            self.juan.types(*(str(number) for number in range(MOST + 130)))

        number, lines = self.shown(self.reads_on()[0])

        self.assertEqual(number, 130)
        self.assertEqual(lines, [f"[14:35] Juan: {number}" for number in range(80, 130)])


class OnDisk(InMemory):
    def log(self) -> Log:
        return in_a_folder(self)

    def test_it_is_when_they_talk_in_one_room_and_hear_another(self) -> None:
        for visitor in (self.juan, self.ana):
            visitor.types("/join cocina")
        self.ana.reads()
        self.falls_behind()
        with self.chat.one_turn():
            for number in range(MOST // 2 + 65):
                self.juan.types(f"here {number}")
                self.beto.types(f"there {number}")

        number, lines = self.shown(self.reads_on()[0])

        self.assertEqual(number, 130)
        self.assertEqual(lines, [f"[14:35] Juan: here {number}" for number in range(15, 65)])
