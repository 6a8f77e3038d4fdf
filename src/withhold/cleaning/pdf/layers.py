"""Whether what belongs to a layer is shown when the document is opened (ISO 32000-1, 8.11)."""

from collections.abc import Callable, Iterable
from typing import Any

import pikepdf

from withhold.cleaning.pdf.interface import Unsure
from withhold.cleaning.pdf.values import entry, items

_IS_OFF: dict[str, Callable[[Iterable[bool]], bool]] = {
    "/AllOn": any,
    "/AnyOff": lambda off: not any(off),
    "/AllOff": lambda off: not all(off),
}
"""Whether a membership is off, by its policy and whether each of its layers is; else all of them have to."""


class Layers:
    """The layers of one document that are off."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        told = entry(document.Root, "/OCProperties")
        shown = entry(told, "/D")
        self._off = {layer.objgen for layer in items(entry(shown, "/OFF"))}
        if str(entry(shown, "/BaseState") or "") == "/OFF":
            on = {layer.objgen for layer in items(entry(shown, "/ON"))}
            self._off |= {layer.objgen for layer in items(entry(told, "/OCGs"))} - on

    def is_off(self, owner: Any) -> bool:
        """Whether a layer, or a membership in layers, is not shown. Raises Unsure for an expression."""
        if owner is None:
            return False
        if str(entry(owner, "/Type") or "") != "/OCMD":
            return isinstance(owner, pikepdf.Object) and owner.is_indirect and owner.objgen in self._off
        if entry(owner, "/VE") is not None:
            raise Unsure("what is shown depends on an expression of layers")
        held = entry(owner, "/OCGs")
        layers = items(held) if isinstance(held, pikepdf.Array) else [held] * (held is not None)
        off = [self.is_off(layer) for layer in layers if str(entry(layer, "/Type") or "") != "/OCMD"]
        judged = _IS_OFF.get(str(entry(owner, "/P") or ""), all)
        return bool(off) and judged(off)
