"""South Africa, Nigeria, Kenya, Australia, New Zealand, Canada."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated, stdnum
from withhold.recognisers.identifiers.interface import Scheme

SOUTH_AFRICAN = Scheme(
    name="za.id",
    field=Field.NATIONAL_ID,
    country="za",
    pattern=r"\d{2}[01]\d[0-3]\d ?\d{4} ?[01]\d\d",
    labels=("rsa id", "sa id", "sa id number", "south african id", "rsa id number", "identity number"),
    positives=("8703044830082", "870304 4830 082"),
    negatives=("8703044830083", "8713044830082"),
    check=stdnum("za.idnr"),
    chance=0.037 / 10,
    distinctive=True,
    least_digits=13,
)

NIGERIAN = Scheme(
    name="ng.nin",
    field=Field.NATIONAL_ID,
    country="ng",
    pattern=r"\d{11}",
    labels=("nin", "nin no", "nin number", "bvn"),
    positives=("48307162904",),
    negatives=("4830716290",),
    least_digits=11,
)

ETHIOPIAN = Scheme(
    name="et.fayda",
    field=Field.NATIONAL_ID,
    country="et",
    pattern=r"\d{4}[- ]?\d{4}[- ]?\d{4}(?:[- ]?\d{4})?",
    labels=("fayda", "fayda number", "fayda id", "fan", "ፋይዳ", "የመታወቂያ ቁጥር", "መለያ ቁጥር"),
    positives=("4830 7162 9407", "4830716294071234"),
    negatives=("4830 7162 940",),
    least_digits=12,
)


_tfn_digits = stdnum("au.tfn")


def _tfn(canonical: str) -> bool:
    return not repeated(canonical) and _tfn_digits(canonical)


TFN = Scheme(
    name="au.tfn",
    field=Field.NATIONAL_ID,
    country="au",
    pattern=r"\d{3} ?\d{3} ?\d{3}",
    labels=("tfn", "tax file number", "tfn no"),
    positives=("483 071 603", "483071603"),
    negatives=("483 071 604", "48307160"),
    check=_tfn,
    chance=1 / 11,
    least_digits=9,
)

_NHI_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _nhi(canonical: str) -> bool:
    """Weights 7 to 2 over letters (A = 1, I and O left out) and digits, modulo 11 (HISO 10046)."""
    if canonical[6].isalpha():
        return True  # the format given since 2019 has another modulus, published later
    numbers = [_NHI_LETTERS.index(c) + 1 if c.isalpha() else int(c) for c in canonical[:6]]
    remainder = sum(n * w for n, w in zip(numbers, range(7, 1, -1), strict=True)) % 11
    return remainder != 0 and (11 - remainder) % 10 == int(canonical[6])


NHI = Scheme(
    name="nz.nhi",
    field=Field.NATIONAL_ID,
    country="nz",
    pattern=r"[A-HJ-NP-Z]{3}\d{4}",
    labels=("nhi", "nhi number", "nhi no", "national health index"),
    positives=("ZAC5361",),
    negatives=("ZAC5362", "ZIC5361"),
    check=_nhi,
    chance=0.1,
)


_sin_digits = stdnum("ca.sin")


def _sin(canonical: str) -> bool:
    return canonical[0] not in "08" and not repeated(canonical) and _sin_digits(canonical)


SIN = Scheme(
    name="ca.sin",
    field=Field.NATIONAL_ID,
    country="ca",
    pattern=r"\d{3}[- ]?\d{3}[- ]?\d{3}",
    labels=(
        "sin", "social insurance number", "social insurance no", "numéro d assurance sociale", "nas",
        "sin number", "n a s",
    ),
    positives=("483 071 601", "483-071-601"),
    negatives=("483 071 602", "083 071 601"),
    check=_sin,
    chance=0.1,
    least_digits=9,
)  # fmt: skip

UCI = Scheme(
    name="ca.uci",
    field=Field.PERSON_NUMBER,
    country="ca",
    pattern=r"\d{2}-?\d{4}-?\d{4}|\d{4}-?\d{4}",
    labels=("uci", "unique client identifier", "uci number", "iuc"),
    positives=("11-2345-6789", "4830-7162"),
    negatives=("11-2345-678",),
    least_digits=8,
)

SCHEMES = (SOUTH_AFRICAN, NIGERIAN, ETHIOPIAN, TFN, NHI, SIN, UCI)
