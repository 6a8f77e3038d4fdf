"""Germany."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import stdnum
from withhold.recognisers.identifiers.interface import Scheme

STEUER_ID = Scheme(
    name="de.steuer_id",
    field=Field.NATIONAL_ID,
    country="de",
    pattern=r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}",
    labels=(
        "steuer id", "steuer idnr", "steueridentifikationsnummer", "steuerliche identifikationsnummer",
        "idnr", "tin", "identifikationsnummer", "steuer identifikationsnummer", "steuerid",
    ),
    positives=("46839170008", "46 839 170 008"),
    negatives=("46839170009", "12345678901"),
    check=stdnum("de.idnr"),
    # The rule on repeated digits lets about one in four through, the check digit one in ten of those.
    chance=0.03,
    least_digits=11,
)  # fmt: skip

SOCIAL_INSURANCE = Scheme(
    name="de.social_insurance",
    field=Field.NATIONAL_ID,
    country="de",
    pattern=r"\d{2} ?[0-3]\d[01]\d\d{2} ?[A-Z] ?\d{2} ?\d",
    labels=("sozialversicherungsnummer", "rentenversicherungsnummer", "sv nummer", "sv nr", "rvnr", "svnr"),
    positives=("65 170839 J 003", "65170839J003"),
    negatives=("65170839J00", "65470839J003"),
    source="VKVV 2: area, birth date, first letter of the birth name, serial, check digit",
)

SCHEMES = (STEUER_ID, SOCIAL_INSURANCE)
