"""A sweep of a site in memory: what is new, changed, the same, gone, or not to be looked at."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.incident.watch.sweep.web import BASE, LIST, PLAIN, Site, page
from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision
from withhold.incident.watch.sweep.interface import Change, Limits, Order, Seen
from withhold.incident.watch.sweep.memory import MemoryUnusable
from withhold.incident.watch.sweep.standing import standing, verdicts
from withhold.incident.watch.sweep.sweeping import SweepUnfinished, sweep
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

HOSTS = frozenset({"www.example.org"})
ORDER = Order((f"{BASE}/",), HOSTS)
Look = Callable[..., dict[str, Seen]]


@pytest.fixture(scope="module")
def run() -> Run:
    found = replace(Run.under(["default"], None), jobs=1, safe=False)
    with found.inspector() as inspector:  # its libraries are loaded once, not in each process of each sweep
        inspector.inspect(open_bytes(LIST, "list.csv"), "list.csv")
    return found


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "site.sqlite"


@pytest.fixture
def look(run: Run, memory: Path) -> Look:
    """Sweep once; what was seen, by path."""

    def one(site: Site, order: Order = ORDER, under: Run = run) -> dict[str, Seen]:
        return by_path(sweep(order, memory, site, under))

    return one


def by_path(seen: Iterable[Seen]) -> dict[str, Seen]:
    return {one.url.removeprefix(BASE): one for one in seen}


def changes(seen: dict[str, Seen]) -> dict[str, Change]:
    return {path: one.change for path, one in seen.items()}


@pytest.fixture
def site() -> Site:
    return Site({"/": page("/list.csv", "/hours.txt"), "/list.csv": LIST, "/hours.txt": PLAIN})


def test_every_document_is_judged_and_what_is_withheld_becomes_evidence(site: Site, look: Look) -> None:
    seen = look(site)
    assert changes(seen) == dict.fromkeys(["/", "/list.csv", "/hours.txt"], Change.NEW)
    found = seen["/list.csv"]
    assert found.verdict is not None
    assert (found.verdict.decision, found.verdict.people.count, found.verdict.path) == (
        Decision.WITHHOLD, 8, f"{BASE}/list.csv"
    )  # fmt: skip
    assert (found.content, found.sha256, found.before) == (LIST, sha256(LIST).hexdigest(), None)
    assert seen["/hours.txt"].content is None


def test_a_second_sweep_asks_conditionally_and_judges_nothing(site: Site, look: Look) -> None:
    first = look(site)
    site.asked.clear()
    seen = look(site)
    assert changes(seen) == dict.fromkeys(["/", "/list.csv", "/hours.txt"], Change.SAME)
    assert not any(one.judged for one in seen.values())
    assert seen["/list.csv"].verdict == first["/list.csv"].verdict
    assert seen["/list.csv"].first_seen == first["/list.csv"].first_seen
    assert {path for path, conditional in site.asked if conditional} == set(seen)


def test_without_tags_the_bytes_tell_that_nothing_changed(site: Site, look: Look) -> None:
    site.tags = False
    look(site)
    assert not any(one.judged for one in look(site).values())


def test_a_list_that_appears_where_nothing_was_is_found_with_its_bounds(site: Site, look: Look) -> None:
    content = site.pages.pop("/list.csv")
    began = datetime.now(UTC)
    look(site)
    site.pages["/list.csv"] = content
    found = look(site)["/list.csv"]  # nothing else changed: the dead link is asked again
    assert (found.change, found.judged) == (Change.NEW, True)
    assert found.before is not None
    assert began <= found.before <= found.first_seen


def test_changed_bytes_are_judged_and_public_since_the_change(site: Site, look: Look) -> None:
    first = look(site)
    site.pages["/hours.txt"] = LIST
    changed = look(site)["/hours.txt"]
    assert (changed.change, changed.verdict and changed.verdict.decision) == (
        Change.CHANGED, Decision.WITHHOLD
    )  # fmt: skip
    assert changed.before == first["/hours.txt"].fetched
    assert changed.first_seen == changed.fetched


@pytest.mark.parametrize("status", [404, 410, 301])
def test_gone_is_what_the_server_says_is_gone(site: Site, look: Look, status: int) -> None:
    look(site)
    site.answers["/list.csv"] = [(status, (("Location", "/"),))]
    assert look(site)["/list.csv"].change is Change.GONE
    assert look(site)["/list.csv"].change is Change.NEW  # it is back: public anew


@pytest.mark.parametrize("status", [403, 500, 429])
def test_an_error_is_never_taken_for_gone(
    site: Site, look: Look, status: int, memory: Path, run: Run
) -> None:
    look(site)
    site.answers["/list.csv"] = [(status, (("Retry-After", "0"),))] * 4
    site.answers["/hours.txt"] = [(status, (("Retry-After", "0"),))] * 4
    seen = look(site)
    assert changes(seen)["/list.csv"] is Change.UNREAD
    public = verdicts(standing(memory, HOSTS), [], run.policy)
    told = {one.path.removeprefix(BASE): one.decision for one in public}
    assert told["/list.csv"] is Decision.WITHHOLD  # what was known stands
    assert told["/hours.txt"] is Decision.REVIEW  # it may be anything by now
    site.answers.clear()
    assert look(site)["/list.csv"].change is Change.SAME


def test_what_cannot_be_reached_is_told(site: Site, look: Look) -> None:
    site.down.add("/list.csv")
    seen = look(site)
    assert (seen["/list.csv"].change, seen["/list.csv"].verdict) == (Change.UNREAD, None)
    assert "no whole answer" in seen["/list.csv"].reason


def test_a_busy_server_is_waited_for(site: Site, look: Look) -> None:
    site.answers["/list.csv"] = [(429, (("Retry-After", "0"),)), (503, ())]
    assert look(site)["/list.csv"].change is Change.NEW


def test_another_policy_judges_everything_again(site: Site, look: Look, run: Run) -> None:
    first = look(site)
    strict = replace(Run.under(["strict"], None), jobs=1, safe=False)
    seen = look(site, under=strict)
    assert changes(seen) == dict.fromkeys(first, Change.SAME)
    assert all(one.judged for one in seen.values())
    assert seen["/list.csv"].content == LIST
    assert not any(one.judged for one in look(site, under=strict).values())


def test_what_was_not_taken_in_is_given_again(site: Site, memory: Path, run: Run) -> None:
    taken: set[str] = set()
    for _ in range(10):  # broken off after each second thing that is seen
        going = sweep(ORDER, memory, site, run)
        taken.add(next(going).url)
        try:
            left_behind = next(going).url
        except StopIteration:
            break
        going.close()
        assert left_behind not in taken
    assert taken == {f"{BASE}/", f"{BASE}/list.csv", f"{BASE}/hours.txt"}


def test_one_sweep_at_a_time(site: Site, memory: Path, run: Run) -> None:
    going = sweep(ORDER, memory, site, run)
    next(going)
    with pytest.raises(MemoryUnusable, match="another sweep uses"):
        next(sweep(ORDER, memory, site, run))
    going.close()
    assert next(sweep(ORDER, memory, site, run))


def test_the_memory_is_for_its_owner_and_holds_no_value(site: Site, look: Look, memory: Path) -> None:
    look(site)
    assert memory.stat().st_mode & 0o777 == 0o600
    held = b"".join(file.read_bytes() for file in memory.parent.glob("site.sqlite*"))
    assert b"Perez" not in held
    assert b"A20000000" not in held
    memory.chmod(0o644)
    with pytest.raises(MemoryUnusable, match="chmod 600"):
        look(site)


def test_another_file_is_no_memory(memory: Path, look: Look, site: Site) -> None:
    memory.write_text("name,birth date\n" * 400)
    os.chmod(memory, 0o600)
    with pytest.raises(MemoryUnusable, match="no memory of a sweep"):
        look(site)
    assert memory.read_text().startswith("name,birth date")


def test_a_limit_is_told_and_the_next_sweep_goes_on(site: Site, look: Look) -> None:
    site.pages |= {"/": page(*(f"/{number}.txt" for number in range(40)))}
    site.pages |= {f"/{number}.txt": PLAIN + bytes([65 + number]) for number in range(40)}
    order = replace(ORDER, limits=Limits(documents=20))
    with pytest.raises(SweepUnfinished, match="not asked yet"):
        look(site, order)
    with pytest.raises(SweepUnfinished):
        look(site, order)
    seen = look(site, replace(ORDER, limits=Limits(documents=200)))
    assert len(site.judged_paths() & set(site.pages)) == 41
    assert "/39.txt" in seen


def test_a_document_over_the_limit_is_unread_not_cut(site: Site, look: Look) -> None:
    site.pages["/list.csv"] = LIST + b" " * (17 << 20)
    order = replace(ORDER, limits=Limits(document_bytes=17 << 20))
    assert "more than 17 MiB" in look(site, order)["/list.csv"].reason
    seen = look(site)  # and with room, also what is larger than several may hold at once
    assert seen["/list.csv"].verdict is not None
    assert seen["/list.csv"].verdict.decision is Decision.WITHHOLD


def test_other_hosts_are_never_asked(site: Site, look: Look) -> None:
    site.pages["/"] = page("http://elsewhere.example.net/a.csv", "//elsewhere.example.net/b.csv")
    site.answers["/moved"] = [(302, (("Location", "http://elsewhere.example.net/c"),))]
    look(site)
    assert all(path.startswith("/") for path in site.judged_paths())


def test_robots_sitemaps_feeds_apis_and_redirects_are_followed(site: Site, look: Look) -> None:
    site.pages |= {
        "/robots.txt": b"User-agent: *\nDisallow: /hidden/\nSitemap: /maps/all.xml\n",
        "/maps/all.xml": b'<?xml version="1.0"?><urlset><url><loc>%s/old.csv</loc></url></urlset>'
        % BASE.encode(),
        "/old.csv": LIST,
        "/hidden/": page("secret.csv"),
        "/hidden/secret.csv": LIST + b"\n",
        "/feed/": b'<?xml version="1.0"?><rss><channel><item><link>%s/news</link></item></channel></rss>'
        % BASE.encode(),
        "/news": page("api/documents.json"),
        "/api/documents.json": b'{"items": [{"download_url": "/content/7"}], "next": "?page=2"}',
        "/api/documents.json?page=2": b'{"items": [{"download_url": "/content/8"}]}',
        "/content/7": LIST + b"\n\n",
        "/content/8": LIST + b"\n\n\n",
        "/moved/here.csv": LIST + b"\n\n\n\n",
    }
    site.answers["/moved"] = [(302, (("Location", "/moved/here.csv"),))]
    site.pages["/"] = page("/moved")
    seen = look(site)
    withheld = {
        path for path, one in seen.items() if one.verdict and one.verdict.decision is Decision.WITHHOLD
    }
    assert withheld == {"/old.csv", "/hidden/secret.csv", "/content/7", "/content/8", "/moved/here.csv"}


def test_a_public_bucket_is_followed_to_its_last_page(site: Site, look: Look) -> None:
    def listed(keys: list[str], more: bool) -> bytes:
        entries = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in keys)
        told = f"<Name>files</Name><KeyCount>1</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
        return f'<?xml version="1.0"?>\n<ListBucketResult>{told}{entries}</ListBucketResult>'.encode()

    site.pages |= {
        "/files/?list-type=2": listed(["a.csv"], True),
        "/files/?list-type=2&start-after=a.csv": listed(["b.csv"], False),
        "/files/a.csv": LIST,
        "/files/b.csv": LIST + b"\n",
    }
    order = replace(ORDER, starts=(f"{BASE}/files/?list-type=2",))
    assert set(look(site, order)) >= {"/files/a.csv", "/files/b.csv"}
    assert not any("list-type" in path for path in look(site, order))  # the list is no document


def test_the_path_of_a_verdict_is_the_whole_address(site: Site, look: Look) -> None:
    names = b"full name,booked\n" + b"".join(
        b"Ana Perez%d,2024-01-0%d\n" % (one, one + 1) for one in range(8)
    )
    site.pages |= {"/": page("/list?id=7"), "/list?id=7": names}
    seen = look(site)
    assert seen["/list?id=7"].verdict is not None
    assert seen["/list?id=7"].verdict.path == f"{BASE}/list?id=7"


def test_a_start_that_is_no_address_is_said_so(memory: Path, run: Run, site: Site) -> None:
    with pytest.raises(UsageError, match="no plain http"):
        next(sweep(replace(ORDER, starts=("ftp://www.example.org/",)), memory, site, run))
    assert not memory.exists()


def test_a_start_that_answers_with_an_error_is_told(site: Site, look: Look) -> None:
    site.answers["/"] = [(403, ())]
    assert look(site)["/"].change is Change.UNREAD
