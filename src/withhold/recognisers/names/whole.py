"""Is a whole value, such as a cell, a personal name?"""

import math
import re
from collections.abc import Iterable, Sequence

from withhold.recognisers.names import han, lexicon
from withhold.recognisers.names.folding import fold
from withhold.recognisers.names.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    MARK,
    PARTICLE,
    PLACE,
    PLACEHOLDER,
    SOFT_MARK,
    WORD,
)
from withhold.recognisers.names.small_words import with_surname
from withhold.recognisers.names.tokens import NEVER, WEIGHTS, bits_of, strip

LONGEST = 90
"""Characters; longer values are no names."""
MOST_TOKENS = 8
_BIAS = (NEVER, NEVER, -1.3, -1.2, -1.6, -2.2, -3.0, -3.6, -4.0)
"""By the number of tokens: the less it looks like a name, the more its tokens have to say."""
_ORDERED = 0.5
_POSSIBLE = -2.2
"""Log-odds above which a value may be a name of a culture that the lexicon does not know."""
_SEED = 0.2
"""The share of a column that must be names by themselves before they lend support to the others."""
_LIFT = 2.4
_REFUSED = -5.0
_DRAG = 2.0
"""Values that cannot be names speak against their neighbours: `Harvey Mudd` among colleges."""
_PLACE = -1.5
"""Log-odds that what is also a place of several words (`Santa Maria`) is a person."""
_UNSPACED = "\u3041"
"""The first letter of the scripts that are written without spaces."""
_HOPELESS = -9.0
"""Log-odds that no later token makes good."""
_SURE = 3.2
"""Log-odds of the tokens alone that neither order nor case undoes."""
_SURELY = 2.0
"""The weight of a token that is a name and little else."""
_STATES_TEXT = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ "
    "NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY ON QC BC AB MB SK NS NB PEI NSW VIC "
    "QLD UK USA US"
)
_STATES = frozenset(_STATES_TEXT.split())
_BRACKETS = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_SHAPE_STOP = re.compile(r"[0-9@#$%^=<>{}|\\_~+?!:;\[\]]")
_TO_SPACES = str.maketrans(dict.fromkeys(",.;:()\"'&*", " "))
_ALSO_GIVEN = frozenset(["patient", "princess", "trust", "sunday", "queen", "engineer", "minister", "lawyer"])
"""Given names of Central, West and Southern Africa that elsewhere mark what is no name."""
_KINDS = {GIVEN: "given", FAMILY: "family", GIVEN | FAMILY: "both"}


def likelihood(value: str) -> float:
    """0 to 1: that this value alone, without a header, is a personal name.

    A full name gives more than 0.5; a lone given or family name at most 0.4: it may be a word or a place.
    """
    if len(value) > LONGEST:
        return 0.0
    parts = value.split()
    if not parts:
        return 0.0
    if len(parts) == 1:
        return _lone(parts[0])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, _score(value, parts)))))


def share(values: Sequence[str]) -> float:
    """The share, 0 to 1, of the distinct values that are full personal names, judged as one column.

    What most values are lends support to the doubtful ones, or takes it away. Empty: 0.
    """
    scores = column_scores(set(values))
    if not scores:
        return 0.0
    least = -_lift(scores)
    return sum([score > least for score in scores]) / len(scores)


def _lift(scores: Sequence[float]) -> float:
    """The log-odds that the column as a whole adds to each of its values."""
    number = len(scores)
    positive = sum([score > 0 for score in scores]) / number
    possible = sum([score > _POSSIBLE for score in scores]) / number
    if possible > 0.5 and positive >= _SEED:
        return _LIFT * (2 * possible - 1)
    refused = sum([score < _REFUSED for score in scores]) / number
    return min(0.0, 2 * positive - 1) - (_DRAG * refused if refused > _SEED else 0.0)


def column_scores(values: Iterable[str]) -> list[float]:
    """Log-odds that each value is a full personal name."""
    memo = WEIGHTS
    places = lexicon.place_phrases()
    scores = []
    for value in values:
        parts = value.split()
        if 2 <= len(parts) <= 3 and "(" not in value:
            total = 0.0
            for part in parts:
                total += memo[part]
                if total < _HOPELESS:
                    break
            total += _BIAS[len(parts)]
            doubtful = total < _SURE and (total > 0 or "," in value) and total > _POSSIBLE - _ORDERED
            if doubtful or value[0] >= _UNSPACED:
                total = _score(value, parts)
            elif total > 0 and (value.lower() if value.isascii() else _phrase(parts)) in places:
                total = _PLACE
            scores.append(total)
        elif len(parts) == 1:
            scores.append(_single(parts[0]))
        else:
            scores.append(_score(value, parts) if parts and len(value) <= LONGEST else NEVER)
    return scores


def _single(token: str) -> float:
    """Log-odds of a value of one token: a mononym may pass among full names, a word or a code may not."""
    if not token.isascii() and han.looks_asian(token):
        return han.weight(token)
    return -1.0 if WEIGHTS[token] >= _SURELY else _HOPELESS


def _score(value: str, parts: Sequence[str]) -> float:
    """Log-odds of a value of two tokens or more."""
    if "(" in value or "[" in value:
        value = _BRACKETS.sub(" ", value)
        parts = value.split()
        if len(parts) == 1:
            return math.log(max(1e-6, (p := _lone(parts[0])) / (1 - p)))
    if len(parts) > 3 and (respelled := with_surname(value)) != value:
        return _score(respelled, respelled.split()) - _ORDERED
    if "," in value and _is_place_with_region(value):
        return -4.0
    if not 2 <= len(parts) <= MOST_TOKENS:
        return NEVER
    if han.looks_asian(joined := "".join(parts)):
        return max(han.weight(joined), 2.0 if _native_pair(parts) else NEVER)
    memo = WEIGHTS
    weights = [memo[part] for part in parts]
    total = sum(weights) + _BIAS[len(parts)]
    if total <= -3:
        return total
    if (
        not value.isascii() and _phrase(parts) in lexicon.place_phrases()
    ) or value.lower() in lexicon.place_phrases():
        return _PLACE
    return total + _arrangement(value, parts, weights)


def _native_pair(parts: Sequence[str]) -> bool:
    """Family and given name of an East Asian name with a space between."""
    table = lexicon.tokens()
    return len(parts) == 2 and bool(
        table.get(parts[0], 0) & FAMILY
        and (table.get(parts[1], 0) & GIVEN or han.weight("".join(parts)) > -1)
    )


def _phrase(parts: Sequence[str]) -> str:
    return " ".join([fold(part) for part in parts])


def _arrangement(value: str, parts: Sequence[str], weights: Sequence[float]) -> float:
    """What order, case and number of real names add to the sum of the tokens."""
    bonus = 0.0
    bits = [bits_of(part) for part in parts]
    full = [strip(part) for part in parts]
    names = [i for i, part in enumerate(full) if len(part) > 1 and not bits[i] & PARTICLE]
    if not names or max(weights) < 0.5:
        bonus -= 2.0
    comma = value.find(",")
    first, last = (bits[0], bits[-1]) if comma < 0 else (bits[-1], bits[0])
    if first & GIVEN and (last & FAMILY or weights[-1] > 0):
        bonus += _ORDERED
    if comma > 0 and value.count(",") == 1 and weights[0] > -0.5:
        bonus += _ORDERED
    bonus += _small_words(full, bits)
    if comma < 0 and all(_ambiguous(bits[i]) for i in names):
        bonus -= 0.8
    return bonus


def _ambiguous(bit: int) -> bool:
    """Known as a place or a thing, or as a word that is no frequent name."""
    return bool(bit & (PLACE | SOFT_MARK | MARK) or (bit & WORD and not bit & COMMON))


def _small_words(full: Sequence[str], bits: Sequence[int]) -> float:
    """A word in lower case among capitalised ones, particles apart, is no part of a name (`Panthera leo`)."""
    lower = [part[:1].islower() for part in full]
    if not any(lower) or all(lower):
        return 0.0
    return -6.0 if any(low and not bit & PARTICLE for low, bit in zip(lower, bits, strict=True)) else 0.0


def _is_place_with_region(value: str) -> bool:
    before, _, after = value.partition(",")
    region = after.strip().rstrip(".")
    if region in _STATES:
        return not (before.isupper() and bits_of(before.strip()) & FAMILY)
    if not bits_of(region) & PLACE and fold(region) not in lexicon.place_phrases():
        return False
    town = before.strip()
    if not bits_of(region) & COMMON or bits_of(town) & PLACE:
        return True
    return fold(town) in lexicon.place_phrases()


def _lone(token: str) -> float:
    if han.looks_asian(token):
        return 1 / (1 + math.exp(-han.weight(token)))
    bits = bits_of(token)
    weight = WEIGHTS[token]
    if weight <= -1 or bits & (MARK | PLACEHOLDER):
        return 0.02
    if bits & (GIVEN | FAMILY):
        return 0.15 if bits & (WORD | PLACE | SOFT_MARK) else 0.4
    return 0.1 if weight < 0 else 0.2


def plausible(value: str) -> bool:
    """Could this be a name if a header says that the column holds names? A test of shape, in every script.

    Refused are digits, e-mail addresses, what stands for no name (`Unknown`, `N/A`) and organisations.
    """
    value = value.strip()
    if not 1 < len(value) <= LONGEST or _SHAPE_STOP.search(value):
        return value[:1] > "\u3400" and value.isalpha()
    lowered = value.lower()
    if value.isascii() and lowered != value.upper():
        parts = lowered.translate(_TO_SPACES).split()
        if len(parts) <= MOST_TOKENS and lexicon.refused().isdisjoint(parts):
            return bool(parts)
    return _plausible_tokens(value)


def _plausible_tokens(value: str) -> bool:
    value = with_surname(value, any_case=True)
    parts = value.split()
    if len(parts) > MOST_TOKENS or not any(c.isalpha() for c in value):
        return False
    bits = [bits_of(part) for part in parts]
    if all(bit & PLACEHOLDER for bit in bits):
        return bits_of(parts[0]) != 0 and fold(strip(parts[0])) in ("fnu", "lnu")
    if len(parts) == 1:
        return not bits[0] & MARK
    others = [part for part in parts if fold(strip(part)) not in _ALSO_GIVEN]
    if len(others) < len(parts) and max(map(len, others), default=0) > 1:
        bits = [bits_of(part) for part in ("", *others)]
    return not any(bit & MARK and not bit & (GIVEN | FAMILY) for bit in bits[1:])


def plausible_among(values: Iterable[str]) -> list[str]:
    """The values that are `plausible`, in their order: for whole columns."""
    kept = list(values)
    joined = "\0".join(kept)
    lines = joined.lower().translate(_TO_SPACES).split("\0")
    if len(lines) != len(kept):
        return [value for value in kept if plausible(value)]
    stops = _SHAPE_STOP.search(joined) is not None
    refused = lexicon.refused()
    found = []
    for value, line in zip(kept, lines, strict=True):
        parts = line.split()
        if (
            2 <= len(parts) <= MOST_TOKENS
            and len(value) <= LONGEST
            and value.isascii()
            and refused.isdisjoint(parts)
            and (parts[0].isalpha() or parts[-1].isalpha())
            and not (stops and _SHAPE_STOP.search(value))
        ) or plausible(value):
            found.append(value)
    return found


def token_kind(value: str) -> str:
    """`given`, `family`, `both` or `none`: what the lexicon knows a single token as."""
    parts = value.split()
    if len(parts) != 1:
        return "none"
    return _KINDS.get(bits_of(parts[0]) & (GIVEN | FAMILY), "none")
