"""Headers of contact columns, in folded spelling, and what they say of home and work."""

from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.text.normalise import fold_label
from withhold.text.patterns import linear

_WORDS = {
    Field.EMAIL: (
        r"\be ?mails?\b|\bmail\b|correo|courriel|\bmel\b|электронн|почт|بر[يی]د|ایمیل|邮箱|邮件|電郵|e ?posta"
    ),
    Field.PHONE: (
        r"\b(?:tel|telephone|phones?|mobile|mob|cell|cellular|cellphone|fax|whatsapp|telefono|celular|movil|telefone"
        r"|telemovel|telefon|telefonnummer|handy|mobil|telefoon|gsm|tel no|ph no|contact no"
        r"|contact number|portable"
        r"|telefonu|cep|cep tel)\b|телефон|моб|هاتف|جوال|موبا[یي]ل|تلفن|تماس|电话|手机|電話|전화"
    ),
    Field.POSTCODE: (
        r"\b(?:zip|zipcode|zip ?code|postcode|post code|postal code|postal|cp"
        r"|codigo postal|code postal|cep|plz|postleitzahl"
        r"|posta kodu)\b|индекс|الرمز البر|کد ?پست|邮编|邮政编码|郵遞區號|郵便番号"
    ),
    Field.ADDRESS: (
        r"\b(?:address|addr|street|residence|domicile|adresse|direccion|domicilio|endereco|morada|anschrift|wohnort"
        r"|strasse|adres|straat|calle|rue|adresi|indirizzo)\b|адрес|улица|عنوان|العنوان|ادرس|نشان[یي]|地址|住址|住所|주소"
    ),
    Field.IP_ADDRESS: r"\bip\b|\bip ?addr(?:ess)?\b|ip地址",
    Field.BANK_ACCOUNT: (
        r"\b(?:iban|bank account|bank acct|account (?:no|number|num)|acct (?:no|number)|clabe"
        r"|cuenta(?: bancaria)?"
        r"|compte bancaire|conta(?: bancaria)?|kontonummer|bankkonto|rekeningnummer|hesap no|rib)\b"
        r"|расчетный счет|банковский счет"
        r"|رقم الحساب|شماره حساب|شبا|银行账号|银行卡号|账号"
    ),
}
_PRIVATE = (
    r"\b(?:home|personal|private|residen\w*|mobile|cell|domicil\w*|particular|privat\w*|casa|wohn\w*|ev)\b"
    r"|домашн|личн|منزل|شخص[یي]|家庭|住址"
)
_WORK = (
    r"\b(?:work|office|business|agency|company|school|facility|department|dept|switchboard|fax|toll|site|practice"
    r"|headquarters|hq|store|branch|clinic|organi[sz]ation|oficina|trabajo|bureau|professionn\w*|dienst\w*|buro|kantoor)\b"
    r"|рабоч|служебн|مكتب|اداره|办公|公司|单位"
)


@cache
def _patterns() -> tuple[dict[Field, Any], Any, Any]:
    fields = {field: linear(words) for field, words in _WORDS.items()}
    return fields, linear(_PRIVATE), linear(_WORK)


@cache
def named(header: str | None) -> frozenset[Field]:
    """The kinds of contact that a header speaks of."""
    if not header:
        return frozenset()
    folded = fold_label(header[:200])
    found = frozenset(field for field, pattern in _patterns()[0].items() if pattern.search(folded))
    if len(found) > 1 and Field.ADDRESS in found:  # "e-mail address", "IP address", "postal address"
        found -= {Field.ADDRESS} if found & {Field.EMAIL, Field.IP_ADDRESS} else {Field.POSTCODE}
    return found


@cache
def private_by_header(header: str | None) -> bool | None:
    """Whether a header says home (True) or work (False)."""
    if not header:
        return None
    folded = fold_label(header[:200])
    _, private, work = _patterns()
    if work.search(folded):
        return False
    return True if private.search(folded) else None
