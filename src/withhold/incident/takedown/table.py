"""Reads a table of the site's TOML strictly: a wrong type or an unknown key is an error that names both."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from withhold.incident.takedown.interface import SiteUnusable


@dataclass(slots=True)
class Table:
    """One table. `where` names it in messages, as "[[connector]] number 2"; `close` ends the reading."""

    where: str
    values: Mapping[str, object]
    _asked: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty. Without a default the key has to be there."""
        value = self._get(key, default)
        if not isinstance(value, str) or (not value and value != default):
            raise self.wrong(key, "has to be a text that is not empty")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self._get(key, default)
        if isinstance(value, tuple):
            return value
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.wrong(key, "has to be a list of texts")
        return tuple(value)

    def mapping(self, key: str) -> dict[str, str]:
        """A table of texts; empty where it is left out."""
        value = self._get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.wrong(key, "has to be a table of texts")
        return dict(value)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "has to be true or false")
        return value

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number between two others, both allowed."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(key, f"has to be a number from {least:g} to {most:g}")
        return value

    def known(self, key: str) -> None:
        """A key that is read elsewhere."""
        self._asked.add(key)

    def close(self) -> None:
        """Nothing else may stand in the table: a mistyped key would be a setting that is not kept."""
        for key in self.values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise SiteUnusable(f"in {self.where} the key {key!r} is not known; allowed: {known}")

    def wrong(self, key: str, what: str) -> SiteUnusable:
        """The error to raise about a key. It does not quote the value: a password may stand there."""
        return SiteUnusable(f"in {self.where}, {key} {what}")

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise SiteUnusable(f"in {self.where} the key {key} is missing")
        return value
