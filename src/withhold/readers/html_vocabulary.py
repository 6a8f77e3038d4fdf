"""Names of HTML elements and attributes that the page reader tells apart."""

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center",
        "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "header", "hr", "html", "label", "legend", "li", "main", "nav", "ol", "option", "p", "pre",
        "section", "select", "summary", "table", "tbody", "td", "text", "textarea", "tfoot", "th",
        "thead", "tr", "tspan", "ul",
    )
)  # fmt: skip
"""Elements that begin a new line."""
HEADINGS = frozenset(
    (
        "caption", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "title",
    )
)  # fmt: skip
"""Elements that speak of what follows them."""
PLAIN = frozenset(
    (
        "action", "align", "async", "autocomplete", "bgcolor", "border", "cellpadding",
        "cellspacing", "charset", "checked", "class", "color", "cols", "colspan", "content",
        "crossorigin", "cx", "cy", "d", "defer", "dir", "disabled", "face", "fill", "for",
        "headers", "height", "hidden", "href", "http-equiv", "id", "integrity", "itemprop",
        "itemscope", "itemtype", "lang", "loading", "max", "maxlength", "media", "method", "min",
        "name", "open", "pattern", "points", "property", "r", "readonly", "rel", "required", "role",
        "rows", "rowspan", "rx", "ry", "scope", "selected", "size", "sizes", "src", "srcdoc",
        "srcset", "start", "step", "stroke", "style", "tabindex", "target", "transform", "type",
        "valign", "value", "viewbox", "width", "wrap", "x", "x1", "x2", "xmlns", "y", "y1", "y2",
    )
)  # fmt: skip
"""Attributes that say how, not who: not read for people, or read by their own rule."""
ALTERNATIVES = ("alt", "title", "aria-label", "aria-description", "placeholder", "summary", "longdesc")
"""Attributes with text that stands in for, or appears over, what is seen."""

INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s",
        "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tspan", "tt", "u",
        "var", "wbr", "-text", "-comment",
    )
)  # fmt: skip
"""What stands within a word or a sentence. Any other element, known to HTML or not, parts words."""
