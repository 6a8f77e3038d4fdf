"""What leaves a case, for programs: to those who may, and to nobody else."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from ninja.errors import HttpError

from tests.console.conftest import SignIn, give_second_factor
from tests.console.exports.test_exports import row as row  # the fixture
from tests.console.making import a_member, a_person
from withhold.console.cases.models import Case
from withhold.console.exports import api
from withhold.console.people.models import User
from withhold.console.people.roles import Role


def asked_by(user: User) -> HttpRequest:
    give_second_factor(user)
    request = RequestFactory().get("/")
    request.user = user
    request.auth = user  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("operation", "begins"), [(api.report, b"%PDF"), (api.bundle, b"PK"), (api.ledger, b'{"export"')]
)
def test_a_member_gets_it(row: Case, operation: object, begins: bytes) -> None:
    request = asked_by(a_member(row, Role.COUNSEL))
    answer = operation(request, case_id=row.pk)  # type: ignore[operator]
    assert answer.content.startswith(begins)


@pytest.mark.parametrize("operation", [api.report, api.bundle, api.ledger])
def test_nobody_else_does(row: Case, operation: object) -> None:
    for user, status in ((a_member(row, Role.EDITOR), 403), (a_person(Role.COUNSEL), 404)):
        with pytest.raises(HttpError) as refused:
            operation(asked_by(user), case_id=row.pk)  # type: ignore[operator]
        assert refused.value.status_code == status


def test_pages_of_a_foreign_case_are_not_there(client: Client, signed_in: SignIn, row: Case) -> None:
    signed_in(client, a_person(Role.PRIVACY_OFFICER))
    for name in ("exports:exports", "exports:corrective", "persons:people", "persons:accessors"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
