"""One person, or one group, of whom a text speaks."""

from dataclasses import dataclass, field

from withhold.domain.fields import Field, Protection


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a text, or a group referred to as members of a list (`name` is None).

    `start` and `end` are character offsets into the text as given to `read`. `fields` has what the text says
    of this person, one value a field. `protections` is said of this person as its subject. `membership`: the
    text says that they are on a disclosed list or in a protected group. `public_role`: named in an office, a
    profession, or as somebody who has died, so that what is said of them is not private. `count` is how many
    people a group mention stands for, as far as the text says (1 if it does not).
    """

    start: int
    end: int
    name: str | None = field(default=None, repr=False)
    fields: dict[Field, str] = field(default_factory=dict, repr=False)
    protections: frozenset[Protection] = frozenset()
    membership: bool = False
    public_role: bool = False
    confidence: float = 0.5
    count: int = 1
