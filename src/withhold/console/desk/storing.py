"""Where brought files wait: the home's folder `desk`, mode 0700, under ids that say nothing."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from withhold.console.desk.models import ClearanceRequest, Document, Inspection, new_id
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.console.sealing import files
from withhold.domain.errors import UsageError

MOST_BYTES = 512 << 20
"""A file that is brought; greater ones are for `withhold check` where they are."""
KEPT = timedelta(days=14)
"""How long the bytes wait for a decision."""
_LONGEST_NAME = 255
_LONGEST_SUFFIX = 16
_LONGEST_READ = 4096
"""Characters of a name that are looked at: the last, where its suffix is."""


class NotTaken(UsageError):
    """The file was not taken in; one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on the disk that no row speaks of yet."""

    id: str
    sha256: str
    size: int
    key: str = field(repr=False)


def folder() -> Path:
    """The folder, made at need."""
    path: Path = settings.CONFIG.path("desk")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(document: Document) -> Path:
    """Where its bytes lie encrypted, as long as `kept`."""
    return folder() / document.pk


def content_of(document: Document) -> AbstractContextManager[Path]:
    """A path under which it can be read in clear, from memory. Entering raises FileUnusable."""
    return files.in_memory(path_of(document), document.file_key)


def store(blocks: Iterable[bytes]) -> Stored:
    """Write a file, encrypted and durably. Raises NotTaken for one too big, or where the disk refuses."""
    id_, digest = new_id(), hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for block in blocks:
            digest.update(block)
            yield block

    try:
        kept = files.store(folder(), hashed(), MOST_BYTES, id_)
    except files.FileUnusable:
        raise NotTaken(
            f"it is bigger than {MOST_BYTES >> 20} MB; run `withhold check` where the file is"
        ) from None
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise NotTaken(
            f"the file could not be kept ({reason}); nothing was taken in, try again later"
        ) from None
    return Stored(id_, digest.hexdigest(), kept.size, kept.key)


def document_of(stored: Stored, name: str, user: User) -> Document:
    """The row of a file that was stored; the name is the last part of what it was called."""
    return Document.objects.create(
        id=stored.id,
        sha256=stored.sha256,
        size=stored.size,
        file_key=stored.key,
        name=plain_name(name),
        brought_by=user,
    )


def plain_name(name: str) -> str:
    """The last part of what a file was called, without what moves the cursor or turns the line round."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2][-_LONGEST_READ:]
    shown = "".join(one for one in last if one.isprintable()).strip()
    if len(shown) > _LONGEST_NAME:
        stem, dot, suffix = shown.rpartition(".")
        end = dot + suffix if stem and len(suffix) <= _LONGEST_SUFFIX else ""
        shown = shown[: _LONGEST_NAME - len(end)] + end
    return shown or "file"


def discard(stored: Stored) -> None:
    """Take the file away again: nothing came of it."""
    (folder() / stored.id).unlink(missing_ok=True)


def forget_old() -> int:
    """Delete bytes that are decided or have waited too long, and files that no row speaks of."""
    old = timezone.now() - KEPT
    waiting = ClearanceRequest.objects.filter(state=ClearanceRequest.State.OPEN)
    past = Document.objects.filter(kept=True, at__lt=old).exclude(inspections__clearance__in=waiting)
    deleted = each("brought files", {one.pk: one for one in past}, _forget)
    known = set(Document.objects.filter(kept=True).values_list("pk", flat=True))
    for path in folder().iterdir():
        if path.name not in known and path.stat().st_mtime < old.timestamp():
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _forget(document: Document) -> bool:
    with transaction.atomic():
        Document.objects.filter(pk=document.pk).update(kept=False)
        transaction.on_commit(partial(path_of(document).unlink, missing_ok=True))
    return True


def running_or_waiting() -> int:
    """Inspections that are not done yet."""
    return Inspection.objects.filter(state__in=[Inspection.State.QUEUED, Inspection.State.RUNNING]).count()
