"""`withhold register match`: counts the registered people in a list."""

import argparse
import gc
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from withhold.cli.judging import key_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.domain.finding import Evidence
    from withhold.register.interface import Hit
    from withhold.register.sources.interface import Batch


SCHEMA = "withhold.register_match/1"


@dataclass(slots=True)
class _People:
    """The people found so far: the strongest evidence of each, and protections."""

    rows: int = 0
    matched: int = 0
    strongest: "dict[int, Evidence]" = field(default_factory=dict)
    protections: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def add(self, rows: int, hits: "list[Hit]", strength: "list[Evidence]") -> None:
        self.rows += rows
        self.matched += len({hit.row for hit in hits})
        for hit in hits:
            known = self.strongest.get(hit.person)
            if known is None or strength.index(hit.evidence) < strength.index(known):
                self.strongest[hit.person] = hit.evidence
            told = self.protections.get(hit.person, ())
            self.protections[hit.person] = tuple(sorted({*told, *map(str, hit.protections)}))


def run(options: argparse.Namespace) -> int:
    """Match, print counts; the exit code says what the strongest evidence is."""
    from withhold.cli.register import opened_list, workers_of
    from withhold.domain.finding import Evidence
    from withhold.register.file import RegisterInFile
    from withhold.signing.keys import load_key

    source = load_key(key_of(options))
    with closing(RegisterInFile(options.register, source)) as opened:
        version = opened.version
    started = time.perf_counter()
    found = _People()
    with closing(opened_list(options)) as people, _rows_file(options.unsafe_rows) as rows_file:

        @contextmanager
        def matching() -> "Iterator[Callable[[Batch], tuple[int, list[Hit]]]]":
            with closing(RegisterInFile(options.register, source)) as opened, _few_collections():

                def match(batch: "Batch") -> "tuple[int, list[Hit]]":
                    listed = people.records_of(batch)
                    return len(listed), opened.match_records(people.records, listed)

                yield match

        for count, hits in workers_of(options)(matching, people.batches):
            if rows_file is not None:
                _write_rows(rows_file, found.rows, hits)
            found.add(count, hits, list(Evidence))
    _show(found, version, options.format)
    seconds = time.perf_counter() - started
    tell(
        f"matched {found.rows:,} records in {seconds:.1f} s ({found.rows / max(seconds, 1e-9):,.0f} a second)"
    )
    evidences = set(found.strongest.values())
    if evidences & {Evidence.IDENTIFIER, Evidence.NAME_AND_BIRTH_DATE}:
        return 10
    return 11 if Evidence.WEAKER in evidences else 0


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows come and go by the million and hold no cycles: looking for them costs a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _show(found: _People, version: str, format_: str) -> None:
    from withhold.domain.finding import Evidence

    by_evidence = {
        str(evidence): Counter(
            protection
            for person, strongest in found.strongest.items()
            if strongest is evidence
            for protection in found.protections[person]
        )
        for evidence in Evidence
    }
    counts = Counter(map(str, found.strongest.values()))
    if format_ == "json":
        evidence = {
            name: {"people": counts[name], "protections": dict(sorted(protections.items()))}
            for name, protections in by_evidence.items()
        }
        told = {"schema": SCHEMA, "register": version, "records": found.rows, "matched": found.matched}
        put(json.dumps({**told, "people": len(found.strongest), "evidence": evidence}))
        return
    put(f"{len(found.strongest):,} registered people in {found.matched:,} of {found.rows:,} records")
    for name, protections in by_evidence.items():
        if counts[name]:
            told_protections = ", ".join(
                f"{protection} {n:,}" for protection, n in sorted(protections.items())
            )
            put(f"  {name.replace('_', ' ')}: {counts[name]:,} ({told_protections})")


@contextmanager
def _rows_file(path: Path | None) -> Iterator[TextIO | None]:
    """A new file that its owner alone may read, gone again if matching fails."""
    if path is None:
        yield None
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise UsageError(f"{path} cannot be written ({reason}); give the name of a new file") from None
    try:
        with open(descriptor, "w", encoding="utf-8") as stream:
            yield stream
    except BaseException:
        path.unlink()
        raise


def _write_rows(stream: TextIO, before: int, hits: "list[Hit]") -> None:
    for hit in hits:
        told = {"record": before + hit.row + 1, "evidence": hit.evidence, "protections": hit.protections}
        stream.write(json.dumps(told) + "\n")
