"""Where the people of a sentence stand in it, with which office, and whom a pronoun means."""

import re
from bisect import bisect_right

from withhold.recognisers import names
from withhold.recognisers.context.grammar import Analysis
from withhold.recognisers.prose.people import Named, Person

_APPOSITION = 5
"""Tokens behind a name within which its office is told: "Jane Doe, the agency's deputy director"."""
_FORMS_TEXT = """
mr mrs ms miss mx dr sir madam sr sra srta señor señora señorita don doña dña m mme mlle monsieur
madame mademoiselle senhor senhora dona herr herrn frau fräulein dhr mevr mw meneer mevrouw heer bay
bayan sayın bey hanım господин госпожа господина госпожу г-н г-жа гражданин гражданка гражданина
гражданку السيد السيدة الآنسة آقای خانم 先生 女士 小姐 同志 さん 氏 様 씨 님
brother sister father mother uncle
aunt son daughter hermano hermana padre madre hijo hija frère sœur père mère irmão irmã pai mãe
filho filha bruder schwester vater mutter sohn tochter broer zus vader moeder zoon dochter
"""
_FORMS = frozenset(_FORMS_TEXT.split())
"""Forms of address and kin, which say nothing of an office."""
_LEADING = frozenset(
    {"don", "dona", "herrn", "herr", "frau", "von", "bay", "bayan", "sayin", "der", "die", "das"}
)
"""What is written with a capital before a name and is, before two more words, no part of it; folded."""
_JOINT = re.compile(r" (?:y|e|i|и) ")
"""Words for "and" that also stand within one person's surname."""
_HAN = re.compile("[\u3400-\u9fff]+")
_HAN_PARTICLES = "于於在与與和自从從由被因是的"
"""What follows a Chinese name without a space, and is no name's last character."""
_PRO_DROP = frozenset({"es", "pt", "tr", "fa", "ar", "ru"})
"""Languages whose sentences may leave the pronoun out: "Fue detenida"."""


def people_at(text: str, span: names.NameSpan) -> list[Person]:
    """The people of one span: two, where a word that also joins surnames joins whole names."""
    role = span.role.lower().rstrip(".") if span.role else ""
    official = bool(role) and role not in _FORMS
    start, name = span.start, text[span.start : span.end]
    if _HAN.fullmatch(name) and len(name) > 2:
        name = name.rstrip(_HAN_PARTICLES)
    parts = [name]
    joint = _JOINT.search(name)
    if joint is not None and min(len(name[: joint.start()].split()), len(name[joint.end() :].split())) > 1:
        parts = [name[: joint.start()], name[joint.end() :]]
    people = []
    for part in parts:
        at = start + name.index(part)
        people.append(Person(at, at + len(part), part, span.confidence, official=official))
    return people


def place(analysis: Analysis, start: int, people: list[Person]) -> list[Named]:
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
    _cut_subjects(analysis, one)
    for at in range(one.first, one.last - 1):
        if analysis.has_at("official", at):
            one.first, one.person.official = at + 1, True
    while one.last - one.first > 2 and analysis.tokens[one.first].text in _LEADING:
        one.first += 1
    person, tokens = one.person, analysis.tokens
    if person.name is None or one.first >= len(tokens):
        return
    begins = max(start + tokens[one.first].start, person.start)
    ends = min(start + tokens[min(one.last, len(tokens)) - 1].end, person.end)
    if begins < ends:
        person.name = person.name[begins - person.start : ends - person.start]
        person.start, person.end = begins, ends


def _cut_subjects(analysis: Analysis, one: Named) -> None:
    """Leave out of a name what is a subject: before it, or behind it. Two words must be left to be a name."""
    leading = [hit.last for hit in analysis.subjects if hit.first == one.first and hit.last + 1 < one.last]
    one.first = max(leading, default=one.first)
    for hit in analysis.subjects:
        if one.first < hit.first < one.last:
            if hit.first - one.first == 1 and one.last - hit.last >= 2:
                one.first = hit.last
                continue
            one.last = hit.first
            return


def mark_offices(analysis: Analysis, named: list[Named]) -> None:
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


def stand_in(analysis: Analysis, antecedent: Person) -> Named | None:
    """The pronoun a sentence begins with, as the person meant."""
    for at in range(min(2, len(analysis.tokens))):
        if analysis.has_at("possessive", at):
            return Named(at, at + 1, antecedent, possessive=True)
        if analysis.has_at("pronoun", at):
            last = at + 1
            while last < len(analysis.tokens) and analysis.has_at("pronoun", last):
                last += 1
            return Named(at, last, antecedent, pronoun=True)
    if analysis.tokens and analysis.marks["copula"].get(0, set()) & _PRO_DROP:
        return Named(0, 0, antecedent, pronoun=True)
    return None
