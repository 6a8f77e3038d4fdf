"""Values of people stand nowhere in clear: not in any table, and in no file of the installation."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from withhold_holds import Action, Person

from tests.console.affected.conftest import Desk, a_case, as_csv
from tests.console.affected.conftest import desk as desk
from tests.console.holds.asking import a_system
from tests.console.making import a_member
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.placing import place_when_due
from withhold.console.notices.handing import scan
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.notices.sending import send_due
from withhold.console.notices.texts import every_text, sign
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Audience, Channel

NAME, NUMBER, BORN = "Zebulon Quackenbush", "A207311988", "1971-02-13"
MAILBOX, REASON, ADDRESS = "quackenbush.z@example.org", "planted reason xylophone", "77 Planted Mews"
PLANTED = (NAME, "Quackenbush", NUMBER, NUMBER[1:], BORN, MAILBOX, REASON, ADDRESS)


def forms(value: str) -> Iterator[bytes]:
    """How a value could stand somewhere."""
    for text in (value, value.casefold(), value.upper()):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield quote(text).encode()
        yield quote(text, safe="").encode()
    plain = value.encode()
    for lead in range(3):  # base64 looks different at each of three places
        coded = base64.b64encode(b"\0" * lead + plain)
        yield coded[4 if lead else 0 : -4]


def planted_in(content: bytes) -> set[str]:
    return {value for value in PLANTED if any(form in content for form in forms(value) if len(form) > 7)}


def rows() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as the database gives it without Django."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b"\n".join(_bytes(value) for value in row)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """A case in which everything happened to one planted person."""
    values = {
        "fields": {"full_name": [NAME], "date_of_birth": [BORN], "alien_number": [NUMBER]},
        "others": {"Remark": REASON},
        "known": {"full_name": NAME, "date_of_birth": BORN, "alien_number": NUMBER},
    }
    desk.row = a_case([values])
    desk.user = a_member(desk.row, Role.PRIVACY_OFFICER, "Anna Berg")
    record = ["r1", NAME, BORN, NUMBER, "en", MAILBOX, "", "", "", ""]
    desk.client = Client()
    _enter(desk)
    desk.give(as_csv([record]))
    place_when_due(desk.row)
    for text in every_text():
        if text.version.key.audience in (Audience.PERSON, Audience.MAILBOX):
            sign(text.version.sha256, desk.user)
    said = Said("Example Agency", "https://example.org/safe", "09:45", "14:04")
    queue_notices(desk.row, desk.user, REASON, said)
    assert send_due() == 1
    system = a_system()
    person = Person(NAME, BORN, (("alien_number", NUMBER),))
    assert not system.may_act(Action.REMOVAL, person)
    scan(desk.row, Notice.objects.get().code, desk.user, REASON)
    desk.client.post(reverse("persons:person", args=[desk.row.pk, 1]), {"why": REASON})
    desk.client.post(reverse("casework:notes", args=[desk.row.pk]), {"why": REASON, "seen": 0})
    return desk


def _enter(desk: Desk) -> None:
    from tests.console.conftest import give_second_factor, mark_reauthenticated

    give_second_factor(desk.user)
    desk.client.force_login(desk.user)
    mark_reauthenticated(desk.client, desk.user)


@pytest.mark.django_db
def test_no_table_holds_a_value(lived: Desk) -> None:
    assert Notice.objects.get().channel == Channel.EMAIL
    found = {(table, value) for table, row in rows() for value in planted_in(row)}
    assert found == set()


@pytest.mark.django_db
def test_the_search_would_find_one(lived: Desk) -> None:
    Notice.objects.update(version=NUMBER)
    assert any(planted_in(row) for _, row in rows())
    assert planted_in(base64.b64encode(b"x" + MAILBOX.encode() + b"yz"))


@pytest.mark.django_db
def test_no_file_of_the_installation_holds_a_value(lived: Desk) -> None:
    home = Path(os.environ["WITHHOLD_HOME"])
    files = [one for one in home.rglob("*") if one.is_file() and "test.sqlite3" not in one.name]
    assert files
    found = {(one.name, value) for one in files for value in planted_in(one.read_bytes())}
    assert found == set()


@pytest.mark.django_db
def test_records_that_wait_for_the_worker_lie_encrypted(lived: Desk) -> None:
    given = SimpleUploadedFile("records.csv", as_csv([["r1", NAME, BORN, NUMBER, "en", MAILBOX, *[""] * 4]]))
    assert lived.post("records", file=given, why="to tell them").status_code == 302
    waiting = [one for one in ConsoleCase.open(lived.row).work.rglob("*") if one.is_file()]
    assert waiting
    assert {value for one in waiting for value in planted_in(one.read_bytes())} == set()


@pytest.mark.django_db
def test_logs_and_metrics_hold_no_value(lived: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    lived.client.get(reverse("notices:overview", args=[lived.row.pk]))
    lived.client.get(reverse("holds:overview", args=[lived.row.pk]))
    lived.client.post(reverse("notices:receipts", args=[lived.row.pk]), {"code": NUMBER, "how": REASON})
    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert caplog.records
    assert planted_in(said.encode()) == set()
