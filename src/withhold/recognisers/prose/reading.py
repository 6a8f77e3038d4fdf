"""From a text to its people: names, what stands beside them, and what the sentences say of them."""

import unicodedata
from bisect import bisect_left, bisect_right
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
from withhold.recognisers.prose.entries import is_public_post, told_in_entry
from withhold.recognisers.prose.letters import addressee, told_to
from withhold.recognisers.prose.linkage import links
from withhold.recognisers.prose.membership import memberships
from withhold.recognisers.prose.mention import Mention
from withhold.recognisers.prose.people import Person, one_each
from withhold.recognisers.prose.placing import mark_offices, people_at, place, stand_in
from withhold.recognisers.prose.records import records
from withhold.recognisers.prose.sentences import split
from withhold.recognisers.prose.series import series
from withhold.recognisers.prose.vouched import vouched

CHUNK = 64 << 10
"""Characters read as one; a longer text is cut at line ends, so that no step sees more."""

_LEAST_NAME = 0.3
_LABEL_GAP = 3
_SENTENCE_ENDS = frozenset(".!?:;\n")
_NOTEWORTHY = (*SPOKEN, "born", "deceased", "contact", "on_list")
_BARE_LINE = 12
"""Tokens of a line that holds a number or an address and hardly more."""


@cache
def _lexicon() -> Lexicon:
    return load("withhold.recognisers.context", "withhold.recognisers.prose")


@cache
def _pattern(*kinds: str) -> "re2._Regexp":
    return _lexicon().anchor_pattern(*kinds)


@dataclass(slots=True, repr=False)
class _Scene:
    """What is carried from sentence to sentence: the people so far, and whom a pronoun would mean."""

    people: list[Person] = field(default_factory=list)
    antecedent: Person | None = None
    addressee: Person | None = None
    """Whom the letter that is being read addresses: "you"."""
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
    folded = fold(text)
    recorded = records(text, folded)
    spans = [span for span in vouched(text, list(names.spot(text))) if span.confidence >= _LEAST_NAME]
    data = sorted([*data_of(text), *series(text, spans)], key=lambda datum: datum.start)
    labelled = [datum.start for datum in data if datum.labelled]
    spans = [span for span in spans if not _is_label(span, labelled)]
    scene = _Scene(covered=sorted((person.start, person.end) for person in recorded))
    next_name = next_datum = 0
    sentences = split(text)
    noted, of_groups = _noted(folded, sentences)
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
        # Where nobody is named or meant, only what is said of a group can matter.
        scene.addressee = addressee(text[start:end], start, people) or scene.addressee
        someone = people or scene.antecedent or scene.addressee
        if beside or number in of_groups or (number in noted and someone):
            analysis = analyse(_lexicon(), folded[start:end])
            beside += _births(analysis, text, start, end, scene, people)
            _without_places(analysis, text, start)
            _judge(analysis, start, people, beside, scene)
            _judge_entry(text[start:end], start, people)
            _judge_letter(analysis, text[start:end], people, scene)
        _carry_on(scene, people, blank=end - start == 1)
    for person in scene.people:
        if person.protections and not person.fields and is_public_post(text, person.start):
            person.official = True  # told to the world on purpose: not a disclosure of this document
    everybody = sorted([*recorded, *one_each(scene.people, text)], key=lambda person: person.start)
    for person in everybody:
        person.start += offset
        person.end += offset
    return everybody


def _noted(folded: str, sentences: list[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """Which sentences hold a word worth their analysis, and which of them may speak of a group."""
    encoded = folded.encode("utf-8", "replace")
    lengths = [end - start for start, end in sentences]
    if len(encoded) != len(folded):
        lengths = [len(folded[start:end].encode("utf-8", "replace")) for start, end in sentences]
    ends = list(accumulate(lengths))
    noted = {bisect_right(ends, match.start()) for match in _pattern(*_NOTEWORTHY).finditer(encoded)}
    groups = _pattern("on_list", "these")
    of_groups = {
        number for number in noted if groups.search(encoded[ends[number] - lengths[number] : ends[number]])
    }
    return noted, of_groups


def _carry_on(scene: _Scene, people: list[Person], blank: bool) -> None:
    """Take a sentence's people into the scene; who was meant before a blank line is not meant behind it."""
    scene.people += people
    if blank:
        scene.antecedent = None
    elif people:
        scene.antecedent = next((person for person in people if not person.official), None)


def _is_label(span: names.NameSpan, labelled: list[int]) -> bool:
    """Whether what looks like a name is the label of the number right behind it."""
    following = bisect_left(labelled, span.end)
    return following < len(labelled) and labelled[following] - span.end <= _LABEL_GAP


def _without_places(analysis: Analysis, text: str, start: int) -> None:
    """Drop the subjects that are a part of a proper name: "in Detention Creek", "Asylum Hill"."""
    tokens = analysis.tokens
    kept = []
    for hit in analysis.subjects:
        own, after = hit.last - 1, hit.last
        proper = (
            hit.entry.kind in ("state", "topic")
            and "en" in hit.languages
            and own > 0
            and after < len(tokens)
            and tokens[own - 1].text not in _SENTENCE_ENDS
            and text[start + tokens[own].start].isupper()
            and text[start + tokens[after].start].isupper()
            and not text[start + tokens[own].start : start + tokens[after].end].isupper()
            and not any(analysis.has_at(kind, after) for kind in analysis.marks)
            and not any(other.first <= after < other.last for other in analysis.subjects)
        )
        if not proper:
            kept.append(hit)
    analysis.subjects = kept


def _judge_entry(sentence: str, start: int, people: list[Person]) -> None:
    """Give what a line of a list says to the person it begins with."""
    first = people[0] if people else None
    if first is not None and first.name is not None and not first.official:
        first.protections |= told_in_entry(sentence, first.start - start, first.end - start)


def _judge_letter(analysis: Analysis, sentence: str, people: list[Person], scene: _Scene) -> None:
    """Give what a letter says of "you" to the person of its salutation."""
    if scene.addressee is not None:
        others = any(one is not scene.addressee for one in (*people, scene.antecedent) if one is not None)
        scene.addressee.protections |= set(told_to(analysis, sentence, others))


def _births(
    analysis: Analysis, text: str, start: int, end: int, scene: _Scene, people: list[Person]
) -> list[Datum]:
    named = [(person.start - start, person.end - start) for person in people if person.name is not None]
    told = births(analysis, text[start:end], named)
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
