"""The pages of the affected people: what is to be done next, linked people, people who were found later."""

import json

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model

from tests.console.affected.conftest import Desk, as_csv, own_records, work_off
from withhold.console.affected.models import Amendment, Derivation, LinkedPerson, Roster, Standing
from withhold.console.affected.reconciling import reconciled
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.incident.affected.fields import exposed
from withhold.incident.affected.rows import leak_row
from withhold.incident.case.interface import EventKind

pytestmark = pytest.mark.django_db

NAMES = (b"Okoro", b"Rojas", b"Varga", b"Haddad", b"Tesfaye", b"Mbeki")
LATER = (
    b"Name,Date of Birth,Nationality,Alien Number,Detention Facility\n"
    b'"Sanogo, Awa",1994-04-04,Mali,A200100777,Harbour Centre\n'
    b'"Varga, Bintu",1985-07-19,Peru,A200100002,Harbour Centre\n'
    b'"Keita, Moussa",1991-01-09,Mali,A200100778,Harbour Centre\n'
)


def test_the_overview_tells_what_is_next(derived: Desk) -> None:
    page = derived.get("overview")
    assert "N is 8" in page
    assert "Decide 2 open questions" in page
    assert "People without any path" in page
    assert "In custody" in page
    assert "sealed envelope" in page  # the documented path


def test_the_list_is_in_order_and_can_be_narrowed(derived: Desk) -> None:
    page = derived.get("list")
    assert page.index("/affected/2/") < page.index("/affected/1/")
    assert "removal date" in page
    assert "/affected/3/" not in page  # a duplicate
    path = derived.get("list", query="?missing=path")
    assert "/affected/6/" in path
    assert "/affected/1/" not in path
    language = derived.get("list", query="?missing=language")
    assert "/affected/7/" in language
    assert "/affected/2/" not in language
    minors = derived.get("list", query="?cohort=minor")
    assert "/affected/6/" in minors
    assert "/affected/7/" not in minors
    assert derived.get("list", query="?cohort=no&missing=such&page=99")


def test_a_person_is_told_in_words_alone(derived: Desk) -> None:
    page = derived.get("person", 1)
    for one in ("full_name", "alien_number", "facility"):
        assert exposed(leak_row(1, {"fields": {one: ["x"]}}))[0].on_certificate in page
    assert ">3</a>" in page  # the duplicate
    assert "Okoro" not in page
    assert "Harbour" not in page
    shown = derived.post("contact", 1, why="to call").content.decode()
    assert "amadou@example.org" in shown
    assert "Harbour Centre" in shown


def test_linked_people_are_sealed_and_have_a_plan(derived: Desk) -> None:
    for _ in range(2):
        assert derived.post("linked", number=1, relation="sister", name="Okoro, Ife").status_code == 302
    one = LinkedPerson.objects.get(case=derived.row, by_number=1)
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values", digest FROM affected_linkedperson')
        assert b"Ife" not in bytes(cursor.fetchall()[0][0])
    assert "Nobody waits" not in derived.get("linked")
    assert derived.post("plan", one.pk, state="agreed", plan=" ").status_code == 422
    answer = derived.post("plan", one.pk, state="agreed", plan="Call her on Mondays only.")
    assert answer.status_code == 302
    assert "Nobody waits" in derived.get("linked")
    assert "Mondays" not in derived.get("plan", one.pk)
    shown = derived.post("show_linked", one.pk, why="to call").content.decode()
    assert "Okoro, Ife" in shown
    assert "Mondays" in shown
    assert derived.post("linked", number=99, relation="sister").status_code == 422


def test_family_in_own_records_is_linked(desk: Desk) -> None:
    header = ("record", "full_name", "alien_number", "date_of_birth", "family")
    rows = [
        ["r1", "Amadou Okoro", "A200100001", "1980-03-02", "f-1"],
        ["r50", "Ngozi Okoro", "A300000050", "1982-01-02", "f-1"],
    ]
    for _ in range(2):
        desk.give(as_csv(rows, header))
    one = LinkedPerson.objects.get(case=desk.row)
    assert (one.by_number, one.values["name"]) == (1, "Ngozi Okoro")


def later(desk: Desk) -> None:
    given = SimpleUploadedFile("later.csv", LATER)
    assert desk.post("amend", file=given, why="a second sheet was found").status_code == 302
    work_off(desk.row)


def test_people_who_were_found_later_are_added_and_told_in_the_ledger(derived: Desk) -> None:
    before = Roster.objects.get(case=derived.row).root
    later(derived)
    one = Derivation.objects.filter(case=derived.row).first()
    assert one is not None
    assert one.state == "done", one.failure
    assert Amendment.objects.get(case=derived.row).added == 3
    assert ExposedPerson.objects.filter(case=derived.row).count() == 11
    found = [x for x in ConsoleCase.open(derived.row).events() if x.kind is EventKind.EXPOSED_AMENDED]
    roster, fixed = Roster.objects.get(case=derived.row), ExposedList.objects.get(case=derived.row)
    assert found[0].facts == {"root": roster.root, "added": 3, "people_high": 11}
    assert json.loads(found[0].private["detail"])["consistency"]
    assert fixed.root == roster.root != before
    assert fixed.people_high == roster.people == 11
    twice = Standing.objects.get(case=derived.row, number=10)
    assert (twice.terminal, twice.duplicate_of) == ("duplicate_of", 2)  # was one of them already
    assert reconciled(derived.row).found.people == 11
    assert reconciled(derived.row).rows_hold
    page = derived.get("amend")
    assert "a second sheet was found" in page


def test_a_file_without_people_adds_nobody(derived: Desk) -> None:
    given = SimpleUploadedFile("later.csv", b"Team,Visits\nNorth,12\n")
    derived.post("amend", file=given, why="found")
    work_off(derived.row)
    page = derived.get("overview")
    assert "no table of people" in page
    assert ExposedPerson.objects.filter(case=derived.row).count() == 8


def test_records_that_cannot_be_read_are_told_in_one_line(desk: Desk) -> None:
    given = SimpleUploadedFile("records.csv", as_csv([["r1"]], ("something", "else")))
    desk.post("records", file=given, why="to tell them")
    work_off(desk.row)
    page = desk.get("overview")
    assert "no column gives the key of a record" in page
    assert not Standing.objects.exists()


def test_columns_of_other_names_take_a_mapping(desk: Desk) -> None:
    rows = [["r1", "Amadou Okoro", "A200100001"]]
    given = SimpleUploadedFile("records.csv", as_csv(rows, ("Schluessel", "Wer", "Nummer")))
    bad = SimpleUploadedFile("map.toml", b"[columns]\nWer = 'nothing'\n")
    refused = desk.post("records", file=given, mapping=bad, why="to tell them")
    assert refused.status_code == 422
    assert not Derivation.objects.exists()
    told = b'[columns]\nSchluessel = "record"\nWer = "names"\nNummer = "identifiers.alien_number"\n'
    given = SimpleUploadedFile("records.csv", as_csv(rows, ("Schluessel", "Wer", "Nummer")))
    desk.post("records", file=given, mapping=SimpleUploadedFile("map.toml", told), why="to tell them")
    work_off(desk.row)
    assert Derivation.objects.get().state == "done", Derivation.objects.get().failure


def test_what_could_not_be_read_is_told(desk: Desk) -> None:
    header = ("record", "full_name", "alien_number", "date_of_birth")
    rows = [
        ["r1", "Amadou Okoro", "A200100001", "the second of May"],
        ["r2", "Bintu Varga", "A200100002", "1985-07-19"],
    ]
    lenient = SimpleUploadedFile("map.toml", b'[read]\nunreadable = "unknown"\n')
    for mapping in (None, lenient):
        given = SimpleUploadedFile("records.csv", as_csv(rows, header))
        desk.post(
            "records", file=given, why="to tell them", **({} if mapping is None else {"mapping": mapping})
        )
        work_off(desk.row)
        page = desk.get("overview")
        assert "birth in row" in page if mapping is None else "birth in 1 row" in page
        assert "second of May" not in page
        assert Standing.objects.exists() is (mapping is not None)


def test_neither_file_nor_source_is_refused(desk: Desk) -> None:
    assert desk.post("records", why="to tell them").status_code == 422
    assert not Derivation.objects.exists()


def test_without_people_nothing_is_worked_out(desk: Desk) -> None:
    ExposedList.objects.all().delete()
    assert "Nobody is loaded yet" in desk.get("overview")
    desk.post("again")
    assert not Derivation.objects.exists()
    assert "load the people of the leak first" in desk.get("overview")


def test_no_value_stands_in_clear_in_the_database(derived: Desk) -> None:
    derived.post("settle", 8, terminal="deceased", reason="her sister Zora wrote", document="register 12")
    derived.post("linked", number=1, relation="sister", name="Okoro, Ife")
    kept = b"|".join(_kept(model) for model in apps.get_app_config("affected").get_models())
    assert b"deceased" in kept  # a word of a closed list
    told = [b"Harbour", b"Zora", b"register 12", b"sister", b"Ife", b"to tell them", *NAMES]
    told += [cell.encode() for record in own_records() for cell in record[1:] if len(cell) > 3]
    assert [one for one in told if one in kept] == []


def _kept(model: type[Model]) -> bytes:
    """All that stands in a table, as it stands there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")
        cells = [cell for row in cursor.fetchall() for cell in row]
    return b"|".join(
        bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode() for cell in cells
    )
