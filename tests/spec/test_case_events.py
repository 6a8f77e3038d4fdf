"""spec/case.md says of every event what the code asks of it."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from withhold.incident.case.authority import MAY
from withhold.incident.case.events import FORMS, Kind, Type
from withhold.incident.case.interface import EventKind, Phase, Role
from withhold.incident.case.rules import PHASES

TEXT = (Path(__file__).parents[2] / "spec" / "case.md").read_text(encoding="utf-8")
PARTS = {
    match[1]: match[2] for match in re.finditer(r"^### `case\.(\w+)`\n(.*?)(?=^### |\Z)", TEXT, re.S | re.M)
}


def written(kind: Type) -> str:
    if isinstance(kind, Kind):
        return str(kind)
    return "one of " + ", ".join(f"`{member}`" for member in kind)


def among(what: str, part: str, every: type[StrEnum]) -> set[str]:
    found = re.search(rf"{what}: ([\w, ]+)\.", part)
    assert found is not None
    if found[1] in ("any", "everybody"):
        return set(every)
    return set(found[1].split(", "))


def test_it_has_every_event_and_no_other() -> None:
    assert set(PARTS) == {str(kind) for kind in EventKind}


@pytest.mark.parametrize("kind", EventKind)
def test_it_says_what_the_event_holds(kind: EventKind) -> None:
    part, form = PARTS[kind], FORMS[kind]
    facts = dict(re.findall(r"^\| `(\w+)` \| (.+? \| .*?)\|$", part, re.M))
    wanted = {name: f"{written(type_)} | yes" for name, type_ in form.must.items()}
    wanted |= {name: f"{written(type_)} |" for name, type_ in form.may.items()}
    assert {name: said.strip() for name, said in facts.items()} == wanted
    private = re.search(r"^Private: (.*)\.$", part, re.M)
    said = dict(re.findall(r"`(\w+)`( \(needed\))?", private[1])) if private else {}
    assert {name for name, needed in said.items() if needed} == form.private
    assert {name for name, needed in said.items() if not needed} == form.may_private


@pytest.mark.parametrize("kind", EventKind)
def test_it_says_when_and_by_whom(kind: EventKind) -> None:
    part = PARTS[kind]
    assert among("Phases", part, Phase) == PHASES[kind]
    assert among("By", part, Role) == MAY[kind]
