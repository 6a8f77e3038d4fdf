"""What `--to` means: a folder, a file's new name, a bucket; and whose clearances count there."""

import os
from pathlib import Path

import pytest

from withhold.clearance.state import State, destination_of
from withhold.gates.publish.interface import PublishError
from withhold.gates.publish.place import place_of


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "figures.csv"
    path.write_text("a,b\n")
    return str(path)


def test_a_folder_that_is_there_takes_the_file_under_its_name(tmp_path: Path, file: str) -> None:
    (tmp_path / "www").mkdir()
    place = place_of(str(tmp_path / "www"), [file], None, None)
    assert (place.root, place.name, place.prefix) == (tmp_path / "www", None, "")
    assert place.destination == destination_of(str(tmp_path / "www"))
    assert place.state == State.beside(tmp_path / "www")


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("www/new.csv", "new.csv"),
        ("www/NEW.CSV", "NEW.CSV"),
        ("www/new.txt", None),
        ("www/new", None),
        ("www/new.csv/", None),
    ],
)
def test_what_ends_as_the_source_does_is_its_new_name(
    tmp_path: Path, file: str, to: str, name: str | None
) -> None:
    (tmp_path / "www").mkdir()
    place = place_of(f"{tmp_path}/{to}", [file], None, None)
    assert place.name == name
    assert place.root == (tmp_path / "www" if name else tmp_path / to)


def test_an_existing_file_is_replaced_whatever_its_end(tmp_path: Path, file: str) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "latest").write_text("old")
    assert place_of(str(tmp_path / "www" / "latest"), [file], None, None).name == "latest"


def test_several_sources_or_a_folder_never_make_a_file(tmp_path: Path, file: str) -> None:
    for paths in ([file, file], [str(tmp_path)]):
        assert place_of(str(tmp_path / "new.csv"), paths, None, None).name is None


def test_a_folder_below_a_published_one_belongs_to_it(tmp_path: Path, file: str) -> None:
    root = tmp_path / "www"
    (root / "data").mkdir(parents=True)
    State.beside(root).make(root)
    place = place_of(str(root / "data" / "new"), [file], None, None)
    assert (place.root, place.prefix) == (root, "data/new")
    assert place.destination == destination_of(str(root))


def test_a_link_in_the_way_to_the_root_is_the_root_it_leads_to(tmp_path: Path, file: str) -> None:
    (tmp_path / "real").mkdir()
    os.symlink(tmp_path / "real", tmp_path / "www")
    assert place_of(str(tmp_path / "www"), [file], None, None).root == tmp_path / "real"


def test_the_state_folder_is_no_place_of_publication(tmp_path: Path, file: str) -> None:
    (tmp_path / "state" / "store").mkdir(parents=True)
    with pytest.raises(PublishError, match="state folder"):
        place_of(str(tmp_path / "state" / "store"), [file], str(tmp_path / "state"), None)


def test_a_file_is_no_folder(tmp_path: Path, file: str) -> None:
    with pytest.raises(PublishError, match="no folder"):
        place_of(file, [file, file], None, None)


def test_a_bucket_needs_a_state_folder_and_keeps_its_name(tmp_path: Path, file: str) -> None:
    with pytest.raises(PublishError, match="--state"):
        place_of("s3://bucket/data", [file], None, None)
    place = place_of("s3://bucket/data/", [file], str(tmp_path), None)
    assert (place.root, place.destination) == (None, "s3://bucket/data")


def test_a_named_destination_is_taken_as_it_is_and_a_folder_by_its_real_path(
    tmp_path: Path, file: str
) -> None:
    www = str(tmp_path)
    assert place_of(www, [file], None, "https://data.example").destination == "https://data.example"
    assert place_of(www, [file], None, f"{www}/../{tmp_path.name}").destination == destination_of(www)
