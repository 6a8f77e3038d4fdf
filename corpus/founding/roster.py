"""The tab itself: people with 20 columns, as an agency that detains people keeps them."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from corpus.content import FACILITIES, aggregate
from corpus.people import COUNTRIES, Person, people

PEOPLE = 6252
Row = Sequence[str | int | date | None]

HEADERS = (
    "Name",
    "Date of Birth",
    "Sex",
    "Country of Nationality",
    "Alien Number",
    "Subject ID",
    "Detention Facility",
    "Facility State",
    "Area of Responsibility",
    "Book-In Date",
    "Days in Custody",
    "Case Category",
    "Claim Type",
    "Credible Fear Status",
    "Credible Fear Decision Date",
    "Asylum Application Status",
    "Final Order",
    "Docket Officer Code",
    "Bond Amount",
    "Last Updated",
)
FIELDS = ("full_name", "date_of_birth", "nationality", "alien_number")
_STATES = ("TX", "AZ", "LA", "GA", "CA", "NM", "PA")
_AREAS = ("San Antonio", "Phoenix", "New Orleans", "Atlanta", "San Diego", "El Paso", "Philadelphia")
_CATEGORIES = (
    "[8A] Excludable - hearing not commenced",
    "[8C] Administratively final order",
    "[3] Deportable",
)
_CLAIMS = ("Credible fear", "Asylum", "Withholding of removal", "Convention Against Torture")
_FEAR = ("Positive", "Negative", "Pending", "Referred to judge")
_STATUS = (
    "Asylum application pending",
    "Asylum denied, appeal pending",
    "Claim referred",
    "Claim established",
)


def row(rng: Random, number: int, who: Person) -> Row:
    """The 20 values of one person."""
    booked = date(2021, 6, 1) + timedelta(days=rng.randrange(500))
    place = rng.randrange(len(FACILITIES))
    return (
        who.inverted, who.born, "F" if who.female else "M", COUNTRIES[who.culture].upper(), who.alien,
        40_100_000 + number * 7, FACILITIES[place], _STATES[place % 7], _AREAS[place % 7], booked,
        (date(2022, 11, 25) - booked).days, rng.choice(_CATEGORIES), rng.choice(_CLAIMS), rng.choice(_FEAR),
        booked + timedelta(days=rng.randrange(9, 60)), rng.choice(_STATUS), rng.choice(("Yes", "No")),
        f"D{rng.randrange(100, 180)}", rng.choice((0, 1500, 5000, 10_000)), date(2022, 11, 25),
    )  # fmt: skip


def roster(rng: Random, count: int = PEOPLE) -> tuple[list[Person], list[Row]]:
    """The people and their rows, in the order of the list."""
    found = people(rng, count)
    return found, [row(rng, number, who) for number, who in enumerate(found, 1)]


def statistics(rng: Random) -> dict[str, list[list[str | int]]]:
    """The lawful part: counts by facility, by nationality and by month."""
    by_country: list[list[str | int]] = [
        ["Country of citizenship", "In custody", "Average length of stay (days)"]
    ]
    by_country += [[c, rng.randrange(20, 4000), rng.randrange(9, 120)] for c in sorted(COUNTRIES.values())]
    by_month: list[list[str | int]] = [["Month", "Book-ins", "Book-outs", "Average daily population"]]
    months = ("2022-06", "2022-07", "2022-08", "2022-09", "2022-10", "2022-11")
    by_month += [
        [m, rng.randrange(9000, 30_000), rng.randrange(9000, 30_000), rng.randrange(20_000, 30_000)]
        for m in months
    ]
    return {
        "Detention FY23": [["Detention statistics, fiscal year 2023 to date"], [], *by_month],
        "By facility": aggregate(rng),
        "By nationality": by_country,
    }
