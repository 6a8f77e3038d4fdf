"""Phrases of many languages in one tree of tokens, and the data files they come from."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import product

import re2

from withhold.domain.fields import Protection
from withhold.recognisers.context.letters import fold

SUBJECTS = ("topic", "person", "people", "state", "column")
"""Kinds of phrases that belong to a protection; every other kind is a plain list of words."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+|[^\w\s]|\n")
_HAN_PHRASE = re.compile(rf"[{_HAN}\s]+")
_ARTICLE = re.compile(r"[وبفك]?ال(?=\w{2})|لل(?=\w{2})")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a Han character or a mark of punctuation, folded, with its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase is: its kind, the protection it speaks of (None for plain words), its language."""

    kind: str
    protection: Protection | None
    language: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: token positions [first, last) and what it is."""

    first: int
    last: int
    entry: Entry
    languages: frozenset[str] = frozenset()
    """Every language in which a subject stands here: neighbours spell many words alike."""


@dataclass(slots=True)
class _Node:
    exact: dict[str, "_Node"] = field(default_factory=dict)
    stems: dict[str, "_Node"] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Of the stems, by how they begin: by two letters, or by one if that is the whole stem."""
    wild: "_Node | None" = None
    ends: tuple[Entry, ...] = ()

    def step(self, token: str) -> Iterator["_Node"]:
        """The nodes one token further on."""
        if (node := self.exact.get(token)) is not None:
            yield node
        if self.stems:
            lengths = self.lengths.get(token[:2], ())
            if len(token) > 1:
                lengths = (*self.lengths.get(token[0], ()), *lengths)
            for length in lengths:
                if length <= len(token) and (node := self.stems.get(token[:length])) is not None:
                    yield node
        if self.wild is not None:
            yield self.wild

    def grow(self, token: str) -> "_Node":
        """The child for a token of a phrase, made if it is new."""
        if token == "*":
            self.wild = self.wild or _Node()
            return self.wild
        if token.endswith("*"):
            stem = token[:-1]
            known = self.lengths.get(stem[:2], ())
            self.lengths[stem[:2]] = tuple(sorted({*known, len(stem)}))
            return self.stems.setdefault(stem, _Node())
        return self.exact.setdefault(token, _Node())


@dataclass(slots=True)
class Lexicon:
    """All phrases as a tree; settings (where the deciding noun stands) and compound endings by language."""

    root: _Node = field(default_factory=_Node)
    settings: dict[tuple[str, str], str] = field(default_factory=dict)
    endings: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    anchors: dict[str, set[str]] = field(default_factory=dict)
    """By kind, what stands in every text that holds one of its phrases."""

    def anchor_pattern(self, *kinds: str) -> "re2._Regexp":
        """One linear pattern over the UTF-8 of folded text that misses no phrase of these kinds."""
        return _any_of(set().union(*(self.anchors[kind] for kind in kinds)))

    def add(self, phrase: str, entry: Entry) -> None:
        """Enter a phrase with its alternatives (`asylum seeker/applicant`, `asyl*`)."""
        for choice in product(*(word.split("/") for word in phrase.split())):
            tokens = [token for word in choice for token in phrase_tokens(word)]
            node = self.root
            for token in tokens:
                node = node.grow(token)
            if entry not in node.ends:
                node.ends = (*node.ends, entry)
            self.anchors.setdefault(entry.kind, set()).add(_anchor(tokens))

    def find(self, tokens: list[Token]) -> list[Hit]:
        """Every phrase in a text, in order of its first token. The longest phrase bounds the work a token."""
        hits = []
        for first, token in enumerate(tokens):
            nodes = list(self.root.step(token.text))
            if not nodes:
                continue
            last = first + 1
            while nodes:
                hits += [Hit(first, last, entry) for node in nodes for entry in node.ends]
                if last == len(tokens):
                    break
                nodes = [child for node in nodes for child in node.step(tokens[last].text)]
                last += 1
        return hits


def tokenise(folded: str) -> list[Token]:
    """The tokens of a folded text; a Han character is one token, so is a line end. Linear time."""
    tokens = []
    for match in _TOKEN.finditer(folded):
        text = match.group()
        tokens.append(Token(text if text.isascii() else _bare(text), match.start(), match.end()))
    return tokens


def _bare(token: str) -> str:
    """An Arabic word without article and the particles written onto it; other words as they are."""
    return _ARTICLE.sub("", token, count=1) if _ARTICLE.match(token) else token


@cache
def phrase_tokens(word: str) -> tuple[str, ...]:
    """Tokens of one word of a phrase as the data files write it, keeping a `*` at its end."""
    if word == "*":
        return ("*",)
    tokens = [token.text for token in tokenise(fold(word.rstrip("*")))]
    if word.endswith("*"):
        tokens[-1] += "*"
    return tuple(tokens)


@cache
def _common() -> frozenset[str]:
    """Words so frequent in any text that looking for them finds nothing; a phrase mostly has a better one."""
    source = resources.files("withhold.recognisers.context").joinpath("data", "common.txt")
    return frozenset(source.read_text("utf-8").split())


def _anchor(tokens: list[str]) -> str:
    """The part of a phrase to look for first: its longest word, or all of it where words are not spaced."""
    joined = "".join(tokens)
    if _HAN_PHRASE.fullmatch(joined):
        return joined
    return max(tokens, key=lambda token: (token != "*", token not in _common(), len(token)))


def _any_of(anchors: set[str]) -> "re2._Regexp":
    """One linear pattern over the UTF-8 of folded text that finds the anchor of any phrase."""
    branches = []
    for anchor in sorted(anchors):
        stem = re2.escape(anchor.rstrip("*"))
        if anchor.isascii():
            stem = rf"\b{stem}" if anchor.endswith("*") else rf"\b{stem}\b"
        branches.append(stem)
    options = re2.Options()
    options.max_mem = 64 << 20
    return re2.compile("|".join(branches).encode(), options)


def load(*packages: str) -> Lexicon:
    """Read every data file (one a language, `data/*.toml`) of the given packages into one lexicon."""
    lexicon = Lexicon()
    for package in packages:
        for source in sorted(resources.files(package).joinpath("data").iterdir(), key=lambda item: item.name):
            if source.name.endswith(".toml"):
                _enter(lexicon, source.name.removesuffix(".toml"), tomllib.loads(source.read_text("utf-8")))
    return lexicon


def _enter(lexicon: Lexicon, language: str, data: dict[str, object]) -> None:
    for section, lists in data.items():
        if isinstance(lists, str):
            lexicon.settings[language, section] = lists
            continue
        assert isinstance(lists, dict)
        for key, phrases in lists.items():
            if key.endswith("_ending"):
                kind = key.removesuffix("_ending")
                lexicon.endings[language, kind] = tuple(fold(ending) for ending in phrases)
                continue
            subject = section in SUBJECTS
            entry = Entry(section if subject else key, Protection(key) if subject else None, language)
            for phrase in phrases:
                lexicon.add(phrase, entry)
