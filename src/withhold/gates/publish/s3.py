"""Buckets of S3-compatible storage, by boto3: one conditional write an object, checked by its SHA-256."""

import base64
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from withhold.fleet.walk import shown
from withhold.gates.interface import PutFailed, Staged
from withhold.gates.publish.content_type import content_type
from withhold.gates.publish.interface import PublishError

LARGEST = 5 << 30
"""Bytes of one put: what S3 allows, and the last size that becomes visible in one step."""
_LONGEST_KEY = 1024
_CHANGED = {"PreconditionFailed", "ConditionalRequestConflict"}
_UNCONDITIONAL = {"NotImplemented", "InvalidArgument"}
"""How storages without conditional writes answer one."""
_Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects below `prefix` in `bucket`. `client` is boto3's; no ACL is ever set by this class."""

    client: Any
    bucket: str
    prefix: str
    _seen: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def at(cls, place: str, endpoint: str | None) -> "Bucket":
        """The bucket that `s3://bucket/prefix` names. Credentials come by boto3's usual chain alone.

        Raises PublishError where boto3 is missing or cannot be set up.
        """
        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        if not bucket:
            raise PublishError("--to s3:// needs the name of a bucket: s3://bucket/prefix")
        try:
            boto3 = importlib.import_module("boto3")
            config = importlib.import_module("botocore.config").Config
        except ImportError:
            raise PublishError("publishing to S3 needs boto3; run pip install 'withhold[s3]'") from None
        settings = config(connect_timeout=10, read_timeout=60, retries={"mode": "standard"})
        with _told(PublishError, f"the bucket {bucket}"):
            client = boto3.client("s3", endpoint_url=endpoint, config=settings)
        return cls(client, bucket, prefix.strip("/"))

    def check(self, targets: list[str]) -> list[str]:
        """See Destination. Reads only; notes what stands there now, so that only that is replaced."""
        for target in targets:
            if len(_utf8(self._key(target))) > _LONGEST_KEY:
                raise PublishError(f"{shown(target)} is too long a name for a bucket; shorten it")
        with _told(PublishError, f"the bucket {self.bucket}"):
            self.client.head_bucket(Bucket=self.bucket)
            for target in targets:
                self._seen[target] = self._etag(target)
        return self._warnings()

    def put(self, staged: Staged, media_type: str, clearance: str) -> str | None:
        """See Destination; returns the object's version id, if the bucket keeps versions."""
        target = staged.source.target
        if staged.size > LARGEST:
            raise PutFailed(f"{shown(target)} is larger than 5 GiB, the most that one step can publish")
        checksum = base64.b64encode(bytes.fromhex(staged.sha256)).decode("ascii")
        with _told(PutFailed, shown(target)):
            answer = self._conditionally(
                staged, lambda condition: self._write(staged, media_type, clearance, checksum, condition)
            )
        if answer.get("ChecksumSHA256") not in (None, checksum):
            raise PutFailed(f"the storage holds other bytes as {shown(target)}; look at the bucket at once")
        version = answer.get("VersionId")
        return None if version in (None, "null") else str(version)

    def _write(
        self, staged: Staged, media_type: str, clearance: str, checksum: str, condition: dict[str, str]
    ) -> _Answer:
        with staged.file.open("rb") as body:
            answer: _Answer = self.client.put_object(
                Bucket=self.bucket,
                Key=self._key(staged.source.target),
                Body=body,
                ContentLength=staged.size,
                ContentType=content_type(media_type, staged.source.target),
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=checksum,
                Metadata={"withhold-clearance": clearance, "withhold-sha256": staged.sha256},
                **condition,
            )
        return answer

    def _conditionally(self, staged: Staged, write: Callable[[dict[str, str]], _Answer]) -> _Answer:
        """Write only over what stood there when it was looked at; plainly, where the storage cannot."""
        etag = self._seen.get(staged.source.target)
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        try:
            return write(condition)
        except self.client.exceptions.ClientError as error:
            if _code(error) in _CHANGED and (ours := self._already(staged)):
                return ours
            if _code(error) not in _UNCONDITIONAL:
                raise
        return write({})

    def _already(self, staged: Staged) -> _Answer | None:
        """What stands there if it is what was to be put: an answer was lost, and boto3 tried once more."""
        answer: _Answer = self.client.head_object(
            Bucket=self.bucket, Key=self._key(staged.source.target), ChecksumMode="ENABLED"
        )
        return answer if answer["Metadata"].get("withhold-sha256") == staged.sha256 else None

    def _etag(self, target: str) -> str | None:
        try:
            return str(self.client.head_object(Bucket=self.bucket, Key=self._key(target))["ETag"])
        except self.client.exceptions.ClientError as error:
            if _code(error) in ("404", "NoSuchKey", "NotFound"):
                return None
            raise

    def _warnings(self) -> list[str]:
        try:
            answer = self.client.get_bucket_versioning(Bucket=self.bucket)
        except self.client.exceptions.ClientError:
            return [f"whether the bucket {self.bucket} keeps versions cannot be told; an old one may be lost"]
        if answer.get("Status") == "Enabled":
            return []
        return [f"the bucket {self.bucket} keeps no versions: what is replaced there is lost"]

    def _key(self, target: str) -> str:
        return f"{self.prefix}/{target}" if self.prefix else target


@contextmanager
def _told(kind: type[PublishError] | type[PutFailed], what: str) -> Iterator[None]:
    """Errors of boto3 in one line of ours: theirs may quote addresses with credentials in them."""
    exceptions = importlib.import_module("botocore.exceptions")
    try:
        yield
    except exceptions.ClientError as error:
        code = _code(error)
        if code in _CHANGED:
            raise kind(f"{what} was changed by somebody else meanwhile; publish again") from None
        raise kind(f"the storage refuses {what} ({code}); check its name and your rights there") from None
    except (exceptions.BotoCoreError, ValueError) as error:
        name = type(error).__name__
        raise kind(
            f"the storage of {what} cannot be reached ({name}); check the endpoint and the credentials"
        ) from None
    except OSError as error:
        raise kind(f"{what} cannot be sent (error {error.errno}); nothing of it was published") from None


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", "?"))


def _utf8(key: str) -> bytes:
    try:
        return key.encode("utf-8")
    except UnicodeEncodeError:
        raise PublishError(f"{shown(key)} is no valid text, as a bucket needs it; rename the file") from None
