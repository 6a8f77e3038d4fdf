"""Which country an address names: what is told, and what only looks like it."""

import pytest

from withhold.register.places import country_named


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Calle 5, Tegucigalpa, Honduras", "HN"),
        ("Calle 5\nTegucigalpa 11101\nHONDURAS, C.A.", "HN"),
        ("Av. Reforma 10, 06000 México", "MX"),
        ("Jr. Unión 5 Lima Perú", "PE"),
        ("Россия, 101000, Москва", "RU"),
        ("Carrera 3 - Quito - Ecuador", "EC"),
        ("Apartado 4, Tegucigalpa, HN", "HN"),
        ("Apartado 4, Guatemala, GTM", "GT"),
        ("1 Harbour Road, Springfield, USA", "US"),
        ("88-10 Parsons Blvd, Jamaica, NY 11432", "US"),
        ("5 High St, Peru, Indiana, United States", "US"),
        ("1 Harbour Road, Springfield", None),
        ("Calle 5, Tegucigalpa", None),
        ("12 Peru Street, Springfield", None),
        ("4 Mesa Dr, Las Cruces, New Mexico", None),
        ("9 Peach Ave, Atlanta, Georgia 30303", None),
        ("12 Elm St, Denver, CO", None),
        ("5 K Street, SE", None),
        ("Av. del Mar, Mar", None),
        ("Calle 5, Monterrey, NX", None),
        ("", None),
    ],
)
def test_what_an_address_names(address: str, country: str | None) -> None:
    assert country_named(address, "US") == country


@pytest.mark.parametrize(
    ("address", "country"), [("Carrera 7, Bogotá, CO", "CO"), ("9 Rustaveli, Tbilisi, Georgia", "GE")]
)
def test_what_may_be_a_state_is_the_country_for_who_may_have_fled_it(address: str, country: str) -> None:
    assert country_named(address, "US") is None
    assert country_named(address, "US", (country,)) == country
    assert country_named(address, "CA") == country
