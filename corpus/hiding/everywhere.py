"""The one list of all hiding places by format."""

from corpus.case import Case
from corpus.hiding import (
    archive_places,
    database_places,
    delimited_places,
    doc_places,
    mail_places,
    markup_places,
    odf_places,
    odf_text_places,
    ooxml_caches,
    ooxml_cells,
    ooxml_notes,
    ooxml_package,
    pdf_places,
    place,
    ppt_places,
    pptx_places,
    rtf_places,
    tar_places,
    word_places,
    xls_places,
    xlsb_places,
    yaml_places,
)

FORMATS = (
    ("xlsx", "xlsx", ooxml_cells.PLACES),
    ("xlsx", "xlsx", ooxml_caches.PLACES),
    ("xlsx", "xlsx", ooxml_notes.PLACES),
    ("xlsx", "xlsx", ooxml_package.PLACES),
    ("ods", "ods", odf_places.PLACES),
    ("odt", "odt", odf_text_places.ODT_PLACES),
    ("odp", "odp", odf_text_places.ODP_PLACES),
    ("xls", "xls", xls_places.PLACES),
    ("doc", "doc", doc_places.PLACES),
    ("ppt", "ppt", ppt_places.PLACES),
    ("rtf", "rtf", rtf_places.PLACES),
    ("pptx", "pptx", pptx_places.PLACES),
    ("docx", "docx", word_places.PLACES),
    ("xlsb", "xlsb", xlsb_places.PLACES),
    ("eml", "eml", mail_places.EML),
    ("msg", "msg", mail_places.MSG),
    ("winmail", "dat", mail_places.TNEF),
    ("ics", "ics", mail_places.ICS),
    ("vcf", "vcf", mail_places.VCF),
    ("delimited", "csv", delimited_places.PLACES),
    ("html", "html", markup_places.HTML),
    ("json", "json", markup_places.JSON),
    ("xml", "xml", markup_places.XML),
    ("pdf", "pdf", pdf_places.PLACES),
    ("zip", "zip", archive_places.PLACES),
    ("tar", "tar", tar_places.PLACES),
    ("sqlite", "db", database_places.PLACES),
    ("yaml", "yaml", yaml_places.PLACES),
)


def cases(seed: int) -> list[Case]:
    """Every place with people, and its twin without."""
    return [case for folder, ending, places in FORMATS for case in place.cases(seed, folder, ending, places)]
