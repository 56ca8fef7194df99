from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.screen.pacing import Bell, Pacer
from tests.client.screen.talking import Waiting


class Pace(SynchronousTestCase):
    def setUp(self) -> None:
        self.timing = Waiting()
        self.drawn: list[float] = []
        self.seconds = 0.001
        self.pacer = Pacer(self.timing, self.draw)

    def draw(self) -> None:
        self.drawn.append(self.timing.time())
        self.pacer.begun()
        self.timing.clock.rightNow += self.seconds
        self.pacer.done()

    def test_the_first_thing_is_drawn_at_once(self) -> None:
        self.pacer.ask()
        self.timing.clock.advance(0)

        self.assertEqual(self.drawn, [0])

    def test_what_comes_together_is_drawn_together(self) -> None:
        for _ in range(100):
            self.pacer.ask()
        self.timing.clock.advance(0)

        self.assertEqual(len(self.drawn), 1)

    def test_in_a_flood_it_is_drawn_every_50_milliseconds(self) -> None:
        for _ in range(1000):
            self.pacer.ask()
            self.timing.clock.advance(0.001)

        pauses = [after - before for before, after in zip(self.drawn, self.drawn[1:], strict=False)]
        self.assertGreater(min(pauses), 0.05)
        self.assertLess(max(pauses), 0.054)

    def test_what_takes_long_to_draw_is_drawn_less_often(self) -> None:
        self.seconds = 0.1
        for _ in range(1000):
            self.pacer.ask()
            self.timing.clock.advance(0.001)

        self.assertEqual([round(at, 1) for at in self.drawn], [0, 0.5, 1.0])

    def test_what_was_drawn_for_a_key_is_not_drawn_again(self) -> None:
        self.draw()
        self.pacer.ask()
        self.draw()
        self.timing.clock.advance(1)

        self.assertEqual(len(self.drawn), 2)

    def test_after_the_end_nothing_is_drawn(self) -> None:
        self.pacer.ask()
        self.pacer.stop()
        self.timing.clock.advance(1)

        self.assertEqual(self.drawn, [])


class Ringing(SynchronousTestCase):
    def rings(self, *pauses: float, is_on: bool = True) -> int:
        timing = Waiting()
        rung: list[float] = []
        bell = Bell(timing, lambda: rung.append(timing.time()), is_on=is_on)
        for pause in pauses:
            timing.clock.advance(pause)
            bell.ring()
        return len(rung)

    def test_it_rings_at_once(self) -> None:
        self.assertEqual(self.rings(0), 1)

    def test_it_does_not_ring_again_within_two_seconds(self) -> None:
        self.assertEqual(self.rings(0, 1, 0.9), 1)

    def test_it_rings_again_after_two_seconds(self) -> None:
        self.assertEqual(self.rings(0, 1, 1), 2)

    def test_it_does_not_ring_when_it_is_off(self) -> None:
        self.assertEqual(self.rings(0, 5, is_on=False), 0)
