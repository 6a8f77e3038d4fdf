"""What of a verdict may stand in a log that everybody can read.

Where protected people are, and how many, is what such a log must not say: whoever reads it would only have
to fetch the file. Of a document that holds some, every reason about people is told without its place. That
somebody is registered is not said at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from withhold.domain.discretion import discreet
from withhold.domain.finding import Finding, Kind
from withhold.domain.verdict import Decision, DocumentVerdict, Reason, worst

PROTECTED_RULES = frozenset({"people/registered", "people/protected", "people/membership"})
NOT_TOLD = "Where and how many is not told here: run `withhold check` where the files are, and read it there."
_OF_THE_FILE = ("coverage/", "edition/")
"""Rules about a document as such, which tell nothing of people."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reason with the path of its document; `document` is None where the place is not told."""

    reason: Reason
    document: DocumentVerdict | None


def holds_protected(document: DocumentVerdict) -> bool:
    """Whether anything in a document points at protected people."""
    return any(reason.rule in PROTECTED_RULES for reason in document.reasons) or any(
        map(_speaks_of_protected, document.findings)
    )


def _speaks_of_protected(finding: Finding) -> bool:
    return bool(
        finding.kind is Kind.REGISTER_MATCH
        or finding.protected
        or finding.protections
        or finding.nearby_protections
        or finding.membership
    )


def told(documents: Iterable[DocumentVerdict]) -> Iterator[Told]:
    """Every reason with its document; those that point at protected people once a rule, last, without it."""
    closed: dict[str, list[Reason]] = {}
    for document in documents:
        protected = holds_protected(document)
        for reason in discreet(document).reasons:
            if protected and not reason.rule.startswith(_OF_THE_FILE):
                closed.setdefault(reason.rule, []).append(reason)
            else:
                yield Told(reason, document)
    for rule in sorted(closed):
        yield Told(_without_place(closed[rule]), None)


def _without_place(reasons: list[Reason]) -> Reason:
    gravest = worst([reason.decision for reason in reasons])
    decision = Decision.NOTE if gravest is Decision.RELEASE else gravest
    return Reason(reasons[0].rule, decision, reasons[0].authority, NOT_TOLD)
