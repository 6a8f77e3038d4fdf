"""What a header, a value, a title, the heading of a list and a name nearby say of people."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import re2

from withhold.domain.fields import Protection
from withhold.recognisers.context.grammar import (
    Analysis,
    Turn,
    analyse,
    begins_sentence,
    closed,
    only_plain,
    plain_at,
    turned,
)
from withhold.recognisers.context.introductions import introduces
from withhold.recognisers.context.letters import fold, words_apart
from withhold.recognisers.context.lexicon import Hit, Lexicon, load

Protections = frozenset[Protection]
NOTHING: Protections = frozenset()

SPOKEN = ("topic", "person", "people", "state")
"""Kinds of phrases that speak of a protected subject wherever they stand."""
HEADER_LENGTH = 200
VALUE_LENGTH = 2000
TITLE_LENGTH = 400
_LONG_VALUE = 15
"""Tokens from which a value reads as a sentence, whose subject has to be looked for with more care."""
_START = 4
"""Tokens before what a note says of its person: "The applicant has been | detained"."""
_LONG_TITLE = 25
_REACH_OF_LONG_TITLE = 8
"""A title of so many tokens is a note; it speaks of the rows only if it begins with them."""
_LIST_REACH = 4
_OF_LISTS = frozenset({"following", "these", "below", "all", "our", "their", "identified", "named"})


@cache
def lexicon() -> Lexicon:
    """The phrases of every language, read on first use."""
    return load("withhold.recognisers.context")


@cache
def _anchors() -> "re2._Regexp":
    return lexicon().anchor_pattern(*SPOKEN)


def plain(text: str) -> str:
    """A text folded for matching."""
    return fold(text if text.isascii() else unicodedata.normalize("NFKC", text))


def speaks(folded: str) -> bool:
    """Does a folded text (`letters.fold`) hold a word of any protected subject: the cheap question first."""
    return _anchors().search(folded.encode("utf-8", "replace")) is not None


def of_header(header: str) -> Protections:
    """The protected contexts that a column header says of the person in each row.

    "Asylum status" and "Book-in date" do; "Asylum office", "Number of detainees" and "Facility" do not.
    """
    analysis = analyse(lexicon(), plain(words_apart(header[:HEADER_LENGTH])))
    if not analysis.subjects:
        return NOTHING
    return _protections(hit for hit in analysis.subjects if _header_says(analysis, hit))


def _header_says(analysis: Analysis, hit: Hit) -> bool:
    if turned(analysis, hit) is not Turn.NONE:
        return False
    match hit.entry.kind:
        case "column":
            # A single word must be the header or own its attribute: "Victim name", not "Victim impact".
            return hit.last - hit.first > 1 or closed(analysis, hit)
        case "state" | "person":
            return closed(analysis, hit)
        case "topic":
            return only_plain(analysis, hit) and analysis.has("attribute")
        case _:
            return closed(analysis, hit) and any(
                analysis.marked("list", at, hit) for at in range(len(analysis.tokens))
            )


def of_value(value: str) -> Protections:
    """The protected contexts that a cell says of its row's person.

    "Asylum granted" and "Detained at Eloy Detention Center" do; "Asylum officer" and "Department of Health"
    do not. Values over 2,000 characters are prose and give nothing here.
    """
    if len(value) > VALUE_LENGTH:
        return NOTHING
    folded = plain(value)
    return _of_folded_value(folded) if speaks(folded) else NOTHING


def of_values(values: Sequence[str]) -> dict[str, Protections]:
    """`of_value` for many unique values at once, in one pass: only those that say something."""
    candidates = [value for value in values if len(value) <= VALUE_LENGTH and "\n" not in value]
    found = {value: said for value in values if "\n" in value and (said := of_value(value))}
    folded = plain("\n".join(candidates)).split("\n") if candidates else []
    if len(folded) != len(candidates):
        return {value: said for value in values if (said := of_value(value))}
    joined = "\n".join(folded).encode("utf-8", "replace")
    line, start = 0, 0
    for match in _anchors().finditer(joined):
        skipped = joined.count(b"\n", start, match.start())
        if start and not skipped:
            continue
        line, start = line + skipped, match.start()
        if said := _of_folded_value(folded[line]):
            found[candidates[line]] = said
    return found


def _of_folded_value(folded: str) -> Protections:
    analysis = analyse(lexicon(), folded)
    long = len(analysis.tokens) > _LONG_VALUE
    return _protections(hit for hit in analysis.subjects if _value_says(analysis, hit, long))


def _value_says(analysis: Analysis, hit: Hit, long: bool) -> bool:
    kind = hit.entry.kind
    if kind in ("people", "column") or turned(analysis, hit) is not Turn.NONE:
        return False
    if long and not _long_value_says(analysis, hit):
        return False
    if kind == "state":
        return hit.last - hit.first > 1 or closed(analysis, hit)
    if kind == "person":
        # "Refugee from Syria", not "Prisoner of Azkaban".
        named_after = analysis.marked("link", hit.last, hit) and not analysis.marked(
            "boundary", hit.last, hit
        )
        return closed(analysis, hit) and not named_after
    # "Asylum", "Asylum - affirmative"; not "At the asylum".
    place = analysis.marked("boundary", 0, hit) or analysis.marked("link", 0, hit)
    return only_plain(analysis, hit) and not place and hit.entry.protection is Protection.ASYLUM


def _long_value_says(analysis: Analysis, hit: Hit) -> bool:
    """A note about the row's person begins with what happened to them; a comment on the world mentions it."""
    if hit.entry.kind != "state" or analysis.of("people") or analysis.has("statistic"):
        return False
    return begins_sentence(analysis, hit, _START)


def of_title(text: str) -> Protections:
    """The protected contexts that a title, a caption or a sheet name says of the rows as people.

    "List of detainees" does; "Detainees by country", "Asylum officers" and "Grants for refugees" do not.
    """
    analysis = _of_text(text)
    if analysis is None:
        return NOTHING
    return _protections(hit for hit in analysis.subjects if _title_says(analysis, hit))


def _title_says(analysis: Analysis, hit: Hit) -> bool:
    if len(analysis.tokens) > _LONG_TITLE and hit.first > _REACH_OF_LONG_TITLE:
        return False
    listed = _listed(analysis, hit)
    turn = turned(analysis, hit)
    if turn is Turn.INSTITUTION or (not listed and (turn is Turn.STATISTIC or analysis.has("statistic"))):
        return False
    match hit.entry.kind:
        case "people":
            return True
        case "topic":
            return listed
        case "person":
            return listed or only_plain(analysis, hit)
        case "state":
            return only_plain(analysis, hit)
        case _:
            return False


def of_list(heading: str) -> Protections:
    """The protected contexts that a heading says of the names listed below it, or in its own column.

    "Asylum applicants" and "The following are detainees:" do; "Refugees wait in limbo" and "Volunteers who
    visit detainees" do not. With a colon at its end it may say more: "Detainees who are to be moved:".
    """
    analysis = _of_text(heading)
    if analysis is None:
        return NOTHING
    is_introduction = heading.rstrip().endswith((":", "："))
    return _protections(
        hit
        for hit in analysis.subjects
        if _heads_list(analysis, hit) or (is_introduction and introduces(analysis, hit, _OF_LISTS))
    )


def _heads_list(analysis: Analysis, hit: Hit) -> bool:
    if hit.entry.kind != "people" or turned(analysis, hit) is not Turn.NONE:
        return False
    others = [
        at
        for at, token in enumerate(analysis.tokens)
        if not hit.first <= at < hit.last and token.text not in _OF_LISTS
    ]
    return all(plain_at(analysis, at, hit) or analysis.marked("list", at, hit) for at in others)


def _listed(analysis: Analysis, hit: Hit) -> bool:
    """Does a word for a list stand just before or after the subject."""
    near = range(max(hit.first - _LIST_REACH, 0), min(hit.last + 2, len(analysis.tokens)))
    return any(analysis.marked("list", at, hit) for at in near)


def nearby(text: str) -> Protections:
    """The protected contexts that a file name or a heading elsewhere mentions: weaker than `of_title`.

    "asylum_stats_nov.xlsx" and "Detention" do; "Asylum officers" does not.
    """
    analysis = _of_text(text)
    if analysis is None:
        return NOTHING
    counted = analysis.has("statistic")
    return _protections(
        hit
        for hit in analysis.subjects
        if hit.entry.kind != "column" and (counted or turned(analysis, hit) is not Turn.INSTITUTION)
    )


def _of_text(text: str) -> Analysis | None:
    folded = plain(words_apart(text[:TITLE_LENGTH]))
    return analyse(lexicon(), folded) if speaks(folded) else None


def _protections(hits: Iterable[Hit]) -> Protections:
    return frozenset(hit.entry.protection for hit in hits if hit.entry.protection is not None)
