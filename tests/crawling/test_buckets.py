"""Lists of public buckets: every key's address, and where the list goes on."""

from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.crawling.addresses import canonical
from withhold.crawling.buckets import is_listing, listing

BASE = "http://files.example.org/"


def xml(keys: list[str], inside: str = "", name: str = "files") -> bytes:
    contents = "".join(f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>" for key in keys)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{name}</Name>{inside}'
        f"{contents}</ListBucketResult>"
    ).encode()


def further(content: bytes, url: str) -> dict[str, list[str]]:
    page = listing(content, url)
    assert page is not None
    (one,) = page.further
    return parse_qs(urlsplit(one).query)


def test_keys_are_addresses_and_folders_made_by_consoles_are_none() -> None:
    page = listing(xml(["a b/ü&.csv", "folder/", "x#1?.txt"]), BASE)
    assert page is not None
    assert page.objects == (BASE + "a%20b/%C3%BC%26.csv", BASE + "x%231%3F.txt")
    assert page.further == ()


def test_the_object_of_a_key_with_a_plus_is_asked_as_the_store_reads_it() -> None:
    page = listing(xml(["a+b c.csv"]), BASE)
    assert page is not None
    assert [canonical(one) for one in page.objects] == [BASE + "a%2Bb%20c.csv"]


def test_a_bucket_on_a_shared_host_is_the_folder_of_its_name() -> None:
    page = listing(xml(["a.csv"]), "http://store.example.org/files?list-type=2")
    assert page is not None
    assert page.objects == ("http://store.example.org/files/a.csv",)


def test_the_second_version_goes_on_after_the_last_key() -> None:
    inside = "<IsTruncated>true</IsTruncated><KeyCount>2</KeyCount>"
    inside += "<NextContinuationToken>another each time</NextContinuationToken>"
    asked = further(xml(["a", "b c"], inside), f"{BASE}?list-type=2&start-after=Z&max-keys=2")
    assert asked == {"list-type": ["2"], "max-keys": ["2"], "start-after": ["b c"]}


def test_the_first_version_goes_on_at_its_marker() -> None:
    inside = "<IsTruncated>true</IsTruncated><NextMarker>q</NextMarker>"
    assert further(xml(["a"], inside), BASE) == {"marker": ["q"]}
    assert further(xml(["a", "r"], "<IsTruncated>true</IsTruncated>"), BASE) == {"marker": ["r"]}


def test_folders_of_a_list_with_a_delimiter_are_asked() -> None:
    inside = "<CommonPrefixes><Prefix>2024/</Prefix></CommonPrefixes>"
    assert further(xml([], inside), f"{BASE}?delimiter=/") == {"delimiter": ["/"], "prefix": ["2024/"]}


def test_encoded_keys_are_decoded_first() -> None:
    page = listing(xml(["a%2Bb+c.csv"], "<EncodingType>url</EncodingType>"), BASE)
    assert page is not None
    assert unquote(page.objects[0]) == BASE + "a+b c.csv"


@pytest.mark.parametrize(
    "content",
    [
        b"<ListBucketResult",
        b"<html>no list</html>",
        b'<!DOCTYPE x [<!ENTITY e "e">]><ListBucketResult>&e;</ListBucketResult>',
        b"<ListBucketResult>" + b"<a>" * 100_000,
    ],
)
def test_what_is_none_or_hostile_is_none(content: bytes) -> None:
    assert listing(content, BASE) is None


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1), max_size=20)
)
def test_every_key_comes_back_from_its_address(keys: list[str]) -> None:
    content = xml(keys)
    assert is_listing(content)
    page = listing(content, BASE)
    assert page is not None
    wanted = [key for key in keys if not key.endswith("/")]
    assert [unquote(one.removeprefix(BASE)) for one in page.objects] == wanted
    assert all(canonical(one) is not None for one in page.objects)
