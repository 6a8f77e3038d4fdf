"""What every place for evidence does, and the copying into it."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from withhold.console.config import Bucket, Config, ConfigUnusable
from withhold.console.operation.evidence import EvidenceStore, FolderStore, S3Store, copy_evidence
from withhold.console.outbox.models import Setback


def _bucket(folder: Path) -> Bucket:
    file = folder / "credentials"
    file.write_text('access_key = "AKIAEXAMPLE"\nsecret_key = "not-for-anybody"\n')
    file.chmod(0o600)
    return Bucket("evidence", "", "us-east-1", file)


class EvidenceStoreContract:
    """Inherited by the tests of each store."""

    def test_what_was_put_is_there(self, store: EvidenceStore, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"sealed" * 1000)
        assert not store.has("case/file.age")
        store.put("case/file.age", tmp_path / "file")
        assert store.has("case/file.age")
        assert store.read("case/file.age") == b"sealed" * 1000

    @pytest.mark.django_db
    def test_a_second_round_copies_nothing(self, store: EvidenceStore, tmp_path: Path) -> None:
        evidence = tmp_path / "home" / "cases" / "abc" / "evidence"
        evidence.mkdir(parents=True)
        (evidence / "one.age").write_bytes(b"one")
        (evidence / ".sealing-two").write_bytes(b"half")
        config = Config(tmp_path / "home")
        assert copy_evidence(config, lambda: store) == 1
        assert copy_evidence(config, lambda: store) == 0
        assert store.read("abc/one.age") == b"one"

    @pytest.mark.django_db
    def test_a_case_whose_file_cannot_be_read_stops_no_other(
        self, store: EvidenceStore, tmp_path: Path
    ) -> None:
        for case in ("abc", "def"):
            (tmp_path / "home" / "cases" / case / "evidence").mkdir(parents=True)
        (tmp_path / "home" / "cases" / "abc" / "evidence" / "one.age").mkdir()
        (tmp_path / "home" / "cases" / "def" / "evidence" / "one.age").write_bytes(b"one")
        assert copy_evidence(Config(tmp_path / "home"), lambda: store) == 1
        assert store.read("def/one.age") == b"one"
        assert Setback.objects.get().item == "abc"


class TestFolder(EvidenceStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> EvidenceStore:
        return FolderStore(tmp_path / "store")


class TestS3(EvidenceStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[EvidenceStore]:
        with mock_aws():
            boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="evidence")
            yield S3Store(_bucket(tmp_path))


def test_credentials_that_others_can_read_are_not_used(tmp_path: Path) -> None:
    bucket = _bucket(tmp_path)
    bucket.credentials_file.chmod(0o644)
    with pytest.raises(ConfigUnusable, match="chmod 600"):
        S3Store(bucket)
