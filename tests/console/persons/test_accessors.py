"""Who fetched it, from a real log through the real trace into the case and onto its page."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.casework.made import LEAK, Made, a_case, with_exposure
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.people.roles import Role
from withhold.incident.case.interface import Actor
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.running.tracing import CaseOfTrace, question_of
from withhold.incident.trace.judge import judge
from withhold.incident.trace.scan import scan

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\u202egnp\x1b[31m"


def traced(made: Made, folder: Path) -> Path:
    """A trace of a log of four networks; returns its file in the case."""
    day = (timezone.now() - timedelta(days=1)).strftime("%d/%b/%Y:%H:%M:%S +0000")
    asked = (
        ("203.0.113.7", 200, len(LEAK), "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"),
        ("203.0.113.8", 206, 40, "curl/8.5.0"),
        ("203.0.113.9", 304, 0, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"),
        ("198.51.100.4", 403, 0, "Mozilla/5.0"),
        ("198.51.100.5", 200, len(LEAK), HOSTILE),
    )
    log = folder / "access.log"
    log.write_text(
        "".join(
            f'{who} - - [{day}] "GET /list.csv HTTP/1.1" {status} {size} "-" "{agent}"\n'
            for who, status, size, agent in asked
        )
        + "what became of /list.csv is not told here\n"
    )
    into = CaseOfTrace.of(made.case, Actor("Lena Lead", CaseRole.CASE_LEAD), "who has it")
    question = question_of(into)
    into.record(judge(scan([str(log)], question, jobs=1), question))
    [kept] = made.case.work.glob("trace-*.json")
    return kept


@pytest.fixture
def page(client: Client, signed_in: SignIn, tmp_path: Path) -> tuple[Client, str, Path]:
    made = with_exposure(a_case(), since=timezone.now() - timedelta(days=30))
    kept = traced(made, tmp_path)
    signed_in(client, a_member(made.case.row, Role.PRIVACY_OFFICER, "Paul Privy"))
    return client, reverse("persons:accessors", args=[made.case.row.pk]), kept


def test_networks_are_told_in_bounds_with_their_evidence(page: tuple[Client, str, Path]) -> None:
    client, address, _ = page
    told = client.get(address).content.decode()
    assert "At least 2, at most 3 networks got the whole file" in told
    assert "A network is not a person" in told
    for network in ("203.0.113.7", "203.0.113.8", "203.0.113.9", "198.51.100.5"):
        assert network in told
    assert "198.51.100.4" not in told  # it got nothing
    assert "When networks asked for it first" in told
    assert "Not wholly read" in told
    assert " people" not in told.split("<main", 1)[1].split("A network is not a person")[0]
    for grade in ("complete", "already_held", "partial"):
        assert f">{grade}</dt>" in told


def test_what_a_log_says_is_never_markup(page: tuple[Client, str, Path]) -> None:
    client, address, _ = page
    told = client.get(address).content.decode()
    assert "alert(1)" in told
    assert "<script>alert(1)" not in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_filter_keeps_one_kind(page: tuple[Client, str, Path]) -> None:
    client, address, _ = page

    def rows(**asked: str) -> str:
        return client.get(address, asked).content.decode().split("What the words mean")[0]

    assert "203.0.113.8" in rows(grade="partial")
    assert "203.0.113.7" not in rows(grade="partial")
    assert "198.51.100.4" in rows(grade="none")
    assert "203.0.113.8" in rows(**{"class": "tool"})
    assert "203.0.113.9" not in rows(**{"class": "tool"})
    assert "No network of this kind" in rows(grade="<b>")
    assert "No network of this kind" in rows(grade="partial", **{"class": "browser"})


def test_a_result_that_is_not_the_one_of_the_ledger_is_not_shown(page: tuple[Client, str, Path]) -> None:
    client, address, kept = page
    kept.write_bytes(kept.read_bytes().replace(b"203.0.113.7", b"203.0.113.6"))
    answer = client.get(address)
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "was changed since it was recorded" in told
    assert "203.0.113" not in told
    kept.unlink()
    assert "trace again" in client.get(address).content.decode()


def test_the_case_page_tells_the_bounds(page: tuple[Client, str, Path]) -> None:
    client, address, _ = page
    told = client.get(address.replace("accessors/", "")).content.decode()
    assert "At least 2, at most 3 networks" in told
