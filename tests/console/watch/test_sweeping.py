"""The duty: every site in its turn, what is found opens a case, what breaks off goes on."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.console.desk.making import CLAIMS
from tests.console.watch.making import (
    CALM,
    LIST,
    NAMED,
    START,
    Crawler,
    a_crawler,
    a_watched_site,
    another_list,
)
from withhold.console.cases.models import Case
from withhold.console.outbox.models import Message, Setback
from withhold.console.watch.forgetting import forget_old
from withhold.console.watch.models import PublicDocument, Sweep, Unread, WatchedSite
from withhold.console.watch.piece import piece_of
from withhold.console.watch.sweeping import MOST_OPENED, due, sweep_now, sweep_piece, watch_round

pytestmark = pytest.mark.django_db(transaction=True)
State = PublicDocument.State


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> WatchedSite:
    return a_watched_site(tmp_path, settings)


def swept(site: WatchedSite, crawler: Crawler) -> Sweep:
    """One whole sweep."""
    assert sweep_piece(WatchedSite.objects.get(pk=site.pk), crawler)
    return Sweep.objects.filter(site=site).latest("pk")


def test_a_first_sweep_tells_what_is_public_already(site: WatchedSite) -> None:
    sweep = swept(site, a_crawler({LIST: CLAIMS, f"{START}a.csv": CALM, f"{START}b.csv": NAMED}))
    assert (sweep.baseline, sweep.complete, sweep.seen, sweep.judged) == (True, True, 3, 3)
    assert (sweep.withheld, sweep.review, sweep.cases) == (1, 1, 1)
    worst, other = PublicDocument.objects.all()
    assert (worst.url, worst.decision, worst.state, worst.baseline) == (LIST, "withhold", State.CASE, True)
    assert (other.decision, other.state, other.case) == ("review", State.WAITING, None)
    assert worst.harm > other.harm


def test_the_next_sweep_doubles_nothing_and_a_list_that_appears_has_bounds(site: WatchedSite) -> None:
    crawler = a_crawler({f"{START}a.csv": CALM})
    first = swept(site, crawler)
    crawler.pages[LIST] = CLAIMS
    second, third = swept(site, crawler), swept(site, crawler)
    assert (first.cases, second.cases, third.cases, third.judged) == (0, 1, 0, 0)
    document = PublicDocument.objects.get()
    assert not document.baseline
    assert document.before is not None
    assert first.started <= document.before < document.first_seen
    assert Case.objects.count() == 1


def test_a_site_is_due_after_its_interval_and_when_somebody_asks(site: WatchedSite) -> None:
    assert due() == [site]
    assert watch_round(lambda one: sweep_piece(one, a_crawler({}))) == 1
    assert due() == []
    WatchedSite.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert due() == [site]
    swept(site, a_crawler({}))
    sweep_now(site)
    assert due() == [site]
    WatchedSite.objects.update(paused=True)
    assert due() == []


def test_a_great_site_gives_way_and_goes_on_where_it_was(site: WatchedSite) -> None:
    crawler = a_crawler({f"{START}{number}.csv": CALM for number in range(3)})
    assert not sweep_piece(site, crawler, seconds=0)
    assert due() == [site]
    assert not sweep_piece(site, crawler, seconds=0)
    sweep = swept(site, crawler)
    assert (Sweep.objects.count(), sweep.complete) == (1, True)
    assert sweep.seen >= 3


def test_a_sweep_whose_worker_died_is_taken_up_and_forgets_no_case(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: CLAIMS, f"{START}a.csv": CALM})
    crawler.dies_after = 1
    with pytest.raises(MemoryError):
        sweep_piece(site, crawler)
    assert Sweep.objects.get().ended is None
    crawler.dies_after = 100
    sweep = swept(site, crawler)
    assert Sweep.objects.count() == 1
    assert sweep.complete
    assert PublicDocument.objects.get().case is not None


def test_a_row_without_its_case_gets_it_with_the_next_piece(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: CLAIMS})
    swept(site, crawler)
    document = PublicDocument.objects.get()
    Case.objects.update(phase="dismissed")  # as if it had never been: the row alone is left
    PublicDocument.objects.update(state=State.WAITING, case=None)
    swept(site, crawler)
    document.refresh_from_db()
    assert document.state == State.CASE


def test_a_site_that_cannot_be_swept_is_told_once(site: WatchedSite) -> None:
    crawler = Crawler(broken="the site does not answer")
    for _ in range(3):
        assert not swept(site, crawler).complete
    assert Sweep.objects.latest("pk").why == "the site does not answer"
    assert Message.objects.filter(kind="sweep_found").count() == 1


def test_what_could_not_be_read_is_kept_until_it_could(site: WatchedSite) -> None:
    crawler = Crawler(unread={LIST: "the server answered 500"})
    assert swept(site, crawler).unread == 1
    assert Unread.objects.get().reason == "the server answered 500"
    swept(site, crawler)
    assert Unread.objects.count() == 1
    crawler.unread, crawler.pages = {}, {LIST: CALM}
    swept(site, crawler)
    assert not Unread.objects.exists()


def test_what_goes_is_gone_and_what_comes_back_is_judged_anew(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: NAMED})
    swept(site, crawler)
    del crawler.pages[LIST]
    assert swept(site, crawler).gone == 1
    document = PublicDocument.objects.get()
    assert (document.state, document.gone_at is None) == (State.GONE, False)
    crawler.pages[LIST] = NAMED
    swept(site, crawler)
    document.refresh_from_db()
    assert (document.state, document.gone_at) == (State.WAITING, None)


def test_other_bytes_at_an_address_take_the_place_of_what_waited(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: NAMED})
    swept(site, crawler)
    crawler.pages[LIST] = CALM
    swept(site, crawler)
    assert PublicDocument.objects.get().state == State.GONE


def test_hundreds_of_old_documents_do_not_open_hundreds_of_cases(site: WatchedSite) -> None:
    pages = {f"{START}{number}.csv": another_list(number) for number in range(MOST_OPENED + 2)}
    crawler = a_crawler(pages)
    sweep = swept(site, crawler)
    assert (sweep.withheld, sweep.cases, sweep.left) == (MOST_OPENED + 2, MOST_OPENED, 2)
    assert PublicDocument.objects.filter(state=State.WAITING, left=True).count() == 2
    bodies = [one.body for one in Message.objects.filter(kind="sweep_found")]
    assert sum("more documents" in body for body in bodies) == 1
    assert swept(site, crawler).cases == 0


def test_nobody_who_could_lead_is_told_and_mended_later(site: WatchedSite) -> None:
    site.added_by.roles = []
    site.added_by.save()
    crawler = a_crawler({LIST: CLAIMS})
    assert "a case could not be opened" in swept(site, crawler).why
    assert any("no case" in one.body for one in Message.objects.all())
    site.added_by.roles = ["privacy_officer"]
    site.added_by.save()
    swept(site, crawler)
    assert PublicDocument.objects.get().state == State.CASE


def test_the_hosts_of_the_starts_and_the_named_ones_are_asked(site: WatchedSite) -> None:
    site.hosts = ["files.example.org:8443"]
    site.save()
    crawler = a_crawler({})
    swept(site, crawler)
    assert crawler.orders[0].hosts == {"www.example.org", "files.example.org:8443"}


def test_standing_verdicts_that_are_told_again_change_nothing(
    site: WatchedSite, django_assert_max_num_queries: Any
) -> None:
    crawler = a_crawler({LIST: CLAIMS, f"{START}b.csv": NAMED})
    crawler.pages |= {f"{START}{number}.csv": CALM for number in range(50)}
    crawler.tells_again = True
    first = swept(site, crawler)
    taken = {one.pk: one.fetched for one in PublicDocument.objects.all()}
    with django_assert_max_num_queries(40):
        second = swept(site, crawler)
    assert (first.judged, second.judged, second.seen) == (52, 0, 52)
    assert {one.pk: one.fetched for one in PublicDocument.objects.all()} == taken
    assert Case.objects.count() == 1


def test_another_policy_judges_what_stands_anew(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: NAMED})
    crawler.tells_again = True
    swept(site, crawler)
    before = PublicDocument.objects.get()
    site.destination.policy = ["strict"]
    site.destination.save()
    swept(site, crawler)
    after = PublicDocument.objects.get()
    assert (before.pk, before.first_seen) == (after.pk, after.first_seen)
    assert before.engine != after.engine


def test_what_an_incident_took_down_is_withheld_although_it_was_released(
    site: WatchedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "hashes"
    monkeypatch.setattr("withhold.console.desk.judging.hashes_path", lambda: known)
    crawler = a_crawler({LIST: CALM})
    crawler.tells_again = True
    swept(site, crawler)
    assert not PublicDocument.objects.exists()
    known.write_text(sha256(CALM).hexdigest() + "\n", "ascii")
    assert swept(site, crawler).cases == 1
    assert PublicDocument.objects.get().state == State.CASE


def test_a_piece_whose_process_breaks_off_is_told_and_tried_again(site: WatchedSite) -> None:
    assert watch_round(piece_of) == 0  # a process of its own does not see the test's database
    assert Setback.objects.get(duty="sweeps").item == site.pk
    assert Message.objects.filter(kind="duty_failed").count() == 1
    assert due() == [site]


def test_old_sweeps_and_what_went_long_ago_are_forgotten_but_never_a_case(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: CLAIMS, f"{START}b.csv": NAMED})
    swept(site, crawler)
    crawler.pages.clear()
    swept(site, crawler)
    assert forget_old() == 0
    old = timezone.now() - timedelta(days=400)
    Sweep.objects.update(ended=old)
    PublicDocument.objects.update(fetched=old)
    assert forget_old() == 2
    assert [one.url for one in PublicDocument.objects.all()] == [LIST]
    assert Sweep.objects.count() == 1
