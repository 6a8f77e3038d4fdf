"""A real OpenSSH server: files leave its web root, only for the right host and never the wrong file."""

import base64
import gzip
import hashlib
import os
import pwd
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import zstandard

from tests.contract.connector import OriginContract, take_all
from tests.e2e.ssh_server import sshd
from tests.incident.takedown.connectors.rig import NOTICE, ROSTER, context, document, kept, key_pair, target
from withhold.incident.takedown.connectors.sftp import Sftp, from_site
from withhold.incident.takedown.connectors.sftp_session import Remote
from withhold.incident.takedown.interface import Connector, Result, SiteUnusable, TakedownError, Target

pytestmark = pytest.mark.service("sshd")

URL = "https://www.example.org/files/list.csv"


@dataclass(slots=True)
class Web:
    """A stage of tests.contract.connector: a folder that the server lets one user into."""

    port: int
    root: Path
    place: Path
    keys: Mapping[str, object] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.root / "files" / "list.csv"

    @property
    def target(self) -> Target:
        return target(URL)

    @property
    def secrets(self) -> Sequence[str]:
        return [(self.place / "user.key").read_text().splitlines()[2]]

    def upload(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(ROSTER)

    def table(self, **keys: object) -> dict[str, object]:
        return {
            "type": "sftp",
            "host": "127.0.0.1",
            "port": self.port,
            "user": pwd.getpwuid(os.geteuid()).pw_name,
            "key_file": str(self.place / "user.key"),
            "known_hosts": str(self.place / "known_hosts"),
            "folder": str(self.root),
            "urls": ["https://www.example.org/"],
            **self.keys,
            **keys,
        }

    def connector(self) -> Connector:
        return from_site(self.table(), context(self.place / "work"))

    def broken(self) -> Connector:
        """Another server's key is pinned."""
        right = self.connector()
        assert isinstance(right, Sftp)
        wrong = replace(right.server, known_hosts="", fingerprints=("SHA256:" + "A" * 43,))
        return replace(right, server=wrong)

    def picture(self) -> object:
        places = [path for folder in (self.root, self.quarantine) for path in folder.rglob("*")]
        return sorted((str(path), path.read_bytes()) for path in places if path.is_file())

    def served(self) -> bool:
        return any(path.read_bytes() == ROSTER for path in self.root.rglob("*") if path.is_file())

    def occupy(self) -> Callable[[], bool]:
        self.file.write_bytes(NOTICE)
        return lambda: self.file.read_bytes() == NOTICE

    def kept(self) -> bool:
        copy = self.quarantine / hashlib.sha256(ROSTER).hexdigest()
        if not self.keys.get("quarantine"):
            return kept(self.place / "work")
        return copy.read_bytes() == ROSTER and copy.stat().st_mode & 0o777 == 0o600

    @property
    def quarantine(self) -> Path:
        return self.place / "quarantine"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    place = tmp_path_factory.mktemp("sftp")
    with sshd(place) as port:
        yield Web(port, place / "www", place)


@pytest.fixture
def web(server: Web, tmp_path: Path) -> Web:
    for name in ("known_hosts", "user.key"):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_bytes((server.place / name).read_bytes())
    (tmp_path / "www").mkdir()
    return Web(server.port, tmp_path / "www", tmp_path, {"quarantine": str(tmp_path / "quarantine")})


class TestQuarantine(OriginContract):
    @pytest.fixture
    def stage(self, web: Web) -> Web:
        return web


class TestCase(OriginContract):
    """Without a quarantine on the server."""

    kills = 20

    @pytest.fixture
    def stage(self, web: Web) -> Web:
        web.keys = {}
        return web


def test_the_same_bytes_are_found_under_any_name(web: Web) -> None:
    web.upload()
    for name in ("copy of list.csv", ".list.csv.swp", "d/e/ünï.bin", "x\ny"):
        (web.root / name).parent.mkdir(parents=True, exist_ok=True)
        (web.root / name).write_bytes(ROSTER)
    os.link(web.file, web.root / "hard link")
    Path(os.fsdecode(os.fsencode(web.root) + b"/caf\xe9.csv")).write_bytes(ROSTER)
    innocent = web.root / "same size"
    innocent.write_bytes(bytes(len(ROSTER)))
    outcomes = take_all(web)
    assert len(outcomes) == 7
    assert not web.served()
    assert innocent.read_bytes() == bytes(len(ROSTER))
    assert [path.name for path in web.quarantine.iterdir()] == [document().sha256]


def test_the_plan_knows_the_addresses_of_what_it_found(web: Web) -> None:
    (web.root / "d").mkdir()
    (web.root / "d" / "a copy.csv").write_bytes(ROSTER)
    (step,) = web.connector().plan(web.target)
    assert step.urls == ("https://www.example.org/d/a%20copy.csv",)


def test_a_case_without_a_document_is_no_clean_folder(web: Web) -> None:
    web.upload()
    with pytest.raises(TakedownError, match="no document"):
        web.connector().plan(Target((), (URL,)))


def test_packed_twins_go_by_what_they_hold(web: Web) -> None:
    web.upload()
    twins = {".gz": gzip.compress(ROSTER), ".zst": zstandard.compress(ROSTER)}
    for ending, content in twins.items():
        web.file.with_name(web.file.name + ending).write_bytes(content)
    other = web.root / "files" / "opening-hours.csv.gz"
    other.write_bytes(gzip.compress(NOTICE))
    take_all(web)
    assert sorted(path.name for path in web.root.rglob("*") if path.is_file()) == ["opening-hours.csv.gz"]
    digests = {hashlib.sha256(content).hexdigest() for content in (ROSTER, *twins.values())}
    assert {path.name for path in web.quarantine.iterdir()} == digests


def test_a_link_out_of_the_folder_is_removed_and_what_it_leads_to_stays(web: Web, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(ROSTER)
    (web.root / "link.csv").symlink_to(outside)
    (web.root / "dangling").symlink_to(tmp_path / "nothing")
    (outcome,) = take_all(web)
    assert outcome.proof["link"] is True
    assert not (web.root / "link.csv").is_symlink()
    assert outside.read_bytes() == ROSTER
    assert kept(web.place / "work")


def test_what_takes_its_place_in_the_last_moment_goes_back(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.upload()
    connector = web.connector()
    (step,) = connector.plan(web.target)
    rename = Remote.replace

    def late(self: Remote, source: str, place: str) -> None:
        if source == str(web.file):
            web.file.write_bytes(NOTICE)
        rename(self, source, place)

    monkeypatch.setattr(Remote, "replace", late)
    outcome = connector.take(step)
    assert outcome.result is Result.ALREADY
    assert "left alone" in outcome.detail
    assert web.file.read_bytes() == NOTICE
    assert list(web.quarantine.iterdir()) == []


def test_a_killed_move_of_something_else_goes_back_too(web: Web) -> None:
    web.upload()
    connector = web.connector()
    (step,) = connector.plan(web.target)
    web.file.unlink()
    web.quarantine.mkdir()
    (web.quarantine / f"{step.id}.moving").write_bytes(NOTICE)
    connector.take(step)
    assert web.file.read_bytes() == NOTICE
    assert list(web.quarantine.iterdir()) == []


def test_a_server_with_another_key_is_not_talked_to(web: Web) -> None:
    web.upload()
    stranger = key_pair(web.place / "stranger.key")
    (web.place / "known_hosts").write_text(f"[127.0.0.1]:{web.port} {stranger}\n")
    with pytest.raises(TakedownError, match="another host key"):
        web.connector().plan(web.target)
    (web.place / "known_hosts").write_text("")
    with pytest.raises(TakedownError, match="known_hosts"):
        web.connector().plan(web.target)


def test_a_fingerprint_pins_the_key_as_well(web: Web) -> None:
    web.upload()
    key = base64.b64decode((web.place / "known_hosts").read_text().split()[2])
    shown = "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")
    table = web.table(fingerprints=[shown])
    del table["known_hosts"]
    connector = from_site(table, context(web.place / "work"))
    assert len(connector.plan(web.target)) == 1


def test_a_key_that_is_not_let_in_is_told(web: Web) -> None:
    (web.place / "user.key").unlink()
    key_pair(web.place / "user.key")
    with pytest.raises(TakedownError, match="does not accept the key"):
        web.connector().plan(web.target)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"known_hosts": None}, "known_hosts"),
        ({"password": "hunter2"}, "password"),
        ({"folder": "srv/www"}, "folder"),
        ({"port": 0}, "port"),
        ({"fingerprints": ["aa:bb"]}, "fingerprints"),
        ({"urls": ["ftp://www.example.org/"]}, "urls"),
    ],
)
def test_a_wrong_table_is_one_line(web: Web, keys: dict[str, object], word: str) -> None:
    table = {key: value for key, value in web.table(**keys).items() if value is not None}
    with pytest.raises(SiteUnusable, match=word) as caught:
        from_site(table, context(web.place / "work"))
    assert "hunter2" not in str(caught.value)


def test_a_quarantine_that_is_served_is_refused(web: Web) -> None:
    with pytest.raises(SiteUnusable, match="outside"):
        from_site(web.table(quarantine=str(web.root / "q")), context(web.place / "work"))
    (web.place / "link").symlink_to(web.root)
    web.keys = {"quarantine": str(web.place / "link" / "q")}
    web.upload()
    with pytest.raises(TakedownError, match="inside the folder"):
        web.connector().plan(web.target)


def test_a_key_file_that_others_can_read_is_refused(web: Web) -> None:
    (web.place / "user.key").chmod(0o644)
    with pytest.raises(SiteUnusable, match="chmod 600"):
        web.connector()
