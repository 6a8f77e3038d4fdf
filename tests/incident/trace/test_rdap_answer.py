"""Answers of registries, honest and hostile."""

from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.trace.registries import desk, listed, network
from withhold.incident.trace.rdap_answer import MOST_EMAILS, Misleading, abuse_emails, prefix_of, registries

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["abuse", "email", "vcard"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["entities", "roles", "vcardArray", "startAddress", "endAddress", "services", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=30,
)


@settings(deadline=None)  # no timed assertions
@given(st.dictionaries(st.sampled_from(["entities", "startAddress", "endAddress", "services"]), JSON))
def test_any_answer_is_read_or_refused(told: dict[str, Any]) -> None:
    assert isinstance(abuse_emails(told), tuple)
    assert isinstance(registries(told), list)
    with pytest.raises(Misleading):
        prefix_of(told, ip_network("203.0.113.7/32"))


@pytest.mark.parametrize(
    "email",
    [
        "abuse@carrier.example\r\nBcc: all@carrier.example",
        "=HYPERLINK(1)@carrier.example",
        "+1@carrier.example",
        "-a@carrier.example",
        "<script>@carrier.example",
        "\x1b[2Jabuse@carrier.example",
        "‮abuse@carrier.example",
        "abuse?subject=x@carrier.example",
        "abuse@carrier",
        "@carrier.example",
        "javascript:alert(1)",
        "a" * 65 + "@carrier.example",
        "a@" + "b." * 200 + "example",
        "",
    ],
)
def test_a_hostile_address_is_none(email: str) -> None:
    assert abuse_emails(network("203.0.113.0", "203.0.113.255", desk(email, "abuse"))) == ()


def test_a_long_and_deep_answer_is_read_so_far_as_an_honest_one_goes() -> None:
    deep: dict[str, Any] = desk("deep@carrier.example", "abuse")
    for _ in range(500):
        deep = {"entities": [deep]}
    assert abuse_emails(deep) == ()
    many = [desk(f"a{n}@carrier.example", "Abuse") for n in range(10_000)]
    assert len(abuse_emails({"entities": many})) == MOST_EMAILS


def test_each_address_is_told_once_and_the_outer_desk_first() -> None:
    inner, outer = desk("in@carrier.example", "abuse"), desk("out@carrier.example", "technical", "abuse")
    told = {"entities": [{"roles": [], "entities": [inner, inner]}, outer]}
    assert abuse_emails(told) == ("out@carrier.example", "in@carrier.example")


def test_the_part_of_a_range_that_holds_the_network() -> None:
    told = network("203.0.113.0", "203.0.113.191")
    assert prefix_of(told, ip_network("203.0.113.7/32")) == ip_network("203.0.113.0/25")
    assert prefix_of(told, ip_network("203.0.113.130/32")) == ip_network("203.0.113.128/26")


def test_a_registry_without_tls_is_none() -> None:
    assert registries(listed("203.0.113.0/24", base="http://rdap.example")) == []
    assert registries(listed("203.0.113.0/24", base="https://rdap.example")) == [
        ("203.0.113.0/24", "https://rdap.example/")
    ]
