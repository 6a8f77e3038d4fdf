"""Health, metrics, checks, logs and proxies, each asked as strangers and machines ask."""

import json
import logging
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from withhold.console.config import Config
from withhold.console.operation import health, state
from withhold.console.operation.checks import closed_to_others, database_fit, reached_safely, told_to_somebody
from withhold.console.operation.duties import Round, once
from withhold.console.operation.failures import server_error, unavailable
from withhold.console.operation.logs import Reserved
from withhold.console.operation.models import Duty
from withhold.console.operation.proxies import TrustedProxies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH", -1.0)


def see_worker(ago: float) -> None:
    moment = timezone.now() - timedelta(seconds=ago)
    Duty.objects.update_or_create(name=state.WORKER, defaults={"seen": moment})


def test_health_is_well_only_with_a_worker(client: Client) -> None:
    settings.KEYRING()
    assert (client.get("/healthz").status_code, client.get("/healthz").json()["parts"]) == (503, ["worker"])
    see_worker(61)
    assert client.get("/healthz").status_code == 503
    see_worker(5)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("question", "word"),
    [("writable", "database"), ("room_left", "disk"), ("keys_usable", "keys"), ("processes_up", "processes")],
)
def test_a_part_that_cannot_be_asked_is_not_well(
    question: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> bool:
        raise OSError("a secret path")

    see_worker(1)
    monkeypatch.setattr(state, question, broken)
    assert word in health.unwell()


def test_processes_are_well_only_if_all_live(tmp_path: Path) -> None:
    import os
    import socket

    folder = tmp_path / state.PROCESSES
    folder.mkdir()
    record = folder / f"{socket.gethostname()}.{os.getpid()}.json"
    with override_settings(CONFIG=Config(tmp_path)):
        assert state.processes_up()
        record.write_text(json.dumps({"door": {"pid": os.getpid(), "restarts": 0}}))
        assert state.processes_up()
        record.write_text(json.dumps({"door": {"pid": None, "restarts": 3}}))
        assert not state.processes_up()


def test_metrics_are_for_who_has_the_token(client: Client, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("not-for-anybody")
    token.chmod(0o600)
    assert client.get("/metrics").status_code == 404
    with override_settings(CONFIG=Config(tmp_path, metrics_token=token)):
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        answer = client.get("/metrics", headers={"Authorization": "Bearer not-for-anybody"})
        assert answer.status_code == 200
        for name in ("withhold_requests_total", "withhold_ledger_entries", "withhold_request_seconds_bucket"):
            assert name in answer.content.decode()
        token.chmod(0o644)
        assert client.get("/metrics", headers={"Authorization": "Bearer not-for-anybody"}).status_code == 404


def test_checks_see_what_is_open_to_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    home.chmod(0o700)
    (home / "keys" / "session").touch(0o600)
    with override_settings(CONFIG=Config(home)):
        assert closed_to_others() == []
        home.chmod(0o755)
        (home / "keys" / "session").chmod(0o640)
        assert [one.id for one in closed_to_others()] == ["withhold.E001", "withhold.E002"]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (Config(Path("/h")), []),
        (Config(Path("/h"), base_url="https://c.example.org", hosts=("c.example.org",)), []),
        (Config(Path("/h"), base_url="https://c.example.org"), ["withhold.E004"]),
        (Config(Path("/h"), base_url="http://c.example.org", hosts=("c.example.org",)), ["withhold.E003"]),
    ],
)
def test_checks_see_passwords_that_would_cross_in_clear(config: Config, found: list[str]) -> None:
    with override_settings(CONFIG=config):
        assert [one.id for one in reached_safely()] == found


def test_checks_see_that_nobody_is_told(tmp_path: Path) -> None:
    with override_settings(CONFIG=Config(tmp_path)):
        assert [one.id for one in told_to_somebody()] == ["withhold.W001", "withhold.W002"]
    with override_settings(CONFIG=Config(tmp_path, on_call=("a@example.org",), sites=(tmp_path / "no",))):
        assert [one.id for one in told_to_somebody()] == ["withhold.W002", "withhold.E006"]


def test_checks_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.id for one in database_fit()] == ["withhold.W004"]

    def full() -> bool:
        raise OperationalError("disk I/O error at a secret path")

    monkeypatch.setattr(state, "writable", full)
    (error,) = database_fit()
    assert error.id == "withhold.E007"
    assert "secret" not in error.msg


def test_a_clock_behind_the_ledger_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    from withhold.console.ledgers.office import OfficeEvent, record

    with transaction.atomic():
        record(OfficeEvent.SETTINGS_CHANGED, None)
    assert "withhold.E009" not in [one.id for one in database_fit()]
    early = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("withhold.console.operation.checks.timezone.now", lambda: early)
    assert "withhold.E009" in [one.id for one in database_fit()]


def test_logs_keep_nothing_of_what_libraries_quote() -> None:
    record = logging.LogRecord("django.request", 40, "f", 1, "%s: %s", ("Error", "/set-up/code/"), None)
    try:
        raise ValueError("Amina Warsame")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = Reserved().format(record)
    assert "code" not in line
    assert "Amina" not in line
    assert json.loads(line)["error"] == "ValueError"


@pytest.mark.parametrize(
    ("remote", "forwarded", "seen"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
    ],
)
def test_only_our_own_proxies_are_believed(remote: str, forwarded: str, seen: str, tmp_path: Path) -> None:
    got: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        got.append((request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_PROTO")))
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    request.META["HTTP_X_FORWARDED_PROTO"] = "https"
    with override_settings(CONFIG=Config(tmp_path, trusted_proxies=(ip_network("10.0.0.0/8"),))):
        TrustedProxies(view)(request)
    assert got == [(seen, "https" if remote == "10.0.0.1" else None)]


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("x"), True),
        (OSError(28, "full"), True),
        (OSError(2, "no file"), False),
        (ValueError(), False),
    ],
)
def test_what_is_away_is_told_from_what_is_broken(error: Exception, away: bool) -> None:
    assert unavailable(error) is away
    with pytest.raises(KeyError) as caught:
        _raise_from(error)
    assert unavailable(caught.value) is away


def _raise_from(error: Exception) -> None:
    raise KeyError from error


def test_the_page_for_an_api_is_json() -> None:
    for path, kind in (("/api/v1/cases", "application/json"), ("/cases/", "text/html; charset=utf-8")):
        try:
            raise OperationalError("x")
        except OperationalError:
            answer = server_error(RequestFactory().get(path))
        assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, kind, "10")


def test_a_duty_is_done_by_one_process_at_a_time() -> None:
    done: list[str] = []
    duty = Round("sweeping", 1.0, lambda: done.append("a"))

    def while_the_other_works() -> None:
        assert not once(duty, "b")

    assert once(Round("sweeping", 1.0, while_the_other_works), "a")
    assert once(duty, "b")
    assert done == ["a"]
    Duty.objects.filter(name="sweeping").update(holder="dead", lease=timezone.now() + timedelta(minutes=1))
    assert not once(duty, "b")
    Duty.objects.filter(name="sweeping").update(lease=timezone.now() - timedelta(seconds=1))
    assert once(duty, "b")


def test_a_duty_that_fails_was_not_done() -> None:
    def failing() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        once(Round("failing", 1.0, failing), "a")
    assert Duty.objects.get(name="failing").seen is None
    assert Duty.objects.get(name="failing").lease is None
