"""What leaves a case: without anybody's values, recorded, and checked by others' means."""

import io
import json
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.cli.main import main
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.exports.documents import pdf_of
from withhold.console.exports.facts import facts_of
from withhold.console.exports.leaving import NotFit, draft, review
from withhold.console.exports.report import report_of
from withhold.console.ledgers.models import Entry
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.ledger.interface import Fact

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
SECRET = "https://www.example.org/files/rosa-okoro.xlsx"
HASH = "ab" * 32


@pytest.fixture
def row(db: None) -> Case:
    """A confirmed case with a place, a trace and a count of people."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    settings = {"recipients": [recipient], "jurisdictions": ["us-federal", "eu-de"]}
    private = {"url": SECRET, "told_by": "Rosa Okoro"}
    first = [Event(EventKind.REPORTED, AT, BY, "Rosa Okoro wrote", {"source": str(Source.TIP)}, private)]
    case = ConsoleCase.create("The list of Rosa Okoro", settings, first)
    flow.confirm(case, BY, "I saw Rosa Okoro in it", AT)
    counted: dict[str, Fact] = {"root": HASH, "sha256": HASH, "people_low": 6000, "people_high": 6252}
    traced: dict[str, Fact] = {"result": HASH, "lines": 900, "complete_low": 3, "complete_high": 11}
    place = {"kind": "original", "held": "same_bytes"}
    case.append(
        [
            Event(EventKind.DOCUMENT_ADDED, AT, BY, "found", {"sha256": HASH, "size": 90_000}),
            Event(EventKind.PLACE_ADDED, AT, BY, "found", place, {"url": SECRET}),
            Event(EventKind.EXPOSED_FIXED, AT, BY, "counted", counted),
            Event(EventKind.TRACED, AT, BY, "read", traced),
        ]
    )
    return case.row


@pytest.fixture
def officer(client: Client, signed_in: SignIn, row: Case) -> Client:
    """The privacy officer of the case, signed in."""
    return signed_in(client, a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))


def test_the_ledger_proof_is_accepted_by_the_verifier(officer: Client, row: Case, tmp_path: Path) -> None:
    proof = tmp_path / "ledger.jsonl"
    proof.write_bytes(officer.get(reverse("exports:download", args=[row.pk, "ledger.jsonl"])).content)
    key = str(ConsoleCase.open(row).ledger.key)
    assert main(["ledger", "verify", str(proof), "--public-key", key]) == 0
    proof.write_bytes(proof.read_bytes().replace(b'"people_high":6252', b'"people_high":6251'))
    assert main(["ledger", "verify", str(proof), "--public-key", key]) == 10


def test_the_bundle_is_the_same_twice_and_tells_no_value(officer: Client, row: Case, tmp_path: Path) -> None:
    address = reverse("exports:download", args=[row.pk, "bundle.zip"])
    first, second = officer.get(address).content, officer.get(address).content
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"Okoro" in content or b"okoro" in content for content in files.values())
    assert not any(b"Anna Berg" in content for content in files.values())
    assert json.loads(files["exposure.json"])["people"] == {"low": 6000, "high": 6252}
    for name in ("ledger.jsonl", "ledger.pub"):
        (tmp_path / name).write_bytes(files[name])
    command = [
        "ledger",
        "verify",
        str(tmp_path / "ledger.jsonl"),
        "--public-key",
        str(tmp_path / "ledger.pub"),
    ]
    assert main(command) == 0


def test_the_report_is_a_tagged_pdf_without_values(row: Case) -> None:
    document = report_of(facts_of(row))
    content = pdf_of(document)
    assert content == pdf_of(document)
    assert b"/MarkInfo" in content
    text = written_in(content)
    assert "At least 6,000 and at most 6,252 people" in " ".join(text.split())
    assert "Okoro" not in text
    assert "okoro" not in text
    assert "It is not verified that it is gone." in text


def written_in(content: bytes) -> str:
    """The text of a PDF document's pages."""
    with closing(PdfDocument(content)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_every_export_is_recorded(officer: Client, row: Case) -> None:
    before = Entry.objects.filter(tree__origin="withhold/console").count()
    for what in ("report.pdf", "bundle.zip", "ledger.jsonl"):
        assert officer.get(reverse("exports:download", args=[row.pk, what])).status_code == 200
    assert Entry.objects.filter(tree__origin="withhold/console").count() == before + 3


@pytest.mark.parametrize("kind", ["statement", "faq"])
def test_a_text_is_a_draft_until_a_person_read_exactly_it(officer: Client, row: Case, kind: str) -> None:
    page = officer.get(reverse("exports:statement", args=[row.pk, kind]))
    assert b"draft, not reviewed" in page.content
    assert b"Okoro" not in page.content
    found = draft(row, kind)
    assert found.passes
    assert "gone" in found.text
    assert "not known yet" in found.text  # it is not verified that it is gone
    given = {"sha256": found.sha256}
    officer.post(reverse("exports:reviewed", args=[row.pk, kind]), given)
    assert (
        b"draft, not reviewed" not in officer.get(reverse("exports:statement", args=[row.pk, kind])).content
    )
    case = ConsoleCase.open(row)
    case.append([Event(EventKind.PRESERVED, AT, BY, "sealed", _SEALED)])
    assert draft(row, "statement").review is None
    if kind == "statement":
        with pytest.raises(NotFit, match="facts changed"):
            review(row, a_member(row, Role.COUNSEL), kind, found.sha256)


_SEALED: dict[str, Fact] = {
    "sealed_sha256": HASH,
    "sealed_size": 9,
    "sha256": HASH,
    "size": 9,
    "what": "file",
}


def test_nothing_that_is_not_recorded_is_said(db: None) -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = [Event(EventKind.REPORTED, AT, BY, "told", {"source": str(Source.TIP)})]
    empty = ConsoleCase.create("New", {"recipients": [recipient]}, first).row
    for section in draft(empty, "statement").document.sections:
        for sentence in section.sentences:
            assert (
                "not known yet" in sentence
                or "not confirmed yet" in sentence
                or "not recorded yet" in sentence
            )


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_a_draft_says_so_on_paper(officer: Client, row: Case, form: str) -> None:
    content = officer.get(reverse("exports:statement_file", args=[row.pk, "faq", form])).content
    if form == "pdf":
        content = written_in(content).encode()
    assert b"Draft, not reviewed" in content


def test_the_root_cause_is_kept_sealed_and_in_the_ledger(officer: Client, row: Case) -> None:
    address = reverse("exports:corrective", args=[row.pk])
    given = {"cause": "The export held a hidden sheet."}
    assert officer.post(address, given).status_code == 302
    events = len(ConsoleCase.open(row).events())
    assert officer.post(address, given).status_code == 302  # a double click
    assert len(ConsoleCase.open(row).events()) == events
    assert Case.objects.get(pk=row.pk).cause == given["cause"]
