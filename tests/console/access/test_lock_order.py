"""Revealing, agreeing and adding members at once: nobody waits for each other for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pyrage
import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from tests.console.making import a_member, a_person
from withhold.console.access.agreement import NotTheSecond, agree
from withhold.console.access.interface import Operation
from withhold.console.access.reveals import reveal
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.roles import Role
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

pytestmark = pytest.mark.django_db(transaction=True)


def test_opposite_work_on_one_case_by_one_person_goes_through() -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    by = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    told = Event(EventKind.REPORTED, datetime.now(UTC), by, "A reader wrote.", {"source": str(Source.TIP)})
    row = ConsoleCase.create("A list", {"recipients": [recipient], "time_zone": "UTC"}, [told]).row
    officer = a_member(row, Role.PRIVACY_OFFICER)
    newcomers = [a_person(Role.CLERK) for _ in range(10)]

    def revealing(number: int) -> None:
        request = RequestFactory().get("/")
        request.user = officer
        reveal(request, Case.objects.get(pk=row.pk), "person", f"{number}", "counsel asked")

    def agreeing(number: int) -> None:
        try:
            with transaction.atomic():
                agree(Operation.EXPORT_BULK, f"subject {number}", officer, "for the court", row)
        except NotTheSecond:
            pytest.fail("nobody else proposed this")

    def adding(number: int) -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=row.pk)
            Membership.objects.create(case=row, user=newcomers[number], role=Role.CLERK, added_by=officer)

    def work(number: int) -> None:
        kinds: list[Any] = [revealing, agreeing, adding]
        try:
            kinds[number % 3](number // 3)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(30)))
    assert Membership.objects.filter(case=row).count() == 11
    noted = [
        one for one in ConsoleCase.open(Case.objects.get(pk=row.pk)).events() if one.kind is EventKind.NOTED
    ]
    assert len(noted) == 20
