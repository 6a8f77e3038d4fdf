"""Italy."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import stdnum
from withhold.recognisers.identifiers.interface import Scheme

CODICE_FISCALE = Scheme(
    name="it.codice_fiscale",
    field=Field.NATIONAL_ID,
    country="it",
    pattern=r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]",
    labels=("codice fiscale", "cod fiscale", "cod fisc", "codicefiscale", "c f"),
    positives=("RSSMRA87C44H501S",),
    negatives=("RSSMRA87C44H501T", "RSSMRA87C44H50"),
    check=stdnum("it.codicefiscale"),
    chance=1 / 26,
    distinctive=True,
)

SCHEMES = (CODICE_FISCALE,)
