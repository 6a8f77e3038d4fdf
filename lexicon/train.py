"""Trains the n-gram model of single tokens: logistic regression by stochastic gradient descent, seeded."""

import math
import random
from collections import Counter

from withhold.recognisers.names.model import grams

EPOCHS = 8
RATE = 0.12
DECAY = 2e-6
RAREST = 3
"""N-grams seen in fewer tokens are left out."""


def train(names: list[str], others: list[str], seed: int = 7) -> tuple[float, dict[str, float]]:
    """Bias and weights (log-odds) that tell folded names from folded words and places.

    Both sides weigh the same whatever their numbers.
    """
    counts: Counter[str] = Counter()
    examples = [(list(grams(t)), 1.0) for t in names] + [(list(grams(t)), 0.0) for t in others]
    for features, _ in examples:
        counts.update(set(features))
    examples = [([g for g in features if counts[g] >= RAREST], label) for features, label in examples]
    share = {1.0: len(examples) / (2 * len(names)), 0.0: len(examples) / (2 * len(others))}
    weights: dict[str, float] = dict.fromkeys([g for g, n in counts.items() if n >= RAREST], 0.0)
    bias = 0.0
    order = random.Random(seed)
    for epoch in range(EPOCHS):
        order.shuffle(examples)
        rate = RATE / (1 + epoch)
        for features, label in examples:
            total = bias + sum([weights[g] for g in features])
            error = (label - 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))) * share[label] * rate
            bias += error
            for gram in features:
                weights[gram] += error - DECAY * weights[gram]
    return bias, {gram: weight for gram, weight in weights.items() if abs(weight) >= 0.06}
