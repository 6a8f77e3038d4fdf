"""Puts a takedown together from a site file and a case's folder."""

import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from withhold.incident.case.interface import Clock
from withhold.incident.takedown.connectors import build
from withhold.incident.takedown.interface import Outcome, Restoring, Step, TakedownError
from withhold.incident.takedown.journal import Journal
from withhold.incident.takedown.looking import Outside, Validators, fetcher_of
from withhold.incident.takedown.plan import Plan, plan_all
from withhold.incident.takedown.run import Recorder, Takedown
from withhold.incident.takedown.scope import Scope
from withhold.incident.takedown.site import Site


@dataclass(frozen=True, slots=True)
class Assembled:
    """A takedown that is ready to run. `validators` is done when the addresses were asked for theirs."""

    takedown: Takedown
    journal: Journal
    validators: "Future[None]"


@contextmanager
def assembled(
    site: Site, scope: Scope, folder: Path, clock: Clock, recorder: Recorder
) -> Iterator[Assembled]:
    """The takedown of a case, whose `folder` is locked in this block.

    Raises SiteUnusable, Busy, or another TakedownError.
    """
    with Journal.open(folder) as journal, ThreadPoolExecutor(1, "validators") as pool:
        fetcher = fetcher_of(site)
        connectors = build(site, fetcher, folder, clock)
        sizes = [document.size for document in scope.target.documents]
        validators = Validators(folder / "validators.json", sizes)
        outside = Outside(
            site,
            scope.target.documents,
            validators,
            lambda: kept_by(journal),
            folder,
            clock,
            frozenset(scope.edited),
        )
        takedown = Takedown(connectors, scope.target, journal, recorder, outside, clock, site.rounds)
        yield Assembled(takedown, journal, pool.submit(validators.ask, fetcher, scope.target.urls))


def dry(site: Site, scope: Scope, clock: Clock) -> Plan:
    """What would be done. Changes nothing anywhere, the case's folder included."""
    with tempfile.TemporaryDirectory(prefix="withhold-") as nowhere:
        return plan_all(build(site, fetcher_of(site), Path(nowhere), clock), scope.target)


def kept_by(journal: Journal) -> Iterable[Path]:
    """The files in which connectors say that they kept what they took."""
    for ended in journal.ended.values():
        kept = ended.outcome.proof.get("kept")
        if isinstance(kept, str) and kept.startswith("/"):
            yield Path(kept)


@contextmanager
def restorable(site: Site, folder: Path, clock: Clock, step_id: str) -> Iterator["Restorable"]:
    """A step whose connector can put back what it took, with the case's `folder` locked.

    Raises TakedownError where there is no such step, or it cannot be undone.
    """
    with Journal.open(folder) as journal:
        if step_id not in journal.steps:
            raise NotRestorable("the case has no such step; the summary of the takedown names the steps")
        _, step = journal.steps[step_id]
        connectors = build(site, fetcher_of(site), folder, clock)
        connector = next((one for one in connectors if one.name == step.connector), None)
        if connector is None:
            raise NotRestorable("its connector is no longer in the site file; put it back")
        if not isinstance(connector, Restoring):
            raise NotRestorable("what this connector did cannot be undone here; publish the document anew")
        yield Restorable(connector, step)


class NotRestorable(TakedownError):
    """There is nothing that could be put back."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Restorable:
    """A step that can be undone."""

    connector: Restoring
    step: Step

    def restore(self) -> Outcome:
        """Put back what it took."""
        return self.connector.restore(self.step)
