"""`withhold publish`: checks, and then puts exactly these bytes to a folder or a bucket."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from withhold.cli.arguments import number
from withhold.cli.authority import add_authority_options, authority_of
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.clearance.interface import Clearance
    from withhold.domain.verdict import DocumentVerdict
    from withhold.gates.interface import Source
    from withhold.gates.judging import Judged
    from withhold.gates.publish.interface import Destination
    from withhold.gates.publish.place import Place
    from withhold.gates.publish.publication import Outcome, Publication

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

SCHEMA = "withhold.publication/1"
_LONGEST_TEXT = 1000


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "publish",
        help="check, then make public exactly what was checked",
        description="Inspects a private copy of each document, and makes that copy public if it is cleared.",
    )
    parser.add_argument(
        "paths", metavar="SRC", nargs="+", help="a file, a folder, or - for standard input with --name"
    )
    parser.add_argument("--to", metavar="DEST", required=True, help="a folder, or s3://bucket/prefix")
    parser.add_argument("--name", metavar="NAME", help="the public name of the one file")
    add_authority_options(parser)
    parser.add_argument("--uploader", metavar="NAME", default="", help="who brings it; may not clear it")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it is published, for the clearance")
    parser.add_argument(
        "--clearance",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a clearance that people signed for one of the documents, repeatable",
    )
    parser.add_argument(
        "--partial", action="store_true", help="publish what is cleared even if other documents are not"
    )
    parser.add_argument("--endpoint-url", metavar="URL", help="of S3-compatible storage that is not Amazon's")
    add_judging_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publish, tell what became of each document; exit code 0 only if everything is public."""
    from withhold.domain.verdict import EXIT_CODES, Decision, worst
    from withhold.gates.publish.place import make_root, place_of
    from withhold.gates.publish.sources import links_below

    started = time.perf_counter()
    place = place_of(options.to, options.paths, options.state, options.destination)
    sources = _sources(options, place)
    publication = _publication(options, place)
    if place.root is not None:
        make_root(place.root)
    place.state.make(place.root)
    for warning in publication.destination.check([source.target for source in sources]):
        tell(warning)
    if links := links_below(options.paths):
        tell(f"{links:,} links among the documents are not published; only files are")
    outcomes = publication.of(sources, watched)
    _write(options.format, publication, outcomes)
    _summarise(outcomes, time.perf_counter() - started)
    if any(outcome.failed for outcome in outcomes):
        return 1
    return EXIT_CODES[
        worst([Decision.RELEASE if outcome.clearance else outcome.decision for outcome in outcomes])
    ]


def _sources(options: argparse.Namespace, place: "Place") -> "list[Source]":
    from withhold.gates.publish.sources import sources

    if options.name is not None and place.name is not None:
        raise UsageError("--to names a file already; leave --name out")
    found = sources(options.paths, options.name if place.name is None else place.name)
    if not place.prefix:
        return found
    return [replace(source, target=f"{place.prefix}/{source.target}") for source in found]


def _publication(options: argparse.Namespace, place: "Place") -> "Publication":
    from withhold.clearance.trust import May
    from withhold.gates.publish.publication import Publication

    judging = replace(run_of(options), jobs=options.jobs)
    authority = authority_of(options, place.state, place.destination, judging, May.RELEASE)
    for option, text in (("--uploader", options.uploader), ("--reason", options.reason)):
        if not text.isprintable() or len(text) > _LONGEST_TEXT:
            raise UsageError(f"{option} must be one line of text, {_LONGEST_TEXT:,} characters at most")
    authority = replace(authority, uploader=options.uploader, reason=options.reason)
    given = [_clearance(path) for path in options.clearance]
    return Publication(judging, authority, _destination(options, place), options.partial, given)


def _destination(options: argparse.Namespace, place: "Place") -> "Destination":
    if place.root is not None:
        if options.endpoint_url is not None:
            raise UsageError("--endpoint-url is for s3:// destinations; leave it out")
        from withhold.gates.publish.folder import Folder

        return Folder(place.root, place.state)
    from withhold.gates.publish.s3 import Bucket

    return Bucket.at(options.to, options.endpoint_url)


def _clearance(path: Path) -> "Clearance":
    from withhold.clearance.record import read_clearance
    from withhold.clearance.shapes import MAX_BYTES

    try:
        with path.open("rb") as stream:
            return read_clearance(stream.read(MAX_BYTES + 1), f"the clearance {path}")
    except OSError:
        raise UsageError(f"the clearance {path} cannot be read; check the path") from None


def watched(documents: "Iterator[Judged]") -> "Iterator[Judged]":
    """The same, with progress at a terminal."""
    from withhold.cli.progress import shown

    held: list[Judged] = []

    def verdicts() -> "Iterator[DocumentVerdict]":
        for document in documents:
            held.append(document)
            yield document.verdict

    for _ in shown(verdicts()):
        yield held.pop()


def _write(format_: str, publication: "Publication", outcomes: "list[Outcome]") -> None:
    if format_ == "text":
        for outcome in outcomes:
            put(_line(outcome))
        return
    from withhold.domain.verdict import worst
    from withhold.report.json_ import json_engine

    authority = publication.authority
    whole = {
        "schema": SCHEMA,
        "decision": str(worst([outcome.decision for outcome in outcomes])),
        "engine": json_engine(authority.engine),
        "destination": authority.shelf.destination,
        "documents": [_object(publication, outcome) for outcome in outcomes],
    }
    put(json.dumps(whole, ensure_ascii=False, indent=1))


def _object(publication: "Publication", outcome: "Outcome") -> dict[str, Any]:
    from withhold.clearance.record import clearance_id
    from withhold.domain.discretion import discreet
    from withhold.fleet.walk import shown
    from withhold.report.json_ import json_document

    verdict = json_document(discreet(outcome.judged.verdict), publication.authority.engine)
    told = {key: value for key, value in verdict.items() if key not in ("schema", "engine")}
    return {
        **told,
        "target": shown(outcome.judged.source.target),
        "outcome": _word(outcome),
        "why": outcome.why,
        "clearance": None if outcome.clearance is None else clearance_id(outcome.clearance),
        "request": None if outcome.request is None else str(outcome.request),
        "version": outcome.version,
    }


def _word(outcome: "Outcome") -> str:
    if outcome.published:
        return "published"
    if outcome.failed:
        return "failed"
    return "held back" if outcome.clearance else str(outcome.decision)


def _line(outcome: "Outcome") -> str:
    from withhold.domain.discretion import rules_told
    from withhold.fleet.walk import shown

    name = shown(outcome.judged.source.target if outcome.published else outcome.judged.source.path)
    line = f"{_word(outcome)}  {printable(name)}: {outcome.why}"
    if outcome.published or outcome.clearance:
        return line
    rules = rules_told(outcome.judged.verdict)
    because = f" ({', '.join(rules)})" if rules else ""
    how = f"; withhold clearance sign {outcome.request}" if outcome.request else ""
    return f"{line}{because}{how}"


def printable(name: str) -> str:
    """A name on one line, without what moves a cursor."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def _summarise(outcomes: "list[Outcome]", seconds: float) -> None:
    counts = Counter(_word(outcome) for outcome in outcomes)
    parts = ", ".join(f"{count:,} {word}" for word, count in sorted(counts.items()))
    documents = "1 document" if len(outcomes) == 1 else f"{len(outcomes):,} documents"
    tell(f"judged {documents} in {seconds:.1f} s: {parts}")
