from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from chatservice.configuration import configuration
from chatservice.values import MOST_MOTD_BYTES
from tests.configured import (
    DEFAULTS,
    NAMES,
    NEEDED,
    VALUES,
    WRONG,
    ConfigurationTestCase,
    chosen,
    file,
    flag,
    variable,
)


class Precedence(ConfigurationTestCase):
    def test_every_option_is_tried_here(self) -> None:
        self.assertTrue(set(VALUES) == set(WRONG) == set(NAMES))

    def test_the_defaults_are_those_that_were_promised(self) -> None:
        self.assertEqual(configuration({}, {}), DEFAULTS)

    def test_the_file_beats_the_default(self) -> None:
        for name in NAMES:
            value = VALUES[name][0]
            configured = configuration(file(f'{name} = "{value}"'), NEEDED.get(name, {}))

            self.assertEqual(chosen(name, configured), value)

    def test_the_environment_beats_the_file(self) -> None:
        for name in NAMES:
            value, _, in_file = VALUES[name]
            environment = {variable(name): value} | NEEDED.get(name, {})

            self.assertEqual(
                chosen(name, configuration(file(f'{name} = "{in_file}"'), environment)), value
            )

    def test_a_flag_beats_the_environment_and_the_file(self) -> None:
        for name in NAMES:
            value, in_environment, in_file = VALUES[name]
            environment = {variable(name): in_environment} | NEEDED.get(name, {})
            flags = file(f'{name} = "{in_file}"') | flag(name, value)

            self.assertEqual(chosen(name, configuration(flags, environment)), value)

    def test_a_variable_that_is_empty_is_not_set(self) -> None:
        for name in NAMES:
            value = VALUES[name][0]
            environment = {variable(name): ""} | NEEDED.get(name, {})

            self.assertEqual(
                chosen(name, configuration(file(f'{name} = "{value}"'), environment)), value
            )

    def test_each_value_may_come_from_elsewhere(self) -> None:
        configured = configuration(
            file('style = "bracket"\nroom = "patio"') | flag("port", "4001"), {"CHAT_ROOM": "plaza"}
        )

        self.assertEqual(configured.address, ("0.0.0.0", 4001))
        self.assertEqual((configured.style, configured.room), ("bracket", "plaza"))

    def test_the_file_can_be_named_by_the_environment(self) -> None:
        file('room = "patio"')

        self.assertEqual(configuration({}, {"CHAT_CONFIG": "chat.toml"}).room, "patio")

    def test_the_file_that_a_flag_names_beats_the_one_of_the_environment(self) -> None:
        flags = file('room = "patio"')

        self.assertEqual(configuration(flags, {"CHAT_CONFIG": "no-such-file"}).room, "patio")


class Listening(ConfigurationTestCase):
    def test_an_endpoint_stands_instead_of_the_default_port(self) -> None:
        configured = configuration({"listen": ["unix:chat.sock"]}, {})

        self.assertEqual(configured.listen, (("auto", "unix:chat.sock"),))
        self.assertIs(configured.address, None)

    def test_an_endpoint_stands_beside_a_port_that_was_asked_for(self) -> None:
        configured = configuration({"listen": ["unix:chat.sock"], "port": "4001"}, {})

        self.assertEqual(
            configured.listen, (("auto", "tcp:4001:interface=0.0.0.0"), ("auto", "unix:chat.sock"))
        )

    def test_several_endpoints_come_from_several_flags(self) -> None:
        configured = configuration({"listen": ["tcp:4001", "tcp:4002"]}, {})

        self.assertEqual(configured.listen, (("auto", "tcp:4001"), ("auto", "tcp:4002")))

    def test_several_endpoints_stand_in_a_variable_with_spaces_between(self) -> None:
        configured = configuration({}, {"CHAT_LISTEN": "tcp:4001  unix:chat.sock"})

        self.assertEqual(configured.listen, (("auto", "tcp:4001"), ("auto", "unix:chat.sock")))

    def test_several_endpoints_stand_in_a_list_in_the_file(self) -> None:
        configured = configuration(file('listen = ["tcp:4001", "tcp:4002"]'), {})

        self.assertEqual(configured.listen, (("auto", "tcp:4001"), ("auto", "tcp:4002")))

    def test_twisteds_endpoints_come_free(self) -> None:
        for endpoint in ["tcp:4001", "tcp6:4001", "haproxy:tcp:4001", "unix:a"]:
            configured = configuration({"listen": [endpoint]}, {})

            self.assertEqual(configured.listen, (("auto", endpoint),))

    def test_what_is_spoken_at_an_endpoint_stands_before_it(self) -> None:
        for speaks in ("auto", "line", "json", "web"):
            for endpoint in ("tcp:2323:interface=127.0.0.1", "haproxy:tcp:2323"):
                configured = configuration({"listen": [f"{speaks}={endpoint}"]}, {})

                self.assertEqual(configured.listen, ((speaks, endpoint),))

    def test_what_nobody_speaks_is_refused(self) -> None:
        for speaks in ("", "gopher", "LINE", "tls"):
            self.assertEqual(
                self.complaint({"listen": [f"{speaks}=tcp:70"]}, {}),
                f"--listen: {speaks!r} is not spoken here: auto, line, web, json are allowed, as "
                "in line=tcp:2323",
            )

    def test_what_is_no_endpoint_is_refused(self) -> None:
        for endpoint in ["", "5050", "tcp", "tcp:x", "tcp:1:wings=2"]:
            self.assertIn("is not an endpoint (", self.complaint({"listen": [endpoint]}, {}))

    def test_an_address_of_the_newer_kind_keeps_its_colons(self) -> None:
        configured = configuration({"host": "::1", "port": "4001"}, {})

        self.assertEqual(configured.address, ("::1", 4001))
        self.assertEqual(configured.listen, (("auto", r"tcp:4001:interface=\:\:1"),))

    def test_this_machine_has_a_name(self) -> None:
        self.assertEqual(configuration({"host": "localhost"}, {}).address, ("127.0.0.1", 5050))


class OneValueOrAnother(ConfigurationTestCase):
    def test_a_room_may_stand_with_its_hash(self) -> None:
        for typed in ["cocina", "#cocina"]:
            self.assertEqual(configuration({"room": typed}, {}).room, "cocina")

    def test_the_message_of_the_day_is_the_lines_of_the_file(self) -> None:
        Path("motd").write_bytes("¡Hola!\r\n\nAdiós".encode())

        self.assertEqual(configuration({"motd": "motd"}, {}).motd, ("¡Hola!", "", "Adiós"))

    def test_the_message_of_the_day_is_made_safe_for_terminals(self) -> None:
        Path("motd").write_bytes(b"a\x1b[2Jb\xffc")

        self.assertEqual(configuration({"motd": "motd"}, {}).motd, ("ab\ufffdc",))

    def test_a_message_of_the_day_of_many_bytes_is_refused(self) -> None:
        Path("motd").write_bytes(b"a" * (MOST_MOTD_BYTES + 1))

        self.assertEqual(
            self.complaint({"motd": "motd"}, {}),
            f"--motd: 'motd' is too long: at most {MOST_MOTD_BYTES} bytes are allowed",
        )

    def test_a_folder_is_no_message_of_the_day(self) -> None:
        self.assertIn("can't be read", self.complaint({"motd": "."}, {}))

    def test_an_empty_flag_takes_the_message_of_the_day_away(self) -> None:
        self.assertEqual(configuration({"motd": ""}, {"CHAT_MOTD": "one.txt"}).motd, ())

    def test_a_directory_is_taken_as_it_was_typed(self) -> None:
        # twistd may change to another one before the server starts.
        self.assertEqual(configuration({"data": "no/such/data"}, {}).data, "no/such/data")

    def test_a_directory_is_not_made_before_it_is_needed(self) -> None:
        configuration({"data": "data"}, {})

        self.assertFalse(Path("data").exists())

    def test_the_history_may_be_kept_nowhere(self) -> None:
        self.assertEqual(configuration({"data": ":memory:"}, {}).data, ":memory:")

    def test_a_directory_needs_a_name(self) -> None:
        self.assertIn("a path is allowed", self.complaint({"data": ""}, {}))

    def test_messages_are_kept_for_hours_days_weeks_months_or_years(self) -> None:
        for typed, kept in {
            "1h": timedelta(hours=1),
            "2d": timedelta(days=2),
            "3w": timedelta(days=21),
            "6m": timedelta(days=180),
            "10y": timedelta(days=3650),
        }.items():
            self.assertEqual(configuration({"retain": typed}, {}).retain, kept)

    def test_messages_are_kept_for_ever_where_nothing_else_is_said(self) -> None:
        self.assertEqual(configuration({"retain": ""}, {"CHAT_RETAIN": "90d"}).retain, None)

    def test_what_is_no_length_of_time_is_refused(self) -> None:
        for typed in ["0d", "-1d", "d", "90", "1.5d", "90D", "٣d", "1d2h", "1234567d"]:
            self.assertIn("is no length of time", self.complaint({"retain": typed}, {}))

    def test_no_history_need_be_shown_and_at_most_500_messages_are(self) -> None:
        for typed, shown in {"0": 0, "500": 500, "007": 7}.items():
            self.assertEqual(configuration({"history": typed}, {}).history, shown)

    def test_there_may_be_as_many_connections_as_the_system_allows(self) -> None:
        self.assertEqual(configuration({"max-connections": "0"}, {}).max_connections, 0)

    def test_a_number_of_messages_that_is_none_is_refused(self) -> None:
        for typed in ["", "501", "-1", "5.0", "٣", "many", "9" * 5000]:
            self.assertIn("a whole number from 0 to 500", self.complaint({"history": typed}, {}))


class Names(ConfigurationTestCase):
    def test_a_browser_may_come_by_several(self) -> None:
        configured = configuration({"web-host": ["chat.example.org", "Chat.Example."]}, {})

        self.assertEqual(configured.web_host, ("chat.example.org", "chat.example"))

    def test_a_variable_has_spaces_between_them(self) -> None:
        configured = configuration({}, {"CHAT_WEB_HOST": "chat.example.org *"})

        self.assertEqual(configured.web_host, ("chat.example.org", "*"))

    def test_a_file_has_a_list_of_them(self) -> None:
        configured = configuration(file('web-host = ["chat.example.org", "chat"]'), {})

        self.assertEqual(configured.web_host, ("chat.example.org", "chat"))

    def test_what_no_browser_has_in_its_address_is_refused(self) -> None:
        for name in ("chat.example:5050", "*.example", "ñ.example", "-a", "a..b", "a b", "a" * 254):
            sentence = self.complaint({"web-host": [name]}, {})

            self.assertTrue(sentence.startswith(f"--web-host: {name!r} is no name"), sentence)
