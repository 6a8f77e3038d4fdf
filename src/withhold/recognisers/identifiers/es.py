"""Spain."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import stdnum
from withhold.recognisers.identifiers.interface import Scheme

DNI = Scheme(
    name="es.dni",
    field=Field.NATIONAL_ID,
    country="es",
    pattern=r"\d{8}[- ]?[A-HJ-NP-TV-Z]",
    labels=(
        "dni", "nif", "d n i", "n i f", "dni nie", "dni/nie", "número dni", "nº dni",
        "documento nacional de identidad",
    ),
    positives=("48307160F", "48307160-F"),
    negatives=("48307160A", "4830716F"),
    check=stdnum("es.dni"),
    chance=1 / 23,
    layout=r"\d{8}-?[A-HJ-NP-TV-Z]",
)  # fmt: skip

NIE = Scheme(
    name="es.nie",
    field=Field.NATIONAL_ID,
    country="es",
    pattern=r"[XYZ][- ]?\d{7}[- ]?[A-HJ-NP-TV-Z]",
    labels=(
        "nie", "n i e", "número de identidad de extranjero", "número de identificación de extranjero",
        "dni nie",
    ),
    positives=("X4830713T", "X-4830713-T"),
    negatives=("X4830713A", "A4830713T"),
    check=stdnum("es.nie"),
    chance=1 / 23,
    distinctive=True,
)  # fmt: skip

SCHEMES = (DNI, NIE)
