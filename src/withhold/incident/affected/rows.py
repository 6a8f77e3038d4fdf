"""Rows of the leak from the form in which they are kept."""

from collections.abc import Mapping
from typing import Any

from withhold.domain.fields import Field
from withhold.incident.affected.interface import LeakRow, RecordsUnusable


def leak_row(number: int, values: Mapping[str, Any]) -> LeakRow:
    """The row of this number from `{"fields": {field: [values]}, "others": {header: value}, "known": {field:
    canonical}}`. Raises RecordsUnusable, without anything of the row, where it is not of that form."""
    try:
        fields = {Field(name): tuple(map(str, given)) for name, given in values["fields"].items()}
        known = {Field(name): str(given) for name, given in values.get("known", {}).items()}
        others = {str(header): str(given) for header, given in values.get("others", {}).items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        raise RecordsUnusable(f"row {number} is not kept in the form of this version; load it anew") from None
    return LeakRow(number, fields, known, others)
