"""Character sets of RTF: of the document, and of each font."""

from withhold.readers.mail.charsets import of_code_page

WESTERN = "cp1252"
_OF_FONTS = {
    0: 1252, 77: 10000, 128: 932, 129: 949, 130: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
    177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
_OF_DOCUMENTS = {"ansi": 1252, "mac": 10000, "pc": 437, "pca": 850}


def of_font(charset: int | None, default: str) -> str:
    """The codec of \\fcharsetN. 1 is the one of the document, 2 that of symbols, which has no letters."""
    return of_code_page(_OF_FONTS.get(charset or 0, 0)) or default


def of_document(word: str) -> str:
    """The codec that one of the four words at the head of a document tells."""
    return of_code_page(_OF_DOCUMENTS[word]) or WESTERN
