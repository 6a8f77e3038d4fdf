"""Names of languages to tags; what is not known is an open task, never a guess."""

import pytest

from corpus.founding.affected import LANGUAGES
from withhold.incident.affected.languages import language_tag


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("Spanish", "es"),
        ("ESPAÑOL", "es"),
        ("Haitian Creole", "ht"),
        ("Kreyòl", "ht"),
        ("русский", "ru"),
        ("Farsi", "fa"),
        ("فارسی", "fa"),
        ("Dari", "fa-AF"),
        ("ਪੰਜਾਬੀ", "pa"),
        ("K’iche’", "quc"),
        ("K'iche'", "quc"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("简体中文", "zh-Hans"),
        ("Mandarin", "cmn"),
        ("es", "es"),
        ("ES-mx", "es-MX"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("pt-br", "pt-BR"),
        ("sus", "sus"),
        ("Klingon", None),
        ("xx", None),
        ("Spanish, Mam", None),
        ("es-MX-oaxaca-and-more", None),
        ("", None),
        (None, None),
    ],
)
def test_tags(told: str | None, tag: str | None) -> None:
    assert language_tag(told) == tag


def test_every_language_of_the_founding_people_is_known() -> None:
    tags = {language_tag(name) for names in LANGUAGES.values() for name in names}
    assert None not in tags
    assert len(tags) >= 30
