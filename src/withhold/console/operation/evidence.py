"""A second place for evidence: what is sealed in the home is copied there, and read again to prove it."""

import tomllib
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from withhold.console.config import Bucket, Config, ConfigUnusable
from withhold.console.operation.secret import secret_from
from withhold.console.outbox.setbacks import each

SEALED = ".age"


class EvidenceStore(Protocol):
    """Keeps whole files by name. A name is never given to other bytes: it holds their digest."""

    def has(self, name: str) -> bool:
        """Whether something is kept under this name."""
        ...

    def put(self, name: str, path: Path) -> None:
        """Keep the file. Raises OSError, or the store's own error, if it was not taken whole."""
        ...

    def read(self, name: str) -> bytes:
        """What is kept."""
        ...


class FolderStore:
    """A folder, such as a mounted disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def put(self, name: str, path: Path) -> None:
        from withhold.clearance.durable import write_durably

        target = self._folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(target, path.read_bytes())

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()


class S3Store:
    """A bucket of S3, or of what speaks its language. The server checks the SHA-256 that is sent along."""

    def __init__(self, bucket: Bucket) -> None:
        import boto3

        key, secret = _credentials(bucket.credentials_file)
        self._bucket = bucket.name
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=bucket.endpoint or None,
            region_name=bucket.region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )

    def has(self, name: str) -> bool:
        from botocore.exceptions import ClientError

        try:
            self._client.head_object(Bucket=self._bucket, Key=name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def put(self, name: str, path: Path) -> None:
        digest = sha256()
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
            stream.seek(0)
            self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=stream,
                ChecksumSHA256=b64encode(digest.digest()).decode(),
            )

    def read(self, name: str) -> bytes:
        answer = self._client.get_object(Bucket=self._bucket, Key=name)
        content: bytes = answer["Body"].read()
        return content


def copy_evidence(config: Config, store: Callable[[], EvidenceStore]) -> int:
    """Copy each sealed file of each case that the store has not got; returns how many were copied."""
    files = sorted(config.path("cases").glob(f"*/evidence/*{SEALED}"))
    if not files:
        return 0
    there = store()
    there.has(_name(files[0]))  # where the store is away, it is so for all: no case is at fault
    cases: dict[str, list[Path]] = {}
    for path in files:
        cases.setdefault(path.parent.parent.name, []).append(path)
    return each("evidence", cases, lambda paths: sum(_copied(path, there) for path in paths))


def _copied(path: Path, there: EvidenceStore) -> bool:
    if there.has(_name(path)):
        return False
    there.put(_name(path), path)
    return True


def _name(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name}"


def _credentials(path: Path) -> tuple[str, str]:
    try:
        values = tomllib.loads(secret_from(path, "evidence.credentials_file"))
        key, secret = values["access_key"], values["secret_key"]
    except (tomllib.TOMLDecodeError, KeyError):
        key = secret = None
    if not isinstance(key, str) or not isinstance(secret, str):
        raise ConfigUnusable(f"{path} has to hold access_key and secret_key, as TOML texts")
    return key, secret
