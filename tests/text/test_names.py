"""The canonical form of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.text.names import name_key, name_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PÉREZ, Juan Carlos", "Juan Carlos Perez"),
        ("Dr. John O'Brien-Smith Jr.", "Obrien Smith, John"),
        ("Nguyễn Thị Minh Khai", "NGUYEN Thi Minh Khai"),
        ("Абдуллаев Рустам", "Rustam Abdullaev"),
        ("王伟", "Wang Wei"),
        ("Maria Lopez (née Garcia)", "LOPEZ, MARIA"),
        ("FNU Ahmadullah", "Ahmadullah"),
        ("Jean‑Pierre  Dupont", "Dupont Jean Pierre"),
    ],
)
def test_the_same_person_has_the_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ana Lopez", "Ana Gomez"), ("Juan C Perez", "Juan Perez")])
def test_other_people_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_tokens_keep_their_order() -> None:
    assert name_tokens("de la Cruz, María") == ("de", "la", "cruz", "maria")
    assert name_tokens("Mr") == ("mr",)
    assert name_tokens("") == ()


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_up_to_titles(value: str) -> None:
    key = name_key(value)
    assert sorted(key.split()) == key.split()
