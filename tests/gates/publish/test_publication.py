"""What is published, what is held back, and that a clearance always stands before the bytes do."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.publish.site import CUT, FIGURES, MORE_FIGURES, ROSTER, Site
from withhold.clearance.interface import Basis
from withhold.clearance.record import clearance_json
from withhold.gates.interface import PutFailed, Staged
from withhold.gates.publish.folder import Folder

FIGURES_SHA = sha256(FIGURES).hexdigest()
ROSTER_SHA = sha256(ROSTER).hexdigest()
CUT_SHA = sha256(CUT).hexdigest()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.at(tmp_path)


def test_what_is_released_is_public_with_an_automatic_clearance(site: Site) -> None:
    site.put("a/figures.csv", FIGURES)
    assert site.publish() == 0
    assert site.tree() == {"a/figures.csv": FIGURES}
    (clearance,) = site.shelf.clearances(FIGURES_SHA)
    assert clearance.statement.basis is Basis.AUTOMATIC
    assert clearance.statement.size == len(FIGURES)
    assert site.cleared(FIGURES_SHA)


def test_nothing_is_public_if_anything_is_not_cleared(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.put("roster.csv", ROSTER)
    assert site.publish() == 10
    assert site.tree() == {}
    assert site.shelf.clearances(FIGURES_SHA) == []


def test_partial_publishes_what_is_cleared_and_still_says_what_is_not(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.put("cut.zip", CUT)
    assert site.publish(str(site.source), "--partial") == 11
    assert site.tree() == {"figures.csv": FIGURES}


def test_an_uncleared_version_leaves_the_older_one_in_place(site: Site) -> None:
    path = site.put("data.csv", FIGURES)
    assert site.publish(str(path)) == 0
    path.write_bytes(ROSTER)
    assert site.publish(str(path), "--partial") == 10
    assert site.tree() == {"data.csv": FIGURES}


def test_the_clearance_and_the_store_stand_before_the_bytes_are_public(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("figures.csv", FIGURES)
    put = Folder.put
    seen = []

    def watched(self: Folder, staged: Staged, media_type: str, clearance: str) -> None:
        seen.append((site.cleared(staged.sha256), site.tree(), clearance))
        put(self, staged, media_type, clearance)

    monkeypatch.setattr(Folder, "put", watched)
    assert site.publish() == 0
    ((cleared, tree, clearance),) = seen
    assert cleared
    assert tree == {}
    assert (site.state.clearances / FIGURES_SHA / f"{clearance}.json").is_file()


def test_what_is_revoked_while_others_are_put_is_not_put(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.put("1.csv", FIGURES)
    site.put("2.csv", MORE_FIGURES)
    put = Folder.put

    def revoking(self: Folder, staged: Staged, media_type: str, clearance: str) -> None:
        put(self, staged, media_type, clearance)
        site.revoke(sha256(MORE_FIGURES).hexdigest())

    monkeypatch.setattr(Folder, "put", revoking)
    assert site.publish() == 1
    assert site.tree() == {"1.csv": FIGURES}


def test_a_failing_destination_is_told_and_what_was_put_stands(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("1.csv", FIGURES)
    site.put("2.csv", MORE_FIGURES)
    put = Folder.put

    def failing(self: Folder, staged: Staged, media_type: str, clearance: str) -> None:
        if staged.source.target == "2.csv":
            raise PutFailed("no space is left")
        put(self, staged, media_type, clearance)

    monkeypatch.setattr(Folder, "put", failing)
    assert site.publish() == 1
    told = capfd.readouterr().out.splitlines()
    assert told[0].startswith("published  1.csv")
    assert told[1].startswith("failed")
    assert "no space is left" in told[1]
    monkeypatch.undo()
    assert site.publish() == 0
    assert set(site.tree()) == {"1.csv", "2.csv"}


def test_two_people_clear_what_is_withheld_and_it_is_public(site: Site) -> None:
    path = site.put("roster.csv", ROSTER)
    assert site.publish(str(path), "--uploader", "Cy Upp") == 10
    site.shelf.keep(site.signed(ROSTER_SHA, "Ana Roe", "Bo Lund"))
    assert site.publish(str(path), "--uploader", "Cy Upp") == 0
    assert site.tree() == {"roster.csv": ROSTER}


def test_one_person_clears_what_is_to_be_reviewed(site: Site) -> None:
    path = site.put("cut.zip", CUT)
    assert site.publish(str(path), "--uploader", "Cy Upp") == 11
    site.shelf.keep(site.signed(CUT_SHA, "Ana Roe"))
    assert site.publish(str(path)) == 0
    assert site.tree() == {"cut.zip": CUT}


def test_a_clearance_that_is_handed_in_is_kept_and_counts(site: Site) -> None:
    path = site.put("cut.zip", CUT)
    site.publish(str(path), "--uploader", "Cy Upp")
    handed = site.root / "clearance.json"
    handed.write_bytes(clearance_json(site.signed(CUT_SHA, "Bo Lund")))
    assert site.publish(str(path), "--clearance", str(handed)) == 0
    assert site.cleared(CUT_SHA)


def test_a_clearance_for_other_bytes_stops_everything(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("cut.zip", CUT)
    site.publish(str(path), "--uploader", "Cy Upp")
    handed = site.root / "clearance.json"
    handed.write_bytes(clearance_json(site.signed(CUT_SHA, "Bo Lund")))
    path.write_bytes(CUT + b"!")
    assert site.publish(str(path), "--clearance", str(handed)) == 2
    assert "other bytes" in capfd.readouterr().err
    assert site.tree() == {}


def test_a_clearance_does_not_cover_a_graver_verdict_than_was_signed(site: Site) -> None:
    """Bytes released to the engine of yesterday; today's says withhold."""
    path = site.put("roster.csv", ROSTER)
    site.publish(str(path), "--uploader", "Cy Upp")
    request_file = site.state.requests / f"{ROSTER_SHA}.json"
    text = request_file.read_text().replace('"decision": "withhold"', '"decision": "review"')
    request_file.write_text(text)
    site.shelf.keep(site.signed(ROSTER_SHA, "Ana Roe"))
    assert site.cleared(ROSTER_SHA)
    assert site.publish(str(path)) == 10
    assert site.tree() == {}


def test_what_was_revoked_once_needs_a_person_though_the_engine_releases_it(site: Site) -> None:
    path = site.put("figures.csv", FIGURES)
    assert site.publish(str(path)) == 0
    site.revoke(FIGURES_SHA)
    (site.public / "figures.csv").unlink()
    assert site.publish(str(path), "--uploader", "Cy Upp") == 11
    assert site.tree() == {}
    site.shelf.keep(site.signed(FIGURES_SHA, "Bo Lund"))
    assert site.publish(str(path)) == 0
    assert site.tree() == {"figures.csv": FIGURES}


def test_a_damaged_revocation_stops_everything(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("figures.csv", FIGURES)
    site.publish(str(path))
    site.revoke(FIGURES_SHA)
    (record,) = (site.state.revocations / FIGURES_SHA).glob("*.json")
    record.write_text("{")
    assert site.publish(str(path)) == 2
    assert "revocation" in capfd.readouterr().err


def test_publishing_the_same_again_makes_no_new_clearance(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    for _ in range(2):
        assert site.publish() == 0
    assert len(site.shelf.clearances(FIGURES_SHA)) == 1
    actions = [line["action"] for line in site.journal()]
    assert actions == ["cleared", "published", "published"]


def test_a_clearance_that_ends_soon_is_renewed(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    assert site.publish(str(site.source), "--valid-for", "1") == 0
    assert site.publish() == 0
    ends = max(one.statement.not_after for one in site.shelf.clearances(FIGURES_SHA))
    assert ends > datetime.now(UTC) + timedelta(days=300)


def test_a_source_that_cannot_be_read_holds_the_others_back(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    (site.source / "away").symlink_to("/etc/hostname")
    assert site.publish() == 11
    assert site.tree() == {}


def test_the_journal_tells_what_and_when_but_nothing_of_the_people(site: Site) -> None:
    site.put("figures.csv", FIGURES)
    site.put("roster.csv", ROSTER)
    site.publish(str(site.source), "--partial", "--uploader", "Cy Upp")
    text = site.state.journal.read_text()
    assert {line["action"] for line in site.journal()} == {"cleared", "published", "refused"}
    for line in site.journal():
        assert {"time", "action", "sha256", "path", "clearance"} <= line.keys()
    for value in ("HERNANDEZ", "Gurpreet", "A123456789", "1987-03-04"):
        assert value not in text
    assert site.state.journal.stat().st_mode & 0o777 == 0o600


def test_names_of_any_bytes_are_published_as_they_are(site: Site) -> None:
    name = "línea\nzwei \udcff.csv"
    site.put(name, FIGURES)
    site.put("líst\nof.csv", ROSTER)
    assert site.publish(str(site.source), "--partial", "--uploader", "Cy Upp") == 10
    assert site.tree() == {name: FIGURES}
