"""What differs only in typing folds to one spelling; offsets lead back to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.text.normalise import fold, fold_aligned, fold_identifier, fold_label


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "੦੧੨੩੪੫੬੭੮੯", "０１２３４５６７８９"]
)
def test_digits_of_every_script(digits: str) -> None:
    assert fold(digits) == "0123456789"


def test_dashes_spaces_and_invisible_marks() -> None:
    assert fold("A\u2011123\u00a0456\u200b\u202e789") == "A-123 456789"


def test_letters_of_other_keyboards_in_identifiers() -> None:
    assert fold_identifier("\u0410123 \u0412") == "A123 B"


@pytest.mark.parametrize(
    "header",
    [
        "dateOfBirth",
        "DATE_OF_BIRTH",
        "Date of birth:",
        "date-of-birth",
        " Date  of Birth ",
        "ＤａｔｅＯｆＢｉｒｔｈ",
    ],
)
def test_spellings_of_a_header(header: str) -> None:
    assert fold_label(header) == "date of birth"


def test_labels_lose_accents_and_keyboard_variants() -> None:
    assert fold_label("Numéro D’Étranger") == "numero d etranger"
    assert fold_label("کد ملي") == fold_label("كد ملی")
    assert fold_label("DOĞUM TARİHİ") == "dogum tarihi"


@given(st.text(max_size=80))
def test_aligned_offsets_stay_in_the_text(text: str) -> None:
    folded, offsets = fold_aligned(text)
    if offsets is None:
        assert len(folded) == len(text)
    else:
        assert len(offsets) == len(folded) + 1
        assert list(offsets) == sorted(set(offsets))


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_label(fold_label(text)) == fold_label(text)
