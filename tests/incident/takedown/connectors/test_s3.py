"""S3: a real server of its protocol; every version with these bytes goes, and no other."""

import gzip
import http.client
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.contract.connector import OriginContract, take_all
from tests.incident.takedown.connectors.rig import NOTICE, ROSTER, context, document, kept, target
from withhold.incident.takedown.connectors.bucket import Bucket, Version
from withhold.incident.takedown.connectors.s3 import S3, from_site
from withhold.incident.takedown.interface import Connector, Result, SiteUnusable, TakedownError, Target

BUCKET = "site"
KEY = "data/list.csv"
URL = "https://www.example.org/files/list.csv"
SECRET = "a-secret-that-no-message-may-show"


@dataclass(slots=True)
class Storage:
    """A stage of tests.contract.connector: a bucket that anybody may read."""

    port: int
    client: Any
    folder: Path
    keys: dict[str, object] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        return target(URL)

    @property
    def secrets(self) -> Sequence[str]:
        return [SECRET, "AKIDEXAMPLE0SECRETID"]

    def upload(self) -> None:
        self.put(KEY, ROSTER)

    def put(self, key: str, content: bytes, **settings: str) -> str:
        answer = self.client.put_object(Bucket=BUCKET, Key=key, Body=content, **settings)
        return str(answer.get("VersionId", ""))

    def connector(self, **keys: object) -> Connector:
        return from_site({**self.table(), **keys}, context(self.folder))

    def broken(self) -> Connector:
        return self.connector(endpoint="http://127.0.0.1:9")

    def table(self) -> dict[str, object]:
        return {
            "type": "s3",
            "bucket": BUCKET,
            "prefix": "data",
            "urls": ["https://www.example.org/files/"],
            "endpoint": f"http://127.0.0.1:{self.port}",
            **self.keys,
        }

    def picture(self) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
        listed = self.client.list_object_versions(Bucket=BUCKET)
        versions = [(one["Key"], one["VersionId"], one["ETag"]) for one in listed.get("Versions", [])]
        return versions, [(one["Key"], one["VersionId"]) for one in listed.get("DeleteMarkers", [])]

    def served(self) -> bool:
        """Under any key or version: who knows a version's id can ask for it."""
        listed = self.client.list_object_versions(Bucket=BUCKET).get("Versions", [])
        found = [self.get(f"{one['Key']}?versionId={one['VersionId']}") for one in listed]
        return (200, ROSTER) in [*found, self.get(KEY)]

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"/{BUCKET}/{path}")
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def occupy(self) -> Callable[[], bool]:
        self.put(KEY, NOTICE)
        return lambda: self.get(KEY) == (200, NOTICE)

    def kept(self) -> bool:
        return kept(self.folder)

    def keep_versions(self, status: str = "Enabled") -> None:
        self.client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    try:
        yield running.get_host_and_port()[1]
    finally:
        running.stop()


@pytest.fixture
def storage(server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE0SECRETID",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    connection = http.client.HTTPConnection("127.0.0.1", server, timeout=10)
    connection.request("POST", "/moto-api/reset")
    assert connection.getresponse().status == 200
    connection.close()
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{server}")
    client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=False)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    yield Storage(server, client, tmp_path / "work")
    client.close()


@pytest.fixture
def versioned(storage: Storage) -> Storage:
    storage.keep_versions()
    return storage


class TestPlain(OriginContract):
    kills = 4

    @pytest.fixture
    def stage(self, storage: Storage) -> Storage:
        return storage


class TestVersioned(OriginContract):
    kills = 6

    @pytest.fixture
    def stage(self, versioned: Storage) -> Storage:
        return versioned


class TestSuspended(OriginContract):
    """Versions were kept once; now a new upload replaces the version "null"."""

    kills = 3

    @pytest.fixture
    def stage(self, versioned: Storage) -> Storage:
        versioned.put(KEY, b"a draft of long ago")
        versioned.keep_versions("Suspended")
        return versioned


def test_every_version_with_these_bytes_goes_and_no_other(versioned: Storage) -> None:
    versioned.put(KEY, b"an older text")
    versioned.upload()
    versioned.put(KEY, b"a newer text")
    versioned.upload()
    (outcome,) = take_all(versioned)
    assert outcome.result is Result.DONE
    assert outcome.proof["versions_removed"] == 2
    versions, markers = versioned.picture()
    assert len(versions) == 2
    assert len(markers) == 1
    assert versioned.get(KEY)[0] == 404, "an older version must not become public again"


def test_a_newer_innocent_version_stays_what_visitors_get(versioned: Storage) -> None:
    versioned.upload()
    versioned.put(KEY, NOTICE)
    take_all(versioned)
    assert versioned.get(KEY) == (200, NOTICE)
    assert not versioned.served()


def test_nothing_is_left_of_a_key_that_only_had_these_bytes(versioned: Storage) -> None:
    versioned.upload()
    versioned.client.delete_object(Bucket=BUCKET, Key=KEY)
    (outcome,) = take_all(versioned)
    assert outcome.proof["markers_removed"] == 1
    assert versioned.picture() == ([], [])


def test_the_same_bytes_are_found_under_every_key_below_the_prefix(storage: Storage) -> None:
    names = ["data/x/copy", "data/ünï ☂.bin", "data/a+b&c=d%20.csv", "data//list.csv"]
    for name in [*names, "elsewhere/list.csv"]:
        storage.put(name, ROSTER)
    storage.put("data/same size", bytes(len(ROSTER)))
    assert {outcome.result for outcome in take_all(storage)} == {Result.DONE}
    left = {one["Key"] for one in storage.client.list_objects_v2(Bucket=BUCKET)["Contents"]}
    assert left == {"data/same size", "elsewhere/list.csv"}


def test_the_plan_knows_the_addresses_of_what_it_found(storage: Storage) -> None:
    storage.put("data/x/ünï copy.csv", ROSTER)
    (step,) = storage.connector().plan(storage.target)
    assert step.urls == ("https://www.example.org/files/x/%C3%BCn%C3%AF%20copy.csv",)


def test_parts_of_a_large_upload_have_no_hash_in_their_tag_and_are_read(storage: Storage) -> None:
    content = ROSTER * 1200  # more than the 5 MiB that a part has at least
    begun = storage.client.create_multipart_upload(Bucket=BUCKET, Key=KEY, ACL="private")
    parts = []
    for number, part in enumerate((content[: 5 << 20], content[5 << 20 :]), 1):
        sent = storage.client.upload_part(
            Bucket=BUCKET, Key=KEY, UploadId=begun["UploadId"], PartNumber=number, Body=part
        )
        parts.append({"PartNumber": number, "ETag": sent["ETag"]})
    storage.client.complete_multipart_upload(
        Bucket=BUCKET, Key=KEY, UploadId=begun["UploadId"], MultipartUpload={"Parts": parts}
    )
    connector = storage.connector()
    (step,) = connector.plan(target(URL, content=content))
    assert connector.take(step).result is Result.DONE
    assert storage.get(KEY)[0] == 404
    assert kept(storage.folder, content)


def test_an_object_stored_packed_is_found_by_what_it_holds(storage: Storage) -> None:
    packed = gzip.compress(ROSTER)
    storage.put("data/other", packed, ContentEncoding="gzip")
    storage.put("data/not announced", packed)
    where = Target((document(ROSTER, len(packed)),), (URL,))
    connector = storage.connector()
    (step,) = connector.plan(where)
    assert connector.take(step).result is Result.DONE
    assert storage.get("data/other")[0] == 404
    assert kept(storage.folder, packed)


def test_a_public_acl_becomes_private_before_anything_is_read(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.put(KEY, ROSTER, ACL="public-read")
    connector = storage.connector()
    (step,) = connector.plan(storage.target)
    read = Bucket.chunks
    grants: list[object] = []

    def noting(self: Bucket, version: Version) -> Iterator[bytes]:
        grants.append(storage.client.get_object_acl(Bucket=BUCKET, Key=KEY)["Grants"])
        yield from read(self, version)

    monkeypatch.setattr(Bucket, "chunks", noting)
    outcome = connector.take(step)
    assert outcome.proof["hidden"] == "acl"
    assert grants
    assert "AllUsers" not in json.dumps(grants)


def test_a_locked_version_is_hidden_and_the_failure_says_until_when(storage: Storage) -> None:
    storage.client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    until = datetime.now(UTC) + timedelta(days=30)
    storage.client.put_object(
        Bucket="locked", Key=KEY, Body=ROSTER, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until
    )
    connector = storage.connector(bucket="locked")
    (step,) = connector.plan(storage.target)
    outcome = connector.take(step)
    assert outcome.result is Result.FAILED
    assert f"{until:%Y-%m-%d}" in outcome.detail
    assert "compliance" in outcome.detail
    assert kept(storage.folder)
    with pytest.raises(storage.client.exceptions.ClientError):
        storage.client.head_object(Bucket="locked", Key=KEY)


def test_an_unfinished_upload_is_told(storage: Storage) -> None:
    storage.upload()
    storage.client.create_multipart_upload(Bucket=BUCKET, Key=KEY)
    (outcome,) = take_all(storage)
    assert outcome.result is Result.DONE
    assert "unfinished" in outcome.detail


def test_a_bucket_is_closed_only_if_the_site_says_so(storage: Storage) -> None:
    storage.upload()
    assert [step.action for step in storage.connector().plan(storage.target)] == ["remove"]
    connector = storage.connector(block_public_access=True)
    remove, block = connector.plan(storage.target)
    assert block.action == "block-public-access"
    assert [connector.take(block).result for _ in range(2)] == [Result.DONE, Result.ALREADY]
    found = storage.client.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert set(found.values()) == {True}
    assert connector.take(remove).result is Result.DONE


def test_the_plan_tells_by_what_the_bucket_is_public(storage: Storage) -> None:
    storage.upload()
    storage.client.put_bucket_website(
        Bucket=BUCKET, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}}
    )
    (step,) = storage.connector().plan(storage.target)
    assert "public access is not blocked" in step.describe
    assert "website endpoint" in step.describe


def test_every_page_of_a_long_list_is_looked_at(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server gives a thousand at a time; here it is asked for two."""
    for number in range(7):
        storage.put(f"data/{number}", b"x")
    storage.put("data/zzz", ROSTER)
    connector = storage.connector()
    assert isinstance(connector, S3)
    client = connector.bucket.client
    paginator = client.get_paginator

    def short(name: str) -> Any:
        found = paginator(name)
        paginate = found.paginate
        found.paginate = lambda **given: paginate(**given, PaginationConfig={"PageSize": 2})
        return found

    monkeypatch.setattr(client, "get_paginator", short)
    (step,) = connector.plan(storage.target)
    assert step.data["key"] == "data/zzz"


def test_a_bucket_that_is_not_there_is_told(storage: Storage) -> None:
    with pytest.raises(TakedownError, match="NoSuchBucket"):
        storage.connector(bucket="nowhere").plan(storage.target)


@pytest.mark.parametrize(
    "keys", [{"bukcet": "x"}, {"endpoint": "http://user:hunter2@127.0.0.1"}, {"bucket": 7}, {"urls": ["x"]}]
)
def test_a_wrong_table_names_the_key(storage: Storage, keys: dict[str, object]) -> None:
    with pytest.raises(SiteUnusable) as caught:
        storage.connector(**keys)
    assert next(iter(keys)) in str(caught.value)
    assert "hunter2" not in str(caught.value)
