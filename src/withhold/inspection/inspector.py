"""Where readers, recognisers and policy meet: one document in, its verdict out."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import TracebackType
from typing import Protocol, Self

from withhold.domain.errors import UsageError, WithholdError
from withhold.domain.finding import Evidence, Finding
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.mishap import where
from withhold.domain.piece import PartRead, Piece, Skipped, SkipReason
from withhold.domain.verdict import DocumentVerdict, People
from withhold.fleet.walk import shown
from withhold.inspection.baseline import Acceptance, Baseline, accepted
from withhold.inspection.coverage import Account
from withhold.inspection.editions import NEW_FILE, UNCHANGED, UNREAD, Editions, Shape
from withhold.inspection.fingerprints import Contents
from withhold.inspection.masking import (
    among_people,
    either,
    masked_finding,
    masked_location,
    masked_skipped,
    nobody,
)
from withhold.inspection.matching import STRONG, Matching
from withhold.inspection.microdata import Microdata
from withhold.inspection.opening import Opened, Unreadable, open_path
from withhold.policy.interface import DocumentFacts, EditionFacts
from withhold.policy.judge import judge
from withhold.policy.load import Policy
from withhold.readers.sandbox import Sandbox
from withhold.readers.wire import MediaType
from withhold.recognisers.interface import Witness
from withhold.register.interface import Register

_log = logging.getLogger(__name__)


class Recogniser(Protocol):
    """What finds the people in the pieces of one document."""

    def add(self, piece: Piece) -> None: ...

    def heading(self, text: str) -> None: ...

    def findings(self) -> list[Finding]: ...

    def people(self) -> int: ...

    def knows(self, text: str) -> bool: ...


def _analyst(witnesses: Sequence[Witness]) -> Recogniser:
    from withhold.recognisers.analyst import Analyst

    return Analyst(date.today(), witnesses)


@dataclass(slots=True)
class _Looked:
    """What one document turned out to hold."""

    account: Account = field(default_factory=Account)
    media_type: str = ""
    findings: list[Finding] = field(default_factory=list)
    people: int = 0
    knows: Callable[[str], bool] = nobody
    matching: Matching | None = None
    contents: Contents | None = None
    shape: Shape | None = None
    microdata: Microdata = field(default_factory=Microdata)
    registered: Mapping[Evidence, int] | None = None
    edition: EditionFacts = UNCHANGED

    def witnesses(self) -> list[Witness]:
        """Who listens to the analyst."""
        optional = (self.matching, self.contents, self.shape)
        return [self.microdata, *(witness for witness in optional if witness is not None)]

    def summed_up(self, recogniser: Recogniser) -> None:
        """Everything was read: take over what was found."""
        self.findings = [*recogniser.findings(), *self.microdata.findings()]
        self.people = recogniser.people()
        self.knows = among_people(recogniser.knows) if self.people else recogniser.knows
        if self.matching is not None:
            self.findings = [*self.matching.findings(), *self.findings]
            self.registered = self.matching.people()
            self.knows = either(self.matching.knows, self.knows)


@dataclass(slots=True)
class Inspector:
    """Inspects documents one after the other, with one sandbox. `examples` adds masks to findings.

    `inspect` never raises for what a document holds or how it is broken: that is in its verdict. It raises
    RegisterError when the register turns out to be damaged: there is no verdict without matching.
    """

    policy: Policy
    examples: bool = False
    sandbox: Sandbox = field(default_factory=Sandbox)
    recogniser: Callable[[Sequence[Witness]], Recogniser] = _analyst
    register: Register | None = None
    baseline: Baseline | None = None
    editions: Editions | None = None
    known: Callable[[str, int, str], DocumentVerdict | None] | None = None
    """The verdict on a document that was judged before, by SHA-256, size and path."""

    def inspect_path(self, path: str) -> DocumentVerdict:
        """The verdict on a file; one that cannot be opened is told as skipped."""
        return self.inspect(open_path(path), path)

    def inspect(self, document: AbstractContextManager[Opened], path: str) -> DocumentVerdict:
        """The verdict on a document that is opened here. Raises what opening raises but Unreadable."""
        started = time.perf_counter()
        try:
            with document as opened:
                before = opened.state()
                digest = opened.sha256()
                earlier = self.known(digest, opened.size, shown(path)) if self.known is not None else None
                if earlier is not None and opened.state() == before:
                    return replace(earlier, seconds=time.perf_counter() - started)
                looked = self._look(opened)
                if self.editions is not None and looked.shape is not None:
                    looked.edition = self._compared(looked, self.editions.of(path))
                if opened.state() != before:
                    changed = Skipped(DOCUMENT, SkipReason.UNREADABLE, detail="changed while it was read")
                    looked.account.skip(changed)
                return self._judge(path, digest, opened.size, looked, started)
        except Unreadable as error:
            return self.unread(path, str(error))

    def found_in(self, path: str) -> tuple[Contents, list[Finding]]:
        """What a file holds, unmasked, with the content that a baseline binds it to.

        Raises UsageError for a file that cannot be opened, or where there is no baseline.
        """
        if self.baseline is None:
            raise UsageError("there is no baseline; give --baseline")
        try:
            with open_path(path) as opened:
                looked = self._look(opened)
        except Unreadable as error:
            raise UsageError(f"{shown(path)} cannot be inspected: {error}") from None
        assert looked.contents is not None
        return looked.contents, looked.findings

    def unread(self, path: str, detail: str, reason: SkipReason = SkipReason.UNREADABLE) -> DocumentVerdict:
        """The verdict on a document of which nothing could be looked at."""
        looked = _Looked()
        looked.account.skip(Skipped(DOCUMENT, reason, detail=detail))
        return self._judge(path, "", 0, looked, time.perf_counter())

    def close(self) -> None:
        """End the sandbox, and let go of the register."""
        self.sandbox.close()
        if self.register is not None:
            self.register.close()

    def _look(self, opened: Opened) -> _Looked:
        looked = _Looked(
            matching=Matching(self.register) if self.register is not None else None,
            contents=Contents(self.baseline.key) if self.baseline is not None else None,
            shape=Shape() if self.editions is not None else None,
        )
        return self._read(opened, looked)

    def _compared(self, looked: _Looked, earlier: str | None) -> EditionFacts:
        """How the document differs from its previous edition, which is read in the same way."""
        if earlier is None or looked.shape is None:
            return NEW_FILE
        try:
            with open_path(earlier) as opened:
                former = self._read(opened, _Looked(shape=Shape()))
        except Unreadable:
            return UNREAD
        if former.shape is None or not former.account.complete():
            return UNREAD
        return looked.shape.compared_with(former.shape, partial(masked_location, knows=looked.knows))

    def _read(self, opened: Opened, looked: _Looked) -> _Looked:
        recogniser = self.recogniser(looked.witnesses())
        path = shown(opened.path)
        with _told(looked.account, DOCUMENT):
            recogniser.heading(path)
        name = os.path.basename(path)
        with closing(self.sandbox.read(opened.descriptor, opened.size, name)) as items:
            for item in items:
                if isinstance(item, Skipped):
                    looked.account.skip(item)
                elif isinstance(item, PartRead):
                    looked.account.read(item)
                elif isinstance(item, MediaType):
                    looked.media_type = item.value
                else:
                    with _told(looked.account, item.location):
                        recogniser.add(item)
        with _told(looked.account, DOCUMENT):
            looked.summed_up(recogniser)
        return looked

    def _judge(self, path: str, digest: str, size: int, looked: _Looked, started: float) -> DocumentVerdict:
        account, skipped = looked.account, looked.account.skipped()
        registered = self._registered(looked)
        acceptance = Acceptance(tuple(looked.findings), ())
        if self.baseline is not None and looked.contents is not None:
            acceptance = accepted(self.baseline, looked.contents, looked.findings, self.policy, date.today())
        facts = DocumentFacts(
            acceptance.judged,
            skipped,
            account.coverage(),
            size,
            looked.people,
            looked.media_type,
            looked.registered or {},
            looked.edition,
        )
        decision, reasons = judge(self.policy, facts)
        basis = "distinct_records" if account.complete() else "lower_bound"
        return DocumentVerdict(
            path=shown(path),
            sha256=digest,
            size=size,
            media_type=looked.media_type or "application/octet-stream",
            decision=decision,
            people=People(max(looked.people, registered or 0), basis, registered, looked.people),
            reasons=(*reasons, *acceptance.reasons),
            findings=tuple(
                masked_finding(finding, self.examples, looked.knows) for finding in looked.findings
            ),
            skipped=tuple(masked_skipped(item, looked.knows) for item in skipped),
            coverage=account.coverage(),
            seconds=time.perf_counter() - started,
        )

    def _registered(self, looked: _Looked) -> int | None:
        """Distinct people of the register with evidence that withholds; None where there is no register."""
        if self.register is None:
            return None
        return sum(count for evidence, count in (looked.registered or {}).items() if evidence in STRONG)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _told(account: Account, location: Location) -> Iterator[None]:
    """If our own code fails on a part, the part counts as not looked at, and the document cannot pass."""
    failure = ""
    try:
        yield
    except WithholdError:
        # A damaged register, a pack that cannot judge: nothing about this document, and no verdict without.
        raise
    except Exception as error:  # noqa: BLE001  # whatever the bug is
        failure = where(error)
    # Logged only here, where no exception is at hand whose message a handler might print.
    if failure and account.crash(location, f"recogniser: {failure}"):
        _log.error("a recogniser failed (%s); the document is not cleared. Please report this.", failure)
