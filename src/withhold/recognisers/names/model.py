"""How much an unknown Latin token reads like a name: a logistic model over its character n-grams."""

from collections.abc import Iterator

from withhold.recognisers.names import lexicon

_LONGEST = 24
"""Letters looked at: longer tokens are not names, and the work stays bounded."""


def grams(token: str) -> Iterator[str]:
    """The 2- to 4-grams of a folded token with its start `^` and end `$` marked."""
    marked = f"^{token[:_LONGEST]}$"
    for size in (2, 3, 4):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def log_odds(token: str) -> float:
    """Natural log-odds that a folded token (Latin letters) is a name rather than a word or a place."""
    bias, weights = lexicon.ngrams()
    find = weights.get
    return bias + sum([find(gram, 0.0) for gram in grams(token)])
