"""Whether a text is in plain language: a measure where there is one, and what to change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from withhold.incident.notices.templates import Template

MOST_GRADE = 8.0
"""School years needed to read it: legal aid writes for the eighth at most."""
_MOST_WORDS = 25
_MOST_WORDS_ELSEWHERE = 30
"""Languages that build long words need fewer; those with many small ones, such as Haitian Creole, more."""
_MOST_CHARACTERS = 60
"""Of a sentence in Chinese, which is written without spaces."""
_SENTENCE = re.compile(r"[.!?…。！？؟۔।]+(?:\s+|$|(?<=[。！？।]))")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?"
    r"(?:\w{2,}ed|taken|seen|made|held|given|told|kept|found|sent|shown|done|known|written|read)\b",
    re.IGNORECASE,
)
_SHORTER: Mapping[str, str] = {
    "accordance": "by, under",
    "additional": "more",
    "adjudicate": "decide",
    "adverse": "against you",
    "aforementioned": "this",
    "approximately": "about",
    "assistance": "help",
    "commence": "begin",
    "constitute": "be",
    "deem": "think",
    "determination": "decision",
    "disclosure": "what was seen",
    "disseminate": "spread",
    "endeavour": "try",
    "expedite": "hurry",
    "facilitate": "help",
    "herein": "here",
    "hereby": "(leave it out)",
    "implement": "do",
    "inadvertent": "by mistake",
    "inadvertently": "by mistake",
    "incident": "what happened",
    "notwithstanding": "even so",
    "obtain": "get",
    "personally identifiable": "about you",
    "prior to": "before",
    "pursuant": "under",
    "regarding": "about",
    "remediation": "what we do about it",
    "remedy": "what you can ask for",
    "subsequent": "later",
    "sufficient": "enough",
    "terminate": "end",
    "unauthorised": "without permission",
    "unauthorized": "without permission",
    "utilise": "use",
    "utilize": "use",
    "whereas": "(leave it out)",
}
_JARGON = re.compile(rf"\b(?:{'|'.join(map(re.escape, _SHORTER))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to change in a text. `where` names its part, such as `written.2`; `must` is False for hints."""

    where: str
    what: str
    must: bool


def advise(made: Template) -> tuple[Advice, ...]:
    """What to change in a text, in its order; empty for a plain one. Placeholders count as one word."""
    english = made.language.split("-")[0].lower() == "en"
    found: list[Advice] = []
    for where, text in _parts(made):
        plain = _PLACEHOLDER.sub("value", text)
        found += _long(where, plain, made.language)
        found += _words(where, plain) if english else []
    if english and (grade := grade_of(" ".join(text for _, text in _parts(made)))) > MOST_GRADE:
        told = (
            f"it takes {grade:.1f} years of school to read, at most {MOST_GRADE:g}: write shorter sentences"
        )
        found.append(Advice("whole text", told, must=True))
    return tuple(found)


def grade_of(text: str) -> float:
    """The Flesch-Kincaid grade of an English text: school years (US) needed to understand it.

    Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75, Naval Technical Training (1975):
    0.39 times words per sentence, plus 11.8 times syllables per word, less 15.59. Syllables are counted by
    groups of vowels. Raises ValueError for a text without words.
    """
    plain = _PLACEHOLDER.sub("value", text)
    words = _WORD.findall(plain)
    if not words:
        raise ValueError("there are no words to measure")
    per_sentence = len(words) / len(sentences(plain))
    return 0.39 * per_sentence + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def sentences(text: str) -> list[str]:
    """The sentences of a text in any of the scripts in which texts are written."""
    return [one for one in _SENTENCE.split(text) if _WORD.search(one)]


def _parts(made: Template) -> Iterator[tuple[str, str]]:
    yield from ((f"written.{place}", text) for place, text in enumerate(made.written))
    yield from ((f"read_aloud.{place}", text) for place, text in enumerate(made.read_aloud))
    yield from ((f"cohort.{name}", text) for name, text in made.cohort.items())


def _long(where: str, text: str, language: str) -> Iterator[Advice]:
    primary = language.split("-")[0].lower()
    by_characters = primary in ("zh", "ja")
    most = _MOST_WORDS if primary == "en" else _MOST_WORDS_ELSEWHERE
    most, unit = (_MOST_CHARACTERS, "characters") if by_characters else (most, "words")
    for one in sentences(text):
        size = len(re.findall(r"\w", one)) if by_characters else len(one.split())
        if size > most:
            yield Advice(where, f"a sentence of {size} {unit}; at most {most}: make two of it", must=True)


def _words(where: str, text: str) -> Iterator[Advice]:
    for match in _JARGON.finditer(text):
        word = match[0].lower()
        yield Advice(where, f"“{word}”: say “{_SHORTER[word]}”", must=True)
    for match in _PASSIVE.finditer(text):
        yield Advice(where, f"“{match[0]}”: say who does it, if that matters", must=False)


def _syllables(word: str) -> int:
    folded = word.lower()
    groups = len(_VOWELS.findall(folded))
    silent = folded.endswith("e") and not folded.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
