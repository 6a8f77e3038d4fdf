"""Money, requests and figures: grants, contracts, requests for records, facilities, hospitals."""

from datetime import date

from corpus.content import FACILITIES
from corpus.office.words import Publication, Value, Words


def foi_logs(words: Words, count: int) -> Publication:
    """Requests for records, some about asylum, with who asked."""
    people = words.names(min(count, 150))
    rows: list[list[Value]] = []
    for number, who in enumerate(people, 1):
        received = words.day(date(2022, 1, 3), 250)
        asked = who.full if number % 3 == 0 else words.one("press")
        rows.append([
            f"2022-{number:04d}", received, asked, words.one("subjects"), words.one("statuses"),
            words.day(received, 60),
        ])  # fmt: skip
    header = words.headers("number", "received", "requester", "subject", "status", "closed")
    return Publication(words.one("foi_logs"), header, rows, [words.one("notes")])


def grants(words: Words, count: int) -> Publication:
    """Recipients are mostly organisations, some of them people; refugee charities too."""
    people = words.names(min(count, 150))
    rows: list[list[Value]] = [
        [
            words.one("charities") if number % 4 else who.full, words.one("projects"),
            words.rng.randrange(1, 900) * 500, words.town(), 2022,
        ]
        for number, who in enumerate(people)
    ]  # fmt: skip
    header = words.headers("recipient", "project", "amount", "city", "year")
    return Publication(words.one("grants"), header, rows, [words.one("notes")])


def contractors(words: Words, count: int) -> Publication:
    """Firms, some named after people, with contract numbers and the office's contact person."""
    rows: list[list[Value]] = []
    for who in words.names(min(count, 150)):
        begins = words.day(date(2021, 1, 4), 600)
        vendor = words.firm() if words.rng.random() < 0.7 else f"{who.family.split()[0]} & Sons"
        rows.append([
            vendor, words.one("works"), words.code("C-9999-99"), words.rng.randrange(5_000, 900_000),
            words.code("99-9999999"), who.full, begins, begins.replace(year=2024, day=28),
        ])  # fmt: skip
    header = words.headers("vendor", "project", "number", "amount", "ein", "contact", "start", "end")
    return Publication(words.one("contractors"), header, rows, [words.one("notes")])


def facility_statistics(words: Words, count: int) -> Publication:
    """Counts by facility and month; facilities named after people."""
    months = ("2022-07", "2022-08", "2022-09", "2022-10", "2022-11")
    rows: list[list[Value]] = [
        [FACILITIES[number % len(FACILITIES)], words.town(), months[number // len(FACILITIES) % 5],
         words.rng.randrange(9, 1800), words.rng.randrange(2, 90)]
        for number in range(count)
    ]  # fmt: skip
    rows.append(["Total", None, None, sum(int(str(row[3])) for row in rows), None])
    header = words.headers("facility", "city", "month", "count", "stay")
    return Publication(words.one("facility_statistics"), header, rows, [words.one("notes")])


def hospital_statistics(words: Words, count: int) -> Publication:
    """Discharges by hospital and diagnosis; hospitals named after people and saints."""
    hospitals, diagnoses = words.every("hospitals"), words.every("diagnoses")
    rows: list[list[Value]] = []
    for number in range(count):
        beds, cases = words.rng.randrange(20, 900), words.rng.randrange(11, 4000)
        group = diagnoses[number // len(hospitals) % len(diagnoses)]
        rows.append([hospitals[number % len(hospitals)], group, beds, cases, words.rng.randrange(2, 15)])
    header = words.headers("hospital", "diagnosis", "beds", "admitted", "stay")
    return Publication(words.one("hospital_statistics"), header, rows, [words.one("notes")])
