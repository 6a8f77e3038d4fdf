"""Workbooks and delimited texts: the visible cells that nothing speaks against, at their places."""

import os
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from withhold.cleaning.columns import Columns, undeclared
from withhold.cleaning.grid import Grid, grid_of, sheet_number, span_of
from withhold.cleaning.interface import CSV, TABULAR, XLSX, CleanCopy, Cleaner, Refused, Removed
from withhold.cleaning.writing import as_csv, as_workbook
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding
from withhold.domain.piece import Skipped, Table, Text
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Unreadable, open_bytes, open_path
from withhold.readers.sandbox import READ_AS_LAID_OUT

_ROUNDS = 4
"""What is left may read differently once the rest is gone; a copy that is still not clean then is refused."""
_WHOLE = ((1, 0), (1 << 30, 0))
_Count = Counter[tuple[Concealment, int]]


def clean(path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused:
    """A copy with the visible cells (see `interface.Clean`).

    Where a profile says what may be told, the columns that tell more are taken out; rows that still speak
    against a release are taken out whole.
    """
    try:
        grid, unread = _visible(path, inspector)
    except Unreadable as error:
        return Refused(f"the file cannot be read: {error}")
    removed: _Count = Counter(grid.left_out)
    media_type = CSV if verdict.media_type == CSV else XLSX
    for _ in range(_ROUNDS):
        columns = Columns()
        judging = replace(inspector, recogniser=columns.beside(inspector.recogniser))
        if not grid.sheets:
            return Refused("nothing is left of it that may be public")
        content = as_csv(grid.first) if media_type == CSV else as_workbook(grid)
        judged = judging.inspect(open_bytes(content, path.name), path.name)
        if judged.decision is Decision.RELEASE:
            suffix = ".csv" if media_type == CSV else ".xlsx"
            return CleanCopy(content, media_type, suffix, _told(removed, unread))
        if judged.people.registered:
            break
        told = undeclared(inspector.policy, judged.findings)
        if not _columns_out(grid, columns, told, removed) and not _taken_out(grid, judged.findings, removed):
            break
    return Refused(
        "a copy without what was found is still not released; remove by hand what the verdict names"
    )


def _visible(path: Path, inspector: Inspector) -> tuple[Grid, int]:
    """The visible cells, read in the sandbox, and how many parts nobody could read: they are left out."""
    unread = 0
    pieces: list[Table | Text] = []
    with (
        open_path(os.fspath(path)) as opened,
        inspector.sandbox.beside(READ_AS_LAID_OUT) as sandbox,
        closing(sandbox.read(opened.descriptor, opened.size, path.name)) as items,
    ):
        for item in items:
            if isinstance(item, (Table, Text)):
                pieces.append(item)
            elif isinstance(item, Skipped):
                unread += 1
    return grid_of(pieces), unread


def _columns_out(grid: Grid, columns: Columns, told: frozenset[Field], removed: _Count) -> int:
    """Take out the columns that tell these fields; returns how many cells that were."""
    taken = 0
    for position, number in enumerate(sorted(grid.sheets), 1):
        # From the right: what stands there moves when a column goes.
        for index, told_there in sorted(columns.fields[position].items(), reverse=True):
            if told_there in told:
                count = grid.remove_column(number, index)
                removed[Concealment.VISIBLE, number] += count
                taken += count
    return taken


def _taken_out(grid: Grid, findings: tuple[Finding, ...], removed: _Count) -> int:
    """Take out the rows that the copy's own verdict names, or the sheet; returns how many cells that were."""
    numbers = sorted(grid.sheets)
    taken = 0
    for finding in findings:
        position = sheet_number(finding.location)
        if not 1 <= position <= len(numbers):
            continue
        number = numbers[position - 1]
        count = grid.remove(number, *(span_of(finding.location) or _WHOLE))
        removed[Concealment.VISIBLE, number] += count
        taken += count
    return taken


def _told(removed: _Count, unread: int) -> tuple[Removed, ...]:
    """What is not in the copy, the most first. Sheets are told by their number: a name may be a person's."""
    told = [
        Removed(concealment, f"sheet {number}" if number else "outside of the sheets", count)
        for (concealment, number), count in removed.most_common()
        if count
    ]
    if unread:
        told.append(Removed(Concealment.EMBEDDED_OBJECT, "parts that could not be read", unread))
    return tuple(told)


CLEANER = Cleaner(TABULAR, clean)
