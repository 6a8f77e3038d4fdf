"""Whether a value stands in the bytes of a document, as somebody finds it who only unpacks and searches."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "cp1251", "gb18030")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, OSError)


def plain(content: bytes) -> list[bytes]:
    """The bytes of a document, unzipped as deep as they are nested; broken ones as they are."""
    if content.startswith(b"%PDF-"):
        strings = re.findall(rb"<((?:[0-9a-f]{2})+)>", content)
        return [content, *(bytes.fromhex(string.decode()) for string in strings)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inner = [part for name in archive.namelist() for part in _member(archive, name)]
            return [
                content,
                *inner,
                archive.comment,
                "\n".join(archive.namelist()).encode("utf-8", "replace"),
            ]
    except _DAMAGE:
        return [content]


def _member(archive: zipfile.ZipFile, name: str) -> list[bytes]:
    try:
        return plain(archive.read(name))
    except _DAMAGE:
        return []


def mentions(parts: Sequence[bytes], value: str) -> bool:
    """Whether a value is in one of the parts, in any usual encoding or spelling of markup."""
    written = (value, value.replace("'", "&#x27;"), value.replace("'", "&apos;"), json.dumps(value)[1:-1])
    forms = {form for text in written for form in _encoded(text)}
    return any(_has(part, form) for part in parts for form in forms)


def _has(part: bytes, form: bytes) -> bool:
    """Wide characters count where a decoder finds them: at even places, high byte first if that is said."""
    if b"\0" not in form:
        return form in part
    at = part.find(form)
    while at >= 0 and (at % 2 or (form[0] == 0 and not part.startswith(b"\xfe\xff"))):
        at = part.find(form, at + 1)
    return at >= 0


def _encoded(text: str) -> list[bytes]:
    found = []
    for encoding in _ENCODINGS:
        try:
            found.append(text.encode(encoding))
        except UnicodeEncodeError:
            continue
    return found
