"""The gate before everything that leaves: membership is stopped, the standard letters pass."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.incident.notices.test_templates import EVERY, values_for
from withhold.domain.fields import Field, Protection
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.screening import Judge, screen, screen_file
from withhold.incident.notices.templates import fill, shipped, version_of
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.register.build import build
from withhold.register.interface import Row
from withhold.register.payload import protection_bits
from withhold.register.people import Person
from withhold.signing.keys import load_key, write_key

OKORO = Row(
    names=("Okoro, Amadou",), births=("1980-03-02",), identifiers=((Field.ALIEN_NUMBER, "A200100001"),)
)
VARGA = Row(names=("Varga, Bintu",), births=("1985-07-19",))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    folder = tmp_path_factory.mktemp("screening")
    key, register = folder / "key", folder / "affected.register"
    write_key(str(key))
    bits = protection_bits([Protection.DISCLOSED_LIST])
    people = [Person(row, str(number), bits) for number, row in enumerate((OKORO, VARGA))]
    build(register, load_key(str(key)), [people], lambda batch: (batch, Counter()))
    with Run.under(("default",), None, RegisterFile(str(register), str(key))).inspector() as inspector:
        yield lambda content: inspector.inspect(open_bytes(content, "<message>"), "<message>")


@pytest.mark.parametrize(("audience", "language"), EVERY)
def test_the_standard_texts_pass_to_their_own_addressee(
    judge: Judge, audience: Audience, language: str
) -> None:
    made = shipped(audience, language)
    letter = fill(version_of(made, Form.WRITTEN, ("in_custody", "minor")), values_for(made))
    found = screen([letter.title, letter.body], ["Amadou Okoro"], judge)
    assert found.passed, found.reasons


def test_some_of_these_103_are_on_the_list_is_stopped(judge: Judge) -> None:
    text = (
        "Dear colleagues, some of these 103 people on the manifest are on the list of asylum seekers "
        "that was disclosed in November."
    )
    found = screen(["Flight", text], [], judge)
    assert not found.passed
    assert "people/membership" in found.reasons


def test_somebody_else_of_the_list_is_stopped_by_name_alone(judge: Judge) -> None:
    assert not screen(["A question", "When does Bintu Varga arrive?"], ["Amadou Okoro"], judge).passed
    assert screen(["A question", "When does Amadou Okoro arrive?"], ["Amadou Okoro"], judge).passed


def test_a_harmless_message_passes(judge: Judge) -> None:
    assert screen(["Meeting", "The meeting is on Tuesday at ten."], [], judge).passed


def test_attachments_are_judged_as_they_are(judge: Judge) -> None:
    sheet = b"Name,Date of birth,A-Number\nAmadou Okoro,1980-03-02,A200100001\n"
    assert not screen_file(sheet, judge).passed
    assert screen_file(b"Code\n7K3M9PQR2XZA1234\n", judge).passed


def test_a_short_own_name_hides_nobody_else(judge: Judge) -> None:
    for own in ("Ama", "Oko", "dou"):
        assert not screen(["News", "Amadou Okoro is with us."], [own], judge).passed


def test_an_own_name_is_found_however_it_is_spaced(judge: Judge) -> None:
    for own in ("Amadou  Okoro", " Amadou\tOkoro "):
        assert screen(["News", "Dear Amadou Okoro, please call us."], [own], judge).passed


def test_an_own_name_is_found_where_no_space_is_written(judge: Judge) -> None:
    assert screen(["通知", "尊敬的Amadou Okoro先生"], ["Amadou Okoro"], judge).passed


@pytest.mark.parametrize(
    "text",
    [
        "We wonder about Bintu\nVarga. Can you help?",
        "we wonder about bintu varga",
        "We wonder about Bin\u200btu Varga.",
        "We wonder about Bintu-Varga.",
        "See https://example.org/find?n=Bintu%20Varga for more.",
        "See https://example.org/find?n=Bintu%2520Varga for more.",
        "Write to bintu.varga@example.org about it.",
        "We wonder about VARGA, BINTU.",
        "We wonder about BintuVarga.",
        "We wonder about Bintu M. Varga.",
        "We wonder about Bintu;\n\nVarga.",
        "We wonder about Bin\u034ftu Varga.",
        "We wonder about Bintu&#32;Varga.",
        "The file bintu_varga.pdf is attached.",
    ],
)
def test_a_name_of_the_list_is_found_however_it_is_written(judge: Judge, text: str) -> None:
    assert not screen(["A question", text], ["Amadou Okoro"], judge).passed
    own = text.replace("Bintu", "Amadou").replace("Varga", "Okoro").replace("BINTU", "AMADOU")
    own = own.replace("VARGA", "OKORO").replace("bintu", "amadou").replace("varga", "okoro")
    if not any(odd in text for odd in ("\u200b", "\u034f", " M. ")):
        assert screen(["A question", own], ["Amadou Okoro", "Okoro, Amadou"], judge).passed, own


@pytest.mark.parametrize(
    "text",
    [
        "Two of the people you asked about are affected.",
        "12 of the 103 were found in our database.",
        "At least one of these people is on it.",
        "Nobody on your list is affected.",
        "Of the names on your flight manifest, three are asylum applicants.",
        "Some of these\n103 people are on\nthe list.",
        "Algunas de estas 103 personas están en la lista.",
        "Nadie de su lista está afectado.",
        "Algumas destas 103 pessoas estão na lista.",
        "Certaines de ces 103 personnes sont sur la liste.",
        "Kèk nan 103 moun sa yo sou lis la.",
        "Некоторые из этих 103 человек есть в списке.",
        "这103人中有一些在名单上。",
        "بعض هؤلاء الأشخاص الـ103 في القائمة.",
        "برخی از این 103 نفر در فهرست هستند.",
        "ਇਹਨਾਂ 103 ਲੋਕਾਂ ਵਿੱਚੋਂ ਕੁਝ ਸੂਚੀ ਵਿੱਚ ਹਨ।",
    ],
)
def test_whether_those_asked_about_are_on_it_is_not_told(judge: Judge, text: str) -> None:
    assert not screen(["Your question", text], [], judge).passed


@pytest.mark.parametrize(
    "text",
    [
        "A list of 6,252 people was public on our website for four hours. Everybody on it is told by us.",
        "We answer nobody whether somebody is on a list. People who are affected are told by us, safely.",
        "Please delete your copies of the file, do not pass it on, and tell us so.",
        "Thank you for your question. We cannot say anything about any person.",
        "The grace period may end in March; mark your calendar.",
    ],
)
def test_what_tells_of_nobody_passes(judge: Judge, text: str) -> None:
    assert screen(["About the file", text], [], judge).passed


def test_a_name_is_told_of_beside_what_else_stops_a_text(judge: Judge) -> None:
    """To counsel it may be said who is on the list, of their own client alone."""
    text = "Some of these 103 people are on the list of asylum seekers, and so is bintu varga."
    assert {"people/membership", "people/registered", "people/asked_about"} <= set(
        screen(["A question", text], [], judge).reasons
    )
