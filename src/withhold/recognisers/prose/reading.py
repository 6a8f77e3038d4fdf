"""From a text to its people: names, what stands beside them, and what the sentences say of them."""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import re2

from withhold.recognisers import names
from withhold.recognisers.context.grammar import Analysis, analyse
from withhold.recognisers.context.letters import fold
from withhold.recognisers.context.lexicon import Lexicon, load
from withhold.recognisers.context.reading import SPOKEN
from withhold.recognisers.prose.belongings import Datum, attach, data_of, within
from withhold.recognisers.prose.births import births
from withhold.recognisers.prose.linkage import links
from withhold.recognisers.prose.membership import memberships
from withhold.recognisers.prose.mention import Mention
from withhold.recognisers.prose.people import Person, one_each
from withhold.recognisers.prose.placing import mark_offices, people_at, place, stand_in
from withhold.recognisers.prose.records import records
from withhold.recognisers.prose.sentences import split

CHUNK = 64 << 10
"""Characters read as one; a longer text is cut at line ends, so that no step sees more."""

_LEAST_NAME = 0.3
_NOTEWORTHY = (*SPOKEN, "born", "deceased", "contact", "on_list")
_BARE_LINE = 12
"""Tokens of a line that holds a number or an address and hardly more."""


@cache
def _lexicon() -> Lexicon:
    return load("withhold.recognisers.context", "withhold.recognisers.prose")


@cache
def _noteworthy() -> "re2._Regexp":
    return _lexicon().anchor_pattern(*_NOTEWORTHY)


@dataclass(slots=True, repr=False)
class _Scene:
    """What is carried from sentence to sentence: the people so far, and whom a pronoun would mean."""

    people: list[Person] = field(default_factory=list)
    antecedent: Person | None = None
    covered: list[tuple[int, int]] = field(default_factory=list)
    """Ranges of the text that labelled records have told already."""


def read(text: str) -> list[Mention]:
    """The people of whom a text speaks, in the order of the text.

    Named people; unnamed groups said to be members of a list (`membership`, `name` None); and government
    numbers that stand beside nobody's name (`name` None, `fields` not empty). Offsets are into the text in
    Unicode form C. Linear in the length of the text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    mentions = []
    start = 0
    while start < len(text):
        end = start + CHUNK
        if end < len(text):
            line = text.rfind("\n", start, end)
            end = line + 1 if line > start else end
        mentions += [person.mention() for person in _read_chunk(text[start:end], start)]
        start = end
    return mentions


def _read_chunk(text: str, offset: int) -> list[Person]:
    recorded = records(text)
    spans = [span for span in names.spot(text) if span.confidence >= _LEAST_NAME]
    data = data_of(text)
    folded = fold(text)
    scene = _Scene(covered=sorted((person.start, person.end) for person in recorded))
    next_name = next_datum = 0
    sentences = split(text)
    noted = _noted(folded, sentences)
    for number, (start, end) in enumerate(sentences):
        people: list[Person] = []
        while next_name < len(spans) and spans[next_name].end <= end:
            span = spans[next_name]
            next_name += 1
            if not within(scene.covered, span.start):
                people += people_at(text, span)
        beside = []
        while next_datum < len(data) and data[next_datum].start < end:
            if not within(scene.covered, data[next_datum].start):
                beside.append(data[next_datum])
            next_datum += 1
        if number in noted or beside:
            analysis = analyse(_lexicon(), folded[start:end])
            beside += _births(analysis, text, start, end, scene)
            _judge(analysis, start, people, beside, scene)
        _carry_on(scene, people, blank=end - start == 1)
    everybody = sorted([*recorded, *one_each(scene.people, text)], key=lambda person: person.start)
    for person in everybody:
        person.start += offset
        person.end += offset
    return everybody


def _noted(folded: str, sentences: list[tuple[int, int]]) -> set[int]:
    """Which sentences hold a word worth their analysis: one pass of one pattern over all of them."""
    noted = set()
    encoded = folded.encode("utf-8", "replace")
    lengths = [end - start for start, end in sentences]
    if len(encoded) != len(folded):
        lengths = [len(folded[start:end].encode("utf-8", "replace")) for start, end in sentences]
    ends = list(accumulate(lengths))
    for match in _noteworthy().finditer(encoded):
        noted.add(bisect_right(ends, match.start()))
    return noted


def _carry_on(scene: _Scene, people: list[Person], blank: bool) -> None:
    """Take a sentence's people into the scene; who was meant before a blank line is not meant behind it."""
    scene.people += people
    if blank:
        scene.antecedent = None
    elif people:
        scene.antecedent = next((person for person in people if not person.official), None)


def _births(analysis: Analysis, text: str, start: int, end: int, scene: _Scene) -> list[Datum]:
    told = births(analysis, text[start:end])
    return [
        Datum(start + at, start + at, field, value)
        for at, field, value in told
        if not within(scene.covered, start + at)
    ]


def _judge(analysis: Analysis, start: int, people: list[Person], data: list[Datum], scene: _Scene) -> None:
    named = place(analysis, start, people)
    mark_offices(analysis, named)
    meant = stand_in(analysis, scene.antecedent) if scene.antecedent is not None else None
    # A line with hardly more than a number or an address goes with the name on the line before.
    bare = not people and len(analysis.tokens) <= _BARE_LINE
    attach(data, people, scene.antecedent if meant is not None or bare else None)
    everybody = (
        [meant, *named] if meant is not None and (not named or meant.first < named[0].first) else named
    )
    for one, protection in links(analysis, everybody):
        one.person.protections.add(protection)
    for membership in memberships(analysis, everybody):
        for one in membership.named:
            one.person.membership = True
            one.person.protections |= membership.protections
        if not membership.named:
            at = start + analysis.tokens[membership.at].start
            group = Person(at, at, None, 0.6, membership=True, count=membership.count)
            group.protections |= membership.protections
            people.append(group)
    if analysis.has("deceased"):
        for person in people:
            person.deceased = True
    if analysis.has("contact"):
        for person in people:
            person.official = True
