"""A folder that a web server publishes: copies are moved to quarantine, and their addresses answer 410.

How the server is told to answer 410: docs/takedown.md. It looks whether a marker of the address's path is
there, which needs no reload, works before the file is moved, and holds when the file is uploaded again.
"""

import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlsplit

from withhold.clearance.interface import ClearanceError
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.keeping import digest_of, of_file
from withhold.incident.takedown.connectors.urls import below, step_id
from withhold.incident.takedown.connectors.web_root_quarantine import Replaced, Slot
from withhold.incident.takedown.connectors.web_root_search import Copy, Search, mark_of
from withhold.incident.takedown.connectors.web_root_tombstones import Tombstones
from withhold.incident.takedown.interface import (
    Context,
    Layer,
    Outcome,
    Result,
    SiteUnusable,
    Step,
    TakedownError,
    Target,
)
from withhold.report.places import one_line

_TAKE = "quarantine"
_LOOK = "look"
_ADVICE = {
    errno.EPERM: "it may be marked immutable: see `lsattr`, then `chattr -i`; run again",
    errno.EACCES: "run as the files' owner, or allow this user to write to the folder; run again",
    errno.EROFS: "it is mounted read-only: remove the file where it is written, or remount; run again",
    errno.EBUSY: "it is a mount of its own: unmount it, or remove the file where it comes from; run again",
    errno.ENOSPC: "the quarantine is full: free space, or set quarantine to another folder; run again",
    errno.EXDEV: "set quarantine to a folder on the same file system; run again",
}


def from_site(table: Mapping[str, object], context: Context) -> "WebRoot":
    """The connector of a `[[connector]]` table of type "web_root". Raises SiteUnusable."""
    keys = Entry.of(table)
    folder = _folder(keys, "folder")
    urls = keys.mapping("urls")
    quarantine = _folder(keys, "quarantine", str(context.folder / "quarantine"))
    tombstones = _folder(keys, "tombstones") if "tombstones" in table else None
    keys.known("tombstones")
    keys.close()
    if not urls:
        raise keys.wrong("urls", 'needs at least one entry, as { "https://www.example.org/" = "." }')
    for prefix, below_it in urls.items():
        if urlsplit(prefix).scheme not in ("http", "https") or not prefix.endswith("/"):
            raise keys.wrong("urls", "holds addresses that begin with http:// or https:// and end in /")
        if below_it.startswith("/") or ".." in below_it.split("/"):
            raise keys.wrong("urls", "leads to folders below the root, as docs, or . for the root itself")
    for other, key in ((quarantine, "quarantine"), (tombstones, "tombstones"), (context.folder, "the case")):
        if other is not None and _inside(other, folder):
            raise SiteUnusable(f"{key} lies inside the public folder; move it out of it")
    return WebRoot(folder, urls, quarantine, Tombstones(tombstones))


@dataclass(frozen=True, slots=True)
class WebRoot:
    """`urls` maps prefixes of addresses to folders below `folder` ("." for itself)."""

    folder: Path
    urls: Mapping[str, str]
    quarantine: Path
    tombstones: Tombstones

    @property
    def name(self) -> str:
        return f"web_root {one_line(str(self.folder))}"

    @property
    def layer(self) -> Layer:
        return Layer.ORIGIN

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each copy, and one for each place that could not be read: that fails until it can."""
        search = Search(self.folder, target.documents)
        search.run(self._named(target.urls))
        steps = [self._step(copy, search.also_at(copy.path)) for copy in search.copies]
        sought = " ".join(f"{one.sha256}:{one.size}" for one in target.documents)
        for path in search.unread:
            describe = f"{one_line(str(self.folder / path))} could not be read: look into it"
            data = {"path": path, "sought": sought}
            steps.append(Step(step_id(self.name, _LOOK, path, sought), self.name, _LOOK, describe, data))
        return steps

    def take(self, step: Step) -> Outcome:
        """Move the file away, if it still holds what was planned."""
        path = self.folder / str(step.data["path"])
        if step.action == _LOOK:
            return _look_into(path, str(step.data["sought"]))
        try:
            return self._take(step, path)
        except Replaced:
            return Outcome(Result.ALREADY, "it was replaced in that moment by something else, which was left")
        except ClearanceError as error:
            return Outcome(Result.FAILED, one_line(f"{error}; make room or set quarantine to another folder"))
        except OSError as error:
            return self._failed(step, error)

    def restore(self, step: Step) -> Outcome:
        """Put the file back with its owner, mode and time, and lift its tombstones."""
        path = self.folder / str(step.data["path"])
        slot = self._slot(step)
        try:
            if slot.record() is None or not slot.kept():
                return Outcome(Result.FAILED, f"{one_line(str(slot.folder))} does not hold it whole")
            result = Result.ALREADY
            if not _holds(path, step):
                slot.put_back(path)
                result = Result.DONE
            self.tombstones.lift(_urls(step))
            return Outcome(result, "put back", {"sha256": str(step.data["sha256"])})
        except FileExistsError:
            return Outcome(Result.FAILED, "something else stands in its place: move that away first")
        except OSError as error:
            return Outcome(Result.FAILED, _told(error))

    def _take(self, step: Step, path: Path) -> Outcome:
        slot = self._slot(step)
        moved = slot.begun()
        if moved:
            slot.settle(path)
        found = _stat(path)
        if found is not None and not _holds(path, step):
            if not moved:
                return Outcome(Result.ALREADY, "something else stands there now, and was left")
            found = None
        if found is None and not moved and not slot.kept():
            return Outcome(Result.ALREADY, "nothing stands there any more", {"still_kept": False})
        # Before the file is moved: from here on the server answers 410.
        unburied = self.tombstones.bury(_urls(step))
        if found is not None:
            slot.take(path)
            slot.settle(path)
        proof = {"sha256": str(step.data["sha256"]), "kept": one_line(str(slot.content))}
        result = Result.DONE if moved or found is not None else Result.ALREADY
        return Outcome(
            result,
            "; ".join(note for note in (unburied, _linked(slot)) if note),
            {**proof, "tombstones": 0 if unburied else len(self.tombstones.markers(_urls(step)))},
        )

    def _step(self, copy: Copy, also_at: Iterable[str]) -> Step:
        urls = tuple(dict.fromkeys(url for path in (copy.path, *also_at) for url in self._urls_of(path)))
        then = "its addresses answer 410" if self.tombstones.folder else "its addresses answer 404"
        return Step(
            step_id(self.name, _TAKE, copy.path, copy.sha256),
            self.name,
            _TAKE,
            f"move {one_line(str(self.folder / copy.path))} ({copy.what}) to quarantine; {then}",
            {
                "path": copy.path,
                "sha256": copy.sha256,
                "size": copy.size,
                "mark": copy.mark,
                "urls": " ".join(urls),
            },
            urls,
        )

    def _urls_of(self, path: str) -> Iterable[str]:
        for prefix, folder in self.urls.items():
            start = "" if folder in ("", ".") else folder.strip("/") + "/"
            if path.startswith(start):
                yield prefix + quote(os.fsencode(path.removeprefix(start)))

    def _named(self, urls: Iterable[str]) -> set[str]:
        """The paths, below the folder, that these addresses lead to."""
        found: set[str] = set()
        for prefix, folder in self.urls.items():
            found |= {os.path.normpath(f"{folder or '.'}/{path}") for path in below([prefix], urls)}
        return found

    def _slot(self, step: Step) -> Slot:
        root = sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Slot(self.quarantine / root, step.id, str(step.data["sha256"]))

    def _failed(self, step: Step, error: OSError) -> Outcome:
        detail = _told(error)
        if any(marker.exists() for marker in self.tombstones.markers(_urls(step))):
            detail += "; its address answers 410 all the same, if the server looks for the markers"
        return Outcome(Result.FAILED, detail, {"error": errno.errorcode.get(error.errno or 0, "unknown")})


def _urls(step: Step) -> list[str]:
    return str(step.data["urls"]).split()


def _holds(path: Path, step: Step) -> bool:
    """Whether the file that was planned, or another of its bytes, stands there."""
    found = _stat(path)
    if found is None:
        return False
    if mark_of(found) == step.data["mark"]:
        return True
    return found.st_size == step.data["size"] and digest_of(of_file(path))[0] == step.data["sha256"]


def _stat(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _linked(slot: Slot) -> str:
    links = (slot.record() or {}).get("links")
    others = links - 1 if isinstance(links, int) else 0
    return f"{others} more hard links to it existed when it was moved" if others > 0 else ""


def _look_into(path: Path, sought: str) -> Outcome:
    """Whether what could not be read when it was planned holds a copy. The next plan takes what is found."""
    documents = tuple(
        ExposedDocument(one.partition(":")[0], int(one.partition(":")[2])) for one in sought.split()
    )
    try:
        if path.is_dir():
            search = Search(path, documents)
            search.run(())
            if search.unread:
                return Outcome(Result.FAILED, "parts of it cannot be read; let this user read them")
            found = bool(search.copies)
        else:
            found = digest_of(of_file(path))[0] in {one.sha256 for one in documents}
    except FileNotFoundError:
        return Outcome(Result.ALREADY, "it is gone", {"copies": False})
    except TakedownError as error:
        return Outcome(Result.FAILED, one_line(str(error)))
    except OSError as error:
        return Outcome(Result.FAILED, _told(error))
    if found:
        return Outcome(Result.FAILED, "it can be read now, and holds a copy: run again to take it")
    return Outcome(Result.DONE, "it can be read now, and holds no copy", {"copies": False})


def _told(error: OSError) -> str:
    reason = os.strerror(error.errno or 0)
    return f"{reason}: {_ADVICE.get(error.errno or 0, 'run again; if it stays so, remove the file by hand')}"


def _folder(keys: Entry, key: str, default: str | None = None) -> Path:
    path = Path(keys.text(key, default))
    if not path.is_absolute() or "\0" in str(path):
        raise keys.wrong(key, "has to be an absolute path")
    return path


def _inside(path: Path, folder: Path) -> bool:
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return real == root or real.startswith(root.rstrip("/") + "/")
