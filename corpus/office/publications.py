"""The office set: 30 files of each category, in several formats and languages, all to be released."""

import html
from collections.abc import Callable
from datetime import date
from random import Random

from corpus import textual
from corpus.case import BENIGN, Case
from corpus.office import affairs, roles
from corpus.office.formats import FORMATS
from corpus.office.words import Publication, Value, Words, languages

FILES = 30

CATEGORIES: dict[str, Callable[[Words, int], Publication]] = {
    "staff_directories": roles.staff_directories,
    "foi_logs": affairs.foi_logs,
    "court_calendars": roles.court_calendars,
    "council_minutes": roles.council_minutes,
    "grants": affairs.grants,
    "contractors": affairs.contractors,
    "elected_officials": roles.elected_officials,
    "sports_results": roles.sports_results,
    "death_notices": roles.death_notices,
    "public_registers": roles.public_registers,
    "facility_statistics": affairs.facility_statistics,
    "hospital_statistics": affairs.hospital_statistics,
}
SIZES = (5, 8, 12, 20, 35, 60, 110, 200, 400)


def _shuffled(rng: Random, publication: Publication) -> Publication:
    """The columns in another order, the first one kept in half of the files."""
    order = list(range(len(publication.header)))
    kept = order[:1] if rng.random() < 0.5 else []
    rest = order[len(kept) :]
    rng.shuffle(rest)
    places = [*kept, *rest]
    return Publication(
        publication.title,
        [publication.header[place] for place in places],
        [[row[place] for place in places] for row in publication.rows],
        publication.notes,
        publication.text,
    )


def _dates_as_text(rng: Random, publication: Publication) -> Publication:
    pattern = rng.choice(("%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%d/%m/%Y"))
    rows: list[list[Value]] = [
        [f"{cell:{pattern}}" if isinstance(cell, date) else cell for cell in row] for row in publication.rows
    ]
    return Publication(publication.title, publication.header, rows, publication.notes, publication.text)


def _make(seed: int, file: str, category: str, number: int, ending: str) -> bytes:
    rng = Random(f"{seed}/{file}")
    words = Words(languages()[number % len(languages())], rng)
    publication = CATEGORIES[category](words, SIZES[number % len(SIZES)])
    if publication.text and ending in {"txt", "html"}:
        if ending == "txt":
            return publication.text.encode()
        body = "".join(f"<p>{html.escape(line)}</p>" for line in publication.text.splitlines() if line)
        return textual.html_page(publication.title, body, author=words.names(1)[0].full).encode()
    publication = _shuffled(rng, publication)
    if rng.random() < 0.5:
        publication = _dates_as_text(rng, publication)
    return FORMATS[ending](words, publication)


def cases(seed: int) -> list[Case]:
    """All files of all categories."""
    endings = list(FORMATS)
    made = []
    for category in CATEGORIES:
        for number in range(FILES):
            ending = endings[(number * 7 + number // len(endings)) % len(endings)]
            file = f"office/{category}/{number + 1:02d}.{ending}"
            make = _bound(seed, file, category, number, ending)
            made.append(Case(file, "office", category, BENIGN, make, profile=f"{category}.toml"))
    return made


def _bound(seed: int, file: str, category: str, number: int, ending: str) -> Callable[[], bytes]:
    return lambda: _make(seed, file, category, number, ending)
