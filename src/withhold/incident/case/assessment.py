"""Whether people and authorities have to be told: the machine proposes, with its rule; a person decides.

Laws ask after the risk of fraud, or of anything. Physical safety is an axis of its own beside it: it can make
notifiable what a test of financial harm would waive, never the other way round. What is not known never
speaks against telling. Not legal advice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field, Protection
from withhold.incident.case.interface import CaseError


class Safety(StrEnum):
    """What it may do to life, limb and liberty."""

    NONE = "none"
    POSSIBLE = "possible"
    SERIOUS = "serious"


class Risk(StrEnum):
    """What else it may do to people."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Encrypted(StrEnum):
    """Whether it was unreadable to whoever fetched it, and the key is safe."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What a person decides, or the machine proposes."""

    NOTIFY = "notify"
    NOT_NOTIFIABLE = "not_notifiable"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Factors:
    """What is known. Bounds, not numbers: None as an upper bound is "not known"."""

    fields: frozenset[Field]
    protections: frozenset[Protection]
    people_low: int = 0
    people_high: int | None = None
    encrypted: Encrypted = Encrypted.UNKNOWN
    accessors_high: int | None = None
    """The most networks that may hold the whole; 0 only if every log of the window was read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What follows from the factors, and by which rule."""

    decision: Decision
    rule: str
    because: str
    risk: Risk
    safety: Safety


_SERIOUS = frozenset(
    {
        Protection.ASYLUM,
        Protection.VICTIM,
        Protection.WITNESS,
        Protection.INFORMANT,
        Protection.OFFICER,
        Protection.DISCLOSED_LIST,
    }
)
"""People whom somebody looks for, or would if they knew."""

_ENDANGERING = frozenset({Field.PROTECTION_CLAIM, Field.SEXUAL_ORIENTATION, Field.RELIGION, Field.ETHNICITY})
"""Fields for which people are persecuted, whatever list they stand in."""

_SPECIAL = _ENDANGERING | {Field.HEALTH, Field.CRIMINAL_RECORD}
"""Regulation (EU) 2016/679, Articles 9 and 10."""

_FINANCIAL = GOVERNMENT_IDENTIFIERS | {Field.BANK_ACCOUNT}
_STATUTORY = {
    "us-fl": _FINANCIAL | {Field.HEALTH},
    "us-tx": _FINANCIAL | {Field.HEALTH},
    "us-ca": _FINANCIAL | {Field.HEALTH},
    "us-ny": _FINANCIAL | {Field.HEALTH},
    "us-vt": _FINANCIAL | {Field.HEALTH},
}
"""The fields that, beside a name, make it personal information under the state's statute."""


def propose(jurisdiction: str, factors: Factors) -> Proposed:
    """What the first rule that holds proposes. Raises CaseError where it is not known what was exposed."""
    if not factors.fields:
        raise CaseError("an assessment needs what was exposed; give --field at least once")
    if factors.people_high is not None and factors.people_high < factors.people_low:
        raise CaseError("at least so many people cannot be more than at most; check both numbers")
    safety, risk = safety_of(factors), risk_of(factors)
    for rule in _RULES:
        if rule.holds(jurisdiction, factors, safety, risk):
            return Proposed(rule.decision, rule.name, rule.because, risk, safety)
    raise AssertionError("the last rule always holds")


def safety_of(factors: Factors) -> Safety:
    """The physical axis: by why people are protected, and by fields for which people are persecuted."""
    if factors.protections & _SERIOUS:
        return Safety.SERIOUS
    if factors.protections or factors.fields & _ENDANGERING:
        return Safety.POSSIBLE
    return Safety.NONE


def told_of(factors: Factors) -> frozenset[Field]:
    """The fields, and what a list says of all on it: patients need no column that tells their health."""
    return factors.fields | ({Field.HEALTH} if Protection.HEALTH in factors.protections else frozenset())


def risk_of(factors: Factors) -> Risk:
    """The other axis. Whatever touches safety is a high risk, too: to be on such a list is what harms."""
    if safety_of(factors) is not Safety.NONE or factors.fields & _SPECIAL:
        return Risk.HIGH
    if factors.fields & _FINANCIAL:
        return Risk.HIGH if factors.accessors_high != 0 else Risk.MEDIUM
    return Risk.LOW if factors.accessors_high == 0 else Risk.MEDIUM


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    decision: Decision
    because: str
    holds: Callable[[str, Factors, Safety, Risk], bool]


_UNREADABLE = Encrypted.YES
_RULES = (
    _Rule(
        "unreadable",
        Decision.NOT_NOTIFIABLE,
        "it was encrypted and the key is safe; nobody's safety depends on it",
        lambda _law, known, safety, _risk: known.encrypted is _UNREADABLE and safety is Safety.NONE,
    ),
    _Rule(
        "unreadable-but-safety",
        Decision.UNDETERMINED,
        "it was encrypted, but somebody's safety depends on that: a person decides",
        lambda _law, known, _safety, _risk: known.encrypted is _UNREADABLE,
    ),
    _Rule(
        "physical-safety",
        Decision.NOTIFY,
        "people may be found by those whom they fear; no test of financial harm weighs that",
        lambda _law, _known, safety, _risk: safety is Safety.SERIOUS,
    ),
    _Rule(
        "statutory-fields",
        Decision.NOTIFY,
        "fields that the statute names stand beside names",
        lambda law, known, _safety, _risk: bool(told_of(known) & _STATUTORY.get(law, frozenset())),
    ),
    _Rule(
        "safety-not-in-statute",
        Decision.UNDETERMINED,
        "no field that the statute names, but safety may be touched: a person decides",
        lambda law, _known, safety, _risk: law in _STATUTORY and safety is not Safety.NONE,
    ),
    _Rule(
        "not-in-statute",
        Decision.NOT_NOTIFIABLE,
        "no field that the statute names, and nobody's safety is touched",
        lambda law, _known, _safety, _risk: law in _STATUTORY,
    ),
    _Rule(
        "health-information",
        Decision.NOTIFY,
        "a breach of health information is presumed unless a risk assessment shows otherwise",
        lambda law, known, _safety, _risk: law == "us-hipaa" and Field.HEALTH in told_of(known),
    ),
    _Rule(
        "risk-to-people",
        Decision.NOTIFY,
        "a risk to people is not unlikely",
        lambda _law, _known, _safety, risk: risk is not Risk.LOW,
    ),
    _Rule(
        "risk-unlikely",
        Decision.UNDETERMINED,
        "a risk may be unlikely: a person decides, and documents why",
        lambda _law, _known, _safety, _risk: True,
    ),
)
"""In order: the first that holds proposes."""
