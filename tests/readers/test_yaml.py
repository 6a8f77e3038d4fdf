"""YAML: records, comments, several documents, aliases that multiply, depth."""
# ruff: noqa: E501 (one file a line)

import random
from typing import ClassVar

from tests.contract.reader import Planted, ReaderContract
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of
from tests.readers.test_damage import damaged
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers import yaml_
from withhold.readers.interface import Reader

WHO = "Okonkwo-Lindqvist, Maralyn"
_PEOPLE = f'- name: "{WHO}"\n  born: 1990-01-01\n- name: Bo Li\n  born: 1991-01-01\n'


class TestYaml(ReaderContract):
    reader: ClassVar[Reader] = yaml_.READER
    planted: ClassVar[list[Planted]] = [
        Planted("records", _PEOPLE.encode(), WHO, C.VISIBLE, (), "name"),
        Planted("nested", f"list:\n  people:\n    - who: {{name: '{WHO}'}}\n    - who: {{name: Bo}}\n".encode(), WHO, C.VISIBLE, (), "who.name"),
        Planted("comment", f"a: 1  # asked for by {WHO}\nb: 2\n".encode(), WHO, C.PAGE_SOURCE),
        Planted("second document", f"---\na: 1\n---\nname: '{WHO}'\n".encode(), WHO, C.VISIBLE, (), "name"),
        Planted("block", f"note: |\n  We met.\n  Then {WHO} spoke.\n".encode(), WHO, C.VISIBLE),
        Planted("merged", f"base: &b\n  name: '{WHO}'\nmore:\n  - <<: *b\n    n: 1\n".encode(), WHO, C.VISIBLE),
        Planted("wide", _PEOPLE.encode("utf-16"), WHO, C.VISIBLE, (), "name"),
    ]  # fmt: skip


def test_records_are_a_table() -> None:
    for name in ("people.yml", ""):
        table = tables_of(read(_PEOPLE.encode(), name))[0]
        assert columns_of(table) == {"name": [WHO, "Bo Li"], "born": ["1990-01-01", "1991-01-01"]}


def test_leading_zeros_stay() -> None:
    items = read(b"- number: 007\n  code: 12\n- number: 008\n  code: 13\n")
    assert columns_of(tables_of(items)[0])["number"] == ["007", "008"]


def test_aliases_cannot_multiply() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    items = read("\n".join(lines).encode(), "bomb.yaml")
    assert sum(len(str(item)) for item in items) < 1 << 22


def test_an_alias_in_itself_ends() -> None:
    read(b"a: &a\n  - *a\n  - b\n", "circle.yaml")


def test_ten_thousand_levels_are_over_the_limit() -> None:
    for data in (b"a: " + b"[" * 10_000, b"a:\n" + b"- " * 10_000):
        reasons = reasons_of(read(data, "deep.yaml"))
        assert reasons & {SkipReason.OVER_LIMIT, SkipReason.CORRUPT}


def test_broken_yaml_is_given_as_text() -> None:
    items = read(f"a: 1\nb: [1, '{WHO}'\nc: 2\n".encode(), "broken.yaml")
    assert hidings(items, WHO)
    assert SkipReason.CORRUPT in reasons_of(items)


def test_prose_is_no_yaml() -> None:
    for text in ("Dear all,\n- first\n- second\n", "Note: see below\nThen we met.\n", "a,b\n1,2\n"):
        assert not tables_of(read(text.encode())) or "," in text


def test_damage_is_told_and_never_crashes() -> None:
    chance = random.Random(2)
    for _ in range(150):
        items = read(damaged(_PEOPLE.encode(), chance), "a.yaml")
        assert SkipReason.CRASHED not in reasons_of(items)
