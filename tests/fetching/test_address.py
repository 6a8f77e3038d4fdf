"""Only public addresses are reached, and no spelling of another is one."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.fetching.address import address_and_port, allowed


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1",
        "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(text: str) -> None:
    assert not allowed(ip_address(text), ())


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "9.255.255.255", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.0.1.1",
     "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)  # fmt: skip
def test_what_is_public_is_allowed(text: str) -> None:
    assert allowed(ip_address(text), ())


def test_the_organisation_adds_networks_of_its_own() -> None:
    own = (ip_network("10.1.0.0/16"), ip_network("fd00:1::/48"))
    assert allowed(ip_address("10.1.2.3"), own)
    assert allowed(ip_address("::ffff:10.1.2.3"), own)
    assert allowed(ip_address("fd00:1::5"), own)
    assert not allowed(ip_address("10.2.0.1"), own)
    assert not allowed(ip_address("fd00:2::5"), own)


@given(st.integers(0, 2**32 - 1))
def test_no_way_of_wrapping_makes_an_address_public(number: int) -> None:
    address = IPv4Address(number)
    if allowed(address, ()):
        return
    for wrapped in (0xFFFF << 32, 0, 0xFFFF << 48, 0x64FF9B << 96, 0x0064FF9B0001 << 80):
        assert not allowed(IPv6Address(wrapped | number), ())
    assert not allowed(IPv6Address((0x2002 << 112) | (number << 80)), ())


@given(st.integers(0, 2**32 - 1))
def test_python_knows_no_address_as_private_that_is_allowed(number: int) -> None:
    address = IPv4Address(number)
    if allowed(address, ()):
        assert address.is_global
        assert not address.is_multicast


def test_an_address_with_a_port_is_read_in_its_usual_forms() -> None:
    assert address_and_port("192.0.2.1") == (ip_address("192.0.2.1"), None)
    assert address_and_port("192.0.2.1:8080") == (ip_address("192.0.2.1"), 8080)
    assert address_and_port("2001:db8::1") == (ip_address("2001:db8::1"), None)
    assert address_and_port("[2001:db8::1]:443") == (ip_address("2001:db8::1"), 443)
    for wrong in (
        "",
        "www.example.org",
        "192.0.2.1:",
        "192.0.2.1:0",
        "192.0.2.1:x",
        "[2001:db8::1",
        "[::1]x",
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            address_and_port(wrong)
