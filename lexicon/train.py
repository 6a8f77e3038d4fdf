"""Trains the n-gram models of single tokens: logistic regression by stochastic gradient descent, seeded."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.recognisers.names.model import grams

EPOCHS = 8
RATE = 0.12
DECAY = 2e-6
RAREST = 3
"""N-grams seen in fewer tokens are left out."""
LEAST = 0.1
"""Weights nearer to nought are left out."""


@dataclass(frozen=True)
class Example:
    """A folded token, whether it is a name, and how much it counts."""

    token: str
    is_name: bool
    weight: float = 1.0


def balanced(examples: Sequence[Example], groups: Sequence[str]) -> list[Example]:
    """The examples weighed so that names and others weigh the same within each group (such as a script)."""
    totals: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for example, group in zip(examples, groups, strict=True):
        totals[group, example.is_name] += example.weight
    found = []
    for example, group in zip(examples, groups, strict=True):
        both = totals[group, True] + totals[group, False]
        factor = min(4.0, both / (2 * totals[group, example.is_name]))
        found.append(Example(example.token, example.is_name, example.weight * factor))
    return found


def train(
    examples: Sequence[Example], sizes: tuple[int, int], seed: int = 7
) -> tuple[float, dict[str, float]]:
    """Bias and weights (log-odds) that tell folded names from folded words and places."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update(set(grams(example.token, sizes)))
    kept = {gram for gram, number in counts.items() if number >= RAREST}
    rows = [([g for g in grams(e.token, sizes) if g in kept], float(e.is_name), e.weight) for e in examples]
    weights = dict.fromkeys(sorted(kept), 0.0)
    bias = 0.0
    order = random.Random(seed)
    for epoch in range(EPOCHS):
        order.shuffle(rows)
        rate = RATE / (1 + epoch)
        for features, label, weight in rows:
            total = bias + sum([weights[g] for g in features])
            error = (label - 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))) * weight * rate
            bias += error
            for gram in features:
                weights[gram] += error - DECAY * weights[gram]
    return bias, {gram: weight for gram, weight in weights.items() if abs(weight) >= LEAST}
