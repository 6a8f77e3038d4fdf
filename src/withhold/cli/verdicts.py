"""Verdicts in the forms that a command which judges offers, written as they come or when all are there."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from withhold.cli.output import tell, wants_colour, writing

if TYPE_CHECKING:
    from withhold.domain.verdict import Decision, DocumentVerdict, Engine

FORMATS = ("text", "json", "jsonl", "html", "sarif", "brief")


def write(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", form: str, target: TextIO
) -> "Counter[Decision]":
    """Write the verdicts in this form; returns how many documents have which decision."""
    chosen = {"jsonl": _write_lines, "html": _write_page}.get(form, _write_whole)
    return chosen(documents, engine, form, target)


def _write_lines(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", _format: str, target: TextIO
) -> "Counter[Decision]":
    """One JSON object a line, each as soon as its document is judged.

    Raises BrokenPipeError if whoever read them left while there was more to judge.
    """
    from withhold.report.json_ import json_document

    counts: Counter[Decision] = Counter()
    for document in documents:
        counts[document.decision] += 1
        try:
            with writing(target):
                print(json.dumps(json_document(document, engine), ensure_ascii=False), file=target)
        except BrokenPipeError:
            if next(documents, None) is not None:
                raise
    return counts


def _write_whole(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", format_: str, target: TextIO
) -> "Counter[Decision]":
    """The verdict on the whole run, when every document is judged."""
    from withhold.domain.verdict import Verdict, worst

    judged = tuple(_kept(documents) if format_ == "text" else documents)
    verdict = Verdict(worst([document.decision for document in judged]), engine, judged)
    # Whoever reads may have seen enough: the decision stands, and is the exit code.
    with suppress(BrokenPipeError), writing(target):
        if format_ == "json":
            from withhold.report.json_ import json_run

            json.dump(json_run(verdict), target, ensure_ascii=False, indent=1)
            target.write("\n")
        elif format_ == "sarif":
            from withhold.report.sarif import sarif_log

            json.dump(sarif_log(verdict), target, ensure_ascii=False, indent=1)
            target.write("\n")
        elif format_ == "brief":
            from withhold.report.brief import render_brief

            target.write(render_brief(verdict))
        else:
            from withhold.report.text import render_text

            target.write(render_text(verdict, wants_colour(target)))
    return Counter(document.decision for document in judged)


def _kept(documents: "Iterator[DocumentVerdict]") -> "Iterator[DocumentVerdict]":
    """The verdicts as far as the text tells them: after the first ones, released documents are counted."""
    from withhold.domain.verdict import Decision
    from withhold.report.text import MOST_RELEASED

    released = 0
    for document in documents:
        released += document.decision is Decision.RELEASE
        if document.decision is Decision.RELEASE and released > MOST_RELEASED:
            yield replace(document, reasons=(), findings=(), skipped=())
        else:
            yield document


def _write_page(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", _format: str, target: TextIO
) -> "Counter[Decision]":
    """One page to read and print; of many documents it keeps what it shows, not all."""
    from datetime import datetime

    from withhold.report.html import Gathered, render_html

    gathered = Gathered()
    for document in documents:
        gathered.add(document)
    page = render_html(gathered, engine, datetime.now().astimezone())
    with suppress(BrokenPipeError), writing(target):
        target.write(page)
    return gathered.counts


def summarise(counts: "Counter[Decision]", seconds: float) -> None:
    """A line about the run for people, on standard error."""
    total = sum(counts.values())
    parts = ", ".join(f"{count:,} {decision}" for decision, count in sorted(counts.items(), reverse=True))
    documents = "1 document" if total == 1 else f"{total:,} documents"
    tell(f"inspected {documents} in {seconds:.1f} s: {parts}")
