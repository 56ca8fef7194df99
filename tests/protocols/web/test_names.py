from __future__ import annotations

from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.hosts import WebHosts
from chatservice.protocols.web.files import own_files
from chatservice.protocols.web.refusing import OTHER_NAME
from chatservice.render.phrasebook import phrasebook
from tests.protocols.chat import Chat
from tests.protocols.web.visiting import HANDSHAKE, Visitor, request

EVIL = "evil.example:1234"
"""A name that somebody made point at this machine (DNS rebinding)."""


class ByAnotherName(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat()
        self.visitor = Visitor(self.chat)

    def status(self, target: str, method: str = "GET", **headers: str) -> int:
        """Return the status of the answer to what asks for a WebSocket, or would."""
        fields = HANDSHAKE if target == "/ws" else {}
        self.visitor.sends(request(method, target, headers={"Host": EVIL, **fields, **headers}))
        return int(self.visitor.received().split(b" ", 2)[1])

    def test_a_page_that_came_by_it_opens_no_websocket(self) -> None:
        self.assertEqual(self.status("/ws", Origin=f"http://{EVIL}"), 421)

    def test_who_opens_the_page_reads_what_the_operator_can_do(self) -> None:
        for language in ("en", "es"):
            response = self.visitor.gets("/", Host=EVIL, Accept_Language=language)

            said = phrasebook(language).say(OTHER_NAME, name="evil.example")
            self.assertEqual((response.status, response.text), (421, said + "\n"))
            self.assertIn("--web-host evil.example", response.text)

    def test_no_file_of_the_page_is_to_be_had(self) -> None:
        for path in own_files():
            self.assertEqual(self.status(path), 421, path)

    def test_a_page_that_came_by_it_reaches_no_hook(self) -> None:
        self.assertEqual(self.status("/hook/x", "POST", Origin=f"http://{EVIL}"), 421)

    def test_a_program_may_come_by_any(self) -> None:
        self.assertEqual(self.status("/hook/x", "POST"), 404)
        self.assertEqual(self.status("/ws"), 101)

    def test_the_operator_reads_of_it(self) -> None:
        with capturedLogs() as log:
            self.visitor.gets("/", Host=EVIL)

        (line,) = [line for line in map(formatEvent, log) if line and "--web-host" in line]
        self.assertIn("evil.example", line)

    def test_one_that_the_operator_named_is_as_good_as_its_own(self) -> None:
        self.chat.factory.hosts = WebHosts(["evil.example"])

        self.assertEqual(self.visitor.gets("/", Host=EVIL).status, 200)
        self.assertEqual(self.status("/ws", Origin=f"http://{EVIL}"), 101)
