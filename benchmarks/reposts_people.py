"""An invented list of people, and its rows as copies have them: other scripts, dates, orders, typos."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.linkage_people import Person, Written, people, usual, with_typo, written

COUNTRIES = (
    "Afghanistan",
    "Eritrea",
    "Somalia",
    "Ukraine",
    "Venezuela",
    "Honduras",
    "China",
    "South Sudan",
    "Ethiopia",
)
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True)
class Row:
    """One row of the list."""

    person: Person
    alien: str
    country: str
    booked: date


@dataclass(frozen=True)
class Shown:
    """A row as it stands in a copy; `typo`: something in it is mistyped."""

    name: Written
    born: str
    alien: str
    country: str
    booked: str
    typo: bool = False


def rows(count: int, seed: int) -> list[Row]:
    """The list, of people of many origins."""
    rng = random.Random(f"{seed}/list")
    return [
        Row(
            person,
            f"A3{rng.randrange(10_000_000, 99_999_999)}",
            rng.choice(COUNTRIES),
            date(2021, 1, 1 + number % 28),
        )
        for number, person in enumerate(people(count, rng))
    ]


def leak(of: Sequence[Row]) -> str:
    """The list as it was published: CSV with a line of headers."""
    lines = ["Full Name,Date of Birth,A-Number,Citizenship,Book-in Date"]
    lines += [f"{usual(r.person).full},{r.person.birth},{r.alien},{r.country},{r.booked}" for r in of]
    return "\n".join(lines) + "\n"


class Listed:
    """Who is on the list, to keep decoys and strangers from being somebody on it by chance."""

    def __init__(self, of: Sequence[Row]) -> None:
        self._names: dict[date, list[frozenset[tuple[str, ...]]]] = defaultdict(list)
        for row in of:
            self._names[_either_way(row.person.birth)].append(row.person.truth)

    def has(self, truth: frozenset[tuple[str, ...]], born: date) -> bool:
        """Whether somebody on the list has this birth date and two parts of this name."""
        return any(len(truth & other) > 1 for other in self._names.get(_either_way(born), ()))


def _either_way(day: date) -> date:
    """The day, with day and month in one order where either could be the other: copies may swap them."""
    return min(day, date(day.year, day.day, day.month)) if day.day <= 12 else day


def iso(day: date) -> str:
    """1987-03-04."""
    return day.isoformat()


def dotted(day: date) -> str:
    """04.03.1987."""
    return day.strftime("%d.%m.%Y")


def american(day: date) -> str:
    """3/4/1987."""
    return f"{day.month}/{day.day}/{day.year}"


def spoken(day: date) -> str:
    """4 March 1987."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken_american(day: date) -> str:
    """March 4, 1987."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def persian_digits(day: date) -> str:
    """The Gregorian date with slashes in Persian digits, year first."""
    return f"{day.year}/{day.month:02}/{day.day:02}".translate(_PERSIAN_DIGITS)


def plain(row: Row, day: Callable[[date], str]) -> Shown:
    """As the list has it, with dates in a form."""
    return Shown(usual(row.person), day(row.person.birth), row.alien, row.country, day(row.booked))


def respelled(row: Row, day: Callable[[date], str], rng: random.Random, ways: tuple[str, ...]) -> Shown:
    """The name in another spelling, order or script; the number in groups."""
    number = f"A {row.alien[1:4]}-{row.alien[4:7]}-{row.alien[7:]}"
    return Shown(written(row.person, rng, ways), day(row.person.birth), number, row.country, day(row.booked))


def mistyped(one: Shown, row: Row, day: Callable[[date], str], rng: random.Random) -> Shown:
    """The same with a letter of the name changed, another year of birth, and another digit of the number."""
    wrong = with_typo(one.name, rng)
    born = row.person.birth.replace(year=row.person.birth.year - 1, day=min(row.person.birth.day, 28))
    digit = str((int(row.alien[-1]) + 1) % 10)
    return Shown(wrong, day(born), row.alien[:-1] + digit, one.country, one.booked, True)
