from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.web.origins import is_host, is_same_origin


class Origins(SynchronousTestCase):
    def test_a_page_of_the_same_host_and_port_is_the_servers_own(self) -> None:
        for origin, host in (
            ("http://chat.example.org:5050", "chat.example.org:5050"),
            ("http://Chat.Example.ORG", "chat.example.org"),
            ("http://192.0.2.7:5050", "192.0.2.7:5050"),
            ("http://[2001:db8::1]:5050", "[2001:DB8::1]:5050"),
            ("http://localhost", "localhost:80"),
        ):
            self.assertTrue(is_same_origin(origin, host), origin)

    def test_the_scheme_makes_no_difference_behind_a_proxy_that_ends_tls(self) -> None:
        self.assertTrue(is_same_origin("https://chat.example.org", "chat.example.org"))
        self.assertTrue(is_same_origin("https://chat.example.org", "chat.example.org:443"))

    def test_a_page_of_another_host_or_port_is_not(self) -> None:
        for origin in (
            "http://example.org:5050",
            "http://chat.example.org.evil.example:5050",
            "http://evilchat.example.org:5050",
            "http://chat.example.org:8080",
            "http://chat.example.org",
            "http://chat.example.org:5050@evil.example",
            "http://evil.example/chat.example.org:5050",
            "http://evil.example, http://chat.example.org:5050",
        ):
            self.assertFalse(is_same_origin(origin, "chat.example.org:5050"), origin)

    def test_what_is_no_origin_is_nobodys(self) -> None:
        for origin in ("null", "", "file://", "chat.example.org:5050", "ftp://chat.example.org"):
            self.assertFalse(is_same_origin(origin, "chat.example.org:5050"), origin)

    def test_what_is_no_host_is_nobodys_origin(self) -> None:
        self.assertFalse(is_same_origin("http://", ""))
        self.assertFalse(is_same_origin("http:// ", " "))

    def test_a_host_is_a_name_or_an_address_with_a_port_perhaps(self) -> None:
        for host in ("localhost", "chat.example.org:5050", "192.0.2.7", "[2001:db8::1]:5050", "a:"):
            self.assertTrue(is_host(host), host)

    def test_nothing_else_is_a_host(self) -> None:
        for host in (
            "",
            " ",
            "a b",
            "a, b",
            "a/b",
            "a@b",
            "a:b",
            "[a",
            "::1",
            "a:123456",
            "ñ",
            "a\n",
        ):
            self.assertFalse(is_host(host), host)
