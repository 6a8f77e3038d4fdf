"""Mexico, Brazil, Argentina, Chile, Colombia, Peru, Ecuador, Venezuela, Central America, the Caribbean."""

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.checks import repeated, short_date, stdnum
from withhold.recognisers.identifiers.interface import Scheme

CURP = Scheme(
    name="mx.curp",
    field=Field.NATIONAL_ID,
    country="mx",
    pattern=r"[A-Z][AEIOUX][A-Z]{2}\d{2}[01]\d[0-3]\d[HMX][A-Z]{5}[A-Z\d]\d",
    labels=("curp", "clave única de registro de población", "clave curp"),
    positives=("GOMA870304MDFRRN05",),
    negatives=("GOMA870304MDFRRN06", "GOMA871304MDFRRN05"),
    check=stdnum("mx.curp"),
    chance=0.003,
    distinctive=True,
)

RFC = Scheme(
    name="mx.rfc",
    field=Field.NATIONAL_ID,
    country="mx",
    pattern=r"[A-ZÑ&]{4}-?\d{2}[01]\d[0-3]\d-?[A-Z\d]{2}[A\d]",
    labels=("rfc", "registro federal de contribuyentes", "r f c"),
    positives=("GOMA870304AB1", "GOMA-870304-AB1"),
    negatives=("GOM870304AB1", "GOMA879904AB1"),
    check=lambda canonical: short_date(canonical[4:10]),
    chance=0.5,
)

_cpf_digits = stdnum("br.cpf")
_rut_digits = stdnum("cl.rut")


def _cpf(canonical: str) -> bool:
    return not repeated(canonical) and _cpf_digits(canonical)


def _rut(canonical: str) -> bool:
    # From 50 million on the numbers are of companies.
    return int(canonical[:-1]) < 50_000_000 and _rut_digits(canonical)


CPF = Scheme(
    name="br.cpf",
    field=Field.NATIONAL_ID,
    country="br",
    pattern=r"\d{3}\.?\d{3}\.?\d{3}[-. ]?\d{2}",
    labels=("cpf", "cadastro de pessoas físicas", "nº cpf", "número do cpf", "c p f"),
    positives=("483.071.629-04", "48307162904"),
    negatives=("483.071.629-05", "111.111.111-11"),
    check=_cpf,
    chance=0.01,
    layout=r"\d{3}\.\d{3}\.\d{3}-\d{2}",
    distinctive=True,
    least_digits=11,
)

CUIL = Scheme(
    name="ar.cuil",
    field=Field.NATIONAL_ID,
    country="ar",
    pattern=r"2[0347]-?\d{8}-?\d",
    labels=("cuil", "cuit cuil", "cuil cuit", "c u i l", "cuit"),
    positives=("27-48307162-6", "27483071626"),
    negatives=("27-48307162-7", "30-48307162-6"),
    check=stdnum("ar.cuit"),
    chance=1 / 11,
    layout=r"2[0347]-\d{8}-\d",
    distinctive=True,
    least_digits=11,
)

AR_DNI = Scheme(
    name="ar.dni",
    field=Field.NATIONAL_ID,
    country="ar",
    pattern=r"\d{1,2}\.?\d{3}\.?\d{3}",
    labels=(
        "dni", "d n i", "nro dni", "nº dni", "número de dni", "documento", "nro documento",
        "nro de documento",
    ),
    positives=("30.123.456", "30123456"),
    negatives=("30.12.456", "1234"),
    least_digits=7,
)  # fmt: skip

RUT = Scheme(
    name="cl.rut",
    field=Field.NATIONAL_ID,
    country="cl",
    pattern=r"\d{1,2}\.?\d{3}\.?\d{3}-?[\dK]",
    labels=("rut", "run", "rol único tributario", "rol único nacional", "r u t"),
    positives=("14.830.716-4", "14830716-4"),
    negatives=("14.830.716-5", "14830-4", "76.086.428-5"),
    check=_rut,
    chance=1 / 11,
    layout=r"\d{1,2}\.\d{3}\.\d{3}-[\dK]",
    distinctive=True,
)

COLOMBIAN = Scheme(
    name="co.cedula",
    field=Field.NATIONAL_ID,
    country="co",
    pattern=r"\d{1,3}(?:\.?\d{3}){2,3}",
    labels=(
        "cédula de ciudadanía", "cédula", "c c", "cédula de extranjería", "no cédula",
        "número de cédula", "nuip",
    ),
    positives=("1.032.456.789", "79123456"),
    negatives=("1032", "1.03.456"),
    least_digits=6,
)  # fmt: skip

ECUADORIAN = Scheme(
    name="ec.cedula",
    field=Field.NATIONAL_ID,
    country="ec",
    pattern=r"[0-3]\d{8}-?\d",
    labels=("cédula", "cédula de identidad", "cédula de ciudadanía", "número de cédula", "c i"),
    positives=("1748307103", "174830710-3"),
    negatives=("1748307104", "9948307103"),
    check=stdnum("ec.ci"),
    chance=0.02,
    least_digits=10,
)

DOMINICAN = Scheme(
    name="do.cedula",
    field=Field.NATIONAL_ID,
    country="do",
    pattern=r"\d{3}-?\d{7}-?\d",
    labels=("cédula", "cédula de identidad y electoral", "número de cédula"),
    positives=("001-4830716-8", "00148307168"),
    negatives=("001-4830716-9", "001-483071-8"),
    check=stdnum("do.cedula"),
    chance=0.1,
    layout=r"\d{3}-\d{7}-\d",
    distinctive=True,
    least_digits=11,
)

CUBAN = Scheme(
    name="cu.carne",
    field=Field.NATIONAL_ID,
    country="cu",
    pattern=r"\d{11}",
    labels=(
        "carné de identidad", "carnet de identidad", "número de identidad permanente",
        "carne de identidad",
    ),
    positives=("87030412345",),
    negatives=("87990412345", "8703041234"),
    check=lambda canonical: short_date(canonical[:6]),
    needs_layout=True,
    chance=0.037,
    least_digits=11,
)  # fmt: skip

CUI = Scheme(
    name="gt.cui",
    field=Field.NATIONAL_ID,
    country="gt",
    pattern=r"\d{4} ?\d{5} ?\d{4}",
    labels=(
        "cui", "dpi", "documento personal de identificación", "código único de identificación",
        "no dpi",
    ),
    positives=("2487 30716 0101", "2487307160101"),
    negatives=("2487 3071 0101",),
    least_digits=13,
)  # fmt: skip

DUI = Scheme(
    name="sv.dui",
    field=Field.NATIONAL_ID,
    country="sv",
    pattern=r"\d{8}-?\d",
    labels=("dui", "documento único de identidad", "no dui", "número de dui"),
    positives=("04830716-2", "048307162"),
    negatives=("0483071-2",),
    least_digits=9,
)

HONDURAN = Scheme(
    name="hn.identidad",
    field=Field.NATIONAL_ID,
    country="hn",
    pattern=r"[01]\d{3}[- ]?(?:19|20)\d{2}[- ]?\d{5}",
    labels=("identidad", "número de identidad", "tarjeta de identidad", "dni", "no identidad", "rtn"),
    positives=("0801-1987-12345", "0801198712345"),
    negatives=("0801-1787-12345", "0801-1987-1234"),
    layout=r"[01]\d{3}-(?:19|20)\d{2}-\d{5}",
    layout_tells=True,
    least_digits=13,
)

NICARAGUAN = Scheme(
    name="ni.cedula",
    field=Field.NATIONAL_ID,
    country="ni",
    pattern=r"\d{3}-?[0-3]\d[01]\d\d{2}-?\d{4}[A-Z]",
    labels=("cédula", "cédula de identidad", "número de cédula"),
    positives=("001-040387-0012H", "0010403870012H"),
    negatives=("001-990387-0012H", "001-040387-0012"),
    layout=r"\d{3}-[0-3]\d[01]\d\d{2}-\d{4}[A-Z]",
    layout_tells=True,
)

VENEZUELAN = Scheme(
    name="ve.cedula",
    field=Field.NATIONAL_ID,
    country="ve",
    pattern=r"[VE]?-?\d{1,2}\.?\d{3}\.?\d{3}",
    labels=("cédula", "cédula de identidad", "c i", "ci", "número de cédula"),
    positives=("V-14830716", "V-14.830.716", "14830716"),
    negatives=("V-1483", "J-148307"),
    layout=r"[VE]-\d{1,2}\.?\d{3}\.?\d{3}",
    least_digits=7,
)

PERUVIAN = Scheme(
    name="pe.dni",
    field=Field.NATIONAL_ID,
    country="pe",
    pattern=r"\d{8}(?:-[\dA-K])?",
    labels=("dni", "nro dni", "documento de identidad", "nº dni", "número de dni"),
    positives=("48307162", "48307162-3"),
    negatives=("4830716", "483071622"),
    least_digits=8,
)

COSTA_RICAN = Scheme(
    name="cr.cedula",
    field=Field.NATIONAL_ID,
    country="cr",
    pattern=r"[1-9]-?\d{4}-?\d{4}",
    labels=("cédula", "cédula de identidad", "número de cédula"),
    positives=("1-0483-0716", "104830716"),
    negatives=("0-0483-0716", "1-048-0716"),
    least_digits=9,
)

SCHEMES = (
    CURP, RFC, CPF, CUIL, AR_DNI, RUT, ECUADORIAN, DOMINICAN, NICARAGUAN, VENEZUELAN, COLOMBIAN, COSTA_RICAN,
    CUBAN, CUI, DUI, HONDURAN, PERUVIAN,
)  # fmt: skip
