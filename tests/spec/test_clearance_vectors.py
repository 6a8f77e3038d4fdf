"""The vectors of clearances: this project and a second verifier, written from the text alone, agree."""

import hashlib
import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spec.clearance_vectors import CONTENT, FOLDER, PLACE, cleared, revoked, vector, vectors
from tests.spec.little_verifier import verdict_on
from withhold.clearance.durable import make_folder, write_durably
from withhold.clearance.interface import ClearanceError
from withhold.clearance.record import clearance_id, read_clearance, read_revocation, revocation_id
from withhold.clearance.shapes import read_time
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State
from withhold.clearance.trust import Trust

VECTORS = sorted(FOLDER.glob("*.json"))
SCHEMA = json.loads((FOLDER.parents[1] / "clearance.schema.json").read_text(encoding="utf-8"))


def load(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def ours(told: dict[str, Any], root: Path) -> str:
    """What our shelf says, with the records put there as somebody else might have."""
    state, trust = State(root), Trust.of([with_date(entry) for entry in told["trust"]])
    state.make(None)
    text = told.get("clearance_text") or json.dumps(told["clearance"])
    try:
        clearance = read_clearance(text.encode())
    except ClearanceError:
        return "malformed"
    sha256 = clearance.statement.sha256
    place(state.clearances / sha256, clearance_id(clearance), text)
    for record in told["revocations"]:
        revocation = read_revocation(json.dumps(record).encode())
        place(state.revocations / revocation.sha256, revocation_id(revocation), json.dumps(record))
    now = read_time(told["now"])
    assert now is not None
    asked = hashlib.sha256(told["content"].encode()).hexdigest()
    standing = FolderShelf(state, trust, told["destination"]).standing(asked, now)
    return "cleared" if standing.cleared else "not cleared"


def with_date(entry: dict[str, Any]) -> dict[str, Any]:
    if "not_after" not in entry:
        return entry
    return entry | {"not_after": date.fromisoformat(entry["not_after"])}


def place(folder: Path, name: str, text: str) -> None:
    make_folder(folder)
    write_durably(folder / f"{name}.json", text.encode())


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_this_project_agrees(path: Path, tmp_path: Path) -> None:
    told = load(path)
    assert ours(told, tmp_path / "state") == told["expect"], told["why"]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_second_verifier_agrees(path: Path) -> None:
    told = load(path)
    assert verdict_on(told) == told["expect"], told["why"]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_schema_agrees(path: Path) -> None:
    told = load(path)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for revocation in told["revocations"]:
        validator.validate(revocation)
    # What a schema cannot say: a key twice, a day that no month has, two signatures of one key.
    if path.stem not in ("key-twice", "time-of-no-day", "signature-twice"):
        assert validator.is_valid(told["clearance"]) == (told["expect"] != "malformed")


_PEOPLE = st.sampled_from(["anna", "ben", "cara", "gate", "second", "stranger"])
_MOMENTS = ["2030-01-31T12:00:00Z", "2030-02-01T11:59:59Z", "2030-02-01T12:06:00Z", "2030-02-03T12:00:00Z"]
_KINDS = [
    ("automatic", "release"),
    ("reviewed", "review"),
    ("overridden", "withhold"),
    ("emergency", "withhold"),
    ("adopted", "release"),
    ("adopted", "review"),
]
"""What fits together; most scenarios are of these, and so some are cleared."""
_SCENARIOS = st.builds(
    lambda kind, signers, uploader, reason, issued, ends, revocations, flip: vector(
        "",
        "",
        cleared(
            *kind,
            *signers,
            uploader=uploader,
            reason=reason,
            issued=issued,
            not_after=ends,
        ),
        *(revoked(who, place, when) for who, place, when in revocations),
        content="other" if flip else CONTENT,
    ),
    st.sampled_from(_KINDS) | st.tuples(*(st.sampled_from(words) for words in zip(*_KINDS, strict=True))),
    st.lists(_PEOPLE, min_size=1, max_size=6, unique=True),
    st.sampled_from(["Nobody else", "Cara Lind", "ben okafor", " "]),
    st.sampled_from(["It was public before.", "Flood.", " "]),
    st.sampled_from(_MOMENTS[:1] * 5 + _MOMENTS),
    st.sampled_from(_MOMENTS[3:] * 5 + _MOMENTS),
    st.just([])
    | st.lists(
        st.tuples(_PEOPLE, st.sampled_from(["s3://bucket", PLACE, "*"]), st.sampled_from(_MOMENTS)),
        max_size=1,
    ),
    st.sampled_from([False] * 9 + [True]),
)


@settings(max_examples=300, deadline=None)
@given(_SCENARIOS)
def test_both_agree_on_any_scenario(scenario: dict[str, Any]) -> None:
    with TemporaryDirectory() as root:
        assert ours(scenario, Path(root) / "state") == verdict_on(scenario)


def test_the_files_are_what_the_script_writes() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in VECTORS} == vectors()


def test_every_kind_is_there() -> None:
    expected = [load(path)["expect"] for path in VECTORS]
    assert {kind: expected.count(kind) for kind in set(expected)} == {
        "cleared": 13,
        "not cleared": 32,
        "malformed": 19,
    }
