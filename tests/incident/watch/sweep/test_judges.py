"""The processes that judge: one that dies costs one document, which is told as unread."""

import os
import signal
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import wait

import pytest

from tests.incident.watch.sweep.web import BASE, LIST
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision
from withhold.incident.watch.sweep.asking import Fetched
from withhold.incident.watch.sweep.judges import Judged, Judges, name_for
from withhold.incident.watch.sweep.memory import Waiting
from withhold.inspection.run import Run


def fetched() -> Fetched:
    """The list, as it comes from a site."""
    descriptor = os.memfd_create("document")
    os.write(descriptor, LIST)
    one = Fetched(Waiting(1, f"{BASE}/list.csv", 1), None, datetime.now(UTC), 200, "text/csv")
    one.content, one.size = descriptor, len(LIST)
    return one


def judged(judges: Judges) -> Judged:
    one = fetched()
    judges.give(one)
    (connection,) = wait(judges.busy(), 60)
    found = judges.take(connection)  # type: ignore[arg-type]
    one.drop()
    return found


def test_a_process_that_dies_costs_one_document() -> None:
    judges = Judges(replace(Run.under(["default"], None), safe=False), 1)
    with closing(judges):
        judges.start()
        pid = judges._workers[0].process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        verdict = judged(judges).verdict
        assert verdict is not None
        assert (verdict.decision, verdict.skipped[0].reason) == (Decision.REVIEW, SkipReason.CRASHED)
        assert judges.missing() == 1
        judges.start()
        after = judged(judges).verdict
        assert after is not None
        assert after.decision is Decision.WITHHOLD


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        ("/a%20b/Asylum%20cases.csv?v=2", "text/csv", "/a b/Asylum cases.csv"),
        ("/", "text/html", "/index.html"),
        ("/api/7", "text/csv", "/api/7.csv"),
        ("/page#rendered", "text/html", "/page.html"),
        ("/x%00y", "", "/xy"),
    ],
)
def test_a_document_is_called_what_a_visitor_would_save(path: str, media_type: str, name: str) -> None:
    assert name_for(BASE + path, media_type) == name
