"""Which names the register may hold, asked once a name."""

from collections.abc import Iterable

from withhold.register.interface import Register

_REMEMBERED = 400_000
"""Names whose answer is kept: some 40 MB."""


class HeldNames:
    """Remembers what the register said of each full name."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._answers: dict[str, bool] = {}
        self._version = register.version

    def among(self, names: Iterable[str]) -> set[str]:
        """Those of the names that somebody in the register may have."""
        asked = set(names)
        self._forget_if_changed()
        if len(self._answers) > _REMEMBERED:
            self._answers.clear()
        new = [name for name in asked if name not in self._answers]
        if new:
            self._answers.update(zip(new, self._register.may_hold_names(new), strict=True))
        return {name for name in asked if self._answers[name]}

    def _forget_if_changed(self) -> None:
        """A document may take minutes: who is added meanwhile must not stay what the first "no" said."""
        self._register.may_hold_names([])  # so that it follows what others wrote
        if self._register.version != self._version:
            self._answers.clear()
            self._version = self._register.version
