"""Folders' lists in the forms that servers have, and APIs that lead on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.crawling.links import links
from withhold.crawling.listings import is_sorting

BASE = "http://www.example.org/files/"


def found(content: bytes, media_type: str, base: str = BASE) -> set[str]:
    return {url.removeprefix(BASE) for url in links(content, media_type, base)}


LISTS = {
    "nginx": (b'<html><body><a href="../">../</a><a href="sub/">sub/</a>'
              b'<a href="list%201.csv">list 1.csv</a></body></html>', "text/html"),
    "Apache": (b'<!DOCTYPE HTML><html><body><a href="?C=N;O=D">Name</a><a href="sub/">sub/</a>'
               b'<a href="list%201.csv">list 1.csv</a></body></html>', "text/html"),
    "IIS": (b'<html><body><A HREF="/">[To Parent]</A><A HREF="/files/sub/">sub</A> '
            b'<A HREF="/files/list%201.csv">list 1.csv</A></body></html>', "text/html"),
    "Caddy": (b'<!DOCTYPE html><html><body><a href="./sub/">sub</a><a href="./list%201.csv">list</a>'
              b'<a href="./?sort=name&amp;order=desc">Name</a></body></html>', "text/html"),
    "nginx, JSON": (json.dumps([{"name": "sub", "type": "directory", "mtime": "Mon"},
                                {"name": "list 1.csv", "type": "file", "size": 3}]).encode(),
                    "application/json"),
    "nginx, XML": (b'<?xml version="1.0"?><list><directory mtime="x">sub</directory>'
                   b'<file size="3">list 1.csv</file></list>', "text/xml"),
    "Caddy, JSON": (json.dumps([{"name": "sub/", "is_dir": True, "url": "./sub/"},
                                {"name": "list 1.csv", "is_dir": False, "url": "./list%201.csv"}]).encode(),
                    "application/json"),
}  # fmt: skip


@pytest.mark.parametrize("server", LISTS)
def test_every_entry_of_a_list_is_found(server: str) -> None:
    assert {"sub/", "list%201.csv"} <= found(*LISTS[server])


def test_links_that_only_sort_a_list_are_known() -> None:
    assert is_sorting(BASE + "?C=M;O=A")
    assert is_sorting(BASE + "?sort=name&order=desc")
    assert not is_sorting(BASE + "?page=2")
    assert not is_sorting("http://www.example.org/search.php?sort=name")


def test_an_api_leads_to_its_documents_and_its_next_page() -> None:
    content = json.dumps(
        {"next": "?page=2", "items": [{"id": 7, "href": "7/content"}, {"download_url": "/d/8"}], "note": "x"}
    ).encode()
    assert found(content, "application/json") == {"?page=2", "7/content", "http://www.example.org/d/8"}


def test_relative_links_are_taken_from_the_base_of_a_page() -> None:
    content = b'<html><head><base target=_top href="/other/"></head><a href="a.csv">a</a></html>'
    assert "http://www.example.org/other/a.csv" in found(content, "text/html")


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["name", "type", "is_dir", "next", "url", "x"]), inner), max_leaves=20))  # fmt: skip
def test_any_json_leads_to_addresses_or_nowhere(value: object) -> None:
    for url in links(json.dumps(value).encode(), "application/json", BASE):
        assert url.startswith(("http://", "https://"))
