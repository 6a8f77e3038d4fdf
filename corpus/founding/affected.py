"""The affected people of the founding mistake with own records: invented, at full size, by seed.

Of 6,252 rows 200 are people who stand in the list twice. `python -m corpus.founding.affected OUT` writes the
leak, the records (CSV and SQLite), the facilities, the representatives, and what is true of each number.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from corpus.founding.roster import HEADERS, PEOPLE, Row, row
from corpus.people import Person, people

TODAY = date(2022, 11, 28)
DUPLICATES = 200
FACILITIES = 200
COUNSEL_SHARE = 0.4
NO_ADDRESS_SHARE = 0.03
REMOVED_SHARE = 0.016
_REPRESENTATIVES = 400
RECORD_HEADERS = (
    "Record ID", "Name", "Date of Birth", "A Number", "Nationality", "Preferred Language", "Facility Code",
    "In Custody", "E-mail", "Phone", "Street", "City", "Zip Code", "Country", "Counsel ID", "Case Status",
    "Hearing Date", "Removal Date", "Removed On", "Date of Death", "Family ID", "Victim",
)  # fmt: skip
LANGUAGES = {
    "guatemalan": ("Spanish", "K'iche'", "Mam", "Q'eqchi'", "Ixil"),
    "mexican": ("Spanish", "Nahuatl", "Mixtec"),
    "haitian": ("Haitian Creole", "French"),
    "brazilian": ("Portuguese",),
    "cuban": ("español",),
    "venezuelan": ("Spanish",),
    "turkish": ("Turkish", "Kurmanji"),
    "afghan": ("Dari", "Pashto", "Uzbek", "Persian"),
    "punjabi_latin": ("Punjabi", "Hindi", "Gujarati"),
    "ethiopian_latin": ("Amharic", "Oromo"),
    "eritrean": ("Tigrinya", "Arabic"),
    "somali": ("Somali",),
    "pinyin": ("Mandarin", "Cantonese", "Fuzhou"),
    "vietnamese": ("Vietnamese",),
    "nigerian": ("English", "Yoruba", "Igbo", "Hausa"),
    "congolese": ("Lingala", "Swahili", "French"),
}
"""What the people of each culture speak, as the records write it: 34 languages, the first ones most."""
_CODES = {
    "guatemalan": "GT", "mexican": "MX", "haitian": "HT", "brazilian": "BR", "cuban": "CU",
    "venezuelan": "VE", "turkish": "TR", "afghan": "AF", "punjabi_latin": "IN", "ethiopian_latin": "ET",
    "eritrean": "ER", "somali": "SO", "pinyin": "CN", "vietnamese": "VN", "nigerian": "NG", "congolese": "CD",
}  # fmt: skip
_PLACES = ("Marwick", "Stonebridge", "Harlan", "Oakhurst", "Ellery", "Tallgrass", "Pinehollow", "Silver Mesa",
           "Lakemoor", "Tillman", "Blackwater", "Corbin", "Dunmore", "Eastlake", "Fairholt", "Grayling",
           "Hollis", "Ironwood", "Juniper", "Kestrel")  # fmt: skip
_KINDS = ("Processing Center", "County Jail", "Detention Center", "Service Center", "Residential Center",
          "Staging Facility", "Correctional Center", "Contract Facility", "Family Center",
          "Annex")  # fmt: skip
_STREETS = ("Alder Street", "Birch Lane", "Cedar Avenue", "Dogwood Road", "Elm Court", "Fir Way")
_CITIES = ("Ashford", "Brookfield", "Clearwater", "Denholm", "Easton", "Ferndale")
_STATUSES = ("Pending", "Granted relief", "Appeal pending", "Stay of removal", "Referred")


@dataclass(frozen=True, slots=True)
class Founding:
    """The leak's rows (number 1 is the first), own records, and what is true.

    `person`: of each number the place among `people`. `duplicates`: number to the first row of the same
    person. `own`: place among `people` to the key of their record; a few have none.
    """

    people: Sequence[Person]
    rows: Sequence[Row]
    records: Sequence[Sequence[str]]
    facilities: Sequence[tuple[str, str]]
    representatives: Sequence[tuple[str, str, str, str]]
    person: Sequence[int]
    duplicates: dict[int, int]
    own: dict[int, str]


def founding(seed: int = 6, count: int = PEOPLE, others: int = 0) -> Founding:
    """At the size of the mistake; `others`: records of people who are not in the leak."""
    rng = Random(f"{seed}/founding/affected")
    twice = round(count * DUPLICATES / PEOPLE)
    everybody = _aged(rng, people(rng, count - twice + others))
    exposed, strangers = everybody[: count - twice], everybody[count - twice :]
    facilities = [
        (f"F{number:03}", f"{_PLACES[number % 20]} {_KINDS[number // 20]}") for number in range(FACILITIES)
    ]
    places = [*range(len(exposed)), *rng.sample(range(len(exposed)), twice)]
    rng.shuffle(places)
    rows: list[Row] = []
    first: dict[int, int] = {}
    duplicates: dict[int, int] = {}
    for number, place in enumerate(places, 1):
        told = list(row(rng, number, exposed[place]))
        told[6] = facilities[rng.randrange(FACILITIES)][1]
        if place in first:
            duplicates[number] = first[place]
            _rewrite(rng, told, exposed[place])
        first.setdefault(place, number)
        rows.append(tuple(told))
    return Founding(
        people=exposed,
        rows=rows,
        records=_records(rng, exposed, strangers),
        facilities=facilities,
        representatives=_representatives(rng),
        person=places,
        duplicates=duplicates,
        own={place: _key(place) for place in range(len(exposed)) if not _unrecorded(place)},
    )


def _aged(rng: Random, found: Iterable[Person]) -> list[Person]:
    """One in forty is a minor."""
    return [
        replace(who, born=date(2006, 1, 1) + timedelta(days=rng.randrange(15 * 365)))
        if rng.random() < 0.025
        else who
        for who in found
    ]


def _rewrite(rng: Random, told: list[str | int | date | None], who: Person) -> None:
    """The second row of somebody: the number written otherwise, or lost; the name in another order."""
    kind = rng.random()
    told[0] = f"{who.given} {who.family}" if kind < 0.7 else who.inverted
    if kind < 0.6:
        digits = who.alien_number
        told[4] = rng.choice((f"A {digits[:3]} {digits[3:6]} {digits[6:]}", f"A#{digits}", digits))
    else:
        told[4] = None


def _key(place: int) -> str:
    return f"R{place + 100_001}"


def _unrecorded(place: int) -> bool:
    """One in a hundred is known from the leak alone."""
    return place % 100 == 99


def _records(rng: Random, exposed: Sequence[Person], strangers: Sequence[Person]) -> list[Sequence[str]]:
    removed = set(rng.sample(range(len(exposed)), round(len(exposed) * REMOVED_SHARE)))
    nowhere = set(rng.sample(range(len(exposed)), round(len(exposed) * NO_ADDRESS_SHARE))) - removed
    found = [
        _record(rng, place, who, place in removed, place in nowhere, _family(place, len(exposed)))
        for place, who in enumerate([*exposed, *strangers])
        if place >= len(exposed) or not _unrecorded(place)
    ]
    rng.shuffle(found)
    return found


def _family(place: int, exposed: int) -> str:
    """Some share a key with one or two others; so do some who are not in the leak."""
    within = place % exposed
    return f"U{within // 3}" if within % 9 < 3 and place < 2 * exposed else ""


def _record(rng: Random, place: int, who: Person, removed: bool, nowhere: bool, family: str) -> Sequence[str]:
    held = not removed and not nowhere and rng.random() < 0.55
    reachable = not held and not nowhere and not removed
    died = reachable and place % 600 == 7
    spoken = LANGUAGES[who.culture]
    language = "" if place % 50 == 49 else spoken[0] if rng.random() < 0.6 else rng.choice(spoken)
    ordered = not removed and not died and rng.random() < 0.05
    hearing = TODAY + timedelta(days=rng.randrange(1, 400)) if rng.random() < 0.4 else None
    away = TODAY + timedelta(days=rng.randrange(60)) if ordered else None
    gone = TODAY - timedelta(days=rng.randrange(1, 4)) if removed else None
    return (
        _key(place), f"{who.given} {who.family}", who.born.isoformat(), who.alien, _CODES[who.culture],
        language, f"F{rng.randrange(FACILITIES):03}" if held else "",
        "Yes" if held else "" if nowhere else "No",
        f"person{place}@example.org" if reachable and rng.random() < 0.5 else "",
        f"+1 {rng.randrange(201, 990)} 555 01{rng.randrange(100):02}" if reachable else "",
        f"{rng.randrange(1, 999)} {rng.choice(_STREETS)}" if reachable else "",
        rng.choice(_CITIES) if reachable else "", f"{rng.randrange(10_000, 99_999)}" if reachable else "",
        _CODES[who.culture] if removed else "US" if reachable or held else "",
        f"C{rng.randrange(_REPRESENTATIVES):03}" if rng.random() < COUNSEL_SHARE else "",
        "Final order" if ordered else rng.choice(_STATUSES),
        _iso(hearing), _iso(away), _iso(gone), _iso(TODAY - timedelta(days=30) if died else None), family,
        "Yes" if rng.random() < 0.04 else "No",
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _representatives(rng: Random) -> list[tuple[str, str, str, str]]:
    """Key, name, firm, e-mail; firms share an inbox of several."""
    found = []
    for number, who in enumerate(people(rng, _REPRESENTATIVES)):
        firm = f"{_PLACES[number % 20]} Legal Aid"
        address = f"office{number % 20}@example.org" if number % 3 else f"counsel{number}@example.org"
        found.append((f"C{number:03}", who.full, firm, address))
    return found


def write(made: Founding, folder: Path) -> None:
    """All of it as files: leak, records, facilities, representatives and truth as CSV, and records.sqlite."""
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "leak.csv", HEADERS, made.rows)
    _csv(folder / "records.csv", RECORD_HEADERS, made.records)
    _csv(folder / "facilities.csv", ("Facility Code", "Name"), made.facilities)
    _csv(folder / "representatives.csv", ("Counsel ID", "Name", "Firm", "E-mail"), made.representatives)
    truth = [
        (number, made.duplicates.get(number, ""), made.own.get(place, ""))
        for number, place in enumerate(made.person, 1)
    ]
    _csv(folder / "truth.csv", ("Number", "Duplicate of", "Record ID"), truth)
    write_sqlite(made, folder / "records.sqlite")


def write_sqlite(made: Founding, path: Path) -> None:
    """The records as the table `people`."""
    path.unlink(missing_ok=True)
    columns = ", ".join(f'"{name}" TEXT' for name in RECORD_HEADERS)
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"CREATE TABLE people ({columns})")
        marks = ", ".join("?" * len(RECORD_HEADERS))
        connection.executemany(f"INSERT INTO people VALUES ({marks})", made.records)
        connection.commit()
    finally:
        connection.close()


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([["" if value is None else value for value in one] for one in rows])


if __name__ == "__main__":
    write(founding(others=int(sys.argv[2]) if len(sys.argv) > 2 else 0), Path(sys.argv[1]))
