"""What stretches of markup between the texts of a Word document do, each worked out once."""

import re
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.readers.word.styles import WordStyles, hides

HEADING = "heading"
BREAK, END_PARAGRAPH, END_CELL, SPAN, LEVEL = range(5)
"""Codes of what markup does: adds its value as text, ends something, widens a cell, makes a heading."""
_TAG = re.compile(r'\s*<(/?)w:([A-Za-z]+)((?:\s+[A-Za-z0-9:]+="[^"<>&]*")*)\s*(/?)>')
_ATTRIBUTE = re.compile(r'([A-Za-z0-9]+)="([^"]*)"')
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PARENTS = {"p": ("", "tc"), "r": ("p", "hyperlink"), "tc": ("tr",), "tr": ("",), "hyperlink": ("p",)}
_PLAIN_NAMES = """
pPr rPr rFonts b bCs i iCs u sz szCs lang color spacing ind jc keepNext keepLines widowControl tabs
tab kern contextualSpacing numPr ilvl numId proofErr lastRenderedPageBreak bookmarkStart bookmarkEnd
noProof strike caps smallCaps vertAlign position w shd pBdr top left bottom right between bar
insideH insideV start end snapToGrid rtl bidi adjustRightInd autoSpaceDE autoSpaceDN
suppressAutoHyphens textAlignment pageBreakBefore highlight effect trPr trHeight cantSplit tblHeader
cnfStyle tcPr tcW vAlign vMerge hMerge tcBorders tcMar noWrap textDirection br cr noBreakHyphen
pStyle rStyle outlineLvl gridSpan
"""
_PLAIN = frozenset(_PLAIN_NAMES.split())
"""Elements that neither hide nor hold words (ISO/IEC 29500-1, 17.3 and 17.4)."""
_LONGEST_MARKUP = 2048
_MOST_STEPS = 1 << 14
_MOST_SPAN = 64


@dataclass(slots=True)
class State:
    """What is open between two texts, innermost last, and where each stretch of markup leads from here."""

    open: tuple[str, ...]
    steps: "dict[str, Step | None]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What a stretch of markup does: a sequence of (code, value), and the state after it."""

    acts: tuple[tuple[int, str], ...]
    after: State


class Markup:
    """The states and steps of one document with its styles. `start` is the state outside of any block."""

    def __init__(self, styles: WordStyles) -> None:
        self._styles = styles
        self._states: dict[tuple[str, ...], State] = {}
        self._known = 0
        self.start = self._state(())

    def step(self, state: State, markup: str) -> Step | None:
        """Works out a stretch that was not met in this state before; None if it is not plain."""
        opened = list(state.open)
        acts: list[tuple[int, str]] = []
        step: Step | None = None
        if len(markup) <= _LONGEST_MARKUP and self._is_plain(markup, opened, acts):
            step = Step(tuple(acts), self._state(tuple(opened)))
        if self._known < _MOST_STEPS:
            self._known += 1
            state.steps[markup] = step
        return step

    def _state(self, opened: tuple[str, ...]) -> State:
        state = self._states.get(opened)
        if state is None:
            state = self._states[opened] = State(opened)
        return state

    def _is_plain(self, markup: str, opened: list[str], acts: list[tuple[int, str]]) -> bool:
        """Follows the tags of a stretch: changes `opened`, adds to `acts`."""
        at = 0
        while at < len(markup):
            tag = _TAG.match(markup, at)
            if tag is None:
                return not markup[at:].strip()
            at = tag.end()
            closes, name, attributes, is_empty = tag.groups()
            if closes:
                if not opened or opened.pop() != name:
                    return False
            elif self._is_known(name, dict(_ATTRIBUTE.findall(attributes)), opened, acts):
                opened += () if is_empty else (name,)
            else:
                return False
            if (closes or is_empty) and name in ("p", "tc"):
                acts.append((END_PARAGRAPH if name == "p" else END_CELL, ""))
        return True

    def _is_known(
        self, name: str, attributes: dict[str, str], opened: list[str], acts: list[tuple[int, str]]
    ) -> bool:
        parents = _PARENTS.get(name)
        if parents is not None:
            return (opened[-1] if opened else "") in parents and "tooltip" not in attributes
        if name not in _PLAIN or hides(name, attributes) is not None:
            return False
        value = attributes.get("val", "")
        if name in _BREAKS and "r" in opened:
            acts.append((BREAK, _BREAKS[name]))
        elif name in ("pStyle", "rStyle"):
            if self._styles.concealment(value) is not Concealment.VISIBLE:
                return False
            if name == "pStyle":
                acts.append((LEVEL, HEADING if self._styles.is_heading(value) else ""))
        elif name == "outlineLvl":
            acts.append((LEVEL, HEADING if value != "9" else ""))
        elif name == "gridSpan" and value.isdecimal() and len(value) < 9:
            acts.append((SPAN, str(min(max(int(value), 1), _MOST_SPAN))))
        return name != "bookmarkStart" or attributes.get("name", "_").startswith("_")
