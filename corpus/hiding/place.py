"""A hiding place: how to plant content there, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from corpus.case import BENIGN, RELEASE, WITHHOLD, Case, Expect
from corpus.content import Content, harmless, of_people
from corpus.people import LATIN

PLANTED = 3

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class HidingPlace:
    """A place of one format.

    `make` gives the bytes of a document that hides the content there. `concealment` is None where the
    closed list of concealments has no word of its own for the place. `author` places hold only who made the
    document: told in a note, never withheld. `among` are cultures whose letters the place can hold.
    `skipped` allows the part to be reported as not inspected. `count` people are planted; `fields` are
    told of them: a place that cuts a number from its label leaves bare names, which nobody can count.
    """

    name: str
    make: Callable[[Random, Content], bytes]
    concealment: str | None
    route: tuple[str, ...] = ()
    author: bool = False
    skipped: bool = False
    ending: str = ""
    among: tuple[str, ...] = LATIN
    count: int = PLANTED
    fields: tuple[str, ...] = ("full_name", "alien_number")

    def expect(self) -> Expect:
        """What a verdict says when people are hidden here."""
        if self.author:
            return Expect(RELEASE, people=None)
        rules: tuple[str, ...] = ("people/identifiers",) if "alien_number" in self.fields else ()
        if self.concealment not in {
            None,
            "visible",
            "header_footer",
            "alt_text",
            "form_field",
            "speaker_notes",
        }:
            rules = ("people/concealed", *rules)
        return Expect(
            WITHHOLD,
            people=self.count if "alien_number" in self.fields else None,
            rules=rules,
            concealment=self.concealment,
            route=self.route,
            fields=self.fields,
            skipped=self.skipped,
        )


def cases(seed: int, folder: str, ending: str, places: tuple[HidingPlace, ...]) -> list[Case]:
    """Each place of a format twice: with people, and its benign twin."""
    made: list[Case] = []
    for place in places:
        end = place.ending or ending
        file = f"hiding/{folder}/{place.name}.{end}"
        twin = f"hiding/{folder}/{place.name}.twin.{end}"
        people = of_people(Random(f"{seed}/{file}"), place.count, place.among)
        nothing = harmless(Random(f"{seed}/{file}"), place.count)
        values = () if place.author else people.values
        made.append(
            Case(file, "hiding", folder, place.expect(), _maker(place, seed, file, people), planted=values)
        )
        made.append(Case(twin, "hiding", folder, BENIGN, _maker(place, seed, file, nothing), twin_of=file))
    return made


def _maker(place: HidingPlace, seed: int, file: str, content: Content) -> Callable[[], bytes]:
    return lambda: place.make(Random(f"{seed}/{file}/document"), content)
