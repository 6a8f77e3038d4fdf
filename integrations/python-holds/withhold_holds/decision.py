"""What a caller gets: a yes that ages, and a plan that is none."""

from collections.abc import Callable
from dataclasses import dataclass, field

from withhold_holds.clocks import Start


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the action may be done **now**: ask it with `if decision:`, each time anew; a yes expires.

    `reason`: `favourable`, `clear` or `do_not_act`. It does not tell a person who is held from a service that
    did not answer, and neither does anything else here. `asked` names the question and `ref` the person in
    it, for `Client.report_action`.
    """

    reason: str
    asked: str | None = None
    ref: str | None = None
    _fresh: Callable[[], bool] = field(default=lambda: False, repr=False, compare=False)

    def __bool__(self) -> bool:
        return self.reason == "favourable" or (self.reason == "clear" and self._fresh())


@dataclass(frozen=True, slots=True)
class Plan:
    """How people would be answered now, in the order they were given. It gives nobody authority to act."""

    likely_clear: tuple[bool, ...]

    def __bool__(self) -> bool:
        raise TypeError("a plan gives no authority to act; ask with may_act right before the action")


FAVOURABLE = Decision("favourable")
REFUSED = Decision("do_not_act")


def clear(start: Start, life: float, is_current: Callable[[], bool], asked: str, ref: str) -> Decision:
    """A yes for `life` seconds from `start`, as long as `is_current`."""
    return Decision("clear", asked, ref, lambda: start.elapsed() < life and is_current())
