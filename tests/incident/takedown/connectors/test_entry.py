"""A connector's table: credentials stay secret, and addresses that they are sent to are safe."""

import pickle
from pathlib import Path

import pytest

from tests.incident.takedown.connectors.rig import secret_file
from withhold.incident.takedown.connectors.entry import Entry, Secret
from withhold.incident.takedown.interface import SiteUnusable


def test_a_secret_shows_nothing_of_itself() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.reveal() == "hunter2"


def test_a_secret_comes_from_a_private_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN", "from-the-environment")
    table = {"a": secret_file(tmp_path / "a", "from-a-file"), "b": "env:A_TOKEN"}
    assert Entry.of(table).secret("a").reveal() == "from-a-file"
    assert Entry.of(table).secret("b").reveal() == "from-the-environment"


@pytest.mark.parametrize("value", ["hunter2", "env:hunter2", "/nowhere/hunter2", "x\0hunter2", "/tmp"])
def test_a_credential_written_into_the_site_file_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(SiteUnusable, match="token") as caught:
        Entry.of({"token": value}).secret("token")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = Path(secret_file(tmp_path / "token", "x"))
    path.chmod(0o640)
    with pytest.raises(SiteUnusable, match="chmod 600"):
        Entry.of({"token": str(path)}).secret("token")


@pytest.mark.parametrize("content", ["", "two\nlines", "x\x1b[31m", "ünï"])
def test_what_is_no_credential_of_one_line_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SiteUnusable, match="one line"):
        Entry.of({"token": secret_file(tmp_path / "token", content)}).secret("token")


@pytest.mark.parametrize("url", ["https://api.example.org/v4/", "http://127.0.0.1:8080", "http://[::1]:1"])
def test_credentials_go_over_https_or_stay_on_this_machine(url: str) -> None:
    assert Entry.of({"api": url}).service("api", secret=True) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.org",
        "http://10.0.0.1",
        "http://localhost.example.org",
        "https://user:hunter2@api.example.org",
        "https://api.example.org/?key=hunter2",
        "ftp://api.example.org",
        "https://",
        "https://[::1",
        "https://h:99999",
        "api.example.org",
    ],
)
def test_other_addresses_are_refused_for_credentials(url: str) -> None:
    with pytest.raises(SiteUnusable, match="api") as caught:
        Entry.of({"api": url}).service("api", secret=True)
    assert "hunter2" not in str(caught.value)


def test_a_key_that_means_nothing_is_named() -> None:
    entry = Entry.of({"type": "s3", "bukcet": "x"})
    with pytest.raises(SiteUnusable, match="bukcet"):
        entry.close()


@pytest.mark.parametrize("value", ["../x", "a/b", "a b", "a\n", 7, "é"])
def test_an_id_cannot_lead_elsewhere(value: object) -> None:
    with pytest.raises(SiteUnusable, match="zone"):
        Entry.of({"zone": value}).id("zone")
