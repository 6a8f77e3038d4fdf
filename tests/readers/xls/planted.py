"""Generated places as planted files for the contract of readers."""

from random import Random

from corpus.content import Content, of_people
from corpus.hiding.place import HidingPlace
from tests.contract.reader import Planted
from withhold.domain.concealment import Concealment


def content_of(place: HidingPlace) -> Content:
    """What is planted in a place."""
    return of_people(Random(place.name), place.count, place.among)


def planted(place: HidingPlace) -> Planted:
    """The place with its first person."""
    content = content_of(place)
    how = Concealment(place.concealment or "visible")
    return Planted(place.name, place.make(Random(7), content), content.values[0], how, place.route)
