"""How much an unknown token reads like a name: logistic models over its character n-grams."""

from withhold.recognisers.names import lexicon

_LONGEST = 24
"""Letters looked at: longer tokens are not names, and the work stays bounded."""
LATIN_SIZES = (3, 4)
NATIVE_SIZES = (2, 3)
"""Lengths of the n-grams: other scripts have more letters and fewer known names."""


def grams(token: str, sizes: tuple[int, int]) -> list[str]:
    """The n-grams of a folded token with its start `^` and end `$` marked."""
    marked = f"^{token[:_LONGEST]}$"
    length = len(marked) + 1
    one, two = sizes
    found = [marked[at : at + one] for at in range(length - one)]
    found += [marked[at : at + two] for at in range(length - two)]
    return found


def log_odds(token: str) -> float:
    """Natural log-odds that a folded token (Latin letters) is a name rather than a word or a place."""
    bias, weights = lexicon.latin_ngrams()
    find = weights.get
    return bias + sum([find(gram, 0.0) for gram in grams(token, LATIN_SIZES)])


def native_log_odds(token: str) -> float:
    """The same for a folded token of another script that is written with letters."""
    bias, weights = lexicon.native_ngrams()
    find = weights.get
    return bias + sum([find(gram, 0.0) for gram in grams(token, NATIVE_SIZES)])
