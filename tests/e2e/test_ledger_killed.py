"""Appends are killed at random moments; nothing that was told as recorded is lost, and all of it verifies.

Where an append breaks off at every single byte is in tests/ledger/test_file.py.
"""

import os
import warnings

from benchmarks.ledger import killed, tampering

KILLS = int(os.environ.get("WITHHOLD_KILLS", "50"))
SEED = int(os.environ.get("WITHHOLD_SEED", "20260612"))


def test_nothing_that_was_recorded_is_lost() -> None:
    with warnings.catch_warnings():
        # Newer Pythons warn of forking beside threads; the child only appends.
        warnings.simplefilter("ignore", DeprecationWarning)
        told = killed(KILLS, SEED)
    assert told["lost"] == []
    assert told["good_after"]
    assert told["appends_told"] > 0


def test_what_is_tampered_with_is_found_where_it_is() -> None:
    assert tampering(110, SEED)["missed"] == []
