"""The trust file: what it says, and that every mistake in it is told in one line."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from withhold.clearance.interface import ClearanceError
from withhold.clearance.trust import HolderKind, May, Trust, same_person

KEY = base64.b64encode(bytes(range(32))).decode()
GOOD = f"""
[[key]]
owner = "Anna Berg"
kind = "person"
may = ["review", "withhold"]
public_key = "{KEY}"
not_after = 2030-01-31
"""


def load(tmp_path: Path, text: str) -> Trust:
    path = tmp_path / "trust.toml"
    path.write_text(text, encoding="utf-8")
    return Trust.load(path)


def test_a_key_with_its_owner_and_rights(tmp_path: Path) -> None:
    (key,) = load(tmp_path, GOOD).keys.values()
    assert (key.owner, key.kind, key.may) == (
        "Anna Berg",
        HolderKind.PERSON,
        frozenset((May.REVIEW, May.WITHHOLD)),
    )
    assert key.stands(datetime(2030, 1, 31, 23, 59, 59, tzinfo=UTC))
    assert not key.stands(datetime(2030, 2, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (GOOD, "", "nobody would be trusted"),
        ("[[key]]", "[key]", r"write \[\[key\]\]"),
        ("[[key]]", "[[keys]]", "not known"),
        ("owner =", "name =", "'name' is not known"),
        ('owner = "Anna Berg"', 'owner = " "', "owner"),
        ('owner = "Anna Berg"', "", "owner"),
        ('"person"', '"robot"', "kind must be one of person, gate"),
        ('kind = "person"', "", "kind must be one of"),
        ('["review", "withhold"]', '["read"]', "may must be one of"),
        ('["review", "withhold"]', "[]", "may must be a list"),
        ('["review", "withhold"]', '"review"', "may must be a list"),
        ('["review", "withhold"]', "[[]]", "may must be one of"),
        ('"person"', '"gate"', "a gate may not review, withhold"),
        (KEY, KEY[:-4], "public_key must be 32 bytes"),
        (KEY, "é" + KEY[1:], "public_key must be 32 bytes"),
        ("2030-01-31", '"2030-01-31"', "not_after must be a date"),
        ("2030-01-31", "2030-01-31T00:00:00", "not_after must be a date"),
        ("[[key]]", "[[key", "not valid TOML"),
        (GOOD, GOOD * 2, "stands there twice"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in GOOD
    with pytest.raises(ClearanceError, match=words) as raised:
        load(tmp_path, GOOD.replace(before, after))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ClearanceError, match="cannot be read"):
        Trust.load(tmp_path / "nothing")
    with pytest.raises(ClearanceError, match="cannot be read"):
        Trust.load(tmp_path)
    (tmp_path / "trust").write_bytes(b"\xff\xfe")
    with pytest.raises(ClearanceError, match="not valid TOML"):
        Trust.load(tmp_path / "trust")


def test_a_file_that_everybody_can_write_is_refused(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    os.chmod(tmp_path / "trust.toml", 0o666)
    with pytest.raises(ClearanceError, match="chmod o-w"):
        Trust.load(tmp_path / "trust.toml")


@pytest.mark.parametrize(
    "other", ["anna berg", " Anna  Berg ", "ANNA\u00a0BERG", "\uff21nna Berg", "Anna\u200b Berg"]
)
def test_one_person_in_several_spellings(other: str) -> None:
    assert same_person(other) == same_person("Anna Berg")
    assert same_person(other) != same_person("Anne Berg")


def entries(*names: Any) -> list[Any]:
    return list(names)


@pytest.mark.parametrize("entry", ["text", 1, None, []])
def test_an_entry_that_is_no_table(entry: Any) -> None:
    with pytest.raises(ClearanceError, match="not a table"):
        Trust.of(entries(entry))
