from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from twisted.logger import LogLevel, capturedLogs
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.tokens import new_token
from chatservice.protocols.web.access import NAMESPACE, SHOWN
from chatservice.protocols.web.protocol import KEPT_SECONDS, MOST_PIPELINED
from chatservice.protocols.web.refusing import HEADER_TOO_LONG, TOO_LONG, TOO_SLOW
from chatservice.protocols.web.request import MOST_BODY, MOST_DISCARDED
from chatservice.render.phrasebook import phrasebook
from tests.protocols.chat import HERE, Chat
from tests.protocols.web.frames import TEXT, frame
from tests.protocols.web.visiting import HANDSHAKE, Visitor, request, responses_in

SLOW = 40
"""Seconds that a request may take here."""

NOTHING = request("GET", "/no")


class Bounds(SynchronousTestCase):
    def setUp(self) -> None:
        self.visitor = Visitor(Chat())

    def refused(self, *packets: bytes) -> tuple[int, str]:
        """Return the status and the text of the only answer to what is sent."""
        self.visitor.sends(*packets)
        (response,) = responses_in(self.visitor.received(), "POST")
        return response.status, response.text

    def test_a_body_may_be_as_long_as_is_allowed(self) -> None:
        self.assertEqual(self.visitor.asks("POST", "/hook/x", b"x" * MOST_BODY).status, 404)

    def test_a_longer_one_is_refused_once_it_has_come(self) -> None:
        body = b"x" * (MOST_BODY + 1)

        response = self.visitor.asks("POST", "/hook/x", body)

        said = phrasebook("en").say(TOO_LONG, allowed=MOST_BODY) + "\n"
        self.assertEqual((response.status, response.text), (413, said))
        self.assertFalse(self.visitor.is_leaving)

    def test_one_in_chunks_is_too(self) -> None:
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        header = request("POST", "/hook/x", headers={"Transfer-Encoding": "chunked"})

        self.assertEqual(self.refused(header, chunk * 3, b"0\r\n\r\n")[0], 413)

    def test_one_that_is_said_to_be_far_too_long_is_refused_before_it_comes(self) -> None:
        header = request("POST", "/hook/x", headers={"Content-Length": str(MOST_DISCARDED + 1)})

        self.assertEqual(self.refused(header)[0], 413)
        self.assertTrue(self.visitor.is_leaving)

    def test_one_in_chunks_that_turns_out_to_be_is_cut(self) -> None:
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        header = request("POST", "/hook/x", headers={"Transfer-Encoding": "chunked"})

        self.assertEqual(self.refused(header, *[chunk] * 20)[0], 413)
        self.assertTrue(self.visitor.is_leaving)

    def test_who_asks_before_sending_too_much_need_not_send_it(self) -> None:
        fields = {"Content-Length": str(MOST_BODY + 1), "Expect": "100-continue"}

        self.assertEqual(self.refused(request("POST", "/hook/x", headers=fields))[0], 413)

    def test_who_asks_before_sending_what_is_allowed_is_let(self) -> None:
        fields = {"Content-Length": "1", "Expect": "100-continue"}
        self.visitor.sends(request("POST", "/hook/x", headers=fields))
        self.assertEqual(self.visitor.received(), b"HTTP/1.1 100 Continue\r\n\r\n")

        self.assertEqual(self.refused(b"x")[0], 404)

    def test_a_line_of_the_header_that_is_too_long_is_refused(self) -> None:
        status, said = self.refused(b"POST / HTTP/1.1\r\nX: " + b"x" * 9000)

        expected = phrasebook("en").say(HEADER_TOO_LONG, allowed=8192) + "\n"
        self.assertEqual((status, said), (431, expected))
        self.assertTrue(self.visitor.is_leaving)

    def test_a_header_that_is_too_long_as_a_whole_is_refused(self) -> None:
        lines = b"".join(b"X-%d: %s\r\n" % (at, b"x" * 4000) for at in range(5))

        self.assertEqual(self.refused(b"POST / HTTP/1.1\r\n" + lines)[0], 400)

    def test_one_with_very_many_fields_is_too(self) -> None:
        lines = b"".join(b"X-%d: x\r\n" % at for at in range(200))

        self.assertEqual(self.refused(b"POST / HTTP/1.1\r\n" + lines + b"\r\n")[0], 400)

    def test_what_follows_a_refused_request_is_not_looked_at(self) -> None:
        self.refused(b"POST / HTTP/1.1\r\nX: " + b"x" * 9000)

        self.visitor.sends(b"\r\n\r\n" + NOTHING)

        self.assertEqual(self.visitor.received(), b"")

    def test_of_many_requests_at_once_a_few_are_answered_and_the_last_says_so(self) -> None:
        self.visitor.sends(NOTHING * (MOST_PIPELINED + 5))

        found = responses_in(self.visitor.received(), *["GET"] * MOST_PIPELINED)

        self.assertEqual(found[-1].headers["connection"], "close")
        self.assertTrue(self.visitor.is_leaving)

    def test_requests_one_after_the_other_are_all_answered(self) -> None:
        for _ in range(5 * MOST_PIPELINED):
            self.assertEqual(self.visitor.gets("/no").status, 404)

    def test_what_is_no_http_1_is_refused_in_words_of_it(self) -> None:
        for opening in (
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /\r\n",
            b"GET / HTTP/0.9\r\n\r\n",
        ):
            self.visitor = Visitor(Chat())

            self.assertEqual(self.refused(opening)[0], 400, opening)

    def test_a_length_that_is_said_in_two_ways_is_refused(self) -> None:
        fields = {"Content-Length": "3", "Transfer-Encoding": "chunked"}

        self.assertEqual(self.refused(request("POST", "/hook/x", headers=fields))[0], 400)

    def test_an_old_client_is_answered_and_its_connection_closed(self) -> None:
        self.visitor.sends(b"GET / HTTP/1.0\r\n\r\n")

        self.assertTrue(self.visitor.received().startswith(b"HTTP/1.0 200 "))
        self.assertTrue(self.visitor.is_leaving)


class Times(SynchronousTestCase):
    def setUp(self) -> None:
        self.chat = Chat(limits=replace(HERE, line_seconds=SLOW))
        self.visitor = Visitor(self.chat)

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass, and the sweep come each second."""
        for _ in range(seconds):
            self.chat.clock.advance(1)
            self.chat.factory.sweep()

    def test_a_connection_on_which_nothing_is_asked_is_closed(self) -> None:
        self.pass_seconds(KEPT_SECONDS - 1)
        self.assertFalse(self.visitor.is_leaving)

        self.pass_seconds(1)

        self.assertTrue(self.visitor.is_leaving)
        self.assertEqual(self.visitor.received(), b"")

    def test_so_is_one_on_which_nothing_more_is(self) -> None:
        self.pass_seconds(KEPT_SECONDS - 1)
        self.visitor.gets("/no")
        self.pass_seconds(KEPT_SECONDS - 1)
        self.assertFalse(self.visitor.is_leaving)

        self.pass_seconds(1)

        self.assertTrue(self.visitor.is_leaving)

    def test_a_browser_that_asks_now_and_then_stays(self) -> None:
        for _ in range(20):
            self.pass_seconds(KEPT_SECONDS - 1)
            self.assertEqual(self.visitor.gets("/no").status, 404)

        self.assertFalse(self.visitor.is_leaving)

    def test_a_byte_now_and_then_gains_no_time(self) -> None:
        for byte in NOTHING[:SLOW]:
            self.visitor.sends(bytes([byte]))
            self.pass_seconds(1)

        (response,) = responses_in(self.visitor.received(), "GET")
        said = phrasebook("en").say(TOO_SLOW, seconds=SLOW) + "\n"
        self.assertEqual((response.status, response.text), (408, said))
        self.assertTrue(self.visitor.is_leaving)

    def test_a_body_that_does_not_come_is_waited_for_as_long(self) -> None:
        self.visitor.sends(request("POST", "/hook/x", b"x" * 100)[:-1])
        self.pass_seconds(SLOW - 1)
        self.assertFalse(self.visitor.is_leaving)

        self.pass_seconds(1)

        self.assertTrue(self.visitor.is_leaving)

    def test_who_does_not_read_the_end_is_cut(self) -> None:
        self.pass_seconds(KEPT_SECONDS)
        self.assertFalse(self.visitor.is_cut)

        self.pass_seconds(KEPT_SECONDS)

        self.assertTrue(self.visitor.is_cut)

    def test_the_end_of_input_is_waited_for_by_no_more_requests(self) -> None:
        self.visitor.gets("/no")

        self.visitor.protocol.readConnectionLost()

        self.assertTrue(self.visitor.is_leaving)

    def test_nothing_is_left_to_happen_once_it_is_closed(self) -> None:
        for seconds in (0, KEPT_SECONDS):
            visitor = Visitor(self.chat)
            self.pass_seconds(seconds)
            visitor.is_disconnected()

        self.visitor.is_disconnected()

        self.assertEqual(self.chat.clock.getDelayedCalls(), [])
        self.assertEqual((self.chat.factory.connections, self.chat.hub.visits), (set(), {}))

    def test_a_server_that_stops_closes_it(self) -> None:
        self.visitor.gets("/no")

        self.chat.factory.stop()
        self.chat.factory.stop()
        gone = self.chat.factory.when_empty()

        self.assertTrue(self.visitor.is_leaving)
        self.assertNoResult(gone)
        self.visitor.is_disconnected()
        self.successResultOf(gone)


class HandedOver(SynchronousTestCase):
    def test_what_comes_with_the_handshake_is_not_lost(self) -> None:
        visitor = Visitor(Chat())
        ping = frame(TEXT, b'{"type":"hello","version":1,"nick":"ana"}')

        visitor.sends(request("GET", "/ws", headers=HANDSHAKE) + ping)

        self.assertIn(b'"type":"welcome"', visitor.received())

    def test_it_may_follow_other_requests_on_the_same_connection(self) -> None:
        visitor = Visitor(Chat())
        visitor.gets("/no")

        visitor.sends(NOTHING + request("GET", "/ws", headers=HANDSHAKE))

        self.assertIn(b"HTTP/1.1 101 ", visitor.received())

    def test_it_is_not_closed_for_being_silent_as_http_is(self) -> None:
        chat = Chat()
        visitor = Visitor(chat)
        visitor.sends(request("GET", "/ws", headers=HANDSHAKE))

        chat.clock.advance(2 * KEPT_SECONDS)

        self.assertFalse(visitor.is_leaving)

    def test_nothing_of_it_waits_for_the_collector(self) -> None:
        chat = Chat()
        gc.disable()
        self.addCleanup(gc.enable)
        for last in (NOTHING, request("GET", "/ws", headers=HANDSHAKE)):
            visitor = Visitor(chat)
            had = [weakref.ref(visitor.protocol)]
            visitor.sends(NOTHING, last)
            had.append(weakref.ref(visitor.protocol))
            visitor.is_disconnected()
            # As real ones forget who had them.
            del visitor.transport.protocol  # type: ignore[attr-defined]
            visitor.transport.producer = None

            self.assertEqual([each() for each in had], [None, None], last)


class AccessLog(SynchronousTestCase):
    def lines(self) -> list[str]:
        """Return what is logged of some requests, one of them with a token in it."""
        visitor = Visitor(Chat())
        with capturedLogs() as events:
            visitor.gets("/no?secret")
            visitor.asks("POST", "/hook/secret", b"secret")
            visitor.asks("GET", "/hook/secret/secret?room=secret")
        return [f"{each['log_level'].name} {each['path']} {each['status']}" for each in events]

    def test_nothing_is_logged_by_itself(self) -> None:
        self.assertEqual(self.lines(), [])

    def test_who_wants_it_reads_each_path_and_no_token(self) -> None:
        SHOWN.setLogLevelForNamespace(NAMESPACE, LogLevel.debug)
        self.addCleanup(SHOWN.clearLogLevels)

        self.assertEqual(self.lines(), ["debug /no 404", "debug /hook/… 404", "debug /hook/… 405"])

    def test_a_token_is_masked_wherever_it_stands(self) -> None:
        SHOWN.setLogLevelForNamespace(NAMESPACE, LogLevel.debug)
        self.addCleanup(SHOWN.clearLogLevels)
        visitor, token = Visitor(Chat()), new_token()
        encoded = token.replace("_", "%5F")
        targets = (f"/{token}", f"/hook:{token}", f"/hook%2F{token}", f"/{encoded}", f"/no/{token}")
        with capturedLogs() as events:
            for target in (*targets, f"/?{token}", f"http://chat.example.org/{token}"):
                visitor.asks("POST", target, b"x")
                visitor.transport.clear()

        shown = " ".join(str(each["path"]) for each in events)
        self.assertEqual(shown, "/… /… /… /… /no / /…")
