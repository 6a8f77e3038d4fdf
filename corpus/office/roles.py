"""People in public roles: staff, officials, courts, councils, athletes, licensees; and the deceased."""

from datetime import date, timedelta

from corpus.content import spoken
from corpus.office.words import Publication, Value, Words
from corpus.people import Person

NATIONS = ("USA", "KEN", "ETH", "FRA", "MEX", "BRA", "GER", "ERI", "SOM")


def _shown(words: Words, who: Person, style: int) -> str:
    if style == 1:
        return f"{who.family}, {who.given}"
    return who.inverted if style == 2 else who.full


def staff_directories(words: Words, count: int) -> Publication:
    """Names with job, department and work contacts."""
    style = words.rng.randrange(3)
    rows: list[list[Value]] = [
        [
            _shown(words, who, style),
            words.one("jobs"),
            words.one("departments"),
            words.phone(),
            words.email(who),
            words.one("offices"),
        ]
        for who in words.names(count)
    ]
    header = words.headers("name", "title", "department", "phone", "email", "office")
    return Publication(words.one("staff_directories"), header, rows, [words.one("notes")])


def elected_officials(words: Words, count: int) -> Publication:
    """Office, party, district, end of term; the year of birth in some."""
    with_year = words.rng.random() < 0.4
    rows: list[list[Value]] = []
    for who in words.names(count):
        row: list[Value] = [
            who.full, words.one("seats"), words.one("parties"), f"{words.rng.randrange(1, 40)}",
            date(2024 + words.rng.randrange(4), 12, 31), words.email(who), words.phone(),
        ]  # fmt: skip
        rows.append([*row, who.born.year] if with_year else row)
    keys = ["name", "title", "party", "district", "term", "email", "phone"] + (
        ["born_year"] if with_year else []
    )
    return Publication(words.one("elected_officials"), words.headers(*keys), rows, [words.one("notes")])


def court_calendars(words: Words, count: int) -> Publication:
    """Hearings: case number, parties, judge, counsel."""
    judges = [f"{'Hon. ' if words.language == 'en' else ''}{who.full}" for who in words.names(4)]
    people = words.names(3 * count)
    rows: list[list[Value]] = []
    for number in range(count):
        first, second, counsel = people[3 * number : 3 * number + 3]
        against = words.firm() if number % 3 else second.family
        caption = f"{first.family} v. {against}" if words.language == "en" else f"{first.family} / {against}"
        rows.append([
            f"{9 + number % 8}:{number % 2 * 3}0", words.code("9"), words.code("22-CV-99999"), caption,
            words.rng.choice(judges), counsel.full, words.one("hearings"),
        ])  # fmt: skip
    header = words.headers("time", "room", "case", "caption", "judge", "attorney", "hearing")
    return Publication(words.one("court_calendars"), header, rows, [words.one("notes")])


def council_minutes(words: Words, count: int) -> Publication:
    """Who moved and seconded what; in every other one as prose."""
    members = words.names(9)
    rows: list[list[Value]] = []
    lines = [words.one("council_minutes"), spoken(words.day(date(2022, 1, 3), 300)), ""]
    lines += ["; ".join(f"{words.one('seats')} {who.full}" for who in members), ""]
    for number in range(1, count + 1):
        mover, seconder = words.rng.sample(members, 2)
        topic, result = words.one("topics"), words.one("results")
        rows.append([number, topic, mover.full, seconder.full, result])
        lines.append(f"{number}. {topic}. {words.every('h_mover')[0]}: {mover.full}. "
                     f"{words.every('h_seconder')[0]}: {seconder.family}. {result}.")  # fmt: skip
    lines += ["", words.one("notes")]
    header = ["No.", *words.headers("item", "mover", "seconder", "result")]
    text = "\n".join(lines) + "\n" if words.rng.random() < 0.6 else ""
    return Publication(words.one("council_minutes"), header, rows, [words.one("notes")], text)


def sports_results(words: Words, count: int) -> Publication:
    """Rank, athlete, nation, age, club and time."""
    rows: list[list[Value]] = []
    seconds = 1800 + words.rng.randrange(300)
    for rank, who in enumerate(words.names(min(count, 150)), 1):
        seconds += words.rng.randrange(1, 25)
        rows.append([
            rank, who.full, words.rng.choice(NATIONS), 2022 - who.born.year, words.one("clubs"),
            f"{seconds // 60}:{seconds % 60:02d}",
        ])  # fmt: skip
    header = words.headers("rank", "athlete", "nation", "age", "club", "finish")
    return Publication(words.one("sports_results"), header, rows, [words.one("notes")])


def death_notices(words: Words, count: int) -> Publication:
    """The deceased, with birth and death dates; as prose in some."""
    rows: list[list[Value]] = []
    lines = [words.one("death_notices"), ""]
    for who in words.names(min(count, 60)):
        born = who.born - timedelta(days=22 * 365)
        died = words.day(date(2022, 10, 1), 50)
        town, home = words.town(), words.one("homes")
        rows.append([who.full, born, died, died.year - born.year, town, home])
        years = died.year - born.year - ((died.month, died.day) < (born.month, born.day))
        lines.append(
            f"{who.full}, {years}, of {town}, died on {spoken(died)}. Born on {spoken(born)}. At {home}."
            if words.language == "en"
            else f"{who.full} (* {born:%d.%m.%Y}, † {died:%d.%m.%Y}), {town}. {home}."
        )
    header = words.headers("name", "born", "died", "age", "town", "service")
    text = "\n".join(lines) + "\n" if words.rng.random() < 0.4 else ""
    return Publication(words.one("death_notices"), header, rows, [words.one("notes")], text)


def public_registers(words: Words, count: int) -> Publication:
    """Licensees with licence numbers of nine digits and business addresses."""
    rows: list[list[Value]] = []
    for who in words.names(min(count, 200)):
        issued = words.day(date(2008, 1, 1), 4000)
        rows.append([
            who.full, words.one("professions"), words.code("499999999"), issued,
            date(2023 + words.rng.randrange(3), 6, 30), words.address(), words.town(), words.code("49999"),
        ])  # fmt: skip
    header = words.headers(
        "name", "profession", "licence", "issued", "expires", "address", "city", "postcode"
    )
    return Publication(words.one("public_registers"), header, rows, [words.one("notes")])
