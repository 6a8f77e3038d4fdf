"""Numbers of people in the United Kingdom."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated, stdnum
from withhold.recognisers.identifiers.interface import Scheme

_nhs_digits = stdnum("gb.nhs")


def _nhs(canonical: str) -> bool:
    return not repeated(canonical) and _nhs_digits(canonical)


NINO = Scheme(
    name="uk.nino",
    field=Field.NATIONAL_ID,
    country="gb",
    pattern=r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
    labels=(
        "national insurance number", "national insurance no", "national insurance", "nino",
        "ni number", "ni no",
    ),
    positives=("AB 12 34 56 C", "AB123456C"),
    negatives=("DA123456C", "AB123456E", "AO123456C", "AB12345C"),
    layout=r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} \d{2} \d{2} [A-D]"
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]",
    layout_tells=True,
    source="HMRC NIM39110",
)  # fmt: skip

NHS = Scheme(
    name="uk.nhs",
    field=Field.NATIONAL_ID,
    country="gb",
    pattern=r"\d{3}[- ]?\d{3}[- ]?\d{4}",
    labels=("nhs number", "nhs no", "nhs #", "nhs num", "nhsnumber", "chi number", "h&c number"),
    positives=("483 071 6002", "4830716002"),
    negatives=("483 071 6003", "000 000 0000", "48307160"),
    check=_nhs,
    chance=0.1,
    least_digits=10,
)

DRIVER = Scheme(
    name="uk.driving_licence",
    field=Field.DRIVERS_LICENCE,
    country="gb",
    pattern=r"[A-Z9]{5} ?\d[0156]\d[0-3]\d{2} ?[A-Z9]{2}\d[A-Z]{2}(?: ?\d{2})?",
    labels=(
        "driving licence number", "driving licence no", "driving licence", "dvla number",
        "driver number",
    ),
    positives=("MORGA753116SM9IJ", "MORGA 753116 SM9IJ 35"),
    negatives=("MORGA793116SM9IJ", "MORGA75311"),
    layout=r"[A-Z]{2}[A-Z9]{3} ?\d[0156]\d[0-3]\d{2} ?[A-Z9]{2}\d[A-Z]{2}",
    layout_tells=True,
    source="DVLA: five letters of the surname, birth date with the sex in it, initials, check characters",
)  # fmt: skip

SCHEMES = (NINO, NHS, DRIVER)
