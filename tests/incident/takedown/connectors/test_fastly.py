"""Fastly: the documented calls, against a stand-in that refuses every other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contract.connector import ConnectorContract
from tests.incident.takedown.connectors.cdn import TOKEN, URL, Network
from tests.incident.takedown.connectors.rig import Asked, StandIn, context, secret_file, serving, target
from withhold.incident.takedown.connectors.fastly import from_site
from withhold.incident.takedown.interface import Layer, Result, SiteUnusable

SERVICE = "SU1Z0isxPaozGVKXdv0eY"


@dataclass(slots=True)
class Edge(StandIn):
    """POST /purge/<host>/<path> and POST /service/<id>/purge/<key>, with the token in Fastly-Key."""

    cached: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    status: int = 200

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        refused = asked.method != "POST" or asked.headers.get("fastly-key") != TOKEN or asked.body
        if refused or "fastly-soft-purge" in asked.headers:
            return 401, "application/json", b'{"msg": "Provided credentials are missing or invalid"}'
        if self.status != 200:
            return self.status, "application/json", b'{"msg": "no"}'
        if asked.path.startswith(f"/service/{SERVICE}/purge/"):
            self.keys.discard(asked.path.rpartition("/")[2])
        elif asked.path.startswith("/purge/"):
            self.cached.discard("https://" + asked.path.removeprefix("/purge/"))
        else:
            return 404, "application/json", b'{"msg": "Record not found"}'
        return 200, "application/json", b'{"status": "ok", "id": "108-1391560174-974124"}'


@pytest.fixture
def edge() -> Iterator[Edge]:
    stand_in = Edge()
    with serving(stand_in):
        yield stand_in


@pytest.fixture
def network(edge: Edge, tmp_path: Path) -> Network:
    table = {
        "type": "fastly",
        "token": secret_file(tmp_path / "token", TOKEN),
        "hosts": ["www.example.org"],
    }
    return Network(edge, edge.cached, from_site, table, "api", tmp_path / "work")


class TestContract(ConnectorContract):
    layer = Layer.CACHE
    again = frozenset({Result.DONE})
    looks = False

    @pytest.fixture
    def stage(self, network: Network) -> Network:
        return network


def test_a_query_string_is_part_of_the_url(network: Network, edge: Edge) -> None:
    edge.cached |= {f"{URL}?lang=fr"}
    connector = network.connector()
    for step in connector.plan(target(f"{URL}?lang=fr")):
        assert connector.take(step).proof["purge_id"] == "108-1391560174-974124"
    assert edge.cached == set()


def test_surrogate_keys_are_purged_from_their_service(network: Network, edge: Edge, tmp_path: Path) -> None:
    edge.keys |= {"downloads", "pages"}
    table = {**network.table, "api": edge.url, "service": SERVICE, "surrogate_keys": ["downloads"]}
    connector = from_site(table, context(tmp_path / "work", edge.port))
    steps = connector.plan(network.target)
    assert [step.action for step in steps] == ["purge", "purge-key"]
    assert {connector.take(step).result for step in steps} == {Result.DONE}
    assert edge.keys == {"pages"}


def test_surrogate_keys_need_a_service(network: Network, tmp_path: Path) -> None:
    with pytest.raises(SiteUnusable, match="service"):
        from_site({**network.table, "surrogate_keys": ["downloads"]}, context(tmp_path / "work"))


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_what_was_not_purged_is_a_failure_with_advice(network: Network, edge: Edge, status: int) -> None:
    network.upload()
    edge.status = status
    connector = network.connector()
    (outcome,) = [connector.take(step) for step in connector.plan(network.target)]
    assert outcome.result is Result.FAILED
    assert outcome.detail
    assert URL in edge.cached
