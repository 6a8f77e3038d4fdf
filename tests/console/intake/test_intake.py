"""From the door to the on-call and back, and what nobody's report can do by itself."""

import secrets
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.config import Config
from withhold.console.door.parcels import Parcel, opened, sealed
from withhold.console.intake import acting, collecting, looking
from withhold.console.intake.collecting import collect
from withhold.console.intake.door_database import DoorDatabase
from withhold.console.intake.keys import intake_identity, write_door_config
from withhold.console.intake.models import Lead, LeadState, Message, Report, State
from withhold.console.intake.places import same_as
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message as Outgoing
from withhold.console.outbox.models import Setback
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import EventKind, Phase

pytestmark = pytest.mark.django_db
_URL = "https://elsewhere.example.net/leaked.csv"
_NAMES = ("Ximena Quispe", "Amparo Villalba", "Tomas Arce", "Lucia Montero", "Jorge Salinas")
_LIST = "\n".join(
    [
        "full_name,date_of_birth,nationality",
        *(f"{name},1990-02-0{n},Peru" for n, name in enumerate(_NAMES, 1)),
    ]
).encode()
_TABLES = """
CREATE TABLE door_report (id varchar(32) PRIMARY KEY, lookup varchar(64), answers_to varchar(80), day date);
CREATE TABLE door_message (id varchar(32) PRIMARY KEY, report_id varchar(32), from_office bool, day date,
                           sealed blob, collected bool);
"""


class Door:
    """The tables of a door, filled as the door fills them (tests/e2e has the real one)."""

    def __init__(self, config: Config) -> None:
        self.home = write_door_config(config)
        self.to = [str(intake_identity(config).to_public())]
        self.receipt = pyrage.x25519.Identity.generate()
        self.path = self.home / "door.sqlite3"
        self.path.unlink(missing_ok=True)
        self.run(*_TABLES.split(";")[:2])

    def run(self, *statements: str, values: tuple[Any, ...] = ()) -> list[Any]:
        database = sqlite3.connect(self.path)
        try:
            with database:
                found = [database.execute(one, values).fetchall() for one in statements]
        finally:
            database.close()
        return found[-1]

    def report(self, *urls: str, file: bytes = b"", sealed_bytes: bytes | None = None, **said: Any) -> str:
        report = secrets.token_hex(16)
        header = {"kind": "report", "urls": list(urls), "language": "es", "at": _now(), **said}
        day = date(2026, 3, 1).isoformat()
        row = (report, secrets.token_hex(32), str(self.receipt.to_public()), day)
        self.run("INSERT INTO door_report VALUES (?, ?, ?, ?)", values=row)
        self.message(report, report, sealed_bytes or sealed(Parcel(header, file), self.to))
        return report

    def message(self, report: str, number: str, content: bytes) -> None:
        values = (number, report, False, "2026-03-01", content, False)
        self.run("INSERT INTO door_message VALUES (?, ?, ?, ?, ?, ?)", values=values)

    def answers(self) -> list[str]:
        rows = self.run("SELECT sealed FROM door_message WHERE from_office ORDER BY rowid")
        return [str(opened(row[0], self.receipt).header["text"]) for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat()


@pytest.fixture
def door(settings: Any, tmp_path: Path) -> Door:
    """A home of its own for each test, with somebody on call."""
    settings.CONFIG = Config(tmp_path, on_call=("duty@example.org",))
    return Door(settings.CONFIG)


@pytest.fixture
def officer() -> User:
    """Somebody on duty."""
    return a_person(Role.PRIVACY_OFFICER, name="Amparo Villalba")


def _collected(door: Door, *urls: str, **said: Any) -> Report:
    number = door.report(*urls, **said)
    collect()
    return Report.objects.get(door_id=number)


def _kinds() -> list[str]:
    return [recorded.kind for recorded in office_ledger().entries()]


def test_a_report_arrives_once_and_its_ciphertext_leaves_the_door(door: Door) -> None:
    report = _collected(door, _URL, seen="a table of people", contact="c@example.org", about_me=True)
    assert collect() == 0
    assert Report.objects.count() == 1
    assert report.said["seen"] == "a table of people"
    assert [lead.url for lead in report.leads.all()] == [_URL]
    assert door.run("SELECT sealed, collected FROM door_message") == [(b"", 1)]


def test_a_crash_between_the_two_databases_takes_it_in_once(door: Door, monkeypatch: Any) -> None:
    door.report(_URL)
    with monkeypatch.context() as patch:
        patch.setattr(DoorDatabase, "collected", _fails)
        with pytest.raises(PowerLost):
            collect()
    assert collect() == 1
    assert Report.objects.count() == 1
    assert Outgoing.objects.count() == 1


class PowerLost(BaseException):
    """The process ends here: nothing in it catches this."""


def _fails(*_given: Any, **_named: Any) -> None:
    raise PowerLost


def test_a_report_that_fails_stops_no_other_and_what_was_added_to_it_waits(
    door: Door, monkeypatch: Any
) -> None:
    first, second = door.report(_URL), door.report("https://elsewhere.example.org/b.csv")
    parcel = Parcel({"text": "and one more", "at": _now()})
    for report in (first, second):
        door.message(report, secrets.token_hex(16), sealed(parcel, door.to))
    taken = collecting._take_report

    def fails_first(config: Any, message: Any, parcel: Any) -> None:
        if message.report == min(first, second):
            raise ValueError("broken")
        taken(config, message, parcel)

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "_take_report", fails_first)
        assert collect() == 2
    assert [one.door_id for one in Report.objects.all()] == [max(first, second)]
    Setback.objects.update(again=datetime.now(UTC) - timedelta(seconds=1))
    assert collect() == 2
    assert Report.objects.filter(readable=True).count() == 2
    assert [one.text for one in Message.objects.all()] == ["and one more"] * 2


def test_the_alert_holds_neither_the_address_nor_what_was_said(door: Door) -> None:
    _collected(door, _URL, seen="Ximena is on it")
    (alert,) = Outgoing.objects.all()
    assert alert.recipient == "duty@example.org"
    for said in (_URL, "elsewhere", "Ximena"):
        assert said not in alert.subject + alert.body


def test_no_column_of_the_console_holds_in_clear_what_was_said(door: Door) -> None:
    from django.db import connection

    report = _collected(door, _URL, seen="Ximena is on it", contact="xq@example.org")
    acting.answer(report.pk, "gracias Ximena", a_person(Role.CASE_LEAD))
    for model in (Report, Lead, Message):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            row = repr([bytes(one) if isinstance(one, memoryview) else one for one in cursor.fetchall()[0]])
        for said in ("Ximena", "leaked", "xq@", "elsewhere"):
            assert said not in row


def test_what_does_not_open_is_told_and_kept(door: Door) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    report = _collected(door, sealed_bytes=sealed(Parcel({"kind": "report"}), [other]))
    assert not report.readable
    assert len(door.run("SELECT sealed FROM door_message")[0][0]) > 1000
    (alert,) = Outgoing.objects.all()
    assert "does not open" in alert.body


def test_an_addition_joins_its_report_even_if_it_is_read_first(door: Door) -> None:
    number = door.report(_URL)
    more = sealed(Parcel({"kind": "addition", "text": "also here", "at": _now()}), door.to)
    door.message(number, "0" * 32, more)
    collect()
    (report,) = Report.objects.all()
    assert [message.text for message in report.messages.all()] == ["also here"]


def test_an_address_elsewhere_waits_for_a_person(door: Door, officer: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(looking, "HttpFetcher", _fails)
    report = _collected(door, _URL)
    (lead,) = report.leads.all()
    assert lead.state == LeadState.WAITING
    looking.look(lead.pk)  # even if the worker is told to
    with pytest.raises(looking.NotLooked, match="a person has to ask"):
        looking.fetched(settings.CONFIG, lead)
    lead.refresh_from_db()
    assert lead.state == LeadState.WAITING


def test_a_look_that_a_person_asked_for_never_reaches_private_addresses(door: Door, officer: User) -> None:
    report = _collected(door, "http://127.0.0.1:9/list.csv", "http://[::1]/")
    for lead in report.leads.all():
        acting.ask_look(lead.pk, officer)
        looking.look(lead.pk)
        lead.refresh_from_db()
        assert lead.state == LeadState.UNREAD
        assert lead.found["why"]


def test_only_web_addresses_become_leads(door: Door) -> None:
    report = _collected(door, "file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)")
    assert not report.leads.exists()


def test_a_file_that_came_along_is_kept_sealed_and_inspected_on_request(door: Door, officer: User) -> None:
    report = _collected(door, file=_LIST)
    (lead,) = report.leads.all()
    assert b"Ximena" not in collecting.file_of(settings.CONFIG, report).read_bytes()
    acting.ask_look(lead.pk, officer)
    looking.look(lead.pk)
    lead.refresh_from_db()
    assert lead.state == LeadState.LOOKED
    assert lead.found["decision"] in ("review", "withhold")
    assert "Quispe" not in repr(lead.found)


def test_reports_of_the_same_address_are_found_together(door: Door) -> None:
    one, other, third = (_collected(door, url) for url in (_URL, _URL, _URL + "?x"))
    same = [report.leads.get().same for report in (one, other, third)]
    assert same[0] == same[1] != same[2]
    assert same[0] == same_as(_URL.encode())


def test_being_seen_is_recorded_and_told_once_in_the_reporters_language(door: Door, officer: User) -> None:
    report = _collected(door, _URL)
    acting.see(report.pk, officer)
    acting.see(report.pk, officer)
    collect()
    collect()
    assert door.answers() == ["Una persona ha visto su aviso. Gracias."]
    assert _kinds().count("office.report_seen") == 1


def test_an_answer_reaches_whoever_has_the_receipt_and_is_recorded(door: Door, officer: User) -> None:
    report = _collected(door, _URL)
    acting.answer(report.pk, "thank you", officer)
    acting.answer(report.pk, "thank you", officer)  # a double click
    collect()
    assert door.answers() == ["thank you"]
    assert _kinds().count("office.report_answered") == 1
    with pytest.raises(acting.NotPossible):
        acting.answer(_unreadable(door).pk, "x", officer)


def _unreadable(door: Door) -> Report:
    other = str(pyrage.x25519.Identity.generate().to_public())
    return _collected(door, sealed_bytes=sealed(Parcel({"kind": "report"}), [other]))


def test_an_answer_is_handed_over_once_after_a_crash(door: Door, officer: User, monkeypatch: Any) -> None:
    report = _collected(door, _URL)
    acting.answer(report.pk, "thank you", officer)
    collect()
    Message.objects.update(delivered=None)  # as if the console had died before it knew
    collect()
    assert door.answers() == ["thank you"]


def test_a_case_from_a_report_is_only_reported_and_nothing_can_be_taken_down(
    door: Door, officer: User
) -> None:
    from withhold.incident.case.interface import MACHINE, CaseError, Event

    report = _collected(door, _URL, seen="a table")
    case = acting.open_case(report.pk, "A list", "America/New_York", "looks real", officer)
    assert acting.open_case(report.pk, "Again", "UTC", "double click", officer) == case
    opened_case = ConsoleCase.open(case)
    assert [event.kind for event in opened_case.events()] == [EventKind.REPORTED]
    assert opened_case.events()[0].private["url"] == _URL
    assert opened_case.state().phase is Phase.REPORTED
    for kind in (EventKind.TAKEDOWN_PLANNED, EventKind.CONFIRMED, EventKind.STEP_BEGUN):
        with pytest.raises(CaseError):
            opened_case.append([Event(kind, datetime.now(UTC), MACHINE, "a tip", _facts(kind))])


def _facts(kind: EventKind) -> dict[str, Any]:
    if kind is EventKind.TAKEDOWN_PLANNED:
        return {"plan": "0" * 64, "steps": 1}
    return {"step": "0" * 64, "action": "remove"} if kind is EventKind.STEP_BEGUN else {}


def test_a_report_is_attached_to_a_case_that_one_acts_in_only(
    door: Door, officer: User, client: Client, signed_in: SignIn
) -> None:
    first, second = _collected(door, _URL), _collected(door, _URL)
    mine = acting.open_case(first.pk, "A list", "UTC", "looks real", officer)
    stranger = a_person(Role.CASE_LEAD)
    signed_in(client, stranger)
    data = {"case": mine.pk, "attach_why": "the same list"}
    assert client.post(f"/reports/{second.pk}/attach/", data).status_code == 422
    signed_in(client, officer)
    assert client.post(f"/reports/{second.pk}/attach/", data).status_code == 302
    second.refresh_from_db()
    assert second.case == mine
    assert len(ConsoleCase.open(mine).events()) == 2


def test_who_reported_is_told_when_the_cases_records_say_gone(
    door: Door, officer: User, monkeypatch: Any
) -> None:
    report = _collected(door, _URL)
    case = acting.open_case(report.pk, "A list", "UTC", "looks real", officer)
    Case.objects.filter(pk=case.pk).update(phase="gone")  # a list's column decides nothing
    collect()
    assert door.answers() == []
    state = ConsoleCase.state

    def gone(self: ConsoleCase) -> Any:
        return replace(state(self), phase=Phase.GONE)

    monkeypatch.setattr(ConsoleCase, "state", gone)
    collect()
    collect()
    collect()
    assert len(door.answers()) == 1
    assert "ya no es público" in door.answers()[0]


def test_a_look_that_was_broken_off_is_not_left_waiting(door: Door, officer: User) -> None:
    (lead,) = _collected(door, _URL).leads.all()
    acting.ask_look(lead.pk, officer)
    Lead.objects.update(asked_at=datetime(2026, 1, 1, tzinfo=UTC))
    collect()
    lead.refresh_from_db()
    assert lead.state == LeadState.UNREAD


def test_what_was_said_goes_with_the_data_of_its_case(door: Door, officer: User) -> None:
    report = _collected(door, _URL, seen="a table", file=_LIST)
    case = acting.open_case(report.pk, "A list", "UTC", "looks real", officer)
    collect()
    Case.objects.filter(pk=case.pk).update(destroyed_at=datetime.now(UTC))
    collect()
    report.refresh_from_db()
    assert report.said == {}
    assert not report.leads.exists()
    assert not report.messages.exists()
    assert not collecting.file_of(settings.CONFIG, report).exists()


def test_a_broken_site_file_keeps_no_report_from_arriving(door: Door, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[")
    settings.CONFIG = replace(settings.CONFIG, sites=(tmp_path / "site.toml",))
    (lead,) = _collected(door, _URL).leads.all()
    assert lead.state == LeadState.WAITING


def test_the_pages_show_and_do(door: Door, officer: User, client: Client, signed_in: SignIn) -> None:
    report = _collected(door, _URL, seen="<script>alert(1)</script>")
    signed_in(client, officer)
    assert f"Report {report.pk}" in client.get("/reports/").content.decode()
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "sees that this organisation" in page
    assert client.get(f"/reports/{report.pk}/leads/").status_code == 200
    assert client.post(f"/reports/{report.pk}/seen/").status_code == 302
    assert client.post(f"/reports/{report.pk}/answer/", {"text": "hello"}).status_code == 302
    assert client.post(f"/reports/{report.pk}/answer/", {"text": ""}).status_code == 422
    opening = {"title": "A list", "time_zone": "Nowhere", "why": "x"}
    assert client.post(f"/reports/{report.pk}/case/", opening).status_code == 422
    assert client.post(f"/reports/{report.pk}/dismiss/", {"reason": "a test page"}).status_code == 302
    report.refresh_from_db()
    assert report.state == State.DISMISSED
    page = client.get("/reports/?state=dismissed").content.decode()
    assert f"Report {report.pk}" in page
    assert client.get("/reports/?state=nonsense").status_code == 404
    assert client.get("/reports/999999/").status_code == 404


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.CASE_LEAD, Role.PRIVACY_OFFICER)]
)
def test_nobody_else_sees_reports(role: Role, client: Client, signed_in: SignIn, door: Door) -> None:
    report = _collected(door, _URL)
    signed_in(client, a_person(role))
    assert client.get("/reports/").status_code == 403
    assert client.get(f"/reports/{report.pk}/").status_code == 403
    assert client.post(f"/reports/{report.pk}/seen/").status_code == 403


def test_the_title_of_a_case_is_shown_to_its_members_only(
    door: Door, officer: User, client: Client, signed_in: SignIn
) -> None:
    report = _collected(door, _URL)
    case = acting.open_case(report.pk, "Quite a secret title", "UTC", "looks real", officer)
    signed_in(client, a_person(Role.CASE_LEAD))
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "Quite a secret" not in page
    assert case.pk not in page
    signed_in(client, a_member(case, Role.CASE_LEAD))
    assert "Quite a secret" in client.get(f"/reports/{report.pk}/").content.decode()


def test_the_intake_key_is_its_owners_and_only_its_public_half_is_at_the_door(door: Door) -> None:
    config: Config = settings.CONFIG
    key = config.path("keys") / "intake"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in (door.home / "door.toml").read_text()
    assert str(intake_identity(config).to_public()) in (door.home / "door.toml").read_text()
    before = (door.home / "door.toml").read_bytes()
    write_door_config(config)
    assert (door.home / "door.toml").read_bytes() == before
