from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.lines.hiding import Hiding

WILL_ECHO, WONT_ECHO = b"\xff\xfb\x01", b"\xff\xfc\x01"
DO_ECHO, DONT_ECHO = b"\xff\xfd\x01", b"\xff\xfe\x01"


class Wishes(SynchronousTestCase):
    def test_nothing_is_hidden_at_first(self) -> None:
        self.assertFalse(Hiding().hides)

    def test_the_wish_to_hide_is_granted(self) -> None:
        hiding = Hiding()

        text = hiding.feed(WILL_ECHO + b"Password: ")

        self.assertEqual((text, hiding.hides), (b"Password: ", True))
        self.assertEqual(hiding.take_answers(), DO_ECHO)

    def test_the_wish_to_show_again_is_granted(self) -> None:
        hiding = Hiding()
        hiding.feed(WILL_ECHO)
        hiding.take_answers()

        text = hiding.feed(b"\r\n" + WONT_ECHO + b"Welcome!\r\n")

        self.assertEqual((text, hiding.hides), (b"\r\nWelcome!\r\n", False))
        self.assertEqual(hiding.take_answers(), DONT_ECHO)

    def test_a_wish_that_is_granted_already_is_not_answered(self) -> None:
        hiding = Hiding()
        hiding.feed(WONT_ECHO)
        hiding.feed(WILL_ECHO + WILL_ECHO)

        self.assertEqual(hiding.take_answers(), DO_ECHO)

    def test_an_answer_is_given_once(self) -> None:
        hiding = Hiding()
        hiding.feed(WILL_ECHO)
        hiding.take_answers()

        self.assertEqual(hiding.take_answers(), b"")

    def test_other_bytes_ff_are_left_as_they_are(self) -> None:
        for data in (b"a\xffb", b"\xff\xff", b"\xff\xfb\x03", b"\xff\xfd\x01", b"\xff\xf1a"):
            hiding = Hiding()
            self.assertEqual(hiding.feed(data) + hiding.end(), data)

    def test_half_a_wish_at_the_end_is_no_wish(self) -> None:
        hiding = Hiding()

        text = hiding.feed(b"a\xff\xfb")

        self.assertEqual((text, hiding.end(), hiding.hides), (b"a", b"\xff\xfb", False))

    @given(st.data())
    def test_how_the_bytes_are_cut_makes_no_difference(self, data: st.DataObject) -> None:
        pieces = [WILL_ECHO, WONT_ECHO, b"a", b"\xff", b"\xfb", b"\x01", b"\r\n", b"\xff\xfb\x03"]
        stream = b"".join(data.draw(st.lists(st.sampled_from(pieces), max_size=12)))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
        whole, cut = Hiding(), Hiding()

        text = whole.feed(stream) + whole.end()
        edges = zip([0, *cuts], [*cuts, len(stream)], strict=True)
        pieced = b"".join([cut.feed(stream[start:end]) for start, end in edges]) + cut.end()

        self.assertEqual((pieced, cut.hides), (text, whole.hides))
        self.assertEqual(cut.take_answers(), whole.take_answers())
