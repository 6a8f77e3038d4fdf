"""Files of the same bytes are found under any name, packed or linked; others are not."""

import bz2
import gzip
import os
from hashlib import sha256
from pathlib import Path

import zstandard

from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.exposure.roots import Looked, Root, look

LEAK = b"name,date\nCelestra Wexmoore,1987-03-04\n" * 50


def looked(folder: Path) -> Looked:
    document = ExposedDocument(sha256(LEAK).hexdigest(), len(LEAK))
    return look([Root(folder, "http://www.example.org/")], [document])


def test_every_form_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a b.csv").write_bytes(LEAK)
    os.link(tmp_path / "a b.csv", tmp_path / "hard.csv")
    (tmp_path / "soft.csv").symlink_to("hard.csv")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "x.gz").write_bytes(gzip.compress(LEAK))
    (tmp_path / "x.bz2").write_bytes(bz2.compress(LEAK))
    (tmp_path / "x.zst").write_bytes(zstandard.compress(LEAK))
    (tmp_path / "other.csv").write_bytes(LEAK[::-1])
    found = {one.url: one.exact for one in looked(tmp_path).copies}
    names = {"a%20b.csv", "hard.csv", "soft.csv", "deep/er/x.gz", "x.bz2", "x.zst"}
    assert found == {f"http://www.example.org/{name}": True for name in names}


def test_names_of_backups_count_only_beside_a_copy(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(LEAK)
    for name in ("list.csv~", "list.csv.bak", ".list.csv.swp", "list.csv.br", "list.csv.1", "other.csv.bak"):
        (tmp_path / name).write_bytes(b"an earlier version")
    copies = [one for one in looked(tmp_path).copies if not one.exact]
    assert {one.path.name for one in copies} == {
        "list.csv~", "list.csv.bak", ".list.csv.swp", "list.csv.br", "list.csv.1"
    }  # fmt: skip


def test_a_bomb_costs_no_more_than_a_document_and_a_false_name_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(64 << 20)))
    (tmp_path / "false.gz").write_bytes(b"no gzip at all")
    (tmp_path / "false.zst").write_bytes(b"no zstd at all")
    result = looked(tmp_path)
    assert result.copies == []
    assert result.unread == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert looked(tmp_path / "none").unread


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gz")
    assert looked(tmp_path).copies == []
