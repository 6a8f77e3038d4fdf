"""Headers to meanings, by the word lists in `headers/`, one file a language."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from withhold.domain.fields import NAME_FIELDS, Field
from withhold.recognisers.interface import HeaderMeaning, Marker, Role
from withhold.text.normalise import fold_label

LANGUAGES = ("en", "es", "fr", "pt", "de", "nl", "ru", "ar", "fa", "zh", "tr")

_LONGEST_PHRASE = 6
_LONGEST_HEADER = 200
"""Characters. Longer "headers" are questions or data; what they say is read as text instead."""
_LONGEST_LABEL = 40
_MOST_WORDS = 10
"""A header with more is a question of a survey or a sentence: single words in it mean little."""
_SHORT = 3
"""A word this short means something inside a longer header only in English; elsewhere it must stand alone."""
_NUMBER_SIGN = re.compile(r"#|№|\bn[º°]", re.IGNORECASE)
_NOTE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_GENERIC = re.compile(
    r"(?:column|col|field|unnamed|var|f|c|v|x|data|spalte|columna|colonne|столбец|列)? ?\d*"
)
_HAN = re.compile("[\u3400-\u9fff]")
_ARTICLE = "ال"

_HALVES = {
    "first": Field.GIVEN_NAME,
    "given": Field.GIVEN_NAME,
    "last": Field.FAMILY_NAME,
    "family": Field.FAMILY_NAME,
}
"""Words that mean a part of a name alone or beside whose it is: "Respondent Last", `subject.given`."""
_WHOSE = frozenset({Field.FULL_NAME, Role.SUBJECT, Marker.NAME, Marker.TOPIC})

Concept = Field | Marker | Role | str
"""What a phrase stands for; the string "thing" for what is no person."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: dict[str, tuple[Concept, ...]]
    alone: dict[str, tuple[Concept, ...]]
    """Phrases that count only as the whole header."""
    han: tuple[str, ...]
    """Phrases in Han characters, longest first."""


@cache
def _lexicon() -> _Lexicon:
    phrases: defaultdict[str, list[Concept]] = defaultdict(list)
    alone: defaultdict[str, list[Concept]] = defaultdict(list)
    folder = files("withhold.recognisers.columns") / "headers"
    for language in LANGUAGES:
        for section, groups in tomllib.loads((folder / f"{language}.toml").read_text("utf-8")).items():
            for name, words in groups.items():
                concept = _concept(section, name)
                for word in words:
                    phrase = _comparable(word)
                    short = len(phrase) <= _SHORT and language != "en" and not _HAN.search(phrase)
                    known = alone[phrase] if short else phrases[phrase]
                    if concept not in known:
                        known.append(concept)
    han = tuple(sorted((p for p in phrases if _HAN.search(p)), key=lambda p: (-len(p), p)))
    return _Lexicon(
        {phrase: tuple(found) for phrase, found in phrases.items()},
        {phrase: tuple(found) for phrase, found in alone.items()},
        han,
    )


def _concept(section: str, name: str) -> Concept:
    if section == "field":
        return Field(name)
    if section == "marker":
        return Marker(name)
    return Role(name) if section == "role" else "thing"


def _comparable(text: str) -> str:
    """Folded words; Arabic ones without their article."""
    folded = fold_label(_NUMBER_SIGN.sub(" number ", text))
    if _ARTICLE not in folded:
        return folded
    return " ".join([_without_article(word) for word in folded.split()])


def _without_article(word: str) -> str:
    return word[2:] if word.startswith(_ARTICLE) and len(word) > 4 else word


@lru_cache(maxsize=4096)
def read_header(header: str | None) -> HeaderMeaning:
    """What a column header says, in any of `LANGUAGES`, whatever its case, separators and notes."""
    if header is None or not header.strip():
        return HeaderMeaning(blank=True)
    header = header[:_LONGEST_HEADER]
    folded = _comparable(header)
    if _GENERIC.fullmatch(folded):
        return HeaderMeaning(blank=True)
    lexicon = _lexicon()
    whole = lexicon.phrases.get(folded, ()) + lexicon.alone.get(folded, ())
    if whole:
        return _meaning([(folded, whole)], ())
    bare = _comparable(_NOTE.sub(" ", header))
    whole = lexicon.phrases.get(bare, ()) + lexicon.alone.get(bare, ())
    if bare != folded and whole:
        return _meaning([(bare, whole)], ())
    if folded.count(" ") >= _MOST_WORDS:
        return HeaderMeaning(rest=tuple(folded.split()))
    found, rest = _phrases_in(folded, lexicon)
    return _meaning(found, tuple(rest))


def whole_header(value: str) -> tuple[Concept, ...]:
    """What a cell stands for if all of it is a header, as usually written: cheap enough for every value."""
    if not 1 < len(value) <= _LONGEST_LABEL or value[0].isdigit():
        return ()
    return _lexicon().phrases.get(value.lower().replace("-", " ").replace("_", " "), ())


def whole_headers(values: Iterable[str | None]) -> list[str]:
    """The values for which `whole_header` may say something, found in one pass over all of them."""
    filled = [value for value in values if value]
    lines = "\n".join(filled).lower().replace("-", " ").replace("_", " ").split("\n")
    if len(lines) != len(filled):
        return [value for value in filled if whole_header(value)]
    known = _lexicon().phrases.keys() & set(lines)
    return [value for value, line in zip(filled, lines, strict=True) if line in known] if known else []


def _phrases_in(folded: str, lexicon: _Lexicon) -> tuple[list[tuple[str, tuple[Concept, ...]]], list[str]]:
    """Known phrases in a header, in order, the longest at each place, without overlap; and other words."""
    found: list[tuple[str, tuple[Concept, ...]]] = []
    rest: list[str] = []
    words = folded.split()
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            concepts = lexicon.phrases.get(phrase)
            if concepts:
                found.append((phrase, concepts))
                at += size
                break
        else:
            if _HAN.search(words[at]):
                found.extend(_han_phrases(words[at], lexicon))
            else:
                rest.append(words[at])
            at += 1
    return found, rest


def _han_phrases(word: str, lexicon: _Lexicon) -> list[tuple[str, tuple[Concept, ...]]]:
    found = []
    for phrase in lexicon.han:
        place = word.find(phrase)
        if place >= 0:
            found.append((place, phrase))
            word = word.replace(phrase, "\0" * len(phrase))
    return [(phrase, lexicon.phrases[phrase]) for _, phrase in sorted(found)]


def _meaning(found: list[tuple[str, tuple[Concept, ...]]], rest: tuple[str, ...]) -> HeaderMeaning:
    told = {concept for _, concepts in found for concept in concepts}
    if told <= _WHOSE and len(rest) == 1:
        found = [*found, *((word, (_HALVES[word],)) for word in rest if word in _HALVES)]
        rest = tuple(word for word in rest if word not in _HALVES)
    fields: list[Field] = []
    markers: set[Marker] = set()
    roles: list[str] = []
    kinds: list[Role] = []
    thing = False
    for phrase, concepts in found:
        for concept in concepts:
            if isinstance(concept, Field):
                fields.append(concept)
            elif isinstance(concept, Marker):
                markers.add(concept)
            elif isinstance(concept, Role):
                roles.append(phrase)
                kinds.append(concept)
            else:
                thing = True
    role = None
    if kinds:
        role = Role.OFFICIAL if Role.OFFICIAL in kinds and kinds[0] is not Role.SUBJECT else Role.SUBJECT
    return HeaderMeaning(
        _ordered(fields),
        frozenset(markers),
        role,
        tuple(dict.fromkeys(roles)),
        thing,
        False,
        rest,
    )


def _ordered(fields: list[Field]) -> tuple[Field, ...]:
    """Each field once; whose it is comes last ("Person: birth date"). Both halves make a full name."""
    if Field.GIVEN_NAME in fields and Field.FAMILY_NAME in fields:
        fields = [Field.FULL_NAME, *(field for field in fields if field not in NAME_FIELDS)]
    return tuple(sorted(dict.fromkeys(fields), key=_NAMES_LAST.__getitem__))


_NAMES_LAST = dict.fromkeys(Field, 0) | {
    Field.GIVEN_NAME: 1,
    Field.FAMILY_NAME: 1,
    Field.FULL_NAME: 2,
}
