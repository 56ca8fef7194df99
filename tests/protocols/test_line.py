from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.receiving import LONGEST_LINE
from chatservice.render.phrasebook import phrasebook
from tests.protocols.chat import PROMPTS, Chat

TOO_LONG = {
    language: phrasebook(language).say(
        "That line was too long and was not sent: at most {allowed} bytes are allowed.",
        allowed=4096,
    )
    for language in ("en", "es")
}
LANGUAGES = ("en", "es")


class Conversation(SynchronousTestCase):
    def test_whoever_connects_is_asked_for_a_nickname_without_a_line_end(self) -> None:
        for language in LANGUAGES:
            ana = Chat(language=language).guest()

            self.assertEqual(ana.bytes_read().decode(), PROMPTS[language])

    def test_a_nickname_is_welcomed(self) -> None:
        for language, welcome in [
            ("en", ["Welcome, Ana!", "Type /help for commands."]),
            ("es", ["¡Bienvenido, Ana!", "Escribe /help para ver los comandos."]),
        ]:
            ana = Chat(language=language).guest()
            ana.bytes_read()

            ana.types("Ana")

            self.assertEqual(ana.reads(), welcome)

    def test_what_is_said_reaches_the_others_and_not_its_writer(self) -> None:
        chat = Chat()
        ana, bob, eva = (chat.guest_called(name) for name in ("ana", "bob", "eva"))
        ana.reads(), bob.reads()

        ana.types("Hola")

        self.assertEqual(
            (ana.reads(), bob.reads(), eva.reads()), ([], ["ana: Hola"], ["ana: Hola"])
        )

    def test_what_is_said_comes_back_to_its_writer_from_echo_on(self) -> None:
        ana = Chat().guest_called("ana")

        ana.types("one", "/set echo on", "two")

        self.assertEqual([line for line in ana.reads() if line.startswith("ana")], ["ana: two"])

    def test_quit_says_goodbye_and_closes(self) -> None:
        for language, goodbye, left in [
            ("en", "See you soon!", "* ana left"),
            ("es", "¡Hasta pronto!", "* ana salió"),
        ]:
            chat = Chat(language=language)
            bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
            bob.reads()

            ana.types("/quit")

            self.assertEqual(ana.reads(), [goodbye])
            self.assertTrue(ana.is_leaving)
            self.assertEqual(bob.reads(), [left])

    def test_nothing_is_read_after_the_goodbye(self) -> None:
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        bob.reads()

        ana.types("/quit", "still there?")

        self.assertEqual((ana.reads(), bob.reads()), (["See you soon!"], ["* ana left"]))


class LineEnds(SynchronousTestCase):
    def setUp(self) -> None:
        chat = Chat()
        self.bob, self.ana = chat.guest_called("bob"), chat.guest_called("ana")
        self.bob.reads()

    def test_lf_and_cr_lf_and_cr_nul_end_one_line_each(self) -> None:
        self.ana.sends(b"one\ntwo\r\nthree\r\0four\n")

        self.assertEqual(self.bob.reads(), ["ana: one", "ana: two", "ana: three", "ana: four"])

    def test_a_line_end_split_between_packets_makes_no_second_line(self) -> None:
        self.ana.sends(b"one\r", b"\ntwo\r", b"\0three", b"\r\n")

        self.assertEqual(self.bob.reads(), ["ana: one", "ana: two", "ana: three"])
        self.assertEqual(self.ana.reads(), [])

    def test_an_empty_line_does_nothing(self) -> None:
        self.ana.sends(b"\r\n\n\r\0   \r\n\t\n")

        self.assertEqual((self.ana.bytes_read(), self.bob.bytes_read()), (b"", b""))

    def test_an_empty_line_instead_of_a_nickname_is_asked_again(self) -> None:
        eva = Chat().guest()
        eva.bytes_read()

        eva.sends(b"\r\n")

        self.assertEqual(eva.bytes_read().decode(), PROMPTS["en"])

    def test_one_byte_at_a_time_makes_a_line(self) -> None:
        self.ana.sends(*(bytes([byte]) for byte in "¿Qué tal? 日本 👩‍👩‍👧\r\n".encode()))

        self.assertEqual(self.bob.reads(), ["ana: ¿Qué tal? 日本 👩‍👩‍👧"])

    def test_a_hundred_lines_in_one_packet_arrive_in_their_order(self) -> None:
        lines = [f"line {number}" for number in range(100)]

        self.ana.types(*lines)

        self.assertEqual(self.bob.reads(), [f"ana: {line}" for line in lines])

    def test_a_carriage_return_inside_a_line_writes_over_nothing(self) -> None:
        self.ana.sends(b"hello\r[12:00] bob: I am a fool\r\n")

        read = self.bob.bytes_read()
        self.assertEqual(read.count(b"\r"), 1)
        self.assertTrue(read.endswith(b"\r\n"))
        self.assertTrue(read.startswith(b"ana: hello"), read)

    @given(
        st.lists(st.text("ab ñ日/", min_size=1, max_size=8), max_size=8),
        st.sampled_from([b"\n", b"\r\n", b"\r\0"]),
        st.data(),
    )
    def test_how_bytes_are_cut_into_packets_makes_no_difference(
        self, lines: list[str], end: bytes, data: st.DataObject
    ) -> None:
        chat = Chat()
        bob, ana = chat.guest_called("bob"), chat.guest_called("ana")
        sent = b"".join(b"x" + line.encode() + end for line in lines)
        cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=6).map(sorted))
        bob.reads()

        ana.sends(*(sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)))

        self.assertEqual(bob.reads(), [f"ana: x{line}".rstrip() for line in lines])


class Length(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.bob, self.ana = self.chat.guest_called("bob"), self.chat.guest_called("ana")
        self.bob.reads()

    def test_a_line_of_4096_bytes_is_said(self) -> None:
        for end in (b"\n", b"\r\n", b"\r\0"):
            self.ana.sends(b"a" * 4096 + end)

            self.assertEqual(self.bob.reads(), ["ana: " + "a" * 4096])
        self.assertEqual(self.ana.reads(), [])

    def test_a_line_of_4097_bytes_is_refused_with_a_sentence(self) -> None:
        for end in (b"\n", b"\r\n", b"\r\0"):
            self.ana.sends(b"a" * 4097 + end)

            self.assertEqual((self.ana.reads(), self.bob.reads()), ([TOO_LONG["en"]], []))

    def test_the_length_is_counted_in_bytes(self) -> None:
        self.ana.types("ñ" * 2049)

        self.assertEqual((self.ana.reads(), self.bob.reads()), ([TOO_LONG["en"]], []))

    def test_the_refusal_is_told_in_the_persons_language(self) -> None:
        self.ana.types("/lang es")
        self.ana.reads()

        self.ana.types("a" * 4097)

        self.assertEqual(self.ana.reads(), [TOO_LONG["es"]])

    def test_a_long_line_is_refused_however_it_is_cut(self) -> None:
        for packets in (
            [b"a" * 4096, b"a\n"],
            [b"a" * 4097, b"\n"],
            [b"a" * 4096 + b"\r", b"a\n"],
            [b"before\n" + b"a" * 5000, b"a" * 5000, b"a" * 5000 + b"\n"],
        ):
            self.ana.sends(*packets)

            self.assertEqual(self.ana.reads(), [TOO_LONG["en"]], [len(p) for p in packets])
        self.assertEqual(self.bob.reads(), ["ana: before"])

    def test_a_line_behind_one_that_is_too_long_is_said(self) -> None:
        self.ana.sends(b"a" * 9000 + b"\nin the same packet\n", b"in the next\n")

        self.assertEqual(self.bob.reads(), ["ana: in the same packet", "ana: in the next"])

    def test_two_lines_that_are_too_long_are_refused_each(self) -> None:
        self.ana.sends(b"a" * 9000 + b"\n" + b"a" * 9000 + b"\nshort\n")

        self.assertEqual(self.ana.reads(), [TOO_LONG["en"]] * 2)
        self.assertEqual(self.bob.reads(), ["ana: short"])

    def test_a_megabyte_without_a_line_end_gets_one_sentence_and_the_person_talks_on(self) -> None:
        self.ana.sends(*[b"a" * 1024] * 1024)

        self.assertEqual(self.ana.reads(), [TOO_LONG["en"]])
        self.ana.sends(b"\nhello again\n")
        self.assertEqual((self.ana.is_leaving, self.bob.reads()), (False, ["ana: hello again"]))

    def test_a_nickname_that_is_too_long_for_a_line_is_asked_again(self) -> None:
        eva = self.chat.guest()
        eva.reads()

        eva.types("e" * (LONGEST_LINE + 1))

        self.assertEqual(eva.reads(), [TOO_LONG["en"], PROMPTS["en"]])


class Ends(SynchronousTestCase):
    def setUp(self) -> None:
        chat = Chat()
        self.bob, self.ana = chat.guest_called("bob"), chat.guest_called("ana")
        self.bob.reads()

    def test_the_end_of_input_is_a_polite_leave(self) -> None:
        self.ana.ends_the_input()

        self.assertEqual((self.ana.reads(), self.bob.reads()), (["See you soon!"], ["* ana left"]))
        self.assertTrue(self.ana.is_leaving)

    def test_answers_asked_for_before_the_end_of_input_are_sent(self) -> None:
        eva = Chat().guest()
        eva.protocol.dataReceived(b"bot\nhola\n/users\n/quit\n")

        eva.ends_the_input()

        self.assertEqual(
            eva.reads(),
            [
                "Enter your nickname: Welcome, bot!",
                "Type /help for commands.",
                "Users online (1):",
                "  bot",
                "See you soon!",
            ],
        )

    def test_a_half_line_at_the_end_of_input_is_dropped(self) -> None:
        self.ana.sends(b"whole\nhalf")

        self.ana.ends_the_input()

        self.assertEqual(self.bob.reads(), ["ana: whole", "* ana left"])

    def test_a_half_line_of_a_lost_connection_is_dropped(self) -> None:
        self.ana.sends(b"whole\nhalf")

        self.ana.vanishes()

        self.assertEqual(self.bob.reads(), ["ana: whole", "* ana left"])

    def test_a_lost_connection_is_announced_once(self) -> None:
        self.ana.types("/quit")

        self.ana.is_disconnected()

        self.assertEqual(self.bob.reads(), ["* ana left"])

    def test_a_lost_connection_before_a_nickname_is_nobodys_business(self) -> None:
        eva = Chat().guest()

        eva.vanishes()

        self.assertEqual(self.bob.reads(), [])

    def test_a_name_is_free_again_after_a_lost_connection(self) -> None:
        chat = Chat()
        chat.guest_called("ana").vanishes()

        ana = chat.guest()
        ana.types("ana")

        self.assertEqual(ana.reads()[0], "Enter your nickname: Welcome, ana!")
