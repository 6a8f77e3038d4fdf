"""What stands on a site, in counts: for the pages and their picture."""

from collections import Counter
from dataclasses import dataclass

from withhold.console.watch.models import PublicDocument, Sweep, Unread, WatchedSite
from withhold.domain.finding import Severity
from withhold.domain.verdict import Decision

_State = PublicDocument.State
_OPEN = (_State.WAITING, _State.CASE)
SEVERITIES = [str(one) for one in reversed(Severity)]
"""The gravest first, as pictures show them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One site: its newest sweep, and what stands there that is neither released nor accepted."""

    site: WatchedSite
    sweep: Sweep | None
    withheld: int
    review: int
    waiting: int
    unread: int

    @property
    def tone(self) -> str:
        """Nobody looked is not good."""
        if self.withheld:
            return "alarm"
        if self.review or self.unread or self.sweep is None or not self.sweep.complete:
            return "warn"
        return "good"

    @property
    def words(self) -> str:
        """The state in a word or two."""
        if self.site.paused:
            return "paused"
        if self.withheld:
            return "should not be public"
        if self.sweep is None or self.sweep.ended is None:
            return "not looked at yet" if self.sweep is None else "being looked at"
        if not self.sweep.complete:
            return "could not look"
        return "to be looked at" if self.review or self.unread else "nothing found"


def standing_of(site: WatchedSite) -> Standing:
    """How it stands now."""
    rows = PublicDocument.objects.filter(site=site, gone_at=None, state__in=_OPEN)
    decisions = Counter(rows.order_by().values_list("decision", flat=True))
    return Standing(
        site,
        Sweep.objects.filter(site=site).first(),
        decisions[str(Decision.WITHHOLD)],
        decisions[str(Decision.REVIEW)],
        rows.filter(state=_State.WAITING).count(),
        Unread.objects.filter(site=site).count(),
    )


def picture_of(sites: list[WatchedSite]) -> list[tuple[str, list[float | None]]]:
    """Series for a chart over `SEVERITIES`: withheld and to be reviewed."""
    rows = PublicDocument.objects.filter(site__in=sites, gone_at=None, state__in=_OPEN)
    counts = Counter(rows.order_by().values_list("decision", "severity"))
    return [
        ("Must not be public", [counts[(str(Decision.WITHHOLD), one)] for one in SEVERITIES]),
        ("To be looked at", [counts[(str(Decision.REVIEW), one)] for one in SEVERITIES]),
    ]
