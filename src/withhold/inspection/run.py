"""One run over paths or bytes: every document found, inspected by as many processes as there are."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from withhold import __version__
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import DocumentVerdict, Engine
from withhold.fleet import walk
from withhold.fleet.local import Fleet
from withhold.fleet.walk import STANDARD_INPUT, Found
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_stream
from withhold.inspection.with_register import RegisterFile
from withhold.policy.load import Policy, load_policy
from withhold.readers.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Run:
    """How documents are judged. `jobs` None: as many processes as there are processors to use."""

    policy: Policy
    examples: bool = False
    jobs: int | None = None
    safe: bool = True
    register: RegisterFile | None = None

    @classmethod
    def under(cls, packs: Sequence[str], profile: Path | None, register: RegisterFile | None = None) -> "Run":
        """A run under policy packs, an optional profile and an optional register.

        Raises UsageError for one that is unusable.
        """
        return cls(load_policy(packs, profile), register=register)

    def engine(self) -> Engine:
        """What judges, as verdicts print it. Raises RegisterError where the register cannot be used."""
        profile = self.policy.profile
        version = None
        if self.register is not None:
            with closing(self.register.open()) as register:
                version = register.version
        return Engine(__version__, self.policy.names, profile.destination if profile else None, version)

    def inspector(self) -> Inspector:
        """One that inspects in this process, with its sandbox started.

        Raises SandboxUnavailable where readers cannot be isolated.
        """
        inspector = Inspector(self.policy, self.examples, Sandbox(self.safe))
        inspector.sandbox.start()
        return inspector

    def documents(self, paths: Sequence[str]) -> Iterator[DocumentVerdict]:
        """The verdicts on everything below `paths`, in a stable order, as they are reached.

        `-` is standard input. Raises UsageError for a missing path and NothingToInspect for no file at all.
        """
        walk.check(paths)
        found = walk.walk(paths)
        first = list(islice(found, 2))
        jobs = self.jobs or len(os.sched_getaffinity(0))
        if jobs == 1 or len(first) == 1 or STANDARD_INPUT in paths:
            with self._worker() as inspect:
                yield from map(inspect, chain(first, found))
            return
        fleet = Fleet(self._worker, self._lost, jobs)
        yield from fleet.run(chain(first, found))

    @contextmanager
    def _worker(self) -> Iterator[Callable[[Found], DocumentVerdict]]:
        with self.inspector() as inspector:
            yield lambda found: _inspect(inspector, found)

    def _lost(self, found: Found) -> DocumentVerdict:
        """The process that inspected it died, perhaps of too little memory."""
        detail = "the inspecting process ended"
        return Inspector(self.policy).unread(found.path, detail, SkipReason.CRASHED)


def _inspect(inspector: Inspector, found: Found) -> DocumentVerdict:
    if found.unread is not None:
        return inspector.unread(found.path, found.unread)
    if found.path == STANDARD_INPUT:
        return inspector.inspect(open_stream(0, found.path), found.path)
    return inspector.inspect_path(found.path)
