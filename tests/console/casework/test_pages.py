"""The case's pages: what they show to whom, and what a form does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.console.casework.made import LEAK, URL, Made, a_case, a_site, gone, with_exposure
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.clock import clock_of
from withhold.console.casework.models import Attachment, Task
from withhold.console.jobs.models import Job, Kind
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.roles import Role
from withhold.incident.case.interface import Actor, Event, EventKind, Phase
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.case.state import CaseState

pytestmark = pytest.mark.django_db
PAGES = (
    "",
    "live/",
    "timeline/",
    "places/",
    "takedown/",
    "takedown/live/",
    "deadlines/",
    "notes/",
    "members/",
    "evidence/",
    "evidence/?check=1",
    "sightings/",
    "assess/",
    "jobs/",
    "decide/confirm/",
    "jobs/start/exposure/",
    "jobs/start/trace/",
)


def _seen(made: Made) -> int:
    return len(ConsoleCase.open(made.case.row).events())


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_shown_to_the_lead_and_not_there_for_a_stranger(
    page: str, client: Client, signed_in: SignIn
) -> None:
    made = with_exposure(a_case())
    assert signed_in(client, made.lead).get(made.at + page).status_code == 200
    stranger = a_person(Role.CASE_LEAD, Role.PRIVACY_OFFICER)
    assert signed_in(Client(), stranger).get(made.at + page).status_code == 404


def test_who_told_is_shown_to_those_who_lead_the_case_only(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    by = Actor("Lena Lead", CaseRole.CASE_LEAD)
    facts, private = {"source": "tip"}, {"told_by": "Fiona Finder"}
    made.case.append([Event(EventKind.REPORTED, made.case.clock.now(), by, "again", facts, private)])
    assert "Fiona Finder" in signed_in(client, made.lead).get(made.at).content.decode()
    editor = signed_in(Client(), a_member(made.case.row, Role.EDITOR))
    for page in ("", "live/", "timeline/"):
        assert "Fiona Finder" not in editor.get(made.at + page).content.decode()


def test_hostile_text_is_shown_as_text(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    sent = {"why": "<script>alert(1)</script>", "seen": 1}
    assert signed_in(client, made.lead).post(f"{made.at}notes/add/", sent).status_code == 302
    for page in ("notes/", "timeline/", ""):
        content = client.get(made.at + page).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert" in content


def test_a_case_is_opened_with_its_first_report_and_its_first_member(
    client: Client, signed_in: SignIn
) -> None:
    user = a_person(Role.CASE_LEAD, name="Lena Lead")
    import pyrage

    form = {
        "title": "A list",
        "url": URL,
        "what": "it is public",
        "source": "staff",
        "time_zone": "Europe/Berlin",
        "jurisdictions": ["us-federal"],
        "recipients": str(pyrage.x25519.Identity.generate().to_public()),
        "role": "case_lead",
    }
    answer = signed_in(client, user).post("/cases/open/", form)
    row = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{row.pk}/"
    case = ConsoleCase.open(row)
    assert case.events()[0].private["url"] == URL
    assert case.settings.jurisdictions == ("us-federal",)
    assert list(Membership.objects.values_list("user", "role")) == [(user.pk, "case_lead")]
    assert "office.case_opened" in [entry.kind for entry in office_ledger().entries()]
    assert "A list" in client.get("/cases/").content.decode()


def test_a_case_without_a_usable_key_is_not_opened_and_the_form_is_kept(
    client: Client, signed_in: SignIn
) -> None:
    user = a_person(Role.CASE_LEAD)
    form = {"title": "Kept title", "what": "w", "source": "staff", "time_zone": "UTC", "role": "case_lead"}
    answer = signed_in(client, user).post("/cases/open/", {**form, "recipients": "age1nonsense"})
    assert answer.status_code == 422
    assert "Kept title" in answer.content.decode()
    assert "no public key for age" in answer.content.decode()
    assert Case.objects.count() == 0


def test_confirming_starts_the_takedown_in_the_same_moment(
    client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    made = with_exposure(a_case(a_site(tmp_path)))
    send = {"why": "it is so", "seen": _seen(made)}
    for _ in range(2):  # a double click
        answer = signed_in(client, made.lead).post(f"{made.at}decide/confirm/", send)
        assert answer.status_code == 302
    assert made.case.state().phase is Phase.CONFIRMED
    assert [(job.kind, job.state) for job in Job.objects.all()] == [(Kind.TAKEDOWN, "queued")]


def test_confirming_what_nobody_has_looked_for_looks_first(
    client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    made = a_case(a_site(tmp_path))
    signed_in(client, made.lead).post(f"{made.at}decide/confirm/", {"why": "it is so", "seen": 1})
    job = Job.objects.get()
    assert (job.kind, job.options["urls"], job.options["then_takedown"]) == (Kind.EXPOSURE, [URL], True)


def test_a_job_that_cannot_be_queued_leaves_no_confirmation(
    client: Client, signed_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_job: Job) -> None:
        raise OSError("no room")

    made = with_exposure(a_case(a_site(tmp_path)))
    monkeypatch.setattr("withhold.console.jobs.asking.enqueue", full)
    sent = {"why": "it is so", "seen": _seen(made)}
    with pytest.raises(OSError, match="no room"):
        signed_in(client, made.lead).post(f"{made.at}decide/confirm/", sent)
    assert not Job.objects.exists()
    events = ConsoleCase.open(made.case.row).ledger.entries()
    assert "case.confirmed" not in [entry.kind for entry in events]


def test_who_may_not_decide_is_told_so(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    clerk = a_member(made.case.row, Role.CLERK)
    answer = signed_in(client, clerk).post(f"{made.at}decide/confirm/", {"why": "x", "seen": 1})
    assert answer.status_code == 403
    assert made.case.state().phase is Phase.REPORTED


def test_closing_takes_two_people_and_the_first_is_told_to_wait(client: Client, signed_in: SignIn) -> None:
    made = gone(a_case())
    for clock in [one.rule.id for one in _open_clocks(made)]:
        _settle(signed_in(client, made.lead), made, clock)
    send = {"why": "all is done", "seen": _seen(made)}
    signed_in(client, made.lead).post(f"{made.at}decide/close/", send)
    signed_in(client, made.lead).post(f"{made.at}decide/close/", send)
    assert made.case.state().phase is Phase.GONE
    assert [event.kind for event in made.case.events()].count(EventKind.PROPOSED) == 1
    assert "somebody else has to agree" in client.get(f"{made.at}decide/close/").content.decode()
    other = signed_in(Client(), made.officer)
    assert "Lena Lead proposed this" in other.get(f"{made.at}decide/close/").content.decode()
    other.post(f"{made.at}decide/close/", {"why": "I agree", "seen": _seen(made)})
    assert made.case.state().phase is Phase.CLOSED


def test_closing_too_early_says_what_is_left_and_keeps_the_reason(client: Client, signed_in: SignIn) -> None:
    made = gone(a_case())
    sent = {"why": "my long reason", "seen": _seen(made)}
    answer = signed_in(client, made.lead).post(f"{made.at}decide/close/", sent)
    assert answer.status_code == 422
    assert "deadlines are neither met nor waived" in answer.content.decode()
    assert "my long reason" in answer.content.decode()


def test_a_stale_page_does_nothing_and_shows_what_changed(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    old = _seen(made)
    other = signed_in(Client(), made.officer)
    other.post(f"{made.at}notes/add/", {"why": "It is only a test file", "seen": old})
    sent = {"why": "it is so", "seen": old}
    answer = signed_in(client, made.lead).post(f"{made.at}decide/confirm/", sent)
    assert answer.status_code == 409
    assert "It is only a test file" in answer.content.decode()
    assert f'name="seen" value="{old + 1}"' in answer.content.decode()
    assert made.case.state().phase is Phase.REPORTED
    client.post(f"{made.at}decide/confirm/", {"why": "it is so", "seen": old + 1})
    assert made.case.state().phase is Phase.CONFIRMED


def _open_clocks(made: Made) -> list:  # type: ignore[type-arg]
    from withhold.incident.case.clocks.running import running

    case = made.case
    return [one for one in running(case.settings, case.state(), case.clock.now()) if one.is_open]


def _settle(client: Client, made: Made, clock: str) -> None:
    sent = {"clock": clock, "how": "clock_waived", "why": "not ours", "seen": _seen(made)}
    assert client.post(f"{made.at}deadlines/{clock}/settle/", sent).status_code == 302


def test_a_deadline_is_settled_once(client: Client, signed_in: SignIn) -> None:
    made = gone(a_case())
    clock = _open_clocks(made)[0].rule.id
    _settle(signed_in(client, made.lead), made, clock)
    sent = {"clock": clock, "how": "clock_met", "why": "told", "seen": 0}
    answer = client.post(f"{made.at}deadlines/{clock}/settle/", sent)
    assert "somebody settled this deadline meanwhile" in answer.content.decode()
    assert made.case.state().clocks_settled[clock].kind is EventKind.CLOCK_WAIVED


def test_an_assessment_is_proposed_before_it_is_recorded(client: Client, signed_in: SignIn) -> None:
    made = gone(a_case())
    sent = {
        "jurisdiction": "us-federal",
        "fields_exposed": ["full_name", "passport_number"],
        "encrypted": "no",
        "decision": "",
        "why": "looked",
        "seen": _seen(made),
    }
    answer = signed_in(client, made.lead).post(f"{made.at}assess/", sent)
    assert "Nothing is recorded yet" in answer.content.decode()
    assert not made.case.state().assessments
    assert client.post(f"{made.at}assess/", {**sent, "decision": "notify"}).status_code == 302
    assert made.case.state().assessments["us-federal"].facts["decision"] == "notify"


def test_an_attachment_lies_encrypted_comes_back_whole_and_its_download_is_recorded(
    client: Client, signed_in: SignIn
) -> None:
    made = a_case()
    file = SimpleUploadedFile("../../list\r\n.csv", LEAK * 100_000)
    signed_in(client, made.lead).post(f"{made.at}attachments/add/", {"file": file})
    kept = Attachment.objects.get()
    stored = made.case.work / "attachments" / kept.stored
    assert b"Invented Person" not in stored.read_bytes()
    answer = client.get(f"{made.at}attachments/{kept.pk}/")
    assert b"".join(answer) == LEAK * 100_000
    assert "office.revealed" in [entry.kind for entry in office_ledger().entries()]
    stored.write_bytes(stored.read_bytes()[:-20])
    answer = client.get(f"{made.at}attachments/{kept.pk}/")
    assert "missing or was changed" in answer.content.decode()


def test_the_same_note_and_task_sent_twice_is_kept_once(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    signed_in(client, made.lead)
    for _ in range(2):
        client.post(f"{made.at}notes/add/", {"why": "call the host", "seen": 1})
        client.post(f"{made.at}tasks/add/", {"text": "Call the host", "assignee": made.officer.pk})
    assert [event.kind for event in made.case.events()].count(EventKind.NOTED) == 1
    task = Task.objects.get()
    client.post(f"{made.at}tasks/{task.pk}/done/")
    task.refresh_from_db()
    assert task.done_by == made.lead


def test_members_come_and_go_with_a_reason_and_the_last_lead_stays(client: Client, signed_in: SignIn) -> None:
    made = a_case()
    new = a_person(Role.COUNSEL, name="Carl Counsel")
    signed_in(client, made.lead)
    add = {"email": new.username, "role": "counsel", "why": "we need advice"}
    assert client.post(f"{made.at}members/add/", add).status_code == 302
    assert made.at in signed_in(Client(), new).get("/cases/").content.decode()
    assert "office.member_changed" in [entry.kind for entry in office_ledger().entries()]
    refused = client.post(f"{made.at}members/add/", {**add, "role": "auditor"})
    assert "no active account" in refused.content.decode()
    by_user = {one.user_id: one for one in Membership.objects.all()}
    out = f"{made.at}members/{by_user[made.officer.pk].pk}/remove/"
    assert client.post(out, {"why": "moved on", "seen": 0}).status_code == 302
    last = f"{made.at}members/{by_user[made.lead.pk].pk}/remove/"
    answer = client.post(last, {"why": "bye", "seen": 0})
    assert "nobody would be left" in answer.content.decode()


def test_the_clock_runs_while_public_and_in_doubt_from_the_earliest() -> None:
    told = datetime(2026, 3, 1, 12, tzinfo=UTC)
    since = told - timedelta(days=2)
    state = CaseState(phase=Phase.CONFIRMED, first_told=told, window={"since_earliest": since})
    assert clock_of(state).span(told) == timedelta(days=2)
    assert clock_of(state).runs
    unknown = CaseState(phase=Phase.CONFIRMED, first_told=told)
    assert clock_of(unknown).at_least
    gone_at = told + timedelta(hours=1)
    over = CaseState(phase=Phase.GONE, first_told=told, unreachable_at=gone_at)
    assert clock_of(over).span(told + timedelta(days=9)) == timedelta(hours=1)
    assert not clock_of(over).runs
