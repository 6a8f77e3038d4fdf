"""All spellings of one name give the same parts, and different names give different ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.text.name_forms import name_parts, name_parts_of

SAME = [
    "Mohammed Ali|Muhammad ALI|محمد علی|Maxamed Cali|Magomed Ali|Mohamad Aly",
    "Ahmad Shah Massoud|احمد شاه مسعود|Ahmed Shah Masood|MASSOUD, Ahmad Shah",
    "Hussein Al-Masri|حسين المصري|Hossain Elmasry|Husayn al Masri",
    "Yusuf Qasemi|یوسف قاسمی|Yousef Ghasemi|Youssef Kasemi",
    "Abd al-Rahman Karimi|Abdulrahman Karimi|Abdurrahman Karimi|عبدالرحمن کریمی|Karimi, Abdul Rahman"
    "|عبد الرحمن کریمی|Abderrahmane Karimi|Karimi Abdul Rahman",
    "Habibullah Ahmadi|Habib Ullah Ahmadi|حبیب الله احمدی|حبیب‌الله احمدی|Habibollah Ahmadi|Хабибулла Ахмади",
    "Salahuddin Ayoubi|Salah al-Din Ayubi|صلاح الدین ایوبی|Salaheddine Ayyoubi",
    "Alireza Hosseini|Ali Reza Husseini|علیرضا حسینی|علی رضا حسینی",
    "Alexey Ivanov|Aleksei Ivanov|Алексей Иванов|Alexei IVANOFF|Иванов Алексей|Oleksii Iwanow",
    "Yulia Tchaikovsky|Julia Tschaikowski|Юлия Чайковски|Yuliya Chaykovskiy",
    "Sergey Petrov|Sergei Petroff|Serhiy Petrow|Сергей Петров",
    "Iurii Zhukov|Yuri Joukov|Yury Jukov|Юрий Жуков",
    "Vladimir Solovyov|Vladimir Solovyev|Владимир Соловьёв|Wladimir Soloviev",
    "王小明|王曉明|Wang Xiaoming|Wang Xiao Ming|Xiao-Ming WANG|Wáng Xiǎomíng|Wang Hsiao-ming",
    "王伟|Wang Wei|WEI, Wang",
    "김민준|Kim Min-jun|Minjun Gim|KIM MINJUN|Kim Min Joon",
    "이영희|Lee Young-hee|Yi Yeonghui|Rhee Younghee",
    "田中太郎|田中 太郎",
    "Nguyễn Thị Minh Khai|NGUYEN Thi Minh Khai",
    "Juan Carlos Pérez|PEREZ, JUAN CARLOS",
    "José Jiménez|Pepe Ximenez|JIMENEZ Jose",
    "Hans Müller|Hans Mueller|MULLER, Hans",
    "Ole Jørgensen|Ole Joergensen|Jorgensen Ole",
    "Łukasz Wójcik|Lukasz Wojcik",
    "Şükrü Yıldırım|Sukru Yildirim",
    "Xasan Cabdi|Hassan Abdi|حسن عبدی",
    "Tekle Gebre|Tekele Ghebre|ተክለ ገብረ",
    "Amarjeet Singh|Amarjit SINGH|ਅਮਰਜੀਤ ਸਿੰਘ",
    "Rajesh Kumar|राजेश कुमार",
    "Giorgi Beridze|გიორგი ბერიძე",
    "Armen Hakobyan|Արմեն Հակոբյան|Armen Hakopian",
    "Giorgos Papadopoulos|Γιώργος Παπαδόπουλος",
    "Yitzhak Cohen|יצחק כהן",
    "William Carter|Bill Carter|CARTER, Will",
    "Alexander Popov|Sasha Popov|Саша Попов|Alexandra Popov",
    "Ahmed bin Khalid|Ahmed ibn Khalid|Ahmed Khalid",
    "Maria de la Cruz Santos|Maria Cruz dos Santos|Mr. Maria J. CRUZ SANTOS III",
]
APART = [
    "Wang Wei|Wang Wu|Weng Wei|Wang Wen|Wang Weiming",
    "Li Na|Lu Na|Liu Na|Lin Na",
    "Nguyen Thanh|Nguyen Tanh|Nguyen Thao|Nguyen Tao|Nguyen Khanh|Nguyen Hanh",
    "Ali Khan|Eli Khan|Ala Khan",
    "Dan Smith|Dean Smith|Diana Smith",
    "Marta Perez|Marita Perez|Maria Perez|Mario Perez|Mary Perez",
    "Peter Smith|Petra Smith|Pedro Smith",
    "Nina Cole|Nino Cole|Noon Cole|Nan Cole",
    "Lena Perez|Lina Perez|Luna Perez",
    "Ana Gonzalez|Ana Goncalves",
    "Hassan Khan|Hossein Khan|Ihsan Khan",
    "Mahmoud Karimi|Mohammed Karimi|Ahmed Karimi|Hamed Karimi",
    "Karim Jan|Karam Jan|Karima Jan|Akram Jan",
    "Salim Jan|Salam Jan|Salman Jan|Sulaiman Jan|Salama Jan",
    "Carmen Diaz|Karim Diaz",
    "Harjeet Kaur|Harinder Kaur|Harjinder Kaur",
    "Ivan Petrov|Ivana Petrov|Ivan Petrova",
    "Habibullah Safi|Habib Safi",
    "Abdul Karim Safi|Karim Safi",
    "Shahid Rahmani|Said Rahmani",
    "Elmira Noor|Mira Noor|Alisha Noor|Aisha Noor|Aldana Noor|Dana Noor",
    "Juan Perez|John Perez|Jean Perez",
]


@pytest.mark.parametrize("spellings", SAME)
def test_spellings_of_one_name_are_one(spellings: str) -> None:
    assert len({name_parts(spelling) for spelling in spellings.split("|")}) == 1


@pytest.mark.parametrize("spellings", APART)
def test_different_names_stay_apart(spellings: str) -> None:
    names = spellings.split("|")
    assert len({name_parts(name) for name in names}) == len(names)


@pytest.mark.parametrize("nothing", ["", " ", "J. C.", "A", "- , -", "123", "م."])
def test_without_a_part_there_is_nothing(nothing: str) -> None:
    assert name_parts(nothing) == ()


def test_initials_and_middle_names_leave_a_part_of_the_whole() -> None:
    whole = set(name_parts("Juan Carlos Pérez Gómez"))
    assert set(name_parts("JUAN C. PEREZ")) < whole
    assert set(name_parts("Perez Gomez, J. Carlos")) < whole


def test_particles_stay_where_nothing_else_is_left() -> None:
    assert name_parts("Ben Smith") == name_parts("SMITH, Ben")
    assert len(name_parts("Ben Smith")) == len(name_parts("Van Nguyen")) == 2
    assert name_parts("de la") != ()


def test_two_words_stay_a_full_name() -> None:
    assert len(name_parts("Anwar Uddin")) == 2
    assert len(name_parts("Habib Ullah")) == 2


def test_one_part_is_told_once() -> None:
    assert name_parts("Mohammed Muhammad Ali Ali") == name_parts("Ali Mohamed")


def test_what_is_no_name_is_itself() -> None:
    """Long runs of letters are compared whole, and cost no more than their length."""
    for letters in ("ab" * 100_000, "ov" * 100_000, "abd" + "l" * 100_000, "xiaoming" * 10_000):
        assert name_parts(letters) == (letters,)
    assert len(name_parts("محمد" * 10_000)) == 1


SCRIPTS = st.characters(codec="utf-8") | st.sampled_from(
    "abcdeiklmnosuvyzh'-,. 王小明김민준محمدعلياللهሀለሐАлексей"
)
WORDS_TEXT = (
    "Abdul al Rahman ullah din Wang Li Xiaoming Kim Min jun ben van de la J. Mohammed Uddin Abu Smith 王小明"
)
WORDS = st.sampled_from(WORDS_TEXT.split())
NAMES = st.text(SCRIPTS, max_size=30) | st.lists(WORDS, max_size=6).map(" ".join)


@settings(max_examples=300)
@given(st.lists(NAMES, max_size=6))
def test_a_batch_says_what_single_names_say(values: list[str]) -> None:
    assert name_parts_of(values) == {value: name_parts(value) for value in values}


@settings(max_examples=300)
@given(NAMES)
def test_parts_are_sorted_distinct_and_without_spaces(value: str) -> None:
    parts = name_parts(value)
    assert list(parts) == sorted(set(parts))
    assert all(part and part.split() == [part] for part in parts)


@given(st.lists(WORDS.filter(lambda word: word.isascii()), min_size=1, max_size=5))
def test_case_says_nothing(words: list[str]) -> None:
    name = " ".join(words)
    assert name_parts(name.upper()) == name_parts(name.lower()) == name_parts(name)
