"""Turkey, Israel, Egypt, Kazakhstan, Iraq, Syria, the Gulf."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import full_date, repeated, short_date, stdnum
from withhold.recognisers.identifiers.interface import Scheme

TC_KIMLIK = Scheme(
    name="tr.kimlik",
    field=Field.NATIONAL_ID,
    country="tr",
    pattern=r"[1-9]\d{10}",
    labels=(
        "tc kimlik no", "t c kimlik no", "tc kimlik numarası", "tckn", "tc no", "tc kimlik",
        "kimlik no", "kimlik numarası", "türkiye cumhuriyeti kimlik numarası", "tckimlik",
        "turkish id",
    ),
    positives=("48307162922",),
    negatives=("48307162923", "08307162922"),
    check=stdnum("tr.tckimlik"),
    chance=0.01,
    least_digits=11,
)  # fmt: skip


_israeli_digits = stdnum("il.idnr")


def _israeli(canonical: str) -> bool:
    return not repeated(canonical) and _israeli_digits(canonical)


ISRAELI = Scheme(
    name="il.id",
    field=Field.NATIONAL_ID,
    country="il",
    pattern=r"\d{8}-?\d",
    labels=("תעודת זהות", "מספר זהות", "ת ז", "teudat zehut", "israeli id"),
    positives=("048307169", "04830716-9"),
    negatives=("048307168", "000000000"),
    check=_israeli,
    chance=0.1,
    least_digits=9,
)


def _egyptian(canonical: str) -> bool:
    # Century digit 2 is 19xx, 3 is 20xx; then the date and a governorate code up to 35, or 88.
    century = {"2": "19", "3": "20"}[canonical[0]]
    area = int(canonical[7:9])
    return full_date(century + canonical[1:7]) and (1 <= area <= 35 or area == 88)


EGYPTIAN = Scheme(
    name="eg.national_id",
    field=Field.NATIONAL_ID,
    country="eg",
    pattern=r"[23]\d{13}",
    labels=("الرقم القومي", "رقم قومي", "رقم البطاقة القومية", "egyptian national id"),
    positives=("28703040101234",),
    negatives=("28713040101234", "48703040101234", "28703047701234"),
    check=_egyptian,
    chance=0.01,
    distinctive=True,
)


def _kazakh(canonical: str) -> bool:
    """Birth date, century and sex, serial; two rounds of weights modulo 11 (resolution 853 of 2003)."""
    if not short_date(canonical[:6]) or canonical[6] not in "123456":
        return False
    digits = [int(d) for d in canonical]
    check = sum(d * w for d, w in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:
        check = sum(d * w for d, w in zip(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), strict=False)) % 11
    return check == digits[11]


IIN = Scheme(
    name="kz.iin",
    field=Field.NATIONAL_ID,
    country="kz",
    pattern=r"\d{2}[01]\d[0-3]\d[1-6]\d{5}",
    labels=("иин", "жсн", "iin", "индивидуальный идентификационный номер"),
    positives=("870304400128",),
    negatives=("870304400127", "871304400128"),
    check=_kazakh,
    chance=0.002,
    least_digits=12,
)

GULF = Scheme(
    name="ae.emirates_id",
    field=Field.NATIONAL_ID,
    country="ae",
    pattern=r"784-?\d{4}-?\d{7}-?\d",
    labels=(
        "emirates id", "emirates id no", "رقم الهوية الإماراتية", "iqama no", "iqama number",
        "رقم الإقامة", "civil id",
    ),
    positives=("784-1987-1234567-1", "784198712345671"),
    negatives=("785-1987-1234567-1", "784-1987-123456-1"),
    layout=r"784-\d{4}-\d{7}-\d",
    layout_tells=True,
    least_digits=15,
)  # fmt: skip

ARAB = Scheme(
    name="arab.national_id",
    field=Field.NATIONAL_ID,
    country="",
    pattern=r"\d{8,12}",
    labels=(
        "الرقم الوطني", "رقم الهوية", "رقم الهوية الوطنية", "رقم البطاقة الموحدة", "رقم الجنسية",
        "رقم البطاقة الوطنية", "الرقم المدني", "رقم بطاقة الهوية", "رقم البطاقة", "رقم الهويه",
        "iqama no", "iqama number", "civil id",
    ),
    positives=("19871234567", "04830716"),
    negatives=("1234567", "1234567890123"),
    least_digits=8,
)  # fmt: skip

SCHEMES = (TC_KIMLIK, ISRAELI, EGYPTIAN, IIN, GULF, ARAB)
