"""Entries, openings and heads: one spelling each; whatever else is given is refused without a crash."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.making import AT, PUBLIC
from withhold.ledger.checkpoints import read_checkpoint
from withhold.ledger.commitments import Opening, fresh_openings, read_opening
from withhold.ledger.entries import MAX_NUMBER, EntryError, read_entry, write_entry
from withhold.ledger.export import SCHEMA, entry_line
from withhold.ledger.heads import HeadError, read_head
from withhold.ledger.interface import Draft
from withhold.ledger.notes import NoteError
from withhold.ledger.verify import verify_export

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=50)
FACTS = st.dictionaries(
    NAMES.map("f_{}".format),
    st.one_of(st.none(), st.booleans(), st.integers(-MAX_NUMBER, MAX_NUMBER), PLAIN),
    max_size=8,
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(FACTS, st.dictionaries(NAMES.map("p_{}".format), TEXTS, max_size=4))
def test_what_is_written_is_read_back(
    facts: dict[str, str | int | bool | None], private: dict[str, str]
) -> None:
    openings = fresh_openings(0, private)
    content = write_entry(
        Draft("case.noted", AT, facts, private), {one.name: one.commitment() for one in openings}
    )
    entry = read_entry(content)
    assert dict(entry.facts) == facts
    assert {one.name: one.value for one in openings if one.opens(entry.commitments)} == private
    assert [read_opening(bytes(one)) for one in openings] == openings


@given(st.one_of(st.binary(max_size=300), JSON.map(json.dumps).map(str.encode)))
def test_whatever_is_given_is_refused_or_read(content: bytes) -> None:
    with pytest.raises(EntryError):
        read_entry(content)
    with pytest.raises(EntryError):
        read_opening(content)
    with pytest.raises(HeadError):
        read_head(content, PUBLIC)
    with pytest.raises(NoteError):
        read_checkpoint(content.decode("utf-8", "replace"), PUBLIC)


HEADER = json.dumps({"export": {"origin": PUBLIC.name, "schema": SCHEMA}}, separators=(",", ":")).encode()
KINDS = st.sampled_from(["export", "entry", "opening", "checkpoint", "end", "index", "leaf"])
LINES = st.one_of(
    st.binary(max_size=80),
    JSON.map(json.dumps).map(str.encode),
    st.dictionaries(KINDS, JSON, min_size=1, max_size=3).map(json.dumps).map(str.encode),
    JSON.map(lambda value: entry_line(0, json.dumps(value).encode())),
)


@given(st.lists(LINES, max_size=4))
def test_no_invented_export_is_good_and_none_crashes_the_verifier(lines: list[bytes]) -> None:
    for start in ([], [HEADER]):
        content = b"".join(line.removesuffix(b"\n") + b"\n" for line in [*start, *lines])
        report = verify_export(io.BytesIO(content), PUBLIC)
        assert not report.good
        assert report.entries == 0


@pytest.mark.parametrize(
    "text", ["[" * 100000, '{"a":' * 20000, "9" * 5000, "1e999", '"\\ud800"', "NaN", "﻿{}"]
)
def test_json_that_troubles_readers_is_refused(text: str) -> None:
    with pytest.raises(EntryError):
        read_entry(text.encode("utf-8", "surrogatepass")[:65536])


def test_an_opening_opens_only_its_own_name_and_value() -> None:
    (opening,) = fresh_openings(3, {"why": "because"})
    committed = {"why": opening.commitment(), "by": opening.commitment()}
    assert opening.opens(committed)
    assert not Opening(3, "by", opening.salt, "because").opens(committed)
    assert not Opening(3, "why", opening.salt, "Because").opens(committed)
    assert not Opening(3, "why", bytes(32), "because").opens(committed)
    assert not opening.opens({})
    assert "because" not in repr(opening)
    assert opening.salt.hex() not in repr(opening)


def test_a_commitment_does_not_join_name_and_value() -> None:
    salt = bytes(32)
    assert Opening(0, "a", salt, "bc").commitment() != Opening(0, "ab", salt, "c").commitment()
