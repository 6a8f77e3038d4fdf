"""Registers of invented people for tests."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from withhold.domain.fields import Field
from withhold.register.build import build
from withhold.register.file import RegisterInFile
from withhold.register.interface import Row
from withhold.register.payload import jurisdiction_code
from withhold.register.people import Person
from withhold.signing.keys import SecretKey

_SYLLABLES = "ba ku mo ti re fa lo pu ne gi da so vu zi te ha ro mu ki le".split()  # noqa: SIM905
KEY = SecretKey(b"k" * 32)
OTHER_KEY = SecretKey(b"o" * 32)
AMINA = Person(
    Row(
        names=("Amina Yusuf Warsame",),
        births=("1987-03-04",),
        identifiers=((Field.ALIEN_NUMBER, "A012345678"), (Field.PASSPORT_NUMBER, "P1234567")),
        nationalities=("Somalia",),
        contacts=("+44 20 7946 0123", "amina@example.org"),
    ),
    person_id="p1",
    protections=1,
    jurisdiction=jurisdiction_code("GB-SCT") or 0,
)


def word(number: int) -> str:
    """A word for a number under 400 that is like no other one."""
    tens, ones = divmod(number, 20)
    return f"{_SYLLABLES[tens]}{_SYLLABLES[ones]}rond".capitalize()


def crowd(count: int) -> list[Person]:
    """People who have nothing in common with Amina; many of them share names."""
    return [
        Person(
            Row(
                names=(f"{word(number % 40)} {word(number % 60)}son",),
                births=(f"1990-05-{1 + number % 28:02}",),
                identifiers=((Field.NATIONAL_ID, f"N{number:08}"),),
            ),
            person_id=f"c{number}",
            protections=2,
        )
        for number in range(count)
    ]


def made(path: Path, people: Sequence[Person], key: SecretKey = KEY) -> Path:
    """A register file of these people."""
    build(path, key, [list(people)], lambda batch: (batch, Counter()))
    return path


def opened(path: Path, people: Sequence[Person] | None = None) -> RegisterInFile:
    """A register, made first if people are given, that looks at its file before every answer."""
    if people is not None:
        made(path, people)
    times = iter(range(0, 10**9, 60))
    return RegisterInFile(str(path), KEY, lambda: float(next(times)))
