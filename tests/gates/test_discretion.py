"""Who publishes, signs or runs a guard never reads that somebody in a document is registered (design 5.4)."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.publish.site import Site
from withhold.cli.main import main
from withhold.domain.discretion import CALL, discreet, rules_told
from withhold.domain.verdict import Coverage, Decision, DocumentVerdict, People, Reason
from withhold.signing.keys import write_key

CODES = b"Code,Count\nA312345678,3\n"
"""Only the register knows that the code is somebody's."""
REGISTER = "full_name,date_of_birth,alien_number,protection\nAmina Example,1990-05-16,A312345678,victim\n"
SECRETS = ("regist", "1 person", "victim")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.at(tmp_path)
    site.trust_file.write_text(site.trust_file.read_text().replace('"revoke"]', '"revoke", "adopt"]', 1))
    return site


@pytest.fixture
def register(tmp_path: Path) -> list[str]:
    people, key, out = tmp_path / "people.csv", tmp_path / "key", tmp_path / "people.reg"
    people.write_text(REGISTER)
    write_key(str(key))
    assert main(["register", "build", str(people), "--key-file", str(key), "-o", str(out)]) == 0
    return ["--register", str(out), "--key-file", str(key)]


def told_in(site: Site) -> str:
    """Everything that the gates wrote down."""
    files = [path for path in site.state.root.rglob("*") if path.is_file() and path.name != "content"]
    return "".join(path.read_text() for path in files)


def silent(text: str) -> bool:
    # The version of the register that judged may be told, and how to be careful.
    plain = (
        text.lower().replace('"register":', "").replace('"registered": null', "").replace("people.reg", "")
    )
    return not any(secret in plain for secret in SECRETS)


def test_publishing_says_only_whom_to_call(
    site: Site, register: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("codes.csv", CODES)
    assert main(["check", str(site.source), "--format", "json", *register]) == 10
    assert "people/registered" in capfd.readouterr().out  # whoever holds the key reads it all
    for extra in ([], ["--format", "json", "--uploader", "Cy Upp"]):
        assert site.publish(str(site.source), *register, *extra) == 10
        told = capfd.readouterr()
        assert CALL in told.out
        assert silent(told.out + told.err)
    (document,) = json.loads(told.out)["documents"]
    assert document["people"] == {"count": 0, "basis": "distinct_records", "registered": None}
    assert document["findings"] == []
    assert [reason["rule"] for reason in document["reasons"]] == [CALL]
    assert json.loads(Path(document["request"]).read_text())["rules"] == [CALL]
    assert silent(told_in(site))


def test_judging_again_asking_and_adopting_say_no_more(
    site: Site, register: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    path = site.put("codes.csv", CODES)
    assert site.publish(str(path)) == 0
    for extra in (["--dry-run"], ["--format", "json"]):
        assert site.rescan(*register, *extra) == 10
    (site.public / "more.csv").write_bytes(CODES + b"ZQ-1,1\n")
    place = ["--destination", str(site.public)]
    assert main(["clearance", "request", str(path), *place, *register]) == 10
    assert main(["guard", "adopt", str(site.public), *register, *site.keys()]) == 10
    told = capfd.readouterr()
    assert CALL in told.out
    assert silent(told.out + told.err + told_in(site))


@pytest.fixture
def guarded(site: Site, register: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    ready = site.root / "ready"
    arguments = ["guard", str(site.public), "--mode", "inspect-then-clear", "--ready-file", str(ready)]
    keys = site.keys()[:-2]
    with subprocess.Popen(
        [sys.executable, "-m", "withhold", *arguments, *keys, *register], stderr=subprocess.PIPE
    ) as guard:
        try:
            until(ready.exists)
            yield guard
        finally:
            guard.terminate()


def until(condition: "object") -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_guard_says_only_whom_to_call(site: Site, guarded: "subprocess.Popen[bytes]") -> None:
    (site.public / "codes.csv").write_bytes(CODES)
    until(lambda: CALL in told_in(site))
    guarded.terminate()
    assert guarded.stderr is not None
    told = guarded.stderr.read().decode()
    assert f"({CALL})" in told
    assert silent(told + told_in(site))
    assert os.listdir(site.public) == []


def test_a_note_of_the_register_is_not_told_at_all() -> None:
    """It would answer whether one name is registered, of a document that is published."""
    verdict = DocumentVerdict(
        "a.csv",
        sha256(b"").hexdigest(),
        1,
        "text/csv",
        Decision.RELEASE,
        People(1, registered=0, recognised=1),
        (Reason("people/registered", Decision.NOTE, "the register", "a name"),),
        (),
        (),
        Coverage(1, 1),
        0.1,
    )
    assert discreet(verdict).reasons == ()
    assert rules_told(verdict) == ()
