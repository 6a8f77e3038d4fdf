"""A real nginx with proxy_cache: variants, packed copies, slices and query strings leave its cache."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.connector import ConnectorContract, take_all
from tests.e2e.nginx_cache_server import HOST, PATH, Files, Nginx, origin, running
from tests.incident.takedown.connectors.rig import NOTICE, ROSTER, kept, target
from withhold.incident.takedown.interface import Layer, Result, TakedownError

pytestmark = pytest.mark.service("nginx")

SLICE = 1024


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    files = Files()
    with origin(files), running(tmp_path, files, purge=False) as server:
        server.keys = {"folder": str(server.cache)}
        yield server


@pytest.fixture
def purging(tmp_path: Path) -> Iterator[Nginx]:
    files = Files()
    with origin(files), running(tmp_path, files, purge=True) as server:
        server.keys = {"server": f"http://127.0.0.1:{server.port}"}
        yield server


class TestFolder(ConnectorContract):
    layer = Layer.CACHE
    kills = 8

    @pytest.fixture
    def stage(self, nginx: Nginx) -> Nginx:
        return nginx


@pytest.mark.service("nginx-cache-purge")
class TestModule(ConnectorContract):
    layer = Layer.CACHE
    looks = False
    kills = 8

    @pytest.fixture
    def stage(self, purging: Nginx) -> Nginx:
        return purging


def test_variants_query_strings_spellings_and_slices_leave_the_folder(nginx: Nginx) -> None:
    nginx.ways = (
        (PATH, "identity"),
        (PATH, "gzip"),
        (f"{PATH}?lang=fr", "identity"),
        (f"{PATH}?lang=fr", "gzip"),
        ("/files//list.csv", "identity"),
        ("/%66iles/list.csv", "identity"),
    )
    nginx.upload()
    outcomes = take_all(nginx)
    assert {outcome.result for outcome in outcomes} == {Result.DONE}
    assert not nginx.served()
    assert kept(nginx.work)


@pytest.fixture
def sliced(nginx: Nginx) -> Nginx:
    nginx.files.files[PATH] = ROSTER
    nginx.fill("/sliced/list.csv")
    del nginx.files.files[PATH]
    assert nginx.get("/sliced/list.csv") == (200, ROSTER)
    return nginx


def test_every_slice_leaves_the_folder(sliced: Nginx) -> None:
    connector = sliced.connector()
    steps = connector.plan(target(f"https://{HOST}/sliced/list.csv"))
    assert len(steps) == -(-len(ROSTER) // SLICE)
    assert {connector.take(step).result for step in steps} == {Result.DONE}
    assert sliced.get("/sliced/list.csv")[0] == 404


def test_the_same_bytes_under_an_alias_are_found_plain_and_packed(nginx: Nginx) -> None:
    nginx.files.files["/other/name.bin"] = ROSTER
    for encoding in ("identity", "gzip"):
        nginx.fill("/other/name.bin", encoding)
    del nginx.files.files["/other/name.bin"]
    steps = nginx.connector().plan(nginx.target)
    assert len(steps) == 2
    take_all(nginx)
    assert nginx.get("/other/name.bin")[0] == 404


def test_other_files_stay_cached(nginx: Nginx) -> None:
    others = ("/files/list.csv.txt", "/files/other.csv", "/a/files/list.csv", "/files/listXcsv")
    nginx.files.files |= dict.fromkeys(others, NOTICE)
    for path in others:
        nginx.fill(path)
    nginx.upload()
    take_all(nginx)
    nginx.files.files.clear()
    assert [nginx.get(path) for path in others] == [(200, NOTICE)] * len(others)


def test_what_is_cached_there_since_is_left_alone(nginx: Nginx) -> None:
    nginx.upload()
    connector = nginx.connector()
    (step,) = connector.plan(nginx.target)
    connector.take(step)
    nginx.files.files[PATH] = NOTICE
    nginx.fill(PATH)
    assert connector.take(step).result is Result.ALREADY
    nginx.files.files.clear()
    assert nginx.get(PATH) == (200, NOTICE)


def test_a_folder_that_is_none_is_told(nginx: Nginx, tmp_path: Path) -> None:
    nginx.keys = {"folder": str(tmp_path / "nowhere")}
    with pytest.raises(TakedownError, match="nowhere is no folder"):
        nginx.connector().plan(nginx.target)


@pytest.mark.parametrize(
    "content", [b"", b"\nKEY: ", b"\nKEY: x\n", bytes(400), b"\x05" * 300 + b"\nKEY: y\n"]
)
def test_files_that_are_no_entries_are_left_alone(nginx: Nginx, content: bytes) -> None:
    odd = nginx.cache / ("0" * 32)
    odd.write_bytes(content)
    nginx.upload()
    take_all(nginx)
    assert odd.read_bytes() == content


@pytest.mark.service("nginx-cache-purge")
def test_the_module_says_what_was_cached_and_what_was_not(purging: Nginx) -> None:
    purging.ways = ((PATH, "gzip"),)
    purging.upload()
    connector = purging.connector()
    (step,) = connector.plan(purging.target)
    first, second = connector.take(step), connector.take(step)
    assert (first.result, first.proof) == (Result.DONE, {"removed": 1})
    assert (second.result, second.proof) == (Result.ALREADY, {"removed": 0})
    assert not purging.served()


def test_a_server_without_the_module_is_not_believed(nginx: Nginx) -> None:
    nginx.upload()
    nginx.keys = {"server": f"http://127.0.0.1:{nginx.port}"}
    (outcome,) = take_all(nginx)
    assert outcome.result is Result.FAILED
    assert "docs/connectors.md" in outcome.detail
