"""The content of a page written anew: the same operators without the letters and pictures that have to go.

What is not a known operator with operands of its kind stays behind, and so do the marks on content
(ISO 32000-1, 14.6), which may say what a text replaces. What cannot be followed raises `Unsure`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Operator

from withhold.cleaning.pdf.drawing import PAINTING, Names, fit
from withhold.cleaning.pdf.fonts import font_of
from withhold.cleaning.pdf.interface import PLAIN, Matrix, Unsure, placed
from withhold.cleaning.pdf.page import Page
from withhold.cleaning.pdf.showing import Showing
from withhold.cleaning.pdf.state import State
from withhold.cleaning.pdf.values import as_numbers, entry, is_number, items, number

_DEEPEST = 4
_DEVICE = frozenset({"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"})
_DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
_OF_INLINE = """
/W /H /BPC /CS /D /DP /F /I /IM /L /Width /Height /BitsPerComponent /ColorSpace /Decode /DecodeParms /Filter
/Interpolate /ImageMask /Length
"""
_INLINE = frozenset(_OF_INLINE.split())
Operands = Sequence[Any]


class Content:
    """Walks through the content of a page, or of a form on it, and writes it anew."""

    def __init__(self, page: Page, resources: Any, state: State, *, is_off: bool, depth: int = 1) -> None:
        self._page, self._resources, self._state, self._depth = page, resources, state, depth
        self._off = [is_off]
        """Whether what is written belongs to a layer that is off, by the marks around it."""
        self._names = Names()
        self._out: list[tuple[list[Any], Operator]] = []
        self._showing = Showing(page.beheld, state, page.resources.used)
        self._handlers: dict[str, Callable[[Operands], None]] = {
            "gs": self._settings, "Tf": self._font, "cs": self._space, "CS": self._space_of_lines,
            "sc": self._colour, "SC": self._colour_of_lines,
            "scn": self._colour, "SCN": self._colour_of_lines,
            "Tj": self._show, "TJ": self._show, "'": self._next_show, '"': self._spaced_show,
            "Do": self._do, "sh": self._shade, "INLINE IMAGE": self._inline,
            "BDC": self._mark, "BMC": self._plain_mark, "EMC": self._end_mark,
        }  # fmt: skip

    def written(self, stream: Any) -> tuple[bytes, pikepdf.Dictionary]:
        """The content, and the resources that it uses."""
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except (pikepdf.PdfError, TypeError, ValueError):
            raise Unsure("its content cannot be read") from None
        for name in _DEFAULTS:
            if (space := entry(entry(self._resources, "/ColorSpace"), name)) is not None:
                self._names.keep("/ColorSpace", name, self._page.resources.taken(space))
        for instruction in instructions:
            self._one(str(instruction.operator), list(instruction.operands))
        for _ in range(self._state.depth):
            self._write("Q")
        return pikepdf.unparse_content_stream(self._out), self._names.dictionary()

    def _one(self, operator: str, operands: Operands) -> None:
        handle = self._handlers.get(operator)
        if handle is not None:
            handle(operands)
        elif (fitting := fit(operator, operands)) is not None:
            if operator == "Q" and not self._state.depth:
                return
            if operator not in ("d", "ri"):
                self._state.follow(operator, [number(one) for one in fitting])
            hides = self._off[-1] and operator in PAINTING
            self._write("n" if hides else operator, *(() if hides else fitting))

    def _write(self, operator: str, *operands: Any) -> None:
        self._out.append((list(operands), Operator(operator)))

    def _resource(self, kind: str, operands: Operands) -> tuple[str, Any]:
        """The name that an operator ends with, and what the document has under it."""
        if not operands or not isinstance(operands[-1], pikepdf.Name):
            return "", None
        name = str(operands[-1])
        return name, entry(entry(self._resources, kind), name)

    def _settings(self, operands: Operands) -> None:
        name, held = self._resource("/ExtGState", operands)
        if entry(held, "/Font") is not None:
            raise Unsure("a font is chosen in a way that is not known")
        if held is not None:
            self._write("gs", self._names.add("/ExtGState", name, self._page.resources.taken(held)))

    def _font(self, operands: Operands) -> None:
        name, held = self._resource("/Font", operands[:-1])
        if not operands or not is_number(operands[-1]):
            return
        now = self._state.now
        made = self._page.resources.font(held)
        now.size, now.font, now.made, now.widths = number(operands[-1]), held, made, None
        self._write("Tf", self._names.add("/Font", name, made), operands[-1])

    def _space(self, operands: Operands, operator: str = "cs") -> None:
        name, held = self._resource("/ColorSpace", operands)
        if held is not None:
            self._write(operator, self._names.add("/ColorSpace", name, self._page.resources.taken(held)))
        elif name in _DEVICE:
            self._write(operator, pikepdf.Name(name))

    def _space_of_lines(self, operands: Operands) -> None:
        self._space(operands, "CS")

    def _colour(self, operands: Operands, operator: str = "scn") -> None:
        parts = [one for one in operands if is_number(one)]
        name, held = self._resource("/Pattern", operands)
        if held is not None:
            pattern = self._names.add("/Pattern", name, self._page.resources.taken(held))
            self._write(operator, *parts, pattern)
        elif parts and not name:
            self._write(operator, *parts)

    def _colour_of_lines(self, operands: Operands) -> None:
        self._colour(operands, "SCN")

    def _shade(self, operands: Operands) -> None:
        name, held = self._resource("/Shading", operands)
        if held is not None and not self._off[-1]:
            self._write("sh", self._names.add("/Shading", name, self._page.resources.taken(held)))

    def _show(self, operands: Operands) -> None:
        told = operands[-1] if operands else None
        parts = items(told) if isinstance(told, pikepdf.Array) else [told]
        strings = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
        if not strings or not (isinstance(told, pikepdf.Array) or strings[0]):
            return self._gap([part for part in parts if is_number(part)])
        text, now = self._page.beheld.text(), self._state.now
        if now.made is None:
            raise Unsure("a text has no font")
        if now.widths is None:
            now.widths = font_of(now.font, self._page.measure(text.item))
        left = self._showing.left(text, parts, is_off=self._off[-1])
        if left:
            self._write("TJ", pikepdf.Array(left))

    def _gap(self, moves: Sequence[Any]) -> None:
        """A text without a letter, which PDFium makes nothing of."""
        for move in moves:
            self._state.shift(number(move))
        if moves:
            self._write("TJ", pikepdf.Array(moves))

    def _next_show(self, operands: Operands) -> None:
        self._one("T*", ())
        self._show(operands)

    def _spaced_show(self, operands: Operands) -> None:
        if len(operands) >= 3:
            self._one("Tw", operands[-3:-2])
            self._one("Tc", operands[-2:-1])
        self._next_show(operands)

    def _plain_mark(self, _: Operands) -> None:
        self._off.append(self._off[-1])

    def _mark(self, operands: Operands) -> None:
        is_off = self._off[-1]
        if len(operands) >= 2 and str(operands[-2]) == "/OC":
            told = operands[-1]
            owner = self._resource("/Properties", operands)[1] if isinstance(told, pikepdf.Name) else told
            is_off = is_off or self._page.layers.is_off(owner)
        self._off.append(is_off)

    def _end_mark(self, _: Operands) -> None:
        if len(self._off) > 1:
            self._off.pop()

    def _inline(self, operands: Operands) -> None:
        """A picture within the content stays as it is, or goes: of its kind are letters and small signs."""
        going = self._page.hidden_of(self._state)
        if going is None or self._off[-1]:
            return
        held = operands[0].obj
        if going or any(str(key) not in _INLINE for key in held.keys()):  # noqa: SIM118 not a Mapping
            raise Unsure("a part of a picture within the text has to go")
        self._write("INLINE IMAGE", operands[0])

    def _do(self, operands: Operands) -> None:
        _, held = self._resource("/XObject", operands)
        kind = str(entry(held, "/Subtype") or "")
        is_off = self._off[-1] or self._page.layers.is_off(entry(held, "/OC"))
        if kind == "/Image":
            picture = self._page.picture(held, self._state)
            if picture is not None and not is_off:
                self._write("Do", self._names.add("/XObject", "", picture))
        elif kind == "/Form":
            form = self._form(held, is_off=is_off)
            if not is_off:
                self._write("Do", self._names.add("/XObject", "", form))

    def _form(self, form: Any, *, is_off: bool) -> Any:
        """A form, written anew for this place: what has to go may be different where else it is used."""
        if self._depth >= _DEEPEST:
            raise Unsure("forms are nested too deep")
        told = as_numbers(entry(form, "/Matrix"))
        matrix: Matrix = (told[0], told[1], told[2], told[3], told[4], told[5]) if len(told) == 6 else PLAIN
        state = self._state.inside(matrix)
        bounds = as_numbers(entry(form, "/BBox"))
        if len(bounds) != 4:
            raise Unsure("a form has no bounds")
        across, up = sorted(bounds[::2]), sorted(bounds[1::2])
        state.clip_to(placed(state.now.matrix, across[0], up[0], across[1], up[1]))
        resources = entry(form, "/Resources") or self._resources
        inner = Content(self._page, resources, state, is_off=is_off, depth=self._depth + 1)
        content, used = inner.written(form)
        keys = {
            "/Type": pikepdf.Name("/XObject"),
            "/Subtype": pikepdf.Name("/Form"),
            "/BBox": pikepdf.Array(bounds),
            "/Matrix": pikepdf.Array(list(matrix)),
            "/Resources": used,
        }
        if (group := entry(form, "/Group")) is not None:
            keys["/Group"] = self._page.resources.taken(group)
        return self._page.resources.stream_of(content, keys)
