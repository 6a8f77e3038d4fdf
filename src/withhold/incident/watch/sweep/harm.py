"""How bad it is that a document is public, as one number that sorts lists: nothing else rests on it."""

from dataclasses import dataclass
from datetime import datetime
from math import log10

from withhold.crawling.dates import http_date
from withhold.domain.concealment import Concealment
from withhold.domain.finding import Severity
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.interface import Known

_GRAVITY = {severity: number for number, severity in enumerate(Severity)}
_WITHHELD, _OF_SEVERITY, _REGISTERED, _PROTECTED, _CONCEALED = 400, 100, 60, 50, 25
_OF_TEN, _MOST_PEOPLE, _OF_TEN_DAYS = 4, 20, 2


@dataclass(frozen=True, slots=True)
class Harm:
    """What a list says of a public document. `rank` is higher for what is worse.

    `since` is when a sweep first saw these bytes there: from then on it surely was public. `dated` is what
    the server says of their last change: it may have been public since then.
    """

    url: str
    rank: int
    decision: Decision
    severity: Severity
    people: int
    at_least: bool
    registered: int | None
    concealed: bool
    protected: bool
    media_type: str
    sha256: str
    since: datetime
    dated: datetime | None
    reason: str


def harm_of(document: DocumentVerdict, known: Known, now: datetime) -> Harm:
    """A decision to withhold comes first, then the gravest finding, registered and protected people, what is
    hidden from the office's own eyes, how many people (ten times as many weigh 4 more), and how long.
    """
    severity = max(
        (one.severity for one in document.findings), key=_GRAVITY.__getitem__, default=Severity.LOW
    )
    concealed = any(one.concealment is not Concealment.VISIBLE for one in document.findings)
    protected = any(one.protected for one in document.findings)
    dated = http_date(known.last_modified)
    days = max(0.0, (now - min(known.changed, dated or known.changed)).total_seconds() / 86_400)
    rank = _WITHHELD * (document.decision is Decision.WITHHOLD) + _OF_SEVERITY * _GRAVITY[severity]
    rank += _REGISTERED * bool(document.people.registered) + _PROTECTED * protected + _CONCEALED * concealed
    rank += min(_MOST_PEOPLE, round(_OF_TEN * log10(1 + document.people.count)))
    rank += round(_OF_TEN_DAYS * log10(1 + days))
    return Harm(
        *(known.url, rank, document.decision, severity, document.people.count),
        *(document.people.basis == "lower_bound", document.people.registered, concealed, protected),
        *(document.media_type, document.sha256, known.changed, dated),
        document.reasons[0].text if document.reasons else "",
    )
