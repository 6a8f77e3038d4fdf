"""CloudFront: the documented calls by boto3, against a stand-in that speaks its XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.contract.connector import ConnectorContract, take_all
from tests.incident.takedown.connectors.cdn import TOKEN, URL, Network
from tests.incident.takedown.connectors.rig import Asked, StandIn, context, serving, target
from withhold.incident.takedown.connectors import cloudfront
from withhold.incident.takedown.connectors.cloudfront import from_site
from withhold.incident.takedown.interface import Layer, Result

DISTRIBUTION = "EDFDVBD632BHDS5"
HOST = "https://www.example.org"


@dataclass(slots=True)
class Distribution(StandIn):
    """Invalidations begin when they are made and are complete when they are first looked at."""

    cached: set[str] = field(default_factory=set)
    made: dict[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    stuck: bool = False

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        place = f"/2020-05-31/distribution/{DISTRIBUTION}/invalidation"
        if f"Credential={TOKEN[:8]}/" not in asked.headers.get("authorization", ""):
            return 403, "text/xml", _error("AccessDenied")
        if asked.method == "POST" and asked.path == place:
            return self._create(asked.body.decode())
        if asked.method == "GET" and asked.path.startswith(f"{place}/"):
            return self._look(asked.path.rpartition("/")[2])
        return 404, "text/xml", _error("NoSuchDistribution")

    def _create(self, body: str) -> tuple[int, str, bytes]:
        (reference,) = re.findall("<CallerReference>(.*?)</CallerReference>", body)
        paths = re.findall("<Path>(.*?)</Path>", body)
        assert re.findall("<Quantity>(.*?)</Quantity>", body) == [str(len(paths))]
        number, status, first = self.made.setdefault(
            reference, (f"I{len(self.made):013d}", "InProgress", paths)
        )
        if first != paths:
            return 400, "text/xml", _error("InvalidationBatchAlreadyExists")
        return 201, "text/xml", _invalidation(number, status, reference, paths)

    def _look(self, number: str) -> tuple[int, str, bytes]:
        reference = next(one for one, (id_, _, _) in self.made.items() if id_ == number)
        _, status, paths = self.made[reference]
        if not self.stuck:
            status = "Completed"
            for path in paths:
                whole = HOST + path.removesuffix("*")
                self.cached -= {
                    url for url in self.cached if url == whole or (path[-1] == "*" and url.startswith(whole))
                }
            self.made[reference] = (number, status, paths)
        return 200, "text/xml", _invalidation(number, status, reference, paths)


def _invalidation(number: str, status: str, reference: str, paths: list[str]) -> bytes:
    items = "".join(f"<Path>{escape(path)}</Path>" for path in paths)
    return (
        '<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
        f"<Id>{number}</Id><Status>{status}</Status><CreateTime>2026-11-22T10:00:00Z</CreateTime>"
        f"<InvalidationBatch><Paths><Quantity>{len(paths)}</Quantity><Items>{items}</Items></Paths>"
        f"<CallerReference>{reference}</CallerReference></InvalidationBatch></Invalidation>"
    ).encode()


def _error(code: str) -> bytes:
    return f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>".encode()


@pytest.fixture
def distribution(monkeypatch: pytest.MonkeyPatch) -> Iterator[Distribution]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", TOKEN[:8])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", TOKEN)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(cloudfront, "_PAUSE", 0.01)
    stand_in = Distribution()
    with serving(stand_in):
        yield stand_in


@pytest.fixture
def network(distribution: Distribution, tmp_path: Path) -> Network:
    table = {"type": "cloudfront", "distribution": DISTRIBUTION, "hosts": ["www.example.org"]}
    return Network(distribution, distribution.cached, from_site, table, "endpoint", tmp_path / "work")


class TestContract(ConnectorContract):
    layer = Layer.CACHE
    again = frozenset({Result.DONE})
    looks = False
    kills = 3

    @pytest.fixture
    def stage(self, network: Network) -> Network:
        return network


def test_query_strings_go_with_the_path(network: Network, distribution: Distribution) -> None:
    network.upload()
    distribution.cached.add(f"{URL}?lang=fr")
    (outcome,) = take_all(network)
    assert outcome.result is Result.DONE
    assert outcome.proof == {"invalidation": "I0000000000000", "status": "Completed"}
    assert distribution.cached == {f"{HOST}/files/opening-hours.csv"}


def test_a_star_in_a_path_is_no_wildcard(network: Network) -> None:
    (step,) = network.connector().plan(target(f"{HOST}/a*"))
    assert str(step.data["paths"]).split("\n") == ["/a%2A", "/a%2A?*"]


def test_one_under_way_is_waited_for_and_not_made_again(
    network: Network, distribution: Distribution, tmp_path: Path
) -> None:
    network.upload()
    distribution.stuck = True
    table = {**network.table, "endpoint": distribution.url, "seconds": 1}
    connector = from_site(table, context(tmp_path / "work", distribution.port))
    (step,) = connector.plan(network.target)
    waiting = connector.take(step)
    assert waiting.result is Result.FAILED
    assert "under way" in waiting.detail
    distribution.stuck = False
    assert connector.take(step).result is Result.DONE
    assert len(distribution.made) == 1


def test_a_complete_one_is_no_proof_for_a_cache_that_filled_itself_since(
    network: Network, distribution: Distribution
) -> None:
    for _ in range(2):
        network.upload()
        take_all(network)
        assert URL not in distribution.cached
    assert len(distribution.made) == 2


def test_another_distribution_is_a_failure(
    network: Network, distribution: Distribution, tmp_path: Path
) -> None:
    table = {**network.table, "endpoint": distribution.url, "distribution": "ANOTHER"}
    connector = from_site(table, context(tmp_path / "work", distribution.port))
    (outcome,) = [connector.take(step) for step in connector.plan(network.target)]
    assert outcome.result is Result.FAILED
    assert "NoSuchDistribution" in outcome.detail
