"""Of whom a sentence says it: the link between a name and a protected subject."""

from collections.abc import Iterator

from withhold.domain.fields import Protection
from withhold.recognisers.context.grammar import Analysis, Turn, turned
from withhold.recognisers.context.lexicon import Hit
from withhold.recognisers.prose.people import Named

_MOST_AFTER_VERB = 4
"""Unknown words between "was" and what was done: "was last week in Arizona detained"."""
_MOST_FREE = 8
"""The same where a language puts its verb first or last."""
_MOST_BEFORE_NAME = 4
_MOST_OF_ORIGIN = 1
"""Unknown words before a name that say where from: "the asylum claim of Syrian national Khaled Hasan"."""
_WIDEST = 60
"""Tokens between a name and what is said of it."""
_VERB_FIRST = frozenset({"ar", "ru", "es", "pt", "fr"})
"""Languages in which a whole verb may stand before its subject: "Fue detenido Juan Pérez"."""
_GENITIVE = frozenset({"ar", "fa"})
"""Languages that set the owner behind what is owned, with no word between."""
_PAUSES = frozenset(",،，、–—-")
_PLAIN_LINKS = frozenset({"the", "der", "die", "of", "el", "la", "le"})
"""Words of these kinds that are as often articles, or join "one of the …"."""
_QUOTES = frozenset("\"“”'«»")
JOINING = frozenset({"and", "y", "et", "e", "und", "en", "и", "و", "和", "ve", "&"})


def links(analysis: Analysis, named: list[Named]) -> Iterator[tuple[Named, Protection]]:
    """Each person of a sentence with each protection that the sentence says of that person."""
    for hit in analysis.subjects:
        protection = hit.entry.protection
        if protection is None or hit.entry.kind == "column":
            continue
        for one in _subjects_of(analysis, hit, named):
            if not one.person.official:
                yield one, protection


def _subjects_of(analysis: Analysis, hit: Hit, named: list[Named]) -> list[Named]:
    after = next((one for one in named if one.first >= hit.last), None)
    if after is not None and _introduces(analysis, hit, after):
        return _with_following(analysis, after, named) if hit.entry.kind == "people" else [after]
    before = next((one for one in reversed(named) if one.last <= hit.first), None)
    if before is not None and said_of(analysis, before, hit):
        return _with_preceding(analysis, before, named)
    return []


def _introduces(analysis: Analysis, hit: Hit, after: Named) -> bool:
    """ "asylum seeker Amina Yusuf", "the detainee, Mr Haddad", "agents detained Mr Haddad"."""
    gap = range(hit.last, after.first)
    if len(gap) > _MOST_BEFORE_NAME or after.possessive:
        return False
    kind = hit.entry.kind
    if _handed_in_by(analysis, hit, gap):
        return True
    if kind == "state":
        # "detained" alone acts on the name; "victim of" and the like govern something else.
        if hit.last - hit.first > 1 and hit.languages.isdisjoint(_VERB_FIRST):
            return False
        if not all(analysis.marked("named", at, hit) for at in gap):
            return False
        return hit.entry.protection is Protection.CUSTODY
    return kind in ("person", "people") and all(
        analysis.tokens[at].text in _PAUSES
        or analysis.tokens[at].text in ":：(."
        or analysis.tokens[at].text in _QUOTES
        or analysis.marked("named", at, hit)
        or analysis.tokens[at].text[0].isdigit()
        for at in gap
    )


def _handed_in_by(analysis: Analysis, hit: Hit, gap: range) -> bool:
    """ "The asylum application of Amina Yusuf", "the asylum claim filed by Mr Haddad"."""
    if hit.entry.protection is not Protection.ASYLUM or hit.entry.kind not in ("topic", "state") or not gap:
        return False
    joined = any(analysis.marked("by", at, hit) for at in gap) or not hit.languages.isdisjoint(_GENITIVE)
    if turned(analysis, hit) is not Turn.NONE or not joined:
        return False
    told = hit.entry.kind == "state" or analysis.marked("attribute", gap[0], hit)
    if not told or any(analysis.marked(kind, at, hit) for kind in ("institution", "official") for at in gap):
        return False
    light = ("by", "attribute", "named")
    unknown = sum(
        analysis.tokens[at].text != "." and not any(analysis.marked(kind, at, hit) for kind in light)
        for at in gap
    )
    return unknown <= _MOST_OF_ORIGIN


def said_of(analysis: Analysis, before: Named, hit: Hit) -> bool:
    """Does the sentence say what `hit` means of the name before it.

    Between them may stand an aside ("(born 1987)", ", of Herat,") and auxiliary words, but no other people,
    no office and no negation.
    """
    if hit.first - before.last > _WIDEST:
        return False
    start, paused = _past_asides(analysis, before.last, hit.first)
    rest = range(start, hit.first)
    if turned(analysis, hit) is not Turn.NONE or _others_between(analysis, start, hit):
        return False
    if _possessed(analysis, before, hit):
        return True
    if hit.entry.kind == "topic" or before.possessive:
        return False
    if any(_blocks(analysis, at, hit) for at in rest):
        return False
    light = ("speech", "pronoun") if before.pronoun else ()
    unknown = sum(
        not _light(analysis, at, hit) and not any(analysis.marked(kind, at, hit) for kind in light)
        for at in rest
    )
    verb = bool(rest) and (analysis.marked("copula", start, hit) or analysis.marked("aux", start, hit))
    if hit.entry.kind in ("person", "people"):
        return _described(analysis, hit, rest, paused, verb, unknown)
    if free_order(analysis, hit):
        return unknown <= _MOST_FREE
    if hit.last - hit.first == 1 and not any(analysis.marked("copula", at, hit) for at in rest):
        return False
    return unknown <= (_MOST_AFTER_VERB if verb else 0)


def _described(analysis: Analysis, hit: Hit, rest: range, paused: bool, verb: bool, unknown: int) -> bool:
    if not (paused or verb or free_order(analysis, hit)) or unknown > _MOST_AFTER_VERB:
        return False
    # "Works with asylum seekers", "a nurse at a refugee camp": a preposition leads to somebody else.
    if any(_leads_away(analysis, at, hit) for at in rest):
        return False
    if hit.entry.kind == "people" and (unknown or not verb):
        return False
    # "In a letter to Smith, the refugee said": with "the", after a pause, somebody else begins.
    return not (paused and not verb and rest and analysis.tokens[rest[0]].text == "the")


def _leads_away(analysis: Analysis, at: int, hit: Hit) -> bool:
    joins = analysis.marked("link", at, hit) or analysis.marked("boundary", at, hit)
    return joins and not _light(analysis, at, hit) and analysis.tokens[at].text not in _PLAIN_LINKS


def _past_asides(analysis: Analysis, start: int, end: int) -> tuple[int, bool]:
    """Where the sentence goes on after what is set off behind a name, and whether anything was."""
    paused = False
    while start < end:
        text = analysis.tokens[start].text
        if text in "(（[":
            close = next((at for at in range(start, end) if analysis.tokens[at].text in ")）]"), None)
            if close is None:
                return start + 1, True
            start, paused = close + 1, True
        elif text in _PAUSES:
            last = max(at for at in range(start, end) if analysis.tokens[at].text in _PAUSES)
            return last + 1, True
        else:
            break
    return start, paused


def _others_between(analysis: Analysis, start: int, hit: Hit) -> bool:
    """Other people of a protected kind stand before the hit: it is said of them."""
    return any(
        other.entry.kind in ("people", "person")
        and start <= other.first < hit.first
        and other.last <= hit.last
        for other in analysis.subjects
        if other is not hit
    )


def _possessed(analysis: Analysis, before: Named, hit: Hit) -> bool:
    """ "Her asylum claim", "Amina Yusuf's asylum application"."""
    if hit.entry.kind not in ("topic", "state") or hit.entry.protection is not Protection.ASYLUM:
        return False
    between = [analysis.tokens[at].text for at in range(before.last, hit.first)]
    owned = between == [] if before.possessive else between == ["s"] or _whose(analysis, before, hit)
    return owned and (hit.entry.kind == "state" or _plain_after(analysis, hit))


def _whose(analysis: Analysis, before: Named, hit: Hit) -> bool:
    """ "Li Wei, whose asylum claim …"."""
    between = range(before.last, hit.first)
    return (
        0 < len(between) <= _MOST_BEFORE_NAME
        and all(analysis.tokens[at].text in _PAUSES or analysis.marked("whose", at, hit) for at in between)
        and not analysis.stops(between[-1])
    )


def _plain_after(analysis: Analysis, hit: Hit) -> bool:
    return hit.last < len(analysis.tokens) and analysis.marked("attribute", hit.last, hit)


def _blocks(analysis: Analysis, at: int, hit: Hit) -> bool:
    text = analysis.tokens[at].text
    if (
        analysis.stops(at)
        and text not in _QUOTES
        and text not in _PAUSES
        and not _within_number(analysis, at)
    ):
        return True
    return any(analysis.marked(kind, at, hit) for kind in ("negation", "institution", "official"))


def _within_number(analysis: Analysis, at: int) -> bool:
    """The marks within a date or a number, and the full stop of an abbreviation, end nothing."""
    tokens = analysis.tokens
    if not 0 < at < len(tokens) - 1:
        return False
    numbers = tokens[at - 1].text[0].isdigit() and tokens[at + 1].text[0].isdigit()
    return numbers or (tokens[at].text == "." and len(tokens[at - 1].text) == 1)


def _light(analysis: Analysis, at: int, hit: Hit) -> bool:
    text = analysis.tokens[at].text
    if (
        text in _QUOTES
        or text in ("a", "an", "one", "of", "the", "/", ".")
        or text[0].isdigit()
        or (text.isascii() and text.endswith("ly"))
    ):
        return True
    return any(analysis.marked(kind, at, hit) for kind in ("aux", "copula", "born"))


def free_order(analysis: Analysis, hit: Hit) -> bool:
    return all(analysis.lexicon.settings.get((language, "order")) == "free" for language in hit.languages)


def _joined(analysis: Analysis, left: Named, right: Named) -> bool:
    between = range(left.last, right.first)
    return len(between) <= 2 and all(
        analysis.tokens[at].text in _PAUSES or analysis.tokens[at].text in JOINING for at in between
    )


def _with_preceding(analysis: Analysis, last: Named, named: list[Named]) -> list[Named]:
    """ "Amina Yusuf and Omar Said were detained": both."""
    group = [last]
    for one in reversed(named[: named.index(last)]):
        if not _joined(analysis, one, group[-1]):
            break
        group.append(one)
    return group


def _with_following(analysis: Analysis, first: Named, named: list[Named]) -> list[Named]:
    """ "The detainees Amina Yusuf and Omar Said": both."""
    group = [first]
    for one in named[named.index(first) + 1 :]:
        if not _joined(analysis, group[-1], one):
            break
        group.append(one)
    return group
