"""The case on the disk: for its owner alone, whole or not there, safe between threads and processes."""

import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.incident.case.clocks.test_packs import example
from tests.incident.case.contract import CaseStoreContract, Opener
from tests.incident.case.story import (
    ANNA,
    BEN,
    SHA256,
    START,
    URL,
    FixedClock,
    event,
    new_case,
    reported,
    settings,
)
from withhold.incident.case.clocks.running import running
from withhold.incident.case.events import Source
from withhold.incident.case.interface import ERASED, Actor, CaseError, Event, EventKind, Phase, Role, Settings
from withhold.incident.case.store import CaseFolder
from withhold.ledger.interface import Draft, LedgerError
from withhold.signing.ed25519 import write_signing_key
from withhold.signing.keys import KeyUnusable

NOTE = event(EventKind.NOTED)


def document(number: int) -> Event:
    return event(EventKind.DOCUMENT_ADDED, facts={"sha256": f"{number:064x}", "size": number})


def test_a_case_is_for_its_owner_alone(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    case.append([NOTE])
    for path in [case.folder, *case.folder.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert case.evidence.is_dir()
    assert case.work.is_dir()


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    clock = FixedClock()
    case = new_case(tmp_path, clock)
    told = Event(EventKind.PLACE_UNREAD, START, BEN, "no answer", {"kind": "alias"}, {"url": URL})
    recorded = clock.pass_by(hours=1)
    case.append([told])
    again = CaseFolder.open(case.folder, clock).events()[-1]
    assert (again.kind, again.at, again.by, again.why) == (told.kind, told.at, BEN, "no answer")
    assert (dict(again.facts), dict(again.private)) == ({"kind": "alias"}, {"url": URL})
    assert again.recorded == recorded


def test_the_ledger_holds_no_name_reason_or_url_in_clear(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    for entry in case.ledger.entries():
        clear = repr(dict(entry.facts))
        assert not any(value in clear for value in (ANNA.name, "a reader wrote", URL))
        assert set(entry.commitments) == {"by", "why", "url"}


def test_what_the_rules_forbid_changes_nothing(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    with pytest.raises(CaseError):
        case.append([NOTE, event(EventKind.CLOSED, by=BEN)])
    assert [one.kind for one in case.events()] == [EventKind.REPORTED]


def test_an_erased_name_and_reason_are_said_to_be_erased(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    case.ledger.erase(0)
    again = CaseFolder.open(case.folder, FixedClock())
    assert again.events()[0].by == Actor(ERASED, Role.PRIVACY_OFFICER)
    assert again.events()[0].why == ERASED
    assert again.state().phase is Phase.REPORTED


def test_two_who_hold_it_open_see_each_other(tmp_path: Path) -> None:
    one = new_case(tmp_path, FixedClock())
    other = CaseFolder.open(one.folder, FixedClock())
    one.append([document(1)])
    other.append([document(2)])
    assert len(one.state().documents) == len(other.state().documents) == 2


def test_threads_and_holders_record_all_of_it(tmp_path: Path) -> None:
    one = new_case(tmp_path, FixedClock())
    holders = (one, CaseFolder.open(one.folder, FixedClock()))
    threads = [
        threading.Thread(target=holders[n % 2].append, args=([document(n)],), daemon=True) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(CaseFolder.open(one.folder, FixedClock()).state().documents) == 20


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.incident.case.store import CaseFolder
case = CaseFolder.open(Path(sys.argv[1]))
by = Actor("Anna Berg", Role.PRIVACY_OFFICER)
for n in range(10):
    facts = {"sha256": f"{int(sys.argv[2]) * 100 + n:064x}", "size": n}
    case.append([Event(EventKind.DOCUMENT_ADDED, datetime.now(UTC), by, "x", facts)])
"""


def test_processes_record_all_of_it(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(case.folder), str(number)]) for number in (1, 2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(CaseFolder.open(case.folder, FixedClock()).state().documents) == 20


def test_nothing_is_left_of_a_case_that_could_not_be_made(tmp_path: Path) -> None:
    for first, changes in (
        ([event(EventKind.CONFIRMED)], {}),
        ([reported()], {"time_zone": "Mars/Base"}),
        ([reported()], {"recipients": ()}),
        ([reported()], {"recipients": ("age1nonsense",)}),
        ([reported()], {"jurisdictions": ("us-xx",)}),
        ([reported()], {"title": "two\nlines"}),
        ([reported()], {"ledger_key": tmp_path / "no-such-key"}),
    ):
        with pytest.raises((CaseError, KeyUnusable)):
            CaseFolder.create(tmp_path / "case", settings(**changes), first, FixedClock())
        assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_never_made_a_case(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "file").write_text("x")
    with pytest.raises(CaseError, match="not an empty folder"):
        new_case(tmp_path, FixedClock())
    assert [path.name for path in (tmp_path / "case").iterdir()] == ["file"]


def test_an_empty_folder_may_become_a_case(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    assert new_case(tmp_path, FixedClock()).state().phase is Phase.REPORTED
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_another_who_was_quicker_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def quicker(fresh: Path, given: Settings) -> None:
        (tmp_path / "case").mkdir()
        (tmp_path / "case" / "case.toml").write_text("theirs")

    monkeypatch.setattr("withhold.incident.case.store.write_settings", quicker)
    with pytest.raises(CaseError, match="give the name of a new folder"):
        new_case(tmp_path, FixedClock())
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
    assert (tmp_path / "case" / "case.toml").read_text() == "theirs"


_OPENER = """
import os, signal, sys
from pathlib import Path
from withhold.cli.main import main
from withhold.incident.case import store
moment = sys.argv.pop()
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(store if hasattr(store, moment) else store.CaseFolder, moment, die)
main(sys.argv[1:])
"""


@pytest.mark.parametrize("moment", ["_fill", "append", "write_settings", "_put_in_place", "open"])
def test_a_kill_while_it_is_made_leaves_no_half_case(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "case"
    given = settings()
    words = ["case", "open", str(folder), "--title", given.title, "--time-zone", given.time_zone]
    words += ["--recipient", given.recipients[0], "--source", "tip"]
    words += ["--by", "Anna Berg", "--role", "counsel", "--why", "x"]
    killed = subprocess.run([sys.executable, "-c", _OPENER, *words, moment], check=False, timeout=60)
    assert killed.returncode == -9
    for found in tmp_path.iterdir():
        if (found / "case.toml").exists():  # then it is whole
            assert CaseFolder.open(found).state().phase is Phase.REPORTED
        else:
            assert found != folder
            with pytest.raises(CaseError):
                CaseFolder.open(found)
    if not folder.exists():
        assert new_case(tmp_path, FixedClock()).state().phase is Phase.REPORTED


def test_a_half_made_case_does_not_open(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    (case.folder / "case.toml").unlink()
    with pytest.raises(CaseError, match="there is no case"):
        CaseFolder.open(case.folder)
    with pytest.raises(CaseError, match="there is no folder"):
        CaseFolder.open(tmp_path / "nothing")


def test_a_case_without_its_ledger_is_not_an_empty_case(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    (case.folder / "ledger").rename(tmp_path / "elsewhere")
    with pytest.raises((CaseError, LedgerError)):
        CaseFolder.open(case.folder)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    os.chmod(case.folder / "key", 0o644)
    with pytest.raises(KeyUnusable, match="readable by others"):
        CaseFolder.open(case.folder)


def test_the_key_may_be_kept_elsewhere(tmp_path: Path) -> None:
    key = tmp_path / "ledger.pem"
    write_signing_key(str(key))
    case = new_case(tmp_path, FixedClock(), ledger_key=key)
    assert not (case.folder / "key").exists()
    assert CaseFolder.open(case.folder).state().phase is Phase.REPORTED


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    given = {
        "title": 'A "list" \\ of ünïcode — 名簿',
        "jurisdictions": ("us-federal", "eu-de"),
        "sectors": ("health",),
        "site": tmp_path / "site.toml",
    }
    case = new_case(tmp_path, FixedClock(), **given)
    again = CaseFolder.open(case.folder).settings
    assert again == case.settings
    assert (again.title, again.site) == (given["title"], given["site"])


def test_deadlines_of_ones_own_are_kept_in_the_case(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(example(), encoding="utf-8")
    case = new_case(tmp_path, FixedClock(), deadlines=(path,))
    path.unlink()
    moved = case.folder.rename(tmp_path / "moved")
    again = CaseFolder.open(moved, FixedClock())
    clocks = running(again.settings, again.state(), START)
    assert [one.rule.id for one in clocks] == ["house-rules-board"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("withhold.case/1", "withhold.case/2"),
        ("title =", "titel ="),
        ('"case-1234"', "1234"),
        ('"case-1234"', '"../x"'),
        ("recipients = [", "recipients = [1, "),
        ("schema", "= schema"),
    ],
)
def test_a_wrong_case_toml_is_one_clear_line(tmp_path: Path, old: str, new: str) -> None:
    case = new_case(tmp_path, FixedClock())
    path = case.folder / "case.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(CaseError) as refused:
        CaseFolder.open(case.folder)
    assert "\n" not in str(refused.value)


def test_an_event_of_a_later_version_is_not_passed_over(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    facts = {"role": "counsel", "recorded": "2026-03-02T09:00:00Z"}
    case.ledger.append([Draft("case.teleported", START, facts, {"by": "x", "why": "y"})])
    for _ in range(2):
        with pytest.raises(CaseError, match="no event that this version knows"):
            case.state()
    with pytest.raises(CaseError, match="no event that this version knows"):
        CaseFolder.open(case.folder)


def test_entries_of_others_in_the_ledger_are_left_alone(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    case.ledger.append([Draft("other.entry", START, {}, {})])
    case.append([event(EventKind.DOCUMENT_ADDED, facts={"sha256": SHA256, "size": 1})])
    assert [one.kind for one in case.events()] == [EventKind.REPORTED, EventKind.DOCUMENT_ADDED]


def test_an_event_of_the_future_is_refused_by_the_clock_of_the_store(tmp_path: Path) -> None:
    case = new_case(tmp_path, FixedClock())
    with pytest.raises(CaseError, match="future"):
        case.append([Event(EventKind.NOTED, START + timedelta(hours=1), ANNA, "x")])


def test_the_words_of_the_command_line_are_those_of_the_case() -> None:
    from withhold.cli import case, casework

    assert set(casework.ROLES) == set(Role) - {Role.MACHINE}
    assert set(case._SOURCES) == set(Source)


def test_a_folder_that_others_can_open_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = new_case(tmp_path, FixedClock()).folder
    CaseFolder.open(folder)
    assert not caplog.text
    folder.chmod(0o750)
    CaseFolder.open(folder)
    assert "open to others" in caplog.text


class TestCaseFolder(CaseStoreContract):
    @pytest.fixture
    def opened(self, tmp_path: Path) -> Opener:
        folder = new_case(tmp_path, FixedClock()).folder
        return lambda: CaseFolder.open(folder)
