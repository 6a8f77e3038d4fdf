"""When pulling has to stop: many files that stood there cleared are not cleared any more, all at once.

Lost clearances, a wrong trust file or a wrong clock look exactly like that, and would empty the site. What
was never cleared does not count: taking it away cannot empty a site of cleared files, and if it counted, a
few decoys would shield a leak.
"""

from collections import deque
from dataclasses import dataclass, field

_FEW = 5
"""Up to so many may go in any case, also where they are more than half."""


@dataclass(slots=True)
class Brake:
    """`most` files may lose their clearance within `window` seconds, and not more than half of all."""

    most: int
    window: float
    _ended: deque[float] = field(default_factory=deque)

    def holds(self, now: float, ending: int, standing: int) -> bool:
        """Whether `ending` more files are too many, where `standing` files would still stand cleared.

        Counts them as pulled if not. `now` in seconds of a clock that never goes back.
        """
        while self._ended and self._ended[0] <= now - self.window:
            self._ended.popleft()
        total = len(self._ended) + ending
        if total > self.most or (total > _FEW and total > standing):
            return True
        self._ended.extend([now] * ending)
        return False
