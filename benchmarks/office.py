"""What offices publish, in every kind of document: how much of it is stopped. `python -m benchmarks.office`.

Told for each format and category that is not wholly released: how many of the files were withheld or sent to
review. The target is at most 1 % withheld and 5 % reviewed of each category.
"""

import argparse
from collections import Counter

from corpus.office.documents import DOCUMENTS, document
from corpus.office.publications import CATEGORIES, FILES
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="of each category in each format")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    by_category: Counter[tuple[str, str]] = Counter()
    with Run.under(["default"], None).inspector() as inspector:
        for ending in DOCUMENTS:
            for category in CATEGORIES:
                found: Counter[str] = Counter()
                rules: Counter[str] = Counter()
                for number in range(options.files):
                    data = document(options.seed, category, number, ending)
                    name = f"{category}.{ending}"
                    verdict = inspector.inspect(open_bytes(data, name), name)
                    found[verdict.decision.value] += 1
                    by_category[category, verdict.decision.value] += 1
                    if verdict.decision.value != "release":
                        rules.update(reason.rule for reason in verdict.reasons)
                if found["release"] < options.files:
                    print(f"{ending:5} {category:22} {dict(found)} {dict(rules.most_common(3))}")
    for category in CATEGORIES:
        of = options.files * len(DOCUMENTS)
        stopped = {kind: by_category[category, kind] / of for kind in ("withhold", "review")}
        print(f"{category:22} withheld {stopped['withhold']:.1%}, review {stopped['review']:.1%} of {of}")


if __name__ == "__main__":
    main()
