from __future__ import annotations

from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint
from twisted.internet.testing import MemoryReactorClock
from twisted.trial.unittest import SynchronousTestCase

from chatservice.bot.places import TrustingEndpoint, server_endpoint
from chatservice.client.network.address import WrongAddressError


class Places(SynchronousTestCase):
    def setUp(self) -> None:
        self.reactor = MemoryReactorClock()

    def test_without_anything_it_is_this_machine(self) -> None:
        endpoint, name = server_endpoint(self.reactor, {})

        self.assertIsInstance(endpoint, HostnameEndpoint)
        self.assertEqual(name, "127.0.0.1:5050")

    def test_the_environment_may_say_where(self) -> None:
        environment = {"CHAT_HOST": "chat.example.org", "CHAT_PORT": "6000"}

        self.assertEqual(server_endpoint(self.reactor, environment)[1], "chat.example.org:6000")

    def test_what_is_given_beats_the_environment(self) -> None:
        _, name = server_endpoint(self.reactor, {"CHAT_PORT": "6000"}, "::1", 7000)

        self.assertEqual(name, "[::1]:7000")

    def test_the_port_is_the_same_under_tls(self) -> None:
        endpoint, name = server_endpoint(self.reactor, {}, "chat.example.org", tls=True)

        self.assertIsInstance(endpoint, TrustingEndpoint)
        self.assertEqual(name, "chat.example.org:5050")

    def test_any_endpoint_of_twisted_s_may_be_described(self) -> None:
        endpoint, name = server_endpoint(self.reactor, {}, endpoint="tcp:192.0.2.7:5050:timeout=3")

        self.assertEqual(name, "tcp:192.0.2.7:5050:timeout=3")
        self.assertNotIsInstance(endpoint, TrustingEndpoint)

    def test_any_endpoint_may_be_given(self) -> None:
        given = TCP4ClientEndpoint(self.reactor, "192.0.2.7", 5050)

        self.assertIs(server_endpoint(self.reactor, {}, endpoint=given)[0], given)

    def test_a_host_that_can_be_none_is_refused(self) -> None:
        with self.assertRaises(WrongAddressError):
            server_endpoint(self.reactor, {}, "two words")

    def test_a_fingerprint_that_is_none_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "'AB:CD' is no SHA-256 fingerprint"):
            server_endpoint(self.reactor, {}, tls=True, fingerprint="AB:CD")

    def test_a_fingerprint_without_tls_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "fingerprint is of use with tls=True alone"):
            server_endpoint(self.reactor, {}, fingerprint="AB" * 32)
