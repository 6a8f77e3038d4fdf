"""What was fetched becomes evidence of its case: sealed to its recipients, never on the disk in clear."""

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime

from withhold import __version__
from withhold.console.cases.store import ConsoleCase
from withhold.console.jobs.store import WorkerCase
from withhold.console.outbox.setbacks import each
from withhold.console.watch.models import PublicDocument
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Request
from withhold.incident.case.interface import MACHINE
from withhold.incident.preservation.container import BytesPart, packed
from withhold.incident.preservation.interface import Failure, PreservationError, Sealed, Wanted, What, Why
from withhold.incident.preservation.seal import seal
from withhold.incident.running.evidence import preserve, reaching
from withhold.incident.running.recorders import EvidenceRecorder

_WHY = "found by a sweep: what was fetched then"


def seal_fetched(document: PublicDocument, content: bytes) -> None:
    """Seal these bytes in the document's case and record it; that it failed is recorded as well."""
    assert document.case is not None
    case = ConsoleCase.open(document.case)
    recorder = EvidenceRecorder(case, MACHINE, _WHY)
    about = {
        "engine": __version__,
        "what": str(What.ANSWER),
        "of": document.url,
        "at": datetime.now(UTC).isoformat(),
    }
    facts = {"kind": "content", "url": document.url, "fetched": document.fetched.isoformat()}
    pieces = packed([BytesPart("content", content, facts)], about, time.time())
    try:
        path, packing, sealed = seal(case.evidence, case.settings.recipients, pieces)
    except PreservationError as error:
        recorder.failed(Failure(What.ANSWER, Why.NOT_SEALED, document.url, str(error)))
        return  # `fetch_missing` tries again, from the address
    recorder.preserved(
        Sealed(What.ANSWER, document.url, path, packing.sha256, packing.size, sealed.sha256, sealed.size)
    )
    _has_it(document)


def fetch_missing() -> int:
    """Evidence of cases whose bytes were not at hand when they were opened, or could not be sealed: what the
    address answers now, with its headers; that it is something else by now is recorded. A duty of the worker;
    returns how many."""
    waiting = PublicDocument.objects.filter(
        evidence=False, case__isnull=False, case__destroyed_at=None
    ).select_related("case")
    return each("evidence of sweeps", {one.pk: one for one in waiting}, _fetch)


def _fetch(document: PublicDocument) -> bool:
    assert document.case is not None
    case = WorkerCase.open(document.case)
    if not case.state().is_open:
        _has_it(document)  # it is over: what could not be had stands in its ledger
        return False
    fetcher = _Digesting(reaching(case))
    sealed, _ = preserve(case, Wanted((document.url,)), fetcher, MACHINE, _WHY)
    if sealed and document.sha256 not in fetcher.digests:
        detail = "other bytes than those that were found"
        EvidenceRecorder(case, MACHINE, _WHY).failed(Failure(What.ANSWER, Why.CHANGED, document.url, detail))
    _has_it(document)
    return True


class _Digesting:
    """A fetcher that keeps the SHA-256 of what it was given: whether it is what the sweep had found."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.digests: set[str] = set()

    def fetch(self, request: Request) -> Answer:
        answer = self._fetcher.fetch(request)
        with suppress(Undecoded):  # then nobody can say what it is, and it counts as something else
            self.digests.add(hashlib.sha256(decoded(answer, request.limit)).hexdigest())
        return answer


def _has_it(document: PublicDocument) -> None:
    document.evidence = True
    PublicDocument.objects.filter(pk=document.pk).update(evidence=True)
