"""The API tried over its own description: no answer is an error of ours, whatever was sent (schemathesis)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyrage
import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.console.conftest import give_second_factor, mark_reauthenticated
from tests.console.making import a_person
from withhold.console.api.compose import api
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

pytestmark = pytest.mark.django_db

EXAMPLES = 15
PATHS = sorted(
    (path, method)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
)


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here: whoever waits for a verdict would wait in vain."""
    monkeypatch.setattr("withhold.console.desk.api._MOST_WAIT", 0)


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """Outside of Django's own test client, each request would close the connection that the test works in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def everybody() -> User:
    """Somebody in every role but that of the administrator."""
    return a_person(*(role for role in Role if role is not Role.ADMINISTRATOR))


SIGNED = "/api/v1/holds/"
"""Asked by case systems, which sign each message: no session and no token opens these (spec/holds.md)."""


def a_case(user: User) -> Case:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    by = Actor(user.name, CaseRole.PRIVACY_OFFICER)
    told = Event(EventKind.REPORTED, datetime.now(UTC), by, "A reader wrote.", {"source": str(Source.TIP)})
    case = ConsoleCase.create("A list", {"recipients": [recipient], "time_zone": "UTC"}, [told]).row
    for role in (Role.PRIVACY_OFFICER, Role.CASE_LEAD):
        Membership.objects.create(case=case, user=user, role=role)
    return case


def signed_in(user: User) -> tuple[dict[str, str], dict[str, str]]:
    """The cookies and headers of a browser in which they are signed in."""
    client = Client()
    give_second_factor(user)
    client.force_login(user)
    mark_reauthenticated(client, user)
    secret = _get_new_csrf_string()
    name, csrf = django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME
    return {name: str(client.session.session_key), csrf: secret}, {"X-CSRFToken": secret}


def described() -> OpenApiSchema:
    raw: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = get_wsgi_application()
    return schema


@pytest.mark.parametrize(("path", "method"), PATHS, ids=[f"{method} {path}" for path, method in PATHS])
def test_nothing_that_is_sent_is_an_error_of_ours(path: str, method: str) -> None:
    user = everybody()
    case = a_case(user)
    cookies, headers = signed_in(user)
    operation = described()[path][method]
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def tried(one: Any) -> None:
        if "case_id" in (one.path_parameters or {}):
            one.path_parameters["case_id"] = case.pk
        answer = one.call(headers=headers, cookies=cookies)
        seen.append(answer.status_code)
        assert answer.status_code < 500, answer.text[:500]
        if path.startswith(SIGNED):
            assert answer.status_code in (401, 405, 413)
            return
        assert answer.status_code != 401
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0].startswith("application/problem+json")

    tried()
    assert seen


@pytest.mark.parametrize(("path", "method"), PATHS, ids=[f"{method} {path}" for path, method in PATHS])
def test_without_an_account_everything_is_refused(path: str, method: str) -> None:
    address = path
    for name in ("case_id", "inspection_id"):
        address = address.replace(f"{{{name}}}", "abc")
    answer = Client().generic(method.upper(), address, b"{}", content_type="application/json")
    assert answer.status_code == 401


def test_every_operation_has_a_name_of_its_own() -> None:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names)) == len(PATHS)
    assert len(names) > 10
