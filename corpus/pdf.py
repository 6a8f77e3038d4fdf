"""PDF documents of texts at given places: standard fonts, and a font of any letters with its `ToUnicode`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

A4 = (595, 842)
_OBJECT = re.compile(rb"\n\d+ 0 obj\n(.*?)\nendobj(?=\n)", re.DOTALL)
_HELVETICA, _ANY = "F1", "F2"
_WIDTH = 0.5
"""Width of every letter of the font of any letters, in parts of its size."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text that begins at a point, counted from the lower left corner in points."""

    x: float
    y: float
    text: str
    size: float = 10.0
    state: str = ""
    """Operators before it, that hold for it alone: `1 g` paints it white, `3 Tr` not at all."""


@dataclass(slots=True)
class PdfPage:
    """A page. `turned` is how far it is shown turned clockwise; `drawing` paints under the texts."""

    texts: list[Placed] = field(default_factory=list)
    turned: int = 0
    drawing: str = ""
    over: str = ""
    """Operators that paint over the texts."""
    notes: Sequence[str] = ()
    crop: tuple[int, int, int, int] | None = None
    """What of the page is shown."""

    def table(
        self, rows: Iterable[Sequence[str]], lefts: Sequence[float], top: float, pitch: float = 14.0
    ) -> float:
        """Writes cells whose text begins at `lefts`, a line feed begins a line in the cell. Gives the next
        free height."""
        for row in rows:
            cells = [cell.split("\n") for cell in row]
            for left, lines in zip(lefts, cells, strict=True):
                self.texts += [Placed(left, top - 11 * at, line) for at, line in enumerate(lines) if line]
            top -= pitch + 11 * (max(map(len, cells)) - 1)
        return top

    def prose(self, lines: Iterable[str], left: float, top: float) -> float:
        """Writes lines of text. Gives the next free height."""
        for line in lines:
            self.texts.append(Placed(left, top, line))
            top -= 12
        return top


def pdf(
    pages: Sequence[PdfPage],
    *,
    properties: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
    outline: str = "",
) -> bytes:
    """The bytes of a document (ISO 32000-1). `properties` are entries of its information dictionary."""
    objects = _Objects()
    font = objects.add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    unicode = _any_font(
        objects, sorted({letter for page in pages for text in page.texts for letter in text.text})
    )
    tree = objects.reserve()
    kids = []
    for page in pages:
        content = objects.stream(_content(page).encode("latin-1"))
        notes = [
            objects.add(b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents%s>>" % _string(note))
            for note in page.notes
        ]
        crop = b"/CropBox[%d %d %d %d]" % page.crop if page.crop else b""
        kids.append(
            objects.add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %d %d]%s/Rotate %d/Contents %d 0 R/Annots[%s]"
                b"/Resources<</Font<</%s %d 0 R/%s %d 0 R>>>>>>"
                % (tree, *A4, crop, page.turned, content, _references(notes),
                   _HELVETICA.encode(), font, _ANY.encode(), unicode)
            )
        )  # fmt: skip
    objects.put(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), _references(kids)))
    catalog = b"<</Type/Catalog/Pages %d 0 R" % tree
    if files:
        catalog += b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % _embedded(objects, files)
    if outline:
        marks = objects.reserve()
        mark = objects.add(b"<</Title%s/Parent %d 0 R>>" % (_string(outline), marks))
        objects.put(marks, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count 1>>" % (mark, mark))
        catalog += b"/Outlines %d 0 R" % marks
    told = b"".join(b"/%s%s" % (key.encode(), _string(value)) for key, value in (properties or {}).items())
    information = objects.add(b"<<%s>>" % told)
    return objects.document(objects.add(catalog + b">>"), information)


@dataclass(slots=True)
class _Objects:
    """The numbered objects of a document."""

    bodies: list[bytes] = field(default_factory=list)

    def reserve(self) -> int:
        self.bodies.append(b"null")
        return len(self.bodies)

    def put(self, number: int, body: bytes) -> None:
        self.bodies[number - 1] = body

    def add(self, body: bytes) -> int:
        self.bodies.append(body)
        return len(self.bodies)

    def stream(self, content: bytes, keys: bytes = b"") -> int:
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (keys, len(content), content))

    def document(self, root: int, information: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.bodies, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        start = len(out)
        size = len(places) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        out += b"trailer<</Size %d/Root %d 0 R/Info %d 0 R>>\n" % (size, root, information)
        return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def saved_again(before: bytes, after: bytes) -> bytes:
    """The first document, saved with what makes it the second one behind it (7.5.6). Both were made here and
    have the same objects but for their contents."""
    old, new = _bodies(before), _bodies(after)
    out, places = bytearray(before), []
    for number, body in enumerate(new, 1):
        if number > len(old) or body != old[number - 1]:
            places.append((number, len(out)))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places)
    trailer = after[after.rindex(b"trailer<<") : after.rindex(b">>\nstartxref")]
    previous = int(before[before.rindex(b"startxref\n") + 10 :].split()[0])
    out += trailer + b"/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (previous, start)
    return bytes(out)


def _bodies(document: bytes) -> list[bytes]:
    return [match[1] for match in _OBJECT.finditer(document)]


def _content(page: PdfPage) -> str:
    """Operators that write the texts, those of other letters by their code points."""
    parts = [page.drawing]
    for text in page.texts:
        try:
            shown = "<" + text.text.encode("cp1252").hex() + ">"
            font = _HELVETICA
        except UnicodeEncodeError:
            shown = "<" + text.text.encode("utf-16-be").hex() + ">"
            font = _ANY
        place = f"1 0 0 1 {text.x} {text.y} Tm"
        if page.turned == 90:
            place = f"0 1 -1 0 {A4[0] - text.y} {text.x} Tm"
        parts.append(f"q {text.state} BT /{font} {text.size} Tf {place} {shown} Tj ET Q")
    return "\n".join([*parts, page.over])


def _any_font(objects: _Objects, letters: Sequence[str]) -> int:
    """A font without outlines whose codes are the letters' own numbers, as far as the first plane goes."""
    codes = [f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters if ord(letter) < 1 << 16]
    groups = [codes[at : at + 100] for at in range(0, len(codes), 100)]
    mapping = "\n".join(f"{len(group)} beginbfchar\n{chr(10).join(group)}\nendbfchar" for group in groups)
    unicode = objects.stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Any def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{mapping}\nendcmap end end"
        ).encode()
    )
    face = objects.add(
        b"<</Type/FontDescriptor/FontName/Any/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800"
        b"/Descent -200/CapHeight 700/StemV 80>>"
    )
    width = int(1000 * _WIDTH)
    inner = objects.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW %d/FontDescriptor %d 0 R>>" % (width, face)
    )
    return objects.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (inner, unicode)
    )


def _embedded(objects: _Objects, files: Mapping[str, bytes]) -> bytes:
    names = []
    for name, content in sorted(files.items()):
        stream = objects.stream(content, b"/Type/EmbeddedFile")
        spec = objects.add(
            b"<</Type/Filespec/F%s/UF%s/EF<</F %d 0 R>>>>" % (_string(name), _string(name), stream)
        )
        names.append(b"%s %d 0 R" % (_string(name), spec))
    return b" ".join(names)


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _string(text: str) -> bytes:
    """A text string in UTF-16 with its mark (7.9.2)."""
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"
