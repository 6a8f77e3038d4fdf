"""How a text speaks of a protected subject: of people themselves, or of an office, a programme, a count."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import Enum

from withhold.recognisers.context.lexicon import SUBJECTS, Hit, Lexicon, Token, tokenise

_STOPS = frozenset(',;:()[]{}|/\\.!?\n–—"“”«»،؛。，；：、（）-')
_ENDS = frozenset(".!?。！？؟;\n")
_REACH = 8
"""How many tokens away a deciding noun may stand: more is rare, and the bound keeps time linear."""


class Turn(Enum):
    """What a deciding noun makes of a subject: nothing, an institution or role, or a count."""

    NONE = 0
    INSTITUTION = 1
    STATISTIC = 2


@dataclass(slots=True)
class Analysis:
    """A text with the subjects found in it and the kinds of its other words by token position."""

    lexicon: Lexicon
    tokens: list[Token]
    subjects: list[Hit]
    marks: dict[str, dict[int, set[str]]]
    blanked: set[int] = field(default_factory=set)

    def marked(self, kind: str, position: int, hit: Hit) -> bool:
        """Is the token at a position a word of this kind, in a subject's languages or in English."""
        languages = self.marks[kind].get(position)
        return languages is not None and ("en" in languages or not languages.isdisjoint(hit.languages))

    def head_first(self, hit: Hit) -> bool:
        """May the deciding noun stand before this subject with nothing between them."""
        return any(self.lexicon.settings.get((language, "head")) != "last" for language in hit.languages)

    def head_last(self, hit: Hit) -> bool:
        """May the deciding noun stand after this subject."""
        return any(self.lexicon.settings.get((language, "head")) != "first" for language in hit.languages)

    def stops(self, position: int) -> bool:
        """Does a phrase end at this token: punctuation, or what the data says to pass over."""
        return position in self.blanked or self.tokens[position].text in _STOPS

    def has_at(self, kind: str, position: int) -> bool:
        """Is the token at a position a word of this kind in any language."""
        return position in self.marks[kind]

    def has(self, kind: str) -> bool:
        """Is there any word of this kind in the text."""
        return bool(self.marks[kind])

    def of(self, *kinds: str) -> list[Hit]:
        """The subjects of the given kinds."""
        return [hit for hit in self.subjects if hit.entry.kind in kinds]


def analyse(lexicon: Lexicon, folded: str) -> Analysis:
    """Find the subjects of a folded text and mark its other known words."""
    tokens = tokenise(folded)
    hits = lexicon.find(tokens)
    blanked = {at for hit in hits if hit.entry.kind == "ignore" for at in range(hit.first, hit.last)}
    marks: dict[str, dict[int, set[str]]] = defaultdict(dict)
    subjects = []
    languages: dict[tuple[int, int], set[str]] = defaultdict(set)
    for hit in hits:
        if not blanked.isdisjoint(range(hit.first, hit.last)):
            continue
        if hit.entry.kind in SUBJECTS:
            subjects.append(hit)
            languages[hit.first, hit.last].add(hit.entry.language)
        else:
            for at in range(hit.first, hit.last):
                marks[hit.entry.kind].setdefault(at, set()).add(hit.entry.language)
    subjects = [replace(hit, languages=frozenset(languages[hit.first, hit.last])) for hit in subjects]
    return Analysis(lexicon, tokens, subjects, marks, blanked)


def turned(analysis: Analysis, hit: Hit) -> Turn:
    """What the nouns around a subject make of it: "asylum | officer", "number of | detainees"."""
    ending = _compound(analysis, hit)
    if ending is not Turn.NONE:
        return ending
    behind = _forward(analysis, hit)
    return behind if behind is not Turn.NONE else _backward(analysis, hit)


def _compound(analysis: Analysis, hit: Hit) -> Turn:
    if hit.entry.kind != "topic":
        return Turn.NONE
    word = analysis.tokens[hit.last - 1].text
    endings = analysis.lexicon.endings
    for kind, turn in (("statistic", Turn.STATISTIC), ("institution", Turn.INSTITUTION)):
        if any(word.endswith(endings.get((language, kind), ())) for language in hit.languages):
            return turn
    return Turn.NONE


def _forward(analysis: Analysis, hit: Hit) -> Turn:
    head_last = analysis.head_last(hit)
    for at in range(hit.last, min(hit.last + _REACH, len(analysis.tokens))):
        if analysis.stops(at):
            return Turn.NONE
        if analysis.marked("statistic", at, hit):
            return Turn.STATISTIC
        if analysis.marked("boundary", at, hit) or analysis.marked("link", at, hit):
            return Turn.NONE
        if head_last and analysis.marked("institution", at, hit):
            return Turn.INSTITUTION
    return Turn.NONE


def _backward(analysis: Analysis, hit: Hit) -> Turn:
    """A noun before the subject decides if a link joins them, or if the language puts such nouns first."""
    linked = analysis.head_first(hit)
    for at in range(hit.first - 1, max(hit.first - 1 - _REACH, -1), -1):
        if analysis.stops(at):
            return Turn.NONE
        if analysis.marked("statistic", at, hit):
            return Turn.STATISTIC
        if analysis.marked("institution", at, hit):
            return Turn.INSTITUTION if linked else Turn.NONE
        if analysis.marked("link", at, hit):
            linked = True
        elif analysis.marked("boundary", at, hit) or analysis.marked("copula", at, hit):
            return Turn.NONE
    return Turn.NONE


def closed(analysis: Analysis, hit: Hit) -> bool:
    """Does the subject stand by itself: plain words before it, and after it an end, a number or such.

    "Refugee (principal)" and "Detained at …" do; "Refugee resettlement", "people detained" do not.
    """
    after = ("attribute", "boundary", "copula")
    before = _plain(analysis, hit.first - 1, hit, ("attribute", "copula"))
    return before and _plain(analysis, hit.last, hit, after)


def begins_sentence(analysis: Analysis, hit: Hit, reach: int) -> bool:
    """Does a sentence of the text begin at most `reach` tokens before the subject."""
    if hit.first <= reach:
        return True
    return any(analysis.tokens[at].text in _ENDS for at in range(hit.first - 1 - reach, hit.first))


def _plain(analysis: Analysis, at: int, hit: Hit, kinds: tuple[str, ...]) -> bool:
    """Is a position outside the text, or an end, a number, or a word of one of these kinds."""
    if not 0 <= at < len(analysis.tokens) or analysis.stops(at) or _is_number(analysis, at):
        return True
    return any(analysis.marked(kind, at, hit) for kind in kinds)


def _is_number(analysis: Analysis, at: int) -> bool:
    text = analysis.tokens[at].text
    return text[0].isdigit() or text in "+#*%&"


def only_plain(analysis: Analysis, hit: Hit) -> bool:
    """Are all words beside the subject attributes, links or numbers: "Date of asylum decision"."""
    return all(
        hit.first <= at < hit.last or plain_at(analysis, at, hit) for at in range(len(analysis.tokens))
    )


def plain_at(analysis: Analysis, at: int, hit: Hit) -> bool:
    """Is the token an attribute, a link or a number, or does it end something."""
    return _plain(analysis, at, hit, ("attribute", "link", "boundary", "copula"))
