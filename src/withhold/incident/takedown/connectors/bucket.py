"""A bucket as a takedown needs it: versions found by their bytes, hidden, read and erased one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.connectors.amazon import Refused, code_of
from withhold.incident.takedown.connectors.keeping import CHUNK, digest_of, inflated_digest, sizes_of
from withhold.incident.takedown.interface import Outcome, Result

_EVERYBODY = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
_NO_ACL = {"AccessControlListNotSupported", "NotImplemented", "MethodNotAllowed", "XNotImplemented"}
_ARCHIVED = {"GLACIER", "DEEP_ARCHIVE"}
"""Nobody can fetch these without restoring them first, not even their owner."""
_BLOCK = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_UNCONDITIONAL = {"NotImplemented", "InvalidArgument", "XNotImplemented"}
"""How storages without conditional requests answer one."""
_GONE = {"NoSuchKey", "NoSuchVersion", "404"}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object; `id` is "null" where the bucket kept none when it was written."""

    key: str
    id: str
    size: int
    etag: str
    latest: bool
    stored_sha256: str = ""
    plain_sha256: str = ""
    """Of the unpacked bytes, where it is stored with Content-Encoding gzip."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket. `client` is boto3's; its errors go through."""

    client: Any
    name: str
    _read: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict, repr=False)
    """Hashes of what was read: the bytes of a version with this ETag never change."""

    def matching(
        self, prefix: str, documents: Sequence[ExposedDocument], named: Sequence[str]
    ) -> list[tuple[Version, str]]:
        """Every version below the prefix with a document's bytes, and that document's hash.

        What has another size than a document is not read, but for the `named` keys, which may be packed.
        """
        sizes = set(sizes_of(documents))
        packed = {length for document in documents for length in document.lengths} - sizes
        hashes = {document.sha256 for document in documents}
        found = []
        for version in self._versions(prefix):
            if version.size not in sizes | packed and version.key not in named:
                continue
            read = self._hashed(version, version.size in sizes, max(sizes))
            found += [(read, one) for one in sorted({read.stored_sha256, read.plain_sha256} & hashes)]
        return found

    def versions_with(self, key: str, sha256: str, sizes: Sequence[int], longest: int) -> list[Version]:
        """The versions of this one key that hold these bytes, stored with one of these sizes."""
        found = []
        for version in self._versions(key):
            if version.key == key and version.size in sizes:
                read = self._hashed(version, version.size == longest, longest)
                if sha256 in (read.stored_sha256, read.plain_sha256):
                    found.append(read)
        return found

    def hide(self, held: Sequence[Version]) -> str:
        """Make them unreachable without losing a byte; in words, what was done for it."""
        done = [told for version in held if (told := self._make_private(version))]
        current = next((version for version in held if version.latest), None)
        if current is not None and self._keeps_versions():
            done.append("delete marker")
            self._cover(current)
        return ", ".join(dict.fromkeys(done)) or "nothing to hide"

    def chunks(self, version: Version) -> Iterator[bytes]:
        """The stored bytes of a version."""
        answer = self.client.get_object(
            Bucket=self.name, Key=version.key, IfMatch=version.etag, **self._which(version)
        )
        yield from answer["Body"].iter_chunks(CHUNK)

    def erase(self, version: Version) -> None:
        """Remove one version for ever; nothing else, even if something else took its place meanwhile."""
        if version.id != "null":
            self._delete(version, {"VersionId": version.id})
            return
        which = self._which(version)
        try:
            now = self.client.head_object(Bucket=self.name, Key=version.key, **which)
        except self.client.exceptions.ClientError as error:
            if code_of(error) in _GONE:
                return
            raise
        if now["ETag"] == version.etag:
            self._delete(version, {**which, "IfMatch": version.etag})

    def tidy(self, key: str) -> int:
        """Remove the key's delete markers if nothing else is left of it: its name may tell too much.

        Over versions with other bytes they stay, for those would be public again.
        """
        markers = []
        for page in self._pages(key):
            if any(one["Key"] == key for one in page.get("Versions", [])):
                return 0
            markers += [one["VersionId"] for one in page.get("DeleteMarkers", []) if one["Key"] == key]
        for marker in markers:
            self.client.delete_object(Bucket=self.name, Key=key, VersionId=marker)
        return len(markers)

    def unfinished(self, key: str) -> list[str]:
        """What may bring the key back: uploads in parts that somebody began. They are not ended here."""
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.name, Prefix=key)
        try:
            begun = [one for page in pages for one in page.get("Uploads", []) if one["Key"] == key]
        except self.client.exceptions.ClientError as error:
            return [f"unfinished uploads could not be listed ({code_of(error)})"]
        return [f"{len(begun)} unfinished uploads to this key may bring it back; abort them"] if begun else []

    def openings(self) -> list[str]:
        """By what the bucket is public or copied, as far as it can be seen, in words."""
        found = []
        status = self._setting("get_bucket_policy_status", "PolicyStatus", {})
        if status is None:
            found.append("the bucket policy could not be seen")
        elif status.get("IsPublic"):
            found.append("the bucket policy is public")
        block = self._setting("get_public_access_block", "PublicAccessBlockConfiguration", {})
        if block is not None and not all(block.get(one) for one in _BLOCK):
            found.append("public access is not blocked")
        if self._setting("get_bucket_website", "IndexDocument", {}):
            found.append("a website endpoint serves it too")
        if self._setting("get_bucket_replication", "ReplicationConfiguration", {}):
            found.append("it is replicated: list the other bucket as a connector too")
        return found

    def block(self) -> Outcome:
        """Block all public access to the bucket."""
        proof: dict[str, str | int | bool | None] = {"bucket": self.name, "blocked": True}
        block = self._setting("get_public_access_block", "PublicAccessBlockConfiguration", {})
        if block and all(block.get(one) for one in _BLOCK):
            return Outcome(Result.ALREADY, "", proof)
        self.client.put_public_access_block(
            Bucket=self.name, PublicAccessBlockConfiguration=dict.fromkeys(_BLOCK, True)
        )
        return Outcome(Result.DONE, "", proof)

    def locked(self, held: Sequence[Version]) -> str:
        """What forbids erasing these versions, in words; empty if nothing is known to."""
        for version in held:
            head = self.client.head_object(Bucket=self.name, Key=version.key, **self._which(version))
            if head.get("ObjectLockLegalHoldStatus") == "ON":
                return "; the version is under legal hold: who set it has to lift it"
            if until := head.get("ObjectLockRetainUntilDate"):
                return (
                    f"; it is locked ({str(head.get('ObjectLockMode')).lower()}) until {until:%Y-%m-%d}:"
                    " it is hidden, but who knows its version id may reach it; make the bucket private"
                )
        return ""

    def _hashed(self, version: Version, same_size: bool, longest: int) -> Version:
        known = (version.key, version.id, version.etag)
        if known not in self._read:
            stored = digest_of(self.chunks(version))[0]
            plain = ""
            if not same_size and self._encoding(version) == "gzip":
                plain = inflated_digest(self.chunks(version), longest) or ""
            self._read[known] = (stored, plain)
        stored, plain = self._read[known]
        return replace(version, stored_sha256=stored, plain_sha256=plain)

    def _encoding(self, version: Version) -> str:
        head = self.client.head_object(Bucket=self.name, Key=version.key, **self._which(version))
        return str(head.get("ContentEncoding", "")).strip().lower()

    def _make_private(self, version: Version) -> str:
        which = self._which(version)
        try:
            grants = self.client.get_object_acl(Bucket=self.name, Key=version.key, **which)["Grants"]
            if not any(grant.get("Grantee", {}).get("URI") in _EVERYBODY for grant in grants):
                return ""
            self.client.put_object_acl(Bucket=self.name, Key=version.key, ACL="private", **which)
        except self.client.exceptions.ClientError as error:
            # Many buckets have no ACLs, or give no rights to them; erasing is what counts.
            return "" if code_of(error) in _NO_ACL else f"acl not changed ({code_of(error)})"
        return "acl"

    def _cover(self, current: Version) -> None:
        """Put a delete marker over the current version; not over what somebody put there meanwhile."""
        answer = self._delete(current, {"IfMatch": current.etag})
        marker = answer.get("VersionId")
        for page in self._pages(current.key):
            newest = [one for one in page.get("Versions", []) if one["Key"] == current.key][:1]
            if marker and newest and newest[0]["VersionId"] != current.id:
                self.client.delete_object(Bucket=self.name, Key=current.key, VersionId=marker)
            return

    def _delete(self, version: Version, which: dict[str, str]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.client.delete_object(Bucket=self.name, Key=version.key, **which)
        except self.client.exceptions.ClientError as error:
            if code_of(error) == "PreconditionFailed":
                raise Refused("an object changed meanwhile; it is looked at again later") from None
            if code_of(error) not in _UNCONDITIONAL or "IfMatch" not in which:
                raise
            plain = {name: value for name, value in which.items() if name != "IfMatch"}
            answer = self.client.delete_object(Bucket=self.name, Key=version.key, **plain)
        return answer

    def _versions(self, prefix: str) -> Iterator[Version]:
        for page in self._pages(prefix):
            for one in page.get("Versions", []):
                if one.get("StorageClass") not in _ARCHIVED:
                    yield Version(one["Key"], one["VersionId"], one["Size"], one["ETag"], one["IsLatest"])

    def _pages(self, prefix: str) -> Iterator[dict[str, Any]]:
        yield from self.client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix)

    def _keeps_versions(self) -> bool:
        return bool(self.client.get_bucket_versioning(Bucket=self.name).get("Status") == "Enabled")

    def _which(self, version: Version) -> dict[str, str]:
        """How a request names this version; callers check by its ETag that it still is the one.

        The current version "null" is named by its key alone: buckets that never kept versions may not know
        the word, and where versions are suspended deleting it so leaves a marker over the older ones.
        """
        return {} if version.id == "null" and version.latest else {"VersionId": version.id}

    def _setting(self, call: str, key: str, absent: Any) -> Any:
        """A setting of the bucket's; `absent` if there is none, None if it may not be seen."""
        try:
            return getattr(self.client, call)(Bucket=self.name).get(key, absent)
        except self.client.exceptions.ClientError as error:
            return None if code_of(error) in ("AccessDenied", "403") else absent
