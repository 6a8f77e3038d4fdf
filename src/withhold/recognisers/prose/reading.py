"""From a text to its people: names, what stands beside them, and what the sentences say of them."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import re2

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.recognisers import contacts, identifiers, names
from withhold.recognisers.context.grammar import Analysis, analyse
from withhold.recognisers.context.letters import fold
from withhold.recognisers.context.lexicon import Lexicon, load
from withhold.recognisers.context.reading import SPOKEN
from withhold.recognisers.prose.births import births
from withhold.recognisers.prose.linkage import links
from withhold.recognisers.prose.membership import memberships
from withhold.recognisers.prose.mention import Mention
from withhold.recognisers.prose.people import Named, Person
from withhold.recognisers.prose.records import records
from withhold.recognisers.prose.sentences import split

CHUNK = 64 << 10
"""Characters read as one; a longer text is cut at line ends, so that no step sees more."""

_LEAST_NAME = 0.3
_NOTEWORTHY = (*SPOKEN, "born", "deceased", "contact", "on_list")
_APPOSITION = 5
"""Tokens behind a name within which its office is told: "Jane Doe, the agency's deputy director"."""
_BARE_LINE = 12
"""Tokens of a line that holds a number or an address and hardly more."""
_FORMS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sra", "m", "mme", "herr", "frau", "don", "doña"}
)
"""Forms of address, which say nothing of an office."""
_DIGIT = re.compile(r"\d")
_PRO_DROP = frozenset({"es", "pt", "tr", "fa", "ar", "ru"})
"""Languages whose sentences may leave the pronoun out: "Fue detenida"."""


@cache
def _lexicon() -> Lexicon:
    return load("withhold.recognisers.context", "withhold.recognisers.prose")


@cache
def _noteworthy() -> "re2._Regexp":
    return _lexicon().anchor_pattern(*_NOTEWORTHY)


@dataclass(frozen=True, slots=True, repr=False)
class _Datum:
    """A value at a place in the text that belongs to somebody."""

    start: int
    end: int
    field: Field
    value: str


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
    data = _data(text)
    folded = fold(text)
    scene = _Scene(covered=sorted((person.start, person.end) for person in recorded))
    next_name = next_datum = 0
    sentences = split(text)
    noted = _noted(folded, sentences)
    for number, (start, end) in enumerate(sentences):
        people = []
        while next_name < len(spans) and spans[next_name].end <= end:
            span = spans[next_name]
            next_name += 1
            if not _within(scene.covered, span.start):
                people.append(_person(text, span))
        beside = []
        while next_datum < len(data) and data[next_datum].start < end:
            if not _within(scene.covered, data[next_datum].start):
                beside.append(data[next_datum])
            next_datum += 1
        if number in noted or (beside and not people and scene.antecedent is not None):
            analysis = analyse(_lexicon(), folded[start:end])
            beside += _births(analysis, text, start, end, scene)
            _judge(analysis, start, people, beside, scene)
        elif beside:
            _attach(beside, people, None)
        _carry_on(scene, people, blank=end - start == 1)
    everybody = sorted([*recorded, *scene.people], key=lambda person: person.start)
    for person in everybody:
        person.start += offset
        person.end += offset
    return everybody


def _within(ranges: list[tuple[int, int]], at: int) -> bool:
    place = bisect_right(ranges, (at, len(ranges) and ranges[-1][1])) - 1
    return place >= 0 and ranges[place][0] <= at < ranges[place][1]


def _person(text: str, span: names.NameSpan) -> Person:
    role = span.role.lower().rstrip(".") if span.role else ""
    official = bool(role) and role not in _FORMS
    return Person(span.start, span.end, text[span.start : span.end], span.confidence, official=official)


def _data(text: str) -> list[_Datum]:
    """Identifiers and contacts in a text, in order."""
    found = []
    if _DIGIT.search(text):
        found += [
            _Datum(match.start, match.end, match.field, match.canonical)
            for match in identifiers.scan(text)
            if match.strong
        ]
        spans = [*contacts.phones(text), *contacts.addresses(text), *contacts.ibans(text)]
    else:
        spans = []
    if "@" in text:
        spans += contacts.emails(text)
    found += [
        _Datum(span.start, span.end, span.field, text[span.start : span.end])
        for span in spans
        if span.private is not False
    ]
    return sorted(found, key=lambda datum: datum.start)


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


def _births(analysis: Analysis, text: str, start: int, end: int, scene: _Scene) -> list[_Datum]:
    told = births(analysis, text[start:end])
    return [
        _Datum(start + at, start + at, field, value)
        for at, field, value in told
        if not _within(scene.covered, start + at)
    ]


def _judge(analysis: Analysis, start: int, people: list[Person], data: list[_Datum], scene: _Scene) -> None:
    named = _place(analysis, start, people)
    _offices(analysis, named)
    meant = _stand_in(analysis, scene.antecedent) if scene.antecedent is not None else None
    # A line with hardly more than a number or an address goes with the name on the line before.
    bare = not people and len(analysis.tokens) <= _BARE_LINE
    _attach(data, people, scene.antecedent if meant is not None or bare else None)
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


def _place(analysis: Analysis, start: int, people: list[Person]) -> list[Named]:
    """The people of a sentence by their tokens."""
    starts = [token.start for token in analysis.tokens]
    placed = []
    for person in people:
        first = bisect_right(starts, max(person.start - start, 0)) - 1
        last = bisect_right(starts, max(person.end - start - 1, 0))
        one = Named(max(first, 0), max(last, first + 1), person)
        _trim(analysis, start, one)
        placed.append(one)
    return placed


def _trim(analysis: Analysis, start: int, one: Named) -> None:
    """Cut from a name its title, and what the sentence says of it where no capitals tell them apart."""
    person = one.person
    name = person.name or ""
    for hit in analysis.subjects:
        if one.first < hit.first < one.last:
            one.last = hit.first
            person.end = start + analysis.tokens[hit.first - 1].end
            name = name[: person.end - person.start]
            break
    for at in range(one.first, one.last - 1):
        if analysis.has_at("official", at):
            one.first, person.official = at + 1, True
            begins = start + analysis.tokens[one.first].start
            name, person.start = name[begins - person.start :], begins
    person.name = name


def _offices(analysis: Analysis, named: list[Named]) -> None:
    """Mark those whose office stands beside their name: "Immigration Judge X", "X, director of …"."""
    for one in named:
        before = range(max(one.first - 2, 0), one.first)
        ahead = any(analysis.has_at("official", at) for at in before if not analysis.stops(at))
        behind = False
        if one.last < len(analysis.tokens) and analysis.tokens[one.last].text in ",،，":
            for at in range(one.last + 1, min(one.last + 1 + _APPOSITION, len(analysis.tokens))):
                if analysis.stops(at):
                    break
                behind = behind or analysis.has_at("official", at)
        one.person.official = one.person.official or ahead or behind


def _stand_in(analysis: Analysis, antecedent: Person) -> Named | None:
    """The pronoun a sentence begins with, as the person meant."""
    for at in range(min(2, len(analysis.tokens))):
        if analysis.has_at("possessive", at):
            return Named(at, at + 1, antecedent, possessive=True)
        if analysis.has_at("pronoun", at):
            last = at + 1
            while last < len(analysis.tokens) and analysis.has_at("pronoun", last):
                last += 1
            return Named(at, last, antecedent)
    if analysis.tokens and analysis.marks["copula"].get(0, set()) & _PRO_DROP:
        return Named(0, 0, antecedent)
    return None


def _attach(data: list[_Datum], people: list[Person], meant: Person | None) -> None:
    """Give each datum to the nearest person before it, else behind it, else the one meant.

    A government number that is nobody's here stands for somebody without a name; other data do not.
    """
    private = [person for person in people if not person.official and person.name is not None]
    for datum in data:
        before = [person for person in private if person.start <= datum.start]
        owner = before[-1] if before else (private[0] if private else None)
        owner = owner or meant
        if owner is None and datum.field not in GOVERNMENT_IDENTIFIERS:
            continue
        if owner is None:
            owner = Person(datum.start, datum.end, None, 0.6)
            people.append(owner)
        owner.fields.setdefault(datum.field, datum.value)
