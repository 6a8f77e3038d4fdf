"""Small words around and inside names."""

import re

_INNER_TEXT = (
    "de del della degli di da do das dos du des la las los le van von der den ter ten bin ben ibn al "
    "el ul ud zu zum zur af av bint ould ap nic mac 't ’t d' y"
)
INNER = frozenset(_INNER_TEXT.split())
"""Small words inside names in running text: those of the lexicon's particles that are no words."""
_PHRASES_TEXT = """
aan den|aan 't|bij den|bij 't|in 't|op den|op 't|over den|onder den|onder 't|uit den|uit 't|van 't|van den
van der|voor den|voor 't|von und zu|von und zum
"""
_IN_VALUES_TEXT = "op de|uit de|auf der"
INNER_PHRASES = frozenset(re.split(r"[|\n]", _PHRASES_TEXT.strip()))
"""Small words before a place in a surname (`op den Camp`, `van 't Hof`): what follows may be any word."""
_PHRASES = "|".join(sorted(INNER_PHRASES | set(_IN_VALUES_TEXT.split("|")), key=len, reverse=True))
"""With those that in running text lead to a place more often."""
_TOPONYMIC = re.compile(
    rf"(?<![^\s,])(?:{_PHRASES})(?=[ ,]|$)(?: [^\W\d_][\w-]{{1,30}})?",
    re.IGNORECASE,
)
"""Such a surname in a value; its noun may be missing where it was set in front (`Camp, Joost op den`)."""
_SURNAME = "Vandenberg"


def with_surname(value: str, *, any_case: bool = False) -> str:
    """The value with one known surname for `op den Camp` and its like.

    The noun has a capital, as the whole value has none, unless `any_case`.
    """

    def surname(match: re.Match[str]) -> str:
        noun = match.group().rpartition(" ")[2]
        return _SURNAME if any_case or noun[0].isupper() or value.islower() else match.group()

    return _TOPONYMIC.sub(surname, value.replace("’", "'"))


_ARABIC_TEXT = """
المولود المولودة مولود مولودة ولد ولدت مواليد متولد متولدة زاده‌شده من في إلى الى على عن مع هو
هي كان كانت قد تم الذي التي قدم قدمت تقدم تقدمت طلب طلبت يطلب تطلب اعتقل اعتقلت احتجز احتجزت
المحتجز المحتجزة المعتقل المعتقلة اللاجئ اللاجئة المريض المريضة الضحية المخبر السيد السيدة
المدعو المدعوة المواطن المواطنة مقدم مقدمة باسم اسمه اسمها رقم تاريخ بعد قبل بسبب منذ لدى ضد
بطلب بلجوء يوم أمس اليوم خلال عام سنة بتهمة قال قالت أن إن ان رد کرد کرده داد داده گرفت گفت
خواست نیز هم وقد اللجوء الشرطة اعتقال احتجاز توقيف ترحيل از در به با که را برای تا این آن است
بود شد شده آقای خانم فرزند دارای نام متقاضی پناهجو پناهجوی پناهنده زندانی قربانی بیمار مبتلا
درخواست تقاضای بازداشت دستگیر شماره تاریخ سال ساکن اهل تبعه شهروند
"""
ARABIC = frozenset(_ARABIC_TEXT.split())
"""Arabic and Persian words that stand before or behind names without capitals, and are in none."""
LABELS = frozenset(
    {"DOB", "D.O.B", "D.O.B.", "SSN", "ID", "AKA", "A.K.A.", "DNI", "CURP", "CPF", "BSN", "NIE"}
)
"""What stands right behind a name in capitals and begins a number or a date."""
