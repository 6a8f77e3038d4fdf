"""Documents of text beside the bound of their work, in one run: docx and pptx of a real report's size.

python -m benchmarks.documents [--pages 300] [--runs 5]

Prints the seconds of CPU to read (every piece brought out, in this process), those to unzip and parse the
same parts with empty handlers, and the median of their ratios pair by pair. Every page has a paragraph for
each of twelve people, every third one a table of them, too.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.bounds import empty_parse, read_alone
from benchmarks.check import median_ratio, show
from corpus.ooxml.cells import escape
from corpus.people import people
from corpus.zips import zipped

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_OFFICE}" {_A}'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_FONT = '<a:latin typeface="Calibri" panose="020F0502020204030204" pitchFamily="34" charset="0"/>'
_TARGET = "<= 3"
_HEADER = ("Name", "Date of birth", "A-Number", "Town", "Status")
Row = tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="of the document, and slides of the deck")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = [
        (who.full, who.born.isoformat(), who.alien, "Huehuetenango", "pending before the board")
        for who in people(Random(1), options.pages * 12)
    ]
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder) / "deck.pptx", deck(rows), options.runs)
        _measure(Path(folder) / "report.docx", report(rows), options.runs)


def _measure(path: Path, data: bytes, runs: int) -> None:
    path.write_bytes(data)
    numbers = median_ratio(lambda: read_alone(path), lambda: empty_parse(path), runs)
    show(f"{path.name}: reading / (zip + expat, empty handlers)", *numbers, _TARGET)


def deck(rows: Sequence[Row]) -> bytes:
    """A slide for every twelve people: a title, paragraphs of two runs with their look, maybe a table."""
    slides = [_slide(number, rows[at : at + 12]) for number, at in enumerate(range(0, len(rows), 12), 1)]
    names = [f"slides/slide{number}.xml" for number in range(1, len(slides) + 1)]
    listed = "".join(f'<p:sldId id="{255 + at}" r:id="rId{at}"/>' for at in range(1, len(slides) + 1))
    main = f'<p:presentation {_P}><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>'
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships("officeDocument", ["ppt/presentation.xml"]),
        "ppt/presentation.xml": f"{main}</p:presentation>".encode(),
        "ppt/_rels/presentation.xml.rels": _relationships("slide", names),
    }
    members |= {f"ppt/{name}": slide for name, slide in zip(names, slides, strict=True)}
    return zipped(members.items())


def report(rows: Sequence[Row]) -> bytes:
    """A page for every twelve people: a heading, paragraphs of two runs with their look, maybe a table."""
    pages = (_page(number, rows[at : at + 12]) for number, at in enumerate(range(0, len(rows), 12), 1))
    body = "".join(text for page in pages for text in page)
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships("officeDocument", ["word/document.xml"]),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode(),
    }
    return zipped(members.items())


def _relationships(kind: str, targets: list[str]) -> bytes:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, target in enumerate(targets, 1)
    )
    return f"<Relationships {_LINKS}>{items}</Relationships>".encode()


def _sentences(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What is said of each: the name, and the rest, in turns."""
    for at, (name, born, alien, town, status) in enumerate(rows):
        said = (
            f", born {born} in {town} ({alien}), is {status}.",
            f" ({alien}) came from {town} when the harbour was closed and is {status}.",
            f" was born on {born}, and the case {alien} is {status}.",
        )
        yield escape(name), said[at % len(said)]


def _slide(number: int, rows: Sequence[Row]) -> bytes:
    look = '<a:rPr lang="en-US" sz="1800" dirty="0"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
    look += f"{_FONT}</a:rPr>"
    bullet = (
        '<a:pPr marL="285750" indent="-285750"><a:buFont typeface="Arial"/><a:buChar char="&#8226;"/></a:pPr>'
    )
    said = "".join(
        f"<a:p>{bullet}<a:r>{look}<a:t>{name}</a:t></a:r><a:r>{look}<a:t>{rest}</a:t></a:r></a:p>"
        for name, rest in _sentences(rows)
    )
    title = f"<a:p><a:r><a:rPr/><a:t>Cases, part {number}</a:t></a:r></a:p>"
    shapes = _box(1, title) + _box(2, said) + (_frame(rows) if number % 3 == 0 else "")
    return f"<p:sld {_P}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>".encode()


def _placed(at: int) -> str:
    return f'<a:off x="800000" y="{at * 2_000_000}"/><a:ext cx="9000000" cy="2000000"/>'


def _box(at: int, text: str) -> str:
    named = f'<p:nvSpPr><p:cNvPr id="{at}" name="TextBox {at}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
    form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
    body = f"<p:txBody><a:bodyPr/><a:lstStyle/>{text}</p:txBody>"
    return f"<p:sp>{named}<p:spPr><a:xfrm>{_placed(at)}</a:xfrm>{form}</p:spPr>{body}</p:sp>"


def _frame(rows: Sequence[Row]) -> str:
    look = '<a:rPr lang="en-US" dirty="0"/>'
    cells = "".join(
        '<a:tr h="370840">'
        + "".join(
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r>{look}<a:t>{escape(text)}</a:t></a:r></a:p>"
            "</a:txBody><a:tcPr/></a:tc>"
            for text in row
        )
        + "</a:tr>"
        for row in [_HEADER, *rows]
    )
    named = '<p:nvGraphicFramePr><p:cNvPr id="9" name="Table 8"/></p:nvGraphicFramePr>'
    table = f"<a:graphic><a:graphicData><a:tbl>{cells}</a:tbl></a:graphicData></a:graphic>"
    return f"<p:graphicFrame>{named}<p:xfrm>{_placed(3)}</p:xfrm>{table}</p:graphicFrame>"


def _page(number: int, rows: Sequence[Row]) -> Iterator[str]:
    look = '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr>'
    yield '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Cases</w:t></w:r></w:p>'
    for name, rest in _sentences(rows):
        yield '<w:p w:rsidR="00A77B3E"><w:pPr><w:spacing w:after="120"/></w:pPr>'
        yield f'<w:r w:rsidRPr="00A77B3E">{look}<w:t>{name}</w:t></w:r>'
        yield f"<w:r>{look}<w:t>{rest}</w:t></w:r></w:p>"
    if number % 3:
        return
    yield "<w:tbl>"
    for row in [_HEADER, *rows]:
        yield "<w:tr>"
        for text in row:
            yield '<w:tc><w:tcPr><w:tcW w:w="1870" w:type="dxa"/></w:tcPr>'
            yield f"<w:p><w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"
        yield "</w:tr>"
    yield "</w:tbl>"


if __name__ == "__main__":
    main()
