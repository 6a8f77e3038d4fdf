"""Plain words for the values that reasons and reports tell."""

import re

_TERM = re.compile(r"[a-z0-9_]+")
"""A value of our own vocabulary; anything else is text already."""
_SPECIAL = {
    "orphan_string": "text left over from deleted cells",
    "pivot_cache": "the memory of a pivot table",
    "external_link_cache": "the memory of a link to another workbook",
    "data_model": "the data model",
    "query_cache": "the memory of a query",
    "hidden_sheet": "a hidden sheet",
    "very_hidden_sheet": "a very hidden sheet",
    "hidden_row": "hidden rows",
    "hidden_column": "hidden columns",
    "filtered_row": "rows hidden by a filter",
    "zero_size": "rows or columns of no size",
    "invisible_text": "invisible text",
    "off_page": "cells far from what is seen",
    "page_source": "the source of the page",
    "script_data": "data in a script",
    "picture": "a picture",
    "decoded_as_strings": "binary data, of which only the text was taken out",
    "encrypted": "encrypted",
    "corrupt": "damaged",
    "over_limit": "over a limit",
    "timed_out": "took too long",
    "crashed": "the reader crashed",
    "unsupported": "a format that is not read yet",
    "unknown_part": "an unknown part",
    "unreadable": "cannot be opened",
    "minor_in_care": "a minor in care",
    "disclosed_list": "a disclosed list",
    "name_and_birth_date": "name with birth date",
    "identifier": "an identifier",
}


def put_into_words(value: str) -> str:
    """`date_of_birth` as `date of birth`, `pivot_cache` as `the memory of a pivot table`."""
    return _SPECIAL.get(value, value.replace("_", " ") if _TERM.fullmatch(value) else value)


def people_words(count: int) -> str:
    """`1 person`, `6,252 people`."""
    return "1 person" if count == 1 else f"{count:,} people"
