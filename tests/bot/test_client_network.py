"""Who a request comes from is believed of trusted proxies only, and known by network only."""

from __future__ import annotations

import pytest

from bot.client_network import ClientNetworks, parse_trusted

BEHIND = ClientNetworks(parse_trusted("127.0.0.1,::1,10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "network"),
    [
        ("203.0.113.7", [], "203.0.113.0/24"),
        ("2001:db8:1:2::3", [], "2001:db8:1::/48"),
        ("203.0.113.7", ["198.51.100.9"], "203.0.113.0/24"),
        ("127.0.0.1", ["198.51.100.9"], "198.51.100.0/24"),
        ("127.0.0.1", ["1.2.3.4, 198.51.100.9"], "198.51.100.0/24"),
        ("127.0.0.1", ["1.2.3.4", "198.51.100.9, 10.1.1.1"], "198.51.100.0/24"),
        ("::1", ["[2001:db8:9::1]:4711"], "2001:db8:9::/48"),
        ("::ffff:127.0.0.1", ["198.51.100.9:80"], "198.51.100.0/24"),
        ("::ffff:203.0.113.7", [], "203.0.113.0/24"),
        ("127.0.0.1", [], ""),
        ("127.0.0.1", ["unknown"], ""),
        ("127.0.0.1", ["1.2.3.4, nonsense"], ""),
        ("", [], ""),
    ],
)
def test_the_network_is_what_the_last_proxy_we_trust_has_seen(
    peer: str, forwarded: list[str], network: str
) -> None:
    assert BEHIND.of(peer, forwarded) == network


def test_without_trust_only_the_peer_counts() -> None:
    assert ClientNetworks(parse_trusted("none")).of("127.0.0.1", ["1.2.3.4"]) == "127.0.0.0/24"


@pytest.mark.parametrize("wrong", ["proxy", "10.0.0.1/8", "1.2.3.4;5.6.7.8", "10.0.0.0/33"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_trusted(wrong)
