"""Poland, Romania, Bulgaria, Czechia, the Baltic and Yugoslav states, Ukraine, Russia, Georgia."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import stdnum
from withhold.recognisers.identifiers.interface import Scheme

_DATE = 0.037
"""Part of six random digits that are a date."""

PESEL = Scheme(
    name="pl.pesel",
    field=Field.NATIONAL_ID,
    country="pl",
    pattern=r"\d{11}",
    labels=("pesel", "numer pesel", "nr pesel"),
    positives=("87030400002",),
    negatives=("87030400003", "87990400002"),
    check=stdnum("pl.pesel"),
    chance=5 * _DATE / 10,
    least_digits=11,
)

CNP = Scheme(
    name="ro.cnp",
    field=Field.NATIONAL_ID,
    country="ro",
    pattern=r"[1-9]\d{12}",
    labels=("cnp", "cod numeric personal"),
    positives=("2870304440001",),
    negatives=("2870304440002", "2871304440001"),
    check=stdnum("ro.cnp"),
    chance=_DATE / 20,
    distinctive=True,
)

EGN = Scheme(
    name="bg.egn",
    field=Field.NATIONAL_ID,
    country="bg",
    pattern=r"\d{10}",
    labels=("egn", "егн", "единен граждански номер"),
    positives=("8703040007",),
    negatives=("8703040008", "8799040007"),
    check=stdnum("bg.egn"),
    chance=3 * _DATE / 11,
    least_digits=10,
)

RODNE_CISLO = Scheme(
    name="cz.rc",
    field=Field.NATIONAL_ID,
    country="cz",
    pattern=r"\d{6}/?\d{3,4}",
    labels=("rodné číslo", "rodne cislo", "r č", "rč"),
    positives=("875304/0000", "8753040000"),
    negatives=("875304/0001", "879904/0000"),
    check=stdnum("cz.rc"),
    chance=2 * _DATE / 11,
    layout=r"\d{6}/\d{4}",
    distinctive=True,
    least_digits=9,
)

LITHUANIAN = Scheme(
    name="lt.asmens_kodas",
    field=Field.NATIONAL_ID,
    country="lt",
    pattern=r"[1-6]\d{10}",
    labels=("asmens kodas", "isikukood", "a k", "estonian id code", "isikukood ik"),
    positives=("48703041200",),
    negatives=("48703041201", "48713041200"),
    check=stdnum("lt.asmens"),
    chance=_DATE / 10,
    least_digits=11,
)

OIB = Scheme(
    name="hr.oib",
    field=Field.NATIONAL_ID,
    country="hr",
    pattern=r"\d{11}",
    labels=("oib", "osobni identifikacijski broj"),
    positives=("48307162943",),
    negatives=("48307162944", "4830716294"),
    check=stdnum("hr.oib"),
    chance=0.1,
    least_digits=11,
)

JMBG = Scheme(
    name="rs.jmbg",
    field=Field.NATIONAL_ID,
    country="rs",
    pattern=r"[0-3]\d[01]\d{10}",
    labels=("jmbg", "emšo", "emso", "јмбг", "umcn", "matični broj", "матични број", "емшо"),
    positives=("0403987505009",),
    negatives=("0403987505008", "0413987505009"),
    check=stdnum("si.emso"),
    chance=_DATE / 20,
    distinctive=True,
)

RNTRC = Scheme(
    name="ua.rnokpp",
    field=Field.NATIONAL_ID,
    country="ua",
    pattern=r"\d{10}",
    labels=(
        "рнокпп", "ідентифікаційний код", "індивідуальний податковий номер", "іпн", "rnokpp",
        "ідентифікаційний номер",
    ),
    positives=("3183071625",),
    negatives=("3183071626", "318307162"),
    check=stdnum("ua.rntrc"),
    chance=0.1,
    least_digits=10,
)  # fmt: skip


def _snils(canonical: str) -> bool:
    """Weights 9 to 1 modulo 101, where 100 counts as 0 (Pension Fund of Russia, order 192p, annex 1)."""
    total = sum(int(digit) * weight for digit, weight in zip(canonical, range(9, 0, -1), strict=False))
    return len(canonical) == 11 and total % 101 % 100 == int(canonical[9:])


SNILS = Scheme(
    name="ru.snils",
    field=Field.NATIONAL_ID,
    country="ru",
    pattern=r"\d{3}-?\d{3}-?\d{3}[- ]?\d{2}",
    labels=("снилс", "snils", "страховой номер"),
    positives=("112-233-445 95", "11223344595"),
    negatives=("112-233-445 96", "112-233-445"),
    check=_snils,
    chance=0.01,
    layout=r"\d{3}-\d{3}-\d{3}[- ]\d{2}",
    distinctive=True,
    least_digits=11,
)

RU_INN = Scheme(
    name="ru.inn",
    field=Field.NATIONAL_ID,
    country="ru",
    pattern=r"\d{12}",
    labels=("инн", "инн физического лица", "инн физлица", "idividual inn"),
    positives=("483071629402",),
    negatives=("483071629403", "4830716294"),
    check=stdnum("ru.inn"),
    chance=0.01,
    least_digits=12,
)

RU_PASSPORT = Scheme(
    name="ru.passport",
    field=Field.PASSPORT_NUMBER,
    country="ru",
    pattern=r"\d{2} ?\d{2},? ?(?:№|N|NO)? ?\d{6}",
    labels=(
        "паспорт", "паспорта", "номер паспорта", "серия и номер паспорта", "паспорт серия",
        "паспорт рф", "серия номер паспорта",
    ),
    positives=("45 08 123456", "4508 123456", "4508123456"),
    negatives=("45 08 12345", "AB 123456"),
    least_digits=10,
)  # fmt: skip

GEORGIAN = Scheme(
    name="ge.personal_number",
    field=Field.NATIONAL_ID,
    country="ge",
    pattern=r"\d{11}",
    labels=("პირადი ნომერი", "პირადი №", "პ ნ", "georgian personal number", "პირადობის მოწმობის ნომერი"),
    positives=("01024030716",),
    negatives=("0102403071",),
    least_digits=11,
)

SCHEMES = (PESEL, CNP, EGN, RODNE_CISLO, LITHUANIAN, OIB, JMBG, RNTRC, SNILS, RU_INN, RU_PASSPORT, GEORGIAN)
