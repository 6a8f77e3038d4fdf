"""What a trace takes from a case, and puts into it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from withhold.clearance.durable import write_durably
from withhold.domain.errors import UsageError
from withhold.incident.case.exposed import Exposure, Held, PlaceKind
from withhold.incident.case.exposure_file import load
from withhold.incident.case.interface import Actor
from withhold.incident.flow import record_traced
from withhold.incident.running.interface import RunnableCase
from withhold.incident.trace.interface import Question
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.json_ import trace_json

_WHOLE_FILE = (PlaceKind.ORIGINAL, PlaceKind.ALIAS, PlaceKind.QUERY, PlaceKind.LANGUAGE)
"""Places where the bytes themselves stood; who read an excerpt or a link did not get the file."""
_BEFORE_ANY_LOG = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CaseOfTrace:
    """A case, who acts in it and why; `why` may tell of people."""

    case: RunnableCase
    actor: Actor
    why: str = field(repr=False)
    exposure: Exposure | None

    @classmethod
    def of(cls, case: RunnableCase, actor: Actor, why: str) -> "CaseOfTrace":
        """With what exposure found out in it, if that was looked for."""
        return cls(case, actor, why, load(case.work))

    @property
    def work(self) -> Path:
        return self.case.work

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths where the file stood, without query and each once."""
        places = self.exposure.places if self.exposure else ()
        asked = (
            urlsplit(place.url).path or "/"
            for place in places
            if place.kind in _WHOLE_FILE and place.held is not Held.OTHER
        )
        return tuple(dict.fromkeys(asked))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Every length that a whole answer can have."""
        documents = self.exposure.documents if self.exposure else ()
        return tuple({size for one in documents for size in (one.size, *one.lengths) if size})

    @property
    def start(self) -> datetime | None:
        """The earliest that it can have been public; None where nothing bounds that."""
        return self.exposure.window.since_earliest if self.exposure else None

    @property
    def end(self) -> datetime:
        """The latest that it can have been public; now where nothing bounds that."""
        until = self.exposure.window.until_latest if self.exposure else None
        return until or self.case.clock.now()

    def record(self, trace: Trace) -> None:
        """Keep the whole result in the case, networks of every grade; its hash and bounds in the ledger."""
        content = trace_json(trace, everything=True).encode("utf-8")
        digest = sha256(content).hexdigest()
        path = self.work / f"trace-{digest[:16]}.json"
        write_durably(path, content)
        record_traced(
            self.case,
            self.actor,
            self.why,
            self.case.clock.now(),
            result_sha256=digest,
            lines=trace.lines,
            complete=trace.bounds,
            logs=len(trace.spans),
            warnings=len(trace.warnings),
            accessors=len(trace.shown(everything=False)),
            unparsed=sum(span.unparsed for span in trace.spans),
        )


def question_of(case: CaseOfTrace) -> Question:
    """What is asked of logs where nobody says otherwise: all that the exposure bounds. Where nothing bounds
    since when it was public, all that the logs have up to its end.

    Raises UsageError where the exposure names no path.
    """
    if not case.paths:
        raise UsageError("the case knows no place that held it; find where it is public first")
    start = case.start or _BEFORE_ANY_LOG
    return Question(paths=case.paths, start=start, end=case.end, sizes=tuple(sorted(case.sizes)))
