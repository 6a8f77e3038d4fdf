"""Running a takedown over any case: confirmed first, recorded as it goes, told to whoever waits."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from withhold.domain.errors import NothingToInspect, UsageError
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Window
from withhold.incident.case.exposure_file import save
from withhold.incident.case.interface import Actor, CaseError, Event, EventKind, Role, Settings
from withhold.incident.case.store import CaseFolder, SystemClock
from withhold.incident.running.evidence import places_to_preserve
from withhold.incident.running.exposure import address, asked_of, require_open
from withhold.incident.running.sites import required_site
from withhold.incident.running.takedown import evidence_failures, put_back, taking_down
from withhold.incident.running.tracing import CaseOfTrace, question_of
from withhold.incident.takedown.interface import Result
from withhold.incident.takedown.journal import Busy
from withhold.incident.takedown.outside.interface import Ending

LEAK = b"Invented Person,1980-01-01\n" * 20
URL = "http://www.example.org/list.csv"
BY = Actor("Ada Example", Role.PRIVACY_OFFICER)


@dataclass(slots=True)
class Told:
    """Somebody who waits, and what they were told."""

    lines: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)

    def show(self, what: str, total: int | None = None, done: int = 0) -> None:
        self.shown.append(what)


@pytest.fixture
def case(tmp_path: Path) -> CaseFolder:
    (tmp_path / "public").mkdir()
    (tmp_path / "public/list.csv").write_bytes(LEAK)
    site = tmp_path / "site.toml"
    site.write_text(
        f'[site]\nname = "x"\nurls = ["http://www.example.org/"]\nrounds = 1\ndeadline = 1\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{tmp_path}/public"\n'
        'urls = { "http://www.example.org/" = "." }\n'
        '[reach]\naddresses = { "www.example.org" = "127.0.0.1:9", "example.org" = "127.0.0.1:9" }\n'
        'networks = ["127.0.0.0/8"]\nports = [9]\n'
    )
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings = Settings("case-1", "A list", "UTC", (key,), site)
    now = SystemClock().now()
    first = Event(EventKind.REPORTED, now, BY, "seen", {"source": str(Source.STAFF)})
    return CaseFolder.create(tmp_path / "case", settings, [first])


def _known(case: CaseFolder, held: Held = Held.SAME_BYTES) -> None:
    now = case.clock.now()
    place = Place(URL, PlaceKind.ORIGINAL, held, now)
    document = ExposedDocument(sha256(LEAK).hexdigest(), len(LEAK))
    exposure = Exposure((document,), (place,), Window(None, None, None, None))
    flow.record_exposure(case, exposure, BY, "found", now)
    save(case.work, exposure)


def test_nothing_is_taken_down_before_the_confirmation(case: CaseFolder, tmp_path: Path) -> None:
    _known(case)
    site = required_site(None, case.settings)
    with pytest.raises(CaseError, match="before a person confirms"), taking_down(case, site, Told()):
        pytest.fail("it began")
    assert (tmp_path / "public/list.csv").exists()


def test_it_runs_is_recorded_told_and_put_back_by_two(case: CaseFolder, tmp_path: Path) -> None:
    _known(case)
    told, site = Told(), required_site(None, case.settings)

    def confirm() -> None:
        flow.confirm(case, BY, "it is so", case.clock.now())

    with taking_down(case, site, told, confirm) as running:
        finished, evidence = running.run()
        with pytest.raises(Busy), taking_down(case, site, Told()):
            pytest.fail("two at once")
        assert evidence_failures(evidence)
    assert finished.ending is Ending.UNSURE
    assert not (tmp_path / "public/list.csv").exists()
    assert any("planned 1 steps at origins" in line for line in told.lines)
    assert "taking down" in told.shown
    step = finished.steps[0].step.id
    assert put_back(case, site, step, BY, "wrong file") is None
    assert put_back(case, site, step, BY, "wrong file") is None
    outcome = put_back(case, site, step, Actor("Ben Other", Role.COUNSEL), "agreed")
    assert outcome is not None
    assert outcome.result is Result.DONE
    assert (tmp_path / "public/list.csv").read_bytes() == LEAK
    assert set(case.state().steps.values()) == {EventKind.RESTORED}


def test_what_a_case_does_not_know_is_said_before_the_work(case: CaseFolder) -> None:
    with pytest.raises(NothingToInspect):
        places_to_preserve(case)
    with pytest.raises(UsageError, match="no place that held it"):
        question_of(CaseOfTrace.of(case, BY, "who"))
    with pytest.raises(UsageError, match="where it is"):
        asked_of(None, (), (), case)
    with pytest.raises(UsageError, match="no plain http"):
        address("ftp://www.example.org/list.csv")
    _known(case)
    assert question_of(CaseOfTrace.of(case, BY, "who")).start.year == 1970  # all that the logs have
    assert places_to_preserve(case).urls == (URL,)
    flow.dismiss(case, BY, "no", case.clock.now())
    with pytest.raises(UsageError, match="dismissed"):
        require_open(case)


def test_a_case_without_a_site_says_what_to_give(case: CaseFolder) -> None:
    with pytest.raises(UsageError, match="no description"):
        required_site(None, Settings("case-1", "A list", "UTC", ("age1x",), None))
