"""The corpus keeps its own promises: deterministic, loadable, and the planted values are really there."""

import io
import json
import re
import tomllib
import warnings
import zipfile
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest

from corpus import big, manifest, people
from corpus.case import Case
from corpus.hiding import everywhere, place
from corpus.ole import compound
from corpus.ooxml.dialects import DIALECTS
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field

SEED = 7
LIGHT = [case for group in ("hiding", "cultures", "office") for case in manifest.cases(SEED, group)]
HIDING = [case for case in LIGHT if case.group == "hiding"]
NOT_IN_CLEAR = {
    "base64_in_script",
    "data_link",
    "base64",
    "json_in_a_string",
    "hidden_rich_text",
    "embedded_ole_workbook",
    "macro",
    "compressed_member",
    "attached_archive",
    "attached_hidden_sheet",
    "attached_table",
    "base64_body",
    "beside_html_in_rtf",
    "broken_up",
    "calendar_invite",
    "enclosed_file",
    "forwarded_message",
    "header_field",
    "html_body",
    "html_in_rtf",
    "kept_header",
    "part_description",
    "quoted_printable_body",
    "signed_message",
    "subject",
    "theme",
    "uuencoded_file",
    "winmail",
}
"""Places that keep the value encoded, escaped twice, cut in two, or in a nested container."""


def _plain(content: bytes) -> list[bytes]:
    """The bytes of a document, unzipped as deep as zip files are nested in zip files."""
    if content.startswith(b"%PDF-"):
        strings = re.findall(rb"<((?:[0-9a-f]{2})+)>", content)
        return [content, *(bytes.fromhex(string.decode()) for string in strings)]
    if content.startswith(b"{\\rtf"):
        text = re.sub(r"\\u(-?\d+)\?", lambda sign: chr(int(sign[1]) % 65536), content.decode())
        digits = (found.replace("\n", "") for found in re.findall(r"(?:[0-9a-f]{2}\n?){64,}", text))
        return [text.encode(), *map(bytes.fromhex, digits)]
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inner = [part for name in archive.namelist() for part in _plain(archive.read(name))]
        return [*inner, archive.comment, "\n".join(archive.namelist()).encode()]


def _mentions(parts: list[bytes], value: str) -> bool:
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "cp1251", "gb18030")
    forms = set()
    for written in (
        value,
        value.replace("'", "&#x27;"),
        value.replace("'", "&apos;"),
        json.dumps(value)[1:-1],
    ):
        for encoding in encodings:
            try:
                forms.add(written.encode(encoding))
            except UnicodeEncodeError:
                continue
    return any(form in part for part in parts for form in forms)


@pytest.mark.parametrize("group", manifest.GROUPS)
def test_files_and_twins_are_named_once_and_refer_to_each_other(group: str) -> None:
    made = manifest.cases(SEED, group)
    files = [case.file for case in made]
    assert len(files) == len(set(files)) > 20
    assert all(case.twin_of in files for case in made if case.twin_of)


def test_expectations_use_the_words_of_the_verdict() -> None:
    for case in manifest.cases(SEED):
        assert case.expect.decision in {"withhold", "review", "release"}
        assert case.expect.concealment is None or Concealment(case.expect.concealment)
        assert all(Field(name) for name in case.expect.fields)
        assert all(
            re.match(r"(member|sheet|cells|part|page|slide|line|path):", step) for step in case.expect.route
        )


def test_same_seed_same_bytes() -> None:
    again = {case.file: case for case in manifest.cases(SEED)}
    for case in LIGHT[::5]:
        assert case.make() == again[case.file].make(), case.file


def test_another_seed_makes_other_people() -> None:
    others = {case.file: case for case in everywhere.cases(SEED + 1)}
    assert all(case.planted != others[case.file].planted for case in HIDING if case.planted)


IN_CLEAR = [
    case for case in HIDING if case.planted and Path(case.file).name.split(".")[0] not in NOT_IN_CLEAR
]


@pytest.mark.parametrize("case", IN_CLEAR, ids=lambda case: case.file)
def test_planted_values_are_in_the_bytes(case: Case) -> None:
    parts = _plain(case.make())
    assert all(_mentions(parts, value) for value in case.planted)


def test_twins_do_not_hold_the_planted_values() -> None:
    planted = {case.file: case.planted for case in HIDING}
    for twin in (case for case in HIDING if case.twin_of):
        parts = _plain(twin.make())
        assert not any(_mentions(parts, value) for value in planted[str(twin.twin_of)]), twin.file


@pytest.mark.parametrize(
    "dialect", [each for each in DIALECTS if not each.strict], ids=lambda each: each.name
)
def test_another_program_reads_every_dialect(dialect: object) -> None:
    rows = [["Name", "Born"], ["Ünal & <Söhne>", date(1987, 3, 4)], ["x", 5]]
    written = package(Workbook([Sheet("One", rows), Sheet("Two", [["a"]], state="hidden")]), dialect)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert book.sheetnames == ["One", "Two"]
    assert book["Two"].sheet_state == "hidden"
    assert book["One"]["A2"].value == "Ünal & <Söhne>"
    assert book["One"]["B2"].value.date() == date(1987, 3, 4)


def test_another_program_opens_the_hiding_workbooks() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = 0
        for case in HIDING:
            if case.category == "xlsx" and case.file.endswith(".xlsx") and "strict" not in case.file:
                openpyxl.load_workbook(io.BytesIO(case.make()))
                opened += 1
    assert opened > 100


def test_people_are_distinct() -> None:
    found = people.people(Random(1), 6252)
    assert len({who.alien_number for who in found}) == 6252
    assert len({(who.full, who.born) for who in found}) == 6252


@pytest.mark.parametrize("culture", people.cultures())
def test_every_culture_has_enough_people(culture: str) -> None:
    assert len({who.full for who in people.people(Random(1), 40, (culture,))}) == 40


def test_compound_files_follow_the_format() -> None:
    content = {"PROJECT": b"x" * 10, "VBA/Module1": b"y" * 5000, "VBA/dir": b"z"}
    written = compound(content)
    assert written.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
    assert len(written) % 512 == 0
    first_directory_sector = int.from_bytes(written[48:52], "little")
    directory = written[(first_directory_sector + 1) * 512 :]
    names = [directory[at : at + 64].decode("utf-16-le").rstrip("\0") for at in range(0, 5 * 128, 128)]
    assert names == ["Root Entry", "VBA", "PROJECT", "Module1", "dir"]


def test_profiles_are_complete() -> None:
    names = {case.profile for case in LIGHT if case.profile}
    folder = Path(people.__file__).parent / "profiles"
    assert {path.name for path in folder.glob("*.toml")} == names
    for name in names:
        profile = tomllib.loads((folder / str(name)).read_text("utf-8"))
        assert {"destination", "purpose", "authority", "owner", "expiry"} < set(profile)
        assert profile.get("people") == "none" or all(Field(field) for field in profile["fields"])


def test_big_workbooks_are_readable(tmp_path: Path) -> None:
    for shared in (False, True):
        out = tmp_path / f"{shared}.xlsx"
        big.write(out, 50, 12, shared=shared)
        rows = list(openpyxl.load_workbook(out)["Data"].iter_rows(values_only=True))
        assert len(rows) == 50
        assert {len(row) for row in rows} == {12}


def test_manifest_lists_what_was_written(tmp_path: Path) -> None:
    made = HIDING[:6]
    assert manifest.write(tmp_path, made) == 6
    entries = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert [entry["file"] for entry in entries] == [case.file for case in made]
    assert all((tmp_path / entry["file"]).stat().st_size for entry in entries)
    assert entries[0]["expect"]["people"] == place.PLANTED
