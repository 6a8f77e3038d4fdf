"""Makes a publishable copy of a document. The original is never touched."""

import os
from importlib import import_module
from pathlib import Path

from withhold.cleaning.interface import CleanCopy, Cleaner, Refused
from withhold.domain.verdict import DocumentVerdict
from withhold.inspection.inspector import Inspector

_CLEANERS = (
    "withhold.cleaning.tables",
    "withhold.cleaning.documents.cleaner",
    "withhold.cleaning.pictures.copy",
    "withhold.cleaning.pdf.copy",
    "withhold.cleaning.archives.copy",
)
"""Modules with a `CLEANER`: one that fails to import fails loudly."""

_SAVE_AS = {
    "application/msword": "docx",
    "application/rtf": "docx",
    "application/vnd.ms-powerpoint": "pptx",
    "application/vnd.ms-excel": "xlsx",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": "xlsx",
}
_MAIL = ("message/rfc822", "application/mbox", "application/vnd.ms-outlook")


def clean(path: Path, inspector: Inspector) -> CleanCopy | Refused:
    """A copy of the file at `path` that the inspector's policy releases, or why there is none.

    What is hidden is left out, and what speaks against a release. Where a registered person was found nothing
    is made: what is missing would tell who is registered.
    """
    verdict = inspector.inspect_path(os.fspath(path))
    refused = registered(verdict)
    if refused is not None:
        return refused
    cleaner = cleaner_of(verdict.media_type)
    if cleaner is None:
        return _no_cleaner(verdict.media_type)
    return made_by(cleaner, path, verdict, inspector)


def made_by(
    cleaner: Cleaner, path: Path, verdict: DocumentVerdict, inspector: Inspector
) -> CleanCopy | Refused:
    """The cleaner's copy, where enough of the file could be read."""
    if any(not skipped.location.steps for skipped in verdict.skipped) and not cleaner.takes_unread:
        return Refused(
            "the file could not be read whole, so nothing of it is known to be clean; save it anew"
        )
    return cleaner.clean(path, verdict, inspector)


def registered(verdict: DocumentVerdict) -> Refused | None:
    """Why nothing may be made of a document that names somebody who is registered."""
    if verdict.people.registered:
        return Refused("call the privacy office before anything is made of this file")
    return None


def can_be_made(media_type: str) -> bool:
    """Whether documents of this type are rebuilt at all."""
    return cleaner_of(media_type) is not None


def _no_cleaner(media_type: str) -> Refused:
    if media_type in _SAVE_AS:
        return Refused(f"this old format is not written any more; save it as {_SAVE_AS[media_type]} first")
    if media_type in _MAIL:
        return Refused("no copy is made of mail; save what is attached to it, and clean each file")
    return Refused(f"no copy can be made of {media_type}; remove by hand what the verdict names")


def cleaner_of(media_type: str) -> Cleaner | None:
    """What makes copies of this type; None for nothing."""
    cleaners: list[Cleaner] = [import_module(name).CLEANER for name in _CLEANERS]
    return next((cleaner for cleaner in cleaners if media_type in cleaner.media_types), None)
