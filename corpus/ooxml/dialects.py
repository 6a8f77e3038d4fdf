"""How different producers write the same workbook: prefixes, strings, references, namespaces, encodings."""

import re
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_NAMESPACES = (
    (MAIN, STRICT_MAIN),
    (OFFICE_RELATIONSHIPS, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What sets one producer apart.

    `inline` strings stand in their cell instead of the shared table; `references` are the `r` attributes of
    rows and cells; `absolute` relationship targets begin with a slash; `application` is written to the
    properties (None: the producer writes none).
    """

    name: str
    prefix: str = ""
    inline: bool = False
    references: bool = True
    pretty: bool = False
    strict: bool = False
    utf16: bool = False
    stored: bool = False
    absolute: bool = False
    application: str | None = "Microsoft Excel"
    sheet_part: str = "xl/worksheets/sheet{}.xml"


EXCEL = Dialect("excel")
LIBREOFFICE = Dialect("libreoffice", application="LibreOffice/7.4.7.2$Linux_X86_64")
GOOGLE = Dialect("google", application=None)
PREFIXED = Dialect("prefixed", prefix="x", absolute=True, application=None)
STRICT = Dialect("strict", strict=True)
INLINE = Dialect("inline", inline=True, application="report writer")
BARE = Dialect("bare", inline=True, references=False, stored=True, application=None)
UTF16 = Dialect("utf16", utf16=True)
PRETTY = Dialect("pretty", pretty=True, absolute=True, sheet_part="xl/tabs/data_{}.xml")
DIALECTS = (EXCEL, LIBREOFFICE, GOOGLE, PREFIXED, STRICT, INLINE, BARE, UTF16, PRETTY)


def encode(xml: str, dialect: Dialect, *, relationships: bool = False) -> bytes:
    """One XML part as this producer writes it. Parts of other vocabularies keep their prefixes."""
    if dialect.strict:
        for loose, strict in STRICT_NAMESPACES:
            xml = xml.replace(loose, strict)
    main = STRICT_MAIN if dialect.strict else MAIN
    if dialect.prefix and f'xmlns="{main}"' in xml:
        xml = re.sub(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])", rf"<\1{dialect.prefix}:\2", xml)
        xml = xml.replace(f'xmlns="{main}"', f'xmlns:{dialect.prefix}="{main}"')
    if dialect.pretty:
        xml = re.sub(r"(<(?!/?t[\s>])[^>]*>)(?=<(?!/))", r"\1\n  ", xml)
    if dialect.utf16 and not relationships:
        return f'<?xml version="1.0" encoding="UTF-16" standalone="yes"?>\n{xml}'.encode("utf-16")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
