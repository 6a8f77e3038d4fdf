"""Pivot caches: definition and records, with the source sheet gone."""

from collections.abc import Sequence
from datetime import date

from corpus.ooxml.cells import escape
from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS
from corpus.ooxml.model import Workbook
from corpus.ooxml.package import SHEET_ML

Cell = str | int | date


def _item(value: Cell) -> str:
    if isinstance(value, date):
        return f'<d v="{value.isoformat()}T00:00:00"/>'
    return f'<s v="{escape(value)}"/>' if isinstance(value, str) else f'<n v="{value}"/>'


def _field(name: str, values: list[Cell]) -> str:
    items = "".join(_item(value) for value in values)
    count = f' count="{len(values)}"' if values else ""
    shared = f"<sharedItems{count}>{items}</sharedItems>"
    return f'<cacheField name="{escape(name)}" numFmtId="0">{shared}</cacheField>'


def add_pivot_cache(
    book: Workbook,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    source: str,
    *,
    shared: bool,
    records: bool = True,
) -> None:
    """Plants a cache of the rows. `shared`: text stands in the shared items and records hold positions."""
    number = sum(name.startswith("xl/pivotCache/pivotCacheDefinition") for name in book.parts) + 1
    columns: list[list[Cell]] = [
        list(dict.fromkeys(row[place] for row in rows)) for place in range(len(header))
    ]
    keep = [shared and not isinstance(values[0], int) for values in columns]
    fields = "".join(
        _field(name, values if kept else []) for name, values, kept in zip(header, columns, keep, strict=True)
    )
    definition = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
    link = ' r:id="rId1"' if records else ' saveData="0"'
    xml = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}"{link} refreshedBy="Reports" '
        f'recordCount="{len(rows)}"><cacheSource type="worksheet"><worksheetSource ref="A1:Z{len(rows) + 1}" '
        f'sheet="{escape(source)}"/></cacheSource><cacheFields count="{len(header)}">{fields}</cacheFields>'
        "</pivotCacheDefinition>"
    )
    book.part(definition, xml, f"{SHEET_ML}.pivotCacheDefinition+xml")
    cache = book.rels.add("pivotCacheDefinition", definition)
    entry = f'<pivotCache cacheId="{number}" r:id="{cache}"/>'
    before = book.after_sheets.get("pivotCaches", "<pivotCaches></pivotCaches>")
    book.after_sheets["pivotCaches"] = before.replace("</pivotCaches>", f"{entry}</pivotCaches>")
    if not records:
        return
    positions = [{value: place for place, value in enumerate(values)} for values in columns]
    lines = "".join(
        "<r>"
        + "".join(
            f'<x v="{positions[place][value]}"/>' if keep[place] else _item(value)
            for place, value in enumerate(row)
        )
        + "</r>"
        for row in rows
    )
    stored = f"xl/pivotCache/pivotCacheRecords{number}.xml"
    book.part(
        stored,
        f'<pivotCacheRecords xmlns="{MAIN}" count="{len(rows)}">{lines}</pivotCacheRecords>',
        f"{SHEET_ML}.pivotCacheRecords+xml",
    )
    book.part_relationships(definition).add("pivotCacheRecords", stored)
