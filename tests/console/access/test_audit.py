"""Auditors read the office's ledger, and hand on what anybody can verify."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.making import a_person
from withhold.cli.main import main
from withhold.console.ledgers.office import OfficeEvent, office_ledger, record
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


def test_an_auditor_reads_it_and_exports_it(client: Client, signed_in: SignIn, tmp_path: Path) -> None:
    editor = a_person(Role.EDITOR, name="Ben Example")
    with transaction.atomic():
        for number in range(205):
            record(OfficeEvent.INSPECTED, editor, {"inspection": number}, {"why": "a <b>reason</b>"})
    signed_in(client, a_person(Role.AUDITOR))
    page = client.get("/audit/").content.decode()
    assert "Ben Example" in page
    assert "a &lt;b&gt;reason" in page
    assert "Earlier entries" in page
    assert "inspection: 204" in page
    assert "inspection: 1<" not in page
    assert "inspection: 1<" in client.get("/audit/?until=5").content.decode()
    assert client.get("/audit/?until=x").status_code == 200
    export = tmp_path / "office-ledger.jsonl"
    export.write_bytes(client.get("/audit/export/").content)
    assert b"Ben Example" not in export.read_bytes()
    assert main(["ledger", "verify", str(export), "--public-key", str(office_ledger().key)]) == 0


def test_nobody_else_does(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(*(role for role in Role if role is not Role.AUDITOR)))
    assert client.get("/audit/").status_code == 403
    assert client.get("/audit/export/").status_code == 403
