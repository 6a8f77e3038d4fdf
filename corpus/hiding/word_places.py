"""Hiding places of Word documents (docx)."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_OLD = (1980, 1, 1, 0, 0, 0)


def _paragraphs(content: Content, run: str = "", element: str = "t") -> str:
    opening = f"<w:p><w:r><w:rPr>{run}</w:rPr><w:{element}>"
    return "".join(f"{opening}{escape(line)}</w:{element}></w:r></w:p>" for line in content.lines)


def _file(rng: Random, body: str, kind: str = "", part: str = "") -> bytes:
    """A report with a body, and one other part, of a kind of relationship, named after it."""
    report = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("Quarterly report", f"{rng.randrange(1000, 4000)} forms were received")
    )
    link = f'<Relationship Id="r1" Type="{_R}{kind}" Target="{kind}.xml"/>' if kind else ""
    main = f'<Relationship Id="r1" Type="{_R}officeDocument" Target="word/document.xml"/>'
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f"<Relationships {_LINKS}>{main}</Relationships>",
        "word/document.xml": f"<w:document {_W}><w:body>{report}{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships {_LINKS}>{link}</Relationships>",
    }
    if kind:
        members[f"word/{kind}.xml"] = f"<w:part {_W}>{part}</w:part>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, _OLD), text)
    return out.getvalue()


Make = Callable[[Random, Content], bytes]


def _in_body(around: str = "", run: str = "", element: str = "t") -> Make:
    def make(rng: Random, content: Content) -> bytes:
        text = _paragraphs(content, run, element)
        return _file(rng, f'<w:{around} w:id="1">{text}</w:{around}>' if around else text)

    return make


def _in_part(kind: str, around: str = "") -> Make:
    def make(rng: Random, content: Content) -> bytes:
        text = _paragraphs(content)
        return _file(rng, "", kind, f'<w:{around} w:id="1">{text}</w:{around}>' if around else text)

    return make


def _table(rng: Random, content: Content) -> bytes:
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{escape(str(value))}</w:t></w:r></w:p></w:tc>" for value in row)
        + "</w:tr>"
        for row in content.table
    )
    return _file(rng, f"<w:tbl>{rows}</w:tbl>")


PLACES = (
    HidingPlace("paragraphs", _in_body(), "visible"),
    HidingPlace("table", _table, "visible"),
    HidingPlace("deleted", _in_body("del", element="delText"), "tracked_change"),
    HidingPlace("moved_away", _in_body("moveFrom"), "tracked_change"),
    HidingPlace("hidden_text", _in_body(run="<w:vanish/>"), "invisible_text"),
    HidingPlace("white_text", _in_body(run='<w:color w:val="FFFFFF"/>'), "invisible_text"),
    HidingPlace("tiny_text", _in_body(run='<w:sz w:val="1"/>'), "zero_size"),
    HidingPlace("comment", _in_part("comments", "comment"), "comment", ("part:word/comments.xml",)),
    HidingPlace("header", _in_part("header"), "header_footer", ("part:word/header.xml",)),
    HidingPlace("footnote", _in_part("footnotes", "footnote"), "visible", ("part:word/footnotes.xml",)),
    HidingPlace("glossary", _in_part("glossaryDocument"), "custom_xml"),
)
