"""Whole values: names of every culture against places, bodies, things and words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.recognisers.names import likelihood, plausible, plausible_among, share, token_kind

NAMES = {
    "english": [
        "John Smith",
        "Mary O'Brien-Smith",
        "SMITH, JOHN A.",
        "Dr. Aoife O'Sullivan",
        "Robert Lee Jr.",
    ],
    "spanish": [
        "Juan Carlos Pérez",
        "PÉREZ LÓPEZ, Juan Carlos",
        "María de los Ángeles Xitumul",
        "Yesenia Tzoc",
    ],
    "portuguese": ["João da Silva", "Thiago Nascimento dos Santos"],
    "haitian": ["Wislande Jean-Baptiste", "Mackenson Saint-Fleur"],
    "french and west african": ["Jean-Pierre Dupont", "Mamadou Diallo", "Aïssatou Ouédraogo", "Kwame Asante"],
    "nigerian and congolese": [
        "Chukwuemeka Okafor",
        "Oluwaseun Adeyemi",
        "Dieudonné Kabongo",
        "Espérance Uwimana",
    ],
    "ethiopian and somali": [
        "Tesfaye Gebremariam",
        "Selamawit Haile",
        "Abdirahman Warsame",
        "ጸሐየ ገብረ",
        "አበበ በቀለ",
    ],
    "arab": ["Ahmed Al-Masri", "Fatima Bensalem", "Khaled ibn Walid", "محمد علي", "فاطمة الخطيب"],
    "afghan and iranian": [
        "Zabihullah Stanekzai",
        "Mohammad Reza Ahmadi",
        "FNU Ahmadullah",
        "محمد علی احمدی",
    ],
    "south asian": ["Gurpreet Singh", "Harwinder Kaur Dhillon", "Md Rafiqul Islam", "Sivakumar Ponnambalam"],
    "indic scripts": ["ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "दीपक शर्मा", "আবদুল রহমান"],
    "chinese": ["王伟", "欧阳明", "Wang Xiaoming", "Chan Tai Man", "Xu Li"],
    "korean and japanese": ["김민준", "Kim Min-jun", "佐藤健", "Hiroshi Tanaka"],
    "vietnamese": ["Nguyễn Thị Minh Khai", "Tran Van Duc", "LE, VAN AN"],
    "russian": ["Абдуллаев Рустам", "Иванова Мария Петровна", "Sergei Kuznetsov", "Шевченко Тарас"],
    "caucasus": ["გიორგი ბერიძე", "Giorgi Beridze", "Տիգրան Սարգսյան", "Tigran Sargsyan"],
    "turkish and kurdish": ["Mehmet Yılmaz", "Rojin Demirtaş"],
    "tibetan and uyghur": ["Tenzin Dolma", "Patigul Memet"],
    "ambiguous halves": ["Jordan Austin", "Grace Park", "Mark Rivers"],
}
OTHERS = {
    "facilities": ["Martha Jefferson Hospital", "Adelanto ICE Processing Center", "Robert Koch Institut"],
    "streets": ["George Washington Blvd", "Calle Simón Bolívar", "Rue Victor Hugo"],
    "places": ["New York", "Los Angeles", "Port Harcourt", "San Jose, CA", "Austin, Texas", "Costa Rica"],
    "companies": ["Johnson & Johnson", "Smith Holdings LLC", "Nestle SA", "Wells Fargo"],
    "species": ["Panthera leo", "Quercus alba", "Bald Eagle"],
    "ships and products": ["MV Maria Callas", "Aunt Jemima", "Toyota Corolla", "Baby Shampoo"],
    "teams": ["Boston Red Sox", "Manchester United", "Green Bay Packers"],
    "jobs": ["Software Engineer", "Police Officer", "Judge"],
    "lone ambiguous words": ["May", "Jordan", "Virginia", "Washington", "Paris", "Lincoln"],
    "words": ["Credible Fear", "Case Pending", "Grand Total", "The quick brown fox", "Not applicable"],
    "han": ["北京", "马来西亚", "水泵站", "安徽", "黄河"],
    "codes": ["A123 456", "X-12", "foo@example.org", "12 Main"],
    "empty": ["", " ", "-", "N/A"],
}


@pytest.mark.parametrize("value", [v for values in NAMES.values() for v in values])
def test_a_full_name_is_likely(value: str) -> None:
    assert likelihood(value) >= 0.5
    assert plausible(value)


@pytest.mark.parametrize("value", [v for values in OTHERS.values() for v in values])
def test_what_is_no_name_is_unlikely(value: str) -> None:
    assert likelihood(value) < 0.5


@pytest.mark.parametrize("culture", NAMES)
def test_a_column_of_names_is_told(culture: str) -> None:
    assert share(NAMES[culture]) > 0.9


@pytest.mark.parametrize("kind", OTHERS)
def test_a_column_of_other_things_is_not(kind: str) -> None:
    assert share(OTHERS[kind]) < 0.3


@pytest.mark.parametrize(
    "value", ["Total", "N/A", "Unknown", "Redacted", "Vacant", "12", "Acme Widgets Inc", "x@y.z"]
)
def test_what_stands_for_no_name_is_not_plausible(value: str) -> None:
    assert not plausible(value)


@pytest.mark.parametrize(
    "value", ["Suharto", "FNU", "LNU", "Garcia (née Lopez)", "Zxqwv Blorptu", "Mr Smith", "Abe, S."]
)
def test_unusual_names_are_plausible(value: str) -> None:
    assert plausible(value)


def test_single_tokens_are_told_apart() -> None:
    assert token_kind("Oluwaseun") == "given"
    assert token_kind("Stanekzai") == "family"
    assert token_kind("Thomas") == "both"
    assert token_kind("Hospital") == "none"
    assert token_kind("Anna Smith") == "none"


def test_the_share_is_over_distinct_values() -> None:
    assert share(["Grand Total"] * 50 + ["Amina Yusuf", "Mamadou Diallo", "Juan Pérez"]) > 0.7
    assert share([]) == 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gets_an_answer(value: str) -> None:
    assert 0 <= likelihood(value) <= 1
    assert 0 <= share([value, value + "x"]) <= 1
    assert plausible(value) in (True, False)


UNLISTED = {
    "khmer": [
        "Sokuntheary Pichponleu",
        "Ratanakvisal Hengsreng",
        "Vannarith Oumsamnang",
        "Kimleng Srunchhay",
    ],
    "pashto": ["Toryalai Mangalwal", "Zarghona Khugianai", "Nazdana Shinwarzai", "Shahperai Lodinkhel"],
    "togolese": ["Kossivi Agbodjalou", "Afiwa Tsogbenyo", "Codjo Dossougbété", "Ablavi Kpodzovi"],
    "andean": [
        "Eusebio Quispecondori",
        "Illari Yupanquihuaman",
        "CONDORMAMANI, Basilia",
        "Wayra Mamanihuanca",
    ],
    "malagasy": ["Voahangy Razafimbelo", "Hasina Ratsimandresy", "Andriamparany Rakotondramihary"],
    "chechen": ["Хаваж Эльжуркаев", "Зелимхан Тепсуркаев", "Умар Бакашев"],
    "thai": ["สมฤดี เพชรบุรี", "กาญจนาพร วงศ์ศิริกุล", "ธนากร ศรีสุวรรณกิจ"],
}


@pytest.mark.parametrize("culture", UNLISTED)
def test_a_column_of_names_that_no_list_holds_is_told(culture: str) -> None:
    assert share(UNLISTED[culture]) >= 0.75


@pytest.mark.parametrize(
    "values",
    [
        ["Annie Hall", "Jerry Maguire", "Blade Runner", "Lost Highway", "Fight Club", "Ghost World"],
        ["Harvey Mudd", "Iowa State", "Boston College", "Wake Forest", "Bryn Mawr", "Kansas Wesleyan"],
        ["Wilson Dam", "Edmund Pettus Bridge", "Krome North", "Glades County", "Otero Processing"],
        ["Expedited Removal", "Credible Fear", "Non-Criminal", "Final Order", "Addtl KYC Update Type"],
        ["Министерство юстиции", "Новая Зеландия", "Городская больница", "Улица Ленина"],
        ["Aéroport Félix Houphouët-Boigny", "Lycée Blaise Pascal", "Rua Augusta", "Hospital Santa Casa"],
    ],
)
def test_a_column_of_things_named_after_people_is_not(values: list[str]) -> None:
    assert share(values) < 0.45


@pytest.mark.parametrize(
    "values", [["KATUMBA, PATIENT", "Ana Li", "Total", "12", "Ávila, Clínica", "x@y.z", "N/A"]]
)
def test_a_column_is_filtered_as_each_value_is(values: list[str]) -> None:
    assert plausible_among(values) == [value for value in values if plausible(value)]


@pytest.mark.parametrize(
    "value",
    [
        "Joost op den Camp",
        "op den Camp, Joost",
        "Camp, Joost op den",
        "Marijke van 't Hof",
        "Marijke van ’t Hof",
        "Piet in 't Veld",
        "Gerard 't Hooft",
        "Hans uit de Haag",
        "Karl von und zu Guttenberg",
        "Rhys ap Gwilym",
        "Mairead nic Craith",
        "Fatima bint Ali",
        "Sidi ould Ahmed",
        "Jan ter Beek",
        "Henk ten Cate",
    ],
)
def test_small_words_of_surnames_lead_to_any_noun(value: str) -> None:
    assert plausible(value)
    assert plausible_among([value]) == [value]
    if not value.startswith("Camp"):
        assert likelihood(value) > 0.5


@pytest.mark.parametrize("value", ["Otay Mesa", "El Valle", "Mesa Verde", "Morton Hall", "Port Isabel"])
def test_places_of_custody_are_no_people(value: str) -> None:
    assert likelihood(value) < 0.5


@pytest.mark.parametrize("value", ["Nederland op de Kaart", "Kinderen uit de Knel", "Camp op den Berg"])
def test_small_words_make_no_name_of_words(value: str) -> None:
    assert likelihood(value) < 0.5
