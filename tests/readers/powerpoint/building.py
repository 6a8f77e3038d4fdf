"""Builds small presentations part by part, so that a test can put anything anywhere."""
# ruff: noqa: E501 (one element a line)

from tests.readers.ooxml.building import Parts, pack, relationships

_TYPES = '<Types><Default Extension="xml" ContentType="application/xml"/></Types>'
WIDTH, HEIGHT = 9_144_000, 6_858_000


def run(text: str, look: str = "", attributes: str = "") -> str:
    """A paragraph of one run."""
    return f"<a:p><a:r><a:rPr{attributes}>{look}</a:rPr><a:t>{text}</a:t></a:r></a:p>"


def at(x: int, y: int, width: int = 1_000_000, height: int = 1_000_000, more: str = "") -> str:
    """A place."""
    return f'<a:xfrm{more}><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def solid(colour: str) -> str:
    """A fill."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def sp(
    paragraphs: str = "",
    paint: str = "",
    place: str = "",
    *,
    name: str = 'id="4" name="TextBox 3"',
    holder: str = "",
    style: str = "",
    body: str = "",
) -> str:
    """A shape with text."""
    geometry = '<a:prstGeom prst="rect"/>'
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr {name}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>"
        f"<p:spPr>{place or at(1_000_000, 1_000_000)}{geometry}{paint}</p:spPr>{style}"
        f"<p:txBody><a:bodyPr/>{body}{paragraphs}</p:txBody></p:sp>"
    )


def placeholder(paragraphs: str, kind: str, index: int = 0, place: str = "", body: str = "") -> str:
    """A shape that fills a place of the layout, or offers one."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="9" name="Title 1"/><p:nvPr><p:ph type="{kind}" idx="{index}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody>{body}{paragraphs}</p:txBody></p:sp>"
    )


def group(shapes: str, frame: str, name: str = 'id="7" name="Group 6"') -> str:
    """A group of shapes."""
    inside = f"<p:nvGrpSpPr><p:cNvPr {name}/></p:nvGrpSpPr><p:grpSpPr>{frame}</p:grpSpPr>{shapes}"
    return f"<p:grpSp>{inside}</p:grpSp>"


def picture(relationship: str, place: str = "", crop: str = "") -> str:
    """A picture."""
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="5" name="Picture 4"/></p:nvPicPr><p:blipFill><a:blip r:embed="{relationship}"/>'
        f'{crop}</p:blipFill><p:spPr>{place or at(1_000_000, 1_000_000)}<a:prstGeom prst="rect"/></p:spPr></p:pic>'
    )


def table(
    *rows: tuple[str, ...], cell: str = "", attributes: str = "", style: str = "", widths: str = ""
) -> str:
    """A table in its frame."""
    made = "".join(
        "<a:tr>"
        + "".join(
            f"<a:tc{attributes}><a:txBody>{run(text)}</a:txBody><a:tcPr>{cell}</a:tcPr></a:tc>"
            for text in row
        )
        + "</a:tr>"
        for row in rows
    )
    frame = at(1_000_000, 1_000_000).replace("a:xfrm", "p:xfrm")
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="6" name="Table 5"/></p:nvGraphicFramePr>{frame}'
        f"<a:graphic><a:tbl><a:tblPr>{style}</a:tblPr><a:tblGrid>{widths}</a:tblGrid>{made}</a:tbl></a:graphic>"
        "</p:graphicFrame>"
    )


def slide(shapes: str, *, ground: str = "", after: str = "", attributes: str = "", root: str = "sld") -> str:
    """The XML of a slide, or of another part with shapes."""
    spaces = 'xmlns:p="p" xmlns:a="a" xmlns:r="r"'
    return f"<p:{root} {spaces}{attributes}><p:cSld>{ground}<p:spTree>{shapes}</p:spTree></p:cSld>{after}</p:{root}>"


def deck(
    *slides: str | bytes,
    layout: str = "",
    master: str = "",
    parts: dict[str, tuple[str, str | bytes]] | None = None,
    of_deck: dict[str, tuple[str, str | bytes]] | None = None,
    inside: str = "",
) -> bytes:
    """A presentation. `parts` belong to its last slide, `of_deck` to itself: by path, with kind and content."""
    count = len(slides)
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="rId{at}"/>' for at in range(1, count + 1))
    size = f'<p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/><p:notesSz cx="{HEIGHT}" cy="{WIDTH}"/>'
    main = [(f"rId{at}", "slide", f"slides/slide{at}.xml") for at in range(1, count + 1)]
    main += [("rIdM", "slideMaster", "slideMasters/master1.xml")]
    main += [(f"rIdX{at}", kind, f"/{name}") for at, (name, (kind, _)) in enumerate((of_deck or {}).items())]
    made: Parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>{listed}</p:sldIdLst>'
        f"{size}{inside}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relationships(*main),
        "ppt/slideMasters/master1.xml": master or slide("", root="sldMaster"),
        "ppt/slideLayouts/layout1.xml": layout or slide("", root="sldLayout"),
        "ppt/slideLayouts/_rels/layout1.xml.rels": relationships(
            ("rId1", "slideMaster", "../slideMasters/master1.xml")
        ),
        "ppt/slideMasters/_rels/master1.xml.rels": relationships(
            ("rId1", "slideLayout", "../slideLayouts/layout1.xml")
        ),
    }
    for number, xml in enumerate(slides, 1):
        links = [("rIdL", "slideLayout", "../slideLayouts/layout1.xml")]
        if number == count:
            links += [
                (f"rIdP{at}", kind, f"/{name}") for at, (name, (kind, _)) in enumerate((parts or {}).items())
            ]
        made[f"ppt/slides/slide{number}.xml"] = xml
        made[f"ppt/slides/_rels/slide{number}.xml.rels"] = relationships(*links)
    for name, (_, content) in ((parts or {}) | (of_deck or {})).items():
        made[name] = content
    return pack(made)
