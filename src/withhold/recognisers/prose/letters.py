"""Letters: whom a salutation addresses, and what the sentences behind it say to that person."""

import re
from collections.abc import Iterator

from withhold.domain.fields import Protection
from withhold.recognisers.context.grammar import Analysis, Turn, turned
from withhold.recognisers.context.lexicon import Hit
from withhold.recognisers.prose.linkage import said_of
from withhold.recognisers.prose.people import Named, Person

_TITLES = (
    "mr|mrs|ms|miss|mx|dr|herr|frau|madame|mme|mlle|mademoiselle|monsieur|m"
    "|señora?|señorita|sra?|srta|don|doña|senhora?|dona"
)
_SALUTATION = re.compile(
    r"\s*(?:dear|(?:muy )?estimad[oa]|querid[oa]|cher|chère|bonjour|(?:sehr )?geehrter?|lieber?|guten tag"
    r"|prezad[oa]|car[oa]|(?P<bare>madame|monsieur))\s+"
    rf"(?P<title>(?:(?:{_TITLES})\.?\s+)*)(?P<name>[^\W\d_])",
    re.IGNORECASE,
)
_ENDS = ("", ",", ":", ";", "!", "-", "–", "—", ".")
"""What may stand behind the name of a salutation."""
_CLAIMS = frozenset({Protection.ASYLUM, Protection.VICTIM})
"""What somebody's own application asks for: "your asylum claim", "your U visa petition"."""
_AFTER = ("attribute", "boundary", "copula", "aux")
_OPEN = frozenset({"if", "whether", "unless", "should", "could", "may", "might", "would", "when", "or"})
"""Words after which "you" were perhaps nothing of the kind: "if you were detained"."""


def addressee(sentence: str, start: int, people: list[Person]) -> Person | None:
    """The person to whom a sentence that begins a letter is addressed: by a whole name, or title and name."""
    salutation = _SALUTATION.match(sentence)
    if salutation is None or len(people) != 1:
        return None
    person = people[0]
    if person.name is None or person.official or person.start - start != salutation.start("name"):
        return None
    if sentence[person.end - start :].lstrip()[:1] not in _ENDS:
        return None
    titled = bool(salutation["title"] or salutation["bare"])
    return person if titled or len(person.name.split()) > 1 else None


def told_to(analysis: Analysis, sentence: str, others: bool) -> Iterator[Protection]:
    """Each protection that a sentence says of the one it speaks to.

    `others`: the sentence names or means somebody else, so that a word for "your" that is also one for "her"
    ("su", "Ihr", "seu") may be theirs.
    """
    for hit in analysis.subjects:
        if hit.entry.protection is None or hit.entry.kind == "column":
            continue
        if _owned(analysis, sentence, hit, others) or _of_you(analysis, hit):
            yield hit.entry.protection


def _owned(analysis: Analysis, sentence: str, hit: Hit, others: bool) -> bool:
    """ "Your asylum application", "your application for asylum", but not "your question about asylum"."""
    at = hit.first - 1
    if hit.entry.protection not in _CLAIMS or at < 0 or not analysis.marked("your", at, hit):
        return False
    if analysis.has_at("possessive", at) and (others or _lower_german(analysis, sentence, at)):
        return False
    if turned(analysis, hit) is not Turn.NONE:
        return False
    last = hit.last == len(analysis.tokens)
    plain = last or any(analysis.marked(kind, hit.last, hit) for kind in _AFTER)
    if hit.entry.kind == "topic":
        return not last and analysis.marked("attribute", hit.last, hit)
    return hit.entry.kind == "state" and (plain or analysis.stops(hit.last))


def _lower_german(analysis: Analysis, sentence: str, at: int) -> bool:
    """German writes "your" with a capital; without one it is "her"."""
    token = analysis.tokens[at]
    return "de" in analysis.marks["your"][at] and sentence[token.start : token.start + 1].islower()


def _of_you(analysis: Analysis, hit: Hit) -> bool:
    """ "You were granted asylum", "you have been diagnosed with …": told, not asked and not supposed."""
    if hit.entry.kind not in ("state", "person"):
        return False
    at = next((at for at in range(hit.first - 1, -1, -1) if analysis.marked("you", at, hit)), None)
    if at is None or any(analysis.tokens[before].text in _OPEN for before in range(hit.first)):
        return False
    if analysis.tokens[-1].text == "?":
        return False
    you = Person(0, 0, None, 0.0)
    return said_of(analysis, Named(at, at + 1, you), hit)
