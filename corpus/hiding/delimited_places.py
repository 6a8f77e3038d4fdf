"""Hiding places of CSV, TSV and plain text: far along, several tables, encodings, lying endings."""

from collections.abc import Callable, Sequence
from random import Random

from corpus.content import MONTHS, Content
from corpus.hiding.place import HidingPlace
from corpus.textual import Row, delimited

Make = Callable[[Random, Content], bytes]


def _months(rng: Random, count: int = 12) -> list[Row]:
    return [
        ("Month", "Received"),
        *((f"{MONTHS[n % 12]} {2000 + n // 12}", rng.randrange(900)) for n in range(count)),
    ]


def _encoded(encoding: str, separator: str = ",") -> Make:
    def make(_: Random, content: Content) -> bytes:
        return delimited(content.table, separator).encode(encoding)

    return make


def _rows_far_down(rng: Random, content: Content) -> bytes:
    wide: list[Row] = [(*row, "", "") for row in _months(rng, 30_000)]
    return delimited([*wide, *content.table]).encode()


def _columns_far_right(rng: Random, content: Content) -> bytes:
    rows: list[Row] = []
    for number, row in enumerate(content.table):
        numbers = [f"m{place}" if number == 0 else str(rng.randrange(99)) for place in range(1500)]
        rows.append([*numbers, *row])
    return delimited(rows).encode()


def _second_table(rng: Random, content: Content) -> bytes:
    return delimited([*_months(rng), (), (), *content.table]).encode()


def _side_by_side(rng: Random, content: Content) -> bytes:
    left = _months(rng)
    right: list[Row] = [*content.table, *([("",) * 4] * (len(left) - len(content.table)))]
    return delimited([[*a, "", *b] for a, b in zip(left, right, strict=True)]).encode()


def _after_comments(_: Random, content: Content) -> bytes:
    return ("# exported table\n# two lines of comment\n" + delimited(content.table)).encode()


def _in_one_cell(rng: Random, content: Content) -> bytes:
    rows = [("Month", "Remark"), *((name, "none") for name in MONTHS), ("Note", content.text)]
    return delimited(rows).encode()


def _quoted_lines(_: Random, content: Content) -> bytes:
    """Line ends inside of quoted cells."""
    rows: list[Row] = [("No.", "Note")]
    rows += [(number, f"first line\nsecond line\n{line}") for number, line in enumerate(content.lines, 1)]
    return delimited(rows).encode()


def _prose(_: Random, content: Content) -> bytes:
    filler = "The figures of this report are provisional and may be revised in the next edition.\n"
    return (filler * 40 + content.text + "\n" + filler * 40).encode()


def _labels(_: Random, content: Content) -> bytes:
    blocks: Sequence[str] = [
        "\n".join(f"{name}: {value}" for name, value in zip(content.header, row, strict=True))
        for row in content.rows
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _aligned(_: Random, content: Content) -> bytes:
    lines = ["".join(f"{cell:<48}" for cell in row).rstrip() for row in content.texts]
    return ("\n".join(lines) + "\n").encode()


CYRILLIC = ("russian",)
HAN = ("chinese",)
WESTERN = ("mexican", "haitian", "brazilian", "german")
PLACES = (
    HidingPlace("plain", _encoded("utf-8"), "visible"),
    HidingPlace("byte_order_mark", _encoded("utf-8-sig"), "visible"),
    HidingPlace("utf16", _encoded("utf-16"), "visible"),
    HidingPlace("utf16_without_mark", _encoded("utf-16-le"), "visible"),
    HidingPlace("utf32", _encoded("utf-32"), "visible"),
    HidingPlace("cp1252_semicolon", _encoded("cp1252", ";"), "visible", among=WESTERN),
    HidingPlace("cp1251", _encoded("cp1251", ";"), "visible", among=CYRILLIC),
    HidingPlace("gb18030", _encoded("gb18030"), "visible", among=HAN),
    HidingPlace("tabs", _encoded("utf-8", "\t"), "visible", ending="tsv"),
    HidingPlace("pipes", _encoded("utf-8", "|"), "visible", ending="txt"),
    HidingPlace("rows_far_down", _rows_far_down, "visible"),
    HidingPlace("columns_far_right", _columns_far_right, None),
    HidingPlace("second_table", _second_table, "visible"),
    HidingPlace("side_by_side", _side_by_side, "visible"),
    HidingPlace("after_comments", _after_comments, "visible"),
    HidingPlace("in_one_cell", _in_one_cell, "visible"),
    HidingPlace("quoted_line_ends", _quoted_lines, "visible"),
    HidingPlace("prose", _prose, "visible", ending="txt"),
    HidingPlace("labels_and_values", _labels, "visible", ending="txt"),
    HidingPlace("aligned_with_spaces", _aligned, "visible", ending="txt"),
    HidingPlace("lying_ending_pdf", _encoded("utf-8"), "visible", ending="pdf"),
    HidingPlace("lying_ending_xlsx", _encoded("utf-8"), "visible", ending="xlsx"),
    HidingPlace("no_known_ending", _encoded("utf-8"), "visible", ending="backup"),
)
