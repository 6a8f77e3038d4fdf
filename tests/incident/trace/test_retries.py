"""Tries that belong together count once; everything else counts."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.trace.made import START
from withhold.incident.trace.retries import RETRY_GAP, fetches

TRY = st.tuples(
    st.sampled_from(["203.0.113.7", "203.0.113.8"]),
    st.sampled_from([None, "curl/8"]),
    st.integers(0, 7200).map(lambda second: START + timedelta(seconds=second)),
)


def test_nothing_is_no_fetch() -> None:
    assert fetches([]) == 0


def test_a_try_within_the_gap_belongs_to_the_one_before() -> None:
    near, far = START + RETRY_GAP, START + RETRY_GAP + timedelta(seconds=1)
    assert fetches([("a", "x", START), ("a", "x", near)]) == 1
    assert fetches([("a", "x", START), ("a", "x", far)]) == 2


def test_a_chain_of_tries_is_one_fetch_however_long() -> None:
    assert fetches(("a", "x", START + RETRY_GAP * step) for step in range(50)) == 1


def test_other_clients_and_agents_are_other_fetches() -> None:
    assert fetches([("a", "x", START), ("b", "x", START), ("a", "y", START), ("a", None, START)]) == 4


@settings(deadline=None)
@given(st.lists(TRY, max_size=20), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(tries: list[tuple[str, str | None, object]], random: object) -> None:
    mixed = list(tries)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fetches(mixed) == fetches(tries)  # type: ignore[arg-type]
    pairs = {(client, agent) for client, agent, _ in tries}
    assert len(pairs) <= fetches(tries) <= len(tries)  # type: ignore[arg-type]
