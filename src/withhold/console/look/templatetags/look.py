"""What templates are made of: fields, moments, states, charts. Text is escaped by Django, always."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from withhold import __version__
from withhold.console.look.context import ROOM
from withhold.console.look.languages import Language, catalogue

register = template.Library()

TONES = ("alarm", "warn", "good", "note", "quiet")
_CLASSES = {
    "select": "govuk-select",
    "selectmultiple": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "clearablefile": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
_KINDS = ("bar", "horizontal", "line")
_MOST_EIGHTS = 10  # the highest `wh-chart__canvas--…` in theme.css


@register.simple_tag
def version() -> str:
    """The version that runs."""
    return __version__


@register.inclusion_tag("look/field.html", takes_context=True)
def field(context: Context, bound: BoundField) -> dict[str, Any]:
    """A form's field with its label, hint and error, joined for screen readers."""
    widget = bound.field.widget
    described = _described(bound)
    speaks = _speaks(context)
    wrong = speaks.said(str(bound.errors[0])) if bound.errors else ""
    shown: dict[str, Any] = {"field": bound, "described": described, "wrong": wrong, "t": speaks.texts}
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        group = "checkboxes" if isinstance(widget, CheckboxSelectMultiple) else "radios"
        widget.attrs["class"] = f"govuk-{group}__input"
        return {**shown, "kind": "group", "group": group}
    kind = type(widget).__name__.casefold().removesuffix("input")
    classes = _CLASSES.get(kind, "govuk-input")
    if bound.errors:
        classes += f" {classes.split('__')[0]}--error"
    attrs: dict[str, str | bool] = {"class": classes}
    if described:
        attrs["aria-describedby"] = described
    shown["widget"] = bound.as_widget(attrs=attrs)
    return {**shown, "kind": "single" if isinstance(widget, CheckboxInput) else "plain"}


@register.inclusion_tag("look/formerrors.html", takes_context=True)
def formerrors(context: Context, form: Any) -> dict[str, Any]:
    """What is wrong with a form, at its top, with links to the fields."""
    speaks = _speaks(context)
    general = [speaks.said(str(one)) for one in form.non_field_errors()]
    wrong = [
        (_first(bound), bound.label, [speaks.said(str(one)) for one in bound.errors])
        for bound in form
        if bound.errors
    ]
    return {"form": form, "general": general, "wrong": wrong, "t": speaks.texts}


@register.simple_tag
def speak(form: Any, words: Mapping[str, str]) -> str:
    """The labels of a form's fields, and their hints (`NAME_hint`), in the words of the page. It stands
    before `formerrors`."""
    for bound in form:
        if bound.name in words:
            bound.label = bound.field.label = words[bound.name]
            bound.help_text = bound.field.help_text = words.get(f"{bound.name}_hint", "")
            bound.field.widget.attrs.pop("placeholder", None)  # it would say the label in another language
    return ""


@register.simple_tag(takes_context=True)
def said(context: Context, english: object) -> str:
    """A sentence of the program's, in the language of the page where it has it."""
    return _speaks(context).said(str(english))


@register.simple_tag
def put(words: str, **values: object) -> str:
    """A text of a catalogue with its values."""
    return words.format(**values)


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, absent: str = "not known") -> SafeString | str:
    """A moment in UTC as <time>; the reader's own zone stands in its title. In numbers where the page is
    not in English, whose names of months nobody has to know."""
    if value is None:
        return absent
    utc = value.astimezone(UTC)
    shape = "%d %b %Y, %H:%M:%S UTC" if _speaks(context).code == "en" else "%Y-%m-%d, %H:%M UTC"
    return format_html('<time datetime="{}" data-local>{}</time>', utc.isoformat(), utc.strftime(shape))


@register.simple_tag
def status(word: str, tone: str = "quiet") -> SafeString:
    """A state as a word in a tone: alarm, warn, good, note or quiet. Colour is never the only sign."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"status has no tone {tone!r}")
    return format_html('<span class="wh-tag wh-tag--{}">{}</span>', tone, word)


@register.inclusion_tag("look/chart.html")
def chart(
    kind: str, title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]
) -> dict[str, Any]:
    """A chart (bar, horizontal or line) and its table. The page's `scripts` block includes
    look/chart_scripts.html."""
    if kind not in _KINDS:
        raise template.TemplateSyntaxError(f"there is no chart {kind!r}")
    told = {
        "kind": kind,
        "labels": [str(label) for label in labels],
        "series": [{"label": str(label), "values": list(values)} for label, values in series],
    }
    rows = [
        {"label": label, "values": [values[index] for _, values in series]}
        for index, label in enumerate(labels)
    ]
    bars = len(labels) * max(1, len(series))
    # A class, since a page has no style attributes: room for eight bars more with each.
    eights = min(-(-bars // 8), _MOST_EIGHTS) if kind == "horizontal" else 0
    return {
        "title": title,
        "name": f"chart-{secrets.token_hex(6)}",
        "told": told,
        "rows": rows,
        "eights": eights,
    }


@register.inclusion_tag("look/pages.html", takes_context=True)
def pages(context: Any, page: "Page[Any]") -> dict[str, Any]:
    """Previous and next, keeping what else was asked for."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}


@register.filter
def duration(value: timedelta | float | None) -> str:
    """`4 h 19 min`; a time span in the two units that matter."""
    if value is None:
        return "not known"
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


@register.filter
def took(milliseconds: int) -> str:
    """`850 ms` where that is what people compare, `12 min` where it is not: from ten seconds on."""
    return f"{milliseconds:,} ms" if milliseconds < 10_000 else duration(milliseconds / 1000)


@register.filter
def words(value: str) -> str:
    """`case lead` for the name `case_lead`."""
    return str(value).replace("_", " ")


@register.filter
def filesize(value: int | None) -> str:
    """`1.2 MB`, in powers of ten."""
    if value is None:
        return "not known"
    size = float(value)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError


@register.simple_tag
def masked() -> SafeString:
    """Stands where a value is not shown: always as wide."""
    return format_html(
        '<span class="wh-masked"><span aria-hidden="true">{}</span>'
        '<span class="govuk-visually-hidden">not shown</span></span>',
        "████████",
    )


def _speaks(context: Context) -> Language:
    found = context.get("spoken")
    return found if isinstance(found, Language) else catalogue(ROOM, "en")


def _first(bound: BoundField) -> str:
    """The id of what one types into or presses: of a group, its first choice."""
    several = isinstance(bound.field.widget, (RadioSelect, CheckboxSelectMultiple))
    return f"{bound.auto_id}_0" if several else bound.id_for_label


def _described(bound: BoundField) -> str:
    ids = [f"{bound.auto_id}-hint"] if bound.help_text else []
    return " ".join([*ids, f"{bound.auto_id}-error"] if bound.errors else ids)
