"""What a connector is: it plans steps against one system and does them, any number of times, with proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from withhold.domain.errors import WithholdError
from withhold.incident.case.exposed import ExposedDocument


class TakedownError(WithholdError):
    """The takedown cannot go on; one line that says what to do."""

    exit_code = 1


class SiteUnusable(TakedownError):
    """The description of the organisation's places is wrong; names the entry and the key."""

    exit_code = 2


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
    """

    id: str
    connector: str
    action: str
    describe: str
    data: Mapping[str, str | int | bool | None] = field(default_factory=dict)


class Result(StrEnum):
    """How a step ended."""

    DONE = "done"
    ALREADY = "already"  # it had been done, by an earlier run or by somebody else
    FAILED = "failed"


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
