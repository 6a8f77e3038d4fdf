"""What the office writes to counsel names nobody else of the case: the gate looks, with its register."""

from collections.abc import Mapping, Sequence

from withhold.console.counsel.models import AboutOne
from withhold.console.notices.screening import screened
from withhold.domain.fields import Field
from withhold.incident.counsel.interface import CounselError

_REGISTERED = "people/registered"


def check_words(standing: AboutOne, texts: Sequence[str]) -> None:
    """Raises CounselError where a text names somebody of the case who is not this person.

    That the person is affected may be said: it is what they, or verified counsel, are told here. Raises
    RegisterError, SandboxUnavailable where nothing could be judged: then nothing is sent.
    """
    found = screened(standing.case, texts, own_names(standing.person.values["fields"]))
    if _REGISTERED in found.reasons or "not_judged" in found.reasons:
        raise CounselError(
            "the gate holds this back: it names somebody else who is on the list, or could not be judged; "
            "write about this person only"
        )


def own_names(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """The client's whole names, in either order. Never a part alone: others may have it too."""
    found: list[str] = []
    for one in fields.get(Field.FULL_NAME, ()):
        family, comma, given = one.partition(",")
        found.append(one)
        if comma and given.strip():
            found.append(f"{given.strip()} {family.strip()}")
    for given in fields.get(Field.GIVEN_NAME, ()):
        for family in fields.get(Field.FAMILY_NAME, ()):
            found += [f"{given} {family}", f"{family} {given}", f"{family}, {given}"]
    return found
