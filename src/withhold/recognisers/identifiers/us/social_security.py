"""Social Security numbers and the taxpayer numbers that share their form."""

import re

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated
from withhold.recognisers.identifiers.interface import Scheme

_NEVER_ISSUED = re.compile(r"000|666|9\d\d|\d{3}00|\d{5}0000")


def issued(canonical: str) -> bool:
    """Whether the Social Security Administration can have issued the nine digits.

    Area 000, 666 and 900-999, group 00 and serial 0000 are never issued (SSA, POMS RM 10201.035).
    """
    return len(canonical) == 9 and not _NEVER_ISSUED.match(canonical) and not repeated(canonical)


def _itin(canonical: str) -> bool:
    # IRS: 9xx, fourth and fifth digit 50-65, 70-88, 90-92, 94-99.
    group = int(canonical[3:5])
    return canonical[0] == "9" and (50 <= group <= 65 or 70 <= group <= 99) and group not in (89, 93)


SSN = Scheme(
    name="us.ssn",
    field=Field.SOCIAL_SECURITY_NUMBER,
    country="us",
    pattern=r"\d{3}[- .]?\d{2}[- .]?\d{4}",
    labels=(
        "ssn", "ssn#", "ssno", "ss no", "ss number", "ss#", "soc sec", "soc sec no", "soc sec number",
        "social security", "social security number", "social security no",
        "social security #", "social sec no", "us social security number", "número de seguro social",
        "seguro social", "número de seguridad social", "sozialversicherungsnummer usa",
        "номер социального страхования", "رقم الضمان الاجتماعي", "شماره تامین اجتماعی", "社会安全号",
        "社会安全号码", "社会保障号", "社会保障号码", "sosyal güvenlik numarası", "sosyal güvenlik no",
        "sofinummer", "número da segurança social", "numéro de sécurité sociale américain",
        "taxpayer ssn",
    ),
    positives=("536-90-4399", "536904399", "536 90 4399"),
    negatives=("000-12-3456", "666-12-3456", "912-34-5678", "536-00-4399", "536-90-0000", "53-690-4399"),
    check=issued,
    layout=r"\d{3}-\d{2}-\d{4}",
    least_digits=9,
)  # fmt: skip

ITIN = Scheme(
    name="us.itin",
    field=Field.SOCIAL_SECURITY_NUMBER,
    country="us",
    pattern=r"9\d{2}[- ]?\d{2}[- ]?\d{4}",
    labels=("itin", "individual taxpayer identification number", "individual taxpayer number", "atin"),
    positives=("948-75-3071", "948753071"),
    negatives=("948-12-3071", "148-75-3071"),
    check=_itin,
    layout=r"9\d{2}-\d{2}-\d{4}",
    least_digits=9,
)

SCHEMES = (SSN, ITIN)
