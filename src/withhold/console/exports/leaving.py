"""What leaves a case: made, checked, recorded in the office's ledger before it is handed out."""

from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.exports.bundle import bundle_of, ledger_proof
from withhold.console.exports.documents import Document, moment, pdf_of
from withhold.console.exports.facts import facts_of
from withhold.console.exports.models import Review
from withhold.console.exports.report import report_of
from withhold.console.exports.statements import KINDS, statement_of
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.domain.errors import UsageError
from withhold.inspection.api import inspect

REPORT, BUNDLE, LEDGER = "report.pdf", "bundle.zip", "ledger.jsonl"
TYPES = {REPORT: "application/pdf", BUNDLE: "application/zip", LEDGER: "application/jsonl"}


class NotFit(UsageError):
    """The text does not pass the gate's own inspection, or is not the one that was read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, whether it passes the gate, and who reviewed exactly it."""

    kind: str
    document: Document
    text: str
    sha256: str
    passes: bool
    review: Review | None


def export(row: Case, user: User, what: str) -> bytes:
    """One of TYPES, recorded. Raises CaseError or LedgerError; then nothing leaves."""
    if what == LEDGER:
        content = ledger_proof(row)[0]
    else:
        facts = facts_of(row)
        content = pdf_of(report_of(facts)) if what == REPORT else bundle_of(row, facts)
    recorded(row, user, what.partition(".")[0], content)
    return content


def recorded(row: Case, user: User, what: str, content: bytes) -> None:
    """Who took what, by its hash."""
    with transaction.atomic():
        facts = {"what": what, "case": row.pk, "sha256": sha256(content).hexdigest()}
        record(OfficeEvent.EXPORTED, user, facts)


def draft(row: Case, kind: str) -> Draft:
    """The text of this kind as the facts stand, inspected."""
    if kind not in KINDS:
        raise NotFit("there is no such text")
    document = statement_of(facts_of(row), kind)
    text = document.text()
    digest = sha256(text.encode()).hexdigest()
    verdict = inspect(text.encode())
    review = Review.objects.filter(case=row, kind=kind, sha256=digest).select_related("by").first()
    if review is not None:
        document = replace(document, mark=f"Reviewed {moment(review.at)}")
    return Draft(kind, document, text, digest, str(verdict.decision) == "release", review)


def review(row: Case, user: User, kind: str, digest: str) -> Review:
    """A named person has read exactly this text. Raises NotFit if it changed since, or must not leave."""
    found = draft(row, kind)
    if found.sha256 != digest:
        raise NotFit("the facts changed since you read it; read the text again")
    if not found.passes:
        raise NotFit("the text does not pass the gate's own inspection; it must not leave")
    with transaction.atomic():
        made, fresh = Review.objects.get_or_create(
            case=row,
            kind=kind,
            sha256=digest,
            defaults={"text": found.text, "by": user, "at": timezone.now()},
        )
        if fresh:
            record(OfficeEvent.EXPORTED, user, {"what": f"reviewed_{kind}", "case": row.pk, "sha256": digest})
    return made
