"""Words of a text document that stand in attributes, and which elements hide what is in them."""

from collections.abc import Iterator

from withhold.domain.concealment import Concealment

C = Concealment

REGIONS = {
    "tracked-changes": C.TRACKED_CHANGE,
    "annotation": C.COMMENT,
    "forms": C.FORM_FIELD,
    "notes": C.SPEAKER_NOTES,
    "variable-decls": C.DEFINED_NAME,
    "sequence-decls": C.DEFINED_NAME,
    "user-field-decls": C.DEFINED_NAME,
    "dde-connection-decls": C.EXTERNAL_LINK_CACHE,
    "dde-link": C.EXTERNAL_LINK_CACHE,
    "named-expressions": C.DEFINED_NAME,
    "database-ranges": C.DEFINED_NAME,
    "content-validations": C.VALIDATION_LIST,
    "scripts": C.MACRO,
    "script": C.MACRO,
    "event-listeners": C.MACRO,
    "header-decl": C.HEADER_FOOTER,
    "footer-decl": C.HEADER_FOOTER,
    "date-time-decl": C.HEADER_FOOTER,
    "applet": C.EMBEDDED_OBJECT,
    "plugin": C.EMBEDDED_OBJECT,
}
"""Elements that hide whatever is inside them."""
_MILD = frozenset({C.VISIBLE, C.HEADER_FOOTER, C.SPEAKER_NOTES, C.EMBEDDED_OBJECT})
_TOLD = {
    "a": (C.ALT_TEXT, ("href", "title", "name")),
    "bookmark": (C.DEFINED_NAME, ("name",)),
    "bookmark-start": (C.DEFINED_NAME, ("name",)),
    "reference-mark": (C.DEFINED_NAME, ("name",)),
    "reference-mark-start": (C.DEFINED_NAME, ("name",)),
    "toc-mark": (C.DEFINED_NAME, ("string-value",)),
    "toc-mark-start": (C.DEFINED_NAME, ("string-value",)),
    "user-index-mark": (C.DEFINED_NAME, ("string-value", "index-name")),
    "user-index-mark-start": (C.DEFINED_NAME, ("index-name",)),
    "alphabetical-index-mark": (C.DEFINED_NAME, ("string-value", "key1", "key2")),
    "alphabetical-index-mark-start": (C.DEFINED_NAME, ("key1", "key2")),
    "section": (C.DEFINED_NAME, ("name", "condition")),
    "section-source": (C.EXTERNAL_LINK_CACHE, ("href", "section-name", "filter-name")),
    "table-source": (C.EXTERNAL_LINK_CACHE, ("href", "table-name")),
    "placeholder": (C.FORM_FIELD, ("description",)),
    "text-input": (C.FORM_FIELD, ("description",)),
    "drop-down": (C.FORM_FIELD, ("name",)),
    "label": (C.VALIDATION_LIST, ("value",)),
    "list-item": (C.VALIDATION_LIST, ("display-text", "value")),
    "content-control": (C.FORM_FIELD, ("alias", "tag", "title", "placeholder-doc-part")),
    "variable-set": (C.DEFINED_NAME, ("name",)),
    "variable-input": (C.FORM_FIELD, ("description", "name")),
    "user-field-input": (C.FORM_FIELD, ("description",)),
    "hidden-paragraph": (C.DEFINED_NAME, ("condition",)),
    "hidden-text": (C.DEFINED_NAME, ("condition",)),
    "conditional-text": (C.DEFINED_NAME, ("condition",)),
    "database-display": (C.QUERY_CACHE, ("database-name", "table-name", "column-name")),
    "database-name": (C.QUERY_CACHE, ("database-name", "table-name")),
    "database-next": (C.QUERY_CACHE, ("database-name", "table-name", "condition")),
    "database-row-select": (C.QUERY_CACHE, ("database-name", "table-name", "condition")),
    "connection-resource": (C.QUERY_CACHE, ("href",)),
    "execute-macro": (C.MACRO, ("name",)),
    "meta": (C.CUSTOM_XML, ("about", "content", "property", "resource")),
    "meta-field": (C.CUSTOM_XML, ("about", "content", "property")),
    "floating-frame": (C.ALT_TEXT, ("href", "frame-name")),
    "sound": (C.ALT_TEXT, ("href",)),
    "settings": (C.METADATA, ("start-page", "show")),
    "param": (C.EMBEDDED_OBJECT, ("name", "value")),
    "table": (C.DEFINED_NAME, ("name",)),
    "template": (C.METADATA, ("href", "title")),
    "custom-property": (C.FORM_FIELD, ("string-value",)),
    "enhanced-path": (C.ALT_TEXT, ()),
}
_BRANCHES = {
    "conditional-text": ("string-value-if-true", "string-value-if-false"),
    "hidden-text": ("string-value",),
    "variable-set": ("string-value", "formula"),
    "variable-get": ("string-value", "formula"),
    "user-field-get": ("string-value", "formula"),
    "expression": ("string-value", "formula"),
    "variable-input": ("string-value", "formula"),
}
_IN_REGIONS = frozenset(
    {
        "name", "condition", "title", "value", "expression", "source-name", "query-name", "href",
        "string-value", "formula", "current-value", "current-label", "label", "date-value", "description",
        "table-name", "sql-statement", "command", "database-name", "help-text", "control-implementation",
        "list-source", "macro-name", "dde-application", "dde-topic", "dde-item", "text", "property-name",
        "linked-cell", "cell-range-address", "base-cell-address", "filter-name", "user-name",
    }
)  # fmt: skip
_DULL = ("ooo:com.sun.star", "com.sun.star", "http://www.w3.org/")


def deeper(outer: Concealment, inner: Concealment) -> Concealment:
    """How something is hidden in a region. What is plain to see there (a header, notes) can hide more."""
    return inner if outer in _MILD and inner is not C.VISIBLE else outer


def told(name: str, attributes: dict[str, str], region: Concealment) -> Iterator[tuple[str, Concealment]]:
    """The words in the attributes of an element, each with how it is hidden."""
    if name in _TOLD:
        how, keys = _TOLD[name]
        for key in keys:
            if value := attributes.get(key):
                yield value, deeper(region, how)
    elif region not in _MILD and region not in (C.COMMENT, C.TRACKED_CHANGE):
        for key, value in attributes.items():
            if key in _IN_REGIONS and not value.startswith(_DULL):
                yield value, region


def branches(name: str, attributes: dict[str, str]) -> set[str]:
    """What a field could show (ODF 1.3 part 3, 7.7.3 and 7.4): what it does not show is hidden."""
    values = (attributes.get(key, "") for key in _BRANCHES.get(name, ()))
    plain = (value.partition(":")[2] if value.startswith(("ooow:", "oooc:")) else value for value in values)
    return {value.strip('"') for value in plain if any(map(str.isalpha, value))}
