"""The words of one language's offices, and the small values every publication is made of."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from corpus.people import DATA, Person, cultures, people

Value = str | int | date | None


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((DATA / "office.toml").read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """The languages of the office set."""
    return tuple(_data())


@dataclass(frozen=True, slots=True)
class Words:
    """A source of words and values in one language, from one random stream."""

    language: str
    rng: Random

    def every(self, key: str) -> list[str]:
        """All words of a list."""
        return _data()[self.language][key].split("|")

    def one(self, key: str) -> str:
        """Some word of a list."""
        return self.rng.choice(self.every(key))

    def headers(self, *keys: str) -> list[str]:
        """One of the synonyms for each header; a word is not used twice."""
        chosen: list[str] = []
        for key in keys:
            free = [word for word in self.every(f"h_{key}") if word not in chosen]
            chosen.append(self.rng.choice(free or [f"{self.every(f'h_{key}')[0]} 2"]))
        return chosen

    def names(self, count: int) -> list[Person]:
        """People of the cultures that live where this language is spoken."""
        return people(self.rng, count, tuple(self.every("cultures")))

    def town(self) -> str:
        """A town of one of these cultures."""
        places: Sequence[str] = cultures()[self.every("cultures")[0]]["towns"]
        return self.rng.choice(places)

    def firm(self) -> str:
        """A firm, often named after somebody."""
        firms: Sequence[str] = cultures()[self.one("cultures")]["firms"]
        return self.rng.choice(firms)

    def day(self, first: date, days: int) -> date:
        """A day in the stretch of days after the first."""
        return first + timedelta(days=self.rng.randrange(days))

    def phone(self) -> str:
        """A work telephone number of a range reserved for fiction."""
        return self.rng.choice(
            (f"(555) 555-01{self.rng.randrange(100):02d}", f"ext. {self.rng.randrange(1000, 9999)}")
        )

    def email(self, who: Person) -> str:
        """A work address at the office's own domain."""
        from anyascii import anyascii

        local = f"{anyascii(who.given)[0]}.{anyascii(who.family).split()[-1]}".lower()
        return f"{''.join(c for c in local if c.isalnum() or c == '.')}@{_data()[self.language]['domain']}"

    def address(self) -> str:
        """A business address."""
        street, number = self.one("streets"), self.rng.randrange(1, 400)
        return f"{number} {street}" if self.language in {"en", "fr"} else f"{street} {number}"

    def code(self, pattern: str) -> str:
        """A code in which every `9` becomes a digit."""
        return "".join(str(self.rng.randrange(10)) if sign == "9" else sign for sign in pattern)


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication before it has a format: title, table, footnotes; `text` where it is prose instead."""

    title: str
    header: list[str]
    rows: list[list[Value]]
    notes: list[str]
    text: str = ""
