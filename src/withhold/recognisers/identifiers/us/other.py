"""Other numbers of people in the United States: Medicare."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.interface import Scheme

_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[AC-HJKMNP-RT-Y0-9]"

MEDICARE = Scheme(
    name="us.medicare",
    field=Field.NATIONAL_ID,
    country="us",
    pattern=rf"[1-9]{_LETTER}{_EITHER}\d-?{_LETTER}{_EITHER}\d-?{_LETTER}{{2}}\d{{2}}",
    labels=("mbi", "medicare number", "medicare beneficiary identifier", "medicare id", "medicare no"),
    positives=("1EG4-TE5-MK73", "1EG4TE5MK73"),
    negatives=("0EG4-TE5-MK73", "1EG4-TE5-MK7", "1BG4-TE5-MK73"),
    layout=rf"[1-9]{_LETTER}{_EITHER}\d-{_LETTER}{_EITHER}\d-{_LETTER}{{2}}\d{{2}}",
    layout_tells=True,
    source="CMS, Understanding the MBI: position by position; the letters S, L, O, I, B and Z are left out",
)

SCHEMES = (MEDICARE,)
