"""The page of texts: shelves by audience and law, a line for each text, and how much of it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from withhold.console.notices.forms import law_name
from withhold.console.notices.forms_texts import OPEN, OUTDATED, SIGNED
from withhold.console.notices.texts import Text, every_text
from withhold.incident.affected.languages import language_name


@dataclass(frozen=True, slots=True)
class Line:
    """A text in one language. `imported_by` is empty for one that ships."""

    first: str
    """The hash of the version that is shown first."""
    language: str
    name: str
    versions: int
    signed: int
    imported_by: str
    imported_at: datetime | None
    is_outdated: bool

    @property
    def state(self) -> str:
        """As the filter has it."""
        if self.is_outdated:
            return OUTDATED
        return SIGNED if self.signed == self.versions else OPEN


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts for one audience under one law."""

    audience: str
    jurisdiction: str
    law: str
    lines: list[Line]


def shelves(chosen: Mapping[str, str]) -> list[Shelf]:
    """Those that the filter leaves, in the order of audiences and laws."""
    kept = [
        one
        for one in every_text()
        if chosen.get("audience", "") in ("", one.version.key.audience)
        and chosen.get("law", "") in ("", one.version.key.jurisdiction)
        and chosen.get("language", "") in ("", one.version.key.language)
    ]
    made = []
    for (audience, law), texts in groupby(kept, key=_shelf_of):
        lines = [line for line in _lines(list(texts)) if chosen.get("state", "") in ("", line.state)]
        if lines:
            made.append(Shelf(audience, law, law_name(law), lines))
    return made


def _shelf_of(one: Text) -> tuple[str, str]:
    return str(one.version.key.audience), one.version.key.jurisdiction


def _lines(texts: list[Text]) -> list[Line]:
    return [_line(list(each)) for _, each in groupby(texts, key=lambda one: id(one.book))]


def _line(texts: list[Text]) -> Line:
    book, key = texts[0].book, texts[0].version.key
    row = book.imported
    return Line(
        first=texts[0].version.sha256,
        language=key.language,
        name=language_name(key.language),
        versions=len(texts),
        signed=sum(bool(one.reviewers) for one in texts),
        imported_by="" if row is None else row.by.get_full_name(),
        imported_at=None if row is None else row.at,
        is_outdated=book.is_outdated,
    )
