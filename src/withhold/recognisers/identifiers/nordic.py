"""Sweden, Norway, Denmark, Finland, Iceland: numbers that begin with the birth date."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import short_date, stdnum
from withhold.recognisers.identifiers.interface import Scheme

_DAY_IN_MONTH_AND_YEAR = 0.037
"""Part of six random digits that are a date."""


def _danish(canonical: str) -> bool:
    # Numbers given since 2007 need not keep the modulus 11 (cpr.dk), so only the date is checked.
    return short_date(canonical[4:6] + canonical[2:4] + canonical[:2])


_finnish_digits = stdnum("fi.hetu")


def _finnish(canonical: str) -> bool:
    # The canonical form has lost the hyphen of the 1900s; other centuries have a letter there.
    return _finnish_digits(canonical if len(canonical) == 11 else f"{canonical[:6]}-{canonical[6:]}")


PERSONNUMMER = Scheme(
    name="se.personnummer",
    field=Field.NATIONAL_ID,
    country="se",
    pattern=r"(?:19|20)?\d{6}[-+]?\d{4}",
    labels=("personnummer", "pnr", "samordningsnummer", "swedish personal number", "persnr"),
    positives=("870304-0009", "198703040009"),
    negatives=("870304-0008", "871304-0009"),
    check=stdnum("se.personnummer"),
    chance=_DAY_IN_MONTH_AND_YEAR / 10,
    layout=r"(?:19|20)?\d{6}[-+]\d{4}",
    distinctive=True,
)

FODSELSNUMMER = Scheme(
    name="no.fodselsnummer",
    field=Field.NATIONAL_ID,
    country="no",
    pattern=r"\d{6} ?\d{5}",
    labels=(
        "fødselsnummer", "fodselsnummer", "fnr", "personnummer", "fødselsnr", "d-nummer",
        "norwegian id number",
    ),
    positives=("04038700079", "040387 00079"),
    negatives=("04038700078", "44138700079"),
    check=stdnum("no.fodselsnummer"),
    chance=_DAY_IN_MONTH_AND_YEAR / 100,
    least_digits=11,
)  # fmt: skip

CPR = Scheme(
    name="dk.cpr",
    field=Field.NATIONAL_ID,
    country="dk",
    pattern=r"[0-3]\d[01]\d\d{2}[- ]?\d{4}",
    labels=("cpr", "cpr nr", "cpr nummer", "cpr number", "cpr no", "personnummer"),
    positives=("040387-1234", "0403871234"),
    negatives=("320387-1234", "041387-1234"),
    check=_danish,
    needs_layout=True,
    chance=_DAY_IN_MONTH_AND_YEAR,
    layout=r"[0-3]\d[01]\d\d{2}-\d{4}",
    least_digits=10,
)

HETU = Scheme(
    name="fi.hetu",
    field=Field.NATIONAL_ID,
    country="fi",
    pattern=r"[0-3]\d[01]\d\d{2}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]",
    labels=("hetu", "henkilötunnus", "henkilotunnus", "personbeteckning", "sotu"),
    positives=("040387-123D",),
    negatives=("040387-123E", "041387-123D"),
    check=_finnish,
    chance=_DAY_IN_MONTH_AND_YEAR / 31,
    distinctive=True,
)

KENNITALA = Scheme(
    name="is.kennitala",
    field=Field.NATIONAL_ID,
    country="is",
    pattern=r"[0-3]\d[01]\d\d{2}-?\d{3}[09]",
    labels=("kennitala", "kt", "icelandic id number"),
    positives=("040387-0489", "0403870489"),
    negatives=("040387-0479", "041387-0489"),
    check=stdnum("is_.kennitala"),
    chance=_DAY_IN_MONTH_AND_YEAR / 11,
    least_digits=10,
)

SCHEMES = (PERSONNUMMER, FODSELSNUMMER, CPR, HETU, KENNITALA)
