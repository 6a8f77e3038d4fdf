"""How bad it is that a document is public, as one number that sorts lists: nothing else rests on it."""

from dataclasses import dataclass
from math import log10

from withhold.domain.concealment import Concealment
from withhold.domain.discretion import discreet
from withhold.domain.finding import Severity
from withhold.domain.verdict import Decision, DocumentVerdict

_GRAVITY = {severity: number for number, severity in enumerate(Severity)}
_WITHHELD, _OF_SEVERITY, _PROTECTED, _CONCEALED, _OF_TEN, _MOST_PEOPLE = 400, 100, 50, 25, 4, 20


@dataclass(frozen=True, slots=True)
class Harm:
    """What a list shows of a document beside its address. `rank` is from 0 to 800, higher is worse."""

    rank: int
    severity: Severity
    people_low: int
    people_high: int | None
    concealed: bool


def harm_of(document: DocumentVerdict) -> Harm:
    """From what everybody with the watch may read: the register's knowledge would show in the order.

    A decision to withhold comes first, then the gravest finding, protected people, what is hidden from the
    office's own eyes, and how many people: ten times as many weigh `_OF_TEN` more.
    """
    shown = discreet(document)
    severity = max((one.severity for one in shown.findings), key=_GRAVITY.__getitem__, default=Severity.LOW)
    concealed = any(one.concealment is not Concealment.VISIBLE for one in shown.findings)
    people = shown.people.count
    rank = _OF_SEVERITY * _GRAVITY[severity] + min(_MOST_PEOPLE, round(_OF_TEN * log10(1 + people)))
    rank += _WITHHELD * (shown.decision is Decision.WITHHOLD) + _CONCEALED * concealed
    rank += _PROTECTED * any(one.protected for one in shown.findings)
    high = None if shown.people.basis == "lower_bound" else people
    return Harm(rank, severity, people, high, concealed)
