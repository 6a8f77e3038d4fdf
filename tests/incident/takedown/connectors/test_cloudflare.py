"""Cloudflare: the documented calls, against a stand-in that refuses every other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contract.connector import ConnectorContract
from tests.incident.takedown.connectors.cdn import TOKEN, URL, Network
from tests.incident.takedown.connectors.rig import Asked, StandIn, context, secret_file, serving, target
from withhold.incident.takedown.connectors.cloudflare import from_site
from withhold.incident.takedown.interface import Layer, Result, SiteUnusable

ZONE = "023e105f4ecef8ad9ca31a8372d0c353"


@dataclass(slots=True)
class Zone(StandIn):
    """POST /zones/…/purge_cache with a bearer token and `files` or `prefixes`, at most 30."""

    cached: set[str] = field(default_factory=set)
    status: int = 200

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        fine = (
            asked.method == "POST"
            and asked.path == f"/zones/{ZONE}/purge_cache"
            and asked.headers["authorization"] == f"Bearer {TOKEN}"
            and asked.headers["content-type"] == "application/json"
        )
        body = asked.json()
        assert isinstance(body, dict)
        (what, items) = next(iter(body.items()))
        if not fine or len(body) != 1 or what not in ("files", "prefixes") or not 1 <= len(items) <= 30:
            return 400, "application/json", b'{"success": false, "errors": [{"code": 1012}], "result": null}'
        if self.status != 200:
            return self.status, "application/json", b'{"success": false, "errors": [{"code": 10000}]}'
        if what == "files":
            self.cached -= set(items)
        else:
            bare = {url: url.partition("://")[2] for url in self.cached}
            self.cached -= {url for url in bare if any(bare[url].startswith(prefix) for prefix in items)}
        reply = {
            "success": True,
            "errors": [],
            "messages": [],
            "result": {"id": "9a7806061c88ada191ed06f989cc3dac"},
        }
        return 200, "application/json", json.dumps(reply).encode()


@pytest.fixture
def zone() -> Iterator[Zone]:
    stand_in = Zone()
    with serving(stand_in):
        yield stand_in


@pytest.fixture
def network(zone: Zone, tmp_path: Path) -> Network:
    table = {
        "type": "cloudflare",
        "zone": ZONE,
        "token": secret_file(tmp_path / "token", TOKEN),
        "hosts": ["www.example.org"],
    }
    return Network(zone, zone.cached, from_site, table, "api", tmp_path / "work")


class TestContract(ConnectorContract):
    layer = Layer.CACHE
    again = frozenset({Result.DONE})
    looks = False

    @pytest.fixture
    def stage(self, network: Network) -> Network:
        return network


def test_query_strings_go_with_the_url(network: Network, zone: Zone) -> None:
    network.upload()
    zone.cached.add(f"{URL}?lang=fr")
    connector = network.connector()
    outcomes = [connector.take(step) for step in connector.plan(network.target)]
    assert [outcome.proof["purge_id"] for outcome in outcomes] == ["9a7806061c88ada191ed06f989cc3dac"] * 2
    assert zone.cached == {"https://www.example.org/files/opening-hours.csv"}


def test_no_call_names_more_than_30(network: Network, zone: Zone) -> None:
    urls = [f"https://www.example.org/files/{number}.csv" for number in range(65)]
    zone.cached |= set(urls)
    connector = network.connector()
    for step in connector.plan(target(*urls)):
        assert connector.take(step).result is Result.DONE
    sizes = [
        len(next(iter(body.values())))
        for body in (asked.json() for asked in zone.asked)
        if isinstance(body, dict)
    ]
    assert sorted(sizes) == [5, 5, 30, 30, 30, 30]
    assert zone.cached == set()


def test_urls_of_other_hosts_are_not_sent(network: Network, zone: Zone) -> None:
    connector = network.connector()
    assert connector.plan(target("https://elsewhere.example.net/files/list.csv")) == []


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_what_was_not_purged_is_a_failure_with_advice(network: Network, zone: Zone, status: int) -> None:
    network.upload()
    zone.status = status
    connector = network.connector()
    for step in connector.plan(network.target):
        outcome = connector.take(step)
        assert outcome.result is Result.FAILED
        assert outcome.detail
    assert URL in zone.cached


def test_a_token_over_plain_http_is_refused(network: Network, tmp_path: Path) -> None:
    with pytest.raises(SiteUnusable, match="https"):
        from_site({**network.table, "api": "http://api.example.org"}, context(tmp_path / "work"))


def test_what_it_does_says_that_it_was_not_tried(network: Network) -> None:
    assert all("not tried live" in step.describe for step in network.connector().plan(network.target))
