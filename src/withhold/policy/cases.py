"""Tests of packs, as data: what was found, and what the pack must say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision
from withhold.policy.entries import only, parsed, read_text, string, tables
from withhold.policy.interface import DocumentFacts, PackError, Profile
from withhold.policy.judge import judge
from withhold.policy.load import Policy, load_policy
from withhold.policy.pack import BUILT_IN, built_in

Word = TypeVar("Word", bound=StrEnum)

_CASE_KEYS = {"name", "expect", "rules", "finding", "findings", "skipped", "document", "profile"}
_DOCUMENT_KEYS = {"size", "people", "parts", "read", "media_type"}
_FINDING_KEYS = {field.name for field in fields(Finding)} - {"location", "examples"}
_WORDS: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "concealment": Concealment,
    "severity": Severity,
    "evidence": Evidence,
    "fields": Field,
    "private_fields": Field,
    "protections": Protection,
    "nearby_protections": Protection,
}
_USUAL: Mapping[str, Any] = {
    "kind": Kind.ROSTER,
    "concealment": Concealment.VISIBLE,
    "people": 1,
    "fields": (Field.FULL_NAME,),
    "severity": Severity.HIGH,
    "confidence": 0.9,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the facts of a document, the decision and the rules that must speak."""

    name: str
    facts: DocumentFacts
    profile: Profile | None
    expect: Decision
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: `problem` says what differs, empty if nothing does."""

    case: Case
    problem: str


def load_cases(pack: str) -> tuple[Case, ...]:
    """The tests beside a pack: built in, or `NAME.tests.toml` beside `NAME.toml`.

    Raises PackError for a mistake in them, and when there are none: a pack nobody has tried is no pack.
    """
    if pack in BUILT_IN:
        source, text = f"the tests of {pack}", built_in(f"tests/{pack}.toml")
    else:
        path = Path(pack).with_suffix(".tests.toml")
        if not path.exists():
            raise PackError(f"The pack {pack} has no tests; write some into {path}, see docs/policies.md.")
        source, text = str(path), read_text(path)
    data = only(source, "the file", parsed(source, text), {"case"})
    found = tuple(_case(source, entry) for entry in tables(source, data, "case"))
    if not found:
        raise PackError(f"In {source} there is no [[case]]; see docs/policies.md.")
    return found


def run_cases(pack: str) -> Iterator[Outcome]:
    """Judge every case of a pack under that pack (with those that it extends). Raises PackError."""
    policy = load_policy([pack], None)
    for case in load_cases(pack):
        decision, reasons = judge(under(policy, case.profile), case.facts)
        spoken = {reason.rule for reason in reasons}
        missing = [rule for rule in case.rules if rule not in spoken]
        problem = "" if decision is case.expect else f"expected {case.expect}, the pack says {decision}"
        if missing:
            heard = ", ".join(sorted(spoken)) or "none"
            problem += f"{'; ' if problem else ''}silent: {', '.join(missing)} (spoken: {heard})"
        yield Outcome(case, problem)


def under(policy: Policy, profile: Profile | None) -> Policy:
    """The same policy under another profile."""
    standards = tuple(replace(standard, profile=profile) for standard in policy.standards)
    return replace(policy, standards=standards, profile=profile)


def _case(source: str, entry: Any) -> Case:
    where = f"case {entry.get('name', '?') if isinstance(entry, dict) else '?'}"
    only(source, where, entry, _CASE_KEYS)
    name = string(source, where, entry, "name")
    expected = string(source, where, entry, "expect")
    if expected not in (Decision.RELEASE, Decision.REVIEW, Decision.WITHHOLD):
        raise PackError(f"In {source}, {where}: expect must be release, review or withhold.")
    rules = entry.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
        raise PackError(f"In {source}, {where}: rules must be a list of rules.")
    found = entry.get("findings", []) + ([entry["finding"]] if "finding" in entry else [])
    findings = tuple(_finding(source, where, told) for told in found)
    skipped = (_skipped(source, where, entry["skipped"]),) if "skipped" in entry else ()
    return Case(
        name,
        _document(source, where, entry.get("document", {}), findings, skipped),
        _profile(source, where, entry["profile"]) if "profile" in entry else None,
        Decision(expected),
        tuple(rules),
    )


def _document(
    source: str, where: str, told: Any, findings: tuple[Finding, ...], skipped: tuple[Skipped, ...]
) -> DocumentFacts:
    only(source, f"{where}, document", told, _DOCUMENT_KEYS)
    people = told.get("people", max((finding.people for finding in findings), default=0))
    coverage = Coverage(told.get("parts", 1), told.get("read", 1))
    media_type = told.get("media_type", "text/csv")
    return DocumentFacts(findings, skipped, coverage, told.get("size", 1000), people, media_type)


def _finding(source: str, where: str, told: Any) -> Finding:
    where = f"{where}, finding"
    only(source, where, told, _FINDING_KEYS)
    values = dict(_USUAL)
    for field in (field for field in fields(Finding) if field.name in told):
        values[field.name] = _value(source, where, field.name, told[field.name], _example(field.name))
    return Finding(location=DOCUMENT, **values)


def _example(name: str) -> Any:
    """A value of the type that this key of a finding has."""
    if name in _USUAL:
        return _USUAL[name]
    default = next(field.default for field in fields(Finding) if field.name == name)
    return None if default is MISSING else default


def _value(source: str, where: str, key: str, value: Any, example: Any) -> Any:
    if key in _WORDS:
        if isinstance(example, tuple):
            return tuple(_word(source, where, key, item) for item in _list(source, where, key, value))
        return _word(source, where, key, value)
    if type(value) is not type(example) and not (isinstance(example, float) and isinstance(value, int)):
        kind = type(example).__name__
        raise PackError(f"In {source}, {where}: {key} must be of the kind {kind}.")
    return value


def _list(source: str, where: str, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise PackError(f"In {source}, {where}: {key} must be a list.")
    return value


def _word(source: str, where: str, key: str, value: Any) -> StrEnum:
    try:
        return _WORDS[key](value)
    except ValueError:
        raise PackError(f"In {source}, {where}: {key} cannot be {value!r}.") from None


def _skipped(source: str, where: str, told: Any) -> Skipped:
    only(source, f"{where}, skipped", told, {"reason", "extent"})
    try:
        return Skipped(DOCUMENT, SkipReason(told.get("reason", "")), told.get("extent", 0))
    except ValueError:
        raise PackError(f"In {source}, {where}: there is no such reason of a skipped part.") from None


def _profile(source: str, where: str, told: Any) -> Profile:
    only(source, f"{where}, profile", told, {"fields", "people"})
    declared: frozenset[Field] | None = None
    if told.get("people") != "none":
        names = _list(source, where, "fields", told.get("fields"))
        try:
            declared = frozenset(Field(name) for name in names)
        except ValueError:
            raise PackError(f"In {source}, {where}: the profile names an unknown field.") from None
    return Profile("test", "test", "test", "test", date.max, declared)
