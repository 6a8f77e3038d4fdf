"""What a search service is asked, and what it may be asked: never anything of anybody on the list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from withhold.domain.errors import UsageError


class SearchRefused(UsageError):
    """A query that may not leave, or a service that may not be asked now; one line that says what to do."""


class SearchFailed(Exception):
    """The service gave no answer that can be used; the message is one line without the query."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a service may be asked, by its terms or by what was bought."""

    a_minute: int
    a_day: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that a service names."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """Words that a service is told: a file's name, a former address, a heading. `by` and `why` go into the
    journal: whoever asks discloses that somebody looks."""

    words: str
    by: str
    why: str = field(repr=False)


class SearchService(Protocol):
    """A service that is asked for pages. `terms` says what its terms of use allow, as far as is known."""

    @property
    def name(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def terms(self) -> str: ...

    def ask(self, words: str) -> list[Hit]:
        """The pages that it names. Raises SearchFailed."""
        ...


MayHold = Callable[[str], bool]
"""Whether a text may hold something of the list: False is certain."""
