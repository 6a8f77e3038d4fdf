"""Hiding places of zip archives: nested, in comments, in names, behind other data."""

from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.textual import delimited
from corpus.zips import zipped

README = ("README.txt", b"Monthly figures.\n")


def _table(content: Content) -> bytes:
    return delimited(content.table).encode()


def _member(_: Random, content: Content) -> bytes:
    return zipped([README, ("tables/data.csv", _table(content))])


def _stored(_: Random, content: Content) -> bytes:
    return zipped([README, ("tables/data.csv", _table(content))], stored=True)


def _nested(_: Random, content: Content) -> bytes:
    return zipped([README, ("inner.zip", zipped([("deep.zip", zipped([("data.csv", _table(content))]))]))])


def _hidden_in_nested(_: Random, content: Content) -> bytes:
    book = package(Workbook([Sheet("Cover", [["Notes"]]), Sheet("Data", content.table, state="hidden")]))
    return zipped([("inner.zip", zipped([("report.xlsx", book)])), README])


def _comment(_: Random, content: Content) -> bytes:
    return zipped([README], comment=content.text)


def _names(_: Random, content: Content) -> bytes:
    return zipped([README, *((f"scans/{line.rstrip('.')}.txt", b"see file\n") for line in content.lines)])


def _no_ending(_: Random, content: Content) -> bytes:
    return zipped([("data", _table(content)), ("__MACOSX/._data", b"\0\5\x16\x07\0")])


def _appended(_: Random, content: Content) -> bytes:
    """An archive behind a line of text, as self-extracting ones are made."""
    return b"#!/bin/sh\nexit 0\n" + zipped([README, ("data.csv", _table(content))])


PLACES = (
    HidingPlace("member", _member, "visible", ("member:tables/data.csv",)),
    HidingPlace("stored_member", _stored, "visible", ("member:tables/data.csv",)),
    HidingPlace("nested", _nested, "visible", ("member:inner.zip", "member:deep.zip", "member:data.csv")),
    HidingPlace(
        "nested_hidden_sheet",
        _hidden_in_nested,
        "hidden_sheet",
        ("member:inner.zip", "member:report.xlsx", "sheet:Data"),
    ),
    HidingPlace("archive_comment", _comment, "metadata"),
    HidingPlace("member_names", _names, None),
    HidingPlace("member_without_ending", _no_ending, "visible", ("member:data",)),
    HidingPlace("behind_other_data", _appended, "visible", ("member:data.csv",)),
)
