"""How a piece of content is hidden from somebody who looks at the document."""

from enum import StrEnum


class Concealment(StrEnum):
    """The ways content is hidden; the values are part of the verdict format (spec/verdict.md)."""

    VISIBLE = "visible"
    HIDDEN_SHEET = "hidden_sheet"
    VERY_HIDDEN_SHEET = "very_hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    FILTERED_ROW = "filtered_row"
    ZERO_SIZE = "zero_size"
    INVISIBLE_TEXT = "invisible_text"
    OFF_PAGE = "off_page"
    PIVOT_CACHE = "pivot_cache"
    EXTERNAL_LINK_CACHE = "external_link_cache"
    DATA_MODEL = "data_model"
    QUERY_CACHE = "query_cache"
    ORPHAN_STRING = "orphan_string"
    DEFINED_NAME = "defined_name"
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked_change"
    REVISION_HISTORY = "revision_history"
    EMBEDDED_OBJECT = "embedded_object"
    ATTACHMENT = "attachment"
    METADATA = "metadata"
    CUSTOM_XML = "custom_xml"
    CHART_CACHE = "chart_cache"
    SLICER_CACHE = "slicer_cache"
    FORM_FIELD = "form_field"
    UNDER_REDACTION = "under_redaction"
    IMAGE_TEXT = "image_text"
    PAGE_SOURCE = "page_source"
    SCRIPT_DATA = "script_data"
    ALT_TEXT = "alt_text"
    SPEAKER_NOTES = "speaker_notes"
    HEADER_FOOTER = "header_footer"
    VALIDATION_LIST = "validation_list"
    MACRO = "macro"
    PREVIOUS_VERSION = "previous_version"
    HIDDEN_SLIDE = "hidden_slide"

    def inside(self, outer: "Concealment") -> "Concealment":
        """What counts for content hidden like this, in something that is itself hidden like `outer`.

        In one file the outermost hiding counts. A carrier (an embedded object, an attachment) says only
        that the file travels in another one, so whatever is hidden deeper inside it counts instead.
        """
        if outer in _CARRIERS and self is not Concealment.VISIBLE:
            return self
        return self if outer is Concealment.VISIBLE else outer


_CARRIERS = frozenset({Concealment.EMBEDDED_OBJECT, Concealment.ATTACHMENT})
