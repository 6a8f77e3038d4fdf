"""Hiding places of PowerPoint presentations (pptx)."""

from collections.abc import Callable
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.zips import zipped

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SPACES = f'xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_OFFICE}"'
_LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_ML = "application/vnd.openxmlformats-officedocument.presentationml"
_WIDTH, _HEIGHT = 12_192_000, 6_858_000
_MAP = "".join(f' accent{number}="accent{number}"' for number in range(1, 7))
_TYPES = {
    "presentation": "presentation.main",
    "slide": "slide",
    "slideLayout": "slideLayout",
    "slideMaster": "slideMaster",
    "notesSlide": "notesSlide",
    "notesMaster": "notesMaster",
    "handoutMaster": "handoutMaster",
    "comments": "comments",
    "commentAuthors": "commentAuthors",
    "tags": "tags",
}
Parts = dict[str, tuple[str, str | bytes]]
Make = Callable[[Random, Content], bytes]


def _paragraphs(texts: tuple[str, ...], look: str = "", attributes: str = "") -> str:
    return "".join(
        f'<a:p><a:r><a:rPr lang="en-US"{attributes}>{look}</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p>'
        for text in texts
    )


def _place(x: int, y: int, width: int = 6_000_000, height: int = 2_000_000) -> str:
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _shape(paragraphs: str, place: str = "", paint: str = "", name: str = "", holder: str = "") -> str:
    paragraphs = paragraphs or "<a:p/>"
    named = f'<p:cNvPr id="5" name="TextBox 4"{name}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr>'
    form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return (
        f"<p:sp><p:nvSpPr>{named}</p:nvSpPr>"
        f"<p:spPr>{place or _place(1_000_000, 3_000_000)}{form}{paint}</p:spPr>"
        f"<p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )


def _page(root: str, shapes: str, attributes: str = "", after: str = "") -> str:
    tree = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<p:{root} {_SPACES}{attributes}><p:cSld><p:spTree>{tree}{shapes}</p:spTree></p:cSld>"
        f"{after}</p:{root}>"
    )


def _relationships(links: list[tuple[str, str]]) -> bytes:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="/{name}"/>'
        for number, (kind, name) in enumerate(links, 1)
    )
    return f"<Relationships {_LINKS}>{items}</Relationships>".encode()


def _content_types(parts: dict[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_ML}.{_TYPES[kind]}+xml"/>'
        for name, kind in parts.items()
        if kind in _TYPES
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _file(
    rng: Random,
    shapes: str = "",
    attributes: str = "",
    *,
    of_slide: Parts | None = None,
    of_deck: Parts | None = None,
    layout: str = "",
    inside: str = "",
) -> bytes:
    """A report of two slides; the second has more shapes, and parts of its own by path."""
    title = _shape(_paragraphs(("Quarterly report",)), holder='<p:ph type="title"/>')
    said = _shape(_paragraphs((f"{rng.randrange(1000, 4000)} forms were received",)), _place(0, 0))
    more, further = of_slide or {}, of_deck or {}
    master = f'<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2"{_MAP} hlink="hlink" folHlink="folHlink"/>'
    first, second = "ppt/slides/slide1.xml", "ppt/slides/slide2.xml"
    layouts, masters = "ppt/slideLayouts/slideLayout1.xml", "ppt/slideMasters/slideMaster1.xml"
    listed = '<p:sldId id="256" r:id="rId1"/><p:sldId id="257" r:id="rId2"/>'
    deck = (
        f'<p:presentation {_SPACES}><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="{_WIDTH}" cy="{_HEIGHT}"/>'
        f'<p:notesSz cx="{_HEIGHT}" cy="{_WIDTH}"/>{inside}</p:presentation>'
    )
    parts: Parts = {
        "ppt/presentation.xml": ("presentation", deck),
        first: ("slide", _page("sld", title + said)),
        second: ("slide", _page("sld", said + shapes, attributes)),
        layouts: ("slideLayout", _page("sldLayout", layout)),
        masters: ("slideMaster", _page("sldMaster", "", after=master)),
        **more,
        **further,
    }
    links = {
        "_rels/.rels": [("officeDocument", "ppt/presentation.xml")],
        "ppt/_rels/presentation.xml.rels": [("slide", first), ("slide", second), ("slideMaster", masters)]
        + [(kind, name) for name, (kind, _) in further.items()],
        "ppt/slides/_rels/slide1.xml.rels": [("slideLayout", layouts)],
        "ppt/slides/_rels/slide2.xml.rels": [("slideLayout", layouts)]
        + [(kind, name) for name, (kind, _) in more.items()],
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": [("slideMaster", masters)],
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": [("slideLayout", layouts)],
    }
    members = {"[Content_Types].xml": _content_types({name: kind for name, (kind, _) in parts.items()})}
    members |= {name: _relationships(found) for name, found in links.items()}
    members |= {name: x.encode() if isinstance(x, str) else x for name, (_, x) in parts.items()}
    return zipped(members.items())


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _text(look: str = "", attributes: str = "", place: str = "", name: str = "", of_slide: str = "") -> Make:
    def make(rng: Random, content: Content) -> bytes:
        text = _paragraphs(content.lines, look, attributes)
        return _file(rng, _shape(text, place, name=name), of_slide)

    return make


def _part(kind: str, path: str, root: str) -> Make:
    """A part of the second slide with shapes."""

    def make(rng: Random, content: Content) -> bytes:
        found: Parts = {path: (kind, _page(root, _shape(_paragraphs(content.lines))))}
        return _file(rng, of_slide=found) if kind == "notesSlide" else _file(rng, of_deck=found)

    return make


def _table(rng: Random, content: Content) -> bytes:
    rows = "".join(
        '<a:tr h="370840">'
        + "".join(
            f"<a:tc><a:txBody><a:bodyPr/>{_paragraphs((text,))}</a:txBody><a:tcPr/></a:tc>" for text in row
        )
        + "</a:tr>"
        for row in content.texts
    )
    columns = '<a:gridCol w="2000000"/>' * len(content.header)
    frame = _place(1_000_000, 1_000_000).replace("a:xfrm", "p:xfrm")
    named = '<p:cNvPr id="6" name="Table 5"/><p:cNvGraphicFramePr/><p:nvPr/>'
    named = f"<p:nvGraphicFramePr>{named}</p:nvGraphicFramePr>"
    table = f"<a:tbl><a:tblPr/><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
    table = f'<a:graphic><a:graphicData uri="{_TABLE}">{table}</a:graphicData></a:graphic>'
    return _file(rng, f"<p:graphicFrame>{named}{frame}{table}</p:graphicFrame>")


def _covered(rng: Random, content: Content) -> bytes:
    box = _shape("", _place(900_000, 2_900_000, 6_200_000, 2_200_000), _solid("404040"))
    return _file(rng, _shape(_paragraphs(content.lines)) + box)


def _in_group(rng: Random, content: Content) -> bytes:
    frame = (
        f'<a:xfrm><a:off x="{_WIDTH}" y="0"/><a:ext cx="8000000" cy="6000000"/>'
        '<a:chOff x="0" y="0"/><a:chExt cx="8000000" cy="6000000"/></a:xfrm>'
    )
    shape = _shape(_paragraphs(content.lines))
    named = '<p:nvGrpSpPr><p:cNvPr id="7" name="Group 6"/></p:nvGrpSpPr>'
    return _file(rng, f"<p:grpSp>{named}<p:grpSpPr>{frame}</p:grpSpPr>{shape}</p:grpSp>")


def _described(rng: Random, content: Content) -> bytes:
    return _file(rng, "".join(_shape("", name=f' descr="{escape(line)}"') for line in content.lines))


def _comments(rng: Random, content: Content) -> bytes:
    found = "".join(f'<p:cm authorId="0" idx="1"><p:text>{escape(x)}</p:text></p:cm>' for x in content.lines)
    xml = f"<p:cmLst {_SPACES}>{found}</p:cmLst>"
    return _file(rng, of_slide={"ppt/comments/comment1.xml": ("comments", xml)})


def _threaded(rng: Random, content: Content) -> bytes:
    body = f"<p188:txBody><a:bodyPr/>{_paragraphs(('Please check.',))}</p188:txBody>"
    replies = "".join(
        f"<p188:reply><p188:txBody><a:bodyPr/>{_paragraphs((line,))}</p188:txBody></p188:reply>"
        for line in content.lines
    )
    space = 'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main"'
    found = f"<p188:cm>{body}<p188:replyLst>{replies}</p188:replyLst></p188:cm>"
    xml = f"<p188:cmLst {_SPACES} {space}>{found}</p188:cmLst>"
    return _file(rng, of_slide={"ppt/comments/modernComment_1.xml": ("comments", xml)})


def _layout(rng: Random, content: Content) -> bytes:
    return _file(rng, layout=_shape(_paragraphs(content.lines)))


def _prompt(rng: Random, content: Content) -> bytes:
    return _file(rng, layout=_shape(_paragraphs(content.lines), holder='<p:ph type="body" idx="1"/>'))


def _tags(rng: Random, content: Content) -> bytes:
    found = "".join(f'<p:tag name="NOTE" val="{escape(line)}"/>' for line in content.lines)
    return _file(rng, of_slide={"ppt/tags/tag1.xml": ("tags", f"<p:tagLst {_SPACES}>{found}</p:tagLst>")})


def _section(rng: Random, content: Content) -> bytes:
    space = 'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'
    found = "".join(f'<p14:section name="{escape(line)}" id="{{0}}"/>' for line in content.lines)
    sections = f"<p:extLst><p:ext><p14:sectionLst {space}>{found}</p14:sectionLst></p:ext></p:extLst>"
    return _file(rng, inside=sections)


def _embedded(rng: Random, content: Content) -> bytes:
    book = package(Workbook([Sheet("Register", content.table)]))
    return _file(rng, of_slide={"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": ("package", book)})


def _unlisted(rng: Random, content: Content) -> bytes:
    slide = _page("sld", _shape(_paragraphs(content.lines)))
    return _file(rng, of_deck={"ppt/slides/slide9.xml": ("slide", slide)})


_SECOND = ("slide:2",)
PLACES = (
    HidingPlace("text", _text(), "visible", _SECOND),
    HidingPlace("table", _table, "visible", _SECOND),
    HidingPlace("hidden_slide", _text(of_slide=' show="0"'), "hidden_slide", _SECOND),
    HidingPlace("slide_not_listed", _unlisted, "hidden_slide", ("slide:3",)),
    HidingPlace("off_slide", _text(place=_place(_WIDTH + 1000, 0)), "off_page", _SECOND),
    HidingPlace("off_slide_by_group", _in_group, "off_page", _SECOND),
    HidingPlace("hidden_shape", _text(name=' hidden="1"'), "invisible_text", _SECOND),
    HidingPlace("white_text", _text(look=_solid("FFFFFF")), "invisible_text", _SECOND),
    HidingPlace("tiny_text", _text(attributes=' sz="100"'), "zero_size", _SECOND),
    HidingPlace("under_a_box", _covered, "under_redaction", _SECOND),
    HidingPlace(
        "notes",
        _part("notesSlide", "ppt/notesSlides/notesSlide1.xml", "notes"),
        "speaker_notes",
        ("slide:2", "part:ppt/notesSlides/notesSlide1.xml"),
    ),
    HidingPlace(
        "notes_master",
        _part("notesMaster", "ppt/notesMasters/notesMaster1.xml", "notesMaster"),
        "header_footer",
    ),
    HidingPlace(
        "handout_master",
        _part("handoutMaster", "ppt/handoutMasters/handoutMaster1.xml", "handoutMaster"),
        "header_footer",
    ),
    HidingPlace("layout", _layout, "visible", ("part:ppt/slideLayouts/slideLayout1.xml",)),
    HidingPlace("prompt_of_layout", _prompt, "metadata", ("part:ppt/slideLayouts/slideLayout1.xml",)),
    HidingPlace("alt_text", _described, "alt_text", _SECOND),
    HidingPlace("comment", _comments, "comment", _SECOND),
    HidingPlace("threaded_comment", _threaded, "comment", _SECOND),
    HidingPlace("tag", _tags, "metadata", _SECOND),
    HidingPlace("section", _section, "defined_name"),
    HidingPlace("embedded_workbook", _embedded, "embedded_object", _SECOND),
)
