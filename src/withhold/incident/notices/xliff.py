"""Texts out to human translators and back, as XLIFF 2.1 (OASIS), for any language.

Each paragraph is a unit; each placeholder is a `ph` that a translation has to keep. The file names the exact
source (`original`): what comes back for a text that has changed since is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from withhold.incident.notices.interface import NoticeError
from withhold.incident.notices.scripts import is_in_script
from withhold.incident.notices.templates import Template, as_written
from withhold.signing.canonical import canonical
from withhold.text.languages import is_right_to_left, script_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""Of the core, in 2.0 and 2.1 alike."""
OTHER_SOURCE = "the file is a translation of another text or version; export the text again"
MOST_BYTES = 1 << 20
"""A text has some ten kilobytes."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PIECES = re.compile(r"\{([a-z_]+)\}")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_TIMES, _MORE = 6, 200
"""A translation has at most so many times the characters of its source, and so many more."""
_NOTES = {
    "title": "Subject and heading. Neutral: it must not say what the letter is about.",
    "written": "Part of the letter. Short sentences, plain words.",
    "read_aloud": "Read out on the telephone, to every caller alike. It must not say who is affected.",
    "cohort": "Added to the letter of some people.",
    "fields": "Stands in a list after “This could be seen:”.",
}
_DONE = ("translated", "reviewed", "final")


def write_xliff(source: Template, language: str, translated: Template | None = None) -> bytes:
    """The text for a translator into `language`, with what is translated already.

    Raises NoticeError for a language tag that is none, or a translation that does not fit the source.
    """
    if not _LANGUAGE.fullmatch(language):
        raise NoticeError("name the language by its tag, such as “so” or “zh-Hant”")
    register_namespace("", NAMESPACE)
    root = Element(_tag("xliff"), {"version": "2.1", "srcLang": source.language, "trgLang": language})
    direction = "rtl" if is_right_to_left(language) else "ltr"
    told = {"id": source.audience, "original": source_name(source), "trgDir": direction}
    file = SubElement(root, _tag("file"), told)
    targets = {} if translated is None else dict(_units(translated))
    if translated is not None and targets.keys() != dict(_units(source)).keys():
        raise NoticeError("the translation has not the same paragraphs as its source; translate it again")
    for unit_id, text in _units(source):
        unit = SubElement(file, _tag("unit"), {"id": unit_id})
        notes = SubElement(unit, _tag("notes"))
        SubElement(notes, _tag("note"), {"category": "instruction"}).text = _NOTES[unit_id.split(".")[0]]
        done = unit_id in targets
        segment = SubElement(unit, _tag("segment"), {"state": "translated" if done else "initial"})
        _put(SubElement(segment, _tag("source")), text)
        if done:
            _put(SubElement(segment, _tag("target")), targets[unit_id])
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def read_xliff(untrusted_content: bytes, source: Template) -> Template:
    """The translation in a file that came back. It is a draft like any other: reviewed by nobody.

    Raises NoticeError for a file that is no XLIFF 2, belongs to another source, lacks a paragraph or a
    placeholder, or brings anything but text.
    """
    root, file = _file(untrusted_content)
    if file.get("original") != source_name(source):
        raise NoticeError(OTHER_SOURCE)
    language = _language(root, file, source)
    told = {str(unit.get("id")): unit for unit in file.findall(_tag("unit"))}
    wanted = dict(_units(source))
    if told.keys() != wanted.keys() or len(file.findall(_tag("unit"))) != len(wanted):
        raise NoticeError("paragraphs were added or lost in the file; keep every unit, each once")
    targets = {unit_id: _target(unit_id, told[unit_id], text) for unit_id, text in wanted.items()}
    _require_translated(source, language, targets)
    # It has the placeholders of its source, paragraph for paragraph, also those that a law adds.
    return as_written(source.audience, _table(source, language, targets))


def source_named_in(untrusted_content: bytes) -> str:
    """The name of the source that a file says it translates. Raises NoticeError for what is no XLIFF 2."""
    _, file = _file(untrusted_content)
    return file.get("original", "")


def source_name(source: Template) -> str:
    """The name of exactly this source: another word in it gives another name."""
    units = [list(pair) for pair in _units(source)]
    told = {
        "audience": str(source.audience),
        "language": source.language,
        "units": units,
    }
    return f"sha256:{sha256(canonical(told)).hexdigest()}"


def _file(untrusted_content: bytes) -> tuple[Element, Element]:
    root = _parse(untrusted_content)
    if root.tag != _tag("xliff") or not root.get("version", "").startswith("2."):
        raise NoticeError("this is no XLIFF 2 file; export the text again and translate that")
    files = root.findall(_tag("file"))
    if len(files) != 1:
        raise NoticeError(OTHER_SOURCE)
    return root, files[0]


def _language(root: Element, file: Element, source: Template) -> str:
    """The tag as it is written (RFC 5646, 2.1.1), of a language that the source is not in."""
    tag = root.get("trgLang", "")
    if not _LANGUAGE.fullmatch(tag):
        raise NoticeError("the file does not name its target language (trgLang)")
    primary, *rest = tag.split("-")
    forms = {2: str.upper, 4: str.title}
    language = "-".join([primary.lower(), *(forms.get(len(part), str.lower)(part) for part in rest)])
    if primary.lower() == source.language:
        raise NoticeError("the file is in the language of its source; name the one it was translated into")
    direction = "rtl" if is_right_to_left(language) else "ltr"
    if file.get("trgDir", "auto") not in ("auto", direction) and script_of(language):
        raise NoticeError(f"the file says that {language} is not written {direction}; correct trgDir")
    return language


def _require_translated(source: Template, language: str, targets: dict[str, str]) -> None:
    """Raises NoticeError for what is plainly no translation into the language that is named."""
    texts = {unit_id: text for unit_id, text in _units(source) if _PIECES.sub("", text).strip()}
    same = [unit_id for unit_id, text in texts.items() if targets[unit_id] == text]
    if len(same) * 2 > len(texts):
        raise NoticeError("most of the file is the English source still; send the translated file")
    if is_in_script((_PIECES.sub("", text) for text in targets.values()), language) is False:
        raise NoticeError(
            f"the text is not in the script that {language} is written in; look at trgLang, or name the "
            "script in it, such as “sr-Latn”"
        )


def _parse(untrusted_content: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(untrusted_content) > MOST_BYTES:
        raise NoticeError("the file is far bigger than any text; send the file that was exported")
    try:
        root: Element = fromstring(untrusted_content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NoticeError(
            "the file is not well-formed XML without a document type; export it again"
        ) from None
    return root


def _target(unit_id: str, unit: Element, source: str) -> str:
    """The translation of one paragraph."""
    segments = unit.findall(_tag("segment"))
    if len(segments) != 1:
        raise NoticeError(f"{unit_id}: keep it in one segment")
    kept, made = segments[0].find(_tag("source")), segments[0].find(_tag("target"))
    if kept is None or _text(unit_id, kept) != source:
        raise NoticeError(f"{unit_id}: its source was changed; export the text again")
    if made is None or segments[0].get("state", "initial") not in _DONE:
        raise NoticeError(f"{unit_id}: not translated yet")
    text = _text(unit_id, made)
    if not _PIECES.sub("", text).strip() and _PIECES.sub("", source).strip():
        raise NoticeError(f"{unit_id}: the translation is empty")
    if Counter(_PIECES.findall(text)) != Counter(_PIECES.findall(source)):
        raise NoticeError(f"{unit_id}: keep each placeholder of the source, once")
    if len(text) > _TIMES * len(source) + _MORE:
        raise NoticeError(f"{unit_id}: far longer than its source; keep to what the source says")
    return text


def _text(unit_id: str, element: Element) -> str:
    """The text with its placeholders in braces. Nothing else may be in it."""
    pieces = [_plain(unit_id, element.text)]
    for inline in element:
        name = inline.get("id", "")
        if inline.tag != _tag("ph") or len(inline) or inline.text or not _PIECES.fullmatch(f"{{{name}}}"):
            raise NoticeError(f"{unit_id}: only text and the placeholders of the source may be in it")
        pieces += [f"{{{name}}}", _plain(unit_id, inline.tail)]
    return "".join(pieces)


def _plain(unit_id: str, text: str | None) -> str:
    if text and (_UNFIT.search(text) or "{" in text or "}" in text):
        raise NoticeError(f"{unit_id}: braces and control characters may not be in it")
    return text or ""


def _put(element: Element, text: str) -> None:
    pieces = _PIECES.split(text)
    element.text = pieces[0]
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        SubElement(element, _tag("ph"), {"id": name, "equiv": name}).tail = after


def _units(made: Template) -> Iterator[tuple[str, str]]:
    yield "title", made.title
    yield from ((f"written.{place}", text) for place, text in enumerate(made.written))
    yield from ((f"read_aloud.{place}", text) for place, text in enumerate(made.read_aloud))
    yield from ((f"cohort.{name}", text) for name, text in made.cohort.items())
    yield from ((f"fields.{name}", text) for name, text in made.fields.items())


def _table(source: Template, language: str, targets: dict[str, str]) -> dict[str, Any]:
    def several(kind: str, texts: Sequence[str]) -> list[str]:
        return [targets[f"{kind}.{place}"] for place in range(len(texts))]

    return {
        "language": language,
        "title": targets["title"],
        "written": several("written", source.written),
        "read_aloud": several("read_aloud", source.read_aloud),
        "cohort": {name: targets[f"cohort.{name}"] for name in source.cohort},
        "fields": {name: targets[f"fields.{name}"] for name in source.fields},
    }


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
