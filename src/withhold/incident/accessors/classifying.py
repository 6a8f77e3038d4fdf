"""What may be asked of whom: nothing before a person found what an accessor is, and never of everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from withhold.incident.accessors.interface import AccessorError, Standing, Who


class Ask(StrEnum):
    """What can be asked of an accessor, by a person each time."""

    DESTROY = "destroy"  # to identified recipients
    DESTROY_NETWORK = "destroy_network"  # through the desk of the network, which passes it on
    RETAIN_SEALED = "retain_sealed"  # to counsel: destroy, or keep one sealed copy as evidence
    DROP_INDEX = "drop_index"  # a search engine: leave nothing in the index and in caches
    REMINDER = "reminder"
    LEGAL = "legal"  # counsel follows it up


_FIRST: Mapping[Who, Ask | None] = {
    Who.UNCLASSIFIED: None,
    Who.PRESS: Ask.DESTROY,
    Who.NGO: Ask.DESTROY,
    Who.COUNSEL: Ask.RETAIN_SEALED,
    # A person who looked for themselves is told and helped, not warned.
    Who.AFFECTED: None,
    Who.SEARCH_ENGINE: Ask.DROP_INDEX,
    Who.ORGANISATION: Ask.DESTROY,
    Who.HOSTILE: Ask.DESTROY_NETWORK,
    Who.OWN: None,
    Who.UNKNOWN: Ask.DESTROY_NETWORK,
}
_NEVER_LEGAL = frozenset({Who.AFFECTED, Who.OWN, Who.UNCLASSIFIED})


@dataclass(frozen=True, slots=True)
class Classified:
    """What a person found. `country` is where the network's operator is (ISO 3166), if it is known.

    `overridden`: two people decided that a notice goes out although none goes by default.
    """

    who: Who
    country: str | None = None
    overridden: bool = False


def has_no_notice_by_default(found: Classified, fled: Collection[str]) -> bool:
    """Whether writing to them would tell a state that people fled what it holds, and how much it matters.

    `fled` are the countries (ISO 3166, or as they were written where they have no code) of the people. A
    country that nobody found may be one of them.
    """
    if found.who is Who.HOSTILE or found.country is None:
        return True
    return found.country.upper() in {one.upper() for one in fled}


def first_ask(found: Classified, fled: Collection[str]) -> Ask:
    """What is asked first. Raises AccessorError where nothing may be."""
    if found.who is Who.UNCLASSIFIED:
        raise AccessorError("nothing is sent before a person found what this accessor is; classify it first")
    ask = _FIRST[found.who]
    if ask is None:
        raise AccessorError("nothing is asked of this kind of accessor")
    if found.overridden:
        return ask
    if found.country is None and found.who is not Who.HOSTILE:
        raise AccessorError(
            "it is not known in which country this network's operator is, which may be one that people fled; "
            "look it up and classify it with its country, or two people decide, each with a reason"
        )
    if has_no_notice_by_default(found, fled):
        raise AccessorError(
            "no notice goes to this accessor by default; two people can decide otherwise, each with a reason"
        )
    return ask


def may_follow_up_legally(found: Classified, fled: Collection[str]) -> bool:
    """Whether counsel may follow it up: never against the people themselves or the office."""
    if found.who in _NEVER_LEGAL:
        return False
    return found.overridden or not has_no_notice_by_default(found, fled)


def may_retain_sealed(found: Classified) -> bool:
    """Whether they may keep a sealed copy as evidence: counsel only."""
    return found.who is Who.COUNSEL


def check_classification(found: Classified, standing: Standing, why: str) -> None:
    """Raises AccessorError for a classification without a reason, back to nothing, or after an ask."""
    if not why.strip():
        raise AccessorError("write what shows it: a classification has its reason")
    if found.who is Who.UNCLASSIFIED:
        raise AccessorError("choose what this accessor is; “not classified” is where everybody starts")
    if found.country is not None and not (len(found.country) == 2 and found.country.isalpha()):
        raise AccessorError("a country is two letters, such as NO; leave it empty only if it cannot be found")
    if standing not in (Standing.OPEN, Standing.NO_NOTICE):
        raise AccessorError("something was asked of this accessor already; its classification stands")
