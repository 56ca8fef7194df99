from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.network.address import Address, WrongAddressError, server_address
from chatservice.render.phrasebook import phrasebook


class WhereTheServerIs(SynchronousTestCase):
    """Arguments beat the environment, which beats the defaults."""

    def test_without_anything_it_is_on_this_machine(self) -> None:
        self.assertEqual(server_address(None, None, {}), Address("127.0.0.1", 5050))

    def test_variables_beat_the_defaults(self) -> None:
        environment = {"CHAT_HOST": "example.org", "CHAT_PORT": "6000"}
        self.assertEqual(server_address(None, None, environment), Address("example.org", 6000))

    def test_arguments_beat_the_variables(self) -> None:
        environment = {"CHAT_HOST": "example.org", "CHAT_PORT": "6000"}
        self.assertEqual(server_address("::1", "7000", environment), Address("::1", 7000))

    def test_the_variable_of_the_port_goes_with_the_argument_of_the_host(self) -> None:
        address = server_address("localhost", None, {"CHAT_PORT": "6000"})
        self.assertEqual(address, Address("localhost", 6000))

    def test_a_port_in_the_host_argument_beats_the_variable(self) -> None:
        address = server_address("localhost:7000", None, {"CHAT_PORT": "6000"})
        self.assertEqual(address, Address("localhost", 7000))

    def test_a_port_argument_beats_the_one_in_the_variable_of_the_host(self) -> None:
        address = server_address("", "7000", {"CHAT_HOST": "example.org:6000"})
        self.assertEqual(address, Address("example.org", 7000))

    def test_the_port_in_the_variable_of_another_host_does_not_count(self) -> None:
        address = server_address("localhost", None, {"CHAT_HOST": "example.org:6000"})
        self.assertEqual(address, Address("localhost", 5050))

    def test_empty_variables_are_as_good_as_none(self) -> None:
        environment = {"CHAT_HOST": "", "CHAT_PORT": ""}
        self.assertEqual(server_address(None, None, environment), Address("127.0.0.1", 5050))

    def test_one_port_may_be_given_twice(self) -> None:
        self.assertEqual(server_address("a:6000", "6000", {}), Address("a", 6000))


class HowAServerIsWritten(SynchronousTestCase):
    """Names, IPv4, IPv6, with a port and without."""

    def written(self, text: str) -> Address:
        return server_address(text, None, {})

    def test_a_name_may_have_letters_of_any_script(self) -> None:
        self.assertEqual(self.written("españa.example"), Address("españa.example", 5050))

    def test_a_name_may_end_in_the_root(self) -> None:
        self.assertEqual(self.written("example.org.:1"), Address("example.org.", 1))

    def test_an_ipv4_address_with_a_port(self) -> None:
        self.assertEqual(self.written("192.0.2.7:65535"), Address("192.0.2.7", 65535))

    def test_an_ipv6_address_without_brackets_has_no_port(self) -> None:
        self.assertEqual(self.written("2001:db8::5050"), Address("2001:db8::5050", 5050))

    def test_an_ipv6_address_in_brackets(self) -> None:
        self.assertEqual(self.written("[::1]"), Address("::1", 5050))

    def test_an_ipv6_address_in_brackets_with_a_port(self) -> None:
        self.assertEqual(self.written("[::1]:6000"), Address("::1", 6000))

    def test_an_ipv6_address_of_one_network_card(self) -> None:
        self.assertEqual(self.written("[fe80::1%eth0]:6000"), Address("fe80::1%eth0", 6000))

    def test_an_ipv6_address_is_shown_in_brackets(self) -> None:
        self.assertEqual(str(Address("::1", 5050)), "[::1]:5050")

    def test_a_name_is_shown_as_it_is(self) -> None:
        self.assertEqual(str(Address("example.org", 5050)), "example.org:5050")


class HowFilesNameAServer(SynchronousTestCase):
    def test_a_name_is_the_same_in_any_case_and_with_its_last_dot(self) -> None:
        self.assertEqual(Address("Chat.Example.ORG.", 5050).key, "chat.example.org:5050")

    def test_an_ipv6_address_stands_in_brackets(self) -> None:
        self.assertEqual(Address("FE80::1", 5050).key, "[fe80::1]:5050")


class ThisMachine(SynchronousTestCase):
    def test_its_own_names_and_addresses(self) -> None:
        for host in ("127.0.0.1", "127.8.9.1", "::1", "localhost", "LocalHost", "localhost."):
            self.assertTrue(Address(host, 5050).is_loopback, host)

    def test_anything_else_is_elsewhere(self) -> None:
        for host in ("192.0.2.7", "0.0.0.0", "::", "fe80::1%lo", "localhost.example", "chat"):
            self.assertFalse(Address(host, 5050).is_loopback, host)


class WhatIsNoServer(SynchronousTestCase):
    """Each mistake names where it stands."""

    def source(self, host: str | None, port: str | None = None, **environment: str) -> str:
        error = self.assertRaises(WrongAddressError, server_address, host, port, environment)
        assert isinstance(error, WrongAddressError)
        sentence = error.sentence(phrasebook("en"))
        self.assertNotIn("\n", sentence)
        self.assertIn("allowed", sentence)
        return error.source

    def test_hosts_that_are_none(self) -> None:
        for text in ("a b", "-a", "a..b", ".", ":5050", "[]", "a_\n", "x" * 64, "a." * 127 + "a"):
            with self.subTest(text):
                self.assertEqual(self.source(text), "HOST")

    def test_numbers_that_are_no_address(self) -> None:
        for text in ("300.0.0.1", "1.2.3", "5050", "::1::", "[127.0.0.1", "12345::1"):
            with self.subTest(text):
                self.assertEqual(self.source(text), "HOST")

    def test_ports_that_are_none(self) -> None:
        for text in ("0", "65536", "-1", "１２", "5050 ", "0x10", "1e3", "http", "9" * 5000):
            with self.subTest(text[:10]):
                self.assertEqual(self.source("localhost", text), "PORT")

    def test_a_port_that_is_none_behind_the_host(self) -> None:
        for text in ("localhost:", "localhost:http", "[::1]:", "[::1]:0"):
            with self.subTest(text):
                self.assertEqual(self.source(text), "HOST")

    def test_a_variable_is_named(self) -> None:
        self.assertEqual(self.source(None, CHAT_HOST="a b"), "CHAT_HOST")
        self.assertEqual(self.source(None, CHAT_PORT="no"), "CHAT_PORT")

    def test_two_ports(self) -> None:
        self.assertEqual(self.source("localhost:1", "2"), "HOST, PORT")

    def test_two_ports_in_variables(self) -> None:
        source = self.source(None, CHAT_HOST="localhost:1", CHAT_PORT="2")
        self.assertEqual(source, "CHAT_HOST, CHAT_PORT")

    def test_what_is_wrong_is_shown_so_that_it_steers_no_terminal(self) -> None:
        error = self.assertRaises(WrongAddressError, server_address, "\x1b[2J", None, {})
        assert isinstance(error, WrongAddressError)
        self.assertNotIn("\x1b", error.sentence(phrasebook("en")))
