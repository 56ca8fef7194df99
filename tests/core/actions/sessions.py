"""Somebody with two sessions, for the tests about them."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from tests.core.conversation import Chat

LAPTOP, PHONE = "192.0.2.7", "198.51.100.9"


class SessionsTestCase(SynchronousTestCase):
    """Ana is here from her laptop and by phone; Juan is here."""

    def setUp(self) -> None:
        self.chat = Chat()
        self.juan = self.chat.join("Juan")
        self.laptop = self.chat.member("Ana", LAPTOP)
        self.phone = self.chat.logs_in("Ana", PHONE)
        self.all_read()

    def all_read(self) -> None:
        """Let everyone read what there is."""
        for visitor in (self.juan, self.laptop, self.phone):
            visitor.reads()

    def read(self) -> tuple[list[str], list[str]]:
        """Return what Ana read at her laptop, and what she read by phone."""
        return self.laptop.reads(), self.phone.reads()
