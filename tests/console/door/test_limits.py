"""How often somebody may knock."""

from datetime import date
from ipaddress import ip_network

import pytest

from withhold.console.door.limits import ALL, EACH, Knock, Limits, client

_PROXY = (ip_network("10.0.0.0/8"),)


def test_an_address_is_stopped_at_its_limit_and_another_is_not() -> None:
    limits = Limits()
    allowed = [limits.allows(Knock.REPORT, "192.0.2.1") for _ in range(EACH[Knock.REPORT] + 2)]
    assert allowed == [True] * EACH[Knock.REPORT] + [False] * 2
    assert limits.allows(Knock.REPORT, "192.0.2.2")
    assert limits.allows(Knock.FOLLOW_UP, "192.0.2.1")


def test_the_next_day_begins_anew() -> None:
    days = [date(2026, 3, 1)]
    limits = Limits(lambda: days[-1])
    while limits.allows(Knock.REPORT, "192.0.2.1"):
        pass
    days.append(date(2026, 3, 2))
    assert limits.allows(Knock.REPORT, "192.0.2.1")


def test_everybody_together_is_stopped_too() -> None:
    limits = Limits()
    allowed = sum(
        limits.allows(Knock.REPORT, f"192.0.{n >> 8}.{n & 255}") for n in range(ALL[Knock.REPORT] + 9)
    )
    assert allowed == ALL[Knock.REPORT]


def test_a_network_of_ipv6_is_one_address() -> None:
    limits = Limits()
    for number in range(EACH[Knock.REPORT]):
        assert limits.allows(Knock.REPORT, f"2001:db8::{number:x}")
    assert not limits.allows(Knock.REPORT, "2001:db8::ffff:1")
    assert limits.allows(Knock.REPORT, "2001:db8:0:1::1")


def test_no_address_is_in_what_is_remembered() -> None:
    limits = Limits()
    limits.allows(Knock.REPORT, "192.0.2.77")
    assert b"192.0.2.77" not in repr(vars(limits)).encode()


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),  # nobody trusted says it
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", ""),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(remote: str, forwarded: str, expected: str) -> None:
    assert client(remote, forwarded, _PROXY) == expected
