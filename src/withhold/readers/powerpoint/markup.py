"""What stretches of markup between the texts of a slide do, each worked out once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from withhold.readers.ooxml.plain_rows import resolve
from withhold.readers.ooxml.plain_text import has_sound_entities
from withhold.readers.powerpoint.hand import Attributes, Ends, Sheet, Starts
from withhold.readers.powerpoint.paint import Paint
from withhold.readers.powerpoint.painting import PAINTED, UNPAINTED, Painting
from withhold.readers.powerpoint.shapes import Cell, Look
from withhold.readers.powerpoint.vocabulary import PLAIN, TYPEFACES

RUNS = frozenset(("a:r", "a:fld"))
Act = Callable[[], None]
_TAG = re.compile(r'\s*<(/?)([A-Za-z0-9]+:([A-Za-z0-9]+))((?: [A-Za-z0-9:]+="[^"<\n\t]*")*) ?(/?)>')
_ATTRIBUTE = re.compile(r'([A-Za-z0-9:]+)="([^"]*)"')
_RUN_OR_BREAK = (*RUNS, "a:br")
_PARENTS = {
    "a:p": ("", "a:txBody"),
    "a:pPr": ("a:p",),
    "a:r": ("a:p",),
    "a:fld": ("a:p",),
    "a:br": ("a:p",),
    "a:rPr": _RUN_OR_BREAK,
    "a:t": tuple(RUNS),
    "a:tr": ("",),
    "a:tc": ("a:tr",),
    "a:txBody": ("a:tc",),
    "a:lstStyle": ("a:txBody",),
    "a:tcPr": ("a:tc",),
}
_REPLAYED = frozenset(("a:p", "a:pPr", "a:br", "a:tr", "a:tc"))
"""Elements of which the parser's hands are told each time, at their start."""
_LONGEST_MARKUP = 4096
_MOST_STEPS = 1 << 14


@dataclass(slots=True)
class State:
    """What is open between two texts, innermost last, and where each stretch of markup leads from here."""

    open: tuple[str, ...]
    steps: "dict[str, Step | None]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What a stretch of markup does, the look of the text that follows it, and the state after it."""

    acts: tuple[Act, ...]
    look: Look | None
    after: State


class Markup:
    """The states and steps of one document. `starts` and `ends` are what the hands do that draw it, `fill`
    gives the open cell its fill, `typeface` takes a font.

    Looks are drawn here once, on a sheet of no slide. A stretch is plain only if what it does depends on
    nothing that came before it but on what is open.
    """

    def __init__(
        self,
        starts: Starts,
        ends: Ends,
        fill: Callable[[Paint], None],
        typeface: Callable[[Attributes], bool],
    ) -> None:
        self._starts, self._ends, self._fill, self._typeface = starts, ends, fill, typeface
        self._painting = Painting()
        self._paint_starts, self._paint_ends = self._painting.starts(), self._painting.ends()
        self._states: dict[tuple[str, ...], State] = {}
        self._known = 0
        self.start = self._state(())

    def step(self, state: State, markup: str) -> Step | None:
        """Works out a stretch that was not met in this state before; None if it is not plain."""
        opened, acts = list(state.open), list[Act]()
        step: Step | None = None
        self._painting.sheet = sheet = Sheet()
        is_sound = len(markup) <= _LONGEST_MARKUP and has_sound_entities(markup)
        if is_sound and self._is_plain(markup, opened, acts):
            look = sheet.looks[-1] if sheet.looks else None
            step = Step(tuple(acts), look, self._state(tuple(opened)))
        if self._known < _MOST_STEPS:
            self._known += 1
            state.steps[markup] = step
        return step

    def _state(self, opened: tuple[str, ...]) -> State:
        state = self._states.get(opened)
        if state is None:
            state = self._states[opened] = State(opened)
        return state

    def _is_plain(self, markup: str, opened: list[str], acts: list[Act]) -> bool:
        """Follows the tags of a stretch: changes `opened`, adds to `acts`."""
        at = 0
        is_in_run = bool(opened)
        while at < len(markup):
            tag = _TAG.match(markup, at)
            if tag is None:
                return not markup[at:].strip()
            at = tag.end()
            closes, name, local, written, is_empty = tag.groups()
            # A run that began before has had its text: what would follow it there has no place in a run.
            if is_in_run and not (closes and name in RUNS):
                return False
            is_in_run = False
            if not closes:
                found = [(key, resolve(value)) for key, value in _ATTRIBUTE.findall(written)]
                attributes = dict(found)
                is_single = len(attributes) == len(found)
                if not is_single or not self._begin(name, local, attributes, opened, acts):
                    return False
                opened.append(name)
                if name == "a:lstStyle" and not is_empty:
                    return False
            elif written or is_empty or not opened or opened[-1] != name:
                return False
            if closes or is_empty:
                opened.pop()
                self._end(name, local, acts)
        return True

    def _begin(
        self, name: str, local: str, attributes: Attributes, opened: list[str], acts: list[Act]
    ) -> bool:
        """Whether an element may begin here, which is noted; with what it means if it may."""
        sheet = self._painting.sheet
        parents = _PARENTS.get(name)
        if parents is not None:
            if (opened[-1] if opened else "") not in parents:
                return False
            if name in _REPLAYED:
                acts.append(partial(self._starts[local], attributes))
            if name in RUNS:
                sheet.looks.append(None)
            elif name == "a:tcPr":
                sheet.cells = [Cell()]
            if name in ("a:rPr", "a:tcPr"):
                self._paint_starts[local](attributes)
            return True
        if not opened:
            return False
        if local in TYPEFACES:
            return self._typeface(attributes)
        if local in UNPAINTED or (local in PAINTED and len(sheet.sinks) > 1):
            self._paint_starts[local](attributes)
            return True
        return (local in PLAIN and local not in self._starts) or (local == "ext" and "cx" not in attributes)

    def _end(self, name: str, local: str, acts: list[Act]) -> None:
        sheet = self._painting.sheet
        if name in RUNS and sheet.looks:
            sheet.looks.pop()
        elif name == "a:tc":
            acts.append(self._ends[local])
        elif (name not in _PARENTS or name in ("a:rPr", "a:tcPr")) and local in self._paint_ends:
            self._paint_ends[local]()
        if name == "a:tcPr" and (fill := sheet.cells.pop().fill) is not None:
            acts.append(partial(self._fill, fill))
