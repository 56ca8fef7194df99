from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.config import Config, ConfigError, load, usual_config
from chatservice.client.network.address import Address
from chatservice.render.phrasebook import phrasebook

FINGERPRINT = ":".join(["AB"] * 32)
FULL = f"""
default = "home"
language = "es"
plain = true
bell = false
history = false
keyring = false

[servers.home]
host = "chat.example.org"
port = 5051
nick = "ana"
rooms = ["kitchen", "#garden"]
tls = true
fingerprint = "SHA256:{FINGERPRINT}"

[servers.work]
host = "192.0.2.7:6000"
"""


class ConfigTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.home)
        self.environment = {"HOME": str(self.home)}
        self.file = self.home / ".config" / "chatservice" / "client.toml"

    def write(self, text: str | bytes) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(text.encode() if isinstance(text, str) else text)

    def loaded(self, text: str) -> Config:
        self.write(text)
        return load(self.environment)

    def complaint(self, text: str | bytes) -> str:
        """Return what is told of a file, without the file's name."""
        self.write(text)
        error = self.assertRaises(ConfigError, load, self.environment)
        assert isinstance(error, ConfigError)
        sentence = error.sentence(phrasebook("en"))
        self.assertTrue(sentence.startswith(f"{self.file}: "), sentence)
        self.assertNotIn("\n", sentence)
        return sentence.removeprefix(f"{self.file}: ")


class WhereTheFileIs(ConfigTestCase):
    def test_it_is_in_the_folder_of_configurations(self) -> None:
        self.assertEqual(usual_config(self.environment), self.file)

    def test_that_folder_may_be_elsewhere(self) -> None:
        elsewhere = usual_config({"HOME": "/home/ana", "XDG_CONFIG_HOME": "/etc/ana"})

        self.assertEqual(elsewhere, Path("/etc/ana/chatservice/client.toml"))

    def test_without_one_nothing_is_decided(self) -> None:
        self.assertEqual(load(self.environment), Config(self.file))

    def test_another_file_may_be_named(self) -> None:
        other = self.home / "other.toml"
        other.write_text("bell = false", encoding="utf-8")

        self.assertFalse(load(self.environment, str(other)).bell)

    def test_another_file_has_to_be_there(self) -> None:
        error = self.assertRaises(ConfigError, load, self.environment, "no-such-file")
        assert isinstance(error, ConfigError)

        self.assertEqual(
            error.sentence(phrasebook("en")),
            "--config: 'no-such-file' can't be read (No such file or directory): "
            "a TOML file is allowed",
        )

    def test_one_that_can_not_be_read_is_no_missing_one(self) -> None:
        self.file.mkdir(parents=True)

        error = self.assertRaises(ConfigError, load, self.environment)
        assert isinstance(error, ConfigError)
        self.assertIn("can't be read (Is a directory)", error.sentence(phrasebook("en")))


class WhatItSays(ConfigTestCase):
    def test_how_one_likes_the_client(self) -> None:
        found = self.loaded(FULL)

        self.assertEqual((found.default, found.language), ("home", "es"))
        self.assertEqual(
            (found.plain, found.bell, found.history, found.keyring), (True, False, False, False)
        )

    def test_what_it_does_not_say_is_as_usual(self) -> None:
        found = self.loaded("")

        self.assertEqual((found.default, found.language), (None, None))
        self.assertEqual(
            (found.plain, found.bell, found.history, found.keyring), (False, True, True, True)
        )

    def test_a_server_with_everything(self) -> None:
        home = self.loaded(FULL).servers["home"]

        self.assertEqual(home.address, Address("chat.example.org", 5051))
        self.assertEqual((home.nick, home.rooms), ("ana", ("kitchen", "garden")))
        self.assertEqual((home.tls, home.fingerprint), (True, FINGERPRINT))

    def test_a_server_with_its_host_alone(self) -> None:
        home = self.loaded('[servers.home]\nhost = "::1"').servers["home"]

        self.assertEqual(home.address, Address("::1", 5050))
        self.assertEqual(
            (home.nick, home.rooms, home.tls, home.fingerprint), (None, (), None, None)
        )

    def test_the_port_may_stand_behind_the_host(self) -> None:
        self.assertEqual(self.loaded(FULL).servers["work"].address, Address("192.0.2.7", 6000))


class WhatIsWrong(ConfigTestCase):
    """The file, the key, what is wrong and what is allowed."""

    def server(self, line: str) -> str:
        return self.complaint(f'[servers.home]\nhost = "example.org"\n{line}')

    def test_what_is_not_toml(self) -> None:
        sentence = self.complaint("nick: ana\n")

        self.assertTrue(sentence.startswith("this is not TOML ("), sentence)
        self.assertTrue(sentence.endswith('lines like nick = "ana" are allowed'), sentence)

    def test_what_is_not_utf_8(self) -> None:
        self.assertIn("this is not TOML", self.complaint(b"default = '\xff'"))

    def test_a_number_too_long_for_python(self) -> None:
        self.assertIn("this is not TOML", self.complaint(f"[servers.a]\nport = {'9' * 5000}"))

    def test_an_unknown_key(self) -> None:
        self.assertEqual(
            self.complaint("zzz = 1"),
            "there is no key 'zzz': default, language, plain, bell, history, keyring, servers "
            "are allowed",
        )

    def test_a_key_that_is_nearly_one(self) -> None:
        self.assertIn(
            "there is no key 'server': did you mean servers? default, language",
            self.complaint('[server.home]\nhost = "example.org"'),
        )

    def test_an_unknown_key_of_a_server(self) -> None:
        self.assertEqual(
            self.server('nickname = "ana"'),
            "servers.home: there is no key 'nickname': did you mean nick? host, port, nick, "
            "rooms, tls, fingerprint are allowed",
        )

    def test_values_of_the_wrong_type(self) -> None:
        for line, key, allowed in (
            ("default = 1", "default", "a text in quotes is allowed"),
            ("language = ['es']", "language", "a text in quotes is allowed"),
            ('bell = "yes"', "bell", "true or false is allowed"),
            ("history = 0", "history", "true or false is allowed"),
            ("servers = 1", "servers", "lines below [servers] are allowed"),
            ("[servers]\nhome = 1", "servers.home", "lines below [servers.home] are allowed"),
        ):
            sentence = self.complaint(line)
            with self.subTest(sentence):
                self.assertTrue(sentence.startswith(f"{key}: "))
                self.assertTrue(sentence.endswith(allowed))

    def test_values_of_the_wrong_type_of_a_server(self) -> None:
        for line, allowed in (
            ("port = true", "a whole number from 1 to 65535 is allowed"),
            ("port = 1.5", "a whole number from 1 to 65535 is allowed"),
            ("port = 65536", "a whole number from 1 to 65535 is allowed"),
            ("nick = 1", "a text in quotes is allowed"),
            ('rooms = "kitchen"', 'a list like ["kitchen", "garden"] is allowed'),
            ("rooms = [1]", 'a list like ["kitchen", "garden"] is allowed'),
            ('tls = "yes"', "true or false is allowed"),
        ):
            sentence = self.server(line)
            with self.subTest(sentence):
                self.assertTrue(sentence.startswith(f"servers.home.{line.split()[0]}: "))
                self.assertTrue(sentence.endswith(allowed))

    def test_a_server_without_a_host(self) -> None:
        self.assertEqual(
            self.complaint("[servers.home]\nport = 5050"),
            "servers.home.host: it is missing: a name or an address is needed",
        )

    def test_a_host_that_is_none(self) -> None:
        self.assertIn(
            "servers.home.host: 'a b' is not a host", self.complaint("[servers.home]\nhost='a b'")
        )

    def test_two_ports(self) -> None:
        self.assertEqual(
            self.complaint("[servers.home]\nhost = 'a:1'\nport = 2"),
            "servers.home.host, port: 1, 2 are two ports: one is allowed",
        )

    def test_names_that_the_server_would_take_for_something_else(self) -> None:
        self.assertIn("servers.home.nick: '/quit' is not a name", self.server('nick = "/quit"'))
        self.assertIn("servers.home.rooms: '' is not a name", self.server('rooms = ["a", ""]'))

    def test_a_fingerprint_that_is_none(self) -> None:
        self.assertIn(
            "servers.home.fingerprint: 'AB' is not a SHA-256 fingerprint",
            self.server("fingerprint = 'AB'"),
        )

    def test_a_fingerprint_for_what_is_never_encrypted(self) -> None:
        self.assertEqual(
            self.server(f"tls = false\nfingerprint = '{FINGERPRINT}'"),
            "servers.home.fingerprint: with tls = false there is no certificate to look at",
        )

    def test_a_default_that_is_no_server(self) -> None:
        self.assertEqual(
            self.complaint('default = "hom"\n[servers.home]\nhost = "a"\n[servers.b]\nhost="b"'),
            "default: 'hom' is no server of this file: home, b are allowed",
        )

    def test_a_default_where_there_are_no_servers(self) -> None:
        self.assertEqual(
            self.complaint('default = "home"'),
            "default: 'home' is no server of this file: it has none, as in [servers.home]",
        )

    def test_a_language_that_is_not_spoken(self) -> None:
        self.assertEqual(
            self.complaint('language = "fr"'), "language: 'fr' is not known: en, es are allowed"
        )
