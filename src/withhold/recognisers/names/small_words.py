"""Small words around and inside names in running text."""

_INNER_TEXT = (
    "de del della degli di da do das dos du des la las los le van von der den ter ten bin ben ibn al "
    "el ul ud zu zum af av bint ould d' y"
)
INNER = frozenset(_INNER_TEXT.split())
"""Small words inside names in running text: those of the lexicon's particles that are no words."""
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
