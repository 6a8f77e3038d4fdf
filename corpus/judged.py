"""`python -m corpus.judged OUT`: judges a written corpus and says where verdicts differ from the manifest.

For the office set it prints, by category, how many files were withheld or sent to review, without a profile
and with the category's own.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import withhold
from withhold.domain.finding import Finding
from withhold.domain.verdict import DocumentVerdict

PROFILES = Path(__file__).parent / "profiles"


def leads_to(expected: Sequence[str], route: Sequence[str]) -> bool:
    """Whether each expected step begins a step of the route, in order."""
    steps = iter(route)
    return all(any(step.startswith(wanted) for step in steps) for wanted in expected)


def _found(expect: dict[str, Any], finding: Finding) -> bool:
    hidden = expect["concealment"] in {None, finding.concealment.value}
    return hidden and finding.people > 0 and leads_to(expect["route"], finding.location.route())


def differences(expect: dict[str, Any], verdict: DocumentVerdict) -> Iterator[str]:
    """What the verdict says otherwise than expected, one line each, without any value of the document."""
    if expect["skipped"] and any(
        leads_to(expect["route"], item.location.route()) for item in verdict.skipped
    ):
        return
    if verdict.decision.value != expect["decision"]:
        reasons = ", ".join(reason.rule for reason in verdict.reasons)
        yield f"{verdict.decision.value} instead of {expect['decision']} ({reasons or 'no reason'})"
    if expect["people"] is not None and verdict.people.count != expect["people"]:
        yield f"{verdict.people.count} people instead of {expect['people']}"
    missing = set(expect["rules"]) - {reason.rule for reason in verdict.reasons}
    if missing:
        yield f"no reason {', '.join(sorted(missing))}"
    fields = {field.value for finding in verdict.findings for field in finding.fields}
    if not fields.issuperset(expect["fields"]):
        yield f"no field {', '.join(sorted(set(expect['fields']) - fields))}"
    placed = expect["concealment"] or expect["route"]
    if placed and not any(_found(expect, finding) for finding in verdict.findings):
        seen = sorted(
            {f"{finding.concealment.value}@{'/'.join(_keys(finding))}" for finding in verdict.findings}
        )
        yield f"nothing {expect['concealment'] or ''} at {expect['route']}, but {seen}"


def _keys(finding: Finding) -> list[str]:
    return [step.key if step.key == "member" else f"{step.key}:{step.value}" for step in finding.location]


def verdicts(out: Path, below: str, profile: Path | None = None) -> dict[str, DocumentVerdict]:
    """The verdicts on all files in a folder of a written corpus, in one run, by path in the manifest."""
    documents = withhold.inspect(out / below, profile=profile).documents
    return {Path(document.path).relative_to(out).as_posix(): document for document in documents}


def _report_office(out: Path, entries: list[dict[str, Any]]) -> None:
    profiles = {entry["category"]: PROFILES / entry["profile"] for entry in entries}
    for profiled in (False, True):
        print("with profiles" if profiled else "without profile")
        for category, profile in profiles.items():
            found = verdicts(out, f"office/{category}", profile if profiled else None)
            counts = Counter(verdict.decision.value for verdict in found.values())
            print(f"  {category:22} " + " ".join(f"{name} {count}" for name, count in sorted(counts.items())))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m corpus.judged", description=__doc__)
    parser.add_argument("out", type=Path, help="folder written by python -m corpus")
    parser.add_argument("--only", help="tell only of files whose path begins so")
    options = parser.parse_args()
    entries = json.loads((options.out / "manifest.json").read_text("utf-8"))
    chosen = [entry for entry in entries if entry["file"].startswith(options.only or "")]
    wrong = 0
    judged = {group: verdicts(options.out, group) for group in dict.fromkeys(e["group"] for e in chosen)}
    for entry in chosen:
        told = list(differences(entry["expect"], judged[entry["group"]][entry["file"]]))
        wrong += bool(told)
        for line in told:
            print(f"{entry['file']}: {line}")
    print(f"{len(chosen) - wrong} of {len(chosen)} as expected")
    office = [entry for entry in chosen if entry["group"] == "office"]
    if office:
        _report_office(options.out, office)


if __name__ == "__main__":
    main()
