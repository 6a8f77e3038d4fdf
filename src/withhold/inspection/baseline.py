"""Accepted findings: who accepted what, why, until when. The format is specified in spec/baseline.md."""

import fcntl
import hmac
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.domain.finding import Finding, Kind
from withhold.domain.verdict import Coverage, Decision, Reason
from withhold.inspection.fingerprints import Contents
from withhold.inspection.keys import key_at
from withhold.policy.interface import DocumentFacts
from withhold.policy.judge import judge
from withhold.policy.load import Policy
from withhold.signing.canonical import canonical
from withhold.signing.keys import Purpose
from withhold.text.normalise import fold_label

SCHEMA = "withhold.baseline/1"
RULE = "baseline/accepted"
PEOPLE_NEEDED = 2
"""Who must accept what would be withheld (design 5.3: two people); for everything else one is enough."""
_LONGEST = 64 << 20
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_KEYS = {"fingerprint", "kind", "decision", "by", "why", "accepted", "until"}


class BaselineError(UsageError):
    """A baseline that cannot be used: wrong key, altered, not a baseline. Nothing in it is accepted then."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted finding. `decision` is what it would have been without; `until` is its last day."""

    fingerprint: str
    kind: str
    decision: str
    by: tuple[str, ...]
    why: str
    accepted: date
    until: date

    def holds_on(self, today: date) -> bool:
        """Whether it still counts."""
        return today <= self.until

    def people(self) -> int:
        """How many different people accepted it."""
        return len({fold_label(name) for name in self.by})


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a baseline by fingerprint, and the subkey that fingerprints are made with."""

    key: bytes
    entries: Mapping[str, Entry]

    def __repr__(self) -> str:
        return f"Baseline({len(self.entries)} entries)"


@dataclass(frozen=True, slots=True)
class BaselineFile:
    """Where the baseline is, and where its key: a path, `/dev/fd/N` or `env:NAME`. Holds no secret itself."""

    path: str
    key: str

    def open(self, *, new: bool = False) -> Baseline:
        """The baseline, checked; with `new`, an empty one where there is no file.

        Raises BaselineError or KeyUnusable with one line.
        """
        subkey = key_at(self.key).subkey(Purpose.BASELINE)
        if new and not os.path.lexists(self.path):
            return Baseline(subkey, {})
        return Baseline(subkey, {entry.fingerprint: entry for entry in self._read(subkey)})

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts, nobody else changes the file between reading and writing it."""
        try:
            folder = os.open(Path(os.path.realpath(self.path)).parent, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise self._unusable(f"cannot be written ({os.strerror(error.errno or 0)})") from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def write(self, baseline: Baseline) -> None:
        """Put the file in the place of the former one, whole, mode 0600. Raises BaselineError."""
        entries = [_as_json(baseline.entries[at]) for at in sorted(baseline.entries)]
        content: dict[str, Any] = {"schema": SCHEMA, "entries": entries}
        content["mac"] = _mac(baseline.key, content)
        folder = Path(os.path.realpath(self.path)).parent
        try:
            descriptor, name = tempfile.mkstemp(prefix=".baseline.", dir=folder)
        except OSError as error:
            raise self._unusable(f"cannot be written ({os.strerror(error.errno or 0)})") from None
        try:
            with open(descriptor, "w", encoding="utf-8") as stream:
                json.dump(content, stream, ensure_ascii=False, indent=1)
                stream.write("\n")
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(name, os.path.realpath(self.path))
        except OSError as error:
            os.unlink(name)
            raise self._unusable(f"cannot be written ({os.strerror(error.errno or 0)})") from None

    def _read(self, subkey: bytes) -> list[Entry]:
        try:
            with open(self.path, "rb") as stream:
                raw = stream.read(_LONGEST + 1)
        except OSError as error:
            raise self._unusable(f"cannot be read ({os.strerror(error.errno or 0)})") from None
        if len(raw) > _LONGEST:
            raise self._unusable("is too long to be a baseline")
        try:
            content = json.loads(raw)
            given = content.pop("mac")
            expected = _mac(subkey, content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise self._unusable("is not a baseline") from None
        if not isinstance(given, str) or not given.isascii() or not hmac.compare_digest(given, expected):
            raise self._unusable("was altered, or made with another key; give its own key, or accept anew")
        if content.get("schema") != SCHEMA:
            raise self._unusable("has a format that this version does not know")
        return [self._entry(entry) for entry in content["entries"]]

    def _entry(self, told: dict[str, Any]) -> Entry:
        try:
            if set(told) != _KEYS or not _FINGERPRINT.fullmatch(told["fingerprint"]):
                raise ValueError
            days = {key: date.fromisoformat(told[key]) for key in ("accepted", "until")}
            return Entry(**{**told, **days, "by": tuple(told["by"])})
        except (ValueError, TypeError):
            raise self._unusable("holds an entry that is none") from None

    def _unusable(self, why: str) -> BaselineError:
        return BaselineError(f"the baseline {self.path} {why}")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a baseline makes of the findings of a document: those left to judge, and what to tell."""

    judged: tuple[Finding, ...]
    reasons: tuple[Reason, ...]


def accepted(
    baseline: Baseline, contents: Contents, findings: Sequence[Finding], policy: Policy, today: date
) -> Acceptance:
    """The findings that nobody accepted, or not any more, with a note on every acceptance.

    A finding that would be withheld needs two people whatever it was when it was accepted.
    """
    judged: list[Finding] = []
    told: dict[str, int] = {}
    for finding in findings:
        fingerprint = contents.fingerprint(finding)
        entry = baseline.entries.get(fingerprint) if fingerprint is not None else None
        if entry is None or finding.kind is Kind.REGISTER_MATCH:
            judged.append(finding)
            continue
        words = _words(entry, finding, policy, today)
        told[words] = told.get(words, 0) + 1
        if not words.startswith("Accepted"):
            judged.append(finding)
    reasons = [_note(words, count) for words, count in told.items()]
    return Acceptance(tuple(judged), tuple(reasons))


def decision_on(finding: Finding, policy: Policy) -> Decision:
    """What the policy would decide if there were only this finding."""
    facts = DocumentFacts((finding,), (), Coverage(1, 1), 1, finding.people)
    return judge(policy, facts)[0]


def add(
    baseline: Baseline, contents: Contents, findings: Sequence[Finding], policy: Policy, by: Entry
) -> tuple[Baseline, int, int]:
    """The baseline with what would stop this document accepted; how many findings, how many were left out.

    `by` says who, why and until when; its other keys are filled in. Matches of the register are left out:
    nobody accepts them. Raises BaselineError where two people are needed and only one accepts.
    """
    entries = dict(baseline.entries)
    count = left_out = 0
    for finding in findings:
        decision = decision_on(finding, policy)
        if decision is Decision.RELEASE:
            continue
        fingerprint = contents.fingerprint(finding)
        if finding.kind is Kind.REGISTER_MATCH or fingerprint is None:
            left_out += 1
            continue
        if decision is Decision.WITHHOLD and by.people() < PEOPLE_NEEDED:
            raise BaselineError(
                "a finding of this document is to be withheld: two different people accept it, each with --by"
            )
        entry = replace(by, fingerprint=fingerprint, kind=str(finding.kind), decision=str(decision))
        entries[fingerprint] = entry
        count += 1
    return Baseline(baseline.key, entries), count, left_out


def _words(entry: Entry, finding: Finding, policy: Policy, today: date) -> str:
    who = " and ".join(entry.by)
    if not entry.holds_on(today):
        return f"The acceptance by {who} ended on {entry.until}; it does not count any more"
    if entry.people() < PEOPLE_NEEDED and decision_on(finding, policy) is Decision.WITHHOLD:
        return f"The acceptance by {who} does not count: two people have to accept what is to be withheld"
    return f"Accepted by {who} until {entry.until}: {entry.why}"


def _note(words: str, count: int) -> Reason:
    findings = "1 finding" if count == 1 else f"{count:,} findings"
    return Reason(RULE, Decision.NOTE, "The baseline", f"{words} ({findings}).")


def _as_json(entry: Entry) -> dict[str, Any]:
    told = asdict(entry)
    return {
        **told,
        "by": list(entry.by),
        "accepted": entry.accepted.isoformat(),
        "until": entry.until.isoformat(),
    }


def _mac(key: bytes, content: dict[str, Any]) -> str:
    """HMAC-SHA-256 over the canonical JSON (RFC 8785) of all but the MAC itself."""
    return hmac.new(key, b"withhold.baseline/1 file\n" + canonical(content), sha256).hexdigest()
