"""From which network somebody comes, as far as limits need to know; it is never written down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Addresses = IPv4Network | IPv6Network
PREFIX = {4: 24, 6: 48}
"""Bits of an address that name its network: neighbours share a limit, and nobody is told apart."""
_PROCESS_KEY = secrets.token_bytes(32)


def parse_trusted(text: str) -> tuple[Addresses, ...]:
    """Addresses and networks with commas between; `none` is nobody. Raises ValueError."""
    if text == "none":
        return ()
    return tuple(ip_network(part.strip()) for part in text.split(","))


def crowd_of_network(network: str) -> str:
    """What stands for a network; empty for one nobody knows.

    Only this process can make it again, and only while it runs: nobody finds the network by it.
    """
    if not network:
        return ""
    return hashlib.blake2b(network.encode(), key=_PROCESS_KEY, digest_size=8).hexdigest()


class ClientNetworks:
    """Tells the network of a request: that of its peer, or what a proxy we trust says."""

    def __init__(self, trusted: Sequence[Addresses]) -> None:
        self._trusted = trusted

    def of(self, peer: str, forwarded: Sequence[str]) -> str:
        """The /24 or /48 a request came from; `forwarded`: its X-Forwarded-For headers.

        Empty when only proxies are known: then no limit by network can be kept.
        """
        for address in _nearest_first(peer, forwarded):
            if not any(address in network for network in self._trusted):
                return str(ip_network((address, PREFIX[address.version]), strict=False))
        return ""


def _nearest_first(peer: str, forwarded: Sequence[str]) -> Iterator[IPv4Address | IPv6Address]:
    """The peer, then who each proxy says it heard: whoever wrote the rest may have made it up."""
    told = [part.strip() for header in forwarded for part in header.split(",")]
    for text in (peer, *reversed(told)):
        try:
            found = ip_address(_without_port(text))
        except ValueError:
            return
        yield getattr(found, "ipv4_mapped", None) or found


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
