from __future__ import annotations

import errno
import ipaddress
import os
import socket

from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.error import CannotListenError
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatservice.listening import (
    announcement,
    check_address,
    own_address,
    warning,
    why_not_address,
    why_not_listening,
)

REASONS = {
    errno.EADDRINUSE: (
        "Port 5050 is in use by another program: stop that program, or choose another port with "
        "--port"
    ),
    errno.EACCES: "Port 5050 may not be used by this user: choose one from 1024 on with --port",
    errno.EADDRNOTAVAIL: (
        "192.0.2.7 is no address of this machine: choose one that is with --host, or 0.0.0.0 for "
        "all"
    ),
    errno.ENOBUFS: f"192.0.2.7:5050 can't be listened on: {os.strerror(errno.ENOBUFS)}",
}


class Announcements(SynchronousTestCase):
    def test_an_address_and_how_others_reach_it(self) -> None:
        self.assertEqual(
            announcement("tcp:5050:interface=192.0.2.7", IPv4Address("TCP", "192.0.2.7", 5050)),
            [
                "[SERVER] Waiting for connections on 192.0.2.7:5050",
                (
                    "[SERVER] Others reach it with: telnet 192.0.2.7 5050, or a browser: "
                    "http://192.0.2.7:5050/"
                ),
            ],
        )

    def test_every_address_and_this_machines_own_on_its_network(self) -> None:
        first, second = announcement("tcp:5050", IPv4Address("TCP", "0.0.0.0", 5050))

        self.assertEqual(first, "[SERVER] Waiting for connections on 0.0.0.0:5050")
        self.assertTrue(
            second.startswith(
                f"[SERVER] Others reach it with: telnet {own_address('0.0.0.0')} 5050, "
            ),
            second,
        )

    def test_an_address_of_the_newer_kind_stands_in_brackets_but_not_for_telnet(self) -> None:
        self.assertEqual(
            announcement(
                "tcp6:5050:interface=2001\\:db8\\:\\:7", IPv6Address("TCP", "2001:db8::7", 5050)
            ),
            [
                "[SERVER] Waiting for connections on [2001:db8::7]:5050",
                (
                    "[SERVER] Others reach it with: telnet 2001:db8::7 5050, or a browser: "
                    "http://[2001:db8::7]:5050/"
                ),
            ],
        )

    def test_a_socket_in_the_file_system_is_named(self) -> None:
        self.assertEqual(
            announcement("unix:/run/chat.sock", UNIXAddress(b"/run/chat.sock")),
            ["[SERVER] Waiting for connections on /run/chat.sock"],
        )

    def test_what_telnet_does_not_speak_is_not_said_to_be_reached_by_it(self) -> None:
        address = IPv4Address("TCP", "192.0.2.7", 5050)

        self.assertEqual(len(announcement("ssl:5050", address)), 1)
        self.assertEqual(len(announcement("haproxy:tcp:5050", address)), 1)

    def test_under_tls_it_is_reached_with_another_program(self) -> None:
        address = IPv4Address("TCP", "192.0.2.7", 5051)

        _, second = announcement("tcp:5051", address, encrypted=True)

        self.assertEqual(
            second,
            "[SERVER] Others reach it with: ncat --ssl 192.0.2.7 5051, or a browser: "
            "https://192.0.2.7:5051/",
        )

    def test_where_one_protocol_is_spoken_it_is_named(self) -> None:
        address = IPv4Address("TCP", "192.0.2.7", 5050)

        for speaks, by in (
            ("line", "telnet 192.0.2.7 5050"),
            ("web", "http://192.0.2.7:5050/"),
            ("json", "a program that speaks json, at 192.0.2.7 5050"),
        ):
            self.assertEqual(
                announcement("tcp:5050", address, speaks),
                [
                    f"[SERVER] Waiting for connections on 192.0.2.7:5050 ({speaks})",
                    f"[SERVER] Others reach it with: {by}",
                ],
            )

    def test_an_address_of_an_unknown_kind_is_told_as_it_is(self) -> None:
        self.assertEqual(
            announcement("pigeon:loft", "the loft"),
            ["[SERVER] Waiting for connections on the loft"],
        )


class Warnings(SynchronousTestCase):
    def test_what_others_can_reach_can_be_read_on_its_way(self) -> None:
        for address in (
            IPv4Address("TCP", "0.0.0.0", 5050),
            IPv4Address("TCP", "192.0.2.7", 5050),
            IPv6Address("TCP", "::", 5050),
        ):
            line = warning(address, "line")

            assert line is not None
            self.assertTrue(line.startswith("[SERVER] Port 5050 is not encrypted: "), line)
            self.assertIn("--tls", line)

    def test_where_there_is_tls_too_that_is_about_who_comes_without(self) -> None:
        line = warning(IPv4Address("TCP", "0.0.0.0", 5050))

        assert line is not None
        self.assertIn("for who comes without TLS", line)

    def test_what_stays_in_this_machine_can_not(self) -> None:
        for address in (
            IPv4Address("TCP", "127.0.0.1", 5050),
            IPv4Address("TCP", "127.3.2.1", 5050),
            IPv6Address("TCP", "::1", 5050),
            UNIXAddress(b"/run/chat.sock"),
        ):
            self.assertIsNone(warning(address))


class OwnAddress(SynchronousTestCase):
    def test_one_that_was_chosen_is_that(self) -> None:
        self.assertEqual(own_address("192.0.2.7"), "192.0.2.7")

    def test_for_every_address_it_is_one_that_can_be_called(self) -> None:
        for bound, version in (("0.0.0.0", 4), ("::", 6)):
            address = ipaddress.ip_address(own_address(bound))

            self.assertEqual(address.version, version)
            self.assertFalse(address.is_unspecified)

    def test_without_a_network_it_is_the_loopback(self) -> None:
        class Unplugged(socket.socket):
            def connect(self, address: object) -> None:
                raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

        self.patch(socket, "socket", Unplugged)

        self.assertEqual(own_address("0.0.0.0"), "127.0.0.1")
        self.assertEqual(own_address("::"), "::1")


class AnAddressThatCannotBeHad(SynchronousTestCase):
    def setUp(self) -> None:
        self.patch(os, "environ", {"LC_ALL": "C.UTF-8"})

    def test_a_port_in_use_is_found_out(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            error = self.assertRaises(OSError, check_address, *taken.getsockname())

        self.assertEqual(error.errno, errno.EADDRINUSE)

    def test_a_port_that_is_free_is_not_kept(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            host, port = free.getsockname()

        check_address(host, port)
        check_address(host, port)

    def test_an_address_of_another_machine_is_found_out(self) -> None:
        error = self.assertRaises(OSError, check_address, "192.0.2.1", 0)

        self.assertEqual(error.errno, errno.EADDRNOTAVAIL)

    def test_each_reason_says_what_to_do(self) -> None:
        for number, sentence in REASONS.items():
            error = OSError(number, os.strerror(number))
            failure = Failure(CannotListenError("192.0.2.7", 5050, error))

            self.assertEqual(why_not_address("192.0.2.7", 5050, error), sentence)
            self.assertEqual(why_not_listening("tcp:5050:interface=192.0.2.7", failure), sentence)

    def test_the_option_that_chooses_the_port_is_named(self) -> None:
        error = OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
        failure = Failure(CannotListenError("192.0.2.7", 5051, error))

        for sentence in (
            why_not_address("192.0.2.7", 5051, error, "--tls-port"),
            why_not_listening("tcp:5051:interface=192.0.2.7", failure, "--tls-port"),
        ):
            self.assertTrue(sentence.endswith("another port with --tls-port"), sentence)

    def test_the_reason_is_told_in_spanish_where_the_locale_is(self) -> None:
        self.patch(os, "environ", {"LC_ALL": "es_CO.UTF-8"})

        self.assertTrue(
            why_not_address("0.0.0.0", 5050, OSError(errno.EADDRINUSE, "")).startswith(
                "El puerto 5050 lo está usando otro programa: "
            )
        )

    def test_an_endpoint_that_fails_otherwise_is_named_with_its_reason(self) -> None:
        failure = Failure(ValueError("no pigeons today"))

        self.assertEqual(
            why_not_listening("pigeon:loft", failure),
            "pigeon:loft can't be listened on: no pigeons today",
        )

    def test_a_socket_in_the_file_system_is_named_with_its_reason(self) -> None:
        error = OSError(errno.EACCES, "Permission denied")
        failure = Failure(CannotListenError(None, "/run/chat.sock", error))

        self.assertEqual(
            why_not_listening("unix:/run/chat.sock", failure),
            "unix:/run/chat.sock can't be listened on: Permission denied",
        )
