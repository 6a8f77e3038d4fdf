"""Requests: what people sign, one after the other."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clearance.made import Office
from withhold.clearance.interface import Basis, Clearance, ClearanceError
from withhold.clearance.request import (
    Request,
    keep_request,
    load_request,
    read_request,
    request_for,
    sign_request,
    write_request,
)
from withhold.clearance.rules import objection, validity, waits
from withhold.domain.verdict import Coverage, Decision, DocumentVerdict, Engine, People, Reason

YEAR = timedelta(days=365)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def asked(office: Office, decision: Decision = Decision.WITHHOLD, uploader: str = "Cara Lind") -> Request:
    reasons = (
        Reason("people/protected", Decision.WITHHOLD, "8 CFR 208.6", "words"),
        Reason("coverage/small", Decision.NOTE, "", "words"),
    )
    document = DocumentVerdict(
        "in/list.csv", "a" * 64, 12, "text/csv", decision, People(1), reasons, (), (), Coverage(1, 1), 0.1
    )
    return request_for(document, Engine("0.1.0", ("default@1",)), office.destination, uploader, "list\a.csv")


def sign(
    office: Office, request: Request, name: str, reason: str = "", emergency: bool = False
) -> tuple[Request, Clearance]:
    lifetime = timedelta(days=1) if emergency else YEAR
    return sign_request(request, office.keys[name], reason, lifetime, emergency, datetime.now(UTC))


def test_a_request_is_read_again_without_control_characters_or_notes(office: Office) -> None:
    request = asked(office)
    path = keep_request(office.state, request)
    assert path == office.state.requests / f"{'a' * 64}.json"
    assert load_request(path) == request
    assert request.name == "list\ufffd.csv"
    assert request.rules == ("people/protected",)


def test_two_people_clear_what_is_withheld(office: Office) -> None:
    path = keep_request(office.state, asked(office))
    first, clearance = sign(office, load_request(path), "anna", "It was public before.")
    assert waits(clearance)
    assert not validity(clearance, office.trust, datetime.now(UTC)).cleared
    write_request(path, first)
    _, clearance = sign(office, load_request(path), "ben")
    assert validity(clearance, office.trust, datetime.now(UTC)).cleared
    assert clearance.statement.reason == "It was public before."


@pytest.mark.parametrize(
    ("decision", "basis"),
    [
        (Decision.RELEASE, Basis.AUTOMATIC),
        (Decision.REVIEW, Basis.REVIEWED),
        (Decision.WITHHOLD, Basis.OVERRIDDEN),
    ],
)
def test_the_basis_follows_the_verdict(office: Office, decision: Decision, basis: Basis) -> None:
    assert sign(office, asked(office, decision), "anna", "why")[1].statement.basis is basis
    assert sign(office, asked(office, decision), "anna", "why", True)[1].statement.basis is Basis.EMERGENCY


def test_signing_does_not_change_what_was_signed(office: Office) -> None:
    signed, _ = sign(office, asked(office), "anna", "why")
    with pytest.raises(ClearanceError, match="another reason"):
        sign(office, signed, "ben", "another why")
    with pytest.raises(ClearanceError, match="already as overridden"):
        sign(office, signed, "ben", emergency=True)
    with pytest.raises(ClearanceError, match="signed it already"):
        sign(office, signed, "anna")


def test_a_request_that_asks_for_something_else_than_was_signed_is_refused(office: Office) -> None:
    signed, _ = sign(office, asked(office), "anna", "why")
    path = office.root / "request.json"
    for key, value in {"decision": "review", "sha256": "b" * 64, "uploader": "", "policy": ["p@2"]}.items():
        write_request(path, signed)
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}))
        with pytest.raises(ClearanceError, match="something else"):
            load_request(path)


def test_asked_again_signatures_stay_unless_something_changed(office: Office) -> None:
    path = keep_request(office.state, asked(office))
    signed, _ = sign(office, load_request(path), "anna", "why")
    write_request(path, signed)
    keep_request(office.state, asked(office))
    assert load_request(path).signed is not None
    later = replace(asked(office), asked=datetime.now(UTC) + YEAR + timedelta(days=1))
    keep_request(office.state, later)
    assert load_request(path).signed is None
    write_request(path, signed)
    keep_request(office.state, replace(asked(office), policy=("default@2",)))
    assert load_request(path).signed is None


@pytest.mark.parametrize("name", ["sha256", "uploader", "rules", "clearance", "asked"])
def test_a_request_with_a_missing_or_unknown_key_is_refused(office: Office, name: str) -> None:
    path = keep_request(office.state, asked(office))
    value = json.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(ClearanceError):
        read_request(json.dumps({key: value[key] for key in value if key != name}).encode())
    with pytest.raises(ClearanceError, match="not known"):
        read_request(json.dumps(value | {"more": 1}).encode())


def test_a_signature_of_no_use_is_objected_to(office: Office) -> None:
    trust, moment = office.trust, datetime.now(UTC)

    def objected(name: str, uploader: str = "Cara Lind", decision: Decision = Decision.WITHHOLD) -> str:
        return objection(sign(office, asked(office, decision, uploader), name, "why")[1], trust, moment)

    assert objected("anna") == ""
    assert "does not let this key withhold" in objected("gate")
    assert "uploader" in objected("anna", uploader="anna berg")
    assert "uploader" in objected("anna", uploader="", decision=Decision.REVIEW)
    assert "does not let this key release" in objected("anna", decision=Decision.RELEASE)
    assert objected("gate", decision=Decision.RELEASE) == ""
