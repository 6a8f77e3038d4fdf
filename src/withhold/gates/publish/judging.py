"""Stages sources and inspects their private copies."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from withhold.gates.interface import Source, Staged
from withhold.gates.judging import Judged, inspected
from withhold.gates.publish.staging import Staging
from withhold.inspection.opening import Unreadable
from withhold.inspection.run import Run


def judged(run: Run, staging: Staging, sources: Sequence[Source]) -> Iterator[Judged]:
    """Stage and inspect every source, in their order.

    Raises StagingFailed, and what inspecting raises for a machine or register of no use.
    """
    return inspected(run, (_staged(staging, source) for source in sources))


def _staged(staging: Staging, source: Source) -> Staged | Source:
    """The private copy, or the source with the reason why there is none."""
    if source.unread is not None:
        return source
    try:
        return staging.stage(source)
    except Unreadable as error:
        return replace(source, unread=str(error))
