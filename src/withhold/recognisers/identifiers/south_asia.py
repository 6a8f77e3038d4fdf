"""India, Pakistan, Bangladesh, Sri Lanka, Nepal, Afghanistan, Iran."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated, stdnum
from withhold.recognisers.identifiers.interface import Scheme

AADHAAR = Scheme(
    name="in.aadhaar",
    field=Field.NATIONAL_ID,
    country="in",
    pattern=r"[2-9]\d{3}[- ]?\d{4}[- ]?\d{4}",
    labels=(
        "aadhaar", "aadhar", "aadhaar number", "aadhaar no", "aadhar no", "aadhar number",
        "uid aadhaar", "आधार", "आधार संख्या", "आधार नंबर", "ਆਧਾਰ ਨੰਬਰ", "আধার নম্বর", "aadhaar card",
        "aadhaar card no",
    ),
    positives=("4830 7162 9020", "483071629020"),
    negatives=("4830 7162 9021", "1830 7162 9020"),
    check=stdnum("in_.aadhaar"),
    chance=0.1,
    layout=r"[2-9]\d{3} \d{4} \d{4}",
    least_digits=12,
)  # fmt: skip

PAN = Scheme(
    name="in.pan",
    field=Field.NATIONAL_ID,
    country="in",
    pattern=r"[A-Z]{3}P[A-Z]\d{4}[A-Z]",
    labels=("pan", "pan number", "pan no", "pan card", "pan card no", "permanent account number"),
    positives=("BNZPM2501F",),
    negatives=("BNZCM2501F", "BNZPM2501"),
    layout=r"[A-Z]{3}P[A-Z]\d{4}[A-Z]",
    source="Income Tax Department: the fourth letter is P for a person",
)

EPIC = Scheme(
    name="in.voter_id",
    field=Field.NATIONAL_ID,
    country="in",
    pattern=r"[A-Z]{3}\d{7}",
    labels=(
        "epic no", "epic number", "voter id", "voter id no", "voter card no",
        "elector photo identity card",
    ),
    positives=("WKH1186956",),
    negatives=("WKH118695", "WK1186956"),
)  # fmt: skip

CNIC = Scheme(
    name="pk.cnic",
    field=Field.NATIONAL_ID,
    country="pk",
    pattern=r"[1-8]\d{4}-?\d{7}-?\d",
    labels=(
        "cnic", "nicop", "cnic no", "cnic number", "computerized national identity card",
        "شناختی کارڈ نمبر", "قومی شناختی کارڈ",
    ),
    positives=("42201-0483071-1", "4220104830711"),
    negatives=("02201-0483071-1", "42201-048307-1"),
    layout=r"[1-8]\d{4}-\d{7}-\d",
    layout_tells=True,
    least_digits=13,
)  # fmt: skip

BANGLADESHI = Scheme(
    name="bd.nid",
    field=Field.NATIONAL_ID,
    country="bd",
    pattern=r"\d{10}|\d{13}|\d{17}",
    labels=(
        "nid", "nid no", "nid number", "smart card no", "জাতীয় পরিচয়পত্র", "জাতীয় পরিচয়পত্র নম্বর",
        "এনআইডি", "এনআইডি নম্বর",
    ),
    positives=("4830716290", "19872694815000123"),
    negatives=("483071629", "483071629012"),
    least_digits=10,
)  # fmt: skip


def _lankan(canonical: str) -> bool:
    """The digits after the year are the day of birth in it, with 500 added for women."""
    day = canonical[2:5] if canonical[-1] in "VX" else canonical[4:7]
    return 1 <= int(day) % 500 <= 366


SRI_LANKAN = Scheme(
    name="lk.nic",
    field=Field.NATIONAL_ID,
    country="lk",
    pattern=r"\d{9}[VX]|(?:19|20)\d{10}",
    labels=(
        "nic", "nic no", "nic number", "national identity card no", "ජාතික හැඳුනුම්පත් අංකය",
        "தேசிய அடையாள அட்டை",
    ),
    positives=("875631234V", "198756301234"),
    negatives=("875631234A", "874501234V"),
    check=_lankan,
    chance=0.7,
    layout=r"\d{9}V",
)  # fmt: skip


def _iranian(canonical: str) -> bool:
    """Weights 10 to 2 modulo 11; the check digit is the remainder below 2, else 11 minus it."""
    if len(canonical) != 10 or repeated(canonical):
        return False
    remainder = sum(int(d) * w for d, w in zip(canonical, range(10, 1, -1), strict=False)) % 11
    return int(canonical[9]) == (remainder if remainder < 2 else 11 - remainder)


IRANIAN = Scheme(
    name="ir.melli",
    field=Field.NATIONAL_ID,
    country="ir",
    pattern=r"\d{3}-?\d{6}-?\d",
    labels=(
        "کد ملی", "کدملی", "شماره ملی", "code melli", "codemelli", "melli code", "kod melli",
        "iranian national code",
    ),
    positives=("0013542419", "001-354241-9"),
    negatives=("0013542418", "1111111111"),
    check=_iranian,
    chance=1 / 11,
    layout=r"\d{3}-\d{6}-\d",
    least_digits=10,
)  # fmt: skip

AFGHAN = Scheme(
    name="af.tazkira",
    field=Field.NATIONAL_ID,
    country="af",
    pattern=r"\d{4}-?\d{4}-?\d{5}|\d{4,10}",
    labels=(
        "tazkira", "tazkera", "e-tazkira", "tazkira no", "tazkira number", "تذکره", "نمبر تذکره",
        "شماره تذکره", "د تذکرې شمېره",
    ),
    positives=("1401-0203-45678", "1400123456789", "123456"),
    negatives=("12", "14010203-4567A"),
    least_digits=4,
)  # fmt: skip

SCHEMES = (AADHAAR, PAN, EPIC, CNIC, BANGLADESHI, SRI_LANKAN, IRANIAN, AFGHAN)
