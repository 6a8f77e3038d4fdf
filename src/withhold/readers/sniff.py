"""What bytes are, by their content. A name counts only among text formats that nothing else tells apart."""

import json
import re
from typing import BinaryIO

from withhold.readers.container import Container
from withhold.readers.dialect import find_dialect
from withhold.readers.encoding import KEEP_BYTES, detect, looks_binary
from withhold.readers.interface import Budget, ReaderError, Source
from withhold.readers.mail_signs import enveloped_type, mail_type
from withhold.readers.ooxml.cfb import CompoundFile
from withhold.readers.tar_header import is_header

EMPTY = "application/x-empty"
BINARY = "application/octet-stream"
ZIP = "application/zip"
ENCRYPTED_OFFICE = "application/x-ole-encrypted"
PICTURES = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/bmp",
        "image/tiff",
        "image/webp",
        "image/heic",
        "image/x-icon",
        "image/emf",
        "image/wmf",
    }
)
_HEAD = 1 << 16
_MOST_OLE = 256 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00\x01\x00", "image/x-icon"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x5d\x00\x00", "application/x-lzma"),
    (b"\x04\x22\x4d\x18", "application/x-lz4"),
    (b"\x1f\x9d", "application/x-compress"),
    (b"!<arch>\n", "application/x-archive"),
    (b"070701", "application/x-cpio"),
    (b"070702", "application/x-cpio"),
    (b"070707", "application/x-cpio"),
    (b"\xc7\x71", "application/x-cpio"),
    (b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"PARE", "application/vnd.apache.parquet"),
    (b"ARROW1\x00\x00", "application/vnd.apache.arrow.file"),
    (b"FEA1\x00", "application/vnd.apache.feather"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (b"\x09\x00\x04\x00", "application/vnd.ms-excel"),
    (b"\x09\x02\x06\x00", "application/vnd.ms-excel"),
    (b"\x09\x04\x06\x00", "application/vnd.ms-excel"),
    (b"\x09\x08\x08\x00\x00\x05", "application/vnd.ms-excel"),
)
_RTF_BLANKS = b" \t\r\n\0\xef\xbb\xbf"
_OOXML = (
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
)
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|table|div|script|meta|title|p|span|ul|ol|form|h[1-6]|br|style|iframe"
    # Pages of one part, as servers send them to scripts: browsers show these as pages, too.
    r"|article|nav|aside|center|font|img|pre|blockquote|noscript|hr|dl|li|tbody|thead|tr|td|th|button"
    r"|strong|em)[\s/>]|<a\s[^>]{0,2000}href",
    re.IGNORECASE,
)
_XML = re.compile(r"<\?xml[\s?]|<!--|<!DOCTYPE\s|<[^\W\d][\w.:-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_PDF_WITHOUT_HEADER = re.compile(
    rb"(?:%[^\r\n]{0,200}[\r\n]+){0,3}(?:\d{1,9}\s+\d{1,5}\s+obj\b|trailer\s*<<)"
)
"""How a PDF goes on when its first line is lost: some programs show it all the same."""
_JSON_VALUE = re.compile(r'\s*(?:[{\[\]"]|-?\d|true|false|null)')
_YAML_LINE = re.compile(
    r"\s*(?:#|---|\.\.\.|%YAML|-\s*$|[\[\]{}]|(?:-\s+)*(?:\?\s+)?(?:[\w.$<&*!/-][^:#\n]{0,80}"
    r"|\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'):(?:\s|$))"
    r"|\s*-\s+\S"
)
_YAML_ENTRY = re.compile(r"- (?:[a-z_]\w{0,40}|\"[^\"\n]{0,80}\"):\s")
"""A line that only YAML has: a key with its colon, an entry of a list, a comment, a mark of documents."""
_FLAT_KIND = re.compile(r"application/vnd\.oasis\.opendocument\.(text|presentation|graphics|chart)\b")
_BY_NAME = {"js": "text/javascript", "mjs": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


def sniff(source: Source) -> str:
    """The media type of the bytes of `source`; never raises ReaderError. Leaves the stream anywhere."""
    stream = source.stream
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head:
        return EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return _in_zip(source)
    if head.startswith(_OLE):
        return _in_ole(stream)
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.lstrip(_RTF_BLANKS).startswith(b"{\\rt"):  # programs ask for no more of the first word
        return "application/rtf"
    if structured := _by_structure(head) or enveloped_type(head):
        return structured
    if looks_binary(head):
        return ZIP if has_archive(source) else BINARY
    return _in_text(source)


def has_archive(source: Source) -> bool:
    """Whether a zip archive with members is appended to bytes of another type (a polyglot, a self-
    extractor)."""
    source.stream.seek(max(0, source.size - (1 << 16) - 22))
    if b"PK\x05\x06" not in source.stream.read():
        return False
    try:
        return bool(Container(source, Budget()).names())
    except ReaderError:
        return True  # the end of an archive stands there: reading it says what is wrong with it


def _by_structure(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and len(head) > 26 and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "image/heic"
    if head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF":
        return "image/emf"
    if head[:4] == b"\xff\xff\xff\xff" and head[6:8] == b"\x00\x00" and head[8:12] == b"\x10\x00\x00\x00":
        return "application/vnd.apache.arrow.stream"
    if head[32769:32774] == b"CD001":
        return "application/x-iso9660-image"
    if head[2:5] == b"-lh" and head[6:7] == b"-":
        return "application/x-lzh-compressed"
    if is_header(head[:512]):
        return "application/x-tar"
    return "application/pdf" if b"%PDF-" in head[:1024] or _PDF_WITHOUT_HEADER.match(head) else None


def _in_zip(source: Source) -> str:
    try:
        container = Container(source, Budget())
        names = container.names()
        if "mimetype" in names:
            declared = container.read("mimetype", 256).decode("ascii", "replace").strip()
            if declared.startswith("application/vnd.oasis.opendocument."):
                return declared
    except ReaderError:
        return ZIP
    folded = {name.replace("\\", "/").lstrip("/").lower() for name in names}
    if {"content.xml", "meta-inf/manifest.xml"} <= folded:
        return "application/vnd.oasis.opendocument.spreadsheet"
    is_package = "[content_types].xml" in folded or "_rels/.rels" in folded
    for prefix, media_type in _OOXML:
        if any(name.startswith(prefix) for name in folded) and (
            is_package or f"{prefix}workbook.xml" in folded
        ):
            return media_type
    return ZIP


def _in_ole(stream: BinaryIO) -> str:
    """The kind of an OLE container by the streams at its root, not by those of what is embedded in it.

    Where its directory is damaged, by any name of a stream that stands somewhere in the bytes, in UTF-16.
    """
    stream.seek(0)
    data = stream.read(_MOST_OLE)
    try:
        names = {name.split("/")[0].lower() for name in CompoundFile(data).streams}
    except ReaderError:
        names = set()
    found = [media_type for name, media_type in _OLE_STREAMS if name.lower() in names]
    if any(name.startswith("__substg1.0_") for name in names):
        found.append("application/vnd.ms-outlook")
    if not found:
        found = [media_type for name, media_type in _OLE_STREAMS if name.encode("utf-16-le") in data]
    return found[0] if found else "application/x-ole-storage"


def _in_text(source: Source) -> str:
    codec, skip = detect(source.stream)
    source.stream.seek(skip)
    head = source.stream.read(_HEAD).decode(codec, KEEP_BYTES)
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup(start)
    extension = source.untrusted_name.rpartition(".")[2].lower()
    if mail := mail_type(start, is_named_mail=extension in ("eml", "mht", "mhtml")):
        return mail
    if extension in _BY_NAME:
        return _BY_NAME[extension]
    if start[:1] in ("{", "[") and _is_json(start):
        return "application/json"
    if _is_yaml(head, extension):
        return "application/yaml"
    if extension in ("html", "htm") and _HTML.search(start):
        return "text/html"
    dialect = find_dialect(head.splitlines(keepends=True)[:300])
    if dialect.delimiter == "\t":
        return "text/tab-separated-values"
    return "text/csv" if dialect.delimiter else "text/plain"


def _is_yaml(head: str, extension: str) -> bool:
    """By the name, or by a head of nothing but keys and dashes, with `---` first or a list of mappings."""
    if extension in ("yaml", "yml") or head.startswith(("%YAML ", "---\n", "---\r\n", "--- ")):
        lines = [line for line in head.splitlines()[:400] if line.strip()]
        fitting = sum(_YAML_LINE.match(line) is not None for line in lines)
        return bool(lines) and 2 * fitting > len(lines)
    lines = head.splitlines()[:40]
    starts = sum(_YAML_ENTRY.match(line) is not None for line in lines)
    return starts > 1 and all(_YAML_LINE.match(line) for line in lines[:-1] if line.strip())


def _markup(start: str) -> str:
    top = start[:8192]
    if "office:document" in top and "opendocument" in start:
        kind = _FLAT_KIND.search(start)
        return f"application/vnd.oasis.opendocument.{kind[1] if kind else 'spreadsheet'}-flat-xml"
    is_html = re.search(r"<!doctype\s+html|<html[\s>]", top, re.IGNORECASE) is not None
    if "<svg" in top and not is_html:
        return "image/svg+xml"
    if is_html:
        return "text/html"
    if start.startswith("<?xml"):
        return "application/xml"
    if _HTML.match(start) or (start.startswith("<!--") and _HTML.search(top)):
        return "text/html"
    return "application/xml" if _XML.match(start) else "text/plain"


def _is_json(start: str) -> bool:
    """Whether text that begins with a bracket goes on as JSON, whole or cut."""
    first_line = start.split("\n", 1)[0].strip()
    for text in (start, first_line):
        try:
            json.JSONDecoder().raw_decode(text)
        except json.JSONDecodeError as error:
            if error.pos > 8 or (error.pos >= len(text) - 8 and len(text) > 2):
                return True
        except RecursionError:
            return True
        else:
            return True
    return start[0] == "{" and _JSON_VALUE.match(start[1:]) is not None
