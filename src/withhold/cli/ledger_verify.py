"""`withhold ledger verify`: an export or a proof, with the public key and nothing else."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import TYPE_CHECKING, cast

from withhold.cli.output import put
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.ledger.notes import VerifierKey
    from withhold.ledger.verify import Kept

_MOST = 1 << 20
"""Bytes of a key, checkpoint or proof that are read."""


def verify(options: argparse.Namespace) -> int:
    """Whether what is given proves what it says; exit code 10 if not."""
    from withhold.ledger.verify import verify_export
    from withhold.ledger.wording import report_json, report_lines

    public = _public_key(options.public_key)
    kept = [_kept(name, public) for name in options.checkpoint]
    with _opened(options.export) as stream:
        try:
            if stream.peek(1)[:1] in (b"c", b"o"):  # no export begins so
                return _verify_proof(stream.read(_MOST).decode("utf-8", "replace"), public, kept, options)
            report = verify_export(stream, public, kept)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise UsageError(
                f"{options.export} cannot be read to its end ({reason}); nothing is proven"
            ) from None
    if options.format == "json":
        put(json.dumps(report_json(report), ensure_ascii=False))
    else:
        for line in report_lines(report):
            put(line)
    return 0 if report.good else 10


def _verify_proof(text: str, public: "VerifierKey", kept: "list[Kept]", options: argparse.Namespace) -> int:
    from withhold.ledger.proofs import verify_consistency, verify_inclusion
    from withhold.ledger.wording import begins_json, begins_lines, included_json, included_lines

    as_json = options.format == "json"
    if text.startswith("c"):
        if kept:
            raise UsageError("a proof of one entry is not compared with checkpoints; leave --checkpoint out")
        found = verify_inclusion(text, public)
        told = included_json(found) if as_json else included_lines(found)
    elif len(kept) != 1:
        raise UsageError("this proof needs the checkpoint that was kept: give it, alone, with --checkpoint")
    else:
        newer = verify_consistency(text, public, kept[0].signed.checkpoint)
        told = begins_json(kept[0], newer) if as_json else begins_lines(kept[0], newer)
    if isinstance(told, dict):
        put(json.dumps(told, ensure_ascii=False))
    else:
        for line in told:
            put(line)
    return 0


def _public_key(given: str) -> "VerifierKey":
    from withhold.ledger.notes import read_vkey

    if not os.path.exists(given):
        return read_vkey(given)
    return read_vkey(_text(given, "the public key"))


def _kept(name: str, public: "VerifierKey") -> "Kept":
    from withhold.ledger.checkpoints import read_checkpoint
    from withhold.ledger.notes import NoteError
    from withhold.ledger.verify import Kept

    try:
        return Kept(name, read_checkpoint(_text(name, "the checkpoint"), public))
    except NoteError as error:
        raise UsageError(
            f"the checkpoint {name} is not one of this key: {error}; give the file as it was kept"
        ) from None


def _text(path: str, what: str) -> str:
    try:
        with open(path, "rb") as stream:
            return stream.read(_MOST).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{what} {path} cannot be read; check the path") from None


@contextmanager
def _opened(path: str) -> Iterator[BufferedReader]:
    if path == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed; give the file's name")
        yield cast(BufferedReader, sys.stdin.buffer)
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115  # closed below; only opening it is a wrong path
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({os.strerror(error.errno or 0)}); check the path") from None
    with stream:
        yield stream
