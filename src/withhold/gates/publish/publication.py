"""One publication: stage, inspect, clear, and only then put; nothing of it if anything is not cleared."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from withhold.clearance.interface import Clearance, ClearanceError
from withhold.clearance.record import clearance_id
from withhold.clearance.request import keep_request, request_for
from withhold.domain.verdict import Decision, worst
from withhold.fleet.walk import shown
from withhold.gates.authority import Authority
from withhold.gates.interface import PutFailed, Source
from withhold.gates.journal import Action, Journal
from withhold.gates.judging import Judged
from withhold.gates.publish.interface import Destination
from withhold.gates.publish.judging import judged
from withhold.gates.publish.staging import Staging
from withhold.inspection.run import Run

Watch = Callable[[Iterator[Judged]], Iterable[Judged]]
"""Wraps what is judged, to show progress."""


@dataclass(slots=True)
class Outcome:
    """What became of one document. `why` tells people, `request` waits for their signatures."""

    judged: Judged
    decision: Decision
    clearance: Clearance | None = None
    published: bool = False
    why: str = ""
    request: Path | None = None
    version: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """How documents are published. `given` are clearances that people hand in; `partial`: what is cleared
    goes out even if other documents of the call are not."""

    run: Run
    authority: Authority
    destination: Destination
    partial: bool = False
    given: Sequence[Clearance] = field(default=())

    def of(self, sources: Sequence[Source], watch: Watch = iter) -> list[Outcome]:
        """Publish; returns what became of every source, in order.

        Raises what staging and inspecting raise, PublishError and ClearanceError before anything is public.
        """
        with Staging(self.authority.state) as staging:
            documents = list(watch(judged(self.run, staging, sources)))
            self._take(documents)
            outcomes = [self._cleared(document) for document in documents]
            if self.partial or all(outcome.clearance for outcome in outcomes):
                self._put([outcome for outcome in outcomes if outcome.clearance])
            for outcome in outcomes:
                self._explain(outcome)
        return outcomes

    def _take(self, documents: Sequence[Judged]) -> None:
        """Put the clearances that were handed in on the shelf. Raises ClearanceError for one of no use."""
        digests = {document.verdict.sha256 for document in documents if document.staged}
        for clearance in self.given:
            if clearance.statement.sha256 not in digests:
                raise ClearanceError(
                    f"a clearance given is for other bytes ({clearance.statement.sha256[:12]}…); "
                    "the document was changed after it was signed, or give the right one"
                )
        for clearance in self.given:
            self.authority.shelf.keep(clearance)

    def _cleared(self, document: Judged) -> Outcome:
        if document.staged is None:
            return Outcome(document, worst([document.verdict.decision, Decision.REVIEW]))
        decision = self.authority.decision(document.verdict)
        return Outcome(document, decision, self.authority.clearance(document.verdict))

    def _put(self, outcomes: Sequence[Outcome]) -> None:
        """Every clearance stands, durably, before the first byte is public."""
        try:
            for outcome in outcomes:
                self._keep(outcome)
            for outcome in outcomes:
                self._put_one(outcome)
        except (PutFailed, ClearanceError) as error:
            stopped = next(outcome for outcome in outcomes if not outcome.published)
            stopped.failed, stopped.why = True, str(error)

    def _keep(self, outcome: Outcome) -> None:
        clearance, verdict = outcome.clearance, outcome.judged.verdict
        assert clearance is not None
        if clearance in self.authority.shelf.clearances(verdict.sha256):
            return
        self.authority.shelf.keep(clearance)
        self._journal(Action.CLEARED, outcome)

    def _put_one(self, outcome: Outcome) -> None:
        staged, clearance = outcome.judged.staged, outcome.clearance
        assert staged is not None
        assert clearance is not None
        # Asked anew: it may have been revoked while others were put.
        standing = self.authority.shelf.standing(staged.sha256, datetime.now(UTC))
        if not standing.cleared:
            raise PutFailed(f"it is not cleared any more ({standing.why})")
        media_type = outcome.judged.verdict.media_type
        outcome.version = self.destination.put(staged, media_type, clearance_id(clearance))
        outcome.published = True
        outcome.why = standing.why
        self._journal(Action.PUBLISHED, outcome, version=outcome.version)

    def _explain(self, outcome: Outcome) -> None:
        """Say what holds it back, and ask for the signatures that it needs."""
        if outcome.published or outcome.failed:
            return
        if outcome.clearance:
            outcome.why = "cleared, but not published: something else of this call is not"
            return
        self._journal(Action.REFUSED, outcome)
        if outcome.judged.staged is None:
            outcome.why = "it could not be read"
            return
        outcome.request = self._request(outcome)
        outcome.why = _needed(outcome.decision)
        if not self.authority.uploader:
            outcome.why += "; publish again with --uploader NAME first, they must not be the same"

    def _request(self, outcome: Outcome) -> Path:
        verdict = replace(outcome.judged.verdict, decision=outcome.decision)
        authority = self.authority
        name = shown(outcome.judged.source.target)[-200:]
        printable = "".join(character if character.isprintable() else "?" for character in name)
        destination = authority.shelf.destination
        request = request_for(verdict, authority.engine, destination, authority.uploader, printable)
        return keep_request(authority.state, request)

    def _journal(self, action: Action, outcome: Outcome, **facts: str | None) -> None:
        clearance = None if outcome.clearance is None else clearance_id(outcome.clearance)
        Journal(self.authority.state.journal).write(
            action,
            outcome.judged.verdict.sha256,
            outcome.judged.source.target,
            clearance=clearance,
            decision=str(outcome.decision),
            destination=self.authority.shelf.destination,
            **facts,
        )


def _needed(decision: Decision) -> str:
    people = "one person" if decision is Decision.REVIEW else "two people"
    return f"{people} other than the uploader must sign"
