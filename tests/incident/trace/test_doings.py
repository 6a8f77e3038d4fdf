"""What a client did is told the same however the logs are divided, and bounded whatever it does."""

from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.doings import Doings

REQUESTS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 9), st.integers(0, 200), st.booleans()), max_size=120
)


def _of(requests: list[tuple[int, int, int, bool]], first_line: int = 1) -> Doings:
    doings = Doings()
    for line, (at, sent, agent, before) in enumerate(requests, first_line):
        doings.add(float(at), sent, f"agent {agent}")
        if before:
            doings.before((float(at), 0, line, f"/page{line}"))
    return doings


@given(REQUESTS, st.integers(0, 120))
def test_parts_together_tell_what_the_whole_tells(
    requests: list[tuple[int, int, int, bool]], cut: int
) -> None:
    whole, together = _of(requests), Doings()
    together.merge(_of(requests[:cut]), {0: 0})
    rest = _of(requests[cut:], len(requests[:cut]) + 1)
    together.merge(rest, {0: 0})
    assert together.activity() == whole.activity()
    assert together == whole


def test_a_million_agents_take_the_room_of_a_few() -> None:
    doings = Doings()
    for number in range(2000):
        doings.add(1.0, 1, f"agent {number}" + "x" * 5000)
    assert len(doings.agents) == 64
    assert all(len(agent) == 256 for agent, _ in doings.agents.values())
    assert len(doings.activity().agents) == 5


def test_lines_of_a_part_are_counted_on_from_those_before() -> None:
    part, together = Doings(), Doings()
    part.before((1.0, 3, 7, "/x"))
    together.merge(part, {3: 100})
    assert together.around == [(1.0, 3, 107, "/x")]
