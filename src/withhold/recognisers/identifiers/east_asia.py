"""China, Hong Kong, Taiwan, Korea, Japan, Thailand, Malaysia, Indonesia, Singapore, the Philippines."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import full_date, repeated, short_date, stdnum
from withhold.recognisers.identifiers.interface import Scheme


def _resident(canonical: str) -> bool:
    """ISO 7064 MOD 11-2 over a region that exists in form and a birth date (GB 11643-1999)."""
    if canonical[0] not in "12345689" or not full_date(canonical[6:14]):
        return False
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(canonical[:17]))
    return "10X98765432"[total % 11] == canonical[17]


RESIDENT = Scheme(
    name="cn.resident_id",
    field=Field.NATIONAL_ID,
    country="cn",
    pattern=r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX]",
    labels=(
        "身份证", "身份证号", "身份证号码", "公民身份号码", "身份證", "身份證號碼", "居民身份证",
        "身份证件号码", "证件号码", "证件号", "resident identity card", "resident id", "chinese id",
    ),
    positives=("11010519870304005X",),
    negatives=("110105198703040051", "11010519871304005X", "01010519870304005X"),
    check=_resident,
    chance=0.0004,
    distinctive=True,
)  # fmt: skip


def _hong_kong(canonical: str) -> bool:
    """Letters count from A = 10, a missing one 36; weights 9 to 1, modulo 11, check digit 10 written A."""
    body = canonical.rjust(9)
    numbers = [36 if c == " " else int(c, 36) for c in body[:8]] + [int(body[8], 16)]
    return sum(n * w for n, w in zip(numbers, range(9, 0, -1), strict=True)) % 11 == 0


HKID = Scheme(
    name="hk.hkid",
    field=Field.NATIONAL_ID,
    country="hk",
    pattern=r"[A-Z]{1,2}\d{6} ?\(?[\dA]\)?",
    labels=(
        "hkid", "hkid no", "hkid number", "hong kong identity card", "香港身份證", "香港身份證號碼",
        "hkic",
    ),
    positives=("A123456(3)", "A1234563"),
    negatives=("A123456(4)", "A12345(3)"),
    check=_hong_kong,
    chance=1 / 11,
    layout=r"[A-Z]{1,2}\d{6}\([\dA]\)",
    distinctive=True,
)  # fmt: skip

_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def _taiwanese(canonical: str) -> bool:
    """The letter stands for 10-35 in the Ministry of the Interior's order; weights 1, 9 … 1, 1, modulo 10."""
    area = _TAIWAN_LETTERS.index(canonical[0]) + 10
    total = area // 10 + area % 10 * 9
    total += sum(int(d) * w for d, w in zip(canonical[1:9], range(8, 0, -1), strict=True))
    return (total + int(canonical[9])) % 10 == 0


TAIWANESE = Scheme(
    name="tw.id",
    field=Field.NATIONAL_ID,
    country="tw",
    pattern=r"[A-Z][1289]\d{8}",
    labels=("身分證字號", "身分證號碼", "國民身分證", "統一編號", "身分證", "居留證號", "taiwan id"),
    positives=("A123456789",),
    negatives=("A123456788", "A323456789"),
    check=_taiwanese,
    chance=0.1,
)

RRN = Scheme(
    name="kr.rrn",
    field=Field.NATIONAL_ID,
    country="kr",
    pattern=r"\d{2}[01]\d[0-3]\d-?[0-9]\d{6}",
    labels=(
        "주민등록번호", "주민번호", "외국인등록번호", "rrn", "resident registration number",
        "alien registration number korea",
    ),
    positives=("870304-2000003", "8703042345678"),
    negatives=("871304-2000003", "870304-200000"),
    # Since October 2020 the last six digits are random, so only the date is checked.
    check=lambda canonical: short_date(canonical[:6]),
    needs_layout=True,
    chance=0.037,
    layout=r"\d{2}[01]\d[0-3]\d-[1-8]\d{6}",
    distinctive=True,
    least_digits=13,
)  # fmt: skip

MY_NUMBER = Scheme(
    name="jp.my_number",
    field=Field.NATIONAL_ID,
    country="jp",
    pattern=r"\d{4}[- ]?\d{4}[- ]?\d{4}",
    labels=("マイナンバー", "個人番号", "my number", "individual number"),
    positives=("483071629407", "4830 7162 9407"),
    negatives=("483071629408", "48307162940"),
    check=stdnum("jp.in_"),
    chance=0.1,
    least_digits=12,
)

THAI = Scheme(
    name="th.pin",
    field=Field.NATIONAL_ID,
    country="th",
    pattern=r"[1-8][- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d",
    labels=("เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "thai id", "thai national id"),
    positives=("1-1014-83071-62-3", "1101483071623"),
    negatives=("1-1014-83071-62-4", "9101483071623"),
    check=stdnum("th.pin"),
    chance=0.1,
    layout=r"[1-8]-\d{4}-\d{5}-\d{2}-\d",
    distinctive=True,
    least_digits=13,
)

MY_NRIC = Scheme(
    name="my.nric",
    field=Field.NATIONAL_ID,
    country="my",
    pattern=r"\d{2}[01]\d[0-3]\d-?\d{2}-?\d{4}",
    labels=("nric", "mykad", "ic no", "ic number", "no kad pengenalan", "kad pengenalan", "no kp"),
    positives=("870304-14-5678", "870304145678"),
    negatives=("871304-14-5678", "870304-14-567"),
    check=lambda canonical: short_date(canonical[:6]),
    needs_layout=True,
    chance=0.037,
    layout=r"\d{2}[01]\d[0-3]\d-\d{2}-\d{4}",
    distinctive=True,
    least_digits=12,
)


def _indonesian(canonical: str) -> bool:
    # Women have 40 added to the day of birth.
    day = int(canonical[6:8]) % 40
    return not repeated(canonical) and short_date(f"{canonical[10:12]}{canonical[8:10]}{day:02}")


NIK = Scheme(
    name="id.nik",
    field=Field.NATIONAL_ID,
    country="id",
    pattern=r"[1-9]\d{5}[0-7]\d[01]\d{7}",
    labels=("nik", "nomor induk kependudukan", "no ktp", "nomor ktp", "ktp", "no nik"),
    positives=("3171014403870001",),
    negatives=("3171019903870001", "317101440387000"),
    check=_indonesian,
    needs_layout=True,
    chance=0.3,
)

_SINGAPORE_LETTERS = {
    "S": ("JZIHGFEDCBA", 0),
    "T": ("JZIHGFEDCBA", 4),
    "F": ("XWUTRQPNMLK", 0),
    "G": ("XWUTRQPNMLK", 4),
    "M": ("XWUTRQPNJLK", 3),
}


def _singaporean(canonical: str) -> bool:
    """Weights 2, 7, 6, 5, 4, 3, 2 modulo 11; the table and the offset depend on the first letter."""
    table, offset = _SINGAPORE_LETTERS[canonical[0]]
    total = offset + sum(int(d) * w for d, w in zip(canonical[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    index = total % 11
    return table[10 - index if canonical[0] == "M" else index] == canonical[8]


SG_NRIC = Scheme(
    name="sg.nric",
    field=Field.NATIONAL_ID,
    country="sg",
    pattern=r"[STFGM]\d{7}[A-Z]",
    labels=("nric", "fin", "nric no", "nric number", "nric fin", "fin no"),
    positives=("S1234567D", "T1234567J", "F1234567N", "G1234567X"),
    negatives=("S1234567A", "A1234567D"),
    check=_singaporean,
    chance=1 / 11,
    distinctive=True,
)

PHILIPPINE = Scheme(
    name="ph.philsys",
    field=Field.NATIONAL_ID,
    country="ph",
    pattern=r"\d{4}-?\d{4}-?\d{4}-?\d{4}|\d{2}-?\d{7}-?\d|\d{2}-?\d{9}-?\d",
    labels=(
        "philsys", "philsys number", "pcn", "sss no", "sss number", "philhealth no",
        "philhealth number",
    ),
    positives=("4830-7162-9407-1234", "34-1234567-8"),
    negatives=("4830-7162-9407", "34-123456-8"),
    least_digits=10,
)  # fmt: skip

SCHEMES = (RESIDENT, HKID, TAIWANESE, RRN, MY_NUMBER, THAI, MY_NRIC, NIK, SG_NRIC, PHILIPPINE)
