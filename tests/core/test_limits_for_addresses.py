"""How many may come from one address, and in all, and who is exempt."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.addresses import Networks
from chatservice.core.limits import Limits
from chatservice.core.settings import Settings
from tests.core.conversation import PASSWORD, Chat, Visitor

HOME = "198.51.100.7"
PROMPT = "Enter your nickname: "

TOO_MANY = (
    "16 are connected from your address already, and more are not allowed: "
    "try again when one of them has left."
)
TOO_OFTEN = (
    "Your address has connected 32 times within a minute, and more are not allowed: "
    "try again in 1 minute."
)


class AddressesTestCase(SynchronousTestCase):
    def setUp(self) -> None:
        self.begin(Limits())

    def begin(self, limits: Limits, language: str = "en") -> None:
        self.chat = Chat(limits=limits, settings=Settings(language=language, zone="UTC"))

    def come(self, count: int, address: str = HOME) -> list[Visitor]:
        return [self.chat.connect(address) for _ in range(count)]

    def come_and_go(self, count: int, address: str = HOME) -> None:
        for _ in range(count):
            self.chat.connect(address).vanishes()

    def reads(self, address: str = HOME) -> list[str]:
        """Return what somebody reads who connects from an address."""
        return self.chat.connect(address).reads()


class Connections(AddressesTestCase):
    def test_16_are_let_in_from_one_address(self) -> None:
        self.assertEqual([each.reads() for each in self.come(16)], [[PROMPT]] * 16)

    def test_the_17th_is_told_why_not_and_the_connection_is_closed(self) -> None:
        self.come(16)

        visitor = self.chat.connect(HOME)

        self.assertEqual(visitor.reads(), [TOO_MANY])
        self.assertTrue(visitor.closed)

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(Limits(), "es")
        self.come(16)

        self.assertEqual(
            self.reads(),
            [
                (
                    "Ya hay 16 conexiones desde tu dirección y no se permiten más: "
                    "inténtalo cuando se cierre alguna."
                )
            ],
        )

    def test_from_other_addresses_others_are_let_in(self) -> None:
        self.come(16)

        self.assertEqual(self.reads("198.51.100.8"), [PROMPT])

    def test_when_one_of_them_has_left_another_is_let_in(self) -> None:
        self.come(16)[3].vanishes()

        self.assertEqual((self.reads(), self.reads()), ([PROMPT], [TOO_MANY]))

    def test_those_who_were_turned_away_take_no_place(self) -> None:
        inside = self.come(16)
        for visitor in self.come(10):
            visitor.vanishes()
        inside[0].vanishes()

        self.assertEqual(self.reads(), [PROMPT])

    def test_of_ipv6_addresses_a_64_counts_as_one(self) -> None:
        for number in range(16):
            self.chat.connect(f"2001:db8:1:2:{number:x}::1")

        self.assertEqual(self.reads("2001:db8:1:2:ffff::9"), [TOO_MANY])
        self.assertEqual(self.reads("2001:db8:1:3::1"), [PROMPT])

    def test_an_ipv4_address_through_an_ipv6_socket_is_the_same(self) -> None:
        self.come(16)

        self.assertEqual(self.reads(f"::ffff:{HOME}"), [TOO_MANY])

    def test_this_machine_and_unix_sockets_are_exempt(self) -> None:
        for address in ("127.0.0.1", "127.9.9.9", "::1", ""):
            self.come(20, address)
            self.assertEqual(self.reads(address), [PROMPT], address)

    def test_those_whom_the_operator_trusts_are_exempt_and_then_nobody_else(self) -> None:
        self.begin(Limits(trusted=Networks(("198.51.100.0/24",))))
        for address in (HOME, "127.0.0.1"):
            self.come(16, address)

        self.assertEqual((self.reads(HOME), self.reads("127.0.0.1")), ([PROMPT], [TOO_MANY]))

    def test_without_the_limit_all_are_let_in(self) -> None:
        self.begin(Limits(address_connections=None, address_arrivals=None))

        self.assertEqual([each.reads() for each in self.come(100)], [[PROMPT]] * 100)


class Arrivals(AddressesTestCase):
    def test_32_in_a_minute_are_let_in_from_one_address_and_the_33rd_is_told_why_not(self) -> None:
        self.come_and_go(31)

        self.assertEqual((self.reads(), self.reads()), ([PROMPT], [TOO_OFTEN]))

    def test_it_is_told_in_spanish(self) -> None:
        self.begin(Limits(), "es")
        self.come_and_go(32)

        self.assertEqual(
            self.reads(),
            [
                (
                    "Tu dirección se ha conectado 32 veces en un minuto y no se permiten más: "
                    "inténtalo de nuevo dentro de 1 minuto."
                )
            ],
        )

    def test_a_minute_later_they_are_let_in_again(self) -> None:
        self.come_and_go(32)

        self.chat.passes(59)
        self.assertEqual(self.reads(), [TOO_OFTEN])
        self.chat.passes(1)
        self.assertEqual(self.reads(), [PROMPT])

    def test_who_goes_on_trying_does_not_wait_longer(self) -> None:
        self.come_and_go(32)
        for _ in range(59):
            self.chat.passes(1)
            self.come_and_go(10)

        self.chat.passes(1)

        self.assertEqual(self.reads(), [PROMPT])

    def test_of_ipv6_addresses_a_64_counts_as_one(self) -> None:
        for number in range(32):
            self.come_and_go(1, f"2001:db8:1:2:{number:x}::1")

        self.assertEqual(self.reads("2001:db8:1:2:ffff::9"), [TOO_OFTEN])
        self.assertEqual(self.reads("2001:db8:1:3::1"), [PROMPT])

    def test_this_machine_is_exempt(self) -> None:
        self.come_and_go(100, "127.0.0.1")

        self.assertEqual(self.reads("127.0.0.1"), [PROMPT])

    def test_in_all_as_many_are_let_in_as_may_be_wherever_they_come_from(self) -> None:
        for language, sentence in {
            "en": "Very many are connecting just now: try again in 1 minute.",
            "es": ("Se está conectando muchísima gente: inténtalo de nuevo dentro de 1 minuto."),
        }.items():
            self.begin(Limits(arrivals=50), language)
            for number in range(49):
                self.come_and_go(1, f"203.0.113.{number}")
            self.come_and_go(1)

            for address in (HOME, "127.0.0.1", ""):
                self.assertEqual(self.reads(address), [sentence])
            self.chat.passes(60)
            self.assertNotEqual(self.reads(), [sentence])


class Logins(AddressesTestCase):
    """Rita is registered."""

    def begin(self, limits: Limits, language: str = "en") -> None:
        super().begin(limits, language)
        self.chat.member("Rita", "203.0.113.1").types("/quit")

    def log_in(self, times: int, address: str = HOME) -> list[str]:
        """Log in and out as often; returns the last line that is read."""
        for _ in range(times):
            visitor = self.chat.logs_in("Rita", address)
            told = visitor.reads()
            visitor.vanishes()
        return told[1:]

    def test_ten_a_minute_from_one_address_are_looked_at(self) -> None:
        self.assertEqual(self.log_in(10), ["Type /help for commands."])

    def test_the_11th_is_not_whatever_the_password_and_is_told_so_in_both_languages(self) -> None:
        for language, sentence, prompt in (
            (
                "en",
                "Too many passwords were typed from your address: try again in 1 minute.",
                "Password for Rita: ",
            ),
            (
                "es",
                (
                    "Se han escrito demasiadas contraseñas desde tu dirección: "
                    "inténtalo de nuevo dentro de 1 minuto."
                ),
                "Contraseña de Rita: ",
            ),
        ):
            self.begin(Limits(), language)
            self.log_in(10)
            visitor = self.chat.connect(HOME)
            visitor.types("Rita")
            visitor.reads()

            visitor.types(PASSWORD)

            self.assertEqual(visitor.reads(), [sentence, prompt])

    def test_from_another_address_it_is_looked_at(self) -> None:
        self.log_in(10)

        self.assertEqual(self.log_in(1, "198.51.100.8"), ["Type /help for commands."])

    def test_of_ipv6_addresses_a_64_counts_as_one(self) -> None:
        for number in range(10):
            self.log_in(1, f"2001:db8:1:2:{number:x}::1")

        self.assertNotEqual(self.log_in(1, "2001:db8:1:2:ffff::9"), ["Type /help for commands."])

    def test_a_minute_later_it_is_looked_at_again(self) -> None:
        self.log_in(10)

        self.chat.passes(60)

        self.assertEqual(self.log_in(1), ["Type /help for commands."])

    def test_this_machine_is_exempt(self) -> None:
        self.assertEqual(self.log_in(30, "127.0.0.1"), ["Type /help for commands."])


class Trusted(AddressesTestCase):
    def test_they_are_not_exempt_from_what_holds_for_each_person(self) -> None:
        ana, sam = (self.chat.join(name, "127.0.0.1") for name in ("Ana", "Sam"))
        ana.reads()

        sam.types(*(f"line {number}" for number in range(10)))

        self.assertEqual(len(ana.reads()), 5)


class WithoutANickname(AddressesTestCase):
    def test_the_deadline_is_the_operators_and_told_in_both_languages(self) -> None:
        for language, sentence in {
            "en": "No nickname in 5 seconds: connect again when you have one.",
            "es": (
                "Ningún nombre de usuario en 5 segundos: vuelve a conectarte cuando tengas uno."
            ),
        }.items():
            self.begin(Limits(nickname_seconds=5), language)
            visitor = self.chat.connect(HOME)
            visitor.reads()

            self.chat.passes(4)
            self.assertEqual(visitor.reads(), [])
            self.chat.passes(1)
            self.assertEqual(visitor.reads(), [sentence])
            self.assertTrue(visitor.closed)

    def test_this_machine_is_not_exempt(self) -> None:
        visitor = self.chat.connect("127.0.0.1")

        self.chat.passes(60)

        self.assertTrue(visitor.closed)
