"""How many rooms are kept for one owner."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.limits import OWNED_EACH
from tests.core.conversation import Chat

TOO_MANY = (
    "20 rooms are kept for one owner, and more are not allowed: "
    "make another one an ordinary room first."
)


class Kept(SynchronousTestCase):
    """Owen owns as many rooms of a kind of their own as may be kept, and one more."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.rita, self.owen = self.chat.member("Rita"), self.chat.member("Owen")
        self.sam = self.chat.join("Sam")
        for number in range(OWNED_EACH):
            self.owen.types(f"/join room{number}", "/room moderated on", "/leave")
        self.owen.types("/join kitchen")
        self.owen.reads()

    def told(self, *lines: str) -> list[str]:
        self.owen.types(*lines)
        return self.owen.reads()

    def test_what_would_keep_one_more_is_refused(self) -> None:
        for line in ("/room secret on", "/room slow 10s", "/op Rita", "/invite Rita"):
            self.assertEqual(self.told(line), [TOO_MANY], line)
        self.assertFalse(self.owen.session.current_room.is_remarkable)

    def test_it_is_told_in_spanish(self) -> None:
        self.assertEqual(
            self.told("/lang es", "/room secret on")[-1],
            "De un mismo dueño se conservan 20 salas, y no se permiten más: "
            "convierte antes otra en una sala corriente.",
        )

    def test_a_stranger_who_is_invited_keeps_none(self) -> None:
        self.assertEqual(self.told("/invite Sam"), ["Sam is invited to #kitchen."])

    def test_those_that_there_are_may_be_changed_on(self) -> None:
        self.assertEqual(
            self.told("/join room0", "/room secret on")[-1], "* Owen made #room0 secret"
        )

    def test_when_another_is_an_ordinary_one_again_there_is_place(self) -> None:
        self.told("/join room0", "/room moderated off", "/leave")

        self.assertNotIn(TOO_MANY, self.told("/room secret on"))

    def test_others_may_still_have_theirs(self) -> None:
        self.rita.types("/join cellar", "/room secret on")

        self.assertNotIn(TOO_MANY, self.rita.reads())

    def test_what_keeps_none_is_not_refused(self) -> None:
        self.assertNotIn(TOO_MANY, self.told("/room secret off", "/room slow off"))
