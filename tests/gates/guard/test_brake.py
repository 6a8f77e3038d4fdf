"""Too many ends at once hold; few, or many over a long time, do not."""

from withhold.gates.guard.brake import Brake


def test_more_than_the_limit_hold_and_are_not_counted_as_pulled() -> None:
    brake = Brake(20, 600)
    assert not brake.holds(0, 20, 1000)
    assert brake.holds(1, 1, 1000)
    assert brake.holds(599, 1, 1000)
    assert not brake.holds(600, 1, 1000)


def test_one_by_one_counts_like_all_at_once() -> None:
    brake = Brake(3, 600)
    assert [brake.holds(time, 1, 100) for time in range(5)] == [False, False, False, True, True]


def test_more_than_half_of_a_small_site_hold_but_five_never_do() -> None:
    assert not Brake(20, 600).holds(0, 5, 0)
    assert Brake(20, 600).holds(0, 6, 5)
    assert not Brake(20, 600).holds(0, 6, 6)
