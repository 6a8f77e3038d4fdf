"""Every incident as a file, in its real size where a test can bear it, and its harmless twin."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from corpus.case import BENIGN, WITHHOLD, Case, Expect
from corpus.incidents import documents, sources, workbooks
from corpus.incidents.workbooks import Make

_CACHE = ("part:xl/pivotCache/",)
_RANKS = ("Constable", "Sergeant", "Inspector")
_ESTATES = ("North", "South", "Park")
_WARDS = ("Maternity", "Surgery", "Children")


@dataclass(frozen=True, slots=True)
class Replay:
    """An incident: the file as it was public, its twin as it was meant, and what a verdict must say."""

    file: str
    leaked: Make
    meant: Make
    concealment: str
    route: tuple[str, ...]
    people: int | None
    """None where names alone are told: who shares one cannot be told apart."""
    rules: tuple[str, ...] = ("people/concealed",)


def _islington(number: int, count: int) -> Replay:
    """Three workbooks; two of them were "corrected" and published again with the same rows."""
    head = ("Estate", "Households")
    if number == 2:
        return Replay(
            "council_2012_2.xlsx",
            workbooks.hidden_source(head, _ESTATES, sources.tenants, count),
            workbooks.hidden_source(head, _ESTATES, sources.tenants, 0),
            "hidden_sheet",
            ("sheet:Raw data",),
            None,
        )
    return Replay(
        f"council_2012_{number}.xlsx",
        workbooks.pivot(head, _ESTATES, sources.tenants, count),
        workbooks.pivot(head, _ESTATES, sources.tenants, 0),
        "pivot_cache",
        _CACHE,
        None,
    )


REPLAYS = (
    Replay(
        "immigration_2014.docx",
        documents.report_with_chart(9250),
        documents.report_with_chart(0),
        "embedded_object",
        ("part:word/embeddings/Worksheet1.xlsx", "sheet:Data"),
        9250,
        ("people/concealed", "people/protected"),
    ),
    Replay(
        "police_2023.xlsx",
        workbooks.police_answer(9483),
        workbooks.police_answer(0, is_leaked=False),
        "hidden_sheet",
        ("sheet:SAP DOWNLOAD",),
        9483,
    ),
    Replay(
        "relocation_2022.eml",
        workbooks.relocation_mail(9000, 150),
        workbooks.relocation_mail(3, 3, is_leaked=False),
        "attachment",
        ("member:cases.xlsx", "sheet:Applicants"),
        9000,
    ),
    *(_islington(number, 800) for number in (1, 2, 3)),
    Replay(
        "borough_2014.xlsx",
        workbooks.cached_link(15_000),
        workbooks.cached_link(0),
        "external_link_cache",
        ("part:xl/externalLinks/",),
        None,
    ),
    Replay(
        "hospital_2014.xlsx",
        workbooks.pivot(("Ward", "Staff"), _WARDS, sources.employees, 6574),
        workbooks.pivot(("Ward", "Staff"), _WARDS, sources.employees, 0),
        "pivot_cache",
        _CACHE,
        6574,
    ),
    Replay(
        "borough_2017.xlsx",
        workbooks.pivot(("Ward", "Empty homes"), _WARDS, sources.owners, 943),
        workbooks.pivot(("Ward", "Empty homes"), _WARDS, sources.owners, 0),
        "pivot_cache",
        _CACHE,
        None,
    ),
    Replay(
        "hospitals_2021.xlsx",
        workbooks.pivot(("Ward", "Deliveries"), _WARDS, sources.patients, 22_073),
        workbooks.pivot(("Ward", "Deliveries"), _WARDS, sources.patients, 0),
        "pivot_cache",
        _CACHE,
        22_073,
    ),
    Replay(
        "police_2022.xlsx",
        workbooks.hidden_source(("Offence", "Crimes"), ("Theft", "Assault", "Fraud"), sources.victims, 1230),
        workbooks.hidden_source(("Offence", "Crimes"), ("Theft", "Assault", "Fraud"), sources.victims, 0),
        "hidden_sheet",
        ("sheet:Raw data",),
        1230,
    ),
    Replay(
        "justice_2022.zip",
        documents.dashboard_files(20_000),
        documents.dashboard_files(0),
        "visible",
        ("member:data/permits.csv",),
        20_000,
        (),
    ),
    Replay(
        "teachers_2021.html",
        documents.page_source(60),
        documents.page_source(0),
        "page_source",
        (),
        60,
    ),
    Replay(
        "revenue_2022.zip",
        documents.bulk_records(12_000),
        documents.bulk_records(0),
        "visible",
        ("member:2022/990T_batch7.xml",),
        12_000,
        (),
    ),
    Replay(
        "court_boxes.pdf",
        documents.black_boxes(12),
        documents.black_boxes(0),
        "under_redaction",
        ("page:1",),
        12,
    ),
    Replay(
        "court_revision.pdf",
        documents.earlier_revision(12),
        documents.earlier_revision(0),
        "previous_version",
        (),
        12,
    ),
)
"""The founding workbook itself is the group `founding`; of one incident, told aloud, there is no file."""


def cases(seed: int) -> list[Case]:
    """Each replay and its twin."""
    made: list[Case] = []
    for replay in REPLAYS:
        file, twin = f"incidents/{replay.file}", f"incidents/twin.{replay.file}"
        expect = Expect(WITHHOLD, replay.people, replay.rules, replay.concealment, replay.route)
        made.append(Case(file, "incidents", "incidents", expect, _bound(replay.leaked, seed, replay.file)))
        made.append(
            Case(twin, "incidents", "incidents", BENIGN, _bound(replay.meant, seed, twin), twin_of=file)
        )
    return made


def _bound(make: Make, seed: int, name: str) -> Callable[[], bytes]:
    return lambda: make(Random(f"{seed}/incidents/{name}"))
