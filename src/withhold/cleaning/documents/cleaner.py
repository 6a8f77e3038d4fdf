"""Copies of documents: what is seen is read, what is flagged taken out, and what comes of it is judged."""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from withhold.cleaning.documents.content import Content, Zone, content_of
from withhold.cleaning.documents.judged import judged
from withhold.cleaning.documents.open_text import as_open_text
from withhold.cleaning.documents.slides import as_slides
from withhold.cleaning.documents.taking_out import Removals, TakingOut
from withhold.cleaning.documents.web import as_page
from withhold.cleaning.documents.word import as_word
from withhold.cleaning.interface import CleanCopy, Cleaner, Refused, Removed
from withhold.domain.concealment import Concealment
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Unreadable, open_bytes, open_path
from withhold.readers.sandbox import READ_AS_LAID_OUT
from withhold.readers.wire import MediaType

_ROUNDS = 12
"""What is left may read differently once the rest is gone."""
_NOTHING = Refused("nothing is left of its text that may be public")
_STILL = Refused("a copy without what was found is still not released; remove by hand what the verdict names")


@dataclass(frozen=True, slots=True)
class Form:
    """A format that copies are written in."""

    media_type: str
    suffix: str
    write: Callable[[Content], bytes]
    zones: frozenset[Zone] = frozenset(Zone)
    """The sections that it has a place for."""


_OOXML = "application/vnd.openxmlformats-officedocument"
_WORD = Form(f"{_OOXML}.wordprocessingml.document", ".docx", as_word)
_SLIDES = Form(f"{_OOXML}.presentationml.presentation", ".pptx", as_slides, frozenset({Zone.SLIDE}))
_ODT = Form("application/vnd.oasis.opendocument.text", ".odt", as_open_text)
_HTML = Form("text/html", ".html", as_page)
_FORMS = {
    _WORD.media_type: _WORD,
    f"{_OOXML}.wordprocessingml.template": _WORD,
    "application/vnd.ms-word.document.macroEnabled.12": _WORD,
    "application/vnd.ms-word.template.macroEnabled.12": _WORD,
    _SLIDES.media_type: _SLIDES,
    f"{_OOXML}.presentationml.template": _SLIDES,
    f"{_OOXML}.presentationml.slideshow": _SLIDES,
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12": _SLIDES,
    "application/vnd.ms-powerpoint.template.macroEnabled.12": _SLIDES,
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.12": _SLIDES,
    _ODT.media_type: _ODT,
    f"{_ODT.media_type}-template": _ODT,
    _HTML.media_type: _HTML,
    "application/xhtml+xml": _HTML,
}


def clean(path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused:
    """A copy with the paragraphs and tables that are seen (see `interface.Clean`).

    Where a profile says what may be told, columns and paragraphs that tell more are taken out; rows and
    paragraphs that still speak against a release go whole.
    """
    form = _FORMS[verdict.media_type]
    try:
        content = _read(path, inspector)
    except Unreadable as error:
        return Refused(f"the file cannot be read: {error}")
    content.keep(form.zones)
    removed: Removals = Counter(content.left_out)
    refused = _take_out(content, form, path.name, inspector, removed)
    if refused is not None:
        return refused
    made = form.write(content)
    # Only what the readers find in the very file that is written counts.
    decision = inspector.inspect(open_bytes(made, path.name), path.name).decision
    if decision is not Decision.RELEASE:
        return _STILL
    return CleanCopy(made, form.media_type, form.suffix, _told(content, removed))


def _read(path: Path, inspector: Inspector) -> Content:
    """What is seen, read in a sandbox of its own. Raises Unreadable."""
    with (
        open_path(os.fspath(path)) as opened,
        inspector.sandbox.beside(READ_AS_LAID_OUT) as sandbox,
        closing(sandbox.read(opened.descriptor, opened.size, path.name)) as items,
    ):
        return content_of(item for item in items if not isinstance(item, MediaType))


def _take_out(
    content: Content, form: Form, name: str, inspector: Inspector, removed: Removals
) -> Refused | None:
    """Take out what the policy does not release, until it does; why there is no copy, if it never does."""
    for _ in range(_ROUNDS):
        if content.is_empty():
            return _NOTHING
        verdict, heard = judged(content, form.media_type, name, inspector)
        if verdict.decision is Decision.RELEASE:
            return None
        if verdict.people.registered:
            return _STILL
        if not TakingOut(content, heard, removed).take_out(verdict, inspector.policy):
            return _STILL
    return _STILL


def _told(content: Content, removed: Removals) -> tuple[Removed, ...]:
    """What is not in the copy, the most first; no value of it is told."""
    told = [Removed(how, place, count) for (how, place), count in removed.most_common() if count]
    if content.pictures:
        told.append(Removed(Concealment.EMBEDDED_OBJECT, "pictures", content.pictures))
    if content.unread:
        told.append(Removed(Concealment.EMBEDDED_OBJECT, "parts that could not be read", content.unread))
    return tuple(told)


CLEANER = Cleaner(frozenset(_FORMS), clean)
