"""What a connector is: it plans steps against one system and does them, any number of times, with proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from withhold.domain.errors import WithholdError
from withhold.fetching.interface import Fetcher
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.case.interface import Clock


class TakedownError(WithholdError):
    """The takedown cannot go on; one line that says what to do."""

    exit_code = 1


class SiteUnusable(TakedownError):
    """The description of the organisation's places is wrong; names the entry and the key."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Context:
    """What a connector is given beside its table.

    `fetcher` reaches what the site's `[reach]` allows. `folder` is in the case, mode 0700, there already, and
    shared by the connectors of one type: what a step takes away is kept in it under a name made from the
    step's id, unless the connector's table names a better place.
    """

    fetcher: Fetcher
    folder: Path
    clock: Clock


@dataclass(frozen=True, slots=True)
class Target:
    """What is to become unreachable: these bytes wherever they stand, and what answers at these URLs."""

    documents: tuple[ExposedDocument, ...]
    urls: tuple[str, ...]


class Layer(StrEnum):
    """The order of work: origins first, or a cache fills itself again; then caches."""

    ORIGIN = "origin"
    CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. Plans of the same work give the same `id`; `data` is what `take` needs, plain JSON.

    `describe` is one line for people: what, where, and what remains of it ("move … to quarantine").
    `urls` are addresses that what the step works on is known to answer at: caches are told to forget them,
    and they are looked at from outside, beside those that were known before.
    """

    id: str
    connector: str
    action: str
    describe: str
    data: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    urls: tuple[str, ...] = ()


class Result(StrEnum):
    """How a step ended."""

    DONE = "done"
    ALREADY = "already"  # it had been done, by an earlier run or by somebody else
    FAILED = "failed"
    DROPPED = "dropped"  # its system was taken out of the site file: nobody works on it any more


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended, and what shows it: `proof` holds plain facts (a status, a version's id, a path)."""

    result: Result
    detail: str = ""
    proof: Mapping[str, str | int | bool | None] = field(default_factory=dict)


class Connector(Protocol):
    """One system that holds or caches the documents.

    Each is built by `from_site` of its module, from a table of the site's TOML file; secrets come from files
    of mode 0600 or `env:NAME`, never from the TOML itself.
    """

    @property
    def name(self) -> str:
        """Unique in the site, stable between runs: "web-root /srv/www"."""
        ...

    @property
    def layer(self) -> Layer: ...

    def plan(self, target: Target) -> Sequence[Step]:
        """What would be done, found by reading only. Raises TakedownError if it cannot be looked at."""
        ...

    def take(self, step: Step) -> Outcome:
        """Do it, or find it done. Safe to repeat after a crash at any moment; never raises for what the
        system answers: that is an Outcome."""
        ...


@runtime_checkable
class Restoring(Protocol):
    """A connector that can also put back what a step took, if it was taken in error."""

    def restore(self, step: Step) -> Outcome:
        """Put it back as it was: ALREADY if it stands there again, FAILED if something else does.

        Never raises for what the system answers.
        """
        ...
