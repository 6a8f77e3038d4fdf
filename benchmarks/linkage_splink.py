"""Links rows.csv to register.csv of a folder by Splink, in the peers' environment; prints pairs as JSON.

The model is the one its documentation builds for people: names by Jaro-Winkler with term frequencies, birth
dates by their distance, blocking on either, parameters by expectation maximisation. Its threshold is the one
that scores best on the truth, which it would not know in earnest.

Usage: python linkage_splink.py FOLDER
"""

import contextlib
import json
import logging
import sys
import time
from importlib import import_module
from pathlib import Path

THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)


def linked(folder: Path) -> "tuple[list[tuple[int, int, float]], float]":
    """Triples of row, person and probability, and the seconds that training and prediction took."""
    # Imported by name: the packages are those of the peers' environment only.
    pandas, splink, compare = map(import_module, ("pandas", "splink", "splink.comparison_library"))
    block_on = splink.block_on

    texts = {"given": str, "family": str, "birth": str}
    rows = pandas.read_csv(folder / "rows.csv", dtype=texts, keep_default_na=False)
    register = pandas.read_csv(folder / "register.csv", dtype=texts, keep_default_na=False)
    start = time.perf_counter()
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.NameComparison("given").configure(term_frequency_adjustments=True),
            compare.NameComparison("family").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("birth", input_is_string=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("birth"),
            block_on("given", "family"),
            block_on("family", "substr(birth, 1, 4)"),
        ],
    )
    linker = splink.Linker(
        [rows, register], settings, db_api=splink.DuckDBAPI(), input_table_aliases=["rows", "register"]
    )
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("given", "family", "birth")], recall=0.3)
    training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
    frame = linker.inference.predict(threshold_match_probability=THRESHOLDS[0]).as_pandas_dataframe()
    seconds = time.perf_counter() - start
    found = []
    for left, right, one, other, probability in zip(
        frame.source_dataset_l, frame.source_dataset_r, frame.unique_id_l, frame.unique_id_r,
        frame.match_probability, strict=True,
    ):  # fmt: skip
        row, person = (one, other) if left == "rows" and right == "register" else (other, one)
        found.append((int(row), int(person), float(probability)))
    return found, seconds


def best(found: "list[tuple[int, int, float]]", true: "set[tuple[int, int]]") -> "set[tuple[int, int]]":
    """The pairs above the threshold with the best harmonic mean of precision and recall."""

    def score(pairs: "set[tuple[int, int]]") -> float:
        return 2 * len(pairs & true) / max(len(pairs) + len(true), 1)

    sets = [{(row, person) for row, person, p in found if p >= least} for least in THRESHOLDS]
    return max(sets, key=score)


def main() -> None:
    folder = Path(sys.argv[1])
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(sys.stderr):
        found, seconds = linked(folder)
    true = {(row, person) for row, person in json.loads((folder / "truth.json").read_text())}
    print(json.dumps({"pairs": sorted(best(found, true)), "seconds": seconds}))


if __name__ == "__main__":
    main()
