"""One run over paths or bytes: every document found, inspected by as many processes as there are."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from withhold import __version__
from withhold.domain.errors import UsageError
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import DocumentVerdict, Engine
from withhold.fleet import walk
from withhold.fleet.cluster import Cluster
from withhold.fleet.local import Fleet
from withhold.fleet.walk import STANDARD_INPUT, Found
from withhold.inspection.baseline import BaselineFile
from withhold.inspection.editions import Editions
from withhold.inspection.inspector import Inspector
from withhold.inspection.journal import Journal, conditions_of
from withhold.inspection.opening import open_stream
from withhold.inspection.passwords import load_passwords, state_of
from withhold.inspection.shards import Shards
from withhold.inspection.with_register import RegisterFile
from withhold.policy.interface import Profile
from withhold.policy.load import Policy, load_policy
from withhold.readers.recognition.language_data import language_data
from withhold.readers.sandbox import Limits, Sandbox


@dataclass(frozen=True, slots=True)
class Run:
    """How documents are judged. `jobs` None: as many processes as there are processors to use.

    `journal`: the path where verdicts are kept, so that the same run can be taken up again. `cluster`: work
    on a Dask cluster, that of `scheduler` or one of this machine. `password_file`: see `load_passwords`.
    A run can be pickled; it holds no secret.
    """

    policy: Policy
    examples: bool = False
    jobs: int | None = None
    safe: bool = True
    register: RegisterFile | None = None
    baseline: BaselineFile | None = None
    editions: Editions | None = None
    journal: str | None = None
    password_file: str | None = None
    ocr: str | None = None
    """Languages in which text in pictures is recognised, as `language_data` takes them; None: not at all."""
    cluster: bool = False
    scheduler: str | None = None

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

        Raises SandboxUnavailable where readers cannot be isolated; RegisterError, BaselineError or
        KeyUnusable for a register, a baseline or a password file that cannot be used; UsageError for
        languages of which there are no data.
        """
        inspector = Inspector(self.policy, self.examples, self._sandbox(), editions=self.editions)
        # First the sandbox: when a key comes into this process, the readers' process is long apart from it.
        inspector.sandbox.start()
        try:
            inspector.sandbox.passwords = load_passwords(self.password_file)
            if self.baseline is not None:
                inspector.baseline = self.baseline.open()
            if self.register is not None:
                inspector.register = self.register.open()
        except BaseException:
            inspector.close()
            raise
        return inspector

    def _sandbox(self) -> Sandbox:
        if self.ocr is None:
            return Sandbox(self.safe)
        return Sandbox(self.safe, Limits.for_recognition(), recognises=language_data(self.ocr))

    def worker_inspector(self, conditions: bytes) -> Inspector:
        """One for a worker elsewhere, which reads the journal at the same path."""
        inspector = self.inspector()
        if self.journal is not None:
            inspector.known = Journal.reading(self.journal, conditions).find
        return inspector

    def check(self) -> Engine:
        """What judges. Raises what a register, a baseline or a key of no use raises, before any work."""
        if self.baseline is not None:
            self.baseline.open()
        load_passwords(self.password_file)
        if self.ocr is not None:
            language_data(self.ocr)
        return self.engine()

    def documents(self, paths: Sequence[str]) -> Iterator[DocumentVerdict]:
        """The verdicts on everything below `paths`, in a stable order, as they are reached.

        `-` is standard input. Raises UsageError for a missing path and NothingToInspect for no file at all.
        """
        walk.check(paths)
        self._check_journal(paths)
        conditions = self._conditions(self.check())
        with ExitStack() as stack:
            journal = None
            if self.journal is not None:
                # Before any worker is forked: they share what it knows.
                journal = stack.enter_context(closing(Journal.open(self.journal, conditions)))
            for document in self._judged(paths, journal, conditions):
                if journal is not None:
                    journal.add(document)
                yield document

    def _judged(
        self, paths: Sequence[str], journal: Journal | None, conditions: bytes
    ) -> Iterator[DocumentVerdict]:
        """The documents as one process, several, or a cluster inspects them."""
        found = walk.walk(paths)
        first = list(islice(found, 2))
        jobs = self.jobs or len(os.sched_getaffinity(0))
        if STANDARD_INPUT in paths or (not self.cluster and (jobs == 1 or len(first) == 1)):
            with self._worker(journal) as inspect:
                yield from map(inspect, chain(first, found))
        elif self.cluster:
            cluster = Cluster(Shards.of(self, conditions), self._lost, jobs, self.scheduler)
            yield from cluster.run(chain(first, found))
        else:
            fleet = Fleet(lambda: self._worker(journal), self._lost, jobs)
            yield from fleet.run(chain(first, found))

    def _check_journal(self, paths: Sequence[str]) -> None:
        """Raises UsageError for a journal inside what is checked: it would be judged while it grows."""
        if self.journal is None:
            return
        journal = Path(os.path.realpath(self.journal))
        for path in paths:
            if path != STANDARD_INPUT and journal.is_relative_to(os.path.realpath(path)):
                raise UsageError(f"the journal {self.journal} lies inside what is checked; put it elsewhere")

    def _conditions(self, engine: Engine) -> bytes:
        """What the journal's verdicts depend on; nothing without one. Raises UsageError."""
        if self.journal is None:
            return b""
        if self.editions is not None or self.baseline is not None:
            raise UsageError("--resume does not go with --previous or --baseline; leave one of them out")
        return self.conditions(engine)

    def conditions(self, engine: Engine) -> bytes:
        """A digest of everything that a verdict depends on, but the document, a baseline and editions."""
        policy = self.policy
        digests = [pack.digest for pack in policy.packs]
        return conditions_of(
            {
                "version": engine.version,
                "register": engine.register,
                "policy": [*policy.names, *digests],
                "overrides": [repr(override) for override in (*policy.overrides, *policy.expired)],
                "in_force": len(policy.overrides),
                "profile": _told(policy.profile),
                "examples": self.examples,
                "safe": self.safe,
                "passwords": state_of(self.password_file),
                "ocr": self.ocr,
            }
        )

    @contextmanager
    def _worker(self, journal: Journal | None) -> Iterator[Callable[[Found], DocumentVerdict]]:
        with self.inspector() as inspector:
            if journal is not None:
                inspector.known = journal.find
            yield lambda found: inspect_found(inspector, found)

    def _lost(self, found: Found) -> DocumentVerdict:
        """The process that inspected it died, perhaps of too little memory."""
        detail = "the inspecting process ended"
        return Inspector(self.policy).unread(found.path, detail, SkipReason.CRASHED)


def _told(profile: Profile | None) -> list[str] | None:
    if profile is None:
        return None
    declared = ["none"] if profile.fields is None else sorted(profile.fields)
    names = [profile.destination, profile.purpose, profile.authority, profile.owner, str(profile.expiry)]
    return [*names, *declared]


def inspect_found(inspector: Inspector, found: Found) -> DocumentVerdict:
    """The verdict on something that was found."""
    if found.unread is not None:
        return inspector.unread(found.path, found.unread)
    if found.path == STANDARD_INPUT:
        return inspector.inspect(open_stream(0, found.path), found.path)
    return inspector.inspect_path(found.path)
