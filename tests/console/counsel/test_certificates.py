"""The certificate: it verifies with the ledger's key alone, holds nobody else, and is recorded."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import NAMES, Office, a_client, a_representative, an_office
from withhold.console.counsel import certificates
from withhold.console.counsel.certificates import certify, sections_of
from withhold.console.counsel.models import Representation
from withhold.console.counsel.proving import as_bytes, prove
from withhold.console.exports.documents import Section
from withhold.console.exports.facts import facts_of
from withhold.console.ledgers.office import office_ledger
from withhold.console.persons.models import ExposedPerson
from withhold.ledger.interface import LedgerError
from withhold.ledger.notes import read_vkey
from withhold.ledger.proofs import verify_inclusion
from withhold.ledger.tree import leaf_hash, root_of_inclusion

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


def _proof(one: Representation) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(as_bytes(prove(one.case, one.person), one.case.pk))
    return loaded


@pytest.mark.parametrize("number", range(1, 6))
def test_the_proof_verifies_without_the_console(office: Office, number: int) -> None:
    ada = a_representative(office, "Ada Lund", "ada@example.org")
    told = _proof(a_client(office, ada, number))
    included = verify_inclusion(told["ledger"]["proof"], read_vkey(told["ledger"]["public_key"]))
    assert included.entry.kind == "case.exposed_fixed"
    person, opening = told["person"], told["opening"]
    assert included.entry.facts["root"] == person["root"]
    assert included.entry.facts["people_high"] == person["size"] == len(NAMES)
    written = json.dumps(opening["values"], sort_keys=True, separators=(",", ":")).encode()
    leaf = sha256(bytes.fromhex(opening["salt"]) + written).hexdigest()
    assert leaf == person["commitment"]
    path = [bytes.fromhex(one) for one in person["path"]]
    root = root_of_inclusion(leaf_hash(bytes.fromhex(leaf)), person["index"], person["size"], path)
    assert root.hex() == person["root"]
    others = [name for at, name in enumerate(NAMES) if at != number - 1]
    assert not any(name in json.dumps(told, ensure_ascii=False) for name in others)


def test_a_row_that_was_changed_is_not_certified(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    person = ExposedPerson.objects.get(pk=own.person_id)
    person.values["fields"]["full_name"] = ["Somebody Else"]
    person.save()
    with pytest.raises(LedgerError, match="not those that the ledger fixed"):
        prove(office.case, person)


def test_it_speaks_in_bounds_and_says_what_is_not_known(office: Office) -> None:
    person = ExposedPerson.objects.get(case=office.case, number=1)
    text = str(sections_of(facts_of(office.case), person.values))
    assert "At least 2 and at most 5 networks" in text
    assert "not a number of people" in text
    assert "Since when it was public is not known." in text
    assert "That it is gone everywhere is not verified." in text


def test_it_is_downloaded_after_the_warning_and_recorded(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, own.representative.user)
    address = reverse("counsel:certificate", args=[own.key])
    before = office_ledger().size()
    warning = client.get(address)
    assert "carries proof that they are on a list" in warning.content.decode()
    assert client.post(address, {"why": "for the hearing"}).status_code == 422  # not understood
    assert client.post(address, {"understood": "on", "why": " "}).status_code == 422
    assert office_ledger().size() == before
    answer = client.post(address, {"understood": "on", "why": "for the hearing"})
    assert answer.content.startswith(b"%PDF")
    assert b"proof.json" in answer.content
    assert "Okoro" not in answer["Content-Disposition"]
    (entry,) = list(office_ledger().entries(before))
    assert entry.kind == "office.revealed"
    assert entry.facts["what"] == "certificate"
    assert entry.facts["sha256"] == sha256(answer.content).hexdigest()
    assert entry.private["why"] == "for the hearing"


def test_a_name_in_a_script_without_a_font_is_spelt_in_latin_letters(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 4)
    made = certify(own, own.representative.user, "for the hearing")
    assert made.pdf.startswith(b"%PDF")
    assert "李" in made.proof.decode()


@pytest.mark.parametrize("name", ["Amadou\0 Okoro", "Amadou \ud800Okoro"])
def test_a_name_with_what_cannot_be_set_is_certified_without_it(
    office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    told = certificates.sections_of

    def odd(*given: Any) -> tuple[Section, ...]:
        first, exposed, *more = told(*given)
        return (first, replace(exposed, rows=((exposed.rows[0][0], name), *exposed.rows[1:])), *more)

    monkeypatch.setattr(certificates, "sections_of", odd)
    assert certify(own, own.representative.user, "for the hearing").pdf.startswith(b"%PDF-")


def test_certificates_are_limited_as_reveals_are(
    office: Office, client: Client, signed_in: SignIn, settings: Any
) -> None:
    settings.WITHHOLD_REVEALS_PER_HOUR = 1
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, own.representative.user)
    address = reverse("counsel:certificate", args=[own.key])
    sent = {"understood": "on", "why": "for the hearing"}
    assert client.post(address, sent).status_code == 200
    before = office_ledger().size()
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert office_ledger().size() == before
