"""Paragraphs that stand under one another, read as one text: a list of people has a paragraph for each."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from withhold.domain.location import Location
from withhold.domain.piece import Text, TextRole
from withhold.recognisers import names, passages
from withhold.recognisers.prose import CHUNK, Mention

_LONGEST_NAME = 80
_A_NAME = 0.75
"""How likely a heading must be a name for what stands under it to be told of that person."""


def goes_on(held: Sequence[Text], text: Text) -> bool:
    """Whether a text is the next paragraph of those held: prose at their place, hidden as they are.

    Notes on cells are none: each speaks for its own cell.
    """
    last = held[-1]
    return (
        text.role is TextRole.PROSE
        and last.role is TextRole.PROSE
        and text.concealment is last.concealment
        and _without_line(text.location) == _without_line(last.location)
        and sum(len(one.text) for one in held) + len(text.text) < CHUNK
    )


def read_together(texts: Sequence[Text], heading: str) -> list[list[Mention]]:
    """Whom each text mentions, read in the light of those before it and of the heading over them.

    Offsets are into each text in Unicode form C. What the texts say of somebody who is named by the heading
    is at the beginning of the first.
    """
    parts = [unicodedata.normalize("NFC", text.text) for text in texts]
    named = _is_name(heading)
    if named:
        parts.insert(0, heading.strip())
    starts = [0]
    for part in parts[:-1]:
        starts.append(starts[-1] + len(part) + 1)
    found: list[list[Mention]] = [[] for _ in parts]
    for mention in passages.read_text("\n".join(parts), texts[0].role, "" if named else heading):
        number = bisect_right(starts, mention.start) - 1
        start = starts[number]
        found[number].append(replace(mention, start=mention.start - start, end=mention.end - start))
    if named:
        # The heading itself was read as what it is: only what is told of its person is new.
        told = [replace(one, start=0, end=0) for one in found.pop(0) if one.fields or one.protections]
        found[0][:0] = told
    return found


def is_line(text: str, mention: Mention) -> bool:
    """Whether a name is all that its line holds, but for a bullet or a number before it."""
    if mention.name is None:
        return False
    before = text[: mention.start].rpartition("\n")[2]
    behind = text[mention.end :].partition("\n")[0]
    return not behind.strip(" \t.,;") and not any(map(str.isalpha, before))


def _is_name(heading: str) -> bool:
    heading = heading.strip()
    return 0 < len(heading) <= _LONGEST_NAME and names.likelihood(heading) >= _A_NAME


def _without_line(location: Location) -> Location:
    steps = location.steps
    while steps and steps[-1].key in ("line", "path"):
        steps = steps[:-1]
    return Location(steps)
