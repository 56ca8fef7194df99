from __future__ import annotations

from datetime import datetime, timedelta, timezone

from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from chatservice.protocols.hosts import ANY, WebHosts, own_hosts, shown

NOON = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


class Known(SynchronousTestCase):
    def test_addresses_are_since_no_name_service_can_turn_them(self) -> None:
        for host in ("127.0.0.1", "192.0.2.7:5050", "[::1]:5050", "[2001:db8::1]"):
            self.assertTrue(WebHosts().knows(host), host)

    def test_this_machine_is_to_itself(self) -> None:
        for host in ("localhost", "LOCALHOST:5050", "localhost.:80", "chat.localhost:5050"):
            self.assertTrue(WebHosts().knows(host), host)

    def test_any_other_name_is_not(self) -> None:
        for host in ("evil.example:1234", "notlocalhost", "localhost.evil.example", "", ":80"):
            self.assertFalse(WebHosts(["chat.example.org"]).knows(host), host)

    def test_what_only_looks_like_an_address_is_not(self) -> None:
        for host in ("127.0.0.1.evil.example", "[::1].evil.example", "[evil.example]", "127.1"):
            self.assertFalse(WebHosts().knows(host), host)

    def test_the_operators_names_are(self) -> None:
        hosts = WebHosts(["chat.example.org"])

        for host in ("chat.example.org", "Chat.Example.ORG.:5050"):
            self.assertTrue(hosts.knows(host), host)
        self.assertFalse(hosts.knows("www.chat.example.org"))

    def test_all_are_if_the_operator_says_so(self) -> None:
        self.assertTrue(WebHosts([ANY]).knows("evil.example:1234"))

    def test_what_is_its_own_is_found_out_each_time(self) -> None:
        names: list[str] = []
        hosts = WebHosts(own=lambda: names)
        self.assertFalse(hosts.knows("chat.example.org"))

        names.append("chat.example.org")

        self.assertTrue(hosts.knows("chat.example.org:443"))

    def test_a_certificates_star_stands_for_one_label(self) -> None:
        hosts = WebHosts(own=lambda: ["*.example.org"])

        self.assertTrue(hosts.knows("chat.example.org"))
        for host in ("example.org", "a.chat.example.org", ".example.org", "chatexample.org"):
            self.assertFalse(hosts.knows(host), host)

    def test_a_certificates_star_alone_stands_for_nothing(self) -> None:
        self.assertFalse(WebHosts(own=lambda: ["*"]).knows("evil.example"))

    def test_a_machine_has_its_name_with_its_domain_without_and_for_its_own_network(self) -> None:
        self.assertEqual(own_hosts("box.example.org"), ("box.example.org", "box", "box.local"))
        self.assertEqual(own_hosts("box"), ("box", "box.local"))


class Told(SynchronousTestCase):
    def setUp(self) -> None:
        self.hosts = WebHosts()

    def told(self, host: str, seconds: int) -> list[str]:
        """Return the lines of the log about somebody refused so many seconds after noon."""
        with capturedLogs() as log:
            self.hosts.refused(host, NOON + timedelta(seconds=seconds))
        return [formatEvent(event) for event in log]

    def test_the_log_names_the_option_that_lets_people_in(self) -> None:
        (line,) = self.told("chat.example.org:5050", 0)

        self.assertIn("--web-host chat.example.org lets people come by that name", line)

    def test_it_does_so_once_a_minute(self) -> None:
        found = [len(self.told("a.example", seconds)) for seconds in (0, 1, 59, 60, 61)]

        self.assertEqual(found, [1, 0, 0, 1, 0])

    def test_no_name_in_it_is_longer_than_names_are(self) -> None:
        self.assertEqual(len(shown("a" * 8000)), 253)
