"""What a generated file is, and what a correct judgement says of it: the entries of the manifest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

WITHHOLD = "withhold"
REVIEW = "review"
RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Expect:
    """What a verdict on the file must say.

    `people` is the count of distinct people, None where it is not fixed. `rules` must all be among the
    reasons, `fields` among the fields of the findings. `concealment` and `route` must be those of one and
    the same finding (None, empty: any): each step of `route` is a prefix of a step of the finding's route,
    in that order.
    `skipped` allows a `skipped` entry in place of the finding, as the design does for every hiding place.
    """

    decision: str
    people: int | None = None
    rules: tuple[str, ...] = ()
    concealment: str | None = None
    route: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    skipped: bool = False

    def as_json(self) -> dict[str, Any]:
        """The form of the manifest."""
        return {
            "decision": self.decision,
            "people": self.people,
            "rules": list(self.rules),
            "concealment": self.concealment,
            "route": list(self.route),
            "fields": list(self.fields),
            "skipped": self.skipped,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """One file of the corpus.

    `file` is its path below the output folder, `make` gives its bytes, `planted` are values that a reader
    has to bring out (they are written to the manifest: all are invented). `profile` names a file of
    corpus/profiles, `twin_of` the file of which this one is the harmless copy.
    """

    file: str
    group: str
    category: str
    expect: Expect
    make: Callable[[], bytes]
    twin_of: str | None = None
    profile: str | None = None
    planted: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The entry of the manifest."""
        return {
            "file": self.file,
            "group": self.group,
            "category": self.category,
            "expect": self.expect.as_json(),
            "twin_of": self.twin_of,
            "profile": self.profile,
            "planted": list(self.planted),
        }


BENIGN = Expect(RELEASE, people=None)
