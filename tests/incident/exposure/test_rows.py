"""A page with rows of the document is recognised in any form; a page about others is not."""

import random
from collections.abc import Sequence

from tests.e2e.exposed_site import people
from withhold.incident.exposure.rows import Rows


def held(rows: Rows, page: Sequence[Sequence[str]]) -> int:
    return rows.enough(rows.look(page))


def test_the_same_rows_in_another_order_with_other_dates_are_found() -> None:
    document = people(500)
    shown = [(row[2], row[0].upper(), "{2}.{1}.{0}".format(*row[1].split("-"))) for row in document]
    random.Random(1).shuffle(shown)
    assert held(Rows(document), shown) >= 490


def test_three_rows_in_running_text_are_an_excerpt() -> None:
    document = people(500)
    lines = [(f"<b>{row[0]}</b> born {row[1]} file {row[2]} and some more words",) for row in document[5:8]]
    page = [("The bureau met on Monday to discuss its report",), *lines]
    assert held(Rows(document), page) >= 3


def test_two_rows_are_too_few_to_tell() -> None:
    document = people(500)
    assert held(Rows(document), [row[:3] for row in document[:2]]) == 0


def test_another_table_of_the_same_shape_is_not_the_document() -> None:
    document = people(2000)
    numbers = {row[2] for row in document}
    others = [row for row in people(2000, seed=99) if row[2] not in numbers]
    assert held(Rows(document), others) == 0


def test_names_of_offices_that_stand_in_many_rows_say_nothing() -> None:
    document = people(500)
    assert (
        held(Rows(document), [("Harlingen", "granted"), ("Baltimore", "pending"), ("Otay Mesa", "granted")])
        == 0
    )


def test_the_sites_header_and_footer_are_not_the_document() -> None:
    header = "The Bureau of Invented Statistics publishes tables about its work every quarter of the year"
    footer = "Contact the press office of the bureau for further information about these tables and their use"
    rows = Rows([(header,), (footer,), *people(5)])
    found = rows.look([(header,), (footer,), ("Something else",)])
    assert rows.enough(found) == 2
    assert rows.enough(found, rows.lines(found.sure)) == 0


def test_a_letter_is_recognised_by_its_long_lines() -> None:
    letter = [
        ("Dear Ms Quillborne, your application of last March has been granted by this office",),
        ("You may collect the document at the counter in Harlingen on any weekday before noon",),
        ("With kind regards",),
    ]
    assert held(Rows(letter), [("News",), letter[0], letter[1]]) == 2
    assert (
        held(Rows(letter), [("With kind regards",), ("Dear Mr Rastovan, your application is pending",)]) == 0
    )
