"""Of whom a text speaks, and what it says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field, Protection
from withhold.recognisers import prose

SAID = [
    ("Fatima Ali, a Somali asylum seeker, arrived in 2020.", "Fatima Ali", Protection.ASYLUM),
    ("Asylum seeker Amina Yusuf lives in Fresno.", "Amina Yusuf", Protection.ASYLUM),
    ("Hassan Omar's asylum application is pending.", "Hassan Omar", Protection.ASYLUM),
    ("Luis Perez, 34, from Honduras, was granted asylum in 2021.", "Luis Perez", Protection.ASYLUM),
    ("Amina Yusuf was interviewed on 3 May. Her asylum claim was denied.", "Amina Yusuf", Protection.ASYLUM),
    (
        "Omar Haddad came to Tucson. He was detained at Eloy Detention Center.",
        "Omar Haddad",
        Protection.CUSTODY,
    ),
    ("The detainee, Mr. Omar Haddad, was transferred.", "Omar Haddad", Protection.CUSTODY),
    ("Immigration officers detained Carlos Mendez on Monday.", "Carlos Mendez", Protection.CUSTODY),
    ("John Brown, attorney for detainee Omar Haddad, filed it.", "Omar Haddad", Protection.CUSTODY),
    ("Hassan Omar was diagnosed with schizophrenia.", "Hassan Omar", Protection.HEALTH),
    ("Carlos Mendez is HIV positive.", "Carlos Mendez", Protection.HEALTH),
    ("Hassan Omar (born 1987) is a victim of trafficking.", "Hassan Omar", Protection.VICTIM),
    ("The minor, Hassan Omar, is in foster care.", "Hassan Omar", Protection.MINOR),
    ("Hassan Omar is a confidential informant.", "Hassan Omar", Protection.INFORMANT),
    ("Selam Tesfaye arrived in 2021. She said she was tortured.", "Selam Tesfaye", Protection.VICTIM),
    ("Her brother Yonas Tesfaye was arrested in Asmara.", "Yonas Tesfaye", Protection.CUSTODY),
    ("María García solicitó asilo en 2019.", "María García", Protection.ASYLUM),
    ("Luis Pérez, nacido el 4 de marzo de 1987, fue deportado a Honduras.", "Luis Pérez", Protection.CUSTODY),
    ("Amadou Diallo a demandé l'asile en France.", "Amadou Diallo", Protection.ASYLUM),
    ("João Silva pediu asilo em Portugal.", "João Silva", Protection.ASYLUM),
    ("Ahmad Karimi hat in Deutschland Asyl beantragt.", "Ahmad Karimi", Protection.ASYLUM),
    ("Hassan Omar is geboren op 4 maart 1987 en heeft asiel aangevraagd.", "Hassan Omar", Protection.ASYLUM),
    ("Амина Юсупова попросила убежища в Германии.", "Амина Юсупова", Protection.ASYLUM),
    ("محمد علي طلب اللجوء في ألمانيا.", "محمد علي", Protection.ASYLUM),
    ("محمد رضایی در سال ۱۴۰۰ درخواست پناهندگی داد.", "محمد رضایی", Protection.ASYLUM),
    ("王伟于2021年申请庇护。", "王伟", Protection.ASYLUM),
    ("María García y José Pérez fueron detenidos.", "María García", Protection.CUSTODY),
    ("María García y José Pérez fueron detenidos.", "José Pérez", Protection.CUSTODY),
    ("李明，1987年3月4日出生，被拘留。", "李明", Protection.CUSTODY),
    ("Mehmet Yılmaz 2021 yılında sığınma başvurusu yaptı.", "Mehmet Yılmaz", Protection.ASYLUM),
]

NOT_SAID = [
    "No asylum seeker was named in the report.",
    "1,200 asylum seekers were detained in November.",
    "Judge Maria Lopez granted asylum to 12 people in March.",
    "Director Jane Wilson said the agency detained 400 migrants.",
    "Maria Lopez, who works with asylum seekers, spoke on Monday.",
    "Governor Smith signed a bill to help people detained at the border.",
    "Victim advocate Sarah Jones attended.",
    "Senator Patty Jones said that detainees should be released.",
    "Dr. Alan Reed treats patients with HIV at the clinic.",
    "Maria Lopez is an asylum officer in Arlington.",
    "Emily Stone wrote a book about refugees in Jordan.",
    "Jane Doe, executive director of Refugee Council, opened the shelter.",
    "Officer Tom Hale arrested two suspects.",
    "Attorney Rachel Kim represents asylum seekers.",
    "Peter Hall was not detained.",
    "Kevin Brown donated to the victims of the flood.",
    "Grant to John Peters for refugee health research, $40,000.",
    "Ann Taylor asked for information about detained children.",
    "Request for number of asylum claims by nationality, 2019-2021.",
    "Obituary: Helen Carter, 84, died on Monday. She was a patient woman.",
    "El ministro José Ruiz dijo que los detenidos serán liberados.",
    "Le ministre Jean Martin a visité les détenus.",
    "Die Richterin Anna Schmidt entschied über Asylanträge.",
    "Судья Иван Петров отказал беженцам.",
    "Tom Wright was on the list of best managers.",
    "Jane Wilson is on the list of contractors.",
    "The snow leopard is on the list of endangered species.",
    "John Smith is on the waiting list.",
    "The vendors were on the list that was published in March.",
    "Many of those people are working two jobs.",
    "None of the deportees were on the list.",
]

MEMBERS = [
    "Karim Abdullah is on the list.",
    "Luis Perez appears on the list of asylum seekers.",
    "Officials confirmed that Luis Perez was among those whose names were on the leaked list.",
    "Los nombres de María García y José Pérez estaban en la lista filtrada.",
]

GROUPS = [
    ("46 of the 103 deportees were on the list that was disclosed.", 46),
    ("Officials told the embassy that some of the deportees were on the list.", 1),
    ("Some of these people are asylum seekers.", 1),
    ("Their names were on the leaked spreadsheet.", 1),
    ("Alguns dos deportados estavam na lista vazada.", 1),
    ("Certaines de ces personnes sont des demandeurs d'asile.", 1),
    ("Einige dieser Personen sind Asylbewerber.", 1),
    ("Некоторые из этих людей — беженцы.", 1),
    ("这些人中有一些是难民。", 1),
    ("Bu kişilerin bazıları sığınmacı.", 1),
]

PUBLIC = [
    ("Councillor J. Smith moved that the minutes be approved.", "J. Smith"),
    ("Jane Doe, executive director of the agency, can be reached at 202-555-0143.", "Jane Doe"),
    ("Senator Patty Jones said that detainees should be released.", "Patty Jones"),
    ("John Brown, born 3 June 1931, died on Tuesday; the funeral is on Friday.", "John Brown"),
]


@pytest.mark.parametrize(("text", "name", "protection"), SAID)
def test_a_sentence_says_it_of_its_subject(text: str, name: str, protection: Protection) -> None:
    said = {mention.name: mention.protections for mention in prose.read(text)}
    assert protection in said[name]


@pytest.mark.parametrize("text", NOT_SAID)
def test_topics_counts_and_officials_are_not_subjects(text: str) -> None:
    assert [m for m in prose.read(text) if m.protections or m.membership] == []


@pytest.mark.parametrize("text", MEMBERS)
def test_named_people_on_a_list_are_members(text: str) -> None:
    assert any(m.membership and m.name for m in prose.read(text))


@pytest.mark.parametrize(("text", "count"), GROUPS)
def test_a_group_of_unnamed_members_is_told(text: str, count: int) -> None:
    assert [(m.name, m.membership, m.count) for m in prose.read(text)] == [(None, True, count)]


@pytest.mark.parametrize(("text", "name"), PUBLIC)
def test_offices_and_the_dead_are_public(text: str, name: str) -> None:
    assert [m.public_role for m in prose.read(text) if m.name == name] == [True]


def test_identifiers_and_birth_dates_go_to_the_name_before_them() -> None:
    text = "Amina Yusuf (born 4 March 1987, A 123 456 789) applied for asylum. Jane Wilson was there."
    first, second = prose.read(text)
    assert first.fields == {Field.ALIEN_NUMBER: "A123456789", Field.DATE_OF_BIRTH: "1987-03-04"}
    assert (first.protections, second.fields) == (frozenset({Protection.ASYLUM}), {})


def test_a_number_on_the_next_line_goes_with_the_name_above() -> None:
    (mention,) = prose.read("Hassan Omar\nA098765432\n")
    assert mention.fields == {Field.ALIEN_NUMBER: "A098765432"}


def test_a_government_number_without_a_name_is_told_without_one() -> None:
    (mention,) = prose.read("The file A 123 456 789 was closed.")
    assert (mention.name, mention.fields) == (None, {Field.ALIEN_NUMBER: "A123456789"})


def test_a_later_surname_is_the_same_person() -> None:
    text = "Ahmad Karimi, A 098 765 432, arrived. Mr. Karimi was born on 4 March 1990 and is detained."
    (mention,) = prose.read(text)
    assert mention.name == "Ahmad Karimi"
    assert mention.fields == {Field.ALIEN_NUMBER: "A098765432", Field.DATE_OF_BIRTH: "1990-03-04"}
    assert mention.protections == {Protection.CUSTODY}


def test_a_press_contact_is_public() -> None:
    (mention,) = prose.read("Contact: Jane Doe, 202-555-0147")
    assert mention.public_role


def test_nobody_is_linked_over_a_blank_line() -> None:
    text = "Omar Haddad came to Tucson.\n\nHe was detained at Eloy."
    assert [m.protections for m in prose.read(text)] == [frozenset()]


def test_no_personal_value_is_in_the_repr() -> None:
    (mention,) = prose.read("Amina Yusuf (born 4 March 1987) applied for asylum.")
    assert "Amina" not in repr(mention)
    assert "1987" not in repr(mention)


def test_offsets_point_at_the_name_in_any_chunk() -> None:
    filler = "Nothing happened on that day in the valley.\n" * 3000
    text = filler + "Asylum seeker Amina Yusuf lives in Fresno."
    mention = next(m for m in prose.read(text) if m.protections)
    assert text[mention.start : mention.end] == "Amina Yusuf"


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    for mention in prose.read(text):
        assert 0 <= mention.start <= mention.end


@given(
    st.lists(
        st.sampled_from(
            [
                "Amina Yusuf",
                "was",
                "detained",
                ",",
                "(",
                ")",
                "A123456789",
                "the",
                "list",
                "on",
                "\n",
                ".",
                ":",
                "born",
                "1987",
                "des",
                "被拘留",
                "李明",
            ]
        ),
        max_size=40,
    )
)
def test_no_order_of_words_breaks_the_reading(words: list[str]) -> None:
    for mention in prose.read(" ".join(words)):
        assert 0 <= mention.start <= mention.end
