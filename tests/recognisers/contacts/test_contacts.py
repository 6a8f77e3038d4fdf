"""Contacts in texts and columns, of home and of work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Field
from withhold.recognisers.contacts import addresses, emails, ibans, judge_column, phones


@pytest.mark.parametrize(
    "address",
    [
        "123 North Main Street Apt 4", "12 Oak Ave", "5 rue de la Paix", "Calle Mayor 12",
        "Hauptstraße 12", "Lange Str. 4",
        "ул. Ленина, д. 5", "北京市朝阳区建国路88号", "خیابان فلسطین پلاک ۱۲", "Rua Augusta, 1500",
        "Keizersgracht 123",
        "Atatürk Mah. Gül Sok. No: 5", "P.O. Box 123", "Via Roma, 7", "شارع فلسطين ١٢",
        "Calle 10 No. 5-51", "Avenida de la Reforma 8-60", "rue de l'Église 4",
    ],
)  # fmt: skip
def test_addresses_of_many_countries(address: str) -> None:
    (found,) = addresses(f"{address}")
    assert found.field is Field.ADDRESS
    assert address.startswith(address[found.start : found.end])


@pytest.mark.parametrize(
    "text",
    [
        "In 2020 the Court held 12 people in place", "4 May 1987 the drive", "2019 Annual report on the way",
        "12 Angry Men went down the street", "", "Main Street", "Room for 3", "the road to 1987",
        "He called. Mr. Karimi was born on 4 May", "born in February 1965", "was placed 33", "during 1965",
        "in spring 2020", "Engineering 101", "la calle estaba llena el 4 de mayo",
        "travelled via Rome, 7 times",
        "Martin Luther King Jr. said in 1965", "Cr. Smith moved item 4",
    ],
)  # fmt: skip
def test_sentences_are_no_addresses(text: str) -> None:
    assert addresses(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "+1 202-555-0143",
        "(202) 555-0143",
        "202-555-0143",
        "Tel: 06 12 34 56 78",
        "+93 70 123 4567",
        "هاتف: ٠٧٩٠١٢٣٤٥٦٧",
    ],
)
def test_phones(text: str) -> None:
    (found,) = phones(f"Please use {text}, thanks")
    assert found.field is Field.PHONE


@pytest.mark.parametrize(
    "text", ["536-90-4399", "2020-2021", "1987-03-04", "1234567", "10.0.0.1", "A123456789", "1,234,567"]
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert phones(f"see {text} there") == []


def test_emails_of_home_and_work() -> None:
    assert [span.private for span in emails("a.b@gmail.com, c@hhs.gov, info@firm.com, d@firm.com")] == [
        True,
        False,
        False,
        None,
    ]


def test_ibans_need_their_check_digits() -> None:
    text = "IBAN DE89 3704 0044 0532 0130 00 BIC"
    (found,) = ibans(text)
    assert text[found.start : found.end] == "DE89 3704 0044 0532 0130 00"
    assert ibans(text.replace("89", "88")) == []


@pytest.mark.parametrize(
    ("header", "values", "field", "private"),
    [
        ("Phone", ["2025550143", "3015550123"], Field.PHONE, None),
        ("Home phone", ["2025550143", "3015550123"], Field.PHONE, True),
        ("Office tel", ["2025550143"], Field.PHONE, False),
        (None, ["+1 202 555 0143", "+44 20 7946 0958"], Field.PHONE, None),
        ("Hotline", ["800-555-0143", "888-555-0143"], Field.PHONE, False),
        ("Phone", ["202-555-0143 x12", "202-555-0143 x15"], Field.PHONE, False),
        (None, ["a@gmail.com", "b@mail.ru", "c@qq.com"], Field.EMAIL, True),
        (None, ["a@hhs.gov", "b@hhs.gov", "c@hhs.gov"], Field.EMAIL, False),
        ("Address", ["12 Oak Ave, Apt 3", "Hauptstr. 5"], Field.ADDRESS, True),
        ("Office address", ["12 Oak Ave"], Field.ADDRESS, False),
        ("住址", ["北京市朝阳区建国路88号"], Field.ADDRESS, True),
        ("ZIP", ["02139", "10001-1234"], Field.POSTCODE, None),
        (None, ["SW1A 1AA", "M1 1AE"], Field.POSTCODE, None),
        (None, ["203.0.113.7", "198.51.100.4"], Field.IP_ADDRESS, None),
        ("IBAN", ["DE89370400440532013000"], Field.BANK_ACCOUNT, None),
    ],
)  # fmt: skip
def test_columns(header: str | None, values: list[str], field: Field, private: bool | None) -> None:
    found = judge_column(header, values)
    assert found is not None
    assert (found.field, found.private) == (field, private)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        (None, ["02139", "10001"]), (None, ["1.2.3.4"]), (None, ["Ana Lima"]),
        (None, ["2020-01-01"]), (None, ["12.5"]),
        (None, ["2025550143"]), ("Population", ["2025550143"]), (None, []), (None, ["Jackson 5",
        "U2"]), (None, ["12/31/1999"]),
    ],
)  # fmt: skip
def test_other_columns(header: str | None, values: list[str]) -> None:
    assert judge_column(header, values) is None


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for read in (emails, phones, ibans, addresses):
        for span in read(text):
            assert 0 <= span.start < span.end <= len(text)
    judge_column(text, [text])


def test_the_digits_of_an_alien_number_are_no_telephone() -> None:
    assert phones("see A 098 765 432 there") == []
    assert phones("see Apt A 415-555-0134 there") != []


def test_times_are_no_addresses_of_machines() -> None:
    assert judge_column(None, ["2:31:10", "12:05:44", "3:01:22"]) is None
    found = judge_column(None, ["2001:db8::1", "fe80::2", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"])
    assert found is not None
    assert found.field is Field.IP_ADDRESS
