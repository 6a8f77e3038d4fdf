"""The one style sheet of all corpus workbooks; constants are positions in its cell formats."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from corpus.ooxml.dialects import MAIN

GENERAL = 0
DATE = 1
BOLD = 2
WHITE_FONT = 3
NO_FORMAT = 4
"""Number format `;;;`: nothing is shown."""
SAME_AS_FILL = 5
WHITE_ON_DARK = 6
"""White font on dark blue: visible, as titles often are."""
DATE_DOTTED = 7
MONEY = 8
THEME_WHITE = 9
WHITE_DATE = 10
DATE_LONG = 11
INDEXED_WHITE = 12

_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="11"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color rgb="FFD9D9D9"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color theme="0"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color indexed="9"/><name val="Calibri"/></font>',
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9D9D9"/><bgColor indexed="64"/>'
    "</patternFill></fill>",
    '<fill><patternFill patternType="solid"><fgColor rgb="FF1F3864"/><bgColor indexed="64"/>'
    "</patternFill></fill>",
)
_FORMATS = (  # number format, font, fill
    (0, 0, 0),
    (14, 0, 0),
    (0, 1, 0),
    (0, 2, 0),
    (164, 0, 0),
    (0, 3, 2),
    (0, 2, 3),
    (165, 0, 0),
    (4, 0, 0),
    (0, 4, 0),
    (14, 2, 0),
    (166, 0, 0),
    (0, 5, 0),
)


def stylesheet(formats: Sequence[str] = ()) -> str:
    """The XML of xl/styles.xml, with these number formats that no cell uses."""
    more = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(formats, 170)
    )
    xfs = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1"/>'
        for number, font, fill in _FORMATS
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{3 + len(formats)}">'
        '<numFmt numFmtId="164" formatCode=";;;"/>'
        '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy"/>'
        f'<numFmt numFmtId="166" formatCode="[$-409]mmmm\\ d\\,\\ yyyy;@"/>{more}</numFmts>'
        f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
        f'<fills count="{len(_FILLS)}">{"".join(_FILLS)}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_FORMATS)}">{xfs}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        '<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs></styleSheet>'
    )
