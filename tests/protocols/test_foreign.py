from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.foreign import foreign_protocol


class Openings(SynchronousTestCase):
    def test_a_browsers_request_is_http(self) -> None:
        self.assertEqual(foreign_protocol(b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n"), "HTTP")

    def test_every_method_of_http_is_http(self) -> None:
        for method in (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE"):
            self.assertEqual(foreign_protocol(method + b" /path?q=1 HTTP/1.0\r\n"), "HTTP")

    def test_a_request_for_a_tunnel_is_http(self) -> None:
        self.assertEqual(foreign_protocol(b"CONNECT example.org:443 HTTP/1.1\r\n"), "HTTP")

    def test_a_request_with_a_method_that_nobody_knows_is_http(self) -> None:
        self.assertEqual(foreign_protocol(b"BREW /pot HTTP/1.1\r\n"), "HTTP")

    def test_the_preface_of_http_2_is_http(self) -> None:
        self.assertEqual(foreign_protocol(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "HTTP")

    def test_a_request_with_a_body_is_http(self) -> None:
        post = b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nana\r\nhola\r\n"

        self.assertEqual(foreign_protocol(post), "HTTP")

    def test_a_hello_of_any_version_of_tls_is_tls(self) -> None:
        for version in (b"\x00", b"\x01", b"\x02", b"\x03"):
            self.assertEqual(foreign_protocol(b"\x16\x03" + version + b"\x02\x00\x01"), "TLS")

    def test_a_banner_of_ssh_is_ssh(self) -> None:
        self.assertEqual(foreign_protocol(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), "SSH")
        self.assertEqual(foreign_protocol(b"SSH-1.99-Cisco-1.25\r\n"), "SSH")


class People(SynchronousTestCase):
    def assert_is_a_person(self, *openings: bytes) -> None:
        for opening in openings:
            self.assertIsNone(foreign_protocol(opening), opening)

    def test_a_nickname_is_a_persons(self) -> None:
        self.assert_is_a_person(b"Juan\r\n", "María\n".encode(), "Иван\r\n".encode(), b"a", b"\r\n")

    def test_names_that_begin_like_a_protocol_are_peoples(self) -> None:
        self.assert_is_a_person(b"BREW / HTTP\r\n", b"brew / HTTP/1.1\r\n", b"A b c HTTP/1.1\r\n")
        self.assert_is_a_person(b"SSH\r\n", b"SSH-ana\r\n", b"GET\r\n", b"HTTP\r\n", b"POST\n")

    def test_a_command_is_a_persons(self) -> None:
        self.assert_is_a_person(b"/rename Ana\r\n", b"/help\r\n")

    def test_the_negotiation_of_telnet_is_a_persons(self) -> None:
        self.assert_is_a_person(b"\xff\xfd\x03\xff\xfb\x18", b"\xff\xf4\xff\xfd\x06")

    def test_a_name_followed_by_talk_of_http_is_a_persons(self) -> None:
        self.assert_is_a_person(b"Ana\r\nGET / HTTP/1.1 is what browsers say\r\n")

    def test_nothing_is_nobodys(self) -> None:
        self.assert_is_a_person(b"")
