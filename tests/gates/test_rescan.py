"""Judging again what is public, after a change of policy or register."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.publish.site import CUT, FIGURES, MORE_FIGURES, ROSTER, Site
from withhold.clearance.interface import Basis
from withhold.cli.main import main
from withhold.signing.ed25519 import write_signing_key

FIGURES_SHA = sha256(FIGURES).hexdigest()
NAMES = b"Name,Date of birth\n" + b"".join(
    b'"%s",19%02d-03-14\n' % (name, 70 + number)
    for number, name in enumerate((b"Smith, Anna", b"Jones, Peter", b"Brown, Mary", b"Evans, Owen"))
)
"""Review by itself; released to a profile that declares names and birth dates."""
NAMES_SHA = sha256(NAMES).hexdigest()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.at(tmp_path)


def profile(site: Site) -> list[str]:
    path = site.root / "profile.toml"
    path.write_text(
        'destination = "Members"\npurpose = "contact"\nauthority = "own staff"\nowner = "Records"\n'
        f'expiry = {datetime.now(UTC).date() + timedelta(days=90)}\nfields = ["full_name", "date_of_birth"]\n'
    )
    return ["--profile", str(path)]


def test_what_the_same_engine_cleared_is_not_judged_again(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("figures.csv", FIGURES)
    site.publish()
    capfd.readouterr()
    assert site.rescan() == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "1 are current" in told.err


def test_another_policy_renews_what_stays_and_is_done_then(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("figures.csv", FIGURES)
    site.publish()
    assert site.rescan("--policy", "strict") == 0
    newest = max(site.shelf.clearances(FIGURES_SHA), key=lambda one: one.statement.issued)
    assert newest.statement.basis is Basis.AUTOMATIC
    assert any(name.startswith("strict@") for name in newest.statement.policy)
    capfd.readouterr()
    assert site.rescan("--policy", "strict") == 0
    assert capfd.readouterr().out == ""


def test_what_is_worse_now_is_revoked_and_told(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("members.csv", NAMES)
    assert site.publish(str(path), *profile(site)) == 0
    assert site.rescan() == 11
    assert not site.cleared(NAMES_SHA)
    assert "revoked  " in capfd.readouterr().out
    (record,) = (site.state.revocations / NAMES_SHA).glob("*.json")
    for value in (b"Smith", b"03-14", b"people/"):
        assert value not in record.read_bytes()
    assert site.journal()[-1]["action"] == "revoked"
    assert (site.public / "members.csv").read_bytes() == NAMES


def test_a_revoked_document_that_still_lies_there_is_told_again(site: Site) -> None:
    path = site.put("members.csv", NAMES)
    site.publish(str(path), *profile(site))
    site.rescan()
    assert site.rescan() == 11
    assert site.rescan(*profile(site)) == 11
    assert not site.cleared(NAMES_SHA)


def test_a_changed_profile_is_another_one(site: Site) -> None:
    path = site.put("members.csv", NAMES)
    options = profile(site)
    assert site.publish(str(path), *options) == 0
    text = Path(options[1]).read_text()
    Path(options[1]).write_text(text.replace('["full_name", "date_of_birth"]', '["full_name"]'))
    assert site.rescan(*options) == 11
    assert not site.cleared(NAMES_SHA)


def test_a_dry_run_tells_the_same_and_changes_nothing(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("members.csv", NAMES)
    site.publish(str(path), *profile(site))
    before = site.journal()
    capfd.readouterr()
    assert site.rescan("--dry-run") == 11
    assert capfd.readouterr().out.startswith("revoked  ")
    assert site.cleared(NAMES_SHA)
    assert site.journal() == before


def test_what_people_cleared_stays_if_it_is_no_worse_and_is_not_asked_twice(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    path = site.put("roster.csv", ROSTER)
    site.publish(str(path), "--uploader", "Cy Upp")
    digest = sha256(ROSTER).hexdigest()
    site.shelf.keep(site.signed(digest, "Ana Roe", "Bo Lund"))
    assert site.publish(str(path)) == 0
    capfd.readouterr()
    assert site.rescan("--policy", "strict") == 0
    assert capfd.readouterr().out.startswith("kept  ")
    assert len(site.shelf.clearances(digest)) == 1
    assert site.rescan("--policy", "strict") == 0
    assert capfd.readouterr().out == ""
    assert site.cleared(digest)


def test_what_one_person_reviewed_falls_when_it_is_to_be_withheld(site: Site) -> None:
    path = site.put("roster.csv", ROSTER)
    site.publish(str(path), "--uploader", "Cy Upp")
    digest = sha256(ROSTER).hexdigest()
    request = site.state.requests / f"{digest}.json"
    request.write_text(request.read_text().replace('"decision": "withhold"', '"decision": "review"'))
    site.shelf.keep(site.signed(digest, "Ana Roe"))
    (site.public / "roster.csv").write_bytes(ROSTER)
    assert site.rescan("--all") == 10
    assert not site.cleared(digest)


def test_an_older_version_in_the_store_is_judged_too(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("members.csv", NAMES)
    options = profile(site)
    site.publish(str(path), *options)
    path.write_bytes(FIGURES)
    site.publish(str(path), *options)
    assert site.tree() == {"members.csv": FIGURES}
    capfd.readouterr()
    assert site.rescan() == 11
    assert NAMES_SHA[:12] in capfd.readouterr().out
    assert not site.cleared(NAMES_SHA)
    assert site.cleared(FIGURES_SHA)


def test_what_nobody_cleared_is_told_and_gets_no_clearance(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("figures.csv", FIGURES)
    site.publish()
    (site.public / "dropped.csv").write_bytes(MORE_FIGURES)
    capfd.readouterr()
    assert site.rescan() == 11
    assert "not cleared  " in capfd.readouterr().out
    assert not site.cleared(sha256(MORE_FIGURES).hexdigest())


def test_what_cannot_be_read_is_told_and_nothing_is_revoked(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.publish()
    (site.public / "away").symlink_to("/etc/hostname")
    assert site.rescan() == 11
    assert list(site.state.revocations.iterdir()) == []


def test_an_engine_clearance_that_has_half_its_life_behind_it_is_renewed(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.publish(str(site.source), "--valid-for", "10")
    assert site.rescan("--valid-for", "365") == 0
    ends = max(one.statement.not_after for one in site.shelf.clearances(FIGURES_SHA))
    assert ends > datetime.now(UTC) + timedelta(days=300)


def test_what_an_older_key_signed_is_signed_by_the_new_one(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.publish()
    older = site.key("Gate").key_id
    site.key_file("Gate").unlink()
    key = write_signing_key(str(site.key_file("Gate")))
    entry = '[[key]]\nowner = "New gate"\nkind = "gate"\nmay = ["release", "revoke"]\n'
    with site.trust_file.open("a") as stream:
        stream.write(f'{entry}public_key = "{key.public_key}"\n')
    assert site.rescan() == 0
    signers = {one.signatures[0].key_id for one in site.shelf.clearances(FIGURES_SHA)}
    assert signers == {older, key.key_id}


def test_a_damaged_revocation_is_told_and_the_others_are_judged(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("figures.csv", FIGURES)
    site.put("more.csv", MORE_FIGURES)
    site.publish()
    site.revoke(FIGURES_SHA)
    (record,) = (site.state.revocations / FIGURES_SHA).glob("*.json")
    record.write_text("{")
    capfd.readouterr()
    assert site.rescan("--policy", "strict") == 11
    words = sorted(line.split("  ")[0] for line in capfd.readouterr().out.splitlines())
    assert words == ["not judged", "renewed"]


def test_a_person_who_was_registered_since_takes_the_clearance_back(site: Site) -> None:
    key, register = str(site.root / "register.key"), str(site.root / "register")
    head = "person_id,full_name,date_of_birth,protection\n"
    (site.root / "one.csv").write_text(f'{head}1,"Quintero, Belisario",1961-02-03,asylum\n')
    (site.root / "two.csv").write_text(f'{head}2,"Brown, Mary",1972-03-14,victim\n')
    assert main(["register", "key", "-o", key]) == 0
    assert main(["register", "build", str(site.root / "one.csv"), "--key-file", key, "-o", register]) == 0
    options = [*profile(site), "--register", register, "--key-file", key]
    path = site.put("members.csv", NAMES)
    other = site.put("figures.csv", FIGURES)
    assert site.publish(str(path), str(other), *options) == 0
    assert site.rescan(*options) == 0
    added = ["register", "add", str(site.root / "two.csv"), "--register", register, "--key-file", key]
    assert main(added) == 0
    assert site.rescan(*options) == 10
    assert not site.cleared(NAMES_SHA)
    assert site.cleared(FIGURES_SHA)
    assert site.publish(str(path), *options) == 10


def test_nothing_public_is_no_success(site: Site) -> None:
    assert site.rescan() == 3


def test_a_key_that_may_not_revoke_is_refused_at_once(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.put("cut.zip", CUT)
    text = site.trust_file.read_text().replace('["release", "revoke"]', '["release"]')
    site.trust_file.write_text(text)
    assert site.rescan() == 2
    assert "may not revoke" in capfd.readouterr().err
