"""Belgium, Ireland, Portugal, Austria, Switzerland, Greece."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import short_date, stdnum
from withhold.recognisers.identifiers.interface import Scheme

_austrian_digits = stdnum("at.vnr")


def _austrian(canonical: str) -> bool:
    return short_date(canonical[8:] + canonical[6:8] + canonical[4:6]) and _austrian_digits(canonical)


RIJKSREGISTER = Scheme(
    name="be.nn",
    field=Field.NATIONAL_ID,
    country="be",
    pattern=r"\d{2}\.?[0-4]\d\.?[0-3]\d[- ]?\d{3}\.?\d{2}",
    labels=(
        "rijksregisternummer", "numéro de registre national", "numéro national", "insz", "niss",
        "nationalregisternummer",
    ),
    positives=("87030412353", "87.03.04-123.53"),
    negatives=("87030412354", "87990412353"),
    check=stdnum("be.nn"),
    chance=0.04 / 97,
    layout=r"\d{2}\.[0-4]\d\.[0-3]\d-\d{3}\.\d{2}",
    distinctive=True,
    least_digits=11,
)  # fmt: skip

PPS = Scheme(
    name="ie.pps",
    field=Field.NATIONAL_ID,
    country="ie",
    pattern=r"\d{7} ?[A-W][ABHWTX]?",
    labels=("pps", "ppsn", "pps number", "pps no", "personal public service number"),
    positives=("4830710V", "1234567TW"),
    negatives=("4830710A", "483071V"),
    check=stdnum("ie.pps"),
    chance=1 / 23,
)

CARTAO_CIDADAO = Scheme(
    name="pt.cc",
    field=Field.NATIONAL_ID,
    country="pt",
    pattern=r"\d{8} ?\d ?[A-Z0-9]{2}\d",
    labels=(
        "cartão de cidadão", "número de cartão de cidadão", "cartão do cidadão", "nº cc",
        "número do cc",
    ),
    positives=("483071620ZZ1", "48307162 0 ZZ1"),
    negatives=("483071620ZZ2", "48307162ZZ1"),
    check=stdnum("pt.cc"),
    chance=0.1,
)  # fmt: skip

PT_NIF = Scheme(
    name="pt.nif",
    field=Field.NATIONAL_ID,
    country="pt",
    pattern=r"[1-3]\d{2} ?\d{3} ?\d{3}",
    labels=("nif", "contribuinte", "número de contribuinte", "número de identificação fiscal"),
    positives=("248307169", "248 307 169"),
    negatives=("248307168", "548307169"),
    check=stdnum("pt.nif"),
    chance=1 / 11,
    least_digits=9,
)

AT_SVNR = Scheme(
    name="at.svnr",
    field=Field.NATIONAL_ID,
    country="at",
    pattern=r"[1-9]\d{3} ?[0-3]\d[01]\d\d{2}",
    labels=("sozialversicherungsnummer", "svnr", "sv nummer", "versicherungsnummer", "sv nr"),
    positives=("4837040387", "4837 040387"),
    negatives=("4838040387", "0837040387"),
    check=_austrian,
    chance=0.037 / 11,
    least_digits=10,
)

AHV = Scheme(
    name="ch.ahv",
    field=Field.NATIONAL_ID,
    country="ch",
    pattern=r"756\.?\d{4}\.?\d{4}\.?\d{2}",
    labels=("ahv nummer", "ahv nr", "ahv", "numéro avs", "n° avs", "avs", "numero avs", "ahvn13", "navs13"),
    positives=("756.4830.7162.01", "7564830716201"),
    negatives=("756.4830.7162.02", "757.4830.7162.01"),
    check=stdnum("ch.ssn"),
    chance=0.1,
    layout=r"756\.\d{4}\.\d{4}\.\d{2}",
    distinctive=True,
)

AMKA = Scheme(
    name="gr.amka",
    field=Field.NATIONAL_ID,
    country="gr",
    pattern=r"[0-3]\d[01]\d{8}",
    labels=("amka", "αμκα", "αριθμός μητρώου κοινωνικής ασφάλισης"),
    positives=("04038712305",),
    negatives=("04038712306", "04138712305"),
    check=stdnum("gr.amka"),
    chance=0.0037,
    least_digits=11,
)

SCHEMES = (RIJKSREGISTER, PPS, CARTAO_CIDADAO, PT_NIF, AT_SVNR, AHV, AMKA)
