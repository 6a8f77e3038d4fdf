"""The canonical forms that registers keep: named in the header, refused where they are others."""

import json
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.register.making import AMINA, KEY, crowd, made
from withhold.domain.fields import Field
from withhold.register import canonical, snapshot
from withhold.register.canonical import birth_message, contact, forms, nationality
from withhold.register.change import add
from withhold.register.file import RegisterInFile
from withhold.register.info import lines_of
from withhold.register.interface import RegisterError
from withhold.text import name_forms, person_number
from withhold.text.name_forms import name_parts
from withhold.text.person_number import number_forms
from withhold.text.spelling import tables

_NAMES = (
    *("Mohammed Al-Rashid", "محمد الراشد", "Alexey Tchaikovsky", "Алексей Чайковский", "Wang Xiao-Ming"),
    *("王小明", "Nguyễn Văn An", "Juan Carlos Pérez de la Cruz", "Maxamed Cali Xasan", "Suharto", "J. K."),
    *(
        "Abd al-Rahman Ibn Yusuf",
        "Bill O'Neil-Smith",
        "Müller, Jürgen",
        "Kim Jong-su",
        "김종수",
        "Łukasz Żak",
    ),
    *("Tekle Haile", "ተክለ ኃይለ", "Giorgos Παπαδόπουλος", "გიორგი მაისურაძე", "Hüseyin Yılmaz"),
)
_NUMBERS = (
    "A012-345-678",
    "12345678",
    "2.01234567E+08",
    "201234567.0",
    "No. 0012345",
    "P1234567",
    "SSN 012-34-5678",
)
_KINDS = (None, Field.ALIEN_NUMBER, Field.SOCIAL_SECURITY_NUMBER, Field.PASSPORT_NUMBER, Field.CASE_NUMBER)
_RULES = (1, 1, 1)
_SAMPLE = "062afb19de9f906f"


def test_rules_are_counted_up_when_they_give_other_forms() -> None:
    """If this fails, raise RULES where the rule changed (not for tables), then write both down here."""
    told = [
        [name_parts(name) for name in _NAMES],
        [number_forms(kind, number) for kind in _KINDS for number in _NUMBERS],
        [str(birth_message(birth)) for birth in ("1987-04-03", "1987-04-30")],
        [str(contact(value)) for value in ("+44 20 7946 0123", "Amina@Example.org", "0123")],
        [nationality(value) for value in ("Somali", "ERI", "Nowhere")],
    ]
    sample = blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()
    assert ((name_forms.RULES, person_number.RULES, canonical.RULES), sample) == (_RULES, _SAMPLE)


def test_a_register_with_other_forms_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(made(tmp_path / "r", [AMINA]))
    before = (tmp_path / "r").read_bytes()
    monkeypatch.setattr(snapshot, "forms", lambda: b"x" * 16)
    with pytest.raises(RegisterError, match="build it anew"):
        RegisterInFile(path, KEY)
    with pytest.raises(RegisterError, match="build it anew"):
        add(path, KEY, crowd(1))
    assert (tmp_path / "r").read_bytes() == before


def test_every_rule_and_table_has_a_part_in_the_name_of_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {forms()}
    for module in (name_forms, person_number, canonical):
        with monkeypatch.context() as patch:
            patch.setattr(module, "RULES", 999)
            names.add(forms.__wrapped__())
    contents = tables.contents()
    for name in contents:
        with monkeypatch.context() as patch:
            changed = {**contents, name: contents[name] + b"\n"}
            patch.setattr(tables, "contents", partial(dict, changed))
            names.add(forms.__wrapped__())
    assert len(contents) == 7
    assert len(names) == 1 + 3 + len(contents)


def test_info_tells_the_forms(tmp_path: Path) -> None:
    register = RegisterInFile(str(made(tmp_path / "r", [AMINA])), KEY)
    assert any(line.startswith(f"forms       {forms().hex()[:16]}") for line in lines_of(register))
    register.close()
