"""Words that stand in header rows of tables about people and things, in many languages.

They only tell a header row from a row of data; what a column *means* is decided by the recognisers. The
list is
our own: common labels of forms and registers, chosen so that none of them is a usual name of a person.
"""

import re

_WORDS = """
name names full surname forename firstname lastname fullname first last middle given family initials title sex
gender
age dob birth birthdate birthday born date day month year time status type category class kind group code
id ids
number no nr num nbr ref reference case file alien receipt passport ssn nationality citizenship country
state city
town county region province district address street zip postcode postal phone telephone tel mobile fax
email mail
contact website url office department agency unit division position role rank occupation job employer company
organisation organization amount total count value price cost salary percent rate description notes note
comment
comments remarks remark source facility location place hearing judge court decision outcome result reason
claim
language religion ethnicity race diagnosis hospital ward school team player score points height weight
latitude
longitude species product item quantity qty index key label field start end from to period population area
variable
nombre nombres apellido apellidos fecha nacimiento nacionalidad pais país ciudad direccion dirección telefono
teléfono correo sexo edad estado numero número tipo cargo departamento expediente observaciones lugar
nom noms prenom prénom prenoms prénoms naissance nationalité nationalite pays ville adresse téléphone courriel
sexe âge statut numéro poste service dossier lieu observations montant commune
nome sobrenome nascimento nacionalidade cidade endereço endereco telefone processo situação idade órgão valor
vorname nachname familienname geburtsdatum geburtsort geburtstag staatsangehörigkeit nationalität land
stadt ort
anschrift straße strasse plz telefon geschlecht alter aktenzeichen bemerkung bemerkungen datum nummer betrag
naam voornaam achternaam geboortedatum geboorteplaats nationaliteit woonplaats adres postcode telefoon
geslacht
leeftijd zaaknummer opmerkingen
cognome nascita cittadinanza indirizzo città sesso età stato data paese telefono
фамилия имя отчество фио дата рождения гражданство национальность страна город адрес телефон пол возраст
статус
номер дело примечание должность паспорт место прізвище ім'я дата народження громадянство
الاسم اسم اللقب العائلة تاريخ الميلاد الجنسية البلد المدينة العنوان الهاتف الجنس العمر الحالة رقم ملاحظات
الرقم
نام خانوادگی تولد تاریخ ملیت کشور شهر آدرس تلفن جنسیت سن وضعیت شماره ملاحظات پدر ولایت تخلص
ad adı soyad soyadı isim doğum tarihi uyruğu uyruk ülke şehir adres telefon cinsiyet yaş durum numara numarası
imię nazwisko urodzenia obywatelstwo kraj miasto płeć wiek uwagi namn förnamn efternamn födelsedatum navn
fornavn
etternavn fødselsdato nimi etunimi sukunimi syntymäaika jméno příjmení név vezetéknév keresztnév születési
nume
prenume jina tarehe kuzaliwa uraia umri jinsia magaca taariikhda dhalashada họ tên ngày sinh quốc tịch
giới tính
नाम जन्म तिथि राष्ट्रीयता पता लिंग आयु নাম জন্ম তারিখ জাতীয়তা ঠিকানা ਨਾਮ ਜਨਮ ਮਿਤੀ ਕੌਮੀਅਤ ਪਤਾ
ስም የአባት ትውልድ ቀን ዜግነት ጾታ ዕድሜ სახელი გვარი დაბადების თარიღი მოქალაქეობა όνομα επώνυμο ημερομηνία γέννησης
"""
_WITHOUT_SPACES = (
    "姓名", "名字", "姓", "出生", "生日", "日期", "国籍", "國籍", "民族", "性别", "性別", "年龄", "年齡",
    "地址",
    "电话", "電話",
    "号码", "號碼", "编号", "編號", "证件", "证号", "护照", "護照", "状态", "狀態", "备注", "備註", "国家",
    "國家", "城市", "单位",
    "氏名", "名前", "生年月日", "住所", "電話番号", "年齢", "備考", "番号",
    "이름", "성명", "생년월일", "국적", "주소", "전화", "성별", "나이", "번호", "상태", "비고",
    "ชื่อ", "นามสกุล", "วันเกิด", "สัญชาติ",
)  # fmt: skip
_KNOWN = frozenset(_WORDS.split())
_TOKEN = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SMALL = frozenset("of the and in at to de la le du des do da del di der von van et y e и".split())  # noqa: SIM905
"""Words between the others, which tell nothing."""
_LONGEST = 60


def is_header_word(value: str) -> bool:
    """Whether a cell reads like the label of a column or a form: "Date of birth", "lastName", "Фамилия",
    "出生日期"."""
    return _reads_as_label(value, 0.5, frozenset())


def is_plain_label(value: str) -> bool:
    """Whether a cell is made of such words alone and has no number: "Date of birth", but not "Office 2", and
    not "Ann Price"."""
    return _reads_as_label(value, 1.0, _SMALL) and not any(map(str.isdigit, value))


def _reads_as_label(value: str, share: float, left_out: frozenset[str]) -> bool:
    if len(value) > _LONGEST:
        return False
    words = _TOKEN.findall(_CAMEL.sub(" ", value).casefold())
    words = [word for word in words if word not in left_out] or words
    if not words:
        return False
    if sum(word in _KNOWN for word in words) >= share * len(words):
        return True
    return len(value) <= 10 and any(label in value for label in _WITHOUT_SPACES)
