"""France."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import stdnum
from withhold.recognisers.identifiers.interface import Scheme

NIR = Scheme(
    name="fr.nir",
    field=Field.NATIONAL_ID,
    country="fr",
    pattern=r"[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}",
    labels=(
        "numéro de sécurité sociale", "n° de sécurité sociale", "n de sécurité sociale",
        "sécurité sociale", "nir", "nir number", "no de sécurité sociale", "numéro insee", "n° insee",
        "numéro sécu", "n° sécu", "insee number",
    ),
    positives=("287067511400085", "2 87 06 75 114 000 85"),
    negatives=("287067511400086", "087067511400085", "28706751140008"),
    check=stdnum("fr.nir"),
    chance=1 / 97,
    distinctive=True,
    layout=r"[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}",
)  # fmt: skip

SCHEMES = (NIR,)
