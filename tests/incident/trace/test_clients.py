"""The client is who connected, unless proxies that are trusted say who it was."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.clients import canonical, client_of

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # no proxy of ours: it may write what it wants
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what stands left was written by the client
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, junk, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "-", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1:5123", "198.51.100.1"),
        ("2001:db8:ffff::1", '[2001:DB8::0:1]:443', "2001:db8::1"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)  # fmt: skip
def test_forwarded_is_walked_through_trusted_proxies_only(
    peer: str, forwarded: str | None, client: str
) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


@given(st.text(max_size=40), st.text(max_size=80))
def test_an_untrusted_peer_is_the_client_whatever_it_says(peer: str, forwarded: str) -> None:
    if not canonical(peer).startswith(("10.", "2001:db8:ffff")):
        assert client_of(peer, forwarded, TRUSTED) == canonical(peer)


@given(st.ip_addresses())
def test_an_address_has_one_spelling(address: object) -> None:
    once = canonical(str(address))
    assert canonical(once) == once
    assert canonical(str(address).upper()) == once
