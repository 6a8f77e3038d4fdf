"""Checks what somebody sends; an error is the name of a text of the catalogue, told beside the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from withhold.console.door.filing import Submission
from withhold.text.codes import typed_code

Errors = dict[str, str]
"""Field to the name of the text that says what is wrong with it."""

MOST_FILE = 10 << 20
MOST_SEEN, MOST_CONTACT, MOST_URL, MOST_URLS, MOST_NAME = 5_000, 300, 2_000, 10, 200
MOST_ASKED = 1_000
"""Characters of each part of a question: however they are written, all fit into one size (`keeping`)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was sent: a submission, or the errors by field."""

    submission: Submission
    errors: dict[str, str] = field(default_factory=dict)


def check_report(sent: Mapping[str, Any], language: str, file: Any = None) -> Checked:
    """`sent` has urls (lines), seen, contact, about_me; `file` is an upload of Django's, or None."""
    urls = tuple(line.strip() for line in _text(sent, "urls").splitlines() if line.strip())
    seen, contact = _text(sent, "seen").strip(), _text(sent, "contact").strip()
    errors: dict[str, str] = {}
    if len(urls) > MOST_URLS or not all(map(is_web, urls)):
        errors["urls"] = "error_url"
    if len(seen) > MOST_SEEN:
        errors["seen"] = "error_long"
    if len(contact) > MOST_CONTACT:
        errors["contact"] = "error_long"
    if file is not None and file.size > MOST_FILE:
        errors["file"] = "error_file"
    if not urls and not seen and not errors:
        errors["urls"] = "error_nothing"
    about_me = sent.get("about_me") in (True, "on", "true", "1")
    content = b"" if file is None or errors else file.read()
    name = "" if file is None else str(file.name)[:MOST_NAME]
    return Checked(Submission(urls, seen, contact, about_me, language, name, content), errors)


def check_addition(sent: Mapping[str, Any]) -> tuple[str, str]:
    """The text somebody adds (empty if none), and its error (empty if none)."""
    text = _text(sent, "message").strip()
    return (text, "error_long") if len(text) > MOST_SEEN else (text, "")


def check_certificate(sent: Mapping[str, Any], language: str) -> tuple[dict[str, Any], Errors]:
    """What somebody certifies under a code, and the errors by field.

    Only whether the code was copied without a slip is known here, by its check digits.
    """
    code = typed_code(_text(sent, "code"))
    errors: Errors = {} if code else {"code": "error_code"}
    said: dict[str, Any] = {"code": code or "", "language": language}
    for name in ("destroyed", "retained"):
        said[name] = sent.get(name) == "on"
    for name in ("copies", "told"):
        said[name] = _number(_text(sent, name).strip())
        if said[name] is _WRONG:
            errors[name] = "error_number"
    said["name"], said["words"] = _text(sent, "your_name").strip(), _text(sent, "words").strip()
    if not said["name"]:
        errors["your_name"] = "error_name"
    if len(said["name"]) > MOST_CONTACT:
        errors["your_name"] = "error_long"
    if len(said["words"]) > MOST_SEEN:
        errors["words"] = "error_long"
    return said, errors


def check_question(sent: Mapping[str, Any], language: str) -> tuple[dict[str, Any], Errors]:
    """Who asks whether they are affected, and how they can be reached; the errors by field."""
    said: dict[str, Any] = {name: _text(sent, name).strip() for name in ("who", "lawyer", "reach")}
    errors: Errors = {name: "error_long" for name, text in said.items() if len(text) > MOST_ASKED}
    if not said["lawyer"] and not said["reach"]:
        errors["reach"] = "error_reach"
    return {**said, "language": language}, errors


_WRONG = object()
_MOST_DIGITS = 6


def _number(text: str) -> Any:
    """None for nothing; in whatever digits their script has."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else _WRONG


def is_web(url: str) -> bool:
    """Whether it is an address of a page: nothing else is ever looked at."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and 0 < len(url) <= MOST_URL
    except ValueError:
        return False


def _text(sent: Mapping[str, Any], key: str) -> str:
    value = sent.get(key, "")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "\n".join(value)
    return value if isinstance(value, str) else ""
