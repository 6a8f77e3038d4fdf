"""Addresses in header fields: who wrote, to whom, in copy (RFC 5322, section 3.4)."""

import re
from collections.abc import Iterator

from withhold.readers.mail.fields import unworded

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|\((?:[^()\\]|\\.)*\)?|<[^<>]*>|[,;:]|[^",;:<>()]+|.', re.S)
"""What is never closed reaches to the end, so that nothing is looked at twice."""
_ESCAPED = re.compile(r"\\(.)", re.S)

Person = tuple[str, str]
"""Name and address; either may be empty."""


def addresses(raw: str) -> Iterator[Person]:
    """Everybody in a field; a group gives its name and its members.

    A name may also stand in brackets behind the address.
    """
    words: list[str] = []
    notes: list[str] = []
    angled = ""
    for token in map(re.Match[str].group, _TOKEN.finditer(raw)):
        if token in ",;":
            yield from _person(words, notes, angled)
            words, notes, angled = [], [], ""
        elif token == ":" and not angled and not any("@" in word for word in words):
            yield from _person(words, notes, angled)  # the name of a group, whose members follow
            words, notes = [], []
        elif token.startswith("<") and len(token) > 1:
            angled = angled or token[1:-1].strip()
        elif token.startswith("("):
            notes.append(token.strip("()"))
        elif token.startswith('"'):
            words.append(_ESCAPED.sub(r"\1", token[1:].removesuffix('"')))
        elif token != ")":
            words.append(token)
    yield from _person(words, notes, angled)


def _person(words: list[str], notes: list[str], angled: str) -> Iterator[Person]:
    name = " ".join(unworded("".join(words)).split())
    note = " ".join(unworded(" ".join(notes)).split())
    if not angled and "@" in name and " " not in name:
        name, angled = note, name
    elif note and not name:
        name = note
    name = name.strip("'\" ")
    if name == angled:
        name = ""
    if name or angled:
        yield name, angled.removeprefix("mailto:")
