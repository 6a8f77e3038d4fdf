"""Publishing to S3-compatible storage: a real server, and a client without any rights that polls it."""

import base64
import http.client
import json
import os
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.gates.publish.site import FIGURES, MORE_FIGURES, ROSTER, Site
from withhold.clearance.state import State

BUCKET = "site"


class Storage:
    """A server on a port of its own with one bucket that anybody may read."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.client = boto3.client("s3", endpoint_url=self.url)

    def forget(self) -> None:
        """Servers of one process share what they hold."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/moto-api/reset")
        assert connection.getresponse().status == 200
        connection.close()

    def get(self, key: str) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"/{BUCKET}/{key}")
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def keys(self) -> list[str]:
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE0SECRETID",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-no-message-may-show",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        found = Storage(server.get_host_and_port()[1])
        found.forget()
        found.client.create_bucket(Bucket=BUCKET)
        found.client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(READABLE))
        yield found
        found.client.close()
    finally:
        server.stop()


READABLE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
    ],
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.at(tmp_path)


def publish(site: Site, storage: Storage, *arguments: str, to: str = f"s3://{BUCKET}/data") -> int:
    state = ["--state", str(site.root / "state"), "--endpoint-url", storage.url]
    return site.publish(*(arguments or [str(site.source)]), *state, to=to)


def test_cleared_bytes_are_put_with_checksum_type_and_clearance(site: Site, storage: Storage) -> None:
    storage.client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    site.put("a/figures.csv", FIGURES)
    assert publish(site, storage) == 0
    status, body, headers = storage.get("data/a/figures.csv")
    assert (status, body, headers["content-type"]) == (200, FIGURES, "text/csv")
    state = State(site.root / "state")
    (published,) = [
        line
        for line in map(json.loads, state.journal.read_text().splitlines())
        if line["action"] == "published"
    ]
    assert headers["x-amz-meta-withhold-clearance"] == published["clearance"]
    assert (state.clearances / sha256(FIGURES).hexdigest() / f"{published['clearance']}.json").is_file()
    assert headers["x-amz-version-id"] == published["version"]
    found = storage.client.head_object(Bucket=BUCKET, Key="data/a/figures.csv", ChecksumMode="ENABLED")
    assert base64.b64decode(found["ChecksumSHA256"]) == sha256(FIGURES).digest()


def test_a_newer_version_replaces_and_the_older_one_is_kept(
    site: Site, storage: Storage, capfd: pytest.CaptureFixture[str]
) -> None:
    storage.client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for content in (FIGURES, MORE_FIGURES):
        site.put("figures.csv", content)
        assert publish(site, storage) == 0
    assert storage.get("data/figures.csv")[1] == MORE_FIGURES
    versions = storage.client.list_object_versions(Bucket=BUCKET)["Versions"]
    assert len(versions) == 2
    assert "keeps no versions" not in capfd.readouterr().err


def test_a_bucket_without_versions_is_warned_of(
    site: Site, storage: Storage, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("figures.csv", FIGURES)
    assert publish(site, storage) == 0
    assert "keeps no versions" in capfd.readouterr().err


def test_nothing_is_written_before_the_check_nor_if_one_is_not_cleared(site: Site, storage: Storage) -> None:
    site.put("figures.csv", FIGURES)
    site.put("roster.csv", ROSTER)
    seen: set[tuple[str, int]] = set()
    ended = threading.Event()

    def poll() -> None:
        while not ended.is_set():
            for key in ("data/figures.csv", "data/roster.csv"):
                seen.add((key, storage.get(key)[0]))

    client = threading.Thread(target=poll)
    client.start()
    try:
        assert publish(site, storage) == 10
        assert storage.keys() == []
        assert publish(site, storage, str(site.source), "--partial") == 10
    finally:
        ended.set()
        client.join()
    assert storage.keys() == ["data/figures.csv"]
    assert ("data/roster.csv", 200) not in seen
    assert {status for _, status in seen} <= {200, 404}


def test_no_object_gets_an_acl_of_its_own(site: Site, storage: Storage) -> None:
    site.put("figures.csv", FIGURES)
    publish(site, storage)
    grants = storage.client.get_object_acl(Bucket=BUCKET, Key="data/figures.csv")["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


@pytest.mark.parametrize(
    ("to", "words"),
    [("s3://nowhere/data", "nowhere"), ("s3:///data", "name of a bucket")],
)
def test_a_wrong_bucket_is_one_line_and_nothing_is_staged(
    site: Site, storage: Storage, capfd: pytest.CaptureFixture[str], to: str, words: str
) -> None:
    site.put("figures.csv", FIGURES)
    assert publish(site, storage, to=to) == 2
    told = capfd.readouterr()
    assert told.err.count("\n") == 1
    assert words in told.err
    assert told.out == ""


def test_a_storage_that_is_not_there_shows_no_credentials(
    site: Site, storage: Storage, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    site.put("figures.csv", FIGURES)
    state = ["--state", str(site.root / "state")]
    endpoint = ["--endpoint-url", "http://user:hunter2@127.0.0.1:1"]
    assert site.publish(str(site.source), *state, *endpoint, to=f"s3://{BUCKET}") == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    for secret in ("hunter2", os.environ["AWS_SECRET_ACCESS_KEY"], os.environ["AWS_ACCESS_KEY_ID"]):
        assert secret not in told


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    site: Site, storage: Storage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from withhold.gates.publish.s3 import Bucket

    site.put("figures.csv", FIGURES)
    assert publish(site, storage) == 0
    site.put("figures.csv", MORE_FIGURES)
    put = Bucket.put

    def late(self: Bucket, *arguments: Any) -> str | None:
        storage.client.put_object(Bucket=BUCKET, Key="data/figures.csv", Body=b"another hand")
        return put(self, *arguments)

    monkeypatch.setattr(Bucket, "put", late)
    assert publish(site, storage) == 1
    assert storage.get("data/figures.csv")[1] == b"another hand"
    assert "changed by somebody else" in capfd.readouterr().out


def test_an_answer_that_was_lost_on_the_way_is_no_failure(
    site: Site, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client library writes once more then, and the storage says that something stands there now."""
    from withhold.gates.publish.s3 import Bucket

    site.put("figures.csv", FIGURES)
    write = Bucket._write

    def twice(self: Bucket, *arguments: Any) -> dict[str, Any]:
        write(self, *arguments)
        return write(self, *arguments)

    monkeypatch.setattr(Bucket, "_write", twice)
    assert publish(site, storage) == 0
    assert storage.get("data/figures.csv")[1] == FIGURES


def test_a_bucket_needs_a_state_folder(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.put("figures.csv", FIGURES)
    assert site.publish(to=f"s3://{BUCKET}/data") == 2
    assert "--state" in capfd.readouterr().err
