"""The vectors of holds: this project and a second reader, written from the text alone, agree."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.spec import holds_verifier
from tests.spec.holds_vectors import FOLDER, vectors, written
from withhold.domain.fields import Field
from withhold.incident.case.moments import read
from withhold.incident.holds.consumers import read_heartbeat, registered
from withhold.incident.holds.deciding import decide
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import Action, Asked, Hold, Question, Refused
from withhold.incident.holds.reports import read_report
from withhold.incident.holds.requests import read_question
from withhold.incident.holds.signed import by_key
from withhold.register.interface import Row

FILES = sorted(FOLDER.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def of_kind(kind: str) -> list[Path]:
    return [path for path in FILES if load(path)["kind"] == kind]


def test_the_files_are_what_is_written() -> None:
    wanted = {name: written(told) for name, told in vectors().items()}
    assert {path.name: path.read_text(encoding="utf-8") for path in FILES} == wanted
    assert len(wanted) > 70


@pytest.mark.parametrize("path", of_kind("message"), ids=lambda path: path.stem)
def test_messages_at_the_service(path: Path) -> None:
    told = load(path)
    consumers = [registered(name, key) for name, key in told["consumers"].items()]
    received = read(told.get("received", "2030-02-01T12:00:00Z"))
    readers = (read_question, read_report, partial(read_heartbeat, now=received))
    statuses = []
    for reader in readers:
        try:
            reader(told["body"].encode(), told["header"], by_key(consumers))
            statuses.append(200)
        except Refused as refused:
            statuses.append(refused.status)
    assert statuses.count(200) == (1 if told["expect"] == "taken" else 0), told["why"]
    assert set(statuses) <= {200, 400, 401, 413}


@pytest.mark.parametrize("path", of_kind("message"), ids=lambda path: path.stem)
def test_messages_at_a_second_service(path: Path) -> None:
    told = load(path)
    assert holds_verifier.taken(told) == (told["expect"] == "taken"), told["why"]


@pytest.mark.parametrize("path", of_kind("answer"), ids=lambda path: path.stem)
def test_answers_at_a_second_consumer(path: Path) -> None:
    told = load(path)
    assert holds_verifier.acts(told) == (told["expect"] == "act"), told["why"]


@pytest.mark.parametrize("path", of_kind("found"), ids=lambda path: path.stem)
def test_who_is_found_held(path: Path) -> None:
    told = load(path)
    index = HeldIndex()
    index.add([hold(str(number), one) for number, one in enumerate(told["held"])])
    people = tuple(
        Asked(
            f"q{number}",
            tuple((pair["kind"], pair["value"]) for pair in one["identifiers"]),
            one["name"],
            one["date_of_birth"],
        )
        for number, one in enumerate(told["asked"])
    )
    answers = decide(Question("court-east", "0" * 32, Action.REMOVAL, people, "0" * 64), index)
    assert [str(answer.status) for answer in answers] == [one["expect"] for one in told["asked"]], told["why"]


def hold(subject: str, one: dict[str, Any]) -> Hold:
    row = Row(
        names=tuple(one["names"]),
        births=tuple(one["births"]),
        birth_years=tuple(one["birth_years"]),
        identifiers=tuple((Field(kind), value) for kind, value in one["identifiers"]),
    )
    return Hold(subject, (row,), "Anna Berg", "on the list", date(2030, 3, 1), datetime.now(UTC))
