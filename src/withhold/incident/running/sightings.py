"""A case and its copies elsewhere: looks that are due, and the keys whose destruction is recorded."""

import os
from collections.abc import Iterator
from pathlib import Path

from withhold.domain.errors import UsageError
from withhold.fetching.interface import Fetcher
from withhold.incident.case.events import CopyHeld
from withhold.incident.case.interface import Event
from withhold.incident.running.interface import RunnableCase
from withhold.incident.watch.copies.file import Fingerprints
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.pages import Looking, is_text
from withhold.incident.watch.sightings import due, looked
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.interface import Unread


def look_again(case: RunnableCase, fingerprints: Fingerprints, fetcher: Fetcher) -> list[Event]:
    """Look at every copy whose look is due, record what was found, and return it.

    Gone is only what answers without a row of the list, or that nothing is there (404, 410); whatever could
    not be looked at is told as that.
    """
    looking = Looking(Matcher(fingerprints))
    try:
        events = list(_looks(case, looking, Asker(fetcher)))
    finally:
        looking.close()
    case.append(events)
    return events


def _looks(case: RunnableCase, looking: Looking, asker: Asker) -> Iterator[Event]:
    for name, url in due(case.state(), case.clock.now()).items():
        page = asker.page("sighting", url)
        if isinstance(page, Unread):
            held = CopyHeld.GONE if page.gone else CopyHeld.NOT_LOOKED
            yield looked(name, held, case.clock.now())
        elif not is_text(page):
            yield looked(name, CopyHeld.NOT_LOOKED, case.clock.now())
        else:
            found, reasons = looking.look(page)
            rows = found.rows()
            unsure = CopyHeld.NOT_LOOKED if reasons else CopyHeld.GONE
            yield looked(name, CopyHeld.STILL if rows else unsure, case.clock.now(), rows)


def destroy_files(paths: list[Path]) -> None:
    """Overwrite and remove key files and fingerprints. Raises UsageError, before the first, for one missing.

    A disk may keep what was written before (copies of blocks, snapshots, backups): a key that was only ever
    in memory leaves nothing to destroy.
    """
    for path in paths:
        if not path.is_file() or path.is_symlink():
            raise UsageError(f"{path} is no file; give the key files and fingerprints as they are")
    for path in paths:
        with path.open("r+b") as stream:
            stream.write(os.urandom(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
