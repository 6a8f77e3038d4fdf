"""Word documents: what is visible, each place where something hides, and hostile or damaged bytes."""
# ruff: noqa: E501 (one file a line)

import zipfile
from io import BytesIO
from typing import ClassVar

import pytest

from tests.contract.reader import Planted, ReaderContract, read_all, values
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.readers.interface import Reader, ReaderError
from withhold.readers.word import READER

WHO = "Okonkwo-Lindqvist, Maralyn"
_TYPES = '<Types><Default Extension="xml" ContentType="application/xml"/></Types>'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def pack(body: str, parts: dict[str, tuple[str, str]] | None = None) -> bytes:
    """A document with a body; other parts by path, each with its kind and its XML."""
    out = BytesIO()
    links = "".join(
        f'<Relationship Id="r{at}" Type="{_R}{kind}" Target="/{name}"/>'
        for at, (name, (kind, _)) in enumerate((parts or {}).items())
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        main = f'<Relationship Id="r" Type="{_R}officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f"<Relationships>{main}</Relationships>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for name, (_, content) in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def p(text: str = WHO, run: str = "", paragraph: str = "") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...], row: str = "", cell: str = "") -> str:
    made = (
        f"<w:tr><w:trPr>{row}</w:trPr>"
        + "".join(f"<w:tc><w:tcPr>{cell}</w:tcPr>{p(text)}</w:tc>" for text in texts)
        + "</w:tr>"
        for texts in rows
    )
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def _part(kind: str, content: str) -> bytes:
    return pack(p("Report"), {f"word/{kind}1.xml": (kind, f'<w:x xmlns:w="w">{content}</w:x>')})


_ROWS = (("Name", "Born"), (WHO, "1990-01-01"), ("Ann Lee", "1991-01-01"))
_STYLE = '<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
_DELETED = f'<w:p><w:del w:author="x"><w:r><w:delText>{WHO}</w:delText></w:r></w:del></w:p>'


class TestWord(ReaderContract):
    reader: ClassVar[Reader] = READER
    expected_parts: ClassVar[int] = 3
    planted: ClassVar[list[Planted]] = [
        Planted("paragraph", pack(p()), WHO, C.VISIBLE, ("part:word/document.xml",)),
        Planted("table", pack(table(*_ROWS)), WHO, C.VISIBLE, (), "Name"),
        Planted("nested table", pack(f"<w:tbl><w:tr><w:tc>{table(*_ROWS)}</w:tc></w:tr></w:tbl>"), WHO, C.VISIBLE),
        Planted("deleted", pack(_DELETED), WHO, C.TRACKED_CHANGE),
        Planted("moved", pack(f"<w:moveFrom>{p()}</w:moveFrom>"), WHO, C.TRACKED_CHANGE),
        Planted("inserted", pack(f"<w:ins>{p()}</w:ins>"), WHO, C.VISIBLE),
        Planted("deleted row", pack(table(*_ROWS, row="<w:del/>")), WHO, C.TRACKED_CHANGE),
        Planted("hidden row", pack(table(*_ROWS, row="<w:hidden/>")), WHO, C.HIDDEN_ROW),
        Planted("deleted cell", pack(table(*_ROWS, cell="<w:cellDel/>")), WHO, C.TRACKED_CHANGE),
        Planted("vanish", pack(p(run="<w:vanish/>")), WHO, C.INVISIBLE_TEXT),
        Planted("white", pack(p(run='<w:color w:val="FFFFFF"/>')), WHO, C.INVISIBLE_TEXT),
        Planted("theme white", pack(p(run='<w:color w:themeColor="background1"/>')), WHO, C.INVISIBLE_TEXT),
        Planted("white on dark", pack(p(run='<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')), WHO, C.VISIBLE),
        Planted("tiny", pack(p(run='<w:sz w:val="1"/>')), WHO, C.ZERO_SIZE),
        Planted("hidden style", pack(p(paragraph='<w:pStyle w:val="b"/>'), {"word/styles.xml": ("styles", f'<w:styles xmlns:w="w">{_STYLE}</w:styles>')}), WHO, C.INVISIBLE_TEXT),
        Planted("header", _part("header", p()), WHO, C.HEADER_FOOTER, ("part:word/header1.xml",)),
        Planted("deleted in header", _part("header", _DELETED), WHO, C.TRACKED_CHANGE),
        Planted("table in footer", _part("footer", table(*_ROWS)), WHO, C.HEADER_FOOTER),
        Planted("watermark", _part("header", f'<v:textpath xmlns:v="v" string="{WHO}"/>'), WHO, C.HEADER_FOOTER),
        Planted("footnote", _part("footnotes", p()), WHO, C.VISIBLE),
        Planted("comment", _part("comments", f'<w:comment w:author="x">{p()}</w:comment>'), WHO, C.COMMENT),
        Planted("glossary", _part("glossaryDocument", p()), WHO, C.CUSTOM_XML),
        Planted("settings", _part("settings", f'<w:docVar w:val="{WHO}"/>'), WHO, C.METADATA),
        Planted("field", pack(f"<w:p><w:r><w:instrText>MERGEFIELD {WHO}</w:instrText></w:r></w:p>"), WHO, C.FORM_FIELD),
        Planted("bookmark", pack(f'<w:bookmarkStart w:name="{WHO}"/>'), WHO, C.DEFINED_NAME),
        Planted("list item", pack(f'<w:listItem w:displayText="{WHO}"/>'), WHO, C.VALIDATION_LIST),
        Planted("alternative text", pack(f'<w:docPr descr="{WHO}"/>'), WHO, C.ALT_TEXT),
        Planted("name of a picture", pack(f'<w:docPr name="{WHO} 3"/>'), WHO, C.ALT_TEXT),
        Planted("text box", pack(f"<w:p><w:r><w:txbxContent>{p()}</w:txbxContent></w:r></w:p>"), WHO, C.VISIBLE),
        Planted("other fallback", pack(f"<w:p><w:r><m:AlternateContent xmlns:m='m'><m:Choice>{p('Figure')}</m:Choice><m:Fallback>{p()}</m:Fallback></m:AlternateContent></w:r></w:p>"), WHO, C.INVISIBLE_TEXT),
    ]  # fmt: skip


def test_a_fallback_that_repeats_its_choice_comes_once() -> None:
    both = f"<m:Choice>{p()}</m:Choice><m:Fallback>{p()}</m:Fallback>"
    body = f"<w:p><w:r><m:AlternateContent xmlns:m='m'>{both}</m:AlternateContent></w:r></w:p>"
    assert [found.concealment for found in values(read_all(READER, pack(body))) if WHO in found.value] == [
        C.VISIBLE
    ]


def test_an_embedded_workbook_is_handed_on() -> None:
    data = pack(p("x"), {"word/embeddings/book.xlsx": ("package", "PK")})
    routes = [item.location.route() for item in read_all(READER, data) if isinstance(item, Skipped)]
    assert ("part:word/embeddings/book.xlsx",) in routes


@pytest.mark.parametrize("element", ["w:p", "w:tbl", "w:r", "w:ins"])
def test_ten_thousand_deep(element: str) -> None:
    body = f"<{element}>" * 10_000 + f"</{element}>" * 10_000
    reasons = {item.reason for item in read_all(READER, pack(p() + body)) if isinstance(item, Skipped)}
    assert reasons == {SkipReason.OVER_LIMIT}


def test_entities_are_refused() -> None:
    data = pack(p("x"), {"word/header1.xml": ("header", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')})
    assert SkipReason.CORRUPT in {item.reason for item in read_all(READER, data) if isinstance(item, Skipped)}


def test_cut_anywhere_ends_in_what_was_read_or_an_error() -> None:
    whole = pack(table(*_ROWS) + _DELETED + p(run="<w:vanish/>"))
    for end in range(0, len(whole), 41):
        try:
            items = read_all(READER, whole[:end])
        except ReaderError:
            continue
        assert any(isinstance(item, PartRead | Skipped) for item in items)
