from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.protocols.chat import Chat

BELL = b"\a"


class Bell(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.ana, self.bob = self.chat.guest_called("Ana"), self.chat.guest_called("bob")
        self.ana.types("/set bell on")
        self.ana.reads()

    def rings(self, *said: str) -> int:
        """Return how often Ana's terminal rings when bob types that."""
        self.bob.types(*said)
        return self.ana.bytes_read().count(BELL)

    def test_it_rings_for_a_name_in_any_case_and_beside_any_punctuation(self) -> None:
        for said in ("Ana", "hola ana", "@ana mira", "ANA: ven", "¿vienes, ana?", "ana, (ana)"):
            self.assertEqual(self.rings(said), 1, said)
            self.chat.clock.advance(2)

    def test_it_does_not_ring_for_a_name_inside_a_word(self) -> None:
        self.assertEqual(self.rings("banana", "analogy", "mañana", "ana-maria", "nothing"), 0)

    def test_it_rings_for_a_private_message(self) -> None:
        self.assertEqual(self.rings("/msg ana psst"), 1)

    def test_it_rings_for_an_action_that_names_someone(self) -> None:
        self.assertEqual(self.rings("/me hugs Ana"), 1)

    def test_it_rings_at_most_once_in_two_seconds(self) -> None:
        self.assertEqual(self.rings("ana", "ana"), 1)
        self.chat.clock.advance(1.9)
        self.assertEqual(self.rings("ana"), 0)
        self.chat.clock.advance(0.1)
        self.assertEqual(self.rings("ana"), 1)

    def test_it_does_not_ring_for_who_did_not_ask(self) -> None:
        eva = self.chat.guest_called("eva")

        self.bob.types("eva eva", "/msg eva psst")

        self.assertNotIn(BELL, eva.bytes_read())

    def test_it_rings_for_nobody_else(self) -> None:
        eva = self.chat.guest_called("eva")
        eva.types("/set bell on")
        eva.reads()

        self.assertEqual(self.rings("ana"), 1)

        self.assertNotIn(BELL, eva.bytes_read())

    def test_it_is_silent_again_after_it_was_switched_off(self) -> None:
        self.ana.types("/set bell off")

        self.assertEqual(self.rings("ana"), 0)

    def test_nobody_rings_it_by_typing_a_bell(self) -> None:
        self.assertEqual(self.rings("ding\a dong"), 0)
