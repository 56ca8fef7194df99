from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.refusals import Code, Refused
from chatservice.protocols.web.files import own_files
from chatservice.protocols.web.headers import SECURITY
from chatservice.protocols.web.refusing import (
    HOST_MISSING,
    NOT_THAT_METHOD,
    NOT_WEBSOCKET,
    NOTHING_HERE,
    OTHER_SITE,
)
from chatservice.render.phrasebook import phrasebook
from chatservice.render.refusals import refusal
from tests.protocols.chat import Chat
from tests.protocols.web.visiting import ACCEPTED, HANDSHAKE, HOST, Visitor, request, responses_in


class Page(SynchronousTestCase):
    def setUp(self) -> None:
        self.visitor = Visitor(Chat())

    def test_the_page_is_at_the_root(self) -> None:
        response = self.visitor.gets("/")

        self.assertEqual(
            (response.status, response.headers["content-type"], response.content),
            (200, "text/html; charset=utf-8", own_files()["/"].content),
        )

    def test_each_file_of_the_page_is_served(self) -> None:
        for path, file in own_files().items():
            response = self.visitor.gets(path)

            self.assertEqual((response.status, response.content), (200, file.content), path)

    def test_a_question_mark_and_what_follows_change_nothing(self) -> None:
        self.assertEqual(self.visitor.gets("/?version=2").status, 200)

    def test_a_request_as_for_a_proxy_is_answered(self) -> None:
        self.assertEqual(self.visitor.gets(f"http://{HOST}/").status, 200)

    def test_head_is_answered_with_the_same_fields_and_no_content(self) -> None:
        got, head = self.visitor.gets("/"), self.visitor.asks("HEAD", "/")

        self.assertEqual((head.status, head.headers, head.content), (200, got.headers, b""))

    def test_what_a_browser_has_already_is_not_sent_again(self) -> None:
        tag = self.visitor.gets("/").headers["etag"]

        for known in (tag, f"W/{tag}", f'"another", {tag}', "*"):
            response = self.visitor.gets("/", If_None_Match=known)

            self.assertEqual((response.status, response.content), (304, b""), known)
            self.assertEqual(response.headers["etag"], tag)

    def test_of_that_no_length_is_told_since_it_would_be_the_files(self) -> None:
        tag = self.visitor.gets("/").headers["etag"]

        headers = self.visitor.gets("/", If_None_Match=tag).headers

        self.assertNotIn("content-length", headers)
        self.assertNotIn("transfer-encoding", headers)

    def test_what_it_has_of_another_version_is(self) -> None:
        self.assertEqual(self.visitor.gets("/", If_None_Match='"another"').status, 200)

    def test_a_browser_asks_each_time_whether_the_page_has_changed(self) -> None:
        self.assertEqual(self.visitor.gets("/").headers["cache-control"], "no-cache")

    def test_nothing_else_of_the_package_can_be_had(self) -> None:
        for path in (
            "/index.html",
            "/../__init__.py",
            "/%2e%2e/__init__.py",
            "/..%2fservice.py",
            "//etc/passwd",
            "/chat.css/",
            "/./",
            "/CHAT.CSS",
            "*",
            "/hook",
            "/ws/",
            "/\xb0",
        ):
            self.assertEqual(self.visitor.gets(path).status, 404, path)


class Fields(SynchronousTestCase):
    def setUp(self) -> None:
        self.visitor = Visitor(Chat())

    def test_every_answer_has_the_fields_that_keep_a_browser_safe(self) -> None:
        expected = {name.lower(): value for name, value in SECURITY.items()}
        for method, target in (("GET", "/"), ("GET", "/no"), ("POST", "/"), ("POST", "/hook/no")):
            headers = self.visitor.asks(method, target, b"x").headers

            self.assertEqual(headers, {**headers, **expected}, target)

    def test_so_has_one_to_what_is_no_request(self) -> None:
        self.visitor.sends(b"GET / HTTP/9.9\r\n\r\n")

        (response,) = responses_in(self.visitor.received(), "GET")

        self.assertEqual(response.status, 400)
        self.assertIn("content-security-policy", response.headers)

    def test_nothing_may_be_run_that_is_not_a_file_of_the_page(self) -> None:
        policy = SECURITY["Content-Security-Policy"]

        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)

    def test_nothing_tells_what_program_serves_in_which_version(self) -> None:
        for name, value in self.visitor.gets("/").headers.items():
            self.assertNotEqual(name, "server")
            self.assertNotIn("Twisted", value)

    def test_no_cookie_is_set(self) -> None:
        self.assertNotIn("set-cookie", self.visitor.gets("/").headers)

    def test_the_time_is_told(self) -> None:
        self.assertEqual(self.visitor.gets("/").headers["date"], "Sat, 21 Nov 2026 12:00:00 GMT")


class NotServed(SynchronousTestCase):
    def setUp(self) -> None:
        self.visitor = Visitor(Chat())

    def test_what_is_not_there_is_told_in_the_language_of_the_browser(self) -> None:
        for language in ("en", "es"):
            response = self.visitor.gets("/no", Accept_Language=language)

            self.assertEqual(
                (response.status, response.headers["content-language"], response.text),
                (404, language, phrasebook(language).say(NOTHING_HERE) + "\n"),
            )

    def test_without_one_it_is_the_servers_own(self) -> None:
        response = Visitor(Chat(language="es")).gets("/no")

        self.assertEqual(response.headers["content-language"], "es")

    def test_it_is_plain_text_that_nobody_keeps(self) -> None:
        headers = self.visitor.gets("/no").headers

        self.assertEqual(headers["content-type"], "text/plain; charset=utf-8")
        self.assertEqual(headers["cache-control"], "no-store")

    def test_a_method_that_is_not_for_that_is_refused_with_those_that_are(self) -> None:
        for method, target, allowed in (
            ("POST", "/", "GET, HEAD"),
            ("DELETE", "/", "GET, HEAD"),
            ("OPTIONS", "/", "GET, HEAD"),
            ("GET", "/hook/x", "POST"),
            ("POST", "/ws", "GET"),
        ):
            response = self.visitor.asks(method, target, b"x" if method == "POST" else b"")

            self.assertEqual((response.status, response.headers["allow"]), (405, allowed), target)
            said = phrasebook("en").say(NOT_THAT_METHOD, allowed=allowed)
            self.assertEqual(response.text, said + "\n")

    def test_a_request_has_to_name_one_host(self) -> None:
        for host in ("", "a, b", "a b", "<script>", "a/b", "\xff"):
            response = self.visitor.gets("/", Host=host)

            self.assertEqual(response.status, 400, host)
            self.assertEqual(response.text, phrasebook("en").say(HOST_MISSING) + "\n")

    def test_two_hosts_are_none(self) -> None:
        self.visitor.sends(request("GET", "/").replace(b"Host:", b"Host: a\r\nHost:"))

        (response,) = responses_in(self.visitor.received(), "GET")

        self.assertEqual(response.status, 400)

    def test_a_visit_that_may_not_come_in_reads_why(self) -> None:
        chat = Chat(readers=0)
        chat.reports = []
        visitor = Visitor(chat)

        response = visitor.gets("/", Accept_Language="es")

        said = refusal(phrasebook("es"), Refused(Code.SERVER_FULL))
        self.assertEqual((response.status, response.text), (503, said + "\n"))
        self.assertTrue(visitor.is_leaving)

    def test_a_field_may_have_any_bytes(self) -> None:
        for name in ("Accept-Language", "If-None-Match", "Origin", "Content-Type", "Accept"):
            self.assertEqual(self.visitor.asks("GET", "/", headers={name: "\xff\xfe"}).status, 200)

    def test_a_fault_is_told_to_nobody_but_the_log(self) -> None:
        self.visitor.chat.hub.hooks.say = None  # type: ignore[assignment,method-assign]

        response = self.visitor.asks("POST", "/hook/secret", b"x")

        self.assertEqual(
            (response.status, response.text),
            (500, refusal(phrasebook("en"), Refused(Code.INTERNAL)) + "\n"),
        )
        (failure,) = self.flushLoggedErrors(TypeError)
        self.assertNotIn("secret", str(failure))


class Handshake(SynchronousTestCase):
    def setUp(self) -> None:
        self.visitor = Visitor(Chat())

    def shakes(self, **headers: str) -> tuple[int, str]:
        """Return the status of the answer to a handshake with other fields, and its text."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        data = request("GET", "/ws", headers={**HANDSHAKE, **fields})
        self.visitor.sends(data)
        answer = self.visitor.received()
        said = answer.partition(b"\r\n\r\n")[2].decode(errors="replace")
        return int(answer.split(b" ", 2)[1]), said

    def test_it_is_accepted_with_the_key_of_rfc_6455(self) -> None:
        self.visitor.sends(request("GET", "/ws", headers=HANDSHAKE))

        fields = self.visitor.received().decode().split("\r\n")

        self.assertTrue(fields[0].startswith("HTTP/1.1 101 "))
        self.assertIn(f"Sec-WebSocket-Accept: {ACCEPTED}", fields)

    def test_neither_compression_nor_a_subprotocol_is_taken(self) -> None:
        offered = {
            "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
            "Sec-WebSocket-Protocol": "chat.json.v1",
        }
        self.visitor.sends(request("GET", "/ws", headers={**HANDSHAKE, **offered}))

        answer = self.visitor.received()

        self.assertIn(b" 101 ", answer)
        self.assertNotIn(b"Sec-WebSocket-Extensions", answer)
        self.assertNotIn(b"Sec-WebSocket-Protocol", answer)

    def test_the_own_page_may_come_and_so_may_a_program(self) -> None:
        for origin in (f"http://{HOST}", f"https://{HOST}", ""):
            self.visitor = Visitor(Chat())

            self.assertEqual(self.shakes(Origin=origin)[0], 101, origin)

    def test_a_page_of_another_site_may_not(self) -> None:
        for origin in ("http://evil.example", "null", "http://localhost:8080"):
            status, said = self.shakes(Origin=origin)

            self.assertEqual((status, said), (403, phrasebook("en").say(OTHER_SITE) + "\n"), origin)

    def test_what_is_no_handshake_reads_what_is_spoken_here(self) -> None:
        for wrong in (
            {"Upgrade": ""},
            {"Upgrade": "h2c"},
            {"Connection": "close"},
            {"Connection": "\xff"},
            {"Sec_WebSocket_Key": ""},
            {"Sec_WebSocket_Version": "8"},
            {"Sec_WebSocket_Version": "\xff"},
        ):
            self.visitor = Visitor(Chat())

            self.assertEqual(
                self.shakes(**wrong), (426, phrasebook("en").say(NOT_WEBSOCKET) + "\n"), wrong
            )

    def test_a_browser_that_just_looks_is_told_what_is_needed(self) -> None:
        headers = self.visitor.gets("/ws").headers

        self.assertEqual(
            (headers["upgrade"], headers["sec-websocket-version"]), ("websocket", "13")
        )

    def test_a_visit_that_may_not_come_in_reads_why_in_its_own_form(self) -> None:
        chat = Chat(connections=0)
        chat.reports = []
        self.visitor = Visitor(chat)

        status, said = self.shakes()

        self.assertEqual(status, 101)
        self.assertIn(f'"code":"{Code.SERVER_FULL.value}"', said)
        self.assertTrue(self.visitor.is_leaving)
