"""Values that are allowed each for itself, and what they are together."""

from __future__ import annotations

from pathlib import Path

from chatservice.configuration import configuration
from tests.configured import ConfigurationTestCase, file

TLS = {"tls": "yes"}


class Listeners(ConfigurationTestCase):
    def test_tls_stands_beside_the_default_port(self) -> None:
        configured = configuration(TLS, {})

        self.assertEqual(configured.address, ("0.0.0.0", 5050))
        self.assertEqual(configured.tls_address, ("0.0.0.0", 5051))

    def test_both_are_at_the_same_address(self) -> None:
        configured = configuration(TLS | {"host": "127.0.0.1", "tls-port": "4001"}, {})

        self.assertEqual(configured.tls_address, ("127.0.0.1", 4001))

    def test_no_plain_leaves_tls_alone(self) -> None:
        configured = configuration(TLS | {"no-plain": "yes", "port": "4001"}, {})

        self.assertEqual((configured.address, configured.listen), (None, ()))
        self.assertEqual(configured.tls_address, ("0.0.0.0", 5051))

    def test_an_endpoint_stands_instead_of_the_default_port_but_beside_tls(self) -> None:
        configured = configuration(TLS | {"listen": ["unix:chat.sock"]}, {})

        self.assertEqual(configured.listen, (("auto", "unix:chat.sock"),))
        self.assertEqual(configured.tls_address, ("0.0.0.0", 5051))

    def test_no_plain_lets_what_nobody_can_listen_to_be(self) -> None:
        for endpoint in ("unix:chat.sock", "haproxy:unix:chat.sock"):
            flags = TLS | {"no-plain": "yes", "listen": [endpoint]}

            self.assertEqual(configuration(flags, {}).listen, (("auto", endpoint),))

    def test_no_plain_refuses_an_endpoint_that_is(self) -> None:
        for endpoint in (
            "tcp:4001",
            "haproxy:tcp:4001",
            "tcp6:4001",
        ):
            sentence = self.complaint(TLS | {"no-plain": "yes", "listen": [endpoint]}, {})

            self.assertEqual(
                sentence,
                f"--listen: {endpoint!r} is not encrypted, which --no-plain asks for: ssl:, tls: "
                "and unix: are allowed",
            )

    def test_one_port_is_not_for_both(self) -> None:
        for flags in ({"port": "5051"}, {"tls-port": "5050"}):
            (name, value), *_ = flags.items()

            self.assertEqual(
                self.complaint(TLS | flags, {}),
                f"--{name}: {value!r} is the port of the other listener: another one is allowed",
            )

    def test_any_free_port_may_be_for_both(self) -> None:
        configured = configuration(TLS | {"port": "0", "tls-port": "0"}, {})

        self.assertEqual(configured.address, configured.tls_address)

    def test_a_port_that_nobody_listens_on_is_free(self) -> None:
        configured = configuration(TLS | {"tls-port": "5050", "no-plain": "yes"}, {})

        self.assertEqual(configured.tls_address, ("0.0.0.0", 5050))


class WithoutTls(ConfigurationTestCase):
    def test_nothing_would_be_left_without_plain(self) -> None:
        for found, source in (
            ({"no-plain": "yes"}, "--no-plain"),
            (file("no-plain = true"), "chat.toml: no-plain"),
        ):
            self.assertEqual(
                self.complaint(found, {}), f"{source}: without --tls nothing would be left"
            )

    def test_a_certificate_is_for_who_asks_for_tls_on_the_one_port(self) -> None:
        configured = configuration({"tls-certificate": "one.txt"}, {})

        self.assertEqual(configured.tls_certificate, str(Path.cwd() / "one.txt"))
        self.assertIsNone(configured.tls_address)

    def test_the_environment_may_switch_it_off(self) -> None:
        self.assertIsNone(configuration(file("tls = true"), {"CHAT_TLS": "no"}).tls_address)


class Certificates(ConfigurationTestCase):
    def test_a_key_needs_its_certificate(self) -> None:
        self.assertEqual(
            self.complaint(TLS | {"tls-key": "one.txt"}, {}),
            "--tls-key: this is for --tls-certificate, which is missing",
        )

    def test_a_path_is_that_from_here_wherever_the_server_runs(self) -> None:
        configured = configuration(TLS | {"tls-certificate": "one.txt"}, {})

        self.assertEqual(configured.tls_certificate, str(Path.cwd() / "one.txt"))

    def test_a_link_is_not_followed_yet(self) -> None:
        Path("link").symlink_to("one.txt")

        configured = configuration(TLS | {"tls-certificate": "link"}, {})

        self.assertEqual(configured.tls_certificate, str(Path.cwd() / "link"))

    def test_a_path_that_can_be_none_is_refused(self) -> None:
        self.assertIn(
            "can't be found", self.complaint(file('tls = true\ntls-key = "a\\u0000b"'), {})
        )
