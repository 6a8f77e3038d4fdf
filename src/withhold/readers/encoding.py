"""Which encoding text bytes are in, and decoding that never drops a byte."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_GUESS_SAMPLE = 1 << 14
_LONGEST_LINE = 16 << 20
# The encodings that office programs and web pages of the last decades wrote. Fewer candidates, fewer wrong
# guesses.
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r",
    "koi8_u", "iso8859_2", "iso8859_9", "cp866", "cp850", "cp437", "cp932", "euc_jp", "gb18030", "big5",
    "euc_kr", "cp949", "cp874", "mac_roman", "iso2022_jp",
]  # fmt: skip
_WESTERN_ALPHABETS = ("éèàçêëîïôûùâœæÿ", "äöüßé", "áéíóúñüãõâêôçàï", "åäöøæéü", "àèéìòù", "áéíóúýþðæö")
_WESTERN_SIGNS = frozenset("\xa0’‘“”–—…°«»¡¿ºª€£©®•·§½¼¾²×÷´¨¬¦")
_CONTROLS = bytes({*range(0, 9), 11, *range(14, 27), *range(28, 32), 127})
_BINARY_SHARE = 0.005
_ODD_SHARE = 0.02
"""Of characters that no text has, behind a byte order mark."""
_EBCDIC = bytes(
    {
        0x15,
        0x25,
        0x40,
        0x4B,
        0x60,
        0x61,
        0x6B,
        0x7A,
        *range(0x81, 0x8A),
        *range(0x91, 0x9A),
        *range(0xA2, 0xAA),
        *range(0xC1, 0xCA),
        *range(0xD1, 0xDA),
        *range(0xE2, 0xEA),
        *range(0xF0, 0xFA),
    }
)
_EBCDIC_SHARE = 0.9


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Error handler: bytes that break the encoding are read as Windows-1252, the rest of them as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    text = "".join(
        bytes([byte]).decode("latin-1") if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252")
        for byte in bad
    )
    return text, error.end


KEEP_BYTES = "withhold.keep_bytes"
"""Name of the codec error handler that keeps undecodable bytes as western characters."""
codecs.register_error(KEEP_BYTES, _as_western)


def detect(stream: BinaryIO) -> tuple[str, int]:
    """The codec of a text stream and how many bytes its byte order mark takes.

    Looks for a mark, then for UTF-16/32 without one, then for valid UTF-8 over the first text that is not
    ASCII, wherever in the stream it stands; then guesses among legacy encodings.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    for mark, codec in _BOMS:
        if head.startswith(mark) and _follows(head, mark, codec):
            return codec, len(mark)
    if wide := _wide(head):
        return wide, 0
    if _is_ebcdic(head):
        return "cp500", 0
    sample = _foreign_sample(stream)
    if not sample or _is_utf8(sample):
        return "utf-8", 0
    return _guess(sample), 0


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a stream are no text in any encoding: control characters, and no
    UTF-16/32."""
    if any(head.startswith(mark) and _follows(head, mark, codec) for mark, codec in _BOMS):
        return False
    if _wide(head) or _is_ebcdic(head):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > _BINARY_SHARE * len(head)


def _follows(head: bytes, mark: bytes, codec: str) -> bool:
    """Whether text follows a byte order mark: the end of a damaged binary file can begin with those bytes."""
    text = head[len(mark) :].decode(codec, "replace")
    odd = sum((char < " " and char not in "\t\r\n\f") or char in "\ufffd\uffff" for char in text)
    return odd <= _ODD_SHARE * len(text) + 1


def _is_ebcdic(head: bytes) -> bool:
    """Text of mainframes (IBM code page 500): letters and blanks stand where no other encoding has them."""
    common = len(head) - len(head.translate(None, _EBCDIC))
    return len(head) >= 16 and b" " not in head and common > _EBCDIC_SHARE * len(head)


def text_chunks(stream: BinaryIO, codec: str, skip: int) -> Iterator[str]:
    """The whole stream from byte `skip` on as text, about a MiB at a time; nothing is dropped."""
    stream.seek(skip)
    decoder = codecs.getincrementaldecoder(codec)(errors=KEEP_BYTES)
    while data := stream.read(_CHUNK):
        text = decoder.decode(data)
        yield text.replace("\x00", " ") if "\x00" in text else text
    if tail := decoder.decode(b"", final=True):
        yield tail


def text_lines(chunks: Iterator[str]) -> Iterator[str]:
    """Lines with their ends (LF, CR or CRLF); a line longer than 16 Mi characters is cut."""
    held: list[str] = []
    size = 0
    for chunk in chunks:
        cut = max(chunk.rfind("\n"), chunk.rfind("\r", 0, -1)) + 1
        if cut == 0 and size < _LONGEST_LINE:
            held.append(chunk)
            size += len(chunk)
            continue
        cut = cut or len(chunk)
        held.append(chunk[:cut])
        yield from io.StringIO("".join(held), newline="")
        held, size = [chunk[cut:]], len(chunk) - cut
    yield from io.StringIO("".join(held), newline="")


def decode(data: bytes) -> str:
    """Some bytes as text, by the same rules as a whole stream."""
    return "".join(text_chunks(io.BytesIO(data), *detect(io.BytesIO(data))))


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by where the zero bytes stand."""
    sample = head[: len(head) & ~3][:4096]
    if len(sample) < 8:
        return None
    zeros = [sample[at::4].count(0) / (len(sample) / 4) for at in range(4)]
    if zeros[1] > 0.9 and zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[2] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    for codec, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if low < 0.05 and high > 0.1 and _is_plain_text(sample, codec):
            return codec
    return None


def _is_plain_text(sample: bytes, codec: str) -> bool:
    """Whether wide characters decode to text: ASCII spaces or line ends, no control characters."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError as error:
        if error.end < len(sample):
            return False
        text = sample[: error.start].decode(codec)
    return not any(char < " " and char not in "\t\r\n\f" for char in text) and (" " in text or "\n" in text)


def _foreign_sample(stream: BinaryIO) -> bytes:
    """Up to 64 KiB of the lines that hold bytes beyond ASCII."""
    stream.seek(0)
    found: list[bytes] = []
    size = 0
    while size < _SAMPLE and (data := stream.read(_CHUNK)):
        if data.isascii():
            continue
        for line in data.splitlines(keepends=True):
            if not line.isascii():
                found.append(line[:_SAMPLE])
                size += len(found[-1])
                if size >= _SAMPLE:
                    break
    return b"".join(found)


def _is_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8, allowing for the odd broken byte and a cut at its ends."""
    kept = len(sample.decode("utf-8", "ignore").encode("utf-8"))
    foreign = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    return len(sample) - kept <= max(4, foreign // 5) and kept > len(sample) - foreign


def _is_western(sample: bytes) -> bool:
    """Whether the letters beyond ASCII, read as Windows-1252, nearly all belong to one western alphabet."""
    foreign = sample.translate(None, bytes(range(128))).decode("cp1252", "replace").lower()
    letters = [char for char in foreign if char not in _WESTERN_SIGNS]
    if "\ufffd" in foreign or 2 * len(letters) < len(foreign):
        return False
    return any(
        50 * sum(char not in alphabet for char in letters) <= len(letters) for alphabet in _WESTERN_ALPHABETS
    )


def _guess(sample: bytes) -> str:
    if _is_western(sample):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:_GUESS_SAMPLE], cp_isolation=_LEGACY, preemptive_behaviour=False).best()
    return best.encoding if best is not None else "cp1252"
