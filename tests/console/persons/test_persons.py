"""Who is exposed: loaded from the leak's bytes, told in counts, revealed one by one, made a rule."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.roles import Role
from withhold.console.persons.correcting import key_path, register_path
from withhold.console.persons.models import ExposedList, ExposedPerson, Loading, LoadState
from withhold.console.persons.queueing import run
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
NAMES = ("Amadou", "Bintu", "Carla", "Dawit", "Elena", "Farid", "Grace", "Hamid", "Ines", "Joao")
FAMILIES = ("Okoro", "Varga", "Mbeki", "Tesfaye", "Rojas", "Haddad")


def the_leak(rows: int = 60) -> list[list[str]]:
    """Invented people; two rows are one person, and one nationality is rare."""
    header = [
        "Name",
        "Date of Birth",
        "Nationality",
        "Alien Number",
        "Detention Facility",
        "Final Order",
        "Folder",
    ]
    people = []
    for number in range(rows):
        name = f"{FAMILIES[number % 6]}, {NAMES[number % 10]} {chr(65 + number % 26)}."
        nation = "Eritrea" if number < 2 else ("Nigeria" if number % 2 else "Peru")
        born = f"{1960 + number % 40}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        people.append(
            [
                name,
                born,
                nation,
                f"A{200_100_000 + number * 37}",
                "Harbour Centre",
                "Yes" if number < 9 else "No",
                "blue" if number % 3 else "red",
            ]
        )
    people[-1] = people[-2]
    return [header, *people]


def as_csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def a_case(leak: bytes) -> Case:
    from hashlib import sha256

    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = [
        Event(EventKind.REPORTED, AT, BY, "A reader wrote.", {"source": str(Source.TIP)}),
        Event(
            EventKind.DOCUMENT_ADDED,
            AT,
            BY,
            "found",
            {"sha256": sha256(leak).hexdigest(), "size": len(leak)},
        ),
    ]
    return ConsoleCase.create("A list", {"recipients": [recipient]}, first).row


def upload(client: Client, row: Case, content: bytes) -> Any:
    given = SimpleUploadedFile("list.csv", content)
    answer = client.post(reverse("persons:load", args=[row.pk]), {"file": given, "why": "to count"})
    work_off(row)
    return answer


def work_off(row: Case) -> None:
    """What the worker does."""
    for waiting in Loading.objects.filter(case=row, state=LoadState.QUEUED):
        run(waiting.pk)


def registered(path: Path, key: Path) -> int:
    """How many people a register holds."""
    from withhold.register.file import RegisterInFile
    from withhold.signing.keys import load_key

    register = RegisterInFile(str(path), load_key(str(key)))
    try:
        return register.snapshot.header.stats.people
    finally:
        register.close()


@pytest.fixture
def loaded(client: Client, signed_in: SignIn, db: None) -> tuple[Client, Case]:
    """A case whose people are loaded, and the privacy officer's client."""
    leak = as_csv(the_leak())
    row = a_case(leak)
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER, "Anna Berg"))
    assert upload(client, row, leak).status_code == 302
    return client, row


def test_people_are_sealed_and_fixed_in_the_ledger(loaded: tuple[Client, Case]) -> None:
    from django.db import connection

    _, row = loaded
    fixed = ExposedList.objects.get(case=row)
    assert (fixed.people_low, fixed.people_high, fixed.whole, fixed.compared) == (59, 60, True, True)
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values" FROM persons_exposedperson')
        assert not any(b"Okoro" in bytes(value) for (value,) in cursor.fetchall())
    assert any(
        fixed.root in event.why or event.facts.get("root") == fixed.root
        for event in ConsoleCase.open(row).events()
    )


def test_other_bytes_are_refused_and_nothing_is_kept(client: Client, signed_in: SignIn, db: None) -> None:
    row = a_case(as_csv(the_leak()))
    signed_in(client, a_member(row, Role.PRIVACY_OFFICER))
    answer = upload(client, row, as_csv(the_leak(20)))
    assert answer.status_code == 422
    assert "hash is none of the case" in answer.content.decode()
    assert not ExposedPerson.objects.exists()


def test_loading_twice_changes_nothing(loaded: tuple[Client, Case]) -> None:
    client, row = loaded
    assert upload(client, row, as_csv(the_leak())).status_code == 422
    assert ExposedPerson.objects.filter(case=row).count() == 60


def test_small_cells_are_for_the_privacy_role_alone(loaded: tuple[Client, Case], signed_in: SignIn) -> None:
    client, row = loaded
    assert "Eritrea" in client.get(reverse("persons:people", args=[row.pk])).content.decode()
    other = signed_in(Client(), a_member(row, Role.CLERK))
    page = other.get(reverse("persons:people", args=[row.pk])).content.decode()
    assert "Eritrea" not in page
    assert "All others" in page
    assert "further columns" in page
    assert "Okoro" not in page


def test_a_person_is_shown_after_the_record_and_only_then(loaded: tuple[Client, Case]) -> None:
    client, row = loaded
    address = reverse("persons:person", args=[row.pk, 1])
    before = len(ConsoleCase.open(row).events())
    assert "Okoro" not in client.get(address).content.decode()
    refused = client.post(address, {"why": " "})
    assert (refused.status_code, "Okoro" in refused.content.decode()) == (422, False)
    assert len(ConsoleCase.open(row).events()) == before
    told = client.post(address, {"why": "she called"})
    assert "Okoro" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    assert len(ConsoleCase.open(row).events()) == before + 1
    assert "Okoro" not in client.get(reverse("persons:numbers", args=[row.pk])).content.decode()


def test_everything_takes_two_people_and_is_sealed(loaded: tuple[Client, Case], signed_in: SignIn) -> None:
    client, row = loaded
    identity = pyrage.x25519.Identity.generate()
    given = {"recipients": str(identity.to_public()), "why": "for counsel"}
    address = reverse("persons:bulk", args=[row.pk])
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 302  # alone, twice, is still one person
    second = signed_in(Client(), a_member(row, Role.COUNSEL, "Boris Lind"))
    sealed = second.post(address, given)
    assert sealed.status_code == 200
    assert b"Okoro" not in sealed.content
    told = json.loads(pyrage.decrypt(sealed.content, [identity]))
    assert len(told["people"]) == 60


def test_the_leak_is_withheld_in_other_forms(loaded: tuple[Client, Case], tmp_path: Path) -> None:
    client, row = loaded
    answer = client.post(reverse("persons:never_again", args=[row.pk]), {"why": "never again"})
    assert answer.status_code == 302
    _, *people = the_leak()
    other = tmp_path / "staff.csv"  # saved again: other order, other columns, three rows
    other.write_bytes(
        as_csv([["Birth", "Who"], *[[one[1], one[0]] for one in (people[30], people[4], people[17])]])
    )
    clean = tmp_path / "clean.csv"
    clean.write_bytes(as_csv([["Birth", "Who"], ["1971-02-03", "Unknown, Nobody Q."]]))
    run = [sys.executable, "-m", "withhold", "check", "--format", "json", "--register", str(register_path())]
    run += ["--key", str(key_path())]
    told = subprocess.run([*run, str(other)], capture_output=True, check=False)
    verdict = json.loads(told.stdout)
    assert verdict["decision"] == "withhold", told.stderr
    assert verdict["documents"][0]["people"]["registered"] == 3
    calm = json.loads(subprocess.run([*run, str(clean)], capture_output=True, check=False).stdout)
    assert not calm["documents"][0]["people"]["registered"]


def test_the_rule_outlives_the_case(loaded: tuple[Client, Case]) -> None:

    client, row = loaded
    address = reverse("persons:never_again", args=[row.pk])
    for _ in range(2):  # again: nobody is counted twice
        assert client.post(address, {"why": "never again"}).status_code == 302
    before = registered(register_path(), key_path())
    leak = as_csv(
        [the_leak()[0], ["Nowhere, Nina N.", "1980-05-06", "Peru", "A299999999", "Pier", "No", "red"]]
    )
    other = a_case(leak)
    ExposedPerson.objects.filter(case=row).delete()
    officer = a_member(other, Role.PRIVACY_OFFICER, "Anna Berg")
    client.force_login(officer)
    from tests.console.conftest import give_second_factor, mark_reauthenticated

    give_second_factor(officer)
    mark_reauthenticated(client, officer)
    assert upload(client, other, leak).status_code == 302
    assert client.post(reverse("persons:never_again", args=[other.pk]), {"why": "again"}).status_code == 302
    assert registered(register_path(), key_path()) == before + 1


def test_the_desks_own_register_gets_them_too(
    loaded: tuple[Client, Case], settings: Any, tmp_path: Path
) -> None:
    from dataclasses import replace

    from withhold.register.build import build
    from withhold.register.interface import Row
    from withhold.register.people import Person
    from withhold.signing.keys import load_key, write_key

    client, row = loaded
    path, key = tmp_path / "register", tmp_path / "key"
    write_key(str(key))
    build(path, load_key(str(key)), [[Person(Row(("Own Person",)), "1")]], lambda batch: (batch, Counter()))
    settings.CONFIG = replace(settings.CONFIG, register=path, register_key=key)
    assert client.post(reverse("persons:never_again", args=[row.pk]), {"why": "all"}).status_code == 302
    assert registered(path, key) == 61
