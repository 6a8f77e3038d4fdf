"""Hiding places of tar archives: names, links, owners, slack, what stands behind the end."""

import gzip
import io
import tarfile
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.textual import delimited

_README = ("README.txt", b"Monthly figures.\n")
_BLOCK = 512


def tarred(members: list[tuple[str, bytes]], comment: str = "") -> bytes:
    """An archive of the members, in the format of POSIX."""
    out = io.BytesIO()
    notes = {"comment": comment} if comment else {}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers=notes) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _table(content: Content) -> bytes:
    return delimited(content.table).encode()


def _member(_: Random, content: Content) -> bytes:
    return tarred([_README, ("tables/data.csv", _table(content))])


def _compressed(rng: Random, content: Content) -> bytes:
    return gzip.compress(_member(rng, content), mtime=0)


def _names(_: Random, content: Content) -> bytes:
    return tarred([_README, *((f"scans/{line.rstrip('.')}.txt", b"see file\n") for line in content.lines)])


def _comment(_: Random, content: Content) -> bytes:
    return tarred([_README], comment=content.text)


def _behind(_: Random, content: Content) -> bytes:
    """A second archive behind the end of the first, which tools do not look for."""
    return tarred([_README]) + tarred([("tables/data.csv", _table(content))])


def _slack(_: Random, content: Content) -> bytes:
    """In the rest of the last block of a member, where other bytes of a disk may have come along."""
    whole = tarred([_README])
    at = whole.index(_README[1]) + len(_README[1])
    held = ("\n" + "\n".join(content.lines)).encode()[: _BLOCK - len(_README[1])]
    return whole[:at] + held + whole[at + len(held) :]


PLACES = (
    HidingPlace("member", _member, "visible", ("member:tables/data.csv",)),
    HidingPlace("compressed_member", _compressed, "visible", ("member:tables/data.csv",), ending="tar.gz"),
    HidingPlace("member_names", _names, None),
    HidingPlace("comment", _comment, "metadata"),
    HidingPlace("behind_the_end", _behind, "previous_version", ("member:tables/data.csv",)),
    HidingPlace("slack", _slack, "previous_version"),
)
