"""The API of cases: the same rules as on the pages, told as data."""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from tests.console.casework.made import URL, a_case, a_site, with_exposure
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.access.api import AUTHENTICATION
from withhold.console.cases.models import Case
from withhold.console.casework.api import router
from withhold.console.jobs.models import Job
from withhold.console.people.roles import Role
from withhold.incident.case.interface import EventKind, Phase

pytestmark = pytest.mark.django_db

_api = NinjaAPI(auth=AUTHENTICATION, urls_namespace="cases-alone")
_api.add_router("", router)
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", _api.urls),
    path("", include("withhold.console.urls")),
]


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _post(client: Client, path: str, **given: object) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = client.post(f"/api/cases{path}", given, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_case_is_opened_confirmed_and_told(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.CASE_LEAD, name="Lena Lead"))
    key = str(pyrage.x25519.Identity.generate().to_public())
    given = {"title": "A list", "why": "public", "role": "case_lead", "recipients": [key], "url": URL}
    status, told = _post(client, "", **given)
    assert status == 201
    at = f"/{told['id']}"
    assert [one["title"] for one in client.get("/api/cases").json()] == ["A list"]
    assert _post(client, f"{at}/confirm", why="it is so")[0] == 200
    assert "before" in _post(client, f"{at}/confirm", why="it is so")[1]["told"]
    assert _post(client, f"{at}/notes", why="call them")[0] == 201
    shown = client.get(f"/api/cases{at}").json()
    assert (shown["phase"], shown["clock"]["runs"]) == ("confirmed", True)
    kinds = [event["kind"] for event in client.get(f"/api/cases{at}/timeline").json()["events"]]
    assert kinds == ["reported", "confirmed", "noted"]


def test_what_the_rules_do_not_allow_is_one_line_and_changes_nothing(
    client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    made = with_exposure(a_case(a_site(tmp_path)))
    signed_in(client, made.lead)
    at = f"/{made.case.row.pk}"
    status, told = _post(client, f"{at}/jobs", why="now", kind="takedown")
    assert (status, Job.objects.count()) == (409, 0)
    assert "before a person confirms" in told["detail"]
    assert _post(client, f"{at}/jobs", why="now", kind="restore")[0] == 422
    first = _post(client, f"{at}/jobs", why="now", kind="preserve")
    assert first == _post(client, f"{at}/jobs", why="now", kind="preserve")
    assert first[0] == 202
    bad = {"title": "x", "why": "w", "role": "auditor", "recipients": ["age1x"]}
    assert _post(client, "", **bad)[0] == 422
    assert Case.objects.count() == 1


def test_a_foreign_case_is_not_there_and_a_role_that_may_not_is_told_so(
    client: Client, signed_in: SignIn
) -> None:
    made = a_case()
    at = f"/{made.case.row.pk}"
    signed_in(client, a_person(Role.CASE_LEAD))
    assert _post(client, f"{at}/confirm", why="x")[0] == 404
    assert client.get(f"/api/cases{at}").status_code == 404
    auditor = signed_in(Client(), a_member(made.case.row, Role.AUDITOR))
    assert auditor.get(f"/api/cases{at}").status_code == 200
    assert _post(auditor, f"{at}/confirm", why="x")[0] == 403
    assert made.case.state().phase is Phase.REPORTED
    assert [event.kind for event in made.case.events()] == [EventKind.REPORTED]
