"""Which channels are safe for somebody: the rules, and why a channel is left out. Nobody is dropped."""

from withhold.incident.notices.interface import Addressee, Audience, Channel, Path
from withhold.register.places import country_named

_MAY_BE_HELD = ("in_custody", "minor")
"""A minor in custody leads as a minor: where a facility is known, it is by hand there."""
_TOLD_BY_OTHERS = ("deceased",)
NOT_KNOWN = "no address of this kind is known"
SHARED = "others read it too, and this person is, or may be, a victim or a minor"
COUNTRY_FLED = "no cold contact in the country that they fled"
NO_LANGUAGE = "the language is not known; find it out first"
NOT_IN_CUSTODY = "not in custody"
NO_COUNSEL = "no counsel of record is verified"
NO_ACCOUNT = "no account in the portal"
FAMILY = "deceased: the family is told by a person"


def path_for(who: Addressee) -> Path:
    """The channels for a notice to the person, best first: what proves receipt by themselves comes first.

    An own notice to counsel goes beside it and is proven separately; `Channel.COUNSEL` as a person's channel
    is for those who can be reached in no other way. Without any channel the path is none: an open task.
    """
    excluded = {channel: why for channel in Channel if (why := _why_not(who, channel))}
    return Path(tuple(channel for channel in _ORDER if channel not in excluded), excluded)


_ORDER = (Channel.CUSTODY, Channel.PORTAL, Channel.COUNSEL, Channel.POST, Channel.EMAIL, Channel.HELPLINE)
"""By hand against receipt; read in the portal; through counsel; then what shows only that it arrived. The
helpline is always there for whoever calls, and is never how somebody is told first."""


def _why_not(who: Addressee, channel: Channel) -> str:
    """Why a channel is left out, "" if it is not."""
    if who.audience is not Audience.PERSON or channel is Channel.HELPLINE:
        return "" if who.audience is not Audience.PERSON else "callers call; nobody is told by a call"
    if who.cohort in _TOLD_BY_OTHERS:
        return FAMILY
    if who.language is None:
        return NO_LANGUAGE
    return _RULES[channel](who)


def _custody(who: Addressee) -> str:
    return "" if who.cohort in _MAY_BE_HELD and who.facility else NOT_IN_CUSTODY


def _portal(who: Addressee) -> str:
    return "" if who.has_portal else NO_ACCOUNT


def _counsel(who: Addressee) -> str:
    return "" if who.has_counsel else NO_COUNSEL


def _post(who: Addressee) -> str:
    if not who.addresses:
        return NOT_KNOWN
    if all(_leads_there(who, one) for one in who.addresses):
        return COUNTRY_FLED
    return "" if usable_addresses(who) else SHARED


def _email(who: Addressee) -> str:
    if not who.emails:
        return NOT_KNOWN
    if in_country_fled(who):
        return COUNTRY_FLED
    return "" if usable_emails(who) else SHARED


_RULES = {
    Channel.CUSTODY: _custody,
    Channel.PORTAL: _portal,
    Channel.COUNSEL: _counsel,
    Channel.POST: _post,
    Channel.EMAIL: _email,
}


def in_country_fled(who: Addressee) -> bool:
    """Whether they live where they fled from, or may: what is not known is taken for that country.

    Where own records tell no country, what their addresses name is where they live. Somebody who was removed
    is taken to be there, unless it is known that they live in a third country.
    """
    if who.country is not None:
        return _may_be_fled(who, who.country)
    named = [country for one in who.addresses if (country := _named(who, one)) is not None]
    return any(_may_be_fled(who, one) for one in named) if named else _removed(who) or who.cohort == "abroad"


def _may_be_fled(who: Addressee, country: str) -> bool:
    """Nobody fled the organisation's own country; but of who was removed from it, it is an old record."""
    if who.home is not None and country.upper() == who.home.upper():
        return _removed(who)
    return not who.fled or country.upper() in who.fled


def _removed(who: Addressee) -> bool:
    return who.removed or who.cohort == "removed"


def _named(who: Addressee, address: str) -> str | None:
    return country_named(address, who.home or "", who.fled)


def _leads_there(who: Addressee, address: str) -> bool:
    """Whether a letter may arrive in the country fled: by what the address names, else by where they live."""
    named = _named(who, address)
    if named is not None and _may_be_fled(who, named):
        return True
    return in_country_fled(who) if named is None or who.country is not None else False


def usable_emails(who: Addressee) -> tuple[str, ...]:
    """Mailboxes that may be written to: of victims and minors, and who may be one, only those that nobody
    else has."""
    return _own(who, who.emails, who.shared_emails)


def usable_addresses(who: Addressee) -> tuple[str, ...]:
    """Postal addresses, by the same rule, and none that may lead where they fled from."""
    own = _own(who, who.addresses, who.shared_addresses)
    return tuple(one for one in own if not _leads_there(who, one))


def _own(who: Addressee, known: tuple[str, ...], shared: frozenset[str]) -> tuple[str, ...]:
    if not (who.victim or who.minor):
        return known
    return tuple(one for one in known if one not in shared)
