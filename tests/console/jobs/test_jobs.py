"""Long work: asked for once, done once, told as it is when the worker dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.console.casework.made import LEAK, URL, Made, a_case, a_site, gone, with_exposure
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase, forget_known
from withhold.console.casework.deciding import close, confirm
from withhold.console.casework.working import alone
from withhold.console.jobs import interrupted, running
from withhold.console.jobs.asking import ask, start_again, stop_watching
from withhold.console.jobs.models import Job, Kind, State
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import CaseError, EventKind, Phase


def _work_off() -> None:
    """What the worker does until nothing is ready."""
    call_command("db_worker", batch=True, interval=0.01, startup_delay=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_takedown_runs_and_what_nobody_could_look_at_is_not_called_gone(tmp_path: Path) -> None:
    made = with_exposure(a_case(a_site(tmp_path)))
    with alone(made.case.row) as case:
        confirm(case, made.lead, "it is so")
    _work_off()
    job = Job.objects.get()
    assert (job.state, job.complete, job.tries) == (State.DONE, False, 1)
    assert job.summary.startswith("not verified")
    assert not (tmp_path / "public/list.csv").exists()
    state = ConsoleCase.open(made.case.row).state()
    assert set(state.steps.values()) == {EventKind.STEP_DONE}
    assert state.phase is Phase.CONFIRMED


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_down_in_error_is_put_back_by_two(
    tmp_path: Path, client: Client, signed_in: SignIn
) -> None:
    made = with_exposure(a_case(a_site(tmp_path)))
    with alone(made.case.row) as case:
        confirm(case, made.lead, "it is so")
    _work_off()
    step = next(iter(ConsoleCase.open(made.case.row).state().steps))
    page = f"{made.at}takedown/{step}/restore/"
    signed_in(client, made.lead)
    seen = len(ConsoleCase.open(made.case.row).events())
    for _ in range(2):
        assert client.post(page, {"why": "wrong file", "seen": seen}).status_code == 302
    assert not Job.objects.filter(kind=Kind.RESTORE).exists()
    assert "Put it back" in client.get(f"{made.at}takedown/").content.decode()
    seen = len(ConsoleCase.open(made.case.row).events())
    signed_in(client, made.officer).post(page, {"why": "I agree", "seen": seen})
    _work_off()
    assert Job.objects.get(kind=Kind.RESTORE).complete
    assert (tmp_path / "public/list.csv").read_bytes() == LEAK
    assert ConsoleCase.open(made.case.row).state().steps[step] is EventKind.RESTORED


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_the_program_fails_the_job_without_telling_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Invented Person")

    made = with_exposure(a_case())
    monkeypatch.setattr("withhold.console.jobs.work.do", broken)
    job = ask(made.case.row, made.lead, Kind.PRESERVE, "now")
    _work_off()
    job.refresh_from_db()
    assert (job.state, job.complete) == (State.FAILED, False)
    assert "Invented Person" not in job.summary
    assert start_again(job)
    assert not start_again(job)


@pytest.mark.django_db
def test_a_killed_worker_leaves_an_interrupted_job_and_a_takedown_goes_on_by_itself() -> None:
    made = with_exposure(a_case())
    takedown = ask(made.case.row, made.lead, Kind.TAKEDOWN, "now")
    preserve = ask(made.case.row, made.lead, Kind.PRESERVE, "now")
    silent = timezone.now() - timedelta(seconds=1)
    Job.objects.update(state=State.RUNNING, holder="gone", lease=silent, tries=1)
    assert interrupted.sweep() == 2
    takedown.refresh_from_db()
    preserve.refresh_from_db()
    assert (takedown.state, preserve.state) == (State.QUEUED, State.INTERRUPTED)
    Job.objects.filter(pk=takedown.pk).update(state=State.RUNNING, lease=silent, tries=3)
    assert interrupted.sweep() == 1
    takedown.refresh_from_db()
    assert takedown.state == State.INTERRUPTED


@pytest.mark.django_db
def test_a_living_worker_is_left_alone_and_a_second_one_does_not_take_its_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = with_exposure(a_case())
    job = ask(made.case.row, made.lead, Kind.TAKEDOWN, "now")
    Job.objects.update(state=State.RUNNING, holder="alive", lease=timezone.now() + running.LEASE)
    assert interrupted.sweep() == 0
    monkeypatch.setattr("withhold.console.jobs.work.do", lambda *_: pytest.fail("done twice"))
    running.run(job.pk)
    job.refresh_from_db()
    assert job.holder == "alive"


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_takedown_of_a_case() -> None:
    made = a_case()
    job = ask(made.case.row, made.lead, Kind.TAKEDOWN, "now")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(case=made.case.row, kind=Kind.WATCH, lane=job.lane, asked_by=made.lead, why="x")
    with pytest.raises(CaseError, match="is going on"):
        ask(made.case.row, made.lead, Kind.WATCH, "watch")


@pytest.mark.django_db
def test_an_auditor_asks_for_nothing() -> None:
    made = a_case()
    auditor = a_member(made.case.row, Role.AUDITOR)
    with pytest.raises(CaseError):
        ask(made.case.row, auditor, Kind.TAKEDOWN, "now")
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_watch_waits_for_its_next_look_until_a_person_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from withhold.console.jobs.interface import Ended

    made = with_exposure(a_case())
    monkeypatch.setattr("withhold.console.jobs.work.do", lambda *_: Ended(False, "gone", again=60.0))
    job = ask(made.case.row, made.lead, Kind.WATCH, "watch")
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.summary) == (State.QUEUED, "gone")
    assert stop_watching(made.case.row)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE


@pytest.mark.django_db
def test_work_is_asked_for_on_its_page_and_what_is_missing_is_said_at_once(
    client: Client, signed_in: SignIn
) -> None:
    made = a_case()
    signed_in(client, made.lead)
    answer = client.post(f"{made.at}jobs/start/takedown/", {"why": "now"})
    assert answer.status_code == 422
    assert "before a person confirms" in answer.content.decode()
    answer = client.post(f"{made.at}jobs/start/exposure/", {"why": "look", "urls": f"{URL}\nftp://x/"})
    assert "no plain http" in answer.content.decode()
    answer = client.post(f"{made.at}jobs/start/exposure/", {"why": "look", "urls": URL})
    job = Job.objects.get()
    assert answer.headers["Location"] == f"{made.at}jobs/{job.pk}/"
    for page in ("jobs/", f"jobs/{job.pk}/", f"jobs/{job.pk}/live/"):
        assert "Waiting for the worker" in client.get(made.at + page).content.decode()


@pytest.mark.django_db
def test_no_path_of_this_server_is_read_as_a_log(client: Client, signed_in: SignIn) -> None:
    made = with_exposure(a_case())
    sent = {"why": "who", "paths": "/etc/passwd"}
    answer = signed_in(client, made.lead).post(f"{made.at}jobs/start/trace/", sent)
    assert answer.status_code == 422
    assert not Job.objects.exists()


@pytest.mark.parametrize("days", [30, None], ids=["since a month", "nobody knows since when"])
@pytest.mark.django_db(transaction=True)
def test_an_uploaded_log_is_read_and_its_bounds_come_into_the_case(
    days: int | None, client: Client, signed_in: SignIn, tmp_path: Path
) -> None:
    since = None if days is None else timezone.now() - timedelta(days=days)
    made = with_exposure(a_case(a_site(tmp_path)), since=since)
    at = (timezone.now() - timedelta(days=1)).strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = f'203.0.113.7 - - [{at}] "GET /list.csv HTTP/1.1" 200 {len(LEAK)} "-" "Mozilla/5.0"\n'
    log = SimpleUploadedFile("access.log", line.encode())
    answer = signed_in(client, made.lead).post(
        f"{made.at}jobs/start/trace/", {"why": "who has it", "logs": log}
    )
    assert answer.status_code == 302, answer.content.decode()
    _work_off()
    job = Job.objects.get()
    assert "at least 1, at most 1 networks" in job.summary, job.summary
    traced = [event for event in made.case.events() if event.kind is EventKind.TRACED]
    assert [(event.facts["lines"], event.by.name) for event in traced] == [(1, "Lena Lead")]
    assert "203.0.113.7" not in job.summary


@pytest.mark.django_db(transaction=True)
def test_twenty_people_confirm_at_once_and_there_is_one_confirmation_and_one_job(tmp_path: Path) -> None:
    made = with_exposure(a_case(a_site(tmp_path)))
    people = [a_member(made.case.row, Role.CASE_LEAD, f"Lead {name}") for name in _NAMES]

    def go(user: User) -> None:
        with alone(Case.objects.get(pk=made.case.row.pk)) as case:
            confirm(case, user, "it is so")

    assert _at_once(go, people) == []
    forget_known()
    events = ConsoleCase.open(made.case.row).events()
    assert [event.kind for event in events].count(EventKind.CONFIRMED) == 1
    assert Job.objects.filter(kind=Kind.TAKEDOWN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_people_close_at_once_and_two_different_ones_did_it() -> None:
    made = _settled(gone(a_case()))
    people = [a_member(made.case.row, Role.CASE_LEAD, f"Lead {name}") for name in _NAMES]

    def go(user: User) -> None:
        with alone(Case.objects.get(pk=made.case.row.pk)) as case:
            close(case, user, "all is done")

    refused = _at_once(go, people)
    forget_known()
    events = ConsoleCase.open(made.case.row).events()
    kinds = [event.kind for event in events]
    assert (kinds.count(EventKind.PROPOSED), kinds.count(EventKind.CLOSED)) == (1, 1)
    by = {event.by.name for event in events if event.kind in (EventKind.PROPOSED, EventKind.CLOSED)}
    assert len(by) == 2
    assert len(refused) == 18


_NAMES = "abcdefghijklmnopqrst"


def _settled(made: Made) -> Made:
    from withhold.incident.case.clocks.running import running as clocks
    from withhold.incident.case.interface import Actor, Event
    from withhold.incident.case.interface import Role as CaseRole

    case, by = made.case, Actor("Lena Lead", CaseRole.CASE_LEAD)
    for one in clocks(case.settings, case.state(), case.clock.now()):
        if one.is_open:
            fact = {"clock": one.rule.id}
            case.append([Event(EventKind.CLOCK_WAIVED, case.clock.now(), by, "not ours", fact)])
    return made


def _at_once(go, people: list[User]) -> list[str]:  # type: ignore[no-untyped-def]
    """Everybody does it at the same time; what those were told who could not."""

    def one(user: User) -> str:
        try:
            go(user)
        except WithholdError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(people)) as pool:
        return [told for told in pool.map(one, people) if told]
