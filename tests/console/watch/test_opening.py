"""The case that a sweep opens: by the machine, bounded, with evidence, not doubled, taken down by nobody."""

import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection

from tests.console.desk.making import CLAIMS, STAFF
from tests.console.watch.making import CALM, LIST, START, a_crawler, a_watched_site
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.intake.keys import intake_identity
from withhold.console.jobs.models import Job
from withhold.console.outbox.models import Message
from withhold.console.watch.evidence import fetch_missing
from withhold.console.watch.forgetting import forget_destroyed
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.console.watch.opening import open_for
from withhold.console.watch.sweeping import sweep_piece
from withhold.fetching.interface import Answer, Peer, Request
from withhold.incident.case.exposure_file import load
from withhold.incident.case.interface import Actor, Event, EventKind, Phase, Role
from withhold.incident.preservation.interface import PreservationError

pytestmark = pytest.mark.django_db(transaction=True)
State = PublicDocument.State
ELSEWHERE = f"{START}archive/2019/list.csv"


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> WatchedSite:
    return a_watched_site(tmp_path, settings)


def of(case: ConsoleCase, kind: EventKind) -> list[Event]:
    return [one for one in case.events() if one.kind is kind]


class Standing:
    """A fetcher of a site on which these bytes stand everywhere."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def fetch(self, request: Request) -> Answer:
        now = datetime.now(UTC)
        headers = (("Content-Type", "text/csv"), ("Content-Length", str(len(self._content))))
        return Answer(request.url, 200, headers, self._content, True, Peer("127.0.0.1", 9), now, now)


def found(site: WatchedSite, pages: dict[str, bytes]) -> ConsoleCase:
    """The one case of a site on which these appear after a first sweep."""
    crawler = a_crawler({f"{START}a.csv": CALM})
    assert sweep_piece(site, crawler)
    crawler.pages |= pages
    assert sweep_piece(site, crawler)
    return ConsoleCase.open(Case.objects.get())


def test_the_machine_reports_it_with_what_it_is_where_and_since_when(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    document = PublicDocument.objects.get()
    [report] = of(case, EventKind.REPORTED)
    assert (report.by.role, report.facts["source"], report.private["url"]) == (Role.MACHINE, "sweep", LIST)
    state = case.state()
    assert state.documents == {document.sha256: len(CLAIMS)}
    assert state.places[LIST].held == "same_bytes"
    assert state.window["since_earliest"] == document.before
    assert state.window["since_latest"] == document.first_seen
    exposure = load(case.work)
    assert exposure is not None
    assert [one.url for one in exposure.places] == [LIST]


def test_what_was_fetched_is_sealed_to_the_office_and_recorded(site: WatchedSite, settings: Any) -> None:
    case = found(site, {LIST: CLAIMS})
    [preserved] = of(case, EventKind.PRESERVED)
    path = case.evidence / f"{preserved.facts['sealed_sha256']}.age"
    packed = pyrage.decrypt(path.read_bytes(), [intake_identity(settings.CONFIG)])
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        member = tar.extractfile("content")
        manifest = tar.extractfile("manifest.json")
        assert member is not None
        assert manifest is not None
        assert member.read() == CLAIMS
        assert json.load(manifest)["of"] == LIST
    assert PublicDocument.objects.get().evidence
    assert path.stat().st_mode & 0o077 == 0


def test_it_takes_less_than_ten_seconds_from_the_fetch_to_the_alert(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    document = PublicDocument.objects.get()
    alert = Message.objects.get(kind="sweep_found")
    [preserved] = of(case, EventKind.PRESERVED)
    assert document.fetched <= alert.created
    assert preserved.recorded is not None
    assert (max(preserved.recorded, alert.created) - document.fetched).total_seconds() < 10
    assert LIST not in alert.body


def test_nothing_is_taken_down_before_a_person_says_so(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    assert case.state().phase is Phase.REPORTED
    assert not Job.objects.exists()


def test_everybody_who_could_lead_is_in_it(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    assert [(one.user, one.role) for one in case.row.members.all()] == [(site.added_by, "privacy_officer")]


def test_the_same_bytes_at_a_second_address_join_the_case(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS, ELSEWHERE: CLAIMS})
    assert set(case.state().places) == {LIST, ELSEWHERE}
    assert {one.case_id for one in PublicDocument.objects.all()} == {case.row.pk}
    exposure = load(case.work)
    assert exposure is not None
    assert {one.url for one in exposure.places} == {LIST, ELSEWHERE}
    assert len(of(case, EventKind.PRESERVED)) == 2


def test_a_case_that_people_opened_for_the_same_bytes_takes_it_in(
    site: WatchedSite, tmp_path: Path, settings: Any
) -> None:
    case = found(site, {LIST: CLAIMS})
    PublicDocument.objects.all().delete()  # as if people had opened it: the watch knows nothing of it
    other = a_watched_site(tmp_path, settings, start="http://www.example.org/other/")
    assert sweep_piece(other, a_crawler({"http://www.example.org/other/x.csv": CLAIMS}))
    assert Case.objects.get() == case.row
    assert len(ConsoleCase.open(case.row).state().places) == 2


def test_a_document_that_comes_back_after_the_end_opens_its_case_again(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    by, now = Actor("Otto Officer", Role.PRIVACY_OFFICER), datetime.now(UTC)
    case.append([Event(EventKind.CONFIRMED, now, by, "it is so")])
    gone = {"round": 1, "gone": 1, "still": 0, "unsure": 0}
    case.append([Event(EventKind.ROUND_LOOKED, now, by, "looked", gone)])
    case.append([Event(EventKind.UNREACHABLE, now, by, "looked", {"round": 1})])
    crawler = a_crawler({})
    crawler.known[LIST] = (PublicDocument.objects.get().sha256, now)
    assert sweep_piece(site, crawler)
    assert PublicDocument.objects.get().gone_at is not None
    crawler.pages[LIST] = CLAIMS
    assert sweep_piece(site, crawler)
    again = ConsoleCase.open(Case.objects.get())
    assert len(of(again, EventKind.REAPPEARED)) == 1
    assert again.state().phase is Phase.CONFIRMED
    assert PublicDocument.objects.get().state == State.CASE


def test_what_people_dismissed_is_not_asked_again_there_but_elsewhere(site: WatchedSite) -> None:
    case = found(site, {LIST: CLAIMS})
    by = Actor("Otto Officer", Role.PRIVACY_OFFICER)
    case.append([Event(EventKind.DISMISSED, datetime.now(UTC), by, "invented people")])
    crawler = a_crawler({})
    crawler.known[LIST] = (PublicDocument.objects.get().sha256, datetime.now(UTC))
    assert sweep_piece(site, crawler)
    crawler.pages[LIST] = CLAIMS
    assert sweep_piece(site, crawler)
    assert Case.objects.count() == 1
    crawler.pages[ELSEWHERE] = CLAIMS
    assert sweep_piece(site, crawler)
    assert Case.objects.count() == 2


def test_evidence_that_could_not_be_sealed_is_told_and_fetched_again(
    site: WatchedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise PreservationError("no room is left")

    monkeypatch.setattr("withhold.console.watch.evidence.seal", full)
    case = found(site, {LIST: CLAIMS})
    assert len(of(case, EventKind.PRESERVATION_FAILED)) == 1
    assert not PublicDocument.objects.get().evidence
    assert fetch_missing() == 1  # nobody answers at the address now: that is recorded too
    assert PublicDocument.objects.get().evidence
    assert len(of(ConsoleCase.open(case.row), EventKind.PRESERVATION_FAILED)) == 2


@pytest.mark.parametrize(("stands", "told"), [(CLAIMS, 1), (CALM, 2)])
def test_what_is_fetched_later_is_compared_with_what_was_found(
    site: WatchedSite, monkeypatch: pytest.MonkeyPatch, stands: bytes, told: int
) -> None:
    def full(*_: Any) -> None:
        raise PreservationError("no room is left")

    with monkeypatch.context() as patched:
        patched.setattr("withhold.console.watch.evidence.seal", full)
        case = found(site, {LIST: CLAIMS})
    monkeypatch.setattr("withhold.console.watch.evidence.reaching", lambda _: Standing(stands))
    assert fetch_missing() == 1
    case = ConsoleCase.open(case.row)
    assert len(of(case, EventKind.PRESERVED)) == 1
    failed = of(case, EventKind.PRESERVATION_FAILED)
    assert len(failed) == told
    assert (failed[-1].facts["reason"] == "changed") == (told == 2)


def test_the_same_bytes_on_two_sites_at_once_open_one_case(
    site: WatchedSite, tmp_path: Path, settings: Any
) -> None:
    other = a_watched_site(tmp_path, settings)
    for one in (site, other):
        assert sweep_piece(one, a_crawler({LIST: STAFF}))
    documents = list(PublicDocument.objects.values_list("pk", flat=True))
    assert len(documents) == 2

    def opened(document: str) -> bool:
        try:
            return open_for(document, by=site.added_by).new
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(opened, documents)) == [False, True]
    assert Case.objects.count() == 1


def test_a_person_opens_the_case_of_what_only_waited(site: WatchedSite) -> None:
    assert sweep_piece(site, a_crawler({LIST: STAFF}))
    document = PublicDocument.objects.get()
    assert document.case is None
    assert open_for(document.pk, by=site.added_by).new
    assert not open_for(document.pk, by=site.added_by).new
    assert Case.objects.count() == 1


def test_what_was_found_goes_with_the_data_of_its_case(site: WatchedSite) -> None:
    found(site, {LIST: CLAIMS})
    Case.objects.update(destroyed_at=datetime.now(UTC), phase="closed")
    assert forget_destroyed() == 1
    document = PublicDocument.objects.get()
    assert (document.url, document.verdict) == ("", None)
    assert forget_destroyed() == 0
