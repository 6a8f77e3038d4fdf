"""The Netherlands."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated, stdnum
from withhold.recognisers.identifiers.interface import Scheme

_eleven = stdnum("nl.bsn")


def _bsn(canonical: str) -> bool:
    return not repeated(canonical) and _eleven(canonical)


BSN = Scheme(
    name="nl.bsn",
    field=Field.NATIONAL_ID,
    country="nl",
    pattern=r"\d{4}[. ]\d{2}[. ]\d{3}|\d{9}",
    labels=(
        "bsn", "burgerservicenummer", "bsn nummer", "sofinummer", "sofi nummer",
        "burger service nummer",
    ),
    positives=("391450700", "3914.50.700"),
    negatives=("391450701", "000000000", "39145070"),
    check=_bsn,
    chance=1 / 11,
    least_digits=9,
)  # fmt: skip

SCHEMES = (BSN,)
