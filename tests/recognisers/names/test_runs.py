"""Where one name ends and the next begins in running text."""

import pytest

from withhold.recognisers.names import spot


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Helen M. Carter spoke.", ["Helen M. Carter"]),
        ("Anna Bell, Tom Fox and Lucy Hart", ["Anna Bell", "Tom Fox", "Lucy Hart"]),
        ("María García y José Pérez fueron detenidos.", ["María García", "José Pérez"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("王伟于2021年", ["王伟"]),
        ("张丽和李明被拘留", ["张丽", "李明"]),
        ("难民王伟申请庇护", ["王伟"]),
        ("Murat Aydın İstanbul'da tutuklandı.", ["Murat Aydın"]),
        ("Selam Tesfaye (A 212 345 678)", ["Selam Tesfaye"]),
        ("- Yusuf, Amina; geb. 04.03.1990", ["Yusuf, Amina"]),
        ("Гражданка Афганистана Захра Ахмади", ["Захра Ахмади"]),
        ("طلب مقدم من محمد أحمد حسن المولود في 1985", ["محمد أحمد حسن"]),
    ],
)
def test_names_begin_and_end_where_people_do(text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in spot(text)] == names


def test_an_initial_is_no_title() -> None:
    (span,) = spot("Helen M. Carter")
    assert span.role is None
