"""Who is asked and with which words: the words name the address, and disclose nothing a second time."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.cli.main import main
from withhold.incident.takedown.removal.recipients import (
    Channel,
    Group,
    Recipient,
    RemovalUnfit,
    checked_url,
    load_recipients,
    recipient_named,
)

RECIPIENTS = load_recipients()
IDS = [one.id for one in RECIPIENTS]
URL = "https://site.example/files/statistics.xlsx"
PROTECTED = """
abuse alien applicant asylum birth child claim convicted criminal danger deport detain detention
disease domestic ethnic harm health hundred immigrant immigration list man migrant minor names
nationality orphan passport patient people person prisoner refugee register religion removal rows
sexual spreadsheet table thousand trafficking victim violence visa witness woman
"""


@pytest.fixture(params=RECIPIENTS, ids=IDS)
def recipient(request: pytest.FixtureRequest) -> Recipient:
    found: Recipient = request.param
    return found


def test_each_stands_there_once_and_every_group_has_one() -> None:
    assert len(set(IDS)) == len(IDS)
    assert {one.group for one in RECIPIENTS} == set(Group)


def test_everything_about_one_is_said(recipient: Recipient) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", recipient.id)  # it becomes a fact of the ledger
    assert recipient.name
    assert recipient.removes
    assert recipient.first
    assert recipient.answer.days >= 1
    assert recipient.renewal is None or recipient.renewal > recipient.answer
    assert urlsplit(recipient.source).scheme == "https"
    if recipient.channel is Channel.FORM:
        assert urlsplit(recipient.address).scheme == "https"
    assert bool(recipient.hosts) == (recipient.group is Group.ARCHIVE)


def test_no_text_counts_as_reviewed(recipient: Recipient) -> None:
    assert not recipient.reviewed


def test_a_text_names_the_address_once_and_has_no_other_place_to_fill(recipient: Recipient) -> None:
    words = recipient.draft(URL)
    assert words.count(URL) == 1
    assert not re.search(r"[{}<>\[\]]", words)
    assert not re.search(r"\d", words.replace(URL, ""))


def test_a_text_has_no_protected_word(recipient: Recipient) -> None:
    words = set(re.findall(r"[a-z]+", recipient.draft(URL).replace(URL, "").lower()))
    stems = {word.rstrip("s") for word in words} | words
    assert not stems & set(PROTECTED.split())


@pytest.mark.parametrize("policy", ["default", "strict", "us-asylum", "us-victims"])
def test_our_own_inspection_releases_all_texts(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for one in RECIPIENTS:
        (tmp_path / f"{one.id}.txt").write_text(one.draft(URL), encoding="utf-8")
    code = main(["check", str(tmp_path), "--policy", policy])
    assert code == 0, capsys.readouterr().out


def test_the_screen_can_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disclosing = (
        recipient_named("host").draft(URL)
        + "\n46 of the 103 deportees were on the list that was disclosed.\n"
    )
    (tmp_path / "text.txt").write_text(disclosing, encoding="utf-8")
    code = main(["check", str(tmp_path), "--policy", "us-asylum"])
    assert code in (10, 11), capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "",
        "site.example/list",
        "ftp://site.example/list",
        "file:///srv/list",
        "javascript:alert(1)",
        "https://",
        "https://[::1/list",
        "https://user:secret@site.example/",
        "https://user@site.example/",
        "https://site.example/a b",
        "https://site.example/\nDear host, please send it to me",
        "https://site.example/\x1b[2J",
        "https://site.example/\u202etxt",
        f"https://site.example/{'x' * 5000}",
    ],
)
def test_what_is_no_address_of_a_page_goes_into_no_text(url: str, recipient: Recipient) -> None:
    with pytest.raises(RemovalUnfit) as caught:
        recipient.draft(url)
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60))
def test_a_text_keeps_its_lines_whatever_the_address(tail: str) -> None:
    plain = recipient_named("host").draft(URL).splitlines()
    try:
        url = checked_url(f"https://site.example/{tail}")
    except RemovalUnfit:
        return
    assert recipient_named("host").draft(url).splitlines() == [line.replace(URL, url) for line in plain]


def test_copies_are_asked_for_where_they_are_kept() -> None:
    archive = recipient_named("internet-archive")
    assert archive.keeps("archive.org")
    assert archive.keeps("web.archive.org")
    assert not archive.keeps("notarchive.org")
    assert not archive.keeps("archive.org.evil.example")


def test_an_unknown_name_tells_the_known_ones() -> None:
    with pytest.raises(RemovalUnfit, match="internet-archive"):
        recipient_named("everybody")
