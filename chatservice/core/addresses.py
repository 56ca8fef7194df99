"""Where somebody connects from, as far as limits and bans go by it: addresses and networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from chatservice.core.refusals import Code, Refused

SITE_BITS = 64
"""The part of an IPv6 address that tells one household or one server from another. The rest is
each owner's to choose (RFC 4291, 2.5.1), 2 to the 64th times."""

_MAPPED = IPv6Network("::ffff:0:0/96")
"""IPv4 addresses as an IPv6 socket shows them (RFC 4291, 2.5.5.2)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody is. ``text`` is the address as it is shown.

    ``group`` is what the limits count by: the IPv4 address, or the /64 network of an IPv6 one.
    Both are good for `parse_network`.
    """

    text: str
    group: str


@lru_cache(maxsize=1024)
def origin_of(host: str) -> Origin | None:
    """Return the origin of a peer's ``host``; `None` for what is no address, as of a Unix socket.

    An IPv4 address that came through an IPv6 socket is an IPv4 address. The zone of a link-local
    one, which is this machine's affair, is left out.
    """
    try:
        address = _address(host)
    except ValueError:
        return None
    text = str(address)
    if isinstance(address, IPv4Address):
        return Origin(text, text)
    site = IPv6Address(int(address) >> SITE_BITS << SITE_BITS)
    return Origin(text, f"{site}/{SITE_BITS}")


def parse_network(text: str) -> str:
    """Return the network that ``text`` is, as `ipaddress.ip_network` writes it.

    An address alone is a network of one. What stands beyond a network's length does not count:
    `10.1.2.3/8` is `10.0.0.0/8`. Raises `Refused` (BAD_NETWORK) for anything else.
    """
    try:
        return str(_network(text))
    except ValueError:
        raise Refused(Code.BAD_NETWORK, value=text) from None


def network_has(network: str, origin: Origin) -> bool:
    """Return whether ``origin`` is in a network that `parse_network` returned."""
    return _networks(network).has(origin)


@dataclass(frozen=True, slots=True)
class Networks:
    """Any number of networks, to be asked whether somebody is in one of them.

    ``texts`` are as `parse_network` returns them; raises `Refused` (BAD_NETWORK) for others. What
    an answer takes hangs on how many lengths there are among them, not on how many networks.
    """

    texts: tuple[str, ...] = ()
    _by_length: Mapping[tuple[int, int], frozenset[int]] = field(
        init=False, repr=False, compare=False
    )
    """The leading bits of the networks, by version and by how many bits of an address follow."""

    def __post_init__(self) -> None:
        found: dict[tuple[int, int], set[int]] = {}
        for text in self.texts:
            network = ip_network(parse_network(text))
            rest = network.max_prefixlen - network.prefixlen
            bits = int(network.network_address) >> rest
            found.setdefault((network.version, rest), set()).add(bits)
        by_length = {length: frozenset(bits) for length, bits in found.items()}
        object.__setattr__(self, "_by_length", by_length)

    def has(self, where: Origin | str) -> bool:
        """Return whether an address, itself or as text, is in one of these; none is no address."""
        numbers = _numbers(where if isinstance(where, str) else where.text)
        if numbers is None:
            return False
        version, number = numbers
        for (of, rest), bits in self._by_length.items():
            if of == version and number >> rest in bits:
                return True
        return False


@lru_cache(maxsize=1024)
def _networks(text: str) -> Networks:
    return Networks((text,))


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[int, int] | None:
    """Return the version of an address, and the address itself as a number."""
    try:
        address = _address(text)
    except ValueError:
        return None
    return address.version, int(address)


@lru_cache(maxsize=1024)
def _address(text: str) -> IPv4Address | IPv6Address:
    """Return an address without its zone. Raises `ValueError` for what is none."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))
    return address


def _network(text: str) -> IPv4Network | IPv6Network:
    """Return a network, also for an address alone. Raises `ValueError` for what is none."""
    start, slash, length = text.partition("/")
    if not slash:
        return ip_network(_address(text))
    # A mask would do for the library, and half of them mean the opposite (0.0.0.255).
    if not (length.isascii() and length.isdigit()):
        raise ValueError(text)
    network = ip_network(f"{start.partition('%')[0]}/{length}", strict=False)
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        bits = network.prefixlen - _MAPPED.prefixlen
        return IPv4Network((int(network.network_address) & 0xFFFF_FFFF, bits))
    return network
