"""The desk for programs."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.console.desk.making import CLAIMS, PLAIN, a_place, inspected
from tests.console.making import a_person
from withhold.console.access.interface import Operation
from withhold.console.access.tokens import make_token
from withhold.console.desk.inspecting import run
from withhold.console.desk.models import Inspection
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def a_program() -> tuple[User, Client]:
    admin = a_person(Role.ADMINISTRATOR)
    user = a_person(Role.EDITOR)
    User.objects.filter(pk=user.pk).update(is_program=True)
    user.refresh_from_db()
    operations = [Operation.INSPECT, Operation.SEE_DESK, Operation.ASK_CLEARANCE]
    _, text = make_token(user, "website", operations, 30, admin, "for the website")
    return user, Client(headers={"Authorization": f"Bearer {text}"})


def post(
    client: Client, content: bytes, wait: int = 0, key: str = "", **more: str
) -> tuple[int, dict[str, object]]:
    headers = {"Idempotency-Key": key} if key else {}
    data = {"file": SimpleUploadedFile("a.csv", content), **more}
    answer = client.post(f"/api/v1/inspections?wait={wait}", data, headers=headers)
    return answer.status_code, answer.json()


def test_a_program_inspects_waits_and_asks_whether_it_is_cleared() -> None:
    a_place()
    _, client = a_program()
    status, told = post(client, PLAIN, destination="https://www.example.org")
    assert (status, told.get("state"), told.get("decision")) == (202, "queued", None), str(told)
    run(str(told["id"]))
    told = client.get(f"/api/v1/inspections/{told['id']}").json()
    assert (told["decision"], told["cleared"]) == ("release", True)
    query = {"sha256": str(told["sha256"]), "destination": "https://www.example.org"}
    assert client.get("/api/v1/clearances", query).json()["cleared"] is True
    assert client.get("/api/v1/clearances", {**query, "sha256": "0" * 64}).json()["cleared"] is False
    verdict = client.get(f"/api/v1/inspections/{told['id']}/verdict").json()
    assert verdict["schema"] == "withhold.verdict/1"


def test_waiting_answers_as_soon_as_it_is_judged() -> None:
    _, client = a_program()

    def later() -> None:
        from django.db import connection

        try:
            while not Inspection.objects.exists():
                pass
            run(Inspection.objects.get().pk)
        finally:
            connection.close()

    worker = threading.Thread(target=later)
    worker.start()
    status, told = post(client, CLAIMS, wait=30)
    worker.join()
    assert (status, told["decision"]) == (200, "withhold")


def test_the_same_key_is_the_same_inspection() -> None:
    _, client = a_program()
    first = post(client, PLAIN, key="k1")[1]
    assert post(client, PLAIN, key="k1")[1]["id"] == first["id"]
    assert post(client, PLAIN, key="k2")[1]["id"] != first["id"]
    status, told = post(client, CLAIMS, key="k1")
    assert (status, told["title"]) == (409, "Somebody else was quicker")


def test_errors_say_what_to_do() -> None:
    _, client = a_program()
    status, told = post(client, PLAIN, destination="nowhere")
    assert status == 422
    assert "privacy officer adds it" in str(told["detail"])
    assert client.get("/api/v1/clearances?sha256=x&destination=y").status_code == 422
    assert client.get("/api/v1/inspections/unknown").status_code == 404
    assert Client().get("/api/v1/inspections/unknown").status_code == 401
    assert Client(headers={"Authorization": "Bearer wh_wrong"}).get("/api/v1/clearances").status_code == 401


def test_programs_ask_for_clearances_and_never_give_them() -> None:
    user, client = a_program()
    found = inspected(CLAIMS, user, a_place())
    answer = client.post(
        f"/api/v1/inspections/{found.pk}/clearance-requests", {"why": "ordered"}, "application/json"
    )
    assert answer.status_code == 201
    assert answer.json()["needs"] == 2
    assert client.get("/desk/clearances/").status_code == 302
