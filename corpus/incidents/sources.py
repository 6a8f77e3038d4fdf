"""The tables that the offices of the incidents held: of applicants, officers, tenants, staff, patients."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from corpus.people import Person, people

Cell = str | int
Table = tuple[tuple[str, ...], list[list[Cell]]]
EUROPE = ("us", "french", "german", "dutch")
_STREETS = ("Mill Lane", "Harbour Road", "Station Road", "Orchard Close", "Kiln Street", "Weir Walk")
_TOWNS = ("Northtown", "Harbour", "Eastfield", "Millbrook", "Larkhill")


def address(rng: Random) -> str:
    """An address that does not exist."""
    return f"{rng.randrange(1, 200)} {rng.choice(_STREETS)}, {rng.choice(_TOWNS)}"


def detained(rng: Random, count: int) -> Table:
    """People in detention with boat, stay and place of origin, as an immigration department holds them."""
    header = (
        "Name",
        "Nationality",
        "Date of Birth",
        "Boat ID",
        "Detention Location",
        "Arrival Date",
        "Status",
    )
    rows: list[list[Cell]] = [
        [
            who.full,
            who.culture.partition("_")[0].title(),
            who.born.isoformat(),
            f"SIEV {rng.randrange(100, 900)}",
            rng.choice(("Offshore centre", "Mainland centre", "Community")),
            (who.born + timedelta(days=9000)).isoformat(),
            "Asylum claim in process",
        ]
        for who in people(rng, count)
    ]
    return header, rows


def officers(rng: Random, count: int) -> Table:
    """Every officer and employee of a force: 32 columns of its personnel system."""
    header = (
        "Surname", "Initials", "Service Number", "Rank/Grade", "Unit", "Location", "Duty Type", "Gender",
        *(f"Org Level {number}" for number in range(1, 9)), "Post", "Post Number", "Contract", "FTE",
        "Start Date", "Leave Date", "Cost Centre", "Pay Scale", "Shift Pattern", "Department", "Directorate",
        "Region", "Position Type", "Occupied", "Acting", "Career Break", "Secondment", "Vacancy",
    )  # fmt: skip
    units = ("Neighbourhood Policing", "Crime Operations", "Intelligence", "Surveillance", "Roads Policing")
    rows: list[list[Cell]] = []
    for number, who in enumerate(people(rng, count, EUROPE)):
        unit = rng.choice(units)
        rows.append([
            who.family, who.given[0], 10_000 + 3 * number, rng.choice(("Constable", "Sergeant", "Inspector")),
            unit, rng.choice(_TOWNS), "Full", "F" if who.female else "M",
            *(f"Level {rng.randrange(9)}" for _ in range(8)), f"{unit} officer", 500_000 + number,
            "Permanent", 1, "2009-03-02", "", f"CC{rng.randrange(100, 900)}", f"P{rng.randrange(1, 9)}",
            "4 on 4 off", unit, "Operations", rng.choice(_TOWNS), "Officer", "Y", "N", "N", "N", "N",
        ])  # fmt: skip
    return header, rows


def applicants(rng: Random, count: int) -> Table:
    """Applicants of a relocation scheme, with telephone numbers and who they worked for."""
    header = ("Name", "Family Members", "Date of Birth", "Telephone", "E-mail", "Employed By", "Case Status")
    found = people(rng, 2 * count, ("afghan", "turkish", "punjabi_latin"))
    rows: list[list[Cell]] = [
        [
            who.full,
            kin.full,
            who.born.isoformat(),
            f"+93 70 {rng.randrange(1_000_000, 9_999_999)}",
            f"applicant{number}@mail.example",
            "Interpreter for the forces",
            "Eligible for relocation, at risk",
        ]
        for number, (who, kin) in enumerate(zip(found[::2], found[1::2], strict=True))
    ]
    return header, rows


def tenants(rng: Random, count: int) -> Table:
    """Housing applicants with ethnicity, religion and health."""
    header = ("Name", "Address", "Gender", "Ethnicity", "Religion", "Sexuality", "Mental health", "Reason")
    rows: list[list[Cell]] = [
        [
            who.full,
            address(rng),
            "F" if who.female else "M",
            rng.choice(("White", "Black Caribbean", "Bangladeshi", "Turkish")),
            rng.choice(("Muslim", "Christian", "None", "Jewish")),
            rng.choice(("Heterosexual", "Gay", "Lesbian", "Prefer not to say")),
            rng.choice(("History of mental illness", "", "Domestic abuse victim")),
            "Released from prison",
        ]
        for who in people(rng, count, EUROPE)
    ]
    return header, rows


def employees(rng: Random, count: int) -> Table:
    """Staff of a hospital with pay, religion, disability and pension."""
    header = (
        "Employee Name",
        "NI Number",
        "Date of Birth",
        "Religion",
        "Disability",
        "Sexual Orientation",
        "Pay",
    )
    rows: list[list[Cell]] = [
        [
            who.inverted,
            f"QQ{rng.randrange(100_000, 999_999)}C",
            who.born.isoformat(),
            rng.choice(("Christianity", "Islam", "Atheism", "Not disclosed")),
            rng.choice(("Yes", "No", "Not declared")),
            rng.choice(("Heterosexual", "Gay", "Not disclosed")),
            rng.randrange(18_000, 90_000),
        ]
        for who in people(rng, count, EUROPE)
    ]
    return header, rows


def owners(rng: Random, count: int) -> Table:
    """Owners of homes that stand empty."""
    header = ("Owner", "Property", "Empty Since", "Correspondence Address")
    rows: list[list[Cell]] = [
        [who.full, address(rng), f"{rng.randrange(2009, 2017)}-04-01", address(rng)]
        for who in people(rng, count, EUROPE)
    ]
    return header, rows


def patients(rng: Random, count: int) -> Table:
    """Patients of a maternity ward."""
    header = (
        "Patient Name",
        "Hospital Number",
        "Date of Birth",
        "Delivery Date",
        "Birth Outcome",
        "Diagnosis",
    )
    rows: list[list[Cell]] = [
        [
            who.inverted,
            f"{7_000_000 + number}",
            who.born.isoformat(),
            f"201{rng.randrange(6, 10)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}",
            rng.choice(("Live birth", "Stillbirth", "Neonatal death")),
            rng.choice(("Gestational diabetes", "Pre-eclampsia", "None")),
        ]
        for number, who in enumerate(people(rng, count, EUROPE))
    ]
    return header, rows


def victims(rng: Random, count: int) -> Table:
    """Victims, witnesses and suspects of recorded crime."""
    header = ("Crime Number", "Offence", "Role", "Name", "Date of Birth", "Address", "Description of Offence")
    rows: list[list[Cell]] = [
        [
            f"36/{number:05}/21",
            rng.choice(("Rape", "Domestic assault", "Hate crime", "Theft")),
            rng.choice(("Victim", "Witness", "Suspect")),
            who.full,
            who.born.isoformat(),
            address(rng),
            "Complainant states that the suspect is known to them",
        ]
        for number, who in enumerate(people(rng, count, EUROPE))
    ]
    return header, rows


def permits(rng: Random, count: int) -> Table:
    """Holders of permits to carry a weapon, judges and officers among them."""
    header = ("Full Name", "Home Address", "DOB", "Gender", "CII", "Permit Type", "Issue Date")
    rows: list[list[Cell]] = [
        [
            who.full,
            address(rng),
            who.born.isoformat(),
            "F" if who.female else "M",
            f"A{rng.randrange(10_000_000, 99_999_999)}",
            rng.choice(("Standard", "Judicial", "Reserve Officer")),
            f"20{rng.randrange(12, 22)}-03-01",
        ]
        for who in people(rng, count, ("us", "mexican"))
    ]
    return header, rows


def totals(rng: Random, names: Sequence[str]) -> list[list[Cell]]:
    """What was meant to be published: one number for each name."""
    return [[name, rng.randrange(100, 4000)] for name in names]


def someone(rng: Random) -> Person:
    """One invented person."""
    return people(rng, 1, EUROPE)[0]
