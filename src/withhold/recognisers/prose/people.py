"""The people of a text while it is read: who they are, and what has been said of them so far."""

from dataclasses import dataclass, field

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field, Protection
from withhold.recognisers.prose.mention import Mention


@dataclass(slots=True, repr=False)
class Person:
    """Somebody named at `start` (in the whole text), or nobody by name, whose data stand there."""

    start: int
    end: int
    name: str | None
    confidence: float
    official: bool = False
    deceased: bool = False
    membership: bool = False
    count: int = 1
    fields: dict[Field, str] = field(default_factory=dict)
    protections: set[Protection] = field(default_factory=set)

    def mention(self) -> Mention:
        """What has been gathered. The dead count as public unless protection or papers are told of them."""
        living = self.protections or self.membership or not GOVERNMENT_IDENTIFIERS.isdisjoint(self.fields)
        return Mention(
            self.start,
            self.end,
            self.name,
            self.fields,
            frozenset(self.protections),
            self.membership,
            self.official or (self.deceased and not living),
            self.confidence,
            self.count,
        )

    def take(self, other: "Person") -> None:
        """Add what was gathered under another mention of the same person."""
        self.fields = {**other.fields, **self.fields}
        self.protections |= other.protections
        self.membership |= other.membership
        self.official |= other.official
        self.deceased |= other.deceased


def one_each(people: list[Person], text: str) -> list[Person]:
    """The people with "Mr Karimi" taken into the "Ahmad Karimi" of his paragraph, unless data differ."""
    full: dict[str, Person] = {}
    kept = []
    paragraph = 0
    for person in people:
        if text.find("\n\n", paragraph, person.start) >= 0:
            full.clear()
        paragraph = max(paragraph, person.start)
        words = person.name.split() if person.name else []
        earlier = full.get(words[-1].lower()) if len(words) == 1 else None
        if earlier is not None and all(
            earlier.fields.get(field, value) == value for field, value in person.fields.items()
        ):
            earlier.take(person)
            continue
        if len(words) > 1:
            full[words[-1].lower()] = person
        kept.append(person)
    return kept


@dataclass(slots=True)
class Named:
    """A person, or a word that stands for one, at the tokens [first, last) of a sentence."""

    first: int
    last: int
    person: Person
    possessive: bool = False
    pronoun: bool = False
