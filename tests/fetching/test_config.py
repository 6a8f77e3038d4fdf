"""The `[reach]` of a site's file: what is wrong names its key."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.fetching.servers import authority
from withhold.fetching.config import ReachUnusable, reach_of
from withhold.fetching.interface import Reach


def test_an_empty_table_reaches_what_is_public() -> None:
    assert reach_of({}) == Reach()


def test_a_full_table_adds_to_it(tmp_path: Path) -> None:
    authority(tmp_path)
    table = {
        "networks": ["10.1.0.0/16", "fd00:1::/48"],
        "ports": [8080],
        "addresses": {"WWW.Example.org": "10.1.2.3:81", "[2001:DB8::1]:8080": "[fd00:1::5]:80"},
        "ca_file": "authority.pem",
    }
    reach = reach_of(table, tmp_path, {"www.example.org:80": "10.1.9.9"})
    assert reach.networks == (ip_network("10.1.0.0/16"), ip_network("fd00:1::/48"))
    assert reach.ports == {80, 443, 8080}
    assert reach.addresses == {
        "www.example.org": "10.1.2.3:81",
        "[2001:db8::1]:8080": "[fd00:1::5]:80",
        "www.example.org:80": "10.1.9.9",
    }
    assert reach.ca_file == tmp_path / "authority.pem"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"network": []}, "'network' is not known"),
        ({"networks": "10.0.0.0/8"}, "networks"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
        ({"networks": ["example.org"]}, "networks"),
        ({"ports": 80}, "ports"),
        ({"ports": [True]}, "ports"),
        ({"ports": [0]}, "ports"),
        ({"ports": ["80"]}, "ports"),
        ({"addresses": ["127.0.0.1"]}, "addresses"),
        ({"addresses": {"www.example.org": "www.example.net"}}, "addresses"),
        ({"addresses": {"www.example.org/a": "127.0.0.1"}}, "addresses"),
        ({"addresses": {"a@b": "127.0.0.1"}}, "addresses"),
        ({"addresses": {"www.example.org": 80}}, "addresses"),
        ({"ca_file": 1}, "ca_file"),
        ({"ca_file": "not-there.pem"}, "ca_file"),
        ({"ca_file": "empty.pem"}, "ca_file"),
    ],
)
def test_what_is_wrong_names_its_key(table: dict[str, object], named: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(ReachUnusable, match=named):
        reach_of(table, tmp_path)
