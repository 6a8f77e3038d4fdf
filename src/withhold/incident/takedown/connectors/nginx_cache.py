"""nginx's cache: its files on this machine, by key and by content, and a location of the cache purge module.

The module removes one key, in the variant that the request's own headers ask for. nginx keeps each variant
(Vary) and each slice in a file of its own, and every query string under a key of its own: those only the
folder shows. Unlinking is what nginx's own cache manager does; a worker that finds the file gone asks the
origin.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from withhold.fetching.interface import Answer
from withhold.incident.takedown.connectors.asking import Unanswered, ask, failed
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.keeping import Other, digest_of, keep, sizes_of
from withhold.incident.takedown.connectors.nginx_entry import NAME, CacheEntry, read_entry
from withhold.incident.takedown.connectors.urls import address, addresses, every_spelling, step_id
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

_PROOF = "X-Withhold-Purge"
"""A header that the location adds to all its answers, so that no other is taken for it."""
_ENCODINGS = ("identity", "", "gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd")
"""What clients usually send: where answers vary by it, the module finds one variant at a time."""


@dataclass(frozen=True, slots=True)
class NginxCache:
    """One cache: its `folder`, the `server` with a location that purges below `prefix`, or both."""

    folder: Path | None
    server: str | None
    prefix: str
    hosts: tuple[str, ...]
    context: Context

    @property
    def name(self) -> str:
        return f"nginx-cache {self.folder or self.server}"

    @property
    def layer(self) -> Layer:
        return Layer.CACHE

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each cache file, and for each URL where the server is asked."""
        wanted = addresses(target.urls, self.hosts)
        steps = []
        if self.folder is not None:
            found = self._found(target, self.folder)
            steps = [step for entry in found if (step := self._unlink(self.folder, entry)) is not None]
        if self.server is not None:
            steps += [
                Step(
                    step_id(self.name, "purge", one.url),
                    self.name,
                    "purge",
                    one_line(f"purge {one.url} from nginx's cache; the next request asks the origin"),
                    {"url": one.url},
                )
                for one in wanted
            ]
        return steps

    def take(self, step: Step) -> Outcome:
        """Remove a cache file that still holds what was planned, or ask nginx to."""
        if step.action == "purge":
            return self._purge(str(step.data["url"]))
        if self.folder is None or not self.folder.is_dir():
            return failed("the cache's folder is not there; check the connector's folder")
        path = self.folder / str(step.data["file"])
        planned = str(step.data["sha256"])
        try:
            entry = read_entry(path)
            if entry is None or digest_of(entry.chunks())[0] != planned:
                return Outcome(Result.ALREADY, "another answer is cached there now", {"file": path.name})
            detail = self._keep(entry, planned)
            path.unlink()
        except FileNotFoundError:
            return Outcome(Result.ALREADY, "", {"file": path.name})
        except OSError as error:
            return failed(
                f"{path} cannot be removed ({os.strerror(error.errno or 0)}); "
                "run this as root or as the user of nginx's workers"
            )
        return Outcome(Result.DONE, detail, {"file": path.name, "sha256": planned})

    def _keep(self, entry: CacheEntry, planned: str) -> str:
        """Keep the body in the case; in words, why not: a full disk must leave nothing in a public cache."""
        try:
            keep(self.context.folder, planned, entry.chunks())
        except Other:
            return "it changed while it was read, and was removed all the same"
        except FileNotFoundError:
            raise
        except OSError as error:
            return f"its body could not be kept in the case ({os.strerror(error.errno or 0)})"
        return ""

    def _found(self, target: Target, folder: Path) -> Iterator[CacheEntry]:
        paths = sorted({one.path for one in addresses(target.urls, self.hosts)})
        keys = [re.compile(_key_pattern(path)) for path in paths]
        sizes = sizes_of(target.documents)
        hashes = {document.sha256 for document in target.documents}
        lengths = {length for document in target.documents for length in document.lengths}
        for entry in _entries(folder):
            if entry.status // 100 not in (0, 2):
                continue
            # A body that is packed has a size of its own, which only its server knows.
            likely = entry.body is not None and (
                entry.size in sizes or entry.size in lengths or entry.encoding == "gzip"
            )
            try:
                if any(key.fullmatch(entry.key) for key in keys) or (
                    likely and entry.digests(max(sizes, default=0)) & hashes
                ):
                    yield entry
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _unreadable(entry.path, error) from None

    def _unlink(self, folder: Path, entry: CacheEntry) -> Step | None:
        file = str(entry.path.relative_to(folder))
        try:
            sha256 = digest_of(entry.chunks())[0]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(entry.path, error) from None
        return Step(
            step_id(self.name, "unlink", file, sha256),
            self.name,
            "unlink",
            one_line(f"remove {entry.key} from nginx's cache ({file}); its body is kept in the case"),
            {"file": file, "sha256": sha256},
        )

    def _purge(self, url: str) -> Outcome:
        one = address(url)
        place = f"{self.server}{self.prefix}{one.request}"
        removed = 0
        for encoding in _ENCODINGS:
            headers = (("Host", one.host), ("Accept-Encoding", encoding))
            try:
                answer = ask(self.context.fetcher, place, "GET", headers)
            except Unanswered as error:
                return failed(f"nginx did not answer: {error}; check that it runs")
            if refused := _refused(answer):
                return failed(refused, status=answer.status)
            removed += answer.status == 200
        if removed:
            return Outcome(Result.DONE, "", {"removed": removed})
        return Outcome(Result.ALREADY, "nothing was cached under this URL", {"removed": 0})


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `folder` or `server` or both; `prefix` and `hosts` if wanted. Raises SiteUnusable."""
    entry = Entry.of(table)
    folder = entry.path("folder") if entry.optional("folder") else None
    server = entry.service("server") if entry.optional("server") else None
    if folder is None and server is None:
        raise entry.wrong("folder", "is missing; give the folder of proxy_cache_path, or server, or both")
    prefix = entry.line("prefix", "/purge").rstrip("/")
    if not re.fullmatch("(/[A-Za-z0-9._~-]+)+", prefix):
        raise entry.wrong("prefix", "has to be the path of the location that purges, as /purge")
    made = NginxCache(folder, server, prefix, entry.hosts(), context)
    entry.close()
    return made


def _entries(folder: Path) -> Iterator[CacheEntry]:
    """Every entry of the cache, in a fixed order. Raises TakedownError for what cannot be read."""

    def stop(error: OSError) -> None:
        raise _unreadable(Path(error.filename or folder), error)

    if not folder.is_dir():
        raise TakedownError(f"{folder} is no folder; check the connector's folder")
    for parent, folders, names in os.walk(folder, onerror=stop):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            try:
                entry = read_entry(path) if NAME.fullmatch(name) and not path.is_symlink() else None
            except FileNotFoundError:
                continue  # nginx removes entries all the time
            except OSError as error:
                raise _unreadable(path, error) from None
            if entry is not None:
                yield entry


def _key_pattern(path: str) -> str:
    """Keys of this path: scheme and upstream before it, a query string or the range of a slice after it."""
    return rf"(?s)[^/]*(?://)?[^/]*{every_spelling(path)}(?:\?.*|bytes=.*)?"


def _unreadable(path: Path, error: OSError) -> TakedownError:
    reason = os.strerror(error.errno or 0)
    return TakedownError(
        one_line(f"{path} cannot be read ({reason}); run this as root or as the user of nginx's workers")
    )


def _refused(answer: Answer) -> str:
    """Why this answer is no proof; empty if it is one, that it was removed (200) or not there (404)."""
    if answer.header(_PROOF) is None:
        # Any server may say 200 or 404 to an address that it does not know.
        return f"no location of the purge module answered (status {answer.status}); see docs/connectors.md"
    if answer.status in (200, 404, 412):
        return ""
    if answer.status == 403:
        return "nginx does not let this machine purge; allow its address in the location that purges"
    return f"nginx did not purge (status {answer.status}); compare its location to docs/connectors.md"
