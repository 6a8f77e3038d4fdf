"""Text with delimiters, from a file or standard input: UTF-8, usual delimiters, quotes as in RFC 4180."""

import csv
import io
import os
import re
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

from withhold.register.interface import RegisterError
from withhold.register.sources.interface import Batch

_BLOCK = 1 << 20
_LONGEST_LINE = 16 << 20
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_BOM = b"\xef\xbb\xbf"
_LONGEST_VALUE = 500
"""Characters from which a value with line ends in it is no name, number or date, but records in quotes that
do not belong together."""
_NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff", b"\0")


class Delimited:
    """A list in a text file. Raises RegisterError for one that is not UTF-8 or has no line at all."""

    def __init__(self, path: str) -> None:
        self._name = "standard input" if path == "-" else path
        self._stream: BinaryIO = self._opened(path)
        self._blocks = self._read_blocks()
        self._ends = False
        self._line = 0
        """Lines before the block that is read."""
        self._used: Collection[int] = ()
        try:
            self._start()
        except BaseException:
            self._stream.close()
            raise

    def _start(self) -> None:
        """Read the line that names the columns."""
        first = next(self._blocks, b"")
        if not first.strip():
            raise RegisterError(f"{self._name} is empty; the first line names the columns")
        self.delimiter = _delimiter(self._decoded(first.partition(b"\n")[0]))
        self._rest = self._records(first)
        self.header: Sequence[str] = next(self._rest, [])

    def batches(self, used: Collection[int]) -> Iterator[Batch]:
        """See `Source.batches`."""
        self._used = used
        rest = list(self._rest)
        if rest:
            yield rest
        for block in self._blocks:
            if b'"' in block:
                yield list(self._records(block))
            else:
                self._line += block.count(b"\n")
                yield block

    def close(self) -> None:
        """Close the file; standard input stays open."""
        self._stream.close()

    def _opened(self, path: str) -> BinaryIO:
        try:
            return open(0, "rb", closefd=False) if path == "-" else open(path, "rb")
        except OSError as error:
            raise RegisterError(
                f"{path} cannot be read ({os.strerror(error.errno or 0)}); give a list"
            ) from None

    def _read_blocks(self) -> Iterator[bytes]:
        """Blocks that end where a line does."""
        held = b""
        first = True
        while True:
            try:
                read = self._stream.read(_BLOCK)
            except OSError as error:
                reason = os.strerror(error.errno or 0)
                raise RegisterError(f"{self._name} cannot be read to its end ({reason})") from None
            if first and read.startswith(_NOT_UTF8):
                raise RegisterError(f"{self._name} is not UTF-8 text; convert it first")
            block = held + (read.removeprefix(_BOM) if first else read)
            first = False
            # A return at the end may be half of a line end.
            if b"\r" in block and (not read or not block.endswith(b"\r")):
                block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            if not read:
                if block:
                    yield block
                return
            end = block.rfind(b"\n") + 1
            held = block[end:]
            if end:
                yield block[:end]
            elif len(held) > _LONGEST_LINE:
                raise RegisterError(f"{self._name} has a line of more than 16 MiB; it is no list of people")

    def _records(self, block: bytes) -> Iterator[list[str]]:
        """The records that begin in a block; the last one may take lines of the following blocks."""
        # Where quotes do not pair, records would be swallowed: `strict` makes that an error.
        reader = csv.reader(self._lines(block), delimiter=self.delimiter, strict=True)
        self._ends = False
        began = 0
        try:
            for record in reader:
                if reader.line_num > began + 1 and self._is_too_long(record):
                    raise self._unpaired(began)
                began = reader.line_num
                if record:
                    yield record
                if self._ends:
                    break
        except csv.Error:
            raise self._unpaired(began) from None
        self._line += reader.line_num

    def _is_too_long(self, record: Sequence[str]) -> bool:
        """Whether a value that is used takes several lines and is longer than any that tells of a person."""
        return any(
            place in self._used and len(value) > _LONGEST_VALUE and "\n" in value
            for place, value in enumerate(record)
        )

    def _unpaired(self, before: int) -> RegisterError:
        return RegisterError(
            f"{self._name} cannot be read from line {self._line + before + 1:,} on: a quoted value does not "
            "end there, goes on behind its quote or is very long; mend the quotes"
        )

    def _lines(self, block: bytes) -> Iterator[str]:
        following: bytes | None = block
        while following is not None:
            lines = io.StringIO(self._decoded(following), newline="\n").readlines()
            self._ends = False
            yield from lines[:-1]
            self._ends = True
            yield from lines[-1:]
            following = next(self._blocks, None)

    def _decoded(self, block: bytes) -> str:
        return decoded(block, self._name)


def decoded(block: bytes, name: str) -> str:
    """The text of a block. Raises RegisterError if it is not UTF-8."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        raise RegisterError(f"{name} is not UTF-8 text; convert it first") from None


def records_of(batch: Batch, delimiter: str, name: str) -> Sequence[Sequence[str]]:
    """The records of a batch. Raises RegisterError."""
    if not isinstance(batch, bytes):
        return batch
    reader = csv.reader(decoded(batch, name).split("\n"), delimiter=delimiter)
    try:
        return [record for record in reader if record]
    except csv.Error:
        raise RegisterError(f"{name} has a value that is far too long; it is no list of people") from None


def _delimiter(line: str) -> str:
    plain = _QUOTED.sub("", line)
    return max(_DELIMITERS, key=plain.count)
