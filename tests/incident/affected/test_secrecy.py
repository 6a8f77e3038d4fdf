"""Nothing of anybody is in what a debugger, a log or an error would show."""

from datetime import date

from tests.incident.affected.making import a_record, a_row
from withhold.incident.affected.describing import describe_records, describe_rows
from withhold.incident.affected.interface import Account, Likeness, Linked, Terminal
from withhold.incident.affected.likeness import match
from withhold.incident.affected.reconcile import reconcile
from withhold.incident.affected.records_api import Api

ROW = a_row(1, "Zyxwv Perez", "1987-03-04", "Guatemala", "A312345678", {"Spouse": "Zyxwv Gomez"})
RECORD = a_record("key-zyxwv", "Zyxwv Perez", date(1987, 3, 4), "A312345678", "GT")


def _assert_hides(*shown: object) -> None:
    for one in shown:
        text = f"{one!r} {one}".casefold()
        assert not any(value in text for value in ("zyxwv", "312345678", "1987", "guatemala")), type(one)


def test_no_repr_holds_a_value() -> None:
    likeness = match([ROW], [RECORD])
    assert isinstance(likeness[0], Likeness)
    _assert_hides(ROW, RECORD, *describe_rows([ROW]), *describe_records([RECORD]), *likeness)
    _assert_hides(Linked(1, "spouse", "Zyxwv Gomez"), Api("https://example.org/", (("A", "zyxwv"),)))
    account = Account(1, Terminal.DECEASED, ("document: certificate of Zyxwv Perez",))
    _assert_hides(account, reconcile(1, [account]))
