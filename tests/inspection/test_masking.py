"""A sheet, member or path that is itself a person is masked; masks tell nothing of what they cover."""

import pytest

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import Skipped, SkipReason
from withhold.inspection.masking import MASK, among_people, masked_finding, masked_location, masked_skipped


def finding(location: Location, people: int = 1) -> Finding:
    fields = (Field.FULL_NAME, Field.DATE_OF_BIRTH)
    return Finding(
        Kind.ROSTER, location, Concealment.VISIBLE, people, fields, Severity.HIGH, 0.9, examples=("Planted",)
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sheet", "Maria Hernández López"),
        ("sheet", "GARCIA, Juan Carlos"),
        ("sheet", "A123-456-789"),
        ("member", "cases/Maria_Hernandez_Lopez.xlsx"),
        ("member", "maria.hernandez.lopez.pdf"),
        ("member", "SSN 219-09-9999.txt"),
        ("sheet", "n.oyelaran@gmail.com"),
        ("sheet", "+1 202 555 0143"),
        ("sheet", "14 Rosewood Lane"),
        ("member", "14_Rosewood_Lane/in/notes.csv"),
        ("member", "in/202-555-0143.pdf"),
        ("path", "/clients/Maria Hernández López/status"),
    ],
)
def test_people_in_routes_are_masked_and_their_position_stays(key: str, value: str) -> None:
    masked = masked_location(DOCUMENT.child(key, value, 3).child("cells", "A1:B2"))
    assert masked.route() == (f"{key}:#3 {MASK}", "cells:A1:B2")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sheet", "Data"),
        ("sheet", "Sheet1"),
        ("sheet", "Lista"),
        ("sheet", "Hoja1"),
        ("sheet", "Facility ADP"),
        ("sheet", "Addtl KYC Update Type"),
        ("sheet", "ATD FY23 YTD"),
        ("sheet", "Detention Statistics"),
        ("sheet", "Quarter 3 2022"),
        ("sheet", "Summary by Facility"),
        ("member", "reports/2022/statistics.xlsx"),
        ("member", "inner.zip"),
        ("part", "xl/pivotCache/pivotCacheRecords1.xml"),
        ("part", "docProps/core.xml"),
        ("part", "xl/media/image1234567890.png"),
        ("member", "exports/20220104_120000.csv"),
        ("sheet", "FY 2021-2022"),
        ("path", "/records"),
        ("path", "/data/items/0"),
        ("line", "120"),
        ("cells", "A2:L6253"),
    ],
)
def test_other_names_are_told(key: str, value: str) -> None:
    location = DOCUMENT.child(key, value, 1)
    assert masked_location(location) == location


def test_examples_are_masks_of_one_width_and_only_on_request() -> None:
    assert masked_finding(finding(DOCUMENT), examples=False).examples == ()
    shown = masked_finding(finding(DOCUMENT, 500), examples=True).examples
    assert shown == (f"full_name: {MASK}, date_of_birth: {MASK}",) * 3


def test_skipped_parts_are_masked_too() -> None:
    skipped = Skipped(DOCUMENT.child("member", "Maria Hernandez Lopez.zip", 2), SkipReason.ENCRYPTED)
    assert masked_skipped(skipped).location.route() == (f"member:#2 {MASK}",)


def test_a_detail_that_tells_of_somebody_is_masked() -> None:
    told = [
        masked_skipped(Skipped(DOCUMENT, SkipReason.CORRUPT, detail=detail)).detail
        for detail in (
            "broken XML at line 2",
            "the archive has no readable directory",
            "no Maria Hernandez Lopez",
        )
    ]
    assert told == ["broken XML at line 2", "the archive has no readable directory", MASK]


def test_who_was_found_in_the_document_is_masked_whatever_the_name_looks_like() -> None:
    location = DOCUMENT.child("member", "2022/batz_tzoc.xlsx", 2).child("sheet", "Data", 1)
    masked = masked_location(location, knows=lambda text: text == "batz tzoc")
    assert masked.route() == (f"member:#2 {MASK}", "sheet:Data")


@pytest.mark.parametrize("name", ["Oyelaran", "in/Oyelaran.pdf", "Garcia"])
def test_a_lone_name_is_masked_where_people_are_named(name: str) -> None:
    location = DOCUMENT.child("member", name, 2)
    assert masked_location(location) == location
    assert masked_location(location, among_people(lambda text: False)).route() == (f"member:#2 {MASK}",)


@pytest.mark.parametrize(
    "name", ["Data", "Sheet1", "Summary", "Texas", "March", "Lista", "Facility", "cases.csv"]
)
def test_a_lone_word_is_told_also_where_people_are_named(name: str) -> None:
    location = DOCUMENT.child("sheet", name, 1)
    assert masked_location(location, among_people(lambda text: False)) == location
