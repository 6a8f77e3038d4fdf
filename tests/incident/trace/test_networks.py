"""Which network an address counts as."""

import pytest

from withhold.incident.trace.networks import as_network, is_private, network_of, wider_counts


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("reader.example", "reader.example"),
        ("-", "-"),
        ("", ""),
        ("203.0.113", "203.0.113"),
    ],
)
def test_an_address_is_a_network_and_a_name_is_itself(client: str, network: str) -> None:
    assert network_of(client) == network


def test_a_name_is_no_network() -> None:
    assert as_network("reader.example") is None
    assert str(as_network("203.0.113.7/32")) == "203.0.113.7/32"


@pytest.mark.parametrize("client", ["10.1.2.3", "192.168.0.9", "127.0.0.1", "::1", "fd00::1", "fe80::1"])
def test_what_nobody_outside_can_have_is_private(client: str) -> None:
    assert is_private(client)


@pytest.mark.parametrize("client", ["203.0.113.7", "2001:db8::1", "8.8.8.8", "2606:4700::1", "name", ""])
def test_public_addresses_and_names_are_not(client: str) -> None:
    assert not is_private(client)


def test_wider_networks_are_counted_for_ipv6_only() -> None:
    networks = ["2001:db8:1:100::/64", "2001:db8:1:1ff::/64", "2001:db8:1:200::/64", "2001:db8:2::/64"]
    assert wider_counts([*networks, "203.0.113.7/32", "a-name"]) == {56: 3, 48: 2}
    assert wider_counts(["203.0.113.7/32"]) == {}
