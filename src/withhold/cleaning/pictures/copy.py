"""Makes the copy of a picture in a sandbox, and judges it."""

import os
from contextlib import closing
from pathlib import Path

from withhold.cleaning.interface import CleanCopy, Cleaner, Refused, Removed
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, Table, Text
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Opened, Unreadable, open_bytes, open_path

_ENTRY = "withhold.cleaning.pictures.repaint:repaint"
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/webp": ".webp",
}


def clean(path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused:
    """The picture with its pixels only (see `interface.Clean`).

    What the pixels show is judged as any picture is: one of the size of a page passes only where its words
    can be read, or where the policy lets pictures pass.
    """
    try:
        with open_path(os.fspath(path)) as opened, inspector.sandbox.beside(_ENTRY) as sandbox:
            made = sandbox.make(opened.descriptor, opened.size, path.name)
            removed = _beside(opened, inspector)
    except Unreadable as error:
        return Refused(f"the file cannot be read: {error}")
    if isinstance(made, Skipped):
        return Refused(f"the picture cannot be drawn anew ({made.detail}); save it anew with another program")
    judged = inspector.inspect(open_bytes(made, path.name), path.name)
    if judged.decision is Decision.RELEASE:
        return CleanCopy(made, verdict.media_type, _SUFFIXES[verdict.media_type], removed)
    if any(skipped.reason is SkipReason.PICTURE for skipped in judged.skipped):
        return Refused("nobody has read what the picture shows; look at it, and let a person clear it")
    return Refused("what the picture shows is not released; blacken it in the pixels, and save it anew")


def _beside(opened: Opened, inspector: Inspector) -> tuple[Removed, ...]:
    """How many texts stand beside the pixels of the original."""
    with closing(inspector.sandbox.read(opened.descriptor, opened.size, opened.path)) as items:
        hidden = (item.concealment for item in items if isinstance(item, (Table, Text)))
        count = sum(how is not Concealment.IMAGE_TEXT for how in hidden)
    return (Removed(Concealment.METADATA, "beside the pixels", count),) if count else ()


CLEANER = Cleaner(frozenset(_SUFFIXES), clean, takes_unread=True)
