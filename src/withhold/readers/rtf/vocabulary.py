"""The destinations of RTF: what the text in a group is, and how it is hidden (RTF 1.9.1, "Destinations")."""

from dataclasses import dataclass
from enum import Enum, auto

from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import TextRole


class Kind(Enum):
    """How a destination is read."""

    STORY = auto()
    """Paragraphs and tables of their own."""
    ASIDE = auto()
    """Words that stand beside the text."""
    BYTES = auto()
    """Bytes written as hexadecimal digits, or as they are."""
    SAME = auto()
    """A group that only holds others, or whose text belongs to what is around it."""
    FONTS = auto()
    COLOURS = auto()
    STYLES = auto()


@dataclass(frozen=True, slots=True)
class Destination:
    """What a destination is. `part` is the step of the route for its content, empty for that around it.

    `is_listed`: each group in it is a word of its own.
    """

    kind: Kind
    how: C = C.VISIBLE
    role: TextRole = TextRole.LABEL
    part: str = ""
    is_listed: bool = False


def _asides(
    words: str, how: C, role: TextRole = TextRole.LABEL, part: str = "", *, is_listed: bool = False
) -> dict[str, Destination]:
    return dict.fromkeys(words.split(), Destination(Kind.ASIDE, how, role, part, is_listed))


def _all(words: str, kind: Kind, how: C = C.VISIBLE, part: str = "") -> dict[str, Destination]:
    return dict.fromkeys(words.split(), Destination(kind, how, TextRole.PROSE, part))


UNKNOWN = Destination(Kind.ASIDE, C.METADATA, TextRole.CODE, "unknown destinations", True)
"""A destination that programs which do not know it leave out."""

DESTINATIONS: dict[str, Destination] = {
    **_all("header headerl headerr headerf", Kind.STORY, C.HEADER_FOOTER, "headers"),
    **_all("footer footerl footerr footerf", Kind.STORY, C.HEADER_FOOTER, "footers"),
    **_all("ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn", Kind.STORY, C.HEADER_FOOTER, "note separators"),
    **_all("footnote", Kind.STORY, C.VISIBLE, "footnotes"),
    **_all("annotation", Kind.STORY, C.COMMENT, "comments"),
    **_all("shptxt dptxbxtext", Kind.STORY, C.VISIBLE, "text boxes"),
    **_all(
        "field fldrslt shp shpinst shppict nonshppict shpgrp do sp object result upr ud background "
        "nesttableprops pntext listtext oldcprops oldpprops oldtprops oldsprops moMath moMathPara "
        "pn pnseclvl formfield mailmerge mmodso picprop ftnalt atnicn pgp pgptbl defchp defpap "
        "mmathPr hsv",
        Kind.SAME,
    ),
    **_all("shprslt nonesttables", Kind.STORY, C.INVISIBLE_TEXT, "text boxes"),
    **_all("pict", Kind.BYTES, C.VISIBLE, "picture"),
    **_all("objdata", Kind.BYTES, C.EMBEDDED_OBJECT, "object"),
    **_all("datastore", Kind.BYTES, C.CUSTOM_XML, "data store"),
    **_all("themedata colorschememapping", Kind.BYTES, C.METADATA, "theme"),
    **_all("svb", Kind.BYTES, C.METADATA, "shape data"),
    **_all("datafield", Kind.BYTES, C.FORM_FIELD, "field data"),
    **_all("fontfile fontemb", Kind.BYTES, C.METADATA, "embedded font"),
    **_all("fonttbl", Kind.FONTS),
    **_all("colortbl", Kind.COLOURS),
    **_all("stylesheet", Kind.STYLES),
    **_asides("atnid atnauthor", C.COMMENT, TextRole.AUTHOR),
    **_asides("atndate atntime atnref atnparent atrfstart atrfend", C.COMMENT),
    **_asides("revtbl", C.TRACKED_CHANGE, TextRole.AUTHOR, is_listed=True),
    **_asides("author operator manager", C.METADATA, TextRole.AUTHOR),
    **_asides("info title subject keywords comment doccomm category", C.METADATA, TextRole.PROSE),
    **_asides("company hlinkbase generator protusertbl", C.METADATA),
    **_asides("userprops", C.METADATA, TextRole.PROSE, is_listed=True),
    **_asides("docvar", C.METADATA, TextRole.PROSE, is_listed=True),
    **_asides("bkmkstart bkmkend", C.DEFINED_NAME),
    **_asides("xe rxe txe yxe tc", C.INVISIBLE_TEXT, TextRole.PROSE),
    **_asides("fldinst", C.FORM_FIELD),
    **_asides("fldtype", C.FORM_FIELD),
    **_asides("ffname ffdeftext ffformat ffhelptext ffstattext ffentrymcr ffexitmcr", C.FORM_FIELD),
    **_asides("ffl", C.VALIDATION_LIST, is_listed=True),
    **_asides("objclass objname objalias objsect objtopic objitem", C.EMBEDDED_OBJECT),
    **_asides("sn sv hl hlfr hlloc hlsrc", C.ALT_TEXT),
    **_asides("blipuid", C.METADATA),
    **_asides("template filetbl file nextfile writereservation writereservhash", C.METADATA),
    **_asides("passwordhash password wgrffmtfilter rsidtbl oleclsid ebcstart ebcend", C.METADATA),
    **_asides("mmdatasource mmheadersource mmconnectstr mmconnectstrdata mmquery mmmailsubject", C.METADATA),
    **_asides("mmaddfieldname mmodsoudl mmodsoudldata mmodsotable mmodsosrc mmodsofilter", C.METADATA),
    **_asides("mmodsosort mmodsoname mmodsomappedname mmodsoname mmodsofldmpdata", C.METADATA),
    **_asides("mmodsorecipdata", C.QUERY_CACHE, TextRole.PROSE, is_listed=True),
    **_asides("xmlnstbl", C.CUSTOM_XML, is_listed=True),
    **_asides("xmlopen xmlname xmlattrname xmlattrvalue xmlclose", C.CUSTOM_XML, is_listed=True),
    **_asides("factoidname propname staticval linkval", C.METADATA, TextRole.PROSE),
    **_asides("listtable listoverridetable list listlevel leveltext levelnumbers listname", C.METADATA),
    **_asides("listpicture liststylename pntxta pntxtb", C.METADATA),
    **_asides("latentstyles lsdlockedexcept keycode falt panose", C.METADATA),
    **_asides("fchars lchars protstart protend objtime fldtitle expandedcolortbl", C.METADATA),
    **_asides("pgdsctbl gridtbl urtf", C.METADATA, is_listed=True),
    **_asides(
        "mchr mpos mvertJc mbegChr mendChr msepChr mtype mgrow mshp mlimLoc msubHide msupHide", C.METADATA
    ),
    **_asides("mdegHide mcount mcJc mplcHide mdiff mmaxDist mobjDist mbrkBin mbrkBinSub", C.METADATA),
    **_asides("htmltag mhtmltag", C.PAGE_SOURCE, TextRole.CODE),
}
"""By control word. A word that is none of them, behind `\\*`, is `UNKNOWN`."""

SIGNS: dict[str, str] = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "emdash": "—", "endash": "–", "emspace": " ",
    "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "", "rtlmark": "", "column": "\n",
}  # fmt: skip
"""Words that stand for characters."""
SYMBOLS: dict[bytes, str] = {b"~": "\xa0", b"-": "", b"_": "-", b":": " ", b"|": "", b"\t": "\t", b"*": ""}
PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "softpage"))
