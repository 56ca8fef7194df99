"""What somebody who did not read for a while gets when they read on."""

from __future__ import annotations

from tests.core.slow import SlowTestCase


class Missed(SlowTestCase):
    def test_what_was_said_meanwhile_comes_in_order(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/me waves")
        self.beto.types("three")

        self.assertEqual(
            self.reads_on(), ["[14:35] Juan: one", "* Juan waves", "[14:35] Beto: three"]
        )

    def test_nothing_is_written_to_who_is_behind(self) -> None:
        self.falls_behind()
        held = len(self.ana._held)

        self.juan.types(*["a" * 4000] * 100)

        self.assertEqual(len(self.ana._held), held)

    def test_they_hear_live_again_afterwards(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        self.reads_on()

        with self.chat.one_turn():
            self.juan.types("two")
            self.beto.types("three")

        self.assertEqual(self.ana.reads(), ["[14:35] Juan: two", "[14:35] Beto: three"])

    def test_who_comes_and_goes_stands_where_it_happened(self) -> None:
        self.falls_behind()
        self.juan.types("one")
        carla = self.chat.join("Carla")
        carla.types("two")
        self.juan.types("/rename Pedro", "three", "/topic Tea")
        carla.types("/quit bye")
        self.beto.types("four")

        self.assertEqual(
            self.reads_on(),
            [
                *("[14:35] Juan: one", "* Carla joined", "[14:35] Carla: two"),
                *("* Juan is now Pedro", "[14:35] Pedro: three", "* Pedro set the topic: Tea"),
                *("* Carla left (bye)", "[14:35] Beto: four"),
            ],
        )

    def test_several_things_of_one_turn_stand_where_they_happened(self) -> None:
        self.falls_behind()
        with self.chat.one_turn():
            self.juan.types("one", "/rename Pedro", "two")
            self.beto.types("/msg Ana psst", "three")

        self.assertEqual(
            self.reads_on(),
            [
                *("[14:35] Juan: one", "* Juan is now Pedro", "[14:35] Pedro: two"),
                *("[14:35] Beto (private): psst", "[14:35] Beto: three"),
            ],
        )

    def test_what_stands_in_the_turn_in_which_they_fell_behind_comes_once(self) -> None:
        self.ana.stops_reading()
        with self.chat.one_turn():
            self.juan.types("one")
        with self.chat.one_turn():
            self.juan.types("two", "/rename Pedro")
            self.beto.types("three")
        self.ana.reads_on()

        self.assertEqual(
            self.ana.reads(),
            [
                *("[14:35] Juan: one", "[14:35] Juan: two"),
                *("* Juan is now Pedro", "[14:35] Beto: three"),
            ],
        )

    def test_each_line_has_the_room_that_it_was_said_in(self) -> None:
        for visitor in (self.ana, self.juan):
            visitor.types("/join cocina")
        self.ana.reads()
        self.falls_behind()
        self.juan.types("here")
        self.beto.types("there")

        self.assertEqual(self.reads_on(), ["[14:35] Juan: here", "[14:35] #lobby Beto: there"])

    def test_nothing_comes_of_a_room_where_they_are_not(self) -> None:
        self.falls_behind()
        self.juan.types("/join cocina", "secret")

        self.assertEqual(self.reads_on(), [])

    def test_nothing_comes_of_whom_they_ignore(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()
        self.falls_behind()
        self.juan.types("one", "/rename Pedro", "two", "/msg Ana psst")
        self.beto.types("three")

        self.assertEqual(self.reads_on(), ["* Juan is now Pedro", "[14:35] Beto: three"])

    def test_what_they_said_in_that_turn_does_not_come_back(self) -> None:
        self.assertEqual(self.own_line_of_that_turn(), [])

    def test_what_they_said_in_that_turn_comes_back_to_who_wants_an_echo(self) -> None:
        self.ana.types("/set echo on")
        self.ana.reads()

        self.assertEqual(self.own_line_of_that_turn(), ["[14:35] Ana: mine"])

    def own_line_of_that_turn(self) -> list[str]:
        self.ana.stops_reading()
        with self.chat.one_turn():
            self.ana.types("mine")
            self.ana.send(b"telnet\r\n")  # as a protocol answers, without a turn
            self.juan.types("/rename Pedro")
        self.ana.reads_on()
        read = self.ana.reads()
        self.assertEqual([read[0], read[-1]], ["telnet", "* Juan is now Pedro"])
        return read[1:-1]

    def test_a_message_taken_back_meanwhile_does_not_come(self) -> None:
        self.falls_behind()
        self.juan.types("one", "/delete")

        self.assertEqual(self.reads_on(), ["* Juan took back a message"])

    def test_a_message_corrected_meanwhile_comes_as_it_is_now(self) -> None:
        self.falls_behind()
        self.juan.types("hloa", "/edit hola")

        self.assertEqual(self.reads_on(), ["[14:35] Juan: hola", "* Juan corrected: hola"])

    def test_a_bell_rings_once_for_all_that_named_them(self) -> None:
        self.ana.types("/set bell on")
        self.ana.reads()
        self.falls_behind()
        self.juan.types("Ana!", "Ana?")

        self.ana.reads_held()
        self.ana.reads()
        self.ana.reads_on()

        self.assertEqual(self.ana.reads_bytes(), b"\a[14:35] Juan: Ana!\r\n[14:35] Juan: Ana?\r\n")

    def test_a_bell_rings_for_a_private_message(self) -> None:
        self.ana.types("/set bell on")
        self.ana.reads()
        self.falls_behind()
        self.juan.types("/msg Ana psst")

        self.ana.reads_on()

        self.assertEqual(self.ana.reads_bytes().count(b"\a"), 1)

    def test_no_bell_rings_for_whom_they_ignore(self) -> None:
        self.ana.types("/set bell on", "/ignore Juan")
        self.ana.reads()
        self.falls_behind()
        self.juan.types("Ana!")

        self.ana.reads_on()

        self.assertNotIn(b"\a", self.ana.reads_bytes())

    def test_what_they_typed_meanwhile_is_taken_when_they_have_read_all(self) -> None:
        self.falls_behind()
        self.ana.types("mine", "/version")
        self.juan.types("one")
        self.assertEqual(self.beto.reads(), ["[14:35] Juan: one"])

        self.assertEqual(self.reads_on(), ["[14:35] Juan: one", "chatservice 1.2.3"])
        self.assertEqual(self.beto.reads(), ["[14:35] Ana: mine"])

    def test_who_has_no_name_yet_goes_on_where_they_were(self) -> None:
        stranger = self.chat.connect()
        stranger.reads()
        self.falls_behind(stranger)
        stranger.session.interrupted()
        self.chat.end_turn()
        self.juan.types("not for strangers")
        stranger.types("Carla")
        stranger.reads_on()

        self.assertIn("Enter your nickname: Welcome, Carla!", stranger.reads())

    def test_what_they_missed_is_shown_as_they_would_see_it(self) -> None:
        self.ana.types("/set style bracket", "/lang es")
        self.ana.reads()
        self.ana.stops_reading()
        self.juan.types("one")
        self.juan.types("two", "/rename Pedro")

        self.ana.reads_on()

        self.assertEqual(self.ana.reads(), ["[Juan] one", "[Juan] two", "* Juan ahora es Pedro"])


class ThatTurn(SlowTestCase):
    """What somebody does in the very turn in which their outlet is full."""

    def does(self, before: str, line: str, after: str) -> list[str]:
        """Let Ana do something, between two lines of Juan's; returns what she reads."""
        self.ana.stops_reading()
        with self.chat.one_turn():
            self.juan.types(before)
            self.ana.types(line)
            self.ana.send(b"telnet\r\n")
            self.juan.types(after)
        self.ana.reads_on()
        return [read for read in self.ana.reads() if "Juan" in read]

    def test_what_was_said_in_a_room_before_they_came_does_not_come(self) -> None:
        self.juan.types("/join cocina")
        self.ana.reads()

        read = self.does("before", "/join cocina", "after")

        self.assertEqual(read, ["[14:35] Juan: before", "[14:35] Juan: after"])  # and its history

    def test_what_was_said_in_a_room_that_they_left_comes(self) -> None:
        self.ana.types("/join cocina")
        self.ana.reads()

        self.assertEqual(
            self.does("before", "/leave lobby", "after"), ["[14:35] #lobby Juan: before"]
        )

    def test_what_was_said_by_whom_they_ignored_then_comes(self) -> None:
        self.assertEqual(
            self.does("before", "/ignore Juan", "after"),
            ["[14:35] Juan: before", "You are ignoring Juan. /unignore Juan ends it."],
        )

    def test_what_was_said_by_whom_they_ignored_until_then_does_not_come(self) -> None:
        self.ana.types("/ignore Juan")
        self.ana.reads()

        self.assertEqual(
            self.does("before", "/unignore Juan", "after"),
            ["You are no longer ignoring Juan.", "[14:35] Juan: after"],
        )
