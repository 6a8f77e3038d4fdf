"""The tables of spellings hold together."""

from collections import Counter

from withhold.text.spelling import tables
from withhold.text.spelling.classes import class_of
from withhold.text.spelling.latin import normal, plain
from withhold.text.spelling.syllables import family_and_given, split, syllables


def test_every_label_is_in_its_own_class() -> None:
    table = tables.spellings()
    assert len(table) > 3000
    assert [label for label in set(table.values()) if table.get(label) != label] == []


def test_no_class_swallows_its_neighbours() -> None:
    """Of names that are no listed spellings hardly any two fall together by rule."""
    for section in ("western", "arabic", "indic", "ethiopic"):
        sizes = Counter(class_of(token) for token in tables.known(section) if token not in tables.spellings())
        assert max(sizes.values()) <= 6, sizes.most_common(3)
        assert sum(size * size for size in sizes.values()) < 1.6 * sum(sizes.values())


def test_what_is_known_is_written_plainly() -> None:
    for section in ("western", "arabic", "indic", "ethiopic", "hebrew"):
        assert [token for token in tables.known(section) if plain(token) != token] == []


def test_rules_settle() -> None:
    """A ruled form of a known name is ruled to itself, or nearly always."""
    forms = [normal(token) for token in tables.known("western")]
    moved = [form for form in forms if normal(form) != form]
    assert len(moved) < 0.05 * len(forms)


def test_syllables_are_cut_as_few_as_can_be() -> None:
    assert split("xiaoming") == ("xiao", "ming")
    assert split("minjun") == ("min", "jun")
    assert split("smith") == ()
    assert split("") == ()


def test_every_order_of_syllables_is_one_name() -> None:
    names = {family_and_given(order) for order in (["wang", "xiao", "ming"], ["ming", "xiao", "wang"])}
    assert names == {("wang", "mingxiao")}
    assert syllables().ranks["wang"] == 0
