"""Hiding places of OpenDocument texts and presentations, zipped and flat."""

from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.odf.spreadsheet import NAMESPACES
from corpus.ooxml.cells import escape
from corpus.zips import zipped

_TYPE = "application/vnd.oasis.opendocument."
_STYLES = (
    '<style:style style:name="white" style:family="paragraph"><style:text-properties fo:color="#ffffff"/>'
    "</style:style>"
    '<style:style style:name="gone" style:family="paragraph"><style:text-properties text:display="none"/>'
    "</style:style>"
    '<style:style style:name="tiny" style:family="paragraph"><style:text-properties fo:font-size="1pt"/>'
    "</style:style>"
    '<style:style style:name="unseen" style:family="drawing-page"><style:drawing-page-properties '
    'presentation:visibility="hidden"/></style:style>'
)
_LAYOUT = (
    '<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties '
    'fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>'
)
Make = Callable[[Random, Content], bytes]


def _paragraphs(content: Content, style: str = "", inside: str = "{}") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return "".join(f"<text:p{named}>{inside.format(escape(line))}</text:p>" for line in content.lines)


def _part(root: str, inner: str) -> bytes:
    start = f'<office:{root} {NAMESPACES} office:version="1.3">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{inner}</office:{root}>'.encode()


def _package(kind: str, body: str, master: str = "", members: dict[str, bytes] | None = None) -> bytes:
    """A document of a kind with a body and, around its pages, a master."""
    content = (
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    )
    layers = '<draw:layer-set><draw:layer draw:name="notes" draw:display="none"/></draw:layer-set>'
    around = (
        f'{_LAYOUT}<office:master-styles>{layers}<style:master-page style:name="M" '
        f'style:page-layout-name="L">{master}</style:master-page></office:master-styles>'
    )
    made = {
        "content.xml": _part("document-content", content),
        "styles.xml": _part("document-styles", around),
        **(members or {}),
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in made
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_TYPE}{kind}"/>{entries}</manifest:manifest>'
    )
    made["META-INF/manifest.xml"] = manifest.encode()
    return zipped([("mimetype", f"{_TYPE}{kind}".encode()), *made.items()], stored=("mimetype",))


def _report(rng: Random) -> str:
    count = rng.randrange(1000, 4000)
    return f"<text:h>Quarterly report</text:h><text:p>{count} forms were received.</text:p>"


def _in_text(build: Callable[[Content], str]) -> Make:
    return lambda rng, content: _package("text", _report(rng) + build(content))


def _flat(rng: Random, content: Content) -> bytes:
    body = _report(rng) + _paragraphs(content, "gone")
    inner = (
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
    )
    opening = f'<office:document office:mimetype="{_TYPE}text" '.encode()
    return _part("document", inner).replace(b"<office:document ", opening, 1)


def _beside(name: str, build: Callable[[Content], bytes]) -> Make:
    return lambda rng, content: _package("text", _report(rng), members={name: build(content)})


def _footer(rng: Random, content: Content) -> bytes:
    return _package("text", _report(rng), f"<style:footer>{_paragraphs(content)}</style:footer>")


def _table(content: Content) -> str:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{escape(str(value))}</text:p></table:table-cell>" for value in row
        )
        + "</table:table-row>"
        for row in content.table
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(content.header)}"/>'
    return f'<table:table table:name="Table1">{columns}{rows}</table:table>'


def _deleted(content: Content) -> str:
    return (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info>'
        "<dc:creator>Reports</dc:creator><dc:date>2022-11-27T10:00:00</dc:date></office:change-info>"
        f"{_paragraphs(content)}</text:deletion></text:changed-region></text:tracked-changes>"
    )


def _note(content: Content) -> str:
    return f"<office:annotation><dc:creator>Reports</dc:creator>{_paragraphs(content)}</office:annotation>"


def _annotation(content: Content) -> str:
    return f"<text:p>{_note(content)}Checked.</text:p>"


def _hidden_section(content: Content) -> str:
    return f'<text:section text:name="s" text:display="none">{_paragraphs(content)}</text:section>'


def _branches(content: Content) -> str:
    return "".join(
        '<text:p><text:conditional-text text:condition="ooow:1" text:string-value-if-true="see file" '
        f'text:string-value-if-false="{escape(line)}">see file</text:conditional-text></text:p>'
        for line in content.lines
    )


def _variables(content: Content) -> str:
    items = "".join(
        f'<text:user-field-decl office:value-type="string" office:string-value="{escape(line)}" '
        f'text:name="note{number}"/>'
        for number, line in enumerate(content.lines)
    )
    return f"<text:user-field-decls>{items}</text:user-field-decls>"


def _alt_text(content: Content) -> str:
    described = f"<svg:desc>{escape(content.text)}</svg:desc>"
    return f'<text:p><draw:frame draw:name="Chart">{described}</draw:frame></text:p>'


def _footnote(content: Content) -> str:
    return (
        '<text:p>As before.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{_paragraphs(content)}</text:note-body></text:note></text:p>"
    )


def _chart(content: Content) -> bytes:
    inner = f"<office:body><office:chart>{_table(content)}</office:chart></office:body>"
    return _part("document-content", inner)


def _property(content: Content) -> bytes:
    inner = f"<office:meta><dc:description>{escape(content.text)}</dc:description></office:meta>"
    return _part("document-meta", inner)


def _box(content: Content, where: str = 'svg:x="2cm" svg:y="2cm"', style: str = "") -> str:
    return (
        f'<draw:frame svg:width="20cm" svg:height="5cm" {where}><draw:text-box>{_paragraphs(content, style)}'
        "</draw:text-box></draw:frame>"
    )


def _slide(build: Callable[[Content], str], extra: str = "") -> Make:
    """A first slide with numbers, and a second one that holds what is built."""

    def make(rng: Random, content: Content) -> bytes:
        count = rng.randrange(1000, 4000)
        first = (
            '<draw:page draw:name="page1" draw:master-page-name="M"><draw:frame svg:x="2cm" svg:y="2cm" '
            f'svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>{count} forms</text:p></draw:text-box>'
            "</draw:frame></draw:page>"
        )
        second = (
            f'<draw:page draw:name="page2" draw:master-page-name="M" {extra}>{build(content)}</draw:page>'
        )
        return _package("presentation", first + second)

    return make


def _notes(content: Content) -> str:
    return f"<presentation:notes>{_box(content)}</presentation:notes>"


_BODY = ("part:content.xml",)
_SECOND = ("part:content.xml", "slide:2")
ODT_PLACES = (
    HidingPlace("paragraphs", _in_text(_paragraphs), "visible", _BODY),
    HidingPlace("table", _in_text(_table), "visible", _BODY),
    HidingPlace("deleted", _in_text(_deleted), "tracked_change", _BODY),
    HidingPlace("annotation", _in_text(_annotation), "comment", _BODY),
    HidingPlace("hidden_text", _in_text(lambda content: _paragraphs(content, "gone")), "invisible_text"),
    HidingPlace("white_text", _in_text(lambda content: _paragraphs(content, "white")), "invisible_text"),
    HidingPlace("tiny_text", _in_text(lambda content: _paragraphs(content, "tiny")), "zero_size"),
    HidingPlace("hidden_section", _in_text(_hidden_section), "invisible_text"),
    HidingPlace("other_branch", _in_text(_branches), "invisible_text"),
    HidingPlace("user_field", _in_text(_variables), "defined_name"),
    HidingPlace("footnote", _in_text(_footnote), "visible"),
    HidingPlace("alt_text", _in_text(_alt_text), "alt_text"),
    HidingPlace("footer", _footer, "header_footer", ("part:styles.xml",)),
    HidingPlace("chart_copy", _beside("Object 1/content.xml", _chart), "chart_cache"),
    HidingPlace("property", _beside("meta.xml", _property), "metadata"),
    HidingPlace("flat_hidden_text", _flat, "invisible_text", ending="fodt"),
)
ODP_PLACES = (
    HidingPlace("box", _slide(_box), "visible", _SECOND),
    HidingPlace("hidden_slide", _slide(_box, 'draw:style-name="unseen"'), "hidden_slide", _SECOND),
    HidingPlace("notes", _slide(_notes), "speaker_notes", _SECOND),
    HidingPlace(
        "off_slide", _slide(lambda content: _box(content, 'svg:x="31cm" svg:y="2cm"')), "off_page", _SECOND
    ),
    HidingPlace(
        "hidden_layer",
        _slide(lambda content: _box(content, 'svg:x="2cm" svg:y="2cm" draw:layer="notes"')),
        "invisible_text",
    ),
    HidingPlace("white_text", _slide(lambda content: _box(content, style="white")), "invisible_text"),
    HidingPlace(
        "table",
        _slide(lambda content: f"<draw:frame>{_table(content)}</draw:frame>"),
        "visible",
        _SECOND,
    ),
    HidingPlace("annotation", _slide(_note), "comment", _SECOND),
)
