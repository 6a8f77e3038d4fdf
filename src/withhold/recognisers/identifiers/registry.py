"""Every scheme that is looked for, in the order of preference. A scheme not in this list does not exist."""

from withhold.recognisers.identifiers import (
    africa_oceania_canada,
    de,
    east_asia,
    eastern_europe,
    es,
    fr,
    generic,
    it,
    latin_america,
    middle_east,
    nl,
    nordic,
    south_asia,
    uk,
    us,
    western_europe,
)
from withhold.recognisers.identifiers.interface import Scheme

SCHEMES: tuple[Scheme, ...] = (
    *us.SCHEMES,
    *uk.SCHEMES,
    *latin_america.SCHEMES,
    *fr.SCHEMES,
    *es.SCHEMES,
    *it.SCHEMES,
    *nl.SCHEMES,
    *de.SCHEMES,
    *nordic.SCHEMES,
    *western_europe.SCHEMES,
    *eastern_europe.SCHEMES,
    *south_asia.SCHEMES,
    *east_asia.SCHEMES,
    *middle_east.SCHEMES,
    *africa_oceania_canada.SCHEMES,
    *generic.SCHEMES,
)
