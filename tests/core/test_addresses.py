from __future__ import annotations

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatservice.core.addresses import Networks, Origin, network_has, origin_of, parse_network
from chatservice.core.refusals import Code, Refused

ADDRESSES = st.ip_addresses().map(str)
NEARBY = st.integers(0, 2**16).map(lambda number: str(ip_address(0x0A00_0000 + number)))
"""Addresses of which some are in the same networks."""


def networks_of(addresses: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda text, length: str(ip_network(f"{text}/{length}", strict=False)),
        addresses,
        st.integers(0, 32),
    )


def origin(host: str) -> Origin:
    found = origin_of(host)
    assert found is not None
    return found


class AnOrigin(SynchronousTestCase):
    def test_an_address_of_the_older_kind_counts_by_itself(self) -> None:
        self.assertEqual(origin("192.0.2.7"), Origin("192.0.2.7", "192.0.2.7"))

    def test_an_address_of_the_newer_kind_counts_by_its_network(self) -> None:
        self.assertEqual(
            origin("2001:db8:1:2:3:4:5:6"), Origin("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")
        )

    def test_neighbours_in_a_network_of_64_bits_are_one(self) -> None:
        self.assertEqual(origin("2001:db8::1").group, origin("2001:db8::ffff:1").group)
        self.assertNotEqual(origin("2001:db8::1").group, origin("2001:db8:0:1::1").group)

    def test_an_older_address_in_a_newer_socket_is_an_older_address(self) -> None:
        self.assertEqual(origin("::ffff:192.0.2.7"), origin("192.0.2.7"))

    def test_this_machines_name_for_a_cable_is_left_out(self) -> None:
        self.assertEqual(origin("fe80::1%eth0"), origin("fe80::1"))

    def test_an_address_may_be_written_in_any_way(self) -> None:
        self.assertEqual(origin("2001:DB8:0:0::1").text, "2001:db8::1")

    def test_what_is_no_address_is_no_origin(self) -> None:
        for host in ("", "/run/chat.sock", "chat.example", "192.0.2", "1.2.3.4/32", "٣.0.0.1"):
            self.assertIsNone(origin_of(host), host)

    @given(ADDRESSES)
    def test_everyone_is_in_their_own_group(self, host: str) -> None:
        self.assertTrue(network_has(parse_network(origin(host).group), origin(host)))


class ANetwork(SynchronousTestCase):
    def test_an_address_alone_is_a_network_of_one(self) -> None:
        self.assertEqual(parse_network("192.0.2.7"), "192.0.2.7/32")
        self.assertEqual(parse_network("2001:db8::7"), "2001:db8::7/128")

    def test_what_stands_beyond_its_length_does_not_count(self) -> None:
        self.assertEqual(parse_network("10.1.2.3/8"), "10.0.0.0/8")
        self.assertEqual(parse_network("2001:db8::7/32"), "2001:db8::/32")

    def test_one_of_older_addresses_in_newer_ones_is_one_of_older_addresses(self) -> None:
        self.assertEqual(parse_network("::ffff:192.0.2.7"), "192.0.2.7/32")
        self.assertEqual(parse_network("::ffff:192.0.2.7/120"), "192.0.2.0/24")

    def test_one_that_is_wider_than_all_older_addresses_stays(self) -> None:
        self.assertEqual(parse_network("::/0"), "::/0")

    def test_a_cable_is_left_out(self) -> None:
        self.assertEqual(parse_network("fe80::1%eth0/64"), "fe80::/64")
        self.assertEqual(parse_network("fe80::1%eth0"), "fe80::1/128")

    def test_whatever_is_none_is_refused_as_it_was_typed(self) -> None:
        for typed in (
            *("", "/", "/8", "ana", "192.0.2", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1"),
            *("10.0.0.0/255.0.0.0", "10.0.0.0/0.0.0.255", "::/129", "10.0.0.0/8/8", "10.0.0.0/٨"),
            *("256.0.0.1", "010.0.0.1", " 10.0.0.1", "1" * 5000),
        ):
            refused = self.assertRaises(Refused, parse_network, typed)

            self.assertEqual((refused.code, refused.details["value"]), (Code.BAD_NETWORK, typed))

    @given(st.text() | networks_of(ADDRESSES.filter(lambda text: ":" in text)))
    def test_what_it_is_written_as_is_that_network(self, typed: str) -> None:
        try:
            network = parse_network(typed)
        except Refused:
            return
        self.assertEqual(parse_network(network), network)
        self.assertEqual(str(ip_network(network)), network)


class WhoIsInIt(SynchronousTestCase):
    def test_its_first_and_its_last_address_are_and_their_neighbours_are_not(self) -> None:
        for host, is_in in {
            "192.0.1.255": False,
            "192.0.2.0": True,
            "192.0.2.255": True,
            "192.0.3.0": False,
        }.items():
            self.assertIs(network_has("192.0.2.0/24", origin(host)), is_in)

    def test_the_other_kind_of_address_is_not(self) -> None:
        self.assertFalse(network_has("0.0.0.0/0", origin("::1")))
        self.assertFalse(network_has("::/0", origin("127.0.0.1")))

    def test_somebody_is_in_one_of_several_or_in_none(self) -> None:
        networks = Networks(("127.0.0.0/8", "10.0.0.0/8", "::1"))

        found = [networks.has(host) for host in ("10.1.2.3", "127.0.0.1", "::1", "::2", "9.9.9.9")]

        self.assertEqual(found, [True, True, True, False, False])

    def test_nobody_is_in_none(self) -> None:
        self.assertFalse(Networks().has("127.0.0.1"))

    def test_what_is_no_address_is_in_none(self) -> None:
        self.assertFalse(Networks(("0.0.0.0/0", "::/0")).has("/run/chat.sock"))

    def test_what_is_no_network_is_refused(self) -> None:
        self.assertRaises(Refused, Networks, ("carrier-pigeon",))

    @given(st.lists(networks_of(NEARBY)), NEARBY)
    def test_it_is_what_the_library_says(self, texts: list[str], host: str) -> None:
        self.assertIs(
            Networks(tuple(texts)).has(origin(host)),
            any(ip_address(host) in ip_network(text) for text in texts),
        )
