"""One description of everything, for those with an account; errors say what to do and repeat nothing."""

import pytest
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.making import a_person
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db


def test_the_description_needs_an_account(client: Client, signed_in: SignIn) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    described = signed_in(client, a_person(Role.AUDITOR)).get("/api/v1/openapi.json")
    assert described.status_code == 200
    assert described.json()["openapi"].startswith("3.")
