"""S3 and compatible storage: every version of every object with the documents' bytes, under any key.

First unreachable (ACL private, and a delete marker where versions are kept), then kept in the case, then
erased version by version. A version is only erased if its bytes were seen to be the document's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from withhold.incident.takedown.connectors.amazon import Refused, client, telling
from withhold.incident.takedown.connectors.asking import failed
from withhold.incident.takedown.connectors.bucket import Bucket, Version
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.keeping import Other, keep
from withhold.incident.takedown.connectors.urls import address, below, public, step_id
from withhold.incident.takedown.interface import (
    Connector,
    Context,
    Layer,
    Outcome,
    Result,
    Step,
    TakedownError,
    Target,
)
from withhold.report.places import one_line

_Proof = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class S3:
    """Objects below `prefix` of one bucket. `urls` are the addresses that the prefix is served under."""

    bucket: Bucket
    prefix: str
    urls: tuple[str, ...]
    block: bool
    context: Context

    @property
    def name(self) -> str:
        return f"s3 {self.bucket.name}/{self.prefix}"

    @property
    def layer(self) -> Layer:
        return Layer.ORIGIN

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each key and document, found by size and then by hash among all versions."""
        try:
            with telling(f"the storage of {self.bucket.name}"):
                named = [self.prefix + rest for rest in below(self.urls, target.urls)]
                found = self.bucket.matching(self.prefix, target.documents, named)
                opened = self.bucket.openings() if found else []
        except Refused as error:
            raise TakedownError(str(error)) from None
        sizes = {document.sha256: document.size for document in target.documents}
        steps = [
            self._step(
                key,
                sha256,
                sizes[sha256],
                [one for one, of in found if (one.key, of) == (key, sha256)],
                opened,
            )
            for key, sha256 in sorted({(one.key, of) for one, of in found})
        ]
        if steps and self.block and "public access is not blocked" in opened:
            steps.append(
                Step(
                    step_id(self.name, "block-public-access"),
                    self.name,
                    "block-public-access",
                    f"block all public access to the bucket {self.bucket.name}: nothing of it stays public",
                    {},
                )
            )
        return steps

    def take(self, step: Step) -> Outcome:
        """Hide, keep and erase what of the key still has the document's bytes, whatever was done before."""
        proof: _Proof = {}
        try:
            with telling(f"the storage of {self.bucket.name}"):
                if step.action == "block-public-access":
                    return self.bucket.block()
                return self._remove(step, proof)
        except Refused as error:
            why = str(error)
            if step.action == "remove" and error.code in ("AccessDenied", "InvalidRequest"):
                why += self._locks(step)
            return failed(why, **proof)
        except Other:
            return failed("an object changed while it was read; it is tried again later", **proof)
        except OSError as error:
            return failed(f"the bytes cannot be kept in the case (error {error.errno}); make room", **proof)

    def _remove(self, step: Step, proof: _Proof) -> Outcome:
        key = str(step.data["key"])
        held = self._held(step)
        if not held:
            return Outcome(
                Result.ALREADY, "no version holds these bytes", {"markers_removed": self.bucket.tidy(key)}
            )
        proof["hidden"] = self.bucket.hide(held)
        held = self._held(step)  # under a delete marker none of them is the current version any more
        for version in held:
            keep(self.context.folder, version.stored_sha256, self.bucket.chunks(version))
        for version in held:
            self.bucket.erase(version)
        if left := self._held(step):
            return failed(f"{len(left)} versions came back or stay; it is tried again later", **proof)
        proof |= {"versions_removed": len(held), "version_ids": " ".join(v.id for v in held)[:1000]}
        proof["markers_removed"] = self.bucket.tidy(key)
        return Outcome(Result.DONE, "; ".join(self.bucket.unfinished(key)), proof)

    def _held(self, step: Step) -> list[Version]:
        sizes = [int(size) for size in str(step.data["sizes"]).split()]
        return self.bucket.versions_with(
            str(step.data["key"]), str(step.data["sha256"]), sizes, int(step.data["size"] or 0)
        )

    def _locks(self, step: Step) -> str:
        try:
            with telling("the storage"):
                return self.bucket.locked(self._held(step))
        except Refused:
            return ""

    def _step(self, key: str, sha256: str, size: int, held: list[Version], opened: list[str]) -> Step:
        kept = f"{len(held)} versions" if len(held) > 1 else "one version"
        told = f"; {', '.join(opened)}" if opened else ""
        return Step(
            step_id(self.name, "remove", key, sha256),
            self.name,
            "remove",
            one_line(f"hide and erase s3://{self.bucket.name}/{key} ({kept}), kept in the case{told}"),
            {
                "key": key,
                "sha256": sha256,
                "size": size,
                "sizes": " ".join(map(str, sorted({version.size for version in held}))),
            },
            public(self.urls, key.removeprefix(self.prefix)),
        )


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `bucket`; `prefix`, `urls`, `block_public_access`, `endpoint`, `region`, `profile` if wanted.

    Raises SiteUnusable.
    """
    entry = Entry.of(table)
    prefix = (entry.optional("prefix") or "").strip("/")
    urls = entry.texts("urls", ())
    for url in urls:
        try:
            address(url)
        except TakedownError:
            raise entry.wrong("urls", "has to hold http or https addresses") from None
    made = S3(
        Bucket(client(entry, "s3"), entry.line("bucket")),
        f"{prefix}/" if prefix else "",
        urls,
        entry.flag("block_public_access", False),
        context,
    )
    entry.close()
    return made
