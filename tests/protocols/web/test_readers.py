"""Who reads pages takes no place from those who talk; see also `tests.core.test_readers`."""

from __future__ import annotations

from typing import Any

from twisted.internet.testing import StringTransport
from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.door import MOST_LEAVING
from chatservice.core.refusals import Code
from chatservice.protocols.detect import Detecting
from chatservice.protocols.web.files import own_files
from tests.core.bots import TOKEN
from tests.protocols.chat import Chat
from tests.protocols.web.frames import CLOSE, TEXT, frames_in
from tests.protocols.web.visiting import HANDSHAKE, Browser, Visitor, request

TRY_AGAIN_LATER = 1013
"""RFC 6455, 7.4, as IANA's registry has it now."""


class Newcomer(Visitor):
    """Somebody connected to where the first bytes decide."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.transport = StringTransport()
        chat.factory.speaking(Detecting).buildProtocol(None).makeConnection(self.transport)


class ReadersTestCase(SynchronousTestCase):
    def chat_with(self, **numbers: Any) -> Chat:
        chat = self.chat = Chat(**numbers)
        chat.reports = []
        return chat

    def shakes(self, visitor: Visitor) -> list[Any]:
        """Open a WebSocket; return what comes in it."""
        visitor.sends(request("GET", "/ws", headers=HANDSHAKE))
        header, _, rest = visitor.received().partition(b"\r\n\r\n")
        self.assertIn(b" 101 ", header)
        found, _ = frames_in(rest)
        return found


class Pages(ReadersTestCase):
    def test_the_whole_page_can_be_had_by_many_connections_when_one_place_is_left(self) -> None:
        chat = self.chat_with(connections=1)
        visitors = [Newcomer(chat) for _ in range(6)]

        found = [
            visitor.gets(path).status
            for visitor, path in zip(visitors, sorted(own_files()), strict=False)
        ]

        self.assertEqual(found, [200] * len(found))

    def test_who_came_to_a_full_server_gets_the_page(self) -> None:
        chat = self.chat_with(connections=0)

        for _ in range(2 * MOST_LEAVING):  # no more of them would be told that there is no place
            self.assertEqual(Newcomer(chat).gets("/").status, 200)
        self.assertEqual((len(chat.hub.visits), chat.reports), (0, []))

    def test_the_log_has_who_came_in_for_that_alone(self) -> None:
        chat = self.chat_with(connections=0)

        with capturedLogs() as log:
            Newcomer(chat).gets("/")

        lines = [formatEvent(event) or "" for event in log]
        self.assertEqual(sum("[NEW CLIENT]" in line for line in lines), 1, lines)

    def test_the_last_place_is_left_to_people(self) -> None:
        chat = self.chat_with(connections=1)
        for _ in range(10):
            Newcomer(chat).gets("/")

        person = Newcomer(chat)
        person.sends(b"ana\r\n")

        self.assertIn(b"Welcome, ana!", person.received())

    def test_what_comes_by_the_hook_counts_as_a_page(self) -> None:
        chat = self.chat_with(connections=0, readers=1)
        first, second = Newcomer(chat), Newcomer(chat)

        found = [each.asks("POST", f"/hook/{TOKEN}", b"x").status for each in (first, second)]

        self.assertEqual(found, [404, 503])  # nobody has that token

    def test_beyond_those_who_may_read_somebody_reads_why(self) -> None:
        chat = self.chat_with(readers=1)
        Newcomer(chat).gets("/")
        late = Newcomer(chat)

        response = late.gets("/")

        self.assertEqual(response.status, 503)
        self.assertTrue(late.is_leaving)

    def test_so_many_may_wait_to_read_why_and_the_rest_are_cut(self) -> None:
        chat = self.chat_with(readers=0)
        late = [Newcomer(chat) for _ in range(MOST_LEAVING + 1)]

        for each in late:
            each.sends(b"GET /")

        self.assertEqual([each.is_cut for each in late], [False] * MOST_LEAVING + [True])

    def test_whoever_reads_and_goes_makes_place_for_another(self) -> None:
        chat = self.chat_with(readers=1)
        for _ in range(3):
            visitor = Newcomer(chat)
            self.assertEqual(visitor.gets("/").status, 200)
            visitor.is_disconnected()

    def test_no_reader_takes_the_place_of_who_waits_for_a_proxy(self) -> None:
        chat = self.chat_with(connections=1)
        for _ in range(2 * MOST_LEAVING):
            Newcomer(chat).gets("/")

        self.assertTrue(chat.factory.has_room_to_wait())


class Talking(ReadersTestCase):
    def test_a_websocket_takes_a_place(self) -> None:
        chat = self.chat_with(connections=1)
        browser = Browser(chat)

        browser.enters_as("ana")

        self.assertEqual((len(chat.hub.visits), chat.hub.door.readers), (1, 0))

    def test_when_all_are_taken_it_says_so_and_good_bye(self) -> None:
        chat = self.chat_with(connections=1)
        Browser(chat)
        late = Newcomer(chat)
        self.assertEqual(late.gets("/").status, 200)

        told, end = self.shakes(late)

        self.assertEqual((told.opcode, end.opcode), (TEXT, CLOSE))
        self.assertIn(f'"code":"{Code.SERVER_FULL.value}"'.encode(), told.payload)
        self.assertEqual(int.from_bytes(end.payload[:2], "big"), TRY_AGAIN_LATER)
        self.assertEqual(len(chat.reports or []), 1)

    def test_beyond_those_who_are_told_so_it_is_cut(self) -> None:
        chat = self.chat_with(connections=0)
        late = []
        for _ in range(MOST_LEAVING + 1):
            late.append(Newcomer(chat))
            late[-1].sends(request("GET", "/ws", headers=HANDSHAKE))

        self.assertEqual([each.is_cut for each in late], [False] * MOST_LEAVING + [True])

    def test_it_can_be_had_while_too_many_read(self) -> None:
        chat = self.chat_with(readers=0)
        visitor = Newcomer(chat)

        self.assertEqual(self.shakes(visitor), [])

        self.assertFalse(visitor.is_leaving)
        self.assertEqual(chat.reports, [])

    def test_a_handshake_that_fails_takes_no_place(self) -> None:
        chat = self.chat_with(connections=1)

        self.assertEqual(Newcomer(chat).gets("/ws").status, 426)

        self.assertEqual((len(chat.hub.visits), chat.hub.door.readers), (0, 1))


class Methods(ReadersTestCase):
    def test_whatever_looks_like_a_request_is_answered_as_one(self) -> None:
        for method, target in (
            ("BREW", "/"),
            ("M-SEARCH", "/"),
            ("CONNECT", "chat.example.org:443"),
            ("CONNECT", "/"),
        ):
            visitor = Newcomer(self.chat_with())

            response = visitor.asks(method, target)

            self.assertEqual(response.status, 405, method)
            self.assertIn("GET", response.headers["allow"])
