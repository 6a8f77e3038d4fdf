"""A verdict in words for people: what, where, how hidden, why, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from withhold.domain.discretion import CALL

_TONE = {"release": "good", "review": "warn", "withhold": "alarm", "note": "note"}
_DECISION = {
    "release": ("May be published", "Every part was read, and no rule speaks against it."),
    "review": ("Somebody else has to look", "It may be fine, or a part of it could not be read."),
    "withhold": ("Must not be published as it is", "It would expose people. The reasons are below."),
}
_KIND = {
    "roster": "a list of people",
    "record": "one person described",
    "identifiers": "numbers that identify people",
    "names": "names",
    "register_match": "people of the register",
    "concealed_data": "hidden content without people",
}
_HIDDEN = {
    "visible": "in plain sight",
    "hidden_sheet": "in a hidden sheet",
    "very_hidden_sheet": "in a sheet that no menu shows",
    "hidden_row": "in hidden rows",
    "hidden_column": "in hidden columns",
    "filtered_row": "in rows that a filter hides",
    "zero_size": "in cells of no height or width",
    "invisible_text": "as text in the colour of its ground",
    "off_page": "far outside of what is seen",
    "pivot_cache": "in what a pivot table remembers",
    "external_link_cache": "in what a link to another file remembers",
    "data_model": "in the data model",
    "query_cache": "in what a query remembers",
    "orphan_string": "in text left over from deleted cells",
    "defined_name": "in a defined name",
    "comment": "in comments",
    "tracked_change": "in tracked changes",
    "revision_history": "in the history of revisions",
    "embedded_object": "in a file inside the file",
    "attachment": "in an attachment",
    "metadata": "in the properties of the file",
    "custom_xml": "in custom XML",
    "chart_cache": "in what a chart remembers",
    "slicer_cache": "in what a slicer remembers",
    "form_field": "in form fields",
    "under_redaction": "under a black box",
    "image_text": "in a picture",
    "page_source": "in the source of the page",
    "script_data": "in a script of the page",
    "alt_text": "in alternative texts",
    "speaker_notes": "in speaker notes",
    "header_footer": "in headers and footers",
    "validation_list": "in a list of allowed values",
    "macro": "in a macro",
    "previous_version": "in an earlier version inside the file",
    "hidden_slide": "on a hidden slide",
}
_SKIPPED = {
    "encrypted": "it is encrypted; bring it without a password",
    "corrupt": "it is damaged; save it anew",
    "over_limit": "it is too big when unpacked",
    "timed_out": "reading it took too long",
    "crashed": "reading it broke off",
    "unsupported": "this kind of file is not read yet",
    "unknown_part": "nobody knows what this part is",
    "unreadable": "it could not be read",
    "picture": "a picture, whose text is not read",
    "decoded_as_strings": "only its readable strings were looked at",
}
_DO = {
    "hidden": "Do not delete or hide more in this file: build a new one from the visible figures, "
    "or take the clean copy.",
    "seen": "Take the rows or columns out, or ask for a clearance if the law lets you publish them.",
    "unread": "Publish a file without that part, or have somebody open it who can say what is in it.",
}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding; `number` ties it to its place in the picture."""

    number: int
    what: str
    people: int
    fields: str
    where: str
    hidden: str
    concealment: str
    tone: str
    do: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason, with its authority."""

    rule: str
    tone: str
    decision: str
    authority: str
    text: str


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A whole verdict as the page shows it."""

    decision: str
    tone: str
    headline: str
    sentence: str
    people: str
    reasons: tuple[ReasonWords, ...]
    findings: tuple[FindingWords, ...]
    skipped: tuple[tuple[str, str], ...]
    read: int
    parts: int
    calls: bool


def words_of(verdict: Mapping[str, Any]) -> VerdictWords:
    """The words for a verdict as `judging.told` makes it."""
    document = verdict["documents"][0]
    decision = document["decision"]
    headline, sentence = _DECISION[decision]
    calls = any(reason["rule"] == CALL for reason in document["reasons"])
    return VerdictWords(
        decision,
        _TONE[decision],
        headline,
        "Call the privacy office before anything else." if calls else sentence,
        _people(document["people"]),
        tuple(_reason(one) for one in document["reasons"]),
        tuple(_finding(number, one) for number, one in enumerate(document["findings"], 1)),
        tuple(
            (one["location"]["display"], _SKIPPED.get(one["reason"], one["reason"]))
            for one in document["skipped"]
        ),
        document["coverage"]["read"],
        document["coverage"]["parts"],
        calls,
    )


def finding_words(finding: Mapping[str, Any], number: int = 0) -> FindingWords:
    """The words for one finding."""
    return _finding(number, finding)


def hidden_words(concealment: str) -> str:
    """`in a hidden sheet`."""
    return _HIDDEN.get(concealment, concealment.replace("_", " "))


def _people(people: Mapping[str, Any]) -> str:
    count = people["count"]
    if not count:
        return "No people were found."
    many = f"{count:,} different people" if count != 1 else "one person"
    least = "At least " if people["basis"] == "lower_bound" else ""
    end = "; not every part could be read." if least else "."
    return f"{least}{many}{end}" if least else f"{many[0].upper()}{many[1:]}{end}"


def _reason(reason: Mapping[str, Any]) -> ReasonWords:
    decision = reason["decision"]
    return ReasonWords(reason["rule"], _TONE[decision], decision, reason["authority"], reason["text"])


def _finding(number: int, finding: Mapping[str, Any]) -> FindingWords:
    concealment = finding["concealment"]
    tone = {"critical": "alarm", "high": "alarm", "medium": "warn"}.get(finding["severity"], "note")
    return FindingWords(
        number,
        _KIND.get(finding["kind"], finding["kind"]),
        finding["people"],
        ", ".join(field.replace("_", " ") for field in finding["fields"]),
        finding["location"]["display"],
        hidden_words(concealment),
        concealment,
        tone,
        _DO["seen" if concealment == "visible" else "hidden"],
        tuple(finding["examples"]),
    )
