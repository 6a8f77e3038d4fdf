"""A piece of a sweep as a process of its own: `python -m withhold.console.watch.piece SITE`.

A sweep forks processes that judge, which a worker with its threads must not, and what it holds in memory
ends with it. It ends with the worker that started it, too.
"""

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from withhold.domain.mishap import where

if TYPE_CHECKING:
    from withhold.console.watch.models import WatchedSite

_ENDED, _GOES_ON = 0, 3
_MOST_SECONDS = 110.0
"""A piece that takes longer than its time and this hangs on one document: the sweep goes on behind it. With
`sweeping._AT_ONCE` of them a round ends before its lease does."""
_log = logging.getLogger("withhold.watch")


class PieceBrokenOff(RuntimeError):
    """The process of a piece ended otherwise than it has to: the on-call is told, and it is tried again."""


def piece_of(site: "WatchedSite") -> bool:
    """Sweep the site for a while in a process of its own; whether the sweep has come to its end."""
    wrapper = [sys.executable, "-m", "withhold.console.operation.child", str(os.getpid())]
    command = [*wrapper, sys.executable, "-m", "withhold.console.watch.piece", site.pk]
    try:
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=_MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise PieceBrokenOff("a piece of a sweep took too long") from None
    if ended.returncode not in (_ENDED, _GOES_ON):
        raise PieceBrokenOff(f"a piece of a sweep ended with {ended.returncode}")
    return ended.returncode == _ENDED


def main(site_id: str) -> int:
    """One piece; the exit code says whether the sweep has come to its end."""
    os.umask(0o077)
    import django

    django.setup()
    from withhold.console.watch.models import WatchedSite
    from withhold.console.watch.sweeping import sweep_piece
    from withhold.incident.watch.sweep.sweeping import sweep

    try:
        site = WatchedSite.objects.select_related("destination").get(pk=site_id)
        return _ENDED if sweep_piece(site, sweep) else _GOES_ON
    except Exception as error:  # noqa: BLE001 - its text may hold values: only the place is told
        _log.error("a piece of a sweep ends: %s", where(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
