"""Measures the recogniser on names it has not seen and on values that are no names.

    .venv/bin/python -m lexicon.measure

A fifth of each list of names is held out of lexicon and model, two-token full names are made of it, and
columns of twenty are judged by `share`. Negatives are cities, job titles and lexicon/negatives/*.txt.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from lexicon import sources
from lexicon.build import compile_lexicon
from withhold.recognisers.names import lexicon as known
from withhold.recognisers.names import whole
from withhold.recognisers.names.folding import fold
from withhold.recognisers.names.tokens import forget

HERE = Path(__file__).parent
PER_CULTURE = 60
FEWEST = 4
"""Held-out given names and family names below which a list tells nothing: it is not measured."""
ASIAN = ("han:", "faker:zh", "faker:ja", "faker:ko", "hangul")


def hold_out(
    cultures: dict[str, sources.Culture],
) -> tuple[dict[str, sources.Culture], dict[str, sources.Culture]]:
    """The lists without the held-out names (in whatever list they stand), and the held-out names by list."""
    order = random.Random(11)
    chosen: dict[str, bool] = {}
    kept, held = {}, {}
    for name, culture in sorted(cultures.items()):
        parts = []
        for names in (culture.given, culture.family):
            for token in sorted(names):
                chosen.setdefault(fold(token), order.random() < 0.2)
            parts.append({t for t in names if chosen[fold(t)]})
        held[name] = sources.Culture(*parts)
        kept[name] = sources.Culture(culture.given - parts[0], culture.family - parts[1])
    return kept, held


def install(files: dict[str, bytes]) -> None:
    """Makes the recogniser use these tables instead of the stored ones."""
    known.__dict__["_read"] = files.__getitem__
    for table in (known.tokens, known.skeletons, known.place_phrases):
        table.cache_clear()
    known.refused.cache_clear()
    for model in (known.latin_ngrams, known.native_ngrams):
        model.cache_clear()
    forget()


def columns(values: list[str]) -> Iterator[list[str]]:
    """Columns of twenty."""
    for start in range(0, len(values), 20):
        yield values[start : start + 20]


def recognised(values: list[str]) -> float:
    """The share of the values that `share` counts as names, in columns of twenty."""
    batches = list(columns(values))
    return sum(whole.share(batch) * len(set(batch)) for batch in batches) / max(
        1, sum(len(set(b)) for b in batches)
    )


def full_names(culture: sources.Culture, number: int, seed: int = 3) -> list[str]:
    """Full names of a given and a family name of the list."""
    order = random.Random(seed)
    given, family = sorted(culture.given), sorted(culture.family)
    return (
        [f"{order.choice(given)} {order.choice(family)}" for _ in range(number)] if given and family else []
    )


def negatives() -> dict[str, list[str]]:
    """Values that are no names, by kind."""
    found = {
        path.stem: path.read_text("utf-8").splitlines() for path in sorted((HERE / "negatives").glob("*.txt"))
    }
    found["cities"] = random.Random(5).sample(sorted(c for c in sources.cities() if " " in c), 600)
    found["job titles"] = sources.job_titles()
    return {kind: [v for v in values if v and not v.startswith("#")] for kind, values in found.items()}


def main() -> None:
    """Prints recall on held-out names, whole and per list, and false alarms per kind of negative."""
    cultures = sources.all_names()
    kept, held = hold_out(cultures)
    say = sys.stdout.write
    install(compile_lexicon(kept))
    results = {}
    for name, culture in held.items():
        enough = min(len(culture.given), len(culture.family)) >= FEWEST
        if enough and not name.startswith(ASIAN) and (made := full_names(culture, PER_CULTURE)):
            results[name] = recognised(made)
    known_halves = {
        n: recognised(full_names(sources.Culture(held[n].given, kept[n].family), 60)) for n in results
    }
    for name, value in sorted(results.items(), key=lambda item: item[1])[:25]:
        say(f"  {name:28} both unseen {value:.3f}  given unseen {known_halves[name]:.3f}\n")
    say(f"names, both tokens unseen: {sum(results.values()) / len(results):.3f} over {len(results)} lists\n")
    say(f"names, given name unseen: {sum(known_halves.values()) / len(results):.3f}\n")
    by_kind = negatives()
    total = [recognised(values) for values in by_kind.values()]
    for kind, value in zip(by_kind, total, strict=True):
        say(f"  {kind:28} false {value:.3f} of {len(by_kind[kind])}\n")
    say(f"negatives: {sum(total) / len(total):.3f}\n")


if __name__ == "__main__":
    main()
