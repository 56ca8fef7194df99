from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat


class Bells(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.juan, self.ana, self.beto = self.chat.people("Juan", "Ana", "Beto")

    def wanted(self) -> None:
        """Let Ana ask for a bell."""
        self.ana.types("/set bell on")
        self.ana.reads()

    def rings(self, *lines: str) -> int:
        """Return how often it rings for Ana when Juan types ``lines``."""
        self.juan.types(*lines)
        return self.ana.reads_bytes().count(b"\a")

    def test_it_rings_before_the_line_that_names_somebody(self) -> None:
        self.wanted()

        self.juan.types("hola ana")

        self.assertEqual(self.ana.reads_bytes(), b"\a[14:35] Juan: hola ana\r\n")

    def test_it_rings_for_nobody_who_did_not_ask(self) -> None:
        self.assertEqual(self.rings("hola ana"), 0)

    def test_it_rings_for_the_one_who_is_named_and_nobody_else(self) -> None:
        self.wanted()
        self.beto.types("/set bell on")
        self.beto.reads()

        self.juan.types("hola ana")

        self.assertNotIn(b"\a", self.beto.reads_bytes())

    def test_it_rings_for_who_asked_before_choosing_a_name(self) -> None:
        visitor = self.chat.connect()
        visitor.types("/set bell on", "Carla")
        visitor.reads()

        self.juan.types("hola carla")

        self.assertEqual(visitor.reads_bytes(), b"\a[14:35] Juan: hola carla\r\n")

    def test_it_no_longer_rings_after_asking_for_silence(self) -> None:
        self.wanted()
        self.ana.types("/set bell off")

        self.assertEqual(self.rings("hola ana"), 0)

    def test_a_name_may_stand_anywhere_in_any_case_with_signs_around_it(self) -> None:
        self.wanted()
        for line in (
            "@ana",
            "ana:",
            "ANA",
            "hola, Ana.",
            "¿ana?",
            "(ana)",
            "«Ana»",
            "ana…",
            "/me eyes ana",
        ):
            self.assertEqual(self.rings(line), 1, line)
            self.chat.passes(2)

    def test_any_sign_that_is_in_no_name_ends_one(self) -> None:
        self.wanted()
        for sign in "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~—–·“”’„‘¡¿":
            self.assertEqual(self.rings(f"so {sign}ana{sign} so"), 1, sign)
            self.chat.passes(2)

    def test_a_name_inside_another_word_is_none(self) -> None:
        self.wanted()

        self.assertEqual(self.rings("banana", "anatomy", "ana-maria", "ana_2"), 0)

    def test_a_name_with_other_accents_is_another_name(self) -> None:
        self.wanted()

        self.assertEqual(self.rings("aná"), 0)

    def test_a_private_message_rings(self) -> None:
        self.wanted()

        self.assertEqual(self.rings("/msg Ana psst"), 1)

    def test_a_line_that_names_somebody_twice_rings_once(self) -> None:
        self.wanted()

        self.assertEqual(self.rings("ana ana ana"), 1)

    def test_it_rings_once_in_two_seconds(self) -> None:
        self.wanted()

        self.assertEqual(self.rings("ana", "ana", "ana"), 1)
        self.chat.passes(1.9)
        self.assertEqual(self.rings("ana"), 0)
        self.chat.passes(0.1)
        self.assertEqual(self.rings("ana"), 1)

    def test_in_one_turn_it_rings_for_the_first_line(self) -> None:
        self.wanted()

        with self.chat.one_turn():
            self.juan.types("ana one")
            self.beto.types("ana two")

        self.assertEqual(
            self.ana.reads_bytes(), b"\a[14:35] Juan: ana one\r\n[14:35] Beto: ana two\r\n"
        )

    def test_it_rings_for_the_new_name_and_no_longer_for_the_old_one(self) -> None:
        self.wanted()
        self.ana.types("/rename Eva")
        self.ana.reads()

        self.assertEqual(self.rings("ana"), 0)
        self.assertEqual(self.rings("eva"), 1)

    def test_it_does_not_ring_in_a_room_where_the_one_named_is_not(self) -> None:
        self.wanted()
        self.juan.types("/join cocina")

        self.assertEqual(self.rings("ana"), 0)

    def test_it_rings_in_a_room_that_is_not_the_current_one(self) -> None:
        self.wanted()
        self.ana.types("/join cocina")
        self.ana.reads()

        self.assertEqual(self.rings("ana"), 1)

    def test_naming_oneself_does_not_ring(self) -> None:
        self.wanted()
        self.ana.types("/set echo on")
        self.ana.reads()

        self.ana.types("ana talks to ana")

        self.assertEqual(self.ana.reads_bytes(), b"[14:35] Ana: ana talks to ana\r\n")
