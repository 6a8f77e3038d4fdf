"""Makes the publishable copy of a PDF document: written anew, judged, and again without what was found."""

import os
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from withhold.cleaning.columns import undeclared
from withhold.cleaning.interface import CleanCopy, Cleaner, Refused, Removed
from withhold.cleaning.pdf.interface import Order
from withhold.cleaning.pdf.said import Reach, Said, beside, page_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import Skipped, SkipReason, Table, Text
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Unreadable, open_bytes, open_path
from withhold.readers.sandbox import Sandbox

_ENTRY = "withhold.cleaning.pdf.child:rewrite"
_PDF = "application/pdf"
_MOST_TOLD = 5
_Count = Counter[tuple[Concealment, int]]


def clean(path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused:
    """A copy of a PDF document with what is seen on its pages and speaks against nothing.

    Where a page cannot be written anew with certainty, none is made.
    """
    try:
        with open_path(os.fspath(path)) as opened:
            removed = _hidden(inspector, opened.descriptor, opened.size, path.name)
            content = os.pread(opened.descriptor, opened.size, 0)
    except Unreadable as error:
        return Refused(f"the file cannot be read: {error}")
    with inspector.sandbox.beside(_ENTRY) as sandbox:
        return _rounds(content, path.name, inspector, sandbox, removed)


def _rounds(
    content: bytes, name: str, inspector: Inspector, sandbox: Sandbox, removed: _Count
) -> CleanCopy | Refused:
    """Write, judge, and take out more, as long as something speaks against a release."""
    made = _written(content, Order(), sandbox)
    for reach in (*Reach, None):
        if isinstance(made, Refused):
            return made
        said = Said()
        judging = replace(inspector, recogniser=beside(said, inspector.recogniser))
        judged = judging.inspect(open_bytes(made, name), name)
        if said.hidden:
            return Refused("something that is not seen is left in the copy; remove it by hand")
        if judged.decision is Decision.RELEASE:
            return CleanCopy(made, _PDF, ".pdf", _told(removed))
        if reach is None or judged.people.registered:
            break
        going = said.going(judged.findings, reach, undeclared(inspector.policy, judged.findings))
        if going:
            made = _written(made, Order(going), sandbox)
            for page, texts in going.items():
                removed[Concealment.VISIBLE, page] += len(texts)
    return _refused(judged)


def _refused(judged: DocumentVerdict) -> Refused:
    """Why a copy that was judged is not released."""
    if judged.people.registered:
        return Refused("call the privacy office before anything is made of this file")
    unread = {page_of(item.location) for item in judged.skipped if item.reason is SkipReason.PICTURE} - {0}
    if unread:
        pages = ", ".join(map(str, sorted(unread)[:_MOST_TOLD]))
        return Refused(f"nobody can read the pictures on page {pages}; leave them out, or read them by hand")
    return Refused(
        "a copy without what was found is still not released; remove by hand what the verdict names"
    )


def _written(content: bytes, order: Order, sandbox: Sandbox) -> bytes | Refused:
    """The document anew without what the order names."""
    packed = order.packed(content)
    with open_bytes(packed, "") as opened:
        made = sandbox.make(opened.descriptor, opened.size, "")
    if not isinstance(made, Skipped):
        return made
    page = page_of(made.location)
    where = f"page {page}" if page else "the document"
    return Refused(f"{where} cannot be written anew with certainty: {made.detail}; redact the original anew")


def _hidden(inspector: Inspector, descriptor: int, size: int, name: str) -> _Count:
    """How much of the document is not seen, by how it is hidden and its page (0: on none)."""
    found: _Count = Counter()
    with closing(inspector.sandbox.read(descriptor, size, name)) as items:
        for item in items:
            if isinstance(item, Table) and item.concealment is not Concealment.VISIBLE:
                found[item.concealment, page_of(item.location)] += len(item.rows) * len(item.columns)
            elif isinstance(item, Text) and item.concealment is not Concealment.VISIBLE:
                found[item.concealment, page_of(item.location)] += 1
    return found


def _told(removed: _Count) -> tuple[Removed, ...]:
    return tuple(
        Removed(concealment, f"page {page}" if page else "beside the pages", count)
        for (concealment, page), count in removed.most_common()
    )


CLEANER = Cleaner(frozenset({_PDF}), clean)
