"""A case and its copies elsewhere: looks that are due, and the keys whose destruction is recorded."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from withhold.domain.errors import UsageError
from withhold.fetching.interface import Fetcher
from withhold.incident.case.events import CopyHeld
from withhold.incident.case.interface import Event
from withhold.incident.running.interface import RunnableCase
from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import Fingerprints, load
from withhold.incident.watch.copies.interface import FingerprintsUnusable
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.pages import Looking, is_text
from withhold.incident.watch.sightings import due, looked
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.interface import Unread
from withhold.signing.keys import KeySource, KeyUnusable, load_key


def look_again(case: RunnableCase, fingerprints: Fingerprints, fetcher: Fetcher) -> list[Event]:
    """Look at every copy whose look is due, record what was found, and return it.

    Gone is only what answers that nothing is there (404, 410). What answers without a row of the list may
    ask for a sign-in or show itself to some alone: it has changed, until a person says that it is gone.
    Whatever could not be looked at is told as that.
    """
    looking = Looking(Matcher(fingerprints))
    try:
        events = list(_looks(case, looking, Asker(fetcher)))
    finally:
        looking.close()
    case.append(events)
    return events


def _looks(case: RunnableCase, looking: Looking, asker: Asker) -> Iterator[Event]:
    known = case.state().sightings
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
            yield looked(name, _held(rows, reasons, known[name].held), case.clock.now(), rows)


def _held(rows: int, reasons: tuple[str, ...], known: str) -> CopyHeld:
    if rows:
        return CopyHeld.STILL
    if reasons:
        return CopyHeld.NOT_LOOKED
    return CopyHeld.GONE if known == CopyHeld.GONE else CopyHeld.CHANGED


def check_destroyable(paths: list[Path], recorded: frozenset[str], *, lost: bool) -> None:
    """Raises UsageError unless these files are what is to be destroyed; `recorded` are digests of the case.

    Each file has to be fingerprints of the case or a key to some of them, and all fingerprints of the case
    have to be there, unless those that are not are `lost`: no other file is overwritten, and nothing is
    recorded that did not happen.
    """
    for path in paths:
        if not path.is_file() or path.is_symlink():
            raise UsageError(f"{path} is no file; give the key files and fingerprints as they are")
    digests = {path: sha256(path.read_bytes()).hexdigest() for path in paths}
    files = [path for path in paths if digests[path] in recorded]
    for path in paths:
        if path not in files and not _is_key(path, files, lost=lost):
            raise UsageError(
                f"{path} is neither fingerprints of this case nor a key to some that are given beside it; "
                "nothing was destroyed"
            )
    missing = len(recorded - set(digests.values()))
    if missing and not lost:
        raise UsageError(
            f"{missing} of the case's fingerprint files are not among these; give them all with their keys, "
            "or --lost where they exist no more; nothing was destroyed"
        )


def _is_key(path: Path, files: list[Path], *, lost: bool) -> bool:
    try:
        key = load_key(str(path))
    except KeyUnusable:
        return False
    return any(_opens(key, file) for file in files) or lost


def _opens(key: KeySource, file: Path) -> bool:
    for use in Use:
        try:
            load(str(file), key, use)
        except FingerprintsUnusable:
            continue
        return True
    return False


def destroy_files(paths: list[Path]) -> None:
    """Overwrite and remove key files and fingerprints.

    A disk may keep what was written before (copies of blocks, snapshots, backups): a key that was only ever
    in memory leaves nothing to destroy.
    """
    for path in paths:
        with path.open("r+b") as stream:
            stream.write(os.urandom(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
