"""Invented people of a leak, as they are kept, and the columns of own records about them."""

from typing import Any


def a_value(name: str, born: str, alien: str, nation: str = "Peru", **fields: str) -> dict[str, Any]:
    """One row of the leak as it is kept."""
    told = {"full_name": name, "date_of_birth": born, "alien_number": alien, "nationality": nation, **fields}
    told = {field: value for field, value in told.items() if value}
    return {"fields": {field: [value] for field, value in told.items()}, "others": {}, "known": dict(told)}


ROWS = (
    a_value("Okoro, Amadou", "1980-03-02", "A200100001", "Nigeria", facility="Harbour Centre"),
    a_value("Varga, Bintu", "1985-07-19", "A200100002"),
    a_value("Okoro, Amadou", "1980-03-02", "A200100001", "Nigeria"),  # the first one again, by its number
    a_value("Rojas, Carla", "1990-05-21", "A200100004"),
    a_value("Rojas, Carla", "1990-05-21", "", nation=""),  # likely number 4: nothing more says so
    a_value("Haddad, Farid", "2015-11-30", "A200100006", "Eritrea"),
    a_value("Tesfaye, Dawit", "1971-02-13", "A200100007", "Eritrea"),
    a_value("Mbeki, Grace", "1966-08-08", "A200100008"),
)
HEADER = (
    "record",
    "full_name",
    "date_of_birth",
    "alien_number",
    "language",
    "email",
    "address",
    "counsel",
    "removal_date",
    "deceased_on",
)
