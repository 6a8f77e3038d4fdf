"""Records on one another in two columns: label and value, the labels anew for each person."""

from tests.recognisers.analysis import analyse, table
from withhold.domain.concealment import Concealment
from withhold.recognisers.rows.stacked import stacked

PEOPLE = (("Margaret Holloway", "1995-07-24", "Syria"), ("Omar Haddad", "1966-09-14", "Chad")) * 1 + (
    ("Aisha Rahman", "1953-10-04", "Mali"),
)
LABELS = ("Name", "Date of birth", "Nationality")


def lines(colon: str = "") -> str:
    return "\n".join(
        f"{label}{colon} | {value}"
        for person in PEOPLE
        for label, value in zip(LABELS, person, strict=True)
        if value
    )


def test_each_record_becomes_a_row() -> None:
    for colon in ("", ":"):
        made = stacked(table(lines(colon), header=False))
        assert [column.name for column in made.columns] == list(LABELS)
        assert list(zip(*(column.values for column in made.columns), strict=True)) == list(PEOPLE)
        assert made.rows == [2, 5, 8]


def test_the_first_record_may_have_been_taken_for_the_header() -> None:
    made = stacked(table(lines(), header=True))
    assert list(zip(*(column.values for column in made.columns), strict=True)) == list(PEOPLE)


def test_what_a_record_lacks_is_empty_and_no_others_value() -> None:
    text = "Name | Margaret Holloway\nDate of birth | 1995-07-24\nName | Omar Haddad\nNationality | Chad\n"
    made = stacked(table(text + "Name | Aisha Rahman\nDate of birth | 1953-10-04", header=False))
    assert [column.values for column in made.columns] == [
        ["Margaret Holloway", "Omar Haddad", "Aisha Rahman"],
        ["1995-07-24", None, "1953-10-04"],
        [None, "Chad", None],
    ]


def test_a_batch_that_goes_on_begins_records_with_the_name() -> None:
    text = "Nationality | Syria\n" + "\n".join(lines().splitlines()[3:])
    made = stacked(table(text, header=False, continues=True))
    assert made.columns[1].values == [None, "Omar Haddad", "Aisha Rahman"]


def test_other_tables_stay_as_they_are() -> None:
    others = (
        table("Quarter | Received\nQ1 | 10\nQ2 | 20"),
        table("Name | Margaret Holloway\nDate of birth | 1995-07-24", header=False),
        table("Name | Date of birth\nMargaret Holloway | 1995-07-24\nOmar Haddad | 1966-09-14"),
        table(lines(), header=False, rows={1: Concealment.HIDDEN_ROW}),
    )
    for other in others:
        assert stacked(other) is other


def test_the_people_are_counted_and_told() -> None:
    findings, people = analyse(table(lines(), header=False))
    assert people == findings[0].identified == findings[0].private_two == 3
