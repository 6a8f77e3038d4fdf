"""Sentences that introduce a list of people: "Applicants for asylum who are to be removed on 4 May:"."""

from collections.abc import Collection

from withhold.recognisers.context.grammar import Analysis, Turn, plain_at, turned
from withhold.recognisers.context.lexicon import Hit

_RELATIVE_TEXT = """
who whose that which cuyo cuya cuyos cuyas que quienes dont qui deren die der wiens wier della quali
чьи чьё которые которых
"""
_RELATIVE = frozenset(_RELATIVE_TEXT.split())
"""Words with which it goes on to say more of those it is about: "Detainees who …"."""
_WHOSE = frozenset({"whose", "cuyo", "cuya", "cuyos", "cuyas", "dont", "deren", "wier", "чьи", "чьё"})
_ANYBODY_TEXT = """
persons people individuals applicants claimants those men women children families personas solicitantes
personnes demandeurs personen antragsteller aanvragers лица заявители
"""
_ANYBODY = frozenset(_ANYBODY_TEXT.split())
_TO_OTHERS_TEXT = """
by with to from for contact call ask see visit meet phone email ring consult reach write join
por con a par avec de von mit bei door met van от у
"""
_TO_OTHERS = frozenset(_TO_OTHERS_TEXT.split())
"""Last words where those listed are others than those it begins with: "Detainees who need help can call:"."""
_COLONS = ":："


def introduces(analysis: Analysis, hit: Hit, determiners: Collection[str]) -> bool:
    """Whether a line that ends with a colon is about a subject, and those listed below it are its people.

    It begins with them, but for `determiners` and plain words, and goes on with what is said of them: "Asylum
    applicants who were refused in May:", "Persons whose asylum claim was refused:".
    """
    texts = [token.text for token in analysis.tokens if token.text not in _COLONS]
    if turned(analysis, hit) is not Turn.NONE or texts[-1] in _TO_OTHERS:
        return False
    if hit.entry.kind == "people":
        begun, told = hit.first, _goes_on(analysis, hit, texts)
    else:
        begun = next((at for at, text in enumerate(texts) if text in _ANYBODY), hit.first)
        told = hit.entry.kind == "topic" and begun + 2 == hit.first and texts[begun + 1] in _WHOSE
        told &= not any(other.entry.kind == "people" for other in analysis.subjects)
    return told and all(
        texts[at] in determiners or plain_at(analysis, at, hit) or analysis.marked("list", at, hit)
        for at in range(begun)
    )


def _goes_on(analysis: Analysis, hit: Hit, texts: list[str]) -> bool:
    """Whether more is said of the subject, and no verb follows of which it is not the object."""
    more = hit.last + (texts[hit.last : hit.last + 1] == [","])
    if more >= len(texts):
        return False
    return (
        texts[more] in _RELATIVE
        or analysis.marked("boundary", more, hit)
        or analysis.marked("link", more, hit)
        or (analysis.marked("attribute", more, hit) and not analysis.marked("copula", more, hit))
        or ("en" in hit.languages and texts[more].endswith("ed") and more + 1 < len(texts))
    )
