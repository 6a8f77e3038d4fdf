"""Names listed below a heading that says what these people are."""

import pytest

from withhold.domain.fields import Protection
from withhold.recognisers.prose import headed, read

NAMES = ("Margaret Holloway", "Omar Haddad", "Aisha Rahman")


def protections(text: str, heading: str = "") -> set[frozenset[Protection]]:
    """What is said of each of the people of a text."""
    return {mention.protections for mention in headed(text, heading, read(text))}


def listed(pattern: str) -> str:
    return "".join(pattern.format(name) + "\n" for name in NAMES)


@pytest.mark.parametrize("pattern", ["{}", "- {}", "1. {}", "• {}, Honduras", "{} (Syria)\n"])
@pytest.mark.parametrize(
    ("heading", "protection"),
    [
        ("Asylum applicants", Protection.ASYLUM),
        ("The following are detainees:", Protection.CUSTODY),
        ("VAWA self-petitioners", Protection.VICTIM),
        ("Domestic violence shelter residents", Protection.VICTIM),
    ],
)
def test_a_heading_speaks_of_those_listed_below_it(
    heading: str, protection: Protection, pattern: str
) -> None:
    assert protections(f"{heading}\n\n{listed(pattern)}") == {frozenset({protection})}
    assert protections(listed(pattern), heading) == {frozenset({protection})}


@pytest.mark.parametrize(
    "text",
    [
        "Asylum officers\n" + listed("{}"),
        "Refugees wait in limbo\nMargaret Holloway\nOmar Haddad\n12 May 2026\n",
        "Refugees\nMargaret Holloway\n12 May 2026\n",
        "Refugees\nMargaret Holloway\nOmar Haddad\n",
        "Volunteers who visit detainees\n" + listed("- {}"),
        "Number of detainees\n" + listed("- {}"),
        "Detainees\nThe warden of the prison sees them on Mondays.\n" + listed("{}"),
        "Detainees\n" + listed("{} said on Monday that the new rules are welcome."),
    ],
)
def test_other_headings_and_lines_say_nothing_of_them(text: str) -> None:
    assert protections(text) <= {frozenset()}
