"""What is public now as far as sweeps know: every document with the verdict that stands."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.watch.sweep.interface import Change, Seen
from withhold.incident.watch.sweep.memory import Memory, Standing
from withhold.inspection.inspector import Inspector
from withhold.policy.load import Policy


def standing(memory: Path, hosts: frozenset[str]) -> Iterator[Standing]:
    """Everything public of these hosts, and what could not be looked at. Raises MemoryUnusable."""
    with closing(Memory(memory)) as remembered:
        for one in remembered.standing():
            if urlsplit(one.url).netloc.lower() in hosts:
                yield one


def verdicts(found: Iterable[Standing], unread: Iterable[Seen], policy: Policy) -> Iterator[DocumentVerdict]:
    """The verdicts that stand. What could not be looked at the last time may be anything by now: unless it is
    to be withheld anyway, a person looks at it. `unread`: what the sweep told without an address of its own.
    """
    inspector = Inspector(policy)
    told = set()
    for one in found:
        told.add(one.url)
        if one.verdict is None or (one.trouble and one.verdict.decision is not Decision.WITHHOLD):
            yield inspector.unread(one.url, one.trouble or "it was not judged")
        else:
            yield replace(one.verdict, path=one.url)
    for seen in unread:
        if seen.change is Change.UNREAD and seen.url not in told:
            yield inspector.unread(seen.url, seen.reason)
