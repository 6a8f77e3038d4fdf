"""Files of fingerprints: what they keep, and that without their key they confirm nothing."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.incident.watch.copies.listed import CONFIRM_KEY, PEOPLE, SCAN_KEY, fields
from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import load, write
from withhold.incident.watch.copies.interface import FingerprintsUnusable
from withhold.incident.watch.copies.rows import keyed
from withhold.signing.keys import SecretKey

ROWS = [keyed(fields(one), {}) for one in PEOPLE]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "list.fp"
    write(path, SCAN_KEY, Use.SCAN, ROWS, 10)
    return path


def test_counts_are_read_with_the_key_only(path: Path) -> None:
    found = load(str(path), SCAN_KEY, Use.SCAN)
    assert (found.findable, found.rows) == (len(PEOPLE), 10)
    assert found.numbers == {9}
    assert (10).to_bytes(8, "little") not in path.read_bytes()[84:112]


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", [CONFIRM_KEY, SecretKey(b"\0" * 32)])
def test_another_key_is_an_error_not_an_empty_answer(path: Path, key: SecretKey) -> None:
    with pytest.raises(FingerprintsUnusable, match="the key is not that of"):
        load(str(path), key, Use.SCAN)


def test_a_file_for_the_other_use_is_refused(path: Path) -> None:
    with pytest.raises(FingerprintsUnusable, match="is for scanning"):
        load(str(path), SCAN_KEY, Use.CONFIRM)


def test_no_clear_value_and_no_digest_without_the_key_is_in_the_file(path: Path) -> None:
    content = path.read_bytes()
    for one, row in zip(PEOPLE, ROWS, strict=True):
        words = [*one.name.split(), one.name, one.born, one.born.replace("-", ""), one.alien, one.alien[1:]]
        messages = [message for _, message in row.messages()]
        for clear in [*(word.encode() for word in words), *messages]:
            assert clear not in content
            for digest in (
                hashlib.blake2b(clear, digest_size=8),
                hashlib.blake2b(clear, digest_size=16),
                hashlib.sha256(clear),
                hashlib.md5(clear),
            ):
                assert digest.digest()[:8] not in content


def test_two_files_of_one_list_have_no_digest_in_common(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "again.fp"
    write(other, SCAN_KEY, Use.SCAN, ROWS, 10)
    first, second = (set(load(str(one), SCAN_KEY, Use.SCAN).entries) for one in (path, other))
    assert first
    assert not first & second


@pytest.mark.parametrize("place", [20, 60, 100, 5000, -40, -1])
def test_a_changed_byte_is_found(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(FingerprintsUnusable):
        load(str(path), SCAN_KEY, Use.SCAN)


@pytest.mark.parametrize("length", [0, 10, 112, 200, 100_000])
def test_a_cut_file_is_found(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(FingerprintsUnusable):
        load(str(path), SCAN_KEY, Use.SCAN)


def test_a_list_by_which_nothing_can_be_found_is_refused_and_nothing_written(tmp_path: Path) -> None:
    names_only = [keyed({"full_name": [one.name]}, {}) for one in PEOPLE]
    with pytest.raises(FingerprintsUnusable, match="add such a column"):
        write(tmp_path / "none.fp", SCAN_KEY, Use.SCAN, names_only, 8)
    assert not os.listdir(tmp_path)


def test_rows_under_one_key_are_all_kept(tmp_path: Path) -> None:
    twice = [keyed(fields(PEOPLE[0]), {})] * 3
    path = tmp_path / "twice.fp"
    write(path, SCAN_KEY, Use.SCAN, twice, 3)
    found = load(str(path), SCAN_KEY, Use.SCAN)
    messages = [message for _, message in twice[0].messages()]
    assert len(found.entries) == 3 * len(messages)
