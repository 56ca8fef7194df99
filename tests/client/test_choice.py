from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatservice.client.choice import Choice, perhaps_meant, resolve
from chatservice.client.config import Config, Server
from chatservice.client.network.address import Address, WrongAddressError
from chatservice.client.options import Options
from chatservice.render.phrasebook import phrasebook

FINGERPRINT = ":".join(["AB"] * 32)
OTHER = ":".join(["CD"] * 32)
HOME = Server("home", Address("chat.example.org", 6000), "ana", ("kitchen",))
VARIABLES = {"CHAT_HOST": "of.variable", "CHAT_PORT": "7000"}


def config(*servers: Server, default: str | None = None) -> Config:
    return Config(Path("client.toml"), default, servers={each.name: each for each in servers})


USUAL = config(HOME)


class ChoiceTestCase(SynchronousTestCase):
    def choice(self, *arguments: str, config: Config = USUAL, **environment: str) -> Choice:
        options = Options(phrasebook("en"))
        options.parseOptions(list(arguments))
        return resolve(options, config, {"HOME": "/home/ana", **environment})


class WhichServer(ChoiceTestCase):
    def test_without_anything_it_is_on_this_machine(self) -> None:
        self.assertEqual(self.choice().address, Address("127.0.0.1", 5050))

    def test_a_server_of_the_file_by_its_name(self) -> None:
        found = self.choice("home")

        self.assertEqual((found.address, found.server), (HOME.address, "home"))

    def test_what_is_no_name_of_the_file_is_a_host(self) -> None:
        found = self.choice("chat.example.org")

        self.assertEqual((found.address, found.server), (Address("chat.example.org", 5050), ""))

    def test_the_default_where_none_is_named(self) -> None:
        found = self.choice(config=config(HOME, default="home"))

        self.assertEqual((found.address, found.server), (HOME.address, "home"))

    def test_variables_beat_the_default(self) -> None:
        for variables in (VARIABLES, {"CHAT_PORT": "7000"}, {"CHAT_HOST": "of.variable"}):
            found = self.choice(config=config(HOME, default="home"), **variables)

            self.assertEqual(found.server, "")

    def test_variables_do_not_change_a_server_that_is_named(self) -> None:
        self.assertEqual(self.choice("home", **VARIABLES).address, HOME.address)

    def test_a_port_on_the_command_line_beats_that_of_the_server(self) -> None:
        self.assertEqual(self.choice("home", "8000").address, Address("chat.example.org", 8000))

    def test_a_port_that_is_none_is_refused(self) -> None:
        error = self.assertRaises(WrongAddressError, self.choice, "home", "x")

        self.assertEqual(error.source, "PORT")


class AsWhomAndWhere(ChoiceTestCase):
    def test_the_servers_nickname_and_rooms(self) -> None:
        found = self.choice("home")

        self.assertEqual((found.nick, found.rooms), ("ana", ("kitchen",)))

    def test_those_of_the_command_line_beat_them(self) -> None:
        found = self.choice("home", "--nick", "juan", "--room", "garden", "--room", "attic")

        self.assertEqual((found.nick, found.rooms), ("juan", ("garden", "attic")))

    def test_another_host_has_nothing_of_a_server(self) -> None:
        found = self.choice("127.0.0.1")

        self.assertEqual((found.nick, found.rooms), (None, ()))


class Encryption(ChoiceTestCase):
    def server(self, tls: bool | None, fingerprint: str | None = None) -> Config:
        return config(Server("home", HOME.address, tls=tls, fingerprint=fingerprint))

    def test_it_is_found_where_nothing_is_said(self) -> None:
        self.assertIsNone(self.choice().tls)

    def test_it_is_as_the_server_has_it_in_the_file(self) -> None:
        for tls in (True, False, None):
            self.assertIs(self.choice("home", config=self.server(tls)).tls, tls)

    def test_the_command_line_beats_the_file(self) -> None:
        self.assertIs(self.choice("home", "--tls", config=self.server(False)).tls, True)
        self.assertIs(self.choice("home", "--no-tls", config=self.server(True)).tls, False)

    def test_whoever_names_the_certificate_does_not_talk_without(self) -> None:
        self.assertIs(self.choice("--fingerprint", FINGERPRINT).tls, True)
        self.assertIs(self.choice("home", config=self.server(None, FINGERPRINT)).tls, True)

    def test_a_fingerprint_on_the_command_line_beats_what_the_file_says(self) -> None:
        for server in (self.server(False), self.server(True, OTHER)):
            found = self.choice("home", "--fingerprint", FINGERPRINT, config=server)

            self.assertEqual((found.tls, found.fingerprint), (True, FINGERPRINT))

    def test_without_encryption_there_is_no_fingerprint(self) -> None:
        found = self.choice("home", "--no-tls", config=self.server(True, FINGERPRINT))

        self.assertIsNone(found.fingerprint)

    def test_known_hosts_alone_do_not_need_it(self) -> None:
        found = self.choice("--known-hosts", "file")

        self.assertEqual((found.tls, found.known_hosts), (None, Path("file")))

    def test_known_hosts_are_kept_in_the_folder_of_configurations(self) -> None:
        self.assertEqual(
            self.choice().known_hosts, Path("/home/ana/.config/chatservice/known_hosts")
        )


class HowItLooks(ChoiceTestCase):
    def test_the_language_is_that_of_the_locale(self) -> None:
        self.assertEqual(self.choice(LANG="es_ES.UTF-8").language, "es")

    def test_the_file_beats_the_locale(self) -> None:
        file = Config(Path("client.toml"), language="en")

        self.assertEqual(self.choice(config=file, LANG="es_ES.UTF-8").language, "en")

    def test_plain_may_be_wanted_always_or_this_time(self) -> None:
        always = Config(Path("client.toml"), plain=True)

        self.assertEqual(
            (self.choice().plain, self.choice("--plain").plain, self.choice(config=always).plain),
            (False, True, True),
        )

    def test_what_the_file_switches_off_is_off(self) -> None:
        found = self.choice(
            config=Config(Path("client.toml"), bell=False, history=False, keyring=False)
        )

        self.assertEqual((found.bell, found.history, found.keyring), (False, False, False))


class AHostThatIsNotFound(ChoiceTestCase):
    def meant(self, *arguments: str, config: Config) -> str:
        choice = self.choice(*arguments, config=config)
        return perhaps_meant(phrasebook("en"), config, choice)

    def test_a_server_whose_name_is_like_it_was_perhaps_meant(self) -> None:
        self.assertEqual(
            self.meant("hoem", config=config(HOME)),
            "Did you mean home, which is a server in client.toml?",
        )

    def test_where_none_is_like_it_nothing_is_told(self) -> None:
        self.assertEqual(self.meant("example.net", config=config(HOME)), "")
        self.assertEqual(self.meant("hoem", config=config()), "")

    def test_of_a_server_that_was_found_by_its_name_nothing_is_told(self) -> None:
        near = Server("home", Address("hom", 1))

        self.assertEqual(self.meant("home", config=config(near)), "")
