"""The evidence certificate of one client: what was exposed, from when to when, how often it was fetched (in
bounds), and the ledger's proof. Made for a court, recorded before it is handed out.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from withhold.console.access.models import Reveal
from withhold.console.cases.models import Case
from withhold.console.counsel.models import AboutOne
from withhold.console.counsel.proving import PersonProof, as_bytes, prove
from withhold.console.exports.documents import Section, moment
from withhold.console.exports.facts import Facts, facts_of
from withhold.console.exports.window import WINDOW, window_sentences
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.incident.case.interface import EventKind
from withhold.incident.counsel.interface import CounselError
from withhold.text.printable import printable

_TEMPLATE = Path(__file__).with_name("typst") / "certificate.typ"
_TITLE = "Certificate of exposure"
_MARK = "Confidential. Shows that a person is on a list that was disclosed. Give it to the court only."
_WIDE = 96
"""Characters of a printed line of the proof."""
_OTHER_SCRIPT = " (in Latin letters; as it was published: in the attached file)"


class TooMany(PermissionDenied):
    """The limit of an hour; nothing is made."""


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """The PDF and the JSON that stands in it."""

    pdf: bytes
    proof: bytes


def certify(representation: AboutOne, user: User, why: str) -> Certificate:
    """Make it, and record that it was taken: as a reveal, with its hash, in the office's ledger.

    Raises CounselError without a reason, TooMany, CaseError or LedgerError; then nothing is handed out.
    """
    if not why.strip():
        raise CounselError("write what you need it for; it goes into the ledger")
    row, person = representation.case, representation.person
    facts = facts_of(row)
    proof = prove(row, person)
    attached = as_bytes(proof, row.pk)
    content = _pdf(facts, proof, attached, person.values)
    with transaction.atomic():
        _count(user, row)
        about = {"what": "certificate", "subject": person.commitment, "case": row.pk}
        record(
            OfficeEvent.REVEALED, user, {**about, "sha256": sha256(content).hexdigest()}, {"why": why.strip()}
        )
    return Certificate(content, attached)


def sections_of(facts: Facts, values: dict[str, dict[str, list[str]]]) -> tuple[Section, ...]:
    """What the certificate says, each sentence from a fact of the case or saying that it is not known."""
    fields = tuple(
        (name.replace("_", " ").capitalize(), "; ".join(given)) for name, given in values["fields"].items()
    )
    others = tuple((header, str(value)) for header, value in values.get("others", {}).items())
    return (
        Section(
            "What this certifies",
            (
                "The organisation that keeps this ledger published a document by mistake. One row of it is "
                "about the person below. This page says what stood there, for how long, and how often the "
                "document was fetched, as far as that is known.",
            ),
        ),
        Section("What was exposed", (), ("Field", "As it was published"), (*fields, *others)),
        Section("How long it was public", window_sentences(facts)),
        Section("How often it was fetched", fetch_sentences(facts)),
    )


SAYS: Mapping[str, str] = {
    **WINDOW,
    "no_log": "Whether anybody fetched it is not known: no log was read.",
    "networks": "At least {low} and at most {high} networks fetched the whole document, as far as the logs "
    "that were read tell. That is not a number of people: many may share a network, and who has a copy can "
    "pass it on.",
    "logs_missing": "{count} logs that should exist could not be had; it may be more.",
}
"""The sentences of the window and below; other languages have their own, with the same values."""


def fetch_sentences(facts: Facts, says: Mapping[str, str] = SAYS) -> tuple[str, ...]:
    """Bounds of networks; never a number of people."""
    if facts.networks is None:
        return (says["no_log"],)
    low, high = facts.networks
    said = [says["networks"].format(low=f"{low:,}", high=f"{high:,}")]
    if facts.state.logs_missing:
        said.append(says["logs_missing"].format(count=f"{facts.state.logs_missing:,}"))
    return tuple(said)


def _pdf(facts: Facts, proof: PersonProof, attached: bytes, values: dict[str, dict[str, list[str]]]) -> bytes:
    import typst

    document: dict[str, Any] = {
        "title": _TITLE,
        "subtitle": f"Case {facts.case_id}",
        "mark": _MARK,
        "at": moment(facts.at),
        "sections": [asdict(one) for one in sections_of(facts, values)],
        "proof": _printed(facts, proof),
    }
    exposed = document["sections"][1]
    exposed["rows"] = [[printable(cell) for cell in line] for line in exposed["rows"]]
    try:
        return _compiled(document, attached, facts.at)
    except typst.TypstError:
        # A script without a font here: what cannot be drawn is spelt in Latin letters, and says so.
        exposed["rows"] = [[_latin(cell) for cell in line] for line in exposed["rows"]]
        return _compiled(document, attached, facts.at)


def _compiled(document: dict[str, Any], attached: bytes, at: datetime) -> bytes:
    import typst

    made = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(document), "proof": attached.decode()},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _printed(facts: Facts, proof: PersonProof) -> dict[str, object]:
    fixed = facts.newest(EventKind.EXPOSED_FIXED)
    when = "" if fixed is None else f" It was recorded on {moment(fixed.recorded or fixed.at)}."
    lines = [
        *proof.inclusion.split("\n"),
        f"public key {proof.key}",
        f"commitment {proof.commitment}",
        f"place {proof.place} of {proof.size}",
        f"root {proof.root}",
        *(f"path {one}" for one in proof.path),
        f"salt {proof.salt}",
    ]
    return {
        "heading": "Proof from the ledger",
        "sentences": [
            "An entry of the ledger fixed who is exposed, by a root over one commitment a person." + when,
            "The lines below prove that the entry is in the signed ledger, and that this person's commitment "
            "is under the root. The same stands as proof.json in this file, with the values that open the "
            "commitment. Nobody else's values can be learnt from it. Get the public key from somewhere else "
            "as well.",
        ],
        "lines": [line[at : at + _WIDE] for line in lines for at in range(0, len(line), _WIDE)],
    }


def _latin(text: str) -> str:
    return text if text.isascii() else anyascii(text) + _OTHER_SCRIPT


def _count(user: User, row: Case) -> None:
    """One more within the limit that holds for everybody who is shown people's values."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = timezone.now()
    taken = Reveal.objects.filter(user=user, at__gt=now - timedelta(hours=1)).count()
    if taken >= settings.WITHHOLD_REVEALS_PER_HOUR:
        raise TooMany("you reached the number of certificates of one hour; wait, or write to the office")
    Reveal.objects.create(user=user, case=row, at=now)
