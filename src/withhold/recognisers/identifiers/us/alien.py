"""Alien registration numbers (A-numbers, A-files), immigration receipts and court cases."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.interface import Scheme


def _not_a_sum(canonical: str) -> bool:
    # "A 120 000 000 euro fund": an article and a round number.
    return not canonical.endswith("000")


ALIEN_NUMBER = Scheme(
    name="us.alien_number",
    field=Field.ALIEN_NUMBER,
    country="us",
    pattern=r"A?[-–# ]{0,3}\d(?:[-. ]?\d){6,8}",
    labels=(
        "a number", "alien numbers", "alien registration numbers", "a numbers", "a no", "a nbr",
        "a num", "a #", "a#", "a-file", "a file number",
        "a-file number", "anum", "anumber", "alien", "alien number", "alien no", "alien #", "alien id",
        "alien registration number", "alien registration no", "alien registration",
        "alien file number", "alien file no", "alien file", "uscis number", "uscis no", "uscis #",
        "arn", "afile", "a number uscis", "número a", "numero a", "número de extranjero",
        "número de registro de extranjero", "numéro d étranger", "numéro a", "номер a",
        "номер иностранца", "регистрационный номер иностранца", "رقم الأجنبي", "رقم تسجيل الأجنبي",
        "شماره بیگانه", "شماره ثبت بیگانه", "外国人登记号", "外国人登记号码", "外籍人士号码",
        "yabancı kayıt numarası", "ausländernummer", "vreemdelingennummer", "v-nummer",
        "número de estrangeiro", "unique alien number", "ins number", "ins no",
    ),
    positives=(
        "A123456789", "A-123-456-789", "A 123 456 789", "A# 123456789",
        "A12345678", "A12 345 678", "023456789",
    ),
    negatives=("A1234", "B123456789", "A1234567890", "AB12345678"),
    check=_not_a_sum,
    layout=r"(?-i:A)[-# ]{0,2}[0-2]\d{8}|(?-i:A)[-# ]{0,2}[0-2]\d{2}[- .]\d{3}[- .]\d{3}"
    r"|A#[- ]?\d{8}|(?-i:A)[- ]?\d{2}[- ]\d{3}[- ]\d{3}",
    layout_tells=True,
    least_digits=7,
    source="8 CFR 1.2: an A-number is eight or nine digits after the letter A; shorter old ones are padded",
)  # fmt: skip

RECEIPT = Scheme(
    name="us.receipt_number",
    field=Field.CASE_NUMBER,
    country="us",
    pattern=r"(?:MSC|EAC|WAC|LIN|SRC|IOE|NBC|YSC|TSC|NSC|VSC|CSC|MCT)[- ]?\d{2}[- ]?\d{3}[- ]?\d{5}\*?",
    labels=(
        "receipt number", "receipt no", "receipt #", "uscis receipt", "uscis receipt number",
        "número de recibo",
    ),
    positives=("MSC2190123456", "EAC-21-901-23456", "IOE0912345678", "LIN 21 901 23456"),
    negatives=("ABC2190123456", "MSC21901", "MSC21901234567"),
    layout=r"(?:MSC|EAC|WAC|LIN|SRC|IOE|NBC|YSC)[- ]?\d{2}[- ]?\d{3}[- ]?\d{5}",
    layout_tells=True,
    source="USCIS: three letters of the office, two digits of the year, working day and serial",
)  # fmt: skip

SCHEMES = (ALIEN_NUMBER, RECEIPT)
