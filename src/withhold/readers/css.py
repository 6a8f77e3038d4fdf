"""Style sheets of a page, as far as simple rules hide its elements."""

import re
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment

_VISIBLE = Concealment.VISIBLE
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PART = re.compile(r"[^{}]+|[{}]")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)?)\Z", re.IGNORECASE)
_FAR = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|vw|vh|%|pt)?\Z")
_ZERO = re.compile(r"0+(?:\.0+)?(?:px|em|rem|pt|%)?\Z")
_WHITES = frozenset({"white", "#fff", "#ffffff", "#ffffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"})
_CLEAR = frozenset({"transparent", "rgba(0,0,0,0)", "#0000", "#00000000"})
_OFFSETS = ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top")


def declarations(style: str) -> dict[str, str]:
    """`color: White; LEFT:0` as `{"color": "white", "left": "0"}`."""
    found = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower().replace(", ", ",")
    return found


def concealment_of(style: dict[str, str], background: str) -> Concealment:
    """How declarations hide an element that stands on `background` (a colour as written, `white` by
    default)."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return Concealment.PAGE_SOURCE
    if any(_FAR.match(style.get(name, "")) for name in _OFFSETS) and (
        "position" in style or "text-indent" in style or "margin-left" in style
    ):
        return Concealment.OFF_PAGE
    if _ZERO.match(style.get("font-size", "")) or _ZERO.match(style.get("opacity", "")):
        return Concealment.INVISIBLE_TEXT
    if style.get("clip", "").startswith("rect(0") or style.get("clip-path", "").startswith("inset(50%"):
        return Concealment.INVISIBLE_TEXT
    colour = style.get("color", "")
    if colour in _CLEAR or (colour and _same(colour, background_of(style) or background)):
        return Concealment.INVISIBLE_TEXT
    return _VISIBLE


def background_of(style: dict[str, str]) -> str:
    """The background colour that declarations set, empty if they set none."""
    value = style.get("background-color") or style.get("background", "")
    return "" if value in ("inherit", "initial", "none", *_CLEAR) else value


def _same(colour: str, background: str) -> bool:
    return colour == background or (colour in _WHITES and background in _WHITES)


@dataclass(slots=True)
class StyleSheet:
    """Rules of a page's style blocks with one-word selectors: `p`, `.note`, `#x`, `td.secret`."""

    _rules: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Takes one style block. Rules inside @media and the like are left out: they do not always hold."""
        before = ""
        opened: list[str] = []
        for match in _PART.finditer(_COMMENT.sub("", text)):
            part = match.group()
            if part == "{":
                opened.append(before.strip())
            elif part == "}":
                if len(opened) == 1 and not opened[0].startswith("@"):
                    self._add_rule(opened[0], before)
                if opened:
                    opened.pop()
            before = part

    def _add_rule(self, selectors: str, body: str) -> None:
        for selector in selectors.split(","):
            if match := _SELECTOR.match(selector.strip()):
                key = ((match.group(1) or "").lower(), match.group(2))
                self._rules.setdefault(key, {}).update(declarations(body))

    def of(self, tag: str, classes: str, identifier: str) -> dict[str, str]:
        """The declarations that hold for an element, the more special ones last."""
        if not self._rules:
            return {}
        found: dict[str, str] = {}
        marks = ["", *(f".{name}" for name in classes.split()), f"#{identifier}"]
        for mark in marks:
            for owner in ("", tag):
                found.update(self._rules.get((owner, mark), {}))
        return found
