from __future__ import annotations

from datetime import timedelta

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.log import NotReadError
from tests.core.conversation import Chat
from tests.core.unwilling import Unwilling


class AClockSetBack(SynchronousTestCase):
    """An hour that comes twice silences nothing for an hour."""

    def test_a_bell_rings_again(self) -> None:
        chat = Chat()
        juan, ana = chat.people("Juan", "Ana")
        ana.types("/set bell on")
        juan.types("Ana?")
        ana.reads()
        chat.now -= timedelta(hours=1)

        juan.types("Ana!")

        self.assertIn(b"\a", ana.reads_bytes())

    def test_a_log_that_cannot_be_read_is_reported_again(self) -> None:
        log = Unwilling()
        chat = Chat(log=log)
        (ana,) = chat.people("Ana")
        log.not_read = NotReadError("disk I/O error")
        ana.types("/history")
        chat.now -= timedelta(hours=1)

        ana.types("/history")

        self.assertEqual(len(chat.reports), 2)
