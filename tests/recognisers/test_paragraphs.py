"""Paragraphs that stand under one another: what one says of people holds for those that follow."""

from collections.abc import Sequence

import pytest

from tests.recognisers.analysis import SHEET, TODAY, analyse
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import Piece, Table, Text, TextRole
from withhold.recognisers.analyst import Analyst
from withhold.recognisers.prose import Mention

NAMES = ("Margaret Holloway", "Omar Haddad", "Aisha Rahman", "Carlos Ramirez")
BIRTHS = ("24 July 1995", "14 September 1966", "4 October 1953", "17 February 1964")
HEADINGS = [
    piece
    for name, born in zip(NAMES, BIRTHS, strict=True)
    for piece in (
        Text(DOCUMENT, name, TextRole.HEADING),
        Text(DOCUMENT, f"Born on {born} in Herat. Applied for asylum in March."),
    )
]


class Heard:
    """What a witness is told of texts, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[str, list[str]]] = []

    def heading(self, text: str) -> None:
        """No text."""

    def table(self, table: Table, *_: object) -> None:
        self.said.append((f"table {table.table_id}", []))

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        content = text.text
        self.said.append((content, [content[one.start : one.end] for one in mentions]))


def heard(*pieces: Piece) -> list[tuple[str, list[str]]]:
    witness = Heard()
    analyst = Analyst(TODAY, [witness])
    for piece in pieces:
        analyst.add(piece)
    analyst.findings()
    return witness.said


def test_what_introduces_a_list_is_said_of_the_paragraphs_below_it() -> None:
    above = Text(DOCUMENT, "Applicants for asylum whose claims were refused:")
    [found], people = analyse(above, *(Text(DOCUMENT, name) for name in NAMES))
    assert (people, found.protected, found.protections) == (4, 4, (Protection.ASYLUM,))


def test_what_stands_under_a_name_is_told_of_that_person_who_is_one() -> None:
    findings, people = analyse(*HEADINGS)
    assert people == sum(found.people for found in findings) == 4
    assert sum(found.identified for found in findings) == 4
    assert {field for found in findings for field in found.fields} == {Field.FULL_NAME, Field.DATE_OF_BIRTH}


def test_what_stands_under_another_heading_is_told_of_nobody() -> None:
    pieces = [Text(DOCUMENT, "Statistics", TextRole.HEADING), HEADINGS[1]]
    assert not any(found.identified for found in analyse(*pieces)[0])


@pytest.mark.parametrize("text", ["{}", "Cafe\u0301 opened. {} came.", "{} came.\nAnd {} did."])
def test_each_paragraph_is_told_with_its_own_mentions(text: str) -> None:
    texts = [text.format(name, other) for name, other in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True)]
    said = heard(*(Text(DOCUMENT, one) for one in texts))
    assert [content for content, _ in said] == texts
    import unicodedata

    for content, names in said:
        normal = unicodedata.normalize("NFC", content)
        if normal == content:
            assert names == [name for name in names if name in content]
            assert names


def test_pieces_are_told_in_their_order() -> None:
    table = Table(DOCUMENT, 7, (), range(0), Concealment.VISIBLE)
    pieces: list[Piece] = [
        Text(DOCUMENT, "One came."),
        Text(DOCUMENT, "Two came."),
        table,
        Text(DOCUMENT, "Three came."),
    ]
    assert [content for content, _ in heard(*pieces)] == ["One came.", "Two came.", "table 7", "Three came."]


def test_notes_on_cells_speak_for_their_own_cell() -> None:
    def note(cell: str, text: str) -> Text:
        where = SHEET.child("cells", cell)
        return Text(where, text, concealment=Concealment.COMMENT)

    apart, _ = analyse(note("A1", "Margaret Holloway came."), note("A9", "Born on 24 July 1995."))
    assert not any(found.identified for found in apart)


def test_texts_of_two_places_and_of_two_ways_to_hide_stay_apart() -> None:
    other = Location().child("page", "2", 2)
    below = Text(other, "Born on 24 July 1995.")
    hidden = Text(DOCUMENT, "Born on 24 July 1995.", concealment=Concealment.INVISIBLE_TEXT)
    for second in (below, hidden):
        findings, _ = analyse(Text(DOCUMENT, "Margaret Holloway"), second)
        assert not any(found.identified for found in findings)


def test_a_name_that_comes_again_is_one_person_in_its_place() -> None:
    text = "Margaret Holloway, born on 24 July 1995, came. Then Margaret Holloway left."
    [found], people = analyse(Text(DOCUMENT, text))
    assert (people, found.people, found.identified) == (1, 1, 1)


def test_a_heading_elsewhere_may_mean_the_lines_of_a_list_but_no_name_in_passing() -> None:
    title = Text(DOCUMENT, "Refused asylum seekers", TextRole.HEADING)
    page = Location().child("page", "1", 1)
    lines = "\n".join([*NAMES, "Marie Pierre", "Anna Berg"])
    [listed], _ = analyse(title, Text(page, lines))
    assert listed.nearby_protections == (Protection.ASYLUM,)
    told = "We thank " + " and ".join(lines.split("\n")) + "."
    assert not any(found.nearby_protections for found in analyse(title, Text(page, told))[0])
