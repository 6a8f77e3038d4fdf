"""The guard keeps a live nginx root clean, and tells from the access log who fetched what in between."""

import json
import os
import statistics
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from benchmarks.guard import Site, drop_all, wait_for
from withhold.clearance.issue import revocation

pytestmark = pytest.mark.service("nginx")


def evidence(site: Site) -> dict[str, dict[str, Any]]:
    """The evidence of everything in quarantine, by path."""
    found = [json.loads(file.read_text()) for file in site.state.quarantine.glob("*/evidence.json")]
    return {one["path"]: one for one in found}


def test_whatever_appears_uncleared_is_gone_and_kept_with_its_evidence(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    with site.served(), site.guarded("--access-log", str(site.access_log)):
        drops = drop_all(site, 50)
        assert [site.fetch(drop.path)[0] for drop in drops] == [404] * 50
        assert len(drops) == 50
        assert statistics.median(drop.gone - drop.appeared for drop in drops) < 1
        wait_for(lambda: all(one["complete"] for one in evidence(site).values()), "the evidence", 0.05)
    for drop in drops:
        record = evidence(site)[drop.path]
        content = f"name,birth date\nInvented Person {drop.path},1980-01-01\n".encode()
        kept = [file.read_bytes() for file in site.state.quarantine.glob("*/content")]
        assert any(one.startswith(content) for one in kept), drop.path
        exposure = record["exposure"]
        # nginx logs a fetch when it is done, the guard reads what came since it last knew the file absent.
        assert exposure["fetches"] >= drop.fetched.count
        assert exposure["at_least_seconds"] <= exposure["at_most_seconds"]
        assert drop.gone - drop.appeared <= exposure["at_most_seconds"] + 0.1


def test_a_revocation_takes_the_file_off_the_site_within_seconds(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    content = b"cleared first, regretted later"
    with site.served(), site.guarded():
        site.publish("page.html", content)
        time.sleep(0.3)
        assert site.fetch("page.html") == (200, content)
        digest = sha256(content).hexdigest()
        site.shelf.revoke(revocation(digest, site.shelf.destination, "people in it", site.key))
        wait_for(lambda: site.fetch("page.html")[0] == 404, "the pull", 0.01)
    assert evidence(site)["page.html"]["why"] == "it is revoked"


def test_a_cleared_site_is_left_alone_while_it_is_fetched_and_published_anew(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.publish("page.html", b"version 0")
    served = set()
    with site.served(), site.guarded():
        for number in range(1, 40):
            site.publish("page.html", b"version %d" % number)
            site.publish(f"news/{number}/index.html", b"news %d" % number)
            status, body = site.fetch("page.html")
            served.add((status, body == b"version %d" % number))
            assert site.fetch(f"news/{number}/index.html") == (200, b"news %d" % number)
    assert served == {(200, True)}
    assert not os.listdir(site.state.quarantine)


def test_a_page_swapped_all_the_time_ends_as_it_was_cleared(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    good, bad = b"cleared " * 2000, b"secret! " * 2000
    site.publish("page.html", good)
    with site.served(), site.guarded() as guard:
        for number in range(600):
            aside = site.base / "aside"
            aside.write_bytes(bad if number % 2 else good)
            aside.replace(site.public / "page.html")
            if number % 7 == 0:
                time.sleep(0.005)
        wait_for(lambda: site.fetch("page.html")[0] == 404, "the last pull", 0.01)
        site.publish("page.html", good)
        # Long enough for events, new looks and a sweep: what is cleared is left alone.
        time.sleep(3)
        assert guard.poll() is None
        assert site.fetch("page.html") == (200, good)
    kept = [file.read_bytes() for file in site.state.quarantine.glob("*/content")]
    assert bad in kept
    assert set(kept) <= {good, bad}
