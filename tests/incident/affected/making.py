"""Rows and records for the tests: invented people."""

from datetime import date

from corpus.founding.affected import Founding
from corpus.founding.roster import HEADERS
from withhold.domain.fields import Field
from withhold.incident.affected.interface import LeakRow, OwnRecord

TODAY = date(2022, 11, 28)
_FIELDS = {
    "Name": Field.FULL_NAME,
    "Date of Birth": Field.DATE_OF_BIRTH,
    "Sex": Field.SEX,
    "Country of Nationality": Field.NATIONALITY,
    "Alien Number": Field.ALIEN_NUMBER,
    "Detention Facility": Field.FACILITY,
    "Book-In Date": Field.CUSTODY_DATE,
    "Asylum Application Status": Field.CASE_STATUS,
}


def a_row(
    number: int,
    name: str = "",
    birth: str = "",
    nation: str = "",
    alien: str = "",
    others: dict[str, str] | None = None,
    **more: str,
) -> LeakRow:
    """A row; what is empty is not told. `more`: other fields by their value."""
    told = {
        Field.FULL_NAME: name,
        Field.DATE_OF_BIRTH: birth,
        Field.NATIONALITY: nation,
        Field.ALIEN_NUMBER: alien,
        **{Field(key): value for key, value in more.items()},
    }
    fields = {key: (value,) for key, value in told.items() if value}
    return LeakRow(number, fields, {key: values[0] for key, values in fields.items()}, others or {})


def a_record(
    key: str = "r1", name: str = "", birth: date | None = None, alien: str = "", nation: str | None = None
) -> OwnRecord:
    """A record with what is compared."""
    return OwnRecord(
        record=key,
        names=(name,) if name else (),
        birth=birth,
        identifiers=((Field.ALIEN_NUMBER, alien),) if alien else (),
        nationality=nation,
    )


def rows_of(made: Founding) -> list[LeakRow]:
    """The founding leak as it is kept after reading."""
    return [
        _row(number, dict(zip(HEADERS, values, strict=True))) for number, values in enumerate(made.rows, 1)
    ]


def _row(number: int, told: dict[str, object]) -> LeakRow:
    texts = {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in told.items()
        if value is not None
    }
    fields = {_FIELDS[name]: (text,) for name, text in texts.items() if name in _FIELDS}
    others = {name: text for name, text in texts.items() if name not in _FIELDS}
    return LeakRow(number, fields, {key: values[0] for key, values in fields.items()}, others)
