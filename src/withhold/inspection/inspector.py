"""Where readers, recognisers and policy meet: one document in, its verdict out."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Protocol, Self

from withhold.domain.finding import Finding
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.mishap import where
from withhold.domain.piece import PartRead, Piece, Skipped, SkipReason
from withhold.domain.verdict import DocumentVerdict, People
from withhold.fleet.walk import shown
from withhold.inspection.coverage import Account
from withhold.inspection.masking import among_people, masked_finding, masked_skipped, nobody
from withhold.inspection.opening import Opened, Unreadable, open_path
from withhold.policy.interface import DocumentFacts
from withhold.policy.judge import judge
from withhold.policy.load import Policy
from withhold.readers.sandbox import Sandbox
from withhold.readers.wire import MediaType

_log = logging.getLogger(__name__)


class Recogniser(Protocol):
    """What finds the people in the pieces of one document."""

    def add(self, piece: Piece) -> None: ...

    def heading(self, text: str) -> None: ...

    def findings(self) -> list[Finding]: ...

    def people(self) -> int: ...

    def knows(self, text: str) -> bool: ...


def _analyst() -> Recogniser:
    from withhold.recognisers.analyst import Analyst

    return Analyst(date.today())


@dataclass(slots=True)
class _Looked:
    """What one document turned out to hold."""

    account: Account = field(default_factory=Account)
    media_type: str = ""
    findings: list[Finding] = field(default_factory=list)
    people: int = 0
    knows: Callable[[str], bool] = nobody


@dataclass(slots=True)
class Inspector:
    """Inspects documents one after the other, with one sandbox. `examples` adds masks to findings.

    `inspect` never raises for what a document holds or how it is broken: that is in its verdict.
    """

    policy: Policy
    examples: bool = False
    sandbox: Sandbox = field(default_factory=Sandbox)
    recogniser: Callable[[], Recogniser] = _analyst

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
                looked = self._look(opened)
                if opened.state() != before:
                    changed = Skipped(DOCUMENT, SkipReason.UNREADABLE, detail="changed while it was read")
                    looked.account.skip(changed)
                return self._judge(path, digest, opened.size, looked, started)
        except Unreadable as error:
            return self.unread(path, str(error))

    def unread(self, path: str, detail: str, reason: SkipReason = SkipReason.UNREADABLE) -> DocumentVerdict:
        """The verdict on a document of which nothing could be looked at."""
        looked = _Looked()
        looked.account.skip(Skipped(DOCUMENT, reason, detail=detail))
        return self._judge(path, "", 0, looked, time.perf_counter())

    def close(self) -> None:
        """End the sandbox."""
        self.sandbox.close()

    def _look(self, opened: Opened) -> _Looked:
        looked = _Looked()
        recogniser = self.recogniser()
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
            looked.findings, looked.people = recogniser.findings(), recogniser.people()
            looked.knows = among_people(recogniser.knows) if looked.people else recogniser.knows
        return looked

    def _judge(self, path: str, digest: str, size: int, looked: _Looked, started: float) -> DocumentVerdict:
        account, skipped = looked.account, looked.account.skipped()
        facts = DocumentFacts(tuple(looked.findings), skipped, account.coverage(), size, looked.people)
        decision, reasons = judge(self.policy, facts)
        basis = "distinct_records" if account.complete() else "lower_bound"
        return DocumentVerdict(
            path=shown(path),
            sha256=digest,
            size=size,
            media_type=looked.media_type or "application/octet-stream",
            decision=decision,
            people=People(looked.people, basis),
            reasons=reasons,
            findings=tuple(
                masked_finding(finding, self.examples, looked.knows) for finding in looked.findings
            ),
            skipped=tuple(masked_skipped(item, looked.knows) for item in skipped),
            coverage=account.coverage(),
            seconds=time.perf_counter() - started,
        )

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
    except Exception as error:  # noqa: BLE001  # whatever the bug is
        failure = where(error)
    # Logged only here, where no exception is at hand whose message a handler might print.
    if failure and account.crash(location, f"recogniser: {failure}"):
        _log.error("a recogniser failed (%s); the document is not cleared. Please report this.", failure)
