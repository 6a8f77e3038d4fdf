"""The one list of what is read by what: which parts of a workbook there are, and their readers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.readers.ooxml.chart import read_chart
from withhold.readers.ooxml.comments import read_comments, read_persons, read_threaded_comments
from withhold.readers.ooxml.custom_xml import read_custom_xml
from withhold.readers.ooxml.diagram import read_diagram
from withhold.readers.ooxml.drawing import read_drawing
from withhold.readers.ooxml.embedded import as_strings, nested, read_data_model, read_embedded
from withhold.readers.ooxml.external_link import read_external_link
from withhold.readers.ooxml.generic import worded
from withhold.readers.ooxml.legacy_drawing import read_legacy_drawing
from withhold.readers.ooxml.macro import read_macros
from withhold.readers.ooxml.package import Package, canonical
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.pivot import read_pivot_cache, read_pivot_records
from withhold.readers.ooxml.properties import read_properties
from withhold.readers.ooxml.revisions import read_revisions, read_users
from withhold.readers.ooxml.sheet import read_sheet
from withhold.readers.ooxml.slicer import read_slicer_cache
from withhold.readers.ooxml.table import read_table
from withhold.readers.ooxml.unknown import read_unknown


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part: last words of its relationship types, signs of its content type, its usual path."""

    name: str
    read: Callable[[Part], Items]
    relationships: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    path: str = ""


def read_nothing(part: Part) -> Items:
    """For parts whose bytes the workbook reader has used already, or that hold structure only."""
    for _ in part.chunks():
        pass
    yield from ()


C = Concealment
KINDS: tuple[PartKind, ...] = (
    PartKind(
        "sheet",
        read_sheet,
        ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"),
        ("worksheet+xml", "chartsheet+xml", "dialogsheet+xml", "macrosheet+xml"),
        r"xl/(worksheets|chartsheets|dialogsheets|macrosheets)/[^/]+\.xml",
    ),
    PartKind("pivot cache", read_pivot_cache, ("pivotCacheDefinition",), ("pivotcachedefinition+xml",)),
    PartKind("pivot records", read_pivot_records, ("pivotCacheRecords",), ("pivotcacherecords+xml",)),
    PartKind("pivot table", worded(C.VISIBLE), ("pivotTable",), ("pivottable+xml",)),
    PartKind(
        "slicer cache", read_slicer_cache, ("slicerCache",), ("slicercache+xml",), r"xl/slicercaches/.*"
    ),
    PartKind(
        "timeline cache",
        read_slicer_cache,
        ("timelineCache",),
        ("timelinecache+xml",),
        r"xl/timelinecaches/.*",
    ),
    PartKind("slicer", worded(C.SLICER_CACHE), ("slicer", "timeline"), ("slicer+xml", "timeline+xml")),
    PartKind(
        "external link",
        read_external_link,
        ("externalLink",),
        ("externallink+xml",),
        r"xl/externallinks/[^/]+\.xml",
    ),
    PartKind(
        "data model", read_data_model, ("powerPivotData",), ("model+data",), r"xl/model/.*|.*/item\.data"
    ),
    PartKind(
        "query table", worded(C.QUERY_CACHE), ("queryTable",), ("querytable+xml",), r"xl/querytables/.*"
    ),
    PartKind(
        "connections", worded(C.QUERY_CACHE), ("connections",), ("connections+xml",), r"xl/connections\.xml"
    ),
    PartKind("rich values", worded(C.QUERY_CACHE), (), ("rdrichvalue+xml", "rdarray+xml"), r"xl/richdata/.*"),
    PartKind(
        "chart",
        read_chart,
        ("chart", "chartEx"),
        ("drawingml.chart+xml", "chartex+xml"),
        r"xl/(charts|chartex)/chart[^/]*\.xml",
    ),
    PartKind(
        "chart look",
        read_nothing,
        ("chartStyle", "chartColorStyle"),
        ("chartstyle+xml", "chartcolorstyle+xml"),
    ),
    PartKind(
        "drawing",
        read_drawing,
        ("drawing", "chartUserShapes", "diagramDrawing"),
        ("drawing+xml", "chartshapes+xml"),
        r"xl/(drawings/[^/]+\.xml|diagrams/drawing[^/]*\.xml)",
    ),
    PartKind("diagram", read_diagram, ("diagramData",), ("diagramdata+xml",), r"xl/diagrams/data[^/]*\.xml"),
    PartKind(
        "diagram look",
        read_nothing,
        ("diagramLayout", "diagramQuickStyle", "diagramColors"),
        ("diagramlayout+xml", "diagramstyle+xml", "diagramcolors+xml"),
    ),
    PartKind("legacy drawing", read_legacy_drawing, ("vmlDrawing",), ("vmldrawing",), r".*\.vml"),
    PartKind("threaded comments", read_threaded_comments, ("threadedComment",), ("threadedcomments+xml",)),
    PartKind("comments", read_comments, ("comments",), ("comments+xml",), r"xl/comments[^/]*\.xml"),
    PartKind("persons", read_persons, ("person",), ("person+xml",), r"xl/persons/.*"),
    PartKind("table", read_table, ("table", "tableSingleCells"), ("table+xml", "tablesinglecells+xml")),
    PartKind("revision users", read_users, ("usernames",), ("usernames+xml",)),
    PartKind(
        "revisions",
        read_revisions,
        ("revisionLog", "revisionHeaders"),
        ("revisionlog+xml", "revisionheaders+xml"),
    ),
    PartKind(
        "properties",
        read_properties,
        ("core-properties", "extended-properties", "custom-properties"),
        ("core-properties+xml", "extended-properties+xml", "custom-properties+xml"),
        r"docprops/[^/]+\.xml",
    ),
    PartKind(
        "custom XML look", worded(C.CUSTOM_XML), ("customXmlProps", "xmlMaps"), ("customxmlproperties+xml",)
    ),
    PartKind("custom XML", read_custom_xml, ("customXml",), (), r"customxml/[^/]+\.xml"),
    PartKind(
        "control", worded(C.FORM_FIELD), ("ctrlProp", "control"), ("controlproperties+xml", "activex+xml")
    ),
    PartKind("control state", as_strings(C.FORM_FIELD), ("activeXControlBinary",), ("ms-office.activex",)),
    PartKind("printer settings", as_strings(C.METADATA), ("printerSettings",), ("printersettings",)),
    PartKind("custom property", as_strings(C.METADATA), ("customProperty",), ("customproperty",)),
    PartKind("macros", read_macros, ("vbaProject",), ("vbaproject",), r"xl/vbaproject\.bin"),
    PartKind("macro names", worded(C.MACRO), ("wordVbaData", "attachedToolbars"), ()),
    PartKind(
        "signature",
        worded(C.METADATA),
        ("origin", "signature", "vbaProjectSignature"),
        ("digital-signature",),
    ),
    PartKind("ribbon", worded(C.MACRO), ("extensibility", "ui"), (), r"customui/[^/]+\.xml"),
    PartKind("embedded file", read_embedded, ("oleObject", "package"), ("oleobject",), r"xl/embeddings/.*"),
    PartKind("picture", nested(C.VISIBLE), ("image",), ("image/",), r"xl/media/.*"),
    PartKind("thumbnail", nested(C.METADATA), ("thumbnail",), (), r"docprops/thumbnail\..*"),
    PartKind(
        "structure",
        read_nothing,
        (
            "styles",
            "theme",
            "sharedStrings",
            "calcChain",
            "volatileDependencies",
            "sheetMetadata",
            "themeOverride",
        ),
        (
            "styles+xml",
            "theme+xml",
            "sharedstrings+xml",
            "calcchain+xml",
            "relationships+xml",
            "themeoverride+xml",
        ),
        r"\[content_types\]\.xml|.*/?_rels/[^/]*\.rels",
    ),
)
UNKNOWN = PartKind("unknown", read_unknown)
_BY_RELATIONSHIP = {relationship: kind for kind in KINDS for relationship in kind.relationships}
_PATHS = [(re.compile(kind.path), kind) for kind in KINDS if kind.path]


def kind_of(package: Package, member: str) -> PartKind:
    """The kind of a part by the relationship that leads to it, else its declared type, else its path."""
    owner = package.owner(member)
    if owner is not None and owner[1] in _BY_RELATIONSHIP:
        return _BY_RELATIONSHIP[owner[1]]
    content_type = package.content_type(member)
    if content_type:
        for kind in KINDS:
            if any(sign in content_type for sign in kind.content_types):
                return kind
    name = canonical(package.container.original(member))
    for pattern, kind in _PATHS:
        if pattern.fullmatch(name):
            return kind
    return UNKNOWN
